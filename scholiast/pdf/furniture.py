"""Running heads and folios laid out and painted, apart from the text they stand over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lxml import etree
from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes

from scholiast.pdf.desk import NO_FURNITURE, Desk
from scholiast.pdf.engine import Press
from scholiast.pdf.log import Log
from scholiast.pdf.looks import Strip
from scholiast.pdf.paint import paint
from scholiast.pdf.sequence import MIRRORED, numbered
from scholiast.pdf.sheaf import Sheaf

_FILLER = "scholiast-filler"

_SHEET = f"""
@page {{
  background: none !important;
  border-color: transparent !important;
  marks: none !important;
}}
@page {_FILLER} {{ {NO_FURNITURE} }}
html, body, div {{ background: none !important; border: 0 !important; height: auto }}
"""


def lay_out_furniture(desk: Desk, wanted: Sequence[Strip], log: Log) -> Sheaf:
    """Return the pages of all looks of strips, in order, nothing on them but their furniture."""
    press = desk.at_work(desk.press, {}, log)
    pages: list[Page] = []
    marks: dict[Any, str | None] = {}
    numbers: list[int] = []
    document = None
    for strip in wanted:
        document = _lay_out(press, strip)
        for number, look, page in zip(
            range(strip.start, strip.start + len(strip.looks)),
            strip.looks,
            document.pages,
            strict=True,
        ):
            if look is not None:
                pages.append(page)
                marks |= {} if strip.exact else _folios(page, number)
                numbers.append(_numbers(page))
    assert document is not None
    sheaf = paint(document, pages, marks, tagged=False)
    facts = zip(sheaf.pages, numbers, strict=True)
    fixed = tuple(replace(page, fixed=len(page.spots) < count) for page, count in facts)
    return replace(sheaf, pages=fixed)


def _lay_out(press: Press, strip: Strip) -> Document:
    first = next(look for look in strip.looks if look is not None)
    html = etree.Element("html", lang=first.language)
    if first.mirrored:
        html.set("style", MIRRORED)
    body = etree.SubElement(html, "body")
    for look in strip.looks:
        name = _FILLER if look is None else look.name or "auto"
        page = etree.SubElement(body, "div", style=f"page: {name}; break-before: page")
        for string, value in () if look is None else look.strings:
            mark = etree.SubElement(page, "i", {"data-string": value})
            mark.set("style", f"string-set: {string} attr(data-string)")
    return press.lay_out(html, f"{_SHEET} {numbered(strip.start)}")


def _margin_boxes(page: Page) -> list[Any]:
    return [box for box in page._page_box.children if isinstance(box, boxes.MarginBox)]


def _folios(page: Page, number: int) -> dict[Any, str | None]:
    """Return the boxes of text in the margins that are the number of the page, and that alone."""
    return {
        box: None
        for margin in _margin_boxes(page)
        for box in margin.descendants()
        if isinstance(box, boxes.TextBox) and box.text == str(number) and _is_number(margin)
    }


def _is_number(margin: Any) -> bool:
    content = margin.style["content"]
    return len(content) == 1 and content[0] == ("counter()", ("page", "decimal"))


def _numbers(page: Page) -> int:
    """Return how often the margins of a page say its number, in whatever way."""
    return sum(
        item[0] in ("counter()", "counters()") and item[1][0] == "page"
        for margin in _margin_boxes(page)
        if isinstance(margin.style["content"], tuple | list)
        for item in margin.style["content"]
        if isinstance(item, tuple)
    )
