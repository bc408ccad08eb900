"""Preflight of a PDF that was just made: what its edition asks of it, what its fonts allow."""

from collections.abc import Iterable

from scholiast.book import Book
from scholiast.config import PdfEdition, millimetres, trim_size
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.edition import Artifact, Format
from scholiast.jobs import Works
from scholiast.preflight import areas, examine, fontfiles, typefaces
from scholiast.preflight.geometry import MM
from scholiast.preflight.wanted import Sides, Wanted
from scholiast.theme import Theme

_FOR_PRESS = (Format.PDF, Format.LARGE_PRINT)
_MARK = 0.6  # em, wider than any mark that hangs
_TOO_WIDE = "R310"  # what layout has said is not said again
_BARE = "pdf/x-3"  # its fonts are embedded without what they say of themselves


def look(
    made: Artifact, settings: PdfEdition, book: Book, theme: Theme, works: Works | None = None
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a PDF as a file for print, or for screens; notes are left out.

    It is a book that was just made, so nobody is asked who is not on every machine: neither qpdf
    nor veraPDF.
    """
    report = examine(made.files[made.name], wanted(made, settings, book, theme), made.name, works)
    wide = any(finding.rule.code == _TOO_WIDE for finding in made.diagnostics)
    return tuple(
        finding
        for finding in report.findings
        if finding.severity is not Severity.NOTE and not (wide and finding.rule == areas.OVERFULL)
    )


def wanted(made: Artifact, settings: PdfEdition, book: Book, theme: Theme) -> Wanted:
    """Return what an edition asks of its file."""
    return Wanted(
        kind="print" if made.format in _FOR_PRESS else "screen",
        trim=trim_size(settings.trim),
        bleed=0.0,
        marks=False,
        conformance=settings.conformance,
        area=_area(settings),
        beside=any(note.placement == "margin" for c in book.chapters for note in c.notes),
        hang=_hang(settings),
        pictures=_pictures(book),
        licences=_licences(theme) if _BARE in settings.conformance else {},
        own=True,
    )


def _hang(settings: PdfEdition) -> float:
    """Return by how many pt punctuation hangs: a quotation mark, or next to nothing."""
    return _MARK * millimetres(settings.font_size) * MM if settings.hanging_punctuation else 1.0


def _area(settings: PdfEdition) -> Sides:
    margins = settings.margins
    sides = (margins.inner, margins.outer, margins.top, margins.bottom)
    return Sides(*map(millimetres, sides))


def _pictures(book: Book) -> dict[tuple[int, int], tuple[str, ...]]:
    found: dict[tuple[int, int], list[str]] = {}
    for image in book.images.values():
        if image.width and image.height and image.media_type != "image/svg+xml":
            found.setdefault((image.width, image.height), []).append(image.path)
    return {size: tuple(paths) for size, paths in found.items()}


def _licences(theme: Theme) -> dict[str, int]:
    """Return what the fonts of a design allow, by each of their names."""
    return {
        typefaces.plain(name): allows
        for path in theme.fonts()
        for name, allows in _allowed(path.read_bytes())
    }


def _allowed(data: bytes) -> Iterable[tuple[str, int]]:
    names, allows = fontfiles.allowed(data)
    return ((name, allows) for name in names)
