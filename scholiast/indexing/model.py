"""What is marked for an index, and the entries that are made of it, in the order of letters."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEVELS = "!"
"""What sets the levels of an entry apart: `Rome!walls`."""

MOST_LEVELS = 3

ATTRIBUTES = ("entry", "see", "see-also", "sort", "range")
"""What may be said of a mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that is marked: `path` is its entry by levels, `id` its address.

    `see` and `see_also` name other entries, `main` tells the place where most is said, `sort` is
    what the last level is sorted by; `range` is `start` or `end` where a stretch of text is meant.
    """

    path: tuple[str, ...]
    id: str = ""
    see: str = ""
    see_also: str = ""
    main: bool = False
    sort: str = ""
    range: str = ""


def mark_of(words: str, attributes: Mapping[str, str], classes: Iterable[str]) -> Mark:
    """Return what a span of the class `index` marks; without `entry` that are its own words."""
    written = attributes.get("entry") or words
    return Mark(
        path=tuple(" ".join(level.split()) for level in written.split(LEVELS)),
        see=attributes.get("see", ""),
        see_also=attributes.get("see-also", ""),
        main="main" in classes,
        sort=attributes.get("sort", ""),
        range=attributes.get("range", ""),
    )


@dataclass(slots=True)
class Entry:
    """An entry of an index: its name, where it stands in the text, and what stands below it."""

    name: str
    key: tuple[str, str]
    marks: list[Mark] = field(default_factory=list)
    see: list[str] = field(default_factory=list)
    see_also: list[str] = field(default_factory=list)
    below: list["Entry"] = field(default_factory=list)

    @property
    def letter(self) -> str:
        """Return the letter that it stands under; nothing for numbers and signs."""
        first = self.key[0][:1]
        return first.upper() if first.isalpha() else ""


def collation(words: str) -> tuple[str, str]:
    """Return what words are sorted by: letters without accents and case, signs left out.

    Words that differ in nothing else come in the order of their characters. It is the order of
    most Western languages; others are set by `sort`.
    """
    plain = unicodedata.normalize("NFKD", words).casefold()
    letters = "".join(one for one in plain if one.isalnum() or one.isspace())
    return " ".join(letters.split()), words


def entries(marks: Sequence[Mark]) -> list[Entry]:
    """Return the entries of marks, which are in the order of the book, in that of letters."""
    found: list[Entry] = []
    for mark in marks:
        row = found
        for level, name in enumerate(mark.path):
            is_last = level == len(mark.path) - 1
            entry = next((one for one in row if one.name == name), None)
            if entry is None:
                entry = Entry(name, collation(name))
                row.append(entry)
            if is_last and mark.sort:
                entry.key = collation(mark.sort)
            if is_last:
                _enter(entry, mark)
            row = entry.below
    return _sorted(found)


def _enter(entry: Entry, mark: Mark) -> None:
    if mark.see:
        entry.see.append(mark.see)
    if mark.see_also:
        entry.see_also.append(mark.see_also)
    if mark.id and not mark.see:
        entry.marks.append(mark)


def _sorted(row: list[Entry]) -> list[Entry]:
    for entry in row:
        entry.below = _sorted(entry.below)
    return sorted(row, key=lambda entry: entry.key)
