"""Pandoc's XHTML made into fragments: well-formed, clean, with ids unique in the whole book."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.etree import ElementTree

import tinyhtml5
from lxml import etree

from scholiast import markup
from scholiast.markup import Element

XHTML = "{http://www.w3.org/1999/xhtml}"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_XMLNS = "{http://www.w3.org/2000/xmlns/}"


def read(html: str, root: str) -> Element:
    """Return the tree of pandoc's HTML under an element named `root`.

    Pandoc writes XML; where raw HTML of the author is none, it is read as browsers read it.
    """
    try:
        tree = markup.parse(f"<{root}>{html}</{root}>")
    except etree.XMLSyntaxError:
        tree = _read_as_browsers_do(html, root)
    return _clean(tree, html)


def _read_as_browsers_do(html: str, root: str) -> Element:
    """Parse by the HTML standard's algorithm, the tree in no namespace but for SVG and MathML."""
    document = tinyhtml5.parse(f"<!DOCTYPE html><body>{html}</body>", namespace_html_elements=True)
    body = document.find(f"{XHTML}body")
    assert body is not None  # the algorithm always makes one
    tree = etree.Element(root)
    tree.text = body.text
    for child in body:
        tree.append(_copied(child))
    return tree


def _copied(source: ElementTree.Element) -> Element:
    """Copy a tree of the standard library's to lxml's, each SVG or MathML in its own namespace."""
    if not isinstance(source.tag, str):
        copy = etree.Comment("")
    else:
        name = source.tag.removeprefix(XHTML)
        space = name[1:].partition("}")[0] if name.startswith("{") else None
        copy = etree.Element(name, nsmap={None: space} if space else None)
        for attribute, value in source.attrib.items():
            if not attribute.startswith(_XMLNS) and _is_xml_name(attribute):
                copy.set(attribute, value)
        copy.text = source.text
        for child in source:
            copy.append(_copied(child))
    copy.tail = source.tail
    return copy


def _is_xml_name(name: str) -> bool:
    try:
        etree.QName(name)
    except ValueError:
        return False
    return True


def _clean(tree: Element, html: str) -> Element:
    """Take away what is meant for pandoc's own pages: comments, line anchors, hidden captions.

    Most of the many trees of a book are notes without code: `html` tells that at once.
    """
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    if "sourceCode" in html:
        for code in tree.xpath("//*[contains(concat(' ', @class, ' '), ' sourceCode ')]"):
            _clean_code(code)
    for image in tree.iter("img"):
        _describe(image)
    for caption in list(tree.iter("figcaption")):
        caption.attrib.pop("aria-hidden", None)
        _close_figure_with(caption)
    return tree


_PANDOCS_OWN = re.compile(r"cb\d+")


def _clean_code(code: Element) -> None:
    """Take away the ids and empty links that pandoc gives to highlighted code and its lines."""
    if _PANDOCS_OWN.fullmatch(code.get("id", "")):
        code.attrib.pop("id")
    for anchor in code.xpath(".//a[@aria-hidden='true' and starts-with(@href, '#')]"):
        line = anchor.getparent()
        if line.get("id") == anchor.get("href")[1:]:
            _unwrap(anchor)
            _unwrap(line)


def _describe(image: Element) -> None:
    """Say of an image without a description that it has none to give (HTML Standard, 4.8.4.4)."""
    if not image.get("alt"):
        image.set("alt", "")
    if "decorative" in image.get("class", "").split():
        image.set("alt", "")
        image.set("role", "presentation")


def _close_figure_with(caption: Element) -> None:
    """Put a caption that raw HTML has in the middle of a figure at its end.

    A caption is the first or the last child of its figure (HTML Standard, 4.4.12).
    """
    figure = caption.getparent()
    if figure is None or figure.tag != "figure":
        return
    opens = figure[0] is caption and not (figure.text or "").strip()
    closes = figure[-1] is caption and not (caption.tail or "").strip()
    if opens or closes:
        return
    before, tail = caption.getprevious(), caption.tail or ""
    if before is None:
        figure.text = (figure.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    caption.tail = None
    figure.remove(caption)
    figure.append(caption)


def _unwrap(element: Element) -> None:
    """Replace an element by what stands in it."""
    parent = element.getparent()
    element.tag = "scholiast-unwrap"
    etree.strip_tags(parent, "scholiast-unwrap")


def ids(trees: Iterable[Element]) -> list[str]:
    """Return the ids of some trees in document order."""
    return [e.attrib["id"] for tree in trees for e in tree.iter(etree.Element) if "id" in e.attrib]


def give_way(trees: Iterable[Element]) -> None:
    """Take from each heading an id that something else in its document was given by the author.

    The id of such a heading was made of its words: two that are typed are an error.
    """
    holders: dict[str, Element] = {}
    for tree in trees:
        for element in tree.iter(etree.Element):
            if (name := element.get("id")) is None:
                continue
            other = holders.setdefault(name, element)
            if other is not element and other.tag in _HEADINGS:
                del other.attrib["id"]
                holders[name] = element
            elif other is not element and element.tag in _HEADINGS:
                del element.attrib["id"]


_NAMING = ("aria-describedby", "aria-details", "aria-labelledby", "for", "headers")
"""Attributes that name other elements by their ids."""


def rename(tree: Element, names: Mapping[str, str]) -> None:
    """Give elements whose id is in `names` the id it maps to."""
    for element in tree.iter(etree.Element):
        if (name := element.get("id")) in names:
            element.set("id", names[name])
        for attribute in _NAMING:
            if (value := element.get(attribute)) is not None:
                element.set(attribute, " ".join(names.get(v, v) for v in value.split()))


def relink(tree: Element, resolve: Callable[[str], str | None]) -> None:
    """Point every link for which `resolve` knows an id of the book at it."""
    for element in tree.iter("a"):
        target = element.get("href")
        if target is None or element.get("class") == "note-ref":
            continue
        found = resolve(target)
        if found is not None:
            element.set("href", f"#{found}")


def repoint(tree: Element, resolve: Callable[[str], str | None]) -> None:
    """Give every image for which `resolve` knows a key that key for its source."""
    for element in tree.iter("img"):
        found = resolve(element.get("src", ""))
        if found is not None:
            element.set("src", found)


def heading_elements(tree: Element) -> Sequence[Element]:
    """Return the headings of a body, levels 1 to 6, in order."""
    return list(tree.iter(*_HEADINGS))
