"""Laid-out pages painted to a sheaf: no fonts, no outline, links as they are, folios left open.

WeasyPrint's own writing of a PDF is used, with three of its steps left to the linker: it embeds a
font in each file, drops links that lead out of the document, and makes an outline. These are names
in a module of WeasyPrint, and its drawing of a text is listened to; a digest of the source guards
both, see `is_known`.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint import Document, Page
from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import create_layout

from scholiast.pdf import initials, tags
from scholiast.pdf.edits import digest
from scholiast.pdf.letters import settle_letters
from scholiast.pdf.links import merge_links
from scholiast.pdf.references import FOLIO_CLASS, TARGET
from scholiast.pdf.sheaf import Anchor, Bookmark, FontUse, Sheaf, SheafPage, Spot

_DIGESTS = {
    weasyprint.pdf.generate_pdf: "626343ef25c396e8521948cadbe2b7544331c161040da80ed4e338fadac3efa9",
    drawing.draw_first_line: "1bb8eae6d88e71b17096a034656f3be17da8f1f513c78536c1c38d971927638b",
}

_POINTS = 0.75  # pt of a CSS pixel (CSS Values 3, 6.2)

Marks = Mapping[Any, str | None]
"""Boxes of text that hold a folio, and the id whose folio it is; None for the page's own."""

_FACTS = (
    "name", "family", "flags", "ascent", "descent", "italic_angle", "stemv", "stemh", "bitmap",
    "used_in_forms", "upem", "index", "missing", "weight", "style", "variations", "font_size",
    "tables", "png", "svg", "colr", "glyph_count",
)  # fmt: skip
"""What WeasyPrint makes the dictionary of a font of, beside its file and its glyphs."""


@functools.cache
def is_known() -> bool:
    """Tell whether WeasyPrint's painting is the one that this module was written for."""
    return all(digest(thing) == _DIGESTS[thing] for thing in _DIGESTS)


def paint(
    document: Document,
    pages: Sequence[Page],
    marks: Marks,
    *,
    tagged: bool = True,
    fenotes: bool = False,
) -> Sheaf:
    """Return pages of a document as a sheaf, its font files not among its `files`.

    `marks` become spots where their digits are all of one width.
    """
    merge_links(pages)
    heard: list[_Heard] = []
    found: dict[str, Any] = {}

    def finish(painted: Document, pdf: pydyf.PDF) -> None:
        if tagged:
            words = functools.partial(initials.words, painted.pages)
            tags.mend(pdf, {}, fenotes=fenotes, words=words)
        found["fonts"] = [_font_use(font) for font in painted.fonts.values()]
        found["files"] = {use.file: file for use, file in found["fonts"]}
        found["spots"] = _spots_by_page(pdf, heard)

    with _painting(marks, heard):
        data = document.copy(list(pages)).write_pdf(finisher=finish, pdf_tags=tagged)
    return Sheaf(
        pdf=data,
        pages=tuple(
            _facts(page, tuple(spots)) for page, spots in zip(pages, found["spots"], strict=True)
        ),
        fonts=tuple(use for use, _ in found["fonts"]),
        files=found["files"],
    )


def _facts(page: Page, spots: tuple[Spot, ...]) -> SheafPage:
    def place(x: float, y: float) -> tuple[float, float]:
        return x * _POINTS, (page.height - y) * _POINTS

    box = page._page_box
    return SheafPage(
        name=box.page_type.name or "",
        blank=box.page_type.blank,
        strings=tuple(_strings(box)),
        anchors=tuple(Anchor(name, *place(*at[:2])) for name, at in page.anchors.items()),
        bookmarks=tuple(
            Bookmark(level, label, *place(*at[:2]), closed=state == "closed")
            for level, label, at, state in page.bookmarks
        ),
        spots=spots,
    )


def _strings(box: Any) -> Iterator[tuple[str, str]]:
    """Yield what is assigned to named strings on a page, as WeasyPrint collects it."""
    for inside in box.descendants():
        if inside.string_set and inside.string_set != "none":
            yield from inside.string_set


def _font_use(font: Any) -> tuple[FontUse, bytes]:
    settle_letters(font)
    file = font.file_content
    facts = {name: getattr(font, name) for name in _FACTS}
    facts["name"] = font.name.decode("latin-1")
    use = FontUse(
        font.hash,
        hashlib.sha256(file).hexdigest(),
        facts,
        dict(font.widths),
        dict(font.to_unicode),
    )
    return use, file


def folio_boxes(pages: Iterable[Page]) -> dict[Any, str | None]:
    """Return the boxes of text that are the numbers of other pages, with the ids on these."""
    return {
        box: target
        for page in pages
        for box in page._page_box.descendants(placeholders=True)
        if isinstance(box, boxes.TextBox) and (target := _target(box.element)) is not None
    }


