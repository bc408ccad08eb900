"""Wide tables turned by a right angle, each on a page of its own; notes stay at the page's foot.

A table is laid out on a sheet as wide as the text is high, which is painted from the foot of the
page upwards (CSS Transforms 1). How much room its notes leave is known when there are pages; where
it has any, the chapter is laid out once more.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes

from scholiast.markup import Element
from scholiast.pdf import rules
from scholiast.pdf.geometry import Geometry
from scholiast.pdf.log import Log

CLASSES = frozenset({"turned", "landscape"})
"""The classes of a division that is turned in print."""

PAGE, SHEET = "turned-page", "turned-sheet"
"""The classes of what is as large as the page's text, and of what is turned in it."""

TURNED = frozenset({"turned", "front-turned"})
"""The names of pages of turned tables in style sheets."""

_PX = 25.4 / 96  # mm of a CSS pixel (CSS Values 3, 6.2)
_SCALE = "data-scale"
_LEAST = 0.75  # of their size, that letters are made smaller to
_NEAR = 0.01  # mm, and of the size of letters
_TOLERANCE = 1.5  # px that a sheet may be too small


_MARKED = re.compile(rf"<div\b[^<>]*\sclass=[\"'][^\"'<>]*\b(?:{'|'.join(sorted(CLASSES))})\b")


def has_any(body: str) -> bool:
    """Tell whether a fragment may have something to be turned: few pages need be looked at."""
    return _MARKED.search(body) is not None


def place(body: Element, page: Geometry) -> None:
    """Put each division that is to be turned on a sheet as large as the text of a page."""
    for division in [one for one in body.iter("div") if CLASSES & _classes(one)]:
        if any(CLASSES & _classes(outer) for outer in division.iterancestors("div")):
            continue
        holder = etree.Element("div", {"class": PAGE})
        holder.tail, division.tail = division.tail, None
        division.addprevious(holder)
        sheet = etree.SubElement(holder, "div", {"class": SHEET})
        sheet.append(division)
        _measure(holder, page.text_height, page.text_width)


def _classes(element: Element) -> set[str]:
    return set(str(element.get("class", "")).split())


def _measure(holder: Element, height: float, width: float, scale: float = 1) -> None:
    """Give a page and its sheet their size in mm, and its letters theirs."""
    holder.set("style", f"height: {height:.3f}mm")
    holder.set(_SCALE, f"{scale:.3f}")
    holder[0].set(
        "style",
        f"width: {height:.3f}mm; height: {width:.3f}mm; font-size: {scale:.3f}em; "
        f"transform: translateY({height:.3f}mm) rotate(-90deg)",
    )


def make_room(document: Document, body: Element, page: Geometry) -> bool:
    """Make the sheets of a text smaller by the notes of their pages, or what is too large on them.

    False where all is as it should be, or can't be: letters are made smaller by a quarter at most.
    """
    holders = (one for one in body.iter("div") if one.get("class") == PAGE)
    changed = False
    for one in document.pages:
        notes = sum(area.margin_height() for area in _note_areas(one)) * _PX
        for sheet, holder in zip(_sheets(one), holders, strict=False):
            height, scale = page.text_height - notes, float(holder.get(_SCALE, "1"))
            if sheet.width * _PX - height > _NEAR:
                _measure(holder, height, page.text_width, scale)
                changed = True
            elif (smaller := max(_LEAST, _fit(sheet) * scale)) < scale - _NEAR:
                _measure(holder, sheet.width * _PX, page.text_width, smaller)
                changed = True
    return changed


def _fit(sheet: Any) -> float:
    """Return by what factor the letters on a sheet are to be smaller, so that all has room."""
    across, down = _excess(sheet)
    if max(across, down) <= _TOLERANCE:
        return 1
    wide, long = float(sheet.width), float(sheet.height)
    return 0.99 * min(wide / (wide + across), long / (long + down))


def _note_areas(page: Page) -> Iterator[Any]:
    for child in page._page_box.children:
        if isinstance(child, boxes.FootnoteAreaBox) and child.children:
            yield child


def _sheets(page: Page) -> Iterator[Any]:
    for box in page._page_box.descendants():
        if isinstance(box, boxes.BlockBox) and box.element is not None and _is_sheet(box.element):
            yield box


def _is_sheet(element: Element) -> bool:
    return SHEET in _classes(element)


def centre(document: Document) -> None:
    """Put what stands on each sheet in the middle of the page.

    Pages gather links and anchors when they are made, so those with sheets are made again.
    """
    for index, page in enumerate(document.pages):
        sheets = list(_sheets(page))
        for sheet in sheets:
            _, below = _excess(sheet)
            if below < 0:
                for child in sheet.children:
                    child.translate(dy=-below / 2)
        if sheets:
            document.pages[index] = _upright(Page(page._page_box))


def _upright(page: Page) -> Page:
    """Return a page whose destinations are upper left corners, as WeasyPrint turns these, too."""
    for name, (x, y, to_x, to_y) in page.anchors.items():
        page.anchors[name] = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
    return page


def inspect(document: Document, log: Log) -> None:
    """Enter in the log each sheet that is too small for what stands on it."""
    for page in document.pages:
        for sheet in _sheets(page):
            across, down = _excess(sheet)
            if max(across, down) > _TOLERANCE:
                side = "wide" if across >= down else "long"
                message = f"a turned table is {max(across, down) * _PX:.1f} mm too {side}"
                log.add(rules.TURNED_TOO_LARGE, message, "make two tables of it, or a smaller one")


def _excess(sheet: Any) -> tuple[float, float]:
    """Return by how many px what stands on a sheet is wider and longer than that."""
    inside = [box for box in sheet.descendants() if isinstance(box, boxes.TextBox | boxes.TableBox)]
    right = max((box.position_x + box.width for box in inside), default=0.0)
    bottom = max((box.position_y + box.height for box in inside), default=0.0)
    return right - sheet.position_x - sheet.width, bottom - sheet.position_y - sheet.height
