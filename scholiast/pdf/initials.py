"""Initials: the first letter of a chapter set over several lines, in one word with what follows it.

The letter is a float, as high as so many lines, in which it stands on the line of the last of them
and reaches up to the capitals of the first. WeasyPrint paints floats before all text, and readers
of a PDF take what stands lower for another line. So when there are pages the letter is put back
into its line, and the word is said once, as a whole, by `ActualText` (ISO 32000-1, 14.9.4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from scholiast import markup
from scholiast.markup import Element
from scholiast.openings import DROP_CAP, LINES, OPENS, first_letter
from scholiast.pdf.content import ASIDE
from scholiast.pdf.engine import Press

WORD, INITIAL, MARK = "initial-word", "initial", "initial-mark"
"""The classes of a word with an initial, of the float that holds it, and of a quotation mark."""

_GAP = 0.2  # em between an initial and the text beside it
_DEEP = 0.32  # em below the baseline that reach into the next line
_SIZE = 1000  # px at which letters are measured


@dataclass(frozen=True, slots=True)
class _Ink:
    """A letter's ink, in em: `left` and `right` of it is white, it reaches `up` and `down`."""

    left: float
    right: float
    up: float
    down: float


# -- before layout --


def place(body: Element, press: Press) -> None:
    """Set the letter that a paragraph of the class `drop-cap` begins with apart in its word."""
    for paragraph in body.iter("p"):
        classes = str(paragraph.get("class", "")).split()
        if DROP_CAP in classes:
            lines = next(int(c.removeprefix(LINES)) for c in classes if c.startswith(LINES))
            paragraph.set("class", OPENS)
            _set(paragraph, lines, press)


def _set(paragraph: Element, lines: int, press: Press) -> None:
    node = paragraph[0]  # the span of the opening
    while not (node.text or "").strip():
        node = node[0]
    words = (node.text or "").lstrip()
    letter = first_letter(words)
    assert letter is not None
    at = words.index(letter)
    word = words.split(maxsplit=1)[0]
    leading, capital, ink = _measured(press, letter)
    rest = etree.Element(ASIDE, {"class": WORD})
    rest.text = word[at + len(letter) :]
    rest.tail = words[len(word) :]
    node.text = None
    node.insert(0, rest)
    size = _Size.of(lines, leading, capital.up, ink)
    paragraph.insert(0, _initial(words[:at], letter, size))


@dataclass(frozen=True, slots=True)
class _Size:
    """How an initial is set, in em of the text but for `drop`, which is in em of the letter."""

    font: float
    drop: float
    height: float
    left: float
    right: float

    @classmethod
    def of(cls, lines: int, leading: float, capital: float, ink: _Ink) -> "_Size":
        """Return the size of a letter that reaches from line to line, by the height of capitals."""
        drop = (lines - 1) * leading
        font = 1 + drop / capital
        over = 1 if ink.down * font > _DEEP else 0
        return cls(
            font=font,
            drop=drop / font,
            height=(lines + over) * leading - 0.05,
            left=-ink.left * font,
            right=_GAP - ink.right * font,
        )


def _initial(before: str, letter: str, size: _Size) -> Element:
    held = etree.Element("span", {"class": INITIAL})
    left = 0 if before else size.left
    held.set(
        "style",
        f"height: {size.height:.4f}em; margin-left: {left:.4f}em; margin-right: {size.right:.4f}em",
    )
    if before:
        etree.SubElement(held, "span", {"class": MARK}).text = before
    large = etree.SubElement(held, "span", {"class": "initial-letter"})
    large.set("style", f"font-size: {size.font:.4f}em; vertical-align: {-size.drop:.4f}em")
    large.text = letter
    return held


def _measured(press: Press, letter: str) -> tuple[float, _Ink, _Ink]:
    """Return the leading in em, and the ink of a capital and of a letter, in the text's font."""
    tree = markup.parse(f'<html lang="en"><body><p class="{OPENS}">H</p></body></html>')
    (page,) = press.lay_out(tree).pages
    line = next(box for box in page._page_box.descendants() if isinstance(box, boxes.LineBox))
    leading = line.height / line.style["font_size"]
    return leading, _ink(line.style, "H"), _ink(line.style, letter)


def _ink(style: Any, letter: str) -> _Ink:
    """Measure a letter as WeasyPrint measures an `x` for the unit `ex`."""
    style = style.copy()
    style["font_size"], style["letter_spacing"], style["word_spacing"] = _SIZE, "normal", 0
    layout = Layout(style)
    layout.set_text(letter)
    line, _ = layout.get_first_line()
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ink, logical)
    scale = FROM_UNITS / _SIZE
    return _Ink(
        left=ink.x * scale,
        right=(logical.width - ink.x - ink.width) * scale,
        up=-ink.y * scale,
        down=(ink.y + ink.height) * scale,
    )


# -- on pages --


def draw_in_words(document: Document) -> None:
    """Put initials back into the words that they begin, so that they are painted with these."""
    for page in document.pages:
        words = _words(page)
        for paragraph, initial in list(_floats(page)):
            word = next(words)
            word.children = [*(part for line in initial.children for part in line.children),
                             *word.children]  # fmt: skip
            paragraph.children = [box for box in paragraph.children if box is not initial]


def _words(page: Page) -> Iterator[Any]:
    for box in page._page_box.descendants(placeholders=True):
        if isinstance(box, boxes.InlineBox) and _is(box, WORD):
            yield box


def _floats(page: Page) -> Iterator[tuple[Any, Any]]:
    """Yield initials as they were laid out, each with its paragraph."""
    for box in page._page_box.descendants(placeholders=True):
        for child in getattr(box, "children", ()):
            if isinstance(child, boxes.BlockBox) and _is(child, INITIAL):
                yield box, child


def _is(box: Any, name: str) -> bool:
    return box.element is not None and bool(box.element.get("class") == name)


def words(pages: Sequence[Page]) -> list[str]:
    """Return the words that begin with an initial, in the order of pages."""
    return [
        "".join(part.text for part in word.descendants() if isinstance(part, boxes.TextBox))
        for page in pages
        for word in _words(page)
    ]
