"""Pages as trees: what browsers need that no other format does, and the way they are written."""

from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from scholiast.book import Image

Element: TypeAlias = etree._Element

_SECTIONS = ("h2", "h3", "h4", "h5", "h6")


def parse(page: str) -> Element:
    """Return the tree of a page, which templates write as XML.

    Raises etree.XMLSyntaxError where it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(page.encode(), parser)


def fit(page: Element, images: Mapping[str, Image]) -> None:
    """Make a page fit for windows of any width, and its sections for links.

    `images` gives each image by its address in the page. No word is added.
    """
    for table in list(page.iter("table")):
        if next(table.iterancestors("table"), None) is None:
            _scroll(table)
    for element in page.iter("img"):
        _size(element, images.get(element.get("src", "")))
    for link in page.iter("a"):
        _mark_address(link)
    for text in page.iterfind(".//div[@class='chapter-text']"):
        for heading in text.iter(*_SECTIONS):
            if (name := heading.get("id")) is not None:
                heading.append(_section_link(name))


def _scroll(table: Element) -> None:
    """Put a table into a box of its own, which scrolls where the table is wider than the page."""
    box = etree.Element("div")
    box.set("class", "scroll")
    parent = table.getparent()
    assert parent is not None
    parent.replace(table, box)
    box.tail, table.tail = table.tail, None
    box.append(table)


def _size(element: Element, image: Image | None) -> None:
    """Give an image its measures, so that no line moves when it arrives."""
    said = element.keys()
    if image is None or image.width is None or image.height is None:
        return
    width = element.get("width", "")
    if "width" not in said and "height" not in said:
        element.set("width", str(image.width))
        element.set("height", str(image.height))
    elif "height" not in said and width.isdecimal():
        element.set("height", str(round(int(width) * image.height / image.width)))


def _mark_address(link: Element) -> None:
    """Mark a link whose words are where it leads, as on paper nothing need be put behind it."""
    href = link.get("href", "")
    classes = link.get("class", "").split()
    if href.startswith("http") and "uri" not in classes and "".join(link.itertext()) == href:
        link.set("class", " ".join([*classes, "uri"]))


def _section_link(name: str) -> Element:
    """Return a link from a heading to itself, for those who point: its sign is in the style sheet.

    Readers by ear or keyboard find the same address in the contents, and hear the heading alone.
    """
    link = etree.Element("a", href=f"#{name}", tabindex="-1")
    link.set("class", "section-link")
    link.set("aria-hidden", "true")
    return link


def as_html(page: Element) -> bytes:
    """Return a page in HTML syntax (HTML Standard, 13.3), not in XML's.

    An empty paragraph written as in XML would swallow what follows it in a browser.
    """
    written: str = etree.tostring(page, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{written}\n".encode()
