"""Breaks between scenes in print: ornaments beside the text, and blank lines that a page hides."""

from lxml import etree
from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes

from scholiast.elements import SCENE_BREAK
from scholiast.markup import Element
from scholiast.pdf.content import ASIDE

BLANK = "blank"
"""The class of a break that is a blank line, but at the top of a page."""

_NEAR = 1.0  # px from the top of a page's text


def place(tree: Element) -> None:
    """Make divisions of breaks, each with an ornament that is no text."""
    for rule in list(tree.iter("hr")):
        is_blank = SCENE_BREAK in str(rule.get("class", "")).split()
        rule.tag = "div"
        rule.set("class", f"{SCENE_BREAK} {BLANK}" if is_blank else SCENE_BREAK)
        etree.SubElement(rule, ASIDE, {"class": "ornament"})


def show_at_page_tops(document: Document) -> None:
    """Show the ornaments of blank lines that stand at the top of a page, where nobody sees them."""
    for page in document.pages[1:]:
        _show(page)


def _show(page: Page) -> None:
    top = page._page_box.content_box_y()
    for box in page._page_box.descendants():
        if not isinstance(box, boxes.BlockBox) or box.element is None:
            continue
        classes = str(box.element.get("class", "")).split()
        if SCENE_BREAK in classes and BLANK in classes and box.position_y < top + _NEAR:
            for text in box.descendants():
                if isinstance(text, boxes.TextBox):
                    text.style = text.style.copy()
                    text.style["visibility"] = "visible"
