"""What depends on the number of pages: the margin at the spine, and blank pages at the end."""

from collections.abc import Callable

from scholiast.config import PdfEdition, inner_margin, millimetres
from scholiast.printers import Printer, printer

_HANG = 0.3
"""How far in em punctuation hangs into a margin at the most: a quotation mark and a full stop."""

_ROUNDS = 4
"""How often a book is laid out anew because its own number of pages asks for another margin."""


def settle(
    settings: PdfEdition, likely: int, lay_out: Callable[[PdfEdition], tuple[bytes, int]]
) -> tuple[bytes, int, PdfEdition]:
    """Lay a book out until its margins are those that its number of pages asks for.

    `likely` is about how many pages it has. Return the file, its number of pages, and the settings
    that it was made with. A margin that would make the book so much longer or shorter that it asks
    for another one, round and round, stays the wider.
    """
    tried: list[float] = []
    fixed = with_margin(settings, likely)
    while True:
        data, pages = lay_out(fixed)
        wanted = with_margin(settings, pages)
        if wanted == fixed:
            return data, pages, fixed
        tried.append(_width(fixed))
        if _width(wanted) in tried or len(tried) >= _ROUNDS:
            if _width(fixed) >= _width(wanted):
                return data, pages, fixed
            data, pages = lay_out(wanted)
            return data, pages, wanted
        fixed = wanted


def _width(settings: PdfEdition) -> float:
    return float(settings.margins.inner.removesuffix("mm"))


def with_margin(settings: PdfEdition, pages: int) -> PdfEdition:
    """Return settings with a margin at the spine that suits a book of so many pages, in mm.

    It is what is read with ease, and not less than what the printer wants to be empty, where marks
    that hang stand in it.
    """
    if not settings.inner_is_auto:
        return settings
    width = inner_margin(pages)
    if (house := printer_of(settings)) is not None:
        hang = _HANG * millimetres(settings.font_size) if settings.hanging_punctuation else 0.0
        width = max(width, round(house.gutter(pages) + hang, 2))
    margins = settings.margins.model_copy(update={"inner": f"{width:g}mm"})
    return settings.model_copy(update={"margins": margins})


def printer_of(settings: PdfEdition) -> Printer | None:
    """Return the printer of an edition; None where none is named."""
    return None if settings.printer is None else printer(settings.printer)


def blanks_at_end(settings: PdfEdition, pages: int) -> int:
    """Return how many blank pages end a book, so that the printer can bind it."""
    house = printer_of(settings)
    if house is None:
        return 0
    blank = int(house.last_page_blank)
    return blank + -(pages + blank) % house.multiple
