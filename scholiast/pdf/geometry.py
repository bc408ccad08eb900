"""The page of a printed edition in millimetres, from its settings."""

import math
from dataclasses import dataclass, replace

from scholiast.config import LEAST_TEXT_AREA, PdfEdition, millimetres, trim_size
from scholiast.pdf.spine import printer_of

MARGIN_GAP = 4.0
"""The space in mm between the text and a note in the margin."""

MARGIN_EDGE = 7.0
"""The least space in mm between a note in the margin and the edge, which a cut may take.

A printer may want more.
"""

_SLACK = 0.005  # mm, so that lengths which were rounded have room

_TEXT_ABOVE_NOTES = 3  # lines of text at least that a page with notes has room for


@dataclass(frozen=True, slots=True)
class Geometry:
    """Lengths in mm, `font_size` as CSS has it; `notes_height` is the most that notes may take.

    `numbered_lines` is how many lines of a page are numbered in its margin, `bleed` how far what is
    cut off reaches over the trim, `edge` how near to it notes in the margin stand.
    """

    width: float
    height: float
    top: float
    bottom: float
    inner: float
    outer: float
    font_size: str
    line_height: float
    leading: float
    numbered_lines: int = 0
    bleed: float = 0
    edge: float = MARGIN_EDGE

    @property
    def text_width(self) -> float:
        """Return the measure, the width of a line of text."""
        return round(self.width - self.inner - self.outer, 3)

    @property
    def text_height(self) -> float:
        """Return the height of the page that text and notes share."""
        return round(self.height - self.top - self.bottom, 3)

    @property
    def notes_height(self) -> float:
        """Return the greatest height of the notes of a page."""
        return round(max(self.text_height - _TEXT_ABOVE_NOTES * self.leading - 5, 10), 3)

    @property
    def margin_note_width(self) -> float:
        """Return the width of notes in the outer margin; what it has no room for is an error."""
        return round(max(self.outer - MARGIN_GAP - self.edge, 1), 3)

    @property
    def image_height(self) -> float:
        """Return the greatest height of an image, so that its caption stands on the same page."""
        return round(self.text_height * 0.8, 3)


def geometry(settings: PdfEdition) -> Geometry:
    """Return the page that `editions.pdf` of book.yaml describes.

    Raises ValueError where the margins leave no room for text; a check says so before (M025).
    """
    width, height = trim_size(settings.trim)
    margins = settings.margins
    leading = millimetres(settings.font_size) * settings.line_height
    page = Geometry(
        width=width,
        height=height,
        top=millimetres(margins.top),
        bottom=_bottom(settings, height, leading),
        inner=millimetres(margins.inner),
        outer=millimetres(margins.outer),
        font_size=settings.font_size,
        line_height=settings.line_height,
        leading=leading,
    )
    if settings.bleed:
        page = replace(page, bleed=millimetres(settings.bleed))
    if (house := printer_of(settings)) is not None:
        page = replace(page, edge=max(MARGIN_EDGE, house.safe(bleeds=bool(settings.bleed))))
    if settings.line_numbers:
        page = replace(page, numbered_lines=int(page.text_height / page.leading + 0.01))
    if page.text_width < LEAST_TEXT_AREA[0] or page.text_height < LEAST_TEXT_AREA[1]:
        raise ValueError(
            f"the margins leave {page.text_width:g} by {page.text_height:g} mm of the page for text"
        )
    return page


def _bottom(settings: PdfEdition, height: float, leading: float) -> float:
    """Return the bottom margin; on the grid it is made so much larger that whole lines fit above.

    Thus the last line of notes stands where the last line of the text does.
    """
    bottom = millimetres(settings.margins.bottom)
    room = height - millimetres(settings.margins.top) - bottom
    if not settings.grid or room < leading:
        return bottom
    return round(bottom + math.fmod(room + _SLACK, leading) - 2 * _SLACK, 4)
