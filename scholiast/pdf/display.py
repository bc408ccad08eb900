"""Pages that are looked at, not read: whether all that they are to say has room on them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from weasyprint import Page
from weasyprint.formatting_structure import boxes

from scholiast.markup import Element
from scholiast.pdf import rules
from scholiast.pdf.log import Log
from scholiast.pdf.order import Kind

NAMES = {
    Kind.HALF_TITLE: "half-title",
    Kind.TITLE_PAGE: "title page",
    Kind.IMPRINT: "imprint",
    Kind.FRONTISPIECE: "frontispiece",
    Kind.PART: "page of the part",
    Kind.COVER_PAGE: "cover",
}
"""The kinds of pages that have one page each, as they are called."""


def inspect_room(kind: Kind, tree: Element, pages: Iterable[Page], log: Log) -> None:
    """Find a page whose words were laid out only in part, or on more than one page.

    WeasyPrint drops without a word what does not fit into a box of a given height.
    """
    body = tree.find("body")
    said = Counter(_letters("" if body is None else "".join(body.itertext())))
    sheets = [(page, list(_texts(page))) for page in pages]
    shown = Counter(_letters("".join(box.text for _, texts in sheets for box in texts)))
    crowded = any(_is_crowded(page, texts) for page, texts in sheets)
    if said - shown or len(sheets) > 1 or crowded:
        message = f"the {NAMES[kind]} has no room for all its words"
        hint = "shorten them in `book.yaml`, or set them smaller in `styles/matter.css`"
        with log.at("book.yaml"):
            log.add(rules.NO_ROOM, message, hint)


def _texts(page: Page) -> Iterator[boxes.TextBox]:
    """Yield the texts of a page, those that are placed at its foot, too, which are placeholders."""
    for box in page._page_box.descendants(placeholders=True):
        if isinstance(box, boxes.TextBox) and box.text.strip():
            yield box


def _is_crowded(page: Page, texts: Sequence[boxes.TextBox]) -> bool:
    """Tell whether lines stand outside a page, or over each other."""
    outside = any(text.position_y < 0 or _bottom(text) > page.height for text in texts)
    return outside or any(_overlap(one, other) for one, other in combinations(texts, 2))


def _overlap(one: boxes.TextBox, other: boxes.TextBox) -> bool:
    """Tell whether two texts share a place; lines that are set close do so by a little."""
    wide: float = min(_right(one), _right(other)) - max(one.position_x, other.position_x)
    high: float = min(_bottom(one), _bottom(other)) - max(one.position_y, other.position_y)
    return wide > 1 and high > float(min(one.height, other.height)) / 2


def _bottom(text: boxes.TextBox) -> float:
    return float(text.position_y + text.height)


def _right(text: boxes.TextBox) -> float:
    return float(text.position_x + text.width)


def _letters(words: str) -> str:
    """Return letters, digits and signs alone, capital letters as small ones."""
    return "".join(words.casefold().split())
