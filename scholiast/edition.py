"""Editions, the forms a book is published in, and artifacts, the finished files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from scholiast.diagnostics import Diagnostic


class Format(Enum):
    """The forms in which a book is published, in the order they are built.

    `PDF` is the printed book; those after it are PDFs too, for other readers. `SINGLE_HTML` is the
    web book as one file.
    """

    EPUB = "epub"
    HTML = "html"
    SINGLE_HTML = "single-html"
    PDF = "pdf"
    SCREEN = "screen"
    LARGE_PRINT = "large-print"
    PROOF = "proof"

    @property
    def is_paged(self) -> bool:
        """Tell whether it is a PDF."""
        return self not in (Format.EPUB, Format.HTML, Format.SINGLE_HTML)

    @property
    def file(self) -> "Format":
        """Return the first form that is of the same kind: `PDF` for each PDF, `HTML` for pages."""
        if self.is_paged:
            return Format.PDF
        return Format.HTML if self is Format.SINGLE_HTML else self


MAIN = (Format.EPUB, Format.HTML, Format.PDF)
"""The forms of every book; others are made where `book.yaml` names them, or when asked for."""


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


WEB = "web"
"""The folder in `dist/` that holds the web book."""


def artifact_name(format: Format, slug: str) -> str:
    """Return the name in `dist/` of the artifact of a book whose files are named by `slug`."""
    if format is Format.HTML:
        return WEB
    if format is Format.SINGLE_HTML:
        return f"{slug}.html"
    if format in MAIN:
        return f"{slug}.{format.value}"
    return f"{slug}-{format.value}.pdf"


_TWIN = "-press.pdf"


def twin_name(name: str) -> str:
    """Return the name of the file to be printed, beside a PDF that is read (`rome.pdf`)."""
    return name.removesuffix(".pdf") + _TWIN


def format_of(name: str, slug: str = "") -> Format | None:
    """Return the edition that a file of this name is of; None where it is none of ours.

    Where the book's own `slug` does not say, it is the end of the name: `rome-screen.pdf`.
    """
    named = {artifact_name(format, slug): format for format in Format} if slug else {}
    if name in named:
        return named[name]
    lower = name.lower()
    others = (format for format in Format if format not in MAIN)
    ends = {artifact_name(format, ""): format for format in others} | {
        ".epub": Format.EPUB,
        ".pdf": Format.PDF,
    }
    return next((format for end, format in ends.items() if lower.endswith(end)), None)
