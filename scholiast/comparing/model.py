"""What is compared, and what comes of it: words, no work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from scholiast.ledger import Ledger

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in pt, from the upper left corner of a page."""


class UnreadableError(Exception):
    """What is to be compared is no PDF and no folder of a release; the message says which."""


@dataclass(frozen=True, slots=True)
class Release:
    """A printed book as it was made: the `path` that was given, its PDF, its ledger if known."""

    path: str
    name: str
    data: bytes = field(repr=False)
    ledger: Ledger | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF: its place from 0 on, the number printed on it, its size in pt.

    `words` are those of the text without running heads and folios, hyphens left out, and `places`
    the characters of the page that each is made of. `ink` is a digest of what is drawn, `furniture`
    are the boxes of heads and folios, which is left out of that.
    """

    index: int
    label: str
    size: tuple[float, float]
    words: Sequence[str] = field(repr=False)
    places: Sequence[tuple[int, int]] = field(repr=False)
    ink: str
    furniture: Sequence[Box] = field(repr=False)

    @property
    def is_right(self) -> bool:
        """Tell whether it is a right-hand page: those are odd."""
        return self.index % 2 == 0


@dataclass(frozen=True, slots=True)
class Printed:
    """All pages of a release, and the places of notes and calls on them, by their names."""

    release: Release
    sheets: Sequence[Sheet] = field(repr=False)
    names: Mapping[str, int] = field(repr=False)


class Change(Enum):
    """What became of a page.

    One that is `MOVED` stands elsewhere as it was; `REFLOWED` has words in other places, but no
    others; of one `RENUMBERED` numbers alone are others, of notes or of pages, mostly; `CHANGED`
    has other words, or is drawn otherwise.
    """

    SAME = "same"
    MOVED = "moved"
    REFLOWED = "reflowed"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A page before and after, either None where it was not there.

    `lost` are indexes of words of the old page that are gone, `gained` of those of the new one that
    were not there; numbers among them are in `numbers`, of the old page and of the new one.
    """

    change: Change
    old: Sheet | None
    new: Sheet | None
    lost: Sequence[int] = ()
    gained: Sequence[int] = ()
    numbers: tuple[Sequence[int], Sequence[int]] = ((), ())


class Fate(Enum):
    """What became of a note."""

    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"
    RENUMBERED = "renumbered"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class NoteChange:
    """A note of which something became: where it stood and stands (labels), and what it says."""

    id: str
    fates: tuple[Fate, ...]
    old_page: str | None = None
    new_page: str | None = None
    old_number: str | None = None
    new_number: str | None = None
    old_text: str | None = None
    new_text: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases compared: pages in the order of the new one, and the notes that differ.

    `along` counts the notes that moved with their pages and are as they were.
    """

    old: Printed
    new: Printed
    pairs: Sequence[Pair]
    notes: Sequence[NoteChange]
    along: int = 0

    @property
    def same(self) -> bool:
        """Tell whether nothing differs at all."""
        return not self.notes and all(pair.change is Change.SAME for pair in self.pairs)

    def pages(self, change: Change) -> list[Pair]:
        """Return the pages of which this became."""
        return [pair for pair in self.pairs if pair.change is change]
