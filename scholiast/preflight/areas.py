"""Rules on where words stand: on the paper, in the printer's safe area, in the area of the text.

What the widths of glyphs say is near an edge is looked at again with PDFium, a reader of its own,
which knows the outlines: so few pages are opened twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, cut, in_words, mm
from scholiast.preflight.geometry import MM, Box, shrunk, within
from scholiast.preflight.wanted import Sides

CUT_OFF = Rule(
    "V347",
    "text-cut-off",
    Severity.ERROR,
    """\
Words stand on the edge of the page or beyond it: they are cut off.

They are in the file, and a search finds them; on paper a part is missing. A line is too long (code,
an address, a word that can't be broken), or a table is too wide.""",
)

UNSAFE = Rule(
    "V348",
    "text-outside-safe-area",
    Severity.ERROR,
    """\
Words stand nearer to the edge of the page, or to the spine, than the printer allows.

Printers refuse files with text in these margins: paper shifts when it is cut, and what stands too
near to the spine is swallowed by it, the more so the more pages there are. Give the edition wider
margins (`editions.pdf.margins`); `inner: auto` takes what the printer asks for that number of
pages.""",
)

OVERFULL = Rule(
    "V350",
    "text-outside-type-area",
    Severity.WARNING,
    """\
Words stand in the margin at the side of the text.

A line that could not be broken, or a table that is too wide. Punctuation that hangs, numbers of
lines, and notes in the margin are meant to be there, and are not reported. R310 says the same of
the element that is too wide, where it is known.""",
)

_ROUNDING = 0.4  # pt


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield words that stand where none should, of a file for print."""
    if book.wanted.printed:
        with _Reader(book.data) as reader:
            yield from _check_cut(book, reader)
            yield from _check_safe(book, reader)
            yield from _check_measure(book, reader)


class _Reader:
    """PDFium's view of a file, opened when it is first asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: pypdfium2.PdfDocument | None = None
        self._words: dict[int, Sequence[tuple[str, Box]]] = {}

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *_: object) -> None:
        if self._document is not None:
            self._document.close()

    def words(self, page: int) -> Sequence[tuple[str, Box]]:
        """Return the words of a page, from 1, each with its area; none if it can't be read."""
        if page not in self._words:
            try:
                self._document = self._document or pypdfium2.PdfDocument(self._data)
                with _closing(self._document[page - 1]) as one:
                    self._words[page] = list(_words(one.get_textpage()))
            except (pypdfium2.PdfiumError, IndexError):
                self._words[page] = ()
        return self._words[page]


class _closing:  # noqa: N801 - it reads as contextlib's
    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page

    def __enter__(self) -> pypdfium2.PdfPage:
        return self._page

    def __exit__(self, *_: object) -> None:
        self._page.close()


def _words(page: pypdfium2.PdfTextPage) -> Iterator[tuple[str, Box]]:
    word, area = "", None
    for index in range(page.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(page, index))
        if letter.isspace() or letter == "\0":
            if word and area:
                yield word, area
            word, area = "", None
            continue
        left, bottom, right, top = page.get_charbox(index)
        if right <= left and top <= bottom:
            continue
        word += letter
        box = (left, bottom, right, top)
        area = box if area is None else _both(area, box)
    if word and area:
        yield word, area


