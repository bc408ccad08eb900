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
class Missing:
    """A character that no font of an edition has, `count` times in one text.

    `path` is that of the draft, `note` the id of the note that the text is of, each None where it
    is of none; `before` and `after` are the words around it where it first stands in that text.
    """

    character: str
    path: str | None = None
    note: str | None = None
    before: str = ""
    after: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished edition: bytes by path below `dist/`.

    `name` is the file or folder a person opens (`handbook.epub`, `web`), `pages` the number of
    pages of a PDF, `diagnostics` what the renderer itself or its libraries had to say, `missing`
    the characters that were drawn as empty boxes.
    """

    format: Format
    name: str
    files: Mapping[str, bytes] = field(repr=False)
    pages: int | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def size(self) -> int:
        """Return the size of all files together, in bytes."""
        return sum(len(data) for data in self.files.values())
