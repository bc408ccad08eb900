"""What is to be published, and what came of it: words, no work, so that they cost no time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from scholiast.diagnostics import Diagnostic
from scholiast.edition import Format
from scholiast.source import Source


class Copy(Enum):
    """A file that is no edition, since nobody publishes it, but shows the whole manuscript."""

    DOCX = "docx"
    COVER = "cover"


DRAFTS = "draft"
"""The folder in `dist/` for drafts, so that none is ever taken for the finished book."""


class DateError(ValueError):
    """SOURCE_DATE_EPOCH holds no date."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published: the book in `root`, in `formats`, into the folder `dist`.

    Without `formats` it is all editions that the book has.

    `strict` stops at warnings too, `draft` sets placeholders for notes that are missing,
    `enabled` holds the codes of rules that are off by default but wanted. With `whole` the PDF is
    laid out in one piece, as a reference; its pages are the same.
    """

    root: Path
    dist: Path
    formats: tuple[Format, ...] = ()
    strict: bool = False
    draft: bool = False
    enabled: frozenset[str] = frozenset()
    whole: bool = False

    @property
    def folder(self) -> Path:
        """Return the folder that the finished files go to."""
        return self.dist / DRAFTS if self.draft else self.dist


@dataclass(frozen=True, slots=True)
class Made:
    """An edition that was made and proofread: `name` of its file or folder, `size` in bytes.

    `pages` are those of a PDF, `notes` the number of notes proved, `seconds` what it took.
    """

    format: Format | Copy
    name: str
    size: int
    pages: int | None
    notes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of an order: all findings, and what was written, which is nothing where it failed.

    `sources` are the texts that findings are about, by path. `stale` names artifacts still in the
    folder that show an earlier state of the manuscript. `unchanged` tells that nothing was made,
    since all that `made` names lies there as it would be made again.
    """

    sources: Mapping[str, Source] = field(repr=False)
    findings: tuple[Diagnostic, ...]
    made: tuple[Made, ...] = ()
    stale: tuple[str, ...] = ()
    unchanged: bool = False
