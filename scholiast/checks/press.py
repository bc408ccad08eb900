"""Rules on the printed book as its printer wants it, as far as the settings alone tell."""

from collections.abc import Iterator

from scholiast.config import AUTO, BookFile, PdfEdition, millimetres
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Manuscript
from scholiast.printers import Printer, printer

MARKS_REFUSED = Rule(
    "M035",
    "marks-refused",
    Severity.ERROR,
    """\
The pages have crop or registration marks, and the printer refuses files with marks.

```yaml
editions:
  pdf:
    printer: kdp
    marks: [crop]      # no
```

Printers that print on demand lay out the sheets by machine, and take marks for a part of the page.
Leave `marks` out; the size of the page and the bleed stand in the file all the same.""",
)

NARROW_EDGE = Rule(
    "M036",
    "margin-too-narrow",
    Severity.ERROR,
    """\
A margin is narrower than the printer wants it to be.

Paper moves when it is cut and bound, so that printers refuse text too near to an edge or to the
spine. `scholiast printers` lists what each wants. Make the margin wider; the one at the spine is
found by itself with `inner: auto`.""",
)

SHORT_BLEED = Rule(
    "M037",
    "bleed-too-short",
    Severity.ERROR,
    """\
The bleed is not as wide as the printer wants it.

What reaches the edge of the page is printed a little beyond it, so that no white shows where the
cut is not exact. Write the printer's own bleed, or none in a book in which nothing bleeds.""",
)

RULES = (MARKS_REFUSED, NARROW_EDGE, SHORT_BLEED)


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding on what the printer of the book would refuse."""
    file = manuscript.file
    if file is None or file.editions.pdf.printer is None:
        return []
    settings, house = file.editions.pdf, printer(file.editions.pdf.printer)
    return [
        *_marks(manuscript, settings, house),
        *_edges(manuscript, settings, house),
        *_bleed(manuscript, file, house),
    ]


def _marks(manuscript: Manuscript, settings: PdfEdition, house: Printer) -> Iterator[Diagnostic]:
    if settings.marks and not house.marks_allowed:
        place = manuscript.place("editions.pdf.marks")
        yield MARKS_REFUSED.at(place, f"marks are refused by {house.title}", "leave `marks` out")


def _edges(manuscript: Manuscript, settings: PdfEdition, house: Printer) -> Iterator[Diagnostic]:
    least = dict.fromkeys(("outer", "top", "bottom"), house.safe(bleeds=bool(settings.bleed)))
    if not settings.inner_is_auto:
        least["inner"] = house.gutter(house.least_pages)
    for name, wanted in least.items():
        written = getattr(settings.margins, name)
        if written != AUTO and millimetres(written) < wanted - 0.005:
            place = manuscript.place(f"editions.pdf.margins.{name}")
            message = f"the {name} margin is {written}, and {house.title} wants {wanted:.4g} mm"
            yield NARROW_EDGE.at(place, message, "make it wider")


def _bleed(manuscript: Manuscript, file: BookFile, house: Printer) -> Iterator[Diagnostic]:
    bleed = file.editions.pdf.bleed
    if bleed is not None and millimetres(bleed) < house.bleed - 0.005:
        place = manuscript.place("editions.pdf.bleed")
        message = f"the bleed is {bleed}, and {house.title} wants {house.bleed:.4g} mm"
        yield SHORT_BLEED.at(place, message, f"write `bleed: {house.bleed:.4g}mm`")