def _target(element: Any) -> str | None:
    """Return the id whose folio an element holds, if it does."""
    if element is None or element.get("class") != FOLIO_CLASS or element.getparent() is None:
        return None
    target: str | None = element.getparent().get(TARGET)
    return target


# -- WeasyPrint, listened to --


@dataclass(frozen=True, slots=True)
class _Heard:
    """A folio as it was drawn: the operation at `index` of a stream, and the digits' glyphs."""

    stream: Any
    index: int
    operation: bytes
    digits: str
    codes: tuple[str, ...]
    target: str | None


@contextmanager
def _painting(marks: Marks, heard: list[_Heard]) -> Iterator[None]:
    """Have WeasyPrint leave to the linker what is the linker's, and hear of marks as drawn."""
    module, draw = weasyprint.pdf, drawing.draw_first_line
    before = module.build_fonts_dictionary, module.resolve_links, module.add_outlines

    def listen(stream: Any, box: Any, *rest: Any) -> Any:
        start = len(stream.stream)
        drawn = draw(stream, box, *rest)
        if box in marks:
            heard.extend(_folio(stream, start, box, marks[box], draw))
        return drawn

    module.build_fonts_dictionary = lambda *_: pydyf.Dictionary()
    module.resolve_links = lambda pages: [(page.links, []) for page in pages]
    module.add_outlines = lambda *_: None
    drawing.draw_first_line = listen
    try:
        yield
    finally:
        module.build_fonts_dictionary, module.resolve_links, module.add_outlines = before
        drawing.draw_first_line = draw


_GLYPHS = re.compile(rb"\[((?:<(?:[0-9a-f]{4})+>|-?\d+)*)\] TJ")


def _folio(
    stream: Any, start: int, box: Any, target: str | None, draw: Callable[..., Any]
) -> Iterator[_Heard]:
    """Yield a folio just drawn, if its digits can be written over by others of one width."""
    shown = [
        (index, stream.stream[index])
        for index in range(start, len(stream.stream))
        if isinstance(stream.stream[index], bytes) and stream.stream[index].endswith(b"TJ")
    ]
    if len(shown) != 1 or not box.text.isdecimal():
        return
    ((index, operation),) = shown
    font = stream._current_font[0]
    sample = _Sample(*_drawn(stream, box, "0123456789", draw))
    if sample.font != font or not sample.is_even(stream._fonts.values()):
        return
    if _codes(operation) == [sample.codes[int(digit)] for digit in box.text]:
        yield _Heard(stream, index, operation, box.text, tuple(sample.codes), target)


@dataclass(frozen=True, slots=True)
class _Sample:
    """The ten digits as they are drawn: `font` by its name, `operation` that shows them."""

    font: str
    operation: bytes

    @property
    def codes(self) -> list[str]:
        """Return the glyphs, four hexadecimal letters each."""
        return _codes(self.operation)

    def is_even(self, fonts: Iterator[Any]) -> bool:
        """Tell whether all digits are of one width, and none is moved towards another."""
        font = next(font for font in fonts if font.hash == self.font)
        widths = {font.widths[int(code, 16)] for code in self.codes}
        moves = set(re.findall(rb">(-?\d+)<", self.operation))
        return len(self.codes) == 10 and len(widths) == 1 and len(moves) <= 1


def _codes(operation: bytes) -> list[str]:
    match = _GLYPHS.fullmatch(operation)
    if match is None:
        return []
    letters = b"".join(re.findall(rb"<([0-9a-f]+)>", match[1])).decode()
    return [letters[at : at + 4] for at in range(0, len(letters), 4)]


def _drawn(stream: Any, box: Any, words: str, draw: Callable[..., Any]) -> tuple[str, bytes]:
    """Return the font and the operation by which other words are drawn in the style of a box."""
    scratch = stream.clone()
    copy = box.copy()
    copy.text = words
    copy.pango_layout = create_layout(words, box.style, None, None, box.justification_spacing)
    draw(scratch, copy, "clip", "none", weasyprint.matrix.Matrix())
    shown = [one for one in scratch.stream if isinstance(one, bytes) and one.endswith(b"TJ")]
    return scratch._current_font[0], shown[0] if len(shown) == 1 else b""


def _spots_by_page(pdf: pydyf.PDF, heard: Sequence[_Heard]) -> list[list[Spot]]:
    """Return the spots of each page, where they stand in its stream as it will be written."""
    streams = [_content(pdf, reference) for reference in pdf.page_references]
    return [[_spot(stream, one) for one in heard if one.stream is stream] for stream in streams]


def _content(pdf: pydyf.PDF, page: bytes) -> Any:
    contents = pdf.objects[int(page.split()[0])]["Contents"]
    return pdf.objects[int(contents.split()[0])]


def _spot(stream: Any, one: _Heard) -> Spot:
    assert stream.stream[one.index] == one.operation
    start = sum(len(pydyf._to_bytes(item)) + 1 for item in stream.stream[: one.index])
    return Spot(start, start + len(one.operation), one.digits, one.codes, one.target)
