"""Formulas in MathML as pictures in SVG that stand on the line, in the size of the text."""

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

from lxml import etree

from scholiast import markup
from scholiast.markup import MATHML, Element
from scholiast.pdf import rules
from scholiast.pdf.engine import PICTURES, BookFetcher
from scholiast.pdf.quietly import quietly

_SPACE = "{http://www.w3.org/1998/Math/MathML}"
_SIZE = 100.0  # px of an em in the picture: its numbers are then fine enough for any size in print
_SCALE = 0.94  # the letters of formulas are larger in their em than those of the text
_MARGIN = 2.0  # px around the picture, so that no stroke is cut


class FormulaError(ValueError):
    """A formula that can't be set; the message says why, as a clause."""


def place_formulas(tree: Element, fetcher: BookFetcher) -> None:
    """Replace each formula of a tree by its picture; what can't be set is entered in the log."""
    for math in list(tree.iter(MATHML)):
        words = _words(math)
        try:
            image = _image(math, words, fetcher)
        except FormulaError as problem:
            fetcher.log.add(
                rules.FORMULA,
                f"the formula `{words[:60]}` can't be set: {problem}",
                "write it in simpler commands, or put it into the book as an image",
            )
            image = etree.Element("code")
            image.text = words
        image.tail = math.tail
        parent = math.getparent()
        parent.replace(math, image)
        if "formula-display" in image.get("class", "") and _is_alone(parent):
            parent.set("class", f"{parent.get('class', '')} formula-alone".strip())


def _is_alone(parent: Element) -> bool:
    """Tell whether a paragraph holds a formula and nothing else."""
    return parent.tag == "p" and len(parent) == 1 and not "".join(parent.itertext()).strip()


def _words(math: Element) -> str:
    """Return a formula in TeX, as it was written, or else its letters."""
    for annotation in math.iter(f"{_SPACE}annotation"):
        if annotation.get("encoding") == "application/x-tex" and annotation.text:
            return " ".join(annotation.text.split())
    return " ".join("".join(math.itertext()).split())


def _image(math: Element, words: str, fetcher: BookFetcher) -> Element:
    svg, (_, top, width, height) = _drawn(math)
    name = f"{PICTURES}{hashlib.sha256(svg).hexdigest()[:24]}.svg"
    fetcher.pictures[name] = svg
    em = _SIZE / _SCALE
    image = etree.Element("img", src=name, alt=words)
    image.set("class", "formula formula-display" if math.get("display") == "block" else "formula")
    image.set(
        "style",
        f"width:{width / em:.4f}em;height:{height / em:.4f}em;"
        f"vertical-align:{-(top + height) / em:.4f}em;"
        f"margin:0 {-_MARGIN / em:.4f}em",
    )
    return image


def _drawn(math: Element) -> tuple[bytes, tuple[float, float, float, float]]:
    """Return a formula as SVG with its view box: left, top (above the line), width, height."""
    with quietly():
        from ziamath.zmath import Math  # few chapters need what it imports
    source = ElementTree.fromstring(markup.serialise(_bare(math)))
    with _hearing() as said:
        try:
            drawing = Math(source, size=_SIZE, margin=_MARGIN).svgxml()
        except Exception as problem:  # ziamath raises whatever its parts do
            raise FormulaError(f"{type(problem).__name__}: {problem}") from problem
    if said:
        raise FormulaError(said[0])
    box = [float(number) for number in re.findall(r"[-+.\de]+", drawing.get("viewBox", ""))]
    if len(box) != 4 or box[2] <= 2 * _MARGIN or box[3] <= 2 * _MARGIN:
        raise FormulaError("nothing of it can be drawn")
    return ElementTree.tostring(drawing), (box[0], box[1], box[2], box[3])


def _bare(math: Element) -> Element:
    """Return a copy of a formula without what is not drawn: `semantics` and its annotations."""
    copy = markup.parse(markup.serialise(math))
    etree.strip_elements(copy, f"{_SPACE}annotation", f"{_SPACE}annotation-xml", with_tail=False)
    etree.strip_tags(copy, f"{_SPACE}semantics")
    return copy


@contextmanager
def _hearing() -> Iterator[list[str]]:
    """Collect what ziamath logs, which it does where it leaves something out."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(_clause(record.getMessage()))

    logger = logging.getLogger()
    before = logger.handlers
    logger.handlers = [Listener(logging.WARNING)]
    try:
        yield said
    finally:
        logger.handlers = before


def _clause(message: str) -> str:
    """Return what ziamath says, without the addresses in memory."""
    element = re.search(r"<Element '(?:\{.*\})?(\w+)'", message)
    return f"the element `{element[1]}` is unknown" if element else message[:80]
