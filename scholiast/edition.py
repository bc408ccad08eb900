"""Editions, the forms a book is published in, and artifacts, the finished files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from scholiast.diagnostics import Diagnostic


class Format(Enum):
    """The three formats, in the order they are built."""

    EPUB = "epub"
    HTML = "html"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class TrimSize:
    """The page after trimming, `width` by `height` in mm."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished edition: bytes by path below `dist/`.

    `name` is the file or folder a person opens (`handbook.epub`, `web`), `pages` the number of
    pages of a PDF, `diagnostics` what the renderer itself or its libraries had to say.
    """

    format: Format
    name: str
    files: Mapping[str, bytes] = field(repr=False)
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def size(self) -> int:
        """Return the size of all files together, in bytes."""
        return sum(len(data) for data in self.files.values())