def _both(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


# -- the paper --


def _check_cut(book: Examined, reader: _Reader) -> Iterator[Diagnostic]:
    for number, (page, seen) in enumerate(zip(book.pages, book.seen, strict=True), 1):
        trim = page.trimmed
        crossing = [one for one in seen.edges if one.what == "text" and not within(one.box, trim)]
        if crossing:
            outside = _outside(reader.words(number), trim)
            if outside:
                yield CUT_OFF.at(book.span(number), f"{_quoted(outside)} on page {number} cut off")
        for lost in seen.lost:
            if not _meets(lost.box, page.media):
                said = cut(book.text(lost.font, lost.codes)) or "…"
                yield CUT_OFF.at(book.span(number), f"“{said}” stands beside page {number}")
                break


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _outside(words: Iterable[tuple[str, Box]], area: Box) -> list[str]:
    return [word for word, box in words if not within(box, area, _ROUNDING)]


def _quoted(words: Sequence[str]) -> str:
    return f"“{cut(' '.join(words[:6]))}”"


# -- the printer's safe area --


@dataclass(frozen=True, slots=True)
class _Found:
    """Words that were found on a page, from 1, too near to a side of it, by so many pt."""

    page: int
    words: Sequence[str]


def _check_safe(book: Examined, reader: _Reader) -> Iterator[Diagnostic]:
    sides = safe_sides(book)
    if sides is None:
        return
    found = []
    for number, (page, seen) in enumerate(zip(book.pages, book.seen, strict=True), 1):
        area = _mirrored(book, number, page.trimmed, sides)
        runs = (*seen.reach.values(), *seen.furniture.values())
        if all(within(run.box, area) for run in runs):
            continue
        if words := _outside(reader.words(number), area):
            found.append(_Found(number, words))
    if found:
        assert book.wanted.printer is not None
        pages = [one.page for one in found]
        message = f"{_quoted(found[0].words)} on {in_words(pages)} outside of what "
        message += f"{book.wanted.printer.title} keeps safe: {mm(sides.inner * MM)} at the spine, "
        message += f"{mm(sides.outer * MM)} at the other edges"
        yield UNSAFE.at(
            book.first(pages), message, f"widen the margins for {len(book.pages)} pages"
        )


def safe_sides(book: Examined) -> Sides | None:
    """Return how far in mm text is to stay from the edges; None where no printer says."""
    printer = book.wanted.printer
    if printer is None:
        return None
    has_bleed = any(page.bleed is not None and page.bleed != page.trimmed for page in book.pages)
    outer = printer.outer_with_bleed if has_bleed else printer.outer
    count = len(book.pages)
    gutter = next((inner for most, inner in printer.gutters if count <= most), None)
    if gutter is None:
        gutter = printer.gutters[-1][1] if printer.gutters else outer
    return Sides(gutter, outer, outer, outer)


def _mirrored(book: Examined, page: int, trim: Box, sides: Sides) -> Box:
    inner, outer = sides.inner * MM, sides.outer * MM
    left, right = (inner, outer) if book.inner_is_left(page) else (outer, inner)
    return shrunk(trim, left, sides.bottom * MM, right, sides.top * MM)


# -- the area of the text --


def _check_measure(book: Examined, reader: _Reader) -> Iterator[Diagnostic]:
    if book.wanted.area is None:
        return
    for number, (page, seen) in enumerate(zip(book.pages, book.seen, strict=True), 1):
        area = _mirrored(book, number, page.trimmed, book.wanted.area)
        left, right = area[0] - book.wanted.hang, area[2] + book.wanted.hang
        if book.wanted.beside:
            outer_is_left = not book.inner_is_left(number)
            left, right = (-1e9, right) if outer_is_left else (left, 1e9)
        ends = [run.box for side, run in seen.reach.items() if side in (0, 2)]
        if all(box[0] >= left and box[2] <= right for box in ends):
            continue
        outside = [
            word
            for word, box in reader.words(number)
            if (box[0] < left or box[2] > right) and area[1] < (box[1] + box[3]) / 2 < area[3]
        ]
        if outside and not _only_furniture(book, number, outside):
            message = f"{_quoted(outside)} on page {number} stands in the margin"
            yield OVERFULL.at(book.span(number), message)


def _only_furniture(book: Examined, page: int, words: Sequence[str]) -> bool:
    """Tell whether words are those of artifacts: numbers of lines in the margin are."""
    runs = book.seen[page - 1].furniture.values()
    said = " ".join(book.text(run.font, run.codes) for run in runs)
    return all(word in said or word.isdecimal() for word in words)
