"""Lists of figures and of tables, where a book asks for them: documents of the front matter.

They are made of captions, when these have their numbers, and say the page of each in print.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from scholiast import markup
from scholiast.captions import LABEL, with_captions
from scholiast.markup import CROSS_REFERENCE, FORM, PAGE_REFERENCE, Element

Listed = Literal["figures", "tables"]

_TAGS = {"figures": "figure", "tables": "table"}
KINDS = {"figures": "loi", "tables": "lot"}
"""What such a list is in the EPUB 3 Structural Semantics Vocabulary 1.1."""

SHORT = "data-short"
"""The attribute of a figure or a table that says what it is called in a list."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """A figure or a table that is to be listed, with its caption and the language of its text."""

    element: Element
    caption: Element
    language: str


def captioned(body: Element, listed: Listed, language: str) -> Iterator[Captioned]:
    """Yield what a list has of the text of one chapter."""
    for element, caption in with_captions(body, _TAGS[listed]):
        yield Captioned(element, caption, language)


def name(body: Element, chapter: str, taken: Iterable[str]) -> None:
    """Give each figure and table with a caption an id, where it has none, that nothing has yet."""
    known = set(taken)
    for tag in _TAGS.values():
        for number, (element, _) in enumerate(with_captions(body, tag), 1):
            if element.get("id") is None:
                wish = f"{chapter}--{tag}-{number}"
                while wish in known:
                    wish += "-"
                known.add(wish)
                element.set("id", wish)


def fill(
    place: Element, entries: Iterable[Captioned], numbers: Mapping[str, str], own: str
) -> None:
    """Write a list into an element of its own; `numbers` are those of captions, by id.

    `own` is the language of the list, and said of entries in another.
    """
    rows = etree.SubElement(place, "ul", {"class": "list-of-captions"})
    for entry in entries:
        target = f"#{entry.element.get('id')}"
        row = etree.SubElement(rows, "li", {"class": "listed"})
        link = etree.SubElement(row, "a", {"class": "listed-caption", "href": target})
        if entry.language != own:
            link.set("lang", entry.language)
        _say(link, entry, numbers.get(target[1:]))
        page = etree.SubElement(row, "a", {"href": target, FORM: "page:bare"})
        page.set("class", f"{PAGE_REFERENCE} {CROSS_REFERENCE} listed-page")
        link.tail = " "


def _say(link: Element, entry: Captioned, number: str | None) -> None:
    """Put the words of a caption into a link: those it has for a list, or all but its label."""
    if number is not None:
        mark = etree.SubElement(link, "span", {"class": "listed-number"})
        mark.text, mark.tail = number, " "
    short = _short(entry.element)
    if short is not None:
        _append(link, short)
        return
    words = _bare(entry.caption)
    _append(link, (words.text or "").strip("\n"))
    link.extend(words)


def _append(link: Element, words: str) -> None:
    if len(link):
        link[-1].tail = (link[-1].tail or "").rstrip() + " " + words.lstrip()
    else:
        link.text = words.lstrip()


def _short(element: Element) -> str | None:
    images = element.iter("img") if element.tag == "figure" else ()
    return next((said for one in (element, *images) if (said := one.get(SHORT))), None)


def _bare(caption: Element) -> Element:
    """Return a copy of a caption in one line: without its label, notes, links, ids and pictures."""
    copy = deepcopy(caption)
    copy.tail = None
    for one in list(copy.iter(etree.Element)):
        for attribute in ("id", SHORT):
            one.attrib.pop(attribute, None)
        is_label = LABEL in one.get("class", "").split()
        if is_label or markup.is_call(one) or markup.is_page_reference(one) or one.tag == "img":
            markup.drop(one)
        elif one.tag == "br":
            one.tail = " " + (one.tail or "")
            markup.drop(one)
    for paragraph in list(copy.iter("p"))[1:]:
        paragraph.text = " " + (paragraph.text or "")
    etree.strip_tags(copy, "a", "p", "div")
    return copy
