"""Long descriptions of pictures and tables: where they stand, and what leads to them."""

from lxml import etree

from scholiast import markup
from scholiast.markup import Element
from scholiast.wording import description_words

CLASS = "long-description"
"""The class of a long description."""

FOR = "for"
"""The attribute that names what is described; without it, that is what stands before."""

DETAILS = "aria-details"
"""The attribute of a picture that names its long description (WAI-ARIA 1.2, 6.6.19)."""

_DESCRIBED = ("img", "table")
_LONGEST = 60  # letters of a caption or an alternative, of which a label is made


def mark(body: Element, language: str) -> None:
    """Put each long description behind what it describes, as `details` which that leads to.

    `details` is closed until a reader opens it, and a reading system that does not know it shows
    all of it. What has no picture or table to describe stays as it was written.
    """
    for division in [one for one in body.iter("div") if CLASS in one.get("class", "").split()]:
        described = _described(body, division)
        if described is not None:
            _put_behind(described, division)
            _lead(body, described, division, language)


def _described(body: Element, division: Element) -> Element | None:
    """Return the picture or the table that a division describes."""
    name = division.get(FOR)
    box = division.getprevious()
    if name is not None:
        box = next((one for one in body.iter(etree.Element) if one.get("id") == name), None)
    if box is None or box is division:
        return None
    return next(box.iter(*_DESCRIBED), None)


def _put_behind(described: Element, division: Element) -> None:
    """Move a division behind the block that a picture or a table stands in."""
    block = described
    for outer in described.iterancestors():
        if outer.tag in {"figure", "p"} or (outer.tag == "div" and len(outer) == 1):
            block = outer
        elif outer.tag != "a" and block is not described:
            break
    if division.getprevious() is not block:
        markup.drop(division)
        division.tail, block.tail = block.tail, None
        block.addnext(division)


def _lead(body: Element, described: Element, division: Element, language: str) -> None:
    """Make a division `details`, and have what it describes lead to it."""
    box = next(described.iterancestors("figure"), described)
    named = division.get(FOR) or box.get("id") or described.get("id") or "picture"
    name = _unique(f"description-{named}", {one.get("id", "") for one in body.iter(etree.Element)})
    division.tag = "details"
    division.attrib.pop(FOR, None)
    division.set("id", name)
    summary = etree.Element("summary")
    summary.text = _label(box, described, language)
    summary.tail, division.text = division.text, None
    division.insert(0, summary)
    described.set(DETAILS, name)


def _unique(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def _label(box: Element, described: Element, language: str) -> str:
    """Return what stands over a description: caption or alternative of what it describes."""
    said = description_words(language)
    caption = next(box.iterchildren("figcaption", "caption"), None)
    names = ("" if caption is None else markup.words(caption), described.get("alt", ""))
    short = (" ".join(name.split()).rstrip(".") for name in names)
    name = next((name for name in short if 0 < len(name) <= _LONGEST), None)
    return said.label if name is None else said.of.format(name=name)


def leave_out(body: Element) -> bool:
    """Take all long descriptions out of a text, and tell whether there were any."""
    found = [one for one in body.iter("details") if CLASS in one.get("class", "").split()]
    for one in found:
        markup.drop(one)
    for described in body.iter(*_DESCRIBED):
        described.attrib.pop(DETAILS, None)
    return bool(found)
