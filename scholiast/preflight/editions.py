"""Preflight of a PDF that was just made: what its edition asks of it, what its fonts allow."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scholiast import preflight
from scholiast.book import Book
from scholiast.config import PdfEdition, inner_margin, millimetres, trim_size
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.edition import Artifact, Format, twin_name
from scholiast.jobs import Works
from scholiast.preflight import Begun, Report, areas, fontfiles, glance, sheets, typefaces
from scholiast.preflight.geometry import MM
from scholiast.preflight.wanted import Press, Sides, Wanted
from scholiast.printers import printer
from scholiast.theme import Theme

_FOR_PRESS = (Format.PDF, Format.LARGE_PRINT)
_MARK = 0.5  # em, more than any marks that hang together
_TOLD = {areas.OVERFULL: "R310", sheets.COUNT: "R315"}  # by layout, which knows more of it
_BARE = "pdf/x-3"  # its fonts are embedded without what they say of themselves


@dataclass(frozen=True, slots=True)
class Looking:
    """A PDF that is being looked at, with what was found already."""

    begun: Begun | Report
    besides: tuple[Diagnostic, ...]
    told: frozenset[str]


def begin(
    made: Artifact, settings: PdfEdition, book: Book, theme: Theme, works: Works | None = None
) -> Looking:
    """Begin to look at a PDF as a file for print, or for screens.

    It is a book that was just made, so nobody is asked who is not on every machine: neither qpdf
    nor veraPDF. Where a twin was made for the press, its pages are those of the file that is read:
    so it is only looked at for what a press does not take.
    """
    press = None if settings.printer is None else Press.of(printer(settings.printer))
    asked = wanted(made, settings, book, theme)
    name, twin = made.name, twin_name(made.name)
    besides: tuple[Diagnostic, ...] = ()
    to_read = press
    if twin in made.files:
        to_read = press and replace(press, annotations_allowed=True, most_megabytes=None)
        besides = glance(made.files[twin], Wanted(printer=press), twin)
    begun = preflight.begin(made.files[name], replace(asked, printer=to_read), name, works)
    return Looking(begun, besides, frozenset(found.rule.code for found in made.diagnostics))


def finish(looking: Looking) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a PDF; notes, and what layout has told, are left out."""
    return tuple(
        finding
        for finding in (*preflight.finish(looking.begun).findings, *looking.besides)
        if finding.severity is not Severity.NOTE and _TOLD.get(finding.rule) not in looking.told
    )


def wanted(made: Artifact, settings: PdfEdition, book: Book, theme: Theme) -> Wanted:
    """Return what an edition asks of its file, but for what its printer does."""
    return Wanted(
        kind="print" if made.format in _FOR_PRESS else "screen",
        is_final=settings.printer is not None,
        trim=trim_size(settings.trim),
        bleed=millimetres(settings.bleed) if settings.bleed else 0.0,
        marks=bool(settings.marks),
        conformance=settings.conformance,
        area=_area(settings, made.pages or 0),
        beside=any(note.placement == "margin" for c in book.chapters for note in c.notes),
        hang=_hang(settings),
        pictures=_pictures(book),
        licences=_licences(theme) if _BARE in settings.conformance else {},
        own=True,
    )


def _area(settings: PdfEdition, pages: int) -> Sides:
    margins = settings.margins
    others = map(millimetres, (margins.outer, margins.top, margins.bottom))
    if not settings.inner_is_auto:
        inner = millimetres(margins.inner)
    elif settings.printer is None:
        inner = inner_margin(pages)
    else:
        inner = max(inner_margin(pages), printer(settings.printer).gutter(pages))
    return Sides(inner, *others)


def _hang(settings: PdfEdition) -> float:
    """Return by how many pt punctuation hangs: a quotation mark, or next to nothing."""
    return _MARK * millimetres(settings.font_size) * MM if settings.hanging_punctuation else 1.0


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
