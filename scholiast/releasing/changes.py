"""What became of the notes of a book from one release to the next, told by their two ledgers."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from scholiast import text
from scholiast.ledger import Ledger, NoteRecord

SCHEMA = "https://scholiast.invalid/schema/changes-1"
_ALIKE = 0.5  # of the letters of two notes that have to be the same to be one note
_PRINT = "pdf"


@dataclass(frozen=True, slots=True)
class Seen:
    """A note as one release shows it, in the chapter with the id `home` and the title `chapter`.

    `page` counts the sheets of the printed book from 1.
    """

    id: str
    number: str
    home: str
    chapter: str
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A note in two releases, None in one that does not have it."""

    before: Seen | None
    after: Seen | None

    @property
    def both(self) -> tuple[Seen, Seen] | None:
        """Return the note before and after, None where one release does not have it."""
        return (self.before, self.after) if self.before and self.after else None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that became of notes; `before` is the version compared with, None where there is none.

    A note may be `changed`, `moved` and `renumbered` at once; each of these lists all of its kind.
    `turned` are those that stand in their chapter as before, on another page. `gone` are ids by
    which links led to chapters, notes and calls, and lead nowhere now.
    """

    before: str | None
    after: str
    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    turned: tuple[Change, ...] = ()
    renumbered: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind, by its name."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "moved to another chapter": len(self.moved),
            "on another page": len(self.turned),
            "with another number": len(self.renumbered),
            "addresses gone": len(self.gone),
        }


def compare(old: Ledger | None, new: Ledger, before: str | None, after: str) -> Changes:
    """Return what became of notes from the ledger `old`, of version `before`, to `new`."""
    if old is None:
        return Changes(None, after)
    found = list(_pairs(old, new))
    both = [(change, change.both) for change in found if change.both]
    kept = [(change, *pair) for change, pair in both if pair]
    return Changes(
        before,
        after,
        added=tuple(one for one in found if one.before is None),
        changed=tuple(one for one, a, b in kept if a.text != b.text),
        removed=tuple(one for one in found if one.after is None),
        moved=tuple(one for one, a, b in kept if a.home != b.home),
        turned=tuple(one for one, a, b in kept if a.home == b.home and a.page != b.page),
        renumbered=tuple(one for one, a, b in kept if a.number != b.number),
        gone=tuple(name for name in _addresses(old) if name not in set(_addresses(new))),
    )


def _pairs(old: Ledger, new: Ledger) -> Iterator[Change]:
    """Yield each note of both ledgers once: in the order of the new, then those that are gone."""
    before, after = ({note.id: note for note in one.notes} for one in (old, new))
    twins = {new_id: old_id for old_id, new_id in _renamed(before, after).items()}
    titles = [{chapter.id: chapter.title for chapter in one.chapters} for one in (old, new)]
    for name, note in after.items():
        earlier = before.get(twins.get(name, name))
        yield Change(_seen(earlier, titles[0]) if earlier else None, _seen(note, titles[1]))
    known = {*after, *twins.values()}
    for name, note in before.items():
        if name not in known:
            yield Change(_seen(note, titles[0]), None)


def _seen(note: NoteRecord, titles: Mapping[str, str]) -> Seen:
    home = note.home or note.chapter
    stand = note.stands.get(_PRINT)
    words = text.readable(note.text)
    page = stand.page if stand else None
    return Seen(note.id, note.number, home, titles.get(home, home), page, words)


def _renamed(before: Mapping[str, NoteRecord], after: Mapping[str, NoteRecord]) -> dict[str, str]:
    """Return by old id the new one of notes that are the same by their label or their words.

    An id is made of the chapter and the label, or where there is none of the first words; so it
    becomes another where a note goes to another chapter, or one without a label begins otherwise.
    """
    gone = [note for name, note in before.items() if name not in after]
    come = [note for name, note in after.items() if name not in before]
    found: dict[str, str] = {}
    for key in (_label, _words):
        _match_alone(gone, come, key, found)
    for old in gone:
        free = [one for one in come if one.chapter == old.chapter and one.id not in found.values()]
        likely = [(score, one.id) for one in free if (score := _likeness(old, one)) >= _ALIKE]
        if likely and old.id not in found:
            found[old.id] = max(likely, key=lambda pair: pair[0])[1]
    return found


def _label(note: NoteRecord) -> str:
    return note.label


def _words(note: NoteRecord) -> str:
    return text.readable(note.text)


def _match_alone(
    gone: Sequence[NoteRecord],
    come: Sequence[NoteRecord],
    key: Callable[[NoteRecord], str],
    found: dict[str, str],
) -> None:
    """Enter in `found` the notes that alone have some key, among those that are gone and come."""
    taken = set(found.values())
    old, new = Counter(map(key, gone)), Counter(map(key, come))
    by_key = {key(note): note.id for note in come if note.id not in taken}
    for note in gone:
        name = key(note)
        if note.id not in found and name and old[name] == new[name] == 1 and name in by_key:
            found[note.id] = by_key[name]


def _likeness(old: NoteRecord, new: NoteRecord) -> float:
    matcher = SequenceMatcher(None, old.text, new.text, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _addresses(ledger: Ledger) -> list[str]:
    """Return the ids of chapters, notes and calls, which are their addresses in all editions."""
    chapters = (chapter.anchor for chapter in ledger.chapters)
    notes = (name for note in ledger.notes for name in (note.id, *(one.id for one in note.calls)))
    return list(dict.fromkeys((*chapters, *notes)))


def as_json(changes: Changes) -> str:
    """Return the changes as a record for programs (SCHEMA), ending in a newline."""
    record = {"schema": SCHEMA, **asdict(changes)}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


# -- for people --


def as_markdown(changes: Changes, title: str) -> str:
    """Return the changes in Markdown, ending in a newline."""
    head = f"# {_plain(title)}, {changes.after}"
    if changes.before is None:
        return f"{head}\n\nThis is the first release: there is none to compare it with.\n"
    parts = [part for part in _parts(changes) if part]
    said = parts or [f"No note is otherwise than in {changes.before}."]
    return "\n\n".join([head, f"Notes, compared with {changes.before}.", *said]) + "\n"


def _parts(changes: Changes) -> Iterator[str]:
    yield _list("Added", (_line(one.after) for one in changes.added if one.after))
    both = [one.both for one in changes.changed if one.both]
    yield _list("Changed", (f"{_line(b)}\n  Before: {_plain(a.text)}" for a, b in both))
    yield _list("Removed", (_line(one.before) for one in changes.removed if one.before))
    moved = [one.both for one in changes.moved if one.both]
    yield _list(
        "Moved to another chapter",
        (f"{_where(a)} → {_where(b)}: `{b.id}`" for a, b in moved),
    )
    numbers = [one.both for one in changes.renumbered if one.both]
    yield _table("Other numbers", ("chapter", "before", "after"),
                 ((_plain(b.chapter), a.number, b.number) for a, b in numbers))  # fmt: skip
    turned = [one.both for one in changes.turned if one.both]
    yield _table("Other pages", ("note", "before", "after"),
                 ((_where(b), str(a.page), str(b.page)) for a, b in turned))  # fmt: skip
    yield _list("Addresses that are gone", (f"`{name}`" for name in changes.gone))


def _list(title: str, lines: Iterable[str]) -> str:
    found = [f"- {line}" for line in lines]
    return "\n".join([f"## {title}", "", *found]) if found else ""


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    found = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|---" * len(head) + "|"
    return "\n".join([f"## {title}", "", f"| {' | '.join(head)} |", rule, *found]) if found else ""


def _line(note: Seen) -> str:
    return f"{_where(note)}: {_plain(note.text)}"


def _where(note: Seen) -> str:
    return f"{_plain(note.chapter)}, note {_plain(note.number)}"


_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\`*_[]<>#|~^$&"})


def _plain(words: str) -> str:
    """Return words on one line that Markdown takes as they stand."""
    return " ".join(words.split()).translate(_SPECIAL)
