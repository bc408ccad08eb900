"""What stands between a raw text and a manuscript: blocks, calls, notes, and what is reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from scholiast.diagnostics import Diagnostic
from scholiast.source import Source, Span


class Shape(Enum):
    """What a block of a plain text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quotation"
    VERSE = "verse"
    TABLE = "table"
    BREAK = "break"
    ILLUSTRATION = "illustration"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: `text` without its end, `start` its offset in the source."""

    text: str
    start: int

    @property
    def indent(self) -> int:
        """Return how many columns of white space the line begins with; a tab counts four."""
        body = self.text.lstrip()
        return len(self.text[: len(self.text) - len(body)].expandtabs(4))


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; `above` counts the blank lines over them, `level` of a heading.

    A heading of level 0 is the title of a part, 1 of a chapter.
    """

    shape: Shape
    lines: tuple[Line, ...]
    above: int = 0
    level: int = 0

    @property
    def text(self) -> str:
        """Return the words of the block in one line."""
        return " ".join(" ".join(line.text.split()) for line in self.lines).strip()


@dataclass(frozen=True, slots=True)
class Mark:
    """What was taken for a note call at `text[start:end]`: `name` as written (`12`, `A`).

    `confidence` is from 0 to 1, `label` what the call is written with in the manuscript.
    """

    name: str
    start: int
    end: int
    confidence: float = 1.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note that the text holds: its name as written, its place, its paragraphs."""

    name: str
    start: int
    end: int
    paragraphs: tuple[tuple[Line, ...], ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of the source that is not in the manuscript: where, why, and its words."""

    place: Span
    reason: str
    text: str = field(repr=False)


class Fate(Enum):
    """What became of a note of the source.

    It is *resolved* where the manuscript, read back, has its words and calls it where it was
    called, *doubtful* where that is not certain, *lost* where the manuscript has not its text.
    """

    RESOLVED = "resolved"
    DOUBTFUL = "doubtful"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Account:
    """What became of one note: `name` is what it is called in the source ("footnote 12").

    `place` is where it stands there, `file` the path of the manuscript it is in now, `reason` why
    it is doubtful or lost.
    """

    label: str
    name: str
    place: Span
    fate: Fate
    reason: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Import:
    """A manuscript made of a raw text, not yet written, and what there is to report.

    `files` are texts by their path in the book's folder, `pictures` the bytes of pictures likewise.
    `title` is the book's. `calls` were found, `notes` of them with their text in the source,
    `missing` of them without. `confidence` is how sure the calls are together (0 to 1), `sure` each
    by the place of its number. `findings` are what was unsure, at places in `source`; `left_out` is
    what no file holds. `account` says of each note what became of it, where the way the text was
    read can tell that of all of them.
    """

    source: Source
    files: Mapping[str, str]
    title: str
    kind: str
    chapters: int
    calls: int
    notes: int
    missing: int
    confidence: float
    sure: tuple[tuple[Span, str, float], ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    account: tuple[Account, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def count(self, fate: Fate) -> int:
        """Return how many notes of the account met a fate."""
        return sum(one.fate is fate for one in self.account)
