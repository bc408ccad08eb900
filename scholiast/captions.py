"""Numbers of figures and tables, where a book asks for them, printed before their captions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from scholiast import markup
from scholiast.config import Captions
from scholiast.markup import Element
from scholiast.wording import reference_words, wording

LABEL = "caption-label"
"""The class of the words that number a figure or a table."""

UNNUMBERED = "unnumbered"
"""The class of a figure or a table that bears no number."""


@dataclass(slots=True)
class Numbering:
    """Numbers figures and tables, chapter by chapter; `found` gives the number of each id."""

    captions: Captions
    found: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def number(self, body: Element, chapter: str | None, language: str) -> None:
        """Number what has a caption in the text of a chapter, of which `chapter` is the number."""
        for tag, way in (("figure", self.captions.figures), ("table", self.captions.tables)):
            if way == "none":
                continue
            if way == "chapter":
                self._counts[tag] = 0
            label = _label(tag, language)
            for element, caption in with_captions(body, tag):
                self._counts[tag] = self._counts.get(tag, 0) + 1
                number = str(self._counts[tag])
                if way == "chapter" and chapter is not None:
                    number = f"{chapter}.{number}"
                self.found |= dict.fromkeys(_ids(element), number)
                _write(caption, label.format(number=number), language)


def _label(tag: str, language: str) -> str:
    return wording(language).figure if tag == "figure" else reference_words(language).table_label


def with_captions(body: Element, tag: str) -> Iterator[tuple[Element, Element]]:
    """Yield each `figure` or `table` of a text that can have a number, with its caption."""
    for element in body.iter(tag):
        caption = next(element.iterchildren("figcaption", "caption"), None)
        if caption is not None and not _is_unnumbered(element) and markup.words(caption).strip():
            yield element, caption


def _is_unnumbered(element: Element) -> bool:
    """Tell whether a figure or a table bears no number; pandoc has its class on the image."""
    images = element.iter("img") if element.tag == "figure" else ()
    return any(UNNUMBERED in one.get("class", "").split() for one in (element, *images))


def _ids(element: Element) -> Iterator[str]:
    """Yield the ids by which a figure or a table is known: its own, and that of a box around it."""
    outer = element.getparent()
    boxes: Sequence[Element] = [] if outer is None or len(outer) > 1 else [outer]
    images = element.iter("img") if element.tag == "figure" else ()
    for one in chain(boxes, [element], images):
        if (name := one.get("id")) is not None:
            yield name


def _write(caption: Element, label: str, language: str) -> None:
    """Put the label of a caption before its words."""
    first = caption[0] if len(caption) and not (caption.text or "").strip() else None
    place = first if first is not None and first.tag == "p" else caption
    before, after = reference_words(language).caption.split("{label}")
    mark = etree.Element("span", {"class": LABEL})
    mark.text = f"{before}{label}{after.rstrip()}"
    mark.tail = after[len(after.rstrip()) :] + (place.text or "").lstrip()
    place.text = None
    place.insert(0, mark)
