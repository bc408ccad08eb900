"""Running heads and folios, laid out apart from the text they stand over.

A page's furniture depends on its side, on whether it is the first of its document, on the name of
its `@page` rules, on its named strings and on its number. Pages that are alike in all that share
one painting: where the number is printed in digits of one width it is a spot, and any number of as
many digits will do. So a book of 300 pages has some 60 of them, and one more page in a chapter has
none made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes

from scholiast.pdf.desk import NO_FURNITURE, Desk
from scholiast.pdf.engine import Log, Press
from scholiast.pdf.paint import paint
from scholiast.pdf.sequence import numbered
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


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """What the furniture of a page depends on, beside its number.

    `language` is that of its document, `name` that of its `@page` rules, `strings` are assigned
    to named strings on it, or before it where none are.
    """

    language: str
    left: bool
    first: bool
    name: str
    strings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """Pages in a row, the first numbered `start`; None in `looks` is a page that is thrown away.

    The first one alone looks as the first of a document. Where `exact`, they are good for their
    numbers alone, and have no spots.
    """

    start: int
    looks: tuple[Look | None, ...]
    exact: bool = False


def strips(wanted: Iterable[tuple[Look, int]], *, exact: bool) -> list[Strip]:
    """Return strips that have a page of each look, with a number of as many digits as is wanted.

    Where `exact`, it is the very number.
    """
    made: list[Strip] = []
    rows: dict[tuple[str, int], list[Look]] = {}
    for look, number in wanted:
        if exact:
            made.append(replace(_single(look, number), exact=True))
        elif look.first:
            made.append(_single(look, _number(look, len(str(number)))))
        else:
            rows.setdefault((look.language, len(str(number))), []).append(look)
    for (_, digits), row in rows.items():
        made += _rows(row, digits)
    return made


def _single(look: Look, number: int) -> Strip:
    return Strip(number, (look,)) if look.first else Strip(number - 1, (None, look))


def _number(look: Look, digits: int) -> int:
    """Return a number of so many digits for a page on this side."""
    first: int = 10 ** (digits - 1)
    return first + (look.left == bool(first % 2))


def _rows(looks: Sequence[Look], digits: int) -> list[Strip]:
    """Return strips of pages that are by turns a recto and a verso."""
    rectos = [look for look in looks if not look.left]
    versos = [look for look in looks if look.left]
    start = 10 ** (digits - 1) // 2 * 2 + 1  # an odd number: the first page is a recto
    room = (10**digits - start) // 2
    made = []
    while rectos or versos:
        pairs = min(room, max(len(rectos), len(versos)))
        row: list[Look | None] = [None]
        for _ in range(pairs):
            row += [rectos.pop(0) if rectos else None, versos.pop(0) if versos else None]
        made.append(Strip(start - 1, tuple(row)))
    return made


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
    language = next(look.language for look in strip.looks if look is not None)
    html = etree.Element("html", lang=language)
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
