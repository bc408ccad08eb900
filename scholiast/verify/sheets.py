"""Read what stands on pages, with PDFium, as data that outlasts them."""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from scholiast.verify import printed
from scholiast.verify.printed import Box, DamagedError

TAGGED, FURNITURE, LOOSE = range(3)
"""What words are: content of an element, an artifact, or neither."""

_FOLIO = re.compile(r"\d{1,5}|[ivxlcdm]{1,9}", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n\ufffe]+")
_SPACES = re.compile(r"(?<=\S) +(?=\S)")
_APART = 9.0  # pt: wider than most spaces of justified lines, narrower than the gap of two columns
_PITCH = 20.0  # pt below its top in which a line of verse has its middle
_LEVEL = 5.0  # pt: what is so much lower than the middle of a line is in the next one
_BACK = 40.0  # pt: farther than from word to word where lines are read from right to left
_APART_BY = 0.6  # of the height of a letter: a raised number stands in its line
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARK = re.compile(rb"/MCID\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a page: what stands in the boxes `find`, and on the lines `lines`.

    Where there are `columns`, what stands far apart in one line are two. `tops` are heights in pt
    at which lines of verse begin.
    """

    find: Sequence[Box]
    lines: Sequence[Box] = ()
    columns: bool = False
    tops: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start:stop` of a page, and the box of the first, as high as its font."""

    start: int
    stop: int
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its text, a character an index, in the order in which the page draws it.

    Lines end in CR LF, which PDFium puts in, or in U+FFFE, in the place of a hyphen. `runs` are
    parts of lines, in order: first character,
    the one after the last, what they are marked as (`TAGGED`, `FURNITURE`, `LOOSE`), then the sides
    of the boxes of their ink in hundredths of a point. `found` and `lines` answer questions,
    `marks` are the numbers of marked contents (PDF 2.0, 14.6) as they follow in the content, and
    `numbers` what stands alone in the furniture and looks like a folio, each with its height.
    `verse` gives for each height asked for the number beside the line below it, and its words.
    `aside` are the characters of lines, from one up to another, that are furniture.
    """

    page: int
    text: str = field(repr=False)
    runs: Sequence[Sequence[int]] = field(repr=False)
    found: Mapping[Box, Found | None] = field(repr=False)
    lines: Mapping[Box, tuple[int, int]] = field(repr=False)
    marks: Sequence[int] = ()
    numbers: Sequence[tuple[str, int]] = ()
    verse: Mapping[float, tuple[str, str]] = field(default_factory=dict)
    aside: Sequence[tuple[int, int]] = ()

    def find(self, box: Box) -> Found | None:
        """Return the characters whose middle lies in `box`, which was asked for."""
        return self.found[box]

    def line(self, box: Box) -> str:
        """Return the text of a line that fills `box`, which was asked for, from its left side."""
        return self.text[slice(*self.lines[box])]

    def boxes(self, start: int, stop: int, *, furniture: bool = True) -> list[Box]:
        """Return the boxes of the parts of lines that a range of characters meets.

        What is marked as `furniture` may be left out.
        """
        if stop <= start:
            return []
        first = bisect_right(self.runs, start, key=itemgetter(1))
        last = bisect_left(self.runs, stop, key=itemgetter(0))
        return [
            (run[at] / 100, run[at + 1] / 100, run[at + 2] / 100, run[at + 3] / 100)
            for run in self.runs[first:last]
            if furniture or run[2] != FURNITURE
            for at in range(3, len(run), 4)
        ]

    def is_artifact(self, index: int) -> bool:
        """Tell whether a character is marked as furniture (PDF 2.0, 14.8.2.2)."""
        at = bisect_right(self.runs, index, key=itemgetter(0)) - 1
        return at >= 0 and self.runs[at][2] == FURNITURE

    def loose(self) -> str:
        """Return the first words that are neither tagged nor furniture (ISO 14289-1, 7.1)."""
        runs = (run for run in self.runs if run[2] == LOOSE)
        return next((said for run in runs if (said := self.text[run[0] : run[1]].strip())), "")


def read(data: bytes, questions: Sequence[Questions], first: int) -> list[Sheet]:
    """Return the pages of a PDF, the first of them to be numbered `first`.

    Raises DamagedError where they can't be read.
    """
    with printed.opened(data) as pdf:
        marks = [_marks(page) for page in pdf.pages]
    found = []
    with closing(document(data)) as opened:
        if not len(opened) == len(marks) == len(questions):
            raise DamagedError(f"{len(opened)} of {len(questions)} pages can be read")
        for index, (asked, numbers) in enumerate(zip(questions, marks, strict=True)):
            with _open(opened, index) as reader:
                own = reader.in_columns() if asked.columns else reader
                found.append(own.sheet(first + index, asked, numbers))
    return found


def document(data: bytes) -> pypdfium2.PdfDocument:
    """Open a PDF with PDFium, to be closed; DamagedError where it can't be read."""
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise DamagedError(str(problem)) from problem


def _marks(page: pikepdf.Page) -> list[int]:
    """Return the numbers of the marked contents of a page, in the order of its content."""
    contents = page.obj.Contents
    return [int(n) for stream in contents for n in _MARK.findall(stream.read_bytes())]


# -- PDFium --


@contextmanager
def _open(opened: pypdfium2.PdfDocument, index: int) -> Iterator["_Reader"]:
    page = pdfium.FPDF_LoadPage(opened.raw, index)
    handle = pdfium.FPDFText_LoadPage(page)
    if not page or not handle:
        raise DamagedError("a page can't be read")
    try:
        yield _Reader(page, handle, _text(handle))
    finally:
        pdfium.FPDFText_ClosePage(handle)
        pdfium.FPDF_ClosePage(page)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A page that PDFium has open."""

    page: Any
    handle: Any
    text: str

    def sheet(self, number: int, asked: Questions, marks: Sequence[int]) -> Sheet:
        """Return the page as data, which outlasts it."""
        found = {box: self._find(box) for box in asked.find}
        aside = list(self._aside())
        edges = [*aside, *((f.start, f.stop) for f in found.values() if f)]
        cuts = [at for start, stop in edges for at in (start - 1, start, stop)]
        runs = list(self._runs(cuts))
        furniture = (run for run in runs if run[2] == FURNITURE)
        verse = self._verse(asked.tops) if asked.tops else {}
        beside = {at for number, _ in verse.values() for at in number}
        starts = {f.start for f in found.values() if f} | {start for start, _ in aside}
        return Sheet(
            page=number,
            text=self._parted(starts),
            runs=runs,
            found=found,
            lines={box: self._line(box) for box in asked.lines},
            marks=marks,
            numbers=[one for run in furniture for one in self._numbers(run, beside)],
            verse={top: (self._said(n), self._said(w)) for top, (n, w) in verse.items()},
            aside=aside,
        )

    def _parted(self, starts: Iterable[int]) -> str:
        """Return the text with lines ended before what begins another one.

        Where two short lines follow each other, PDFium may take them for one.
        """
        letters = list(self.text)
        for at in starts:
            if at > 1 and letters[at - 1] == " " and self._is_another_line(at - 2, at):
                letters[at - 1] = "\n"
        return "".join(letters)

    def _is_another_line(self, before: int, after: int) -> bool:
        _, bottom, _, top = self._box(before)
        _, low, _, high = self._box(after)
        apart = abs((bottom + top) / 2 - (low + high) / 2)
        return apart > min(top - bottom, high - low) * _APART_BY

    def _said(self, places: Sequence[int]) -> str:
        return "".join(self.text[at] for at in places)

    def _verse(self, tops: Sequence[float]) -> dict[float, tuple[list[int], list[int]]]:
        """Return the characters of the number beside the first line below each height, and its own.

        A number is no content of an element: it is drawn as an artifact.
        """
        furniture = _Furniture(self.page)
        middles = [
            (at, (box[1] + box[3]) / 2)
            for at, letter in enumerate(self.text)
            if letter not in "\r\n"
            for box in [self._box(at)]
        ]
        found: dict[float, tuple[list[int], list[int]]] = {}
        for top in tops:
            below = [(at, y) for at, y in middles if top - _PITCH < y < top + 1]
            highest = max((y for _, y in below), default=0.0)
            line = [at for at, y in below if y > highest - _LEVEL]
            drawn = {at: pdfium.FPDFText_GetTextObject(self.handle, at) for at in line}
            aside = [at for at in line if drawn[at] and furniture.kind(drawn[at]) == FURNITURE]
            own = [at for at in line if at not in aside]
            found[top] = self._of_verse(aside, own), own
        return found

    def _of_verse(self, aside: Sequence[int], own: Sequence[int]) -> list[int]:
        """Return the characters of a line's number in the verse, not of that of its page.

        Where numbers stand on both sides, those of the page are on the left.
        """
        left = min((self._box(at)[0] for at in own), default=0.0)
        others = [at for at in aside if self._box(at)[0] > left]
        return others or list(aside)

    def in_columns(self) -> "_Reader":
        """Return the page with lines ended where a gap is wider than one between words.

        PDFium takes what has one baseline for one line: a note in the margin, the text beside it.
        """
        letters = list(self.text)
        for spaces in _SPACES.finditer(self.text):
            before, after = spaces.start() - 1, spaces.end()
            gap = self._box(after)[0] - self._box(before)[2]
            if gap > _APART or gap < -_BACK:
                letters[spaces.start()] = "\n"
        return replace(self, text="".join(letters))

    def _runs(self, cuts: Sequence[int]) -> Iterator[list[int]]:
        """Yield the lines of the page, cut where something was found."""
        furniture = _Furniture(self.page)
        edges = sorted(set(cuts))
        for line in _LINE.finditer(self.text):
            start, stop = line.span()
            inner = edges[bisect_right(edges, start) : bisect_left(edges, stop)]
            for one, other in zip([start, *inner], [*inner, stop], strict=True):
                drawn = pdfium.FPDFText_GetTextObject(self.handle, one)
                yield [one, other, furniture.kind(drawn), *self._boxes(one, other)]

    def _aside(self) -> Iterator[tuple[int, int]]:
        """Yield the furniture of each line, which may stand beside words of the text."""
        furniture = _Furniture(self.page)
        for line in _LINE.finditer(self.text):
            start, stop = line.start(), line.start() + len(line[0].rstrip())
            kinds = {self._kind(at, furniture) for at in (start, stop - 1)} if start < stop else {}
            if kinds == {FURNITURE}:
                yield line.span()
            elif FURNITURE in kinds:
                kind = partial(self._kind, furniture=furniture)
                for is_one, group in groupby(range(*line.span()), key=kind):
                    places = list(group)
                    if is_one == FURNITURE:
                        yield places[0], places[-1] + 1

    def _kind(self, index: int, furniture: "_Furniture") -> int:
        return furniture.kind(pdfium.FPDFText_GetTextObject(self.handle, index))

    def _numbers(self, run: Sequence[int], beside: Container[int]) -> Iterator[tuple[str, int]]:
        """Yield what is drawn by itself in a run and looks like a folio, save `beside` lines."""
        drawn = [pdfium.FPDFText_GetTextObject(self.handle, at) for at in range(run[0], run[1])]
        whole = [(_address(one) if one else 0, at) for at, one in enumerate(drawn, run[0])]
        for piece, group in groupby((pair for pair in whole if pair[0]), key=itemgetter(0)):
            at = [index for _, index in group]
            shown = "".join(self.text[index] for index in at).strip()
            if piece and at[0] not in beside and _FOLIO.fullmatch(shown):
                yield shown, round(self._box(at[0])[1] * 100)

    def _find(self, box: Box) -> Found | None:
        """Return the range of the characters whose middle lies in `box`; None where none does."""
        left, bottom, right, top = box
        reach = (right - left) / 2 + 1, (top - bottom) / 2 + 1
        middle = (left + right) / 2, (bottom + top) / 2
        at = pdfium.FPDFText_GetCharIndexAtPos(self.handle, *middle, *reach)
        if at < 0 or not self._inside(at, box):
            return None
        start, stop = at, at + 1
        while start > 0 and self._inside(start - 1, box):
            start -= 1
        while stop < len(self.text) and self._inside(stop, box):
            stop += 1
        return Found(start, stop, self._box(start))

    def _line(self, box: Box) -> tuple[int, int]:
        left, bottom, right, top = box
        reach = (right - left, (top - bottom) / 2 + 1)
        at = pdfium.FPDFText_GetCharIndexAtPos(self.handle, left + 1, (bottom + top) / 2, *reach)
        if at < 0:
            return 0, 0
        start = stop = at
        while stop < len(self.text) and (self.text[stop] in "\r\n" or self._inside(stop, box)):
            stop += 1
        # From right to left, what is drawn at the left end may be read last.
        while start and (self.text[start - 1] in "\r\n" or self._inside(start - 1, box)):
            start -= 1
        return start, stop

    def _inside(self, index: int, box: Box) -> bool:
        if self.text[index] in "\r\n":
            return False
        left, bottom, right, top = self._box(index)
        return box[0] - 0.5 <= (left + right) / 2 <= box[2] + 0.5 and (
            box[1] - 0.5 <= (bottom + top) / 2 <= box[3] + 0.5
        )

    def _box(self, index: int) -> Box:
        """Return the box of one character, as high as its font."""
        rect = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.handle, index, ctypes.byref(rect))
        return rect.left, rect.bottom, rect.right, rect.top

    def _boxes(self, start: int, stop: int) -> Iterator[int]:
        """Yield the sides of the boxes of the ink of some characters; a space alone has none."""
        left, top, right, bottom = sides = [ctypes.c_double() for _ in range(4)]
        places = [ctypes.byref(side) for side in sides]
        for index in range(pdfium.FPDFText_CountRects(self.handle, start, stop - start)):
            pdfium.FPDFText_GetRect(self.handle, index, *places)
            if left.value < right.value:
                yield from (round(side.value * 100) for side in (left, bottom, right, top))


@dataclass(slots=True)
class _Furniture:
    """What a page draws as an artifact: text marked so, or in a form that is marked so."""

    page: Any
    forms: frozenset[int] | None = None

    def kind(self, drawn: Any) -> int:
        """Tell what a piece of text is."""
        if not drawn or pdfium.FPDFPageObj_GetMarkedContentID(drawn) >= 0:
            return TAGGED
        if _is_artifact(drawn):
            return FURNITURE
        if self.forms is None:
            self.forms = frozenset(_drawn_in_artifacts(self.page))
        return FURNITURE if _address(drawn) in self.forms else LOOSE


def _address(drawn: Any) -> int:
    return ctypes.addressof(drawn.contents)


def _drawn_in_artifacts(page: Any) -> Iterator[int]:
    """Yield the addresses of what stands in forms that are artifacts."""
    waiting = [
        (pdfium.FPDFPage_GetObject(page, index), False)
        for index in range(pdfium.FPDFPage_CountObjects(page))
    ]
    while waiting:
        drawn, inside = waiting.pop()
        if inside:
            yield _address(drawn)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_FORM:
            within = inside or _is_artifact(drawn)
            count = pdfium.FPDFFormObj_CountObjects(drawn)
            waiting += [(pdfium.FPDFFormObj_GetObject(drawn, i), within) for i in range(count)]


def _is_artifact(drawn: Any) -> bool:
    buffer, length = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    for index in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, index)
        pdfium.FPDFPageObjMark_GetName(mark, buffer, 128, ctypes.byref(length))
        name = bytes(buffer)[: length.value].decode("utf-16-le", "replace").rstrip("\0")
        if name == "Artifact":
            return True
    return False


def _text(handle: Any) -> str:
    """Return the text of a page, a character an index."""
    count = pdfium.FPDFText_CountChars(handle)
    buffer = (ctypes.c_ushort * (count + 1))()
    length = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if length == count + 1 and len(text) == count and not _SURROGATE.search(text):
        return text.replace("\0", "\u200b")
    read = pdfium.FPDFText_GetUnicode
    codes = [read(handle, index) for index in range(count)]
    return "".join(map(chr, _without_surrogates(codes)))


def _without_surrogates(codes: list[int]) -> list[int]:
    """Join surrogate pairs, a zero-width space in the place of the second, so that indexes hold."""
    for index, code in enumerate(codes):
        if 0xD800 <= code < 0xE000:
            low = codes[index + 1] if index + 1 < len(codes) else 0
            if code < 0xDC00 <= low < 0xE000:
                codes[index] = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                codes[index + 1] = 0x200B
            else:
                codes[index] = 0xFFFD
        elif code == 0:
            codes[index] = 0x200B
    return codes
