"""Where cross-references lead: what a key such as `note:erfurt` means in one text of the book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from scholiast import refsyntax
from scholiast.crossrefs import Target
from scholiast.refsyntax import Key, ids
from scholiast.register import Address, Register, address


@dataclass(frozen=True, slots=True)
class Places:
    """All that keys can mean in a book, which `checks.crossrefs` found to mean one thing each.

    `notes` gives by chapter the ids of its notes by their addresses, `chapters` the id and the
    number of each chapter by the names it goes by, `numbers` those of figures and tables by id,
    `by_page` the kinds of notes that are counted anew on each page, `lines` the numbers of lines of
    verse by the ids in them, with their chapters.
    """

    register: Register
    notes: Mapping[str, Mapping[Address, str]]
    chapters: Mapping[str, tuple[str, str | None]]
    numbers: Mapping[str, str]
    by_page: frozenset[str] = frozenset()
    lines: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def finder(
        self, chapter: str, path: str, resolve: Callable[[str], str | None]
    ) -> Callable[[Key], Target]:
        """Return what finds the targets of keys in a text of a chapter, written in a file.

        `resolve` gives the id of the book that a link of the chapter means.
        """

        def find(key: Key) -> Target:
            if key.kind == "note":
                return self._note(key.name, chapter, path)
            if key.kind == "chapter":
                name, number = self.chapters[key.name]
                return Target(f"chapter-{name}", number, is_counted=number is not None)
            target = next(filter(None, (resolve(f"#{name}") for name in ids(key))), None)
            assert target is not None  # a rule says that nothing has this id
            if key.kind == "line":
                number, other = self.lines[target]
                return Target(target, number, None if other == chapter else f"chapter-{other}")
            return Target(target, self.numbers.get(target))

        return find

    def _note(self, label: str, chapter: str, path: str) -> Target:
        """Return a note by its label: that of the same chapter, or of the first that calls it."""
        cited = refsyntax.address(label)
        if cited is not None:
            homes = (chapter, *self.notes)
            return Target(next(self.notes[c][cited] for c in homes if cited in self.notes[c]))
        entry = self.register.meaning(path, label)[0]
        where, is_counted = address(entry), entry.kind not in self.by_page
        own = self.notes[chapter].get(where)
        if own is not None:
            return Target(own, is_counted=is_counted)
        other, name = next((c, ids[where]) for c, ids in self.notes.items() if where in ids)
        return Target(name, chapter=f"chapter-{other}", is_counted=is_counted)
