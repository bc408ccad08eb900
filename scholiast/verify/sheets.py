"""Read what stands on pages, with PDFium: a job that takes nothing but the pages themselves."""

import ctypes
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from scholiast.jobs import Job, Works
from scholiast.verify import cutting, printed
from scholiast.verify.printed import Box, DamagedError

TAGGED, FURNITURE, LOOSE = range(3)
"""What words are: content of an element, an artifact, or neither."""

_FOLIO = re.compile(r"\d{1,5}|[ivxlcdm]{1,9}", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MARK = re.compile(rb"/MCID\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a page: what stands in the boxes `find`, and on the lines `lines`."""

    find: Sequence[Box]
    lines: Sequence[Box] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start:stop` of a page, and the box of the first, as high as its font."""

    start: int
    stop: int
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its text, a character an index, in the order in which the page draws it.

    Lines end in CR LF, which PDFium puts in. `runs` are parts of lines, in order: first character,
    the one after the last, what they are marked as (`TAGGED`, `FURNITURE`, `LOOSE`), then the sides
    of the boxes of their ink in hundredths of a point. `found` and `lines` answer questions,
    `marks` are the numbers of marked contents (PDF 2.0, 14.6) as they follow in the content, and
    `numbers` what stands alone in the furniture and looks like a folio, each with its height.
    """

    page: int
    text: str = field(repr=False)
    runs: Sequence[Sequence[int]] = field(repr=False)
    found: Mapping[Box, Found | None] = field(repr=False)
    lines: Mapping[Box, tuple[int, int]] = field(repr=False)
    marks: Sequence[int] = ()
    numbers: Sequence[tuple[str, int]] = ()

    def find(self, box: Box) -> Found | None:
        """Return the characters whose middle lies in `box`, which was asked for."""
        return self.found[box]

    def line(self, box: Box) -> str:
        """Return the text of a line that fills `box`, which was asked for, from its left side."""
        return self.text[slice(*self.lines[box])]

    def boxes(self, start: int, stop: int) -> list[Box]:
        """Return the boxes of the parts of lines that a range of characters meets."""
        if stop <= start:
            return []
        first = bisect_right(self.runs, start, key=itemgetter(1))
        last = bisect_left(self.runs, stop, key=itemgetter(0))
        return [
            (run[at] / 100, run[at + 1] / 100, run[at + 2] / 100, run[at + 3] / 100)
            for run in self.runs[first:last]
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


# -- the job --

_STEP = 16  # pages that are read in one job


@dataclass(frozen=True, slots=True)
class Reading:
    """Pages that are being read; of each job the number of its first page, what it was asked, and
    what it will give.
    """

    parts: Sequence[tuple[int, Sequence[Questions], Future[bytes]]] = field(repr=False)

    def __iter__(self) -> Iterator[Sheet]:
        for first, questions, future in self.parts:
            yield from _answered(first, questions, future.result())


def read(data: bytes, pdf: pikepdf.Pdf, questions: Sequence[Questions], works: Works) -> Reading:
    """Have the pages of a PDF read; `pdf` is the file `data`, opened.

    Raises DamagedError where PDFium does not take the file for what pikepdf does.
    """
    if (count := _count(data)) != len(questions):
        raise DamagedError(f"it has {len(questions)} pages to one reader, {count} to another")
    shears = cutting.Shears(pdf)
    fonts = works.share(shears.fonts)
    futures = []
    for first in range(0, len(questions), _STEP):
        asks = questions[first : first + _STEP]
        parts = {"pages": shears.cut(first, first + len(asks)), "questions": _asked(asks)}
        job = Job("proofread PDF", f"pages from {first + 1}", read_cut, parts, {"fonts": fonts})
        futures.append((first + 1, asks, works.submit(job)))
    return Reading(futures)


def _count(data: bytes) -> int:
    with closing(_document(data)) as document:
        return len(document)


def _document(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise DamagedError(str(problem)) from problem


def _asked(questions: Iterable[Questions]) -> bytes:
    """Return what is asked of pages as a part of a job."""
    return json.dumps([[list(one.find), list(one.lines)] for one in questions]).encode()


def read_cut(parts: Mapping[str, bytes]) -> bytes:
    """Read pages: the `questions` to each, the `fonts` and the `pages` as they were cut."""
    questions = json.loads(parts["questions"])
    data = cutting.bind(parts["fonts"], parts["pages"])
    with printed.opened(data) as pdf:
        marks = [_marks(page) for page in pdf.pages]
    records = list(_read(data, questions))
    if len(records) != len(questions) or len(marks) != len(questions):
        raise DamagedError(f"{len(records)} of {len(questions)} pages can be read")
    for record, numbers in zip(records, marks, strict=True):
        record["marks"] = numbers
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()


def _marks(page: pikepdf.Page) -> list[int]:
    """Return the numbers of the marked contents of a page, in the order of its content."""
    contents = page.obj.Contents
    return [int(n) for stream in contents for n in _MARK.findall(stream.read_bytes())]


def _answered(first: int, questions: Sequence[Questions], data: bytes) -> Iterator[Sheet]:
    """Yield the pages that a job has read, the first of them numbered `first`."""
    for page, (asks, record) in enumerate(zip(questions, json.loads(data), strict=True), first):
        found = [None if f is None else Found(f[0], f[1], _box(f[2])) for f in record["found"]]
        yield Sheet(
            page,
            record["text"],
            record["runs"],
            dict(zip(asks.find, found, strict=True)),
            dict(zip(asks.lines, map(tuple, record["lines"]), strict=True)),
            record["marks"],
            [(shown, height) for shown, height in record["numbers"]],
        )


def _box(sides: Sequence[float]) -> Box:
    left, bottom, right, top = sides
    return left, bottom, right, top


# -- PDFium --


def _read(data: bytes, questions: Sequence[Any]) -> Iterator[dict[str, Any]]:
    with closing(_document(data)) as document:
        for index, (boxes, lines) in enumerate(questions):
            page = pdfium.FPDF_LoadPage(document.raw, index)
            handle = pdfium.FPDFText_LoadPage(page)
            if not page or not handle:
                raise DamagedError("a page can't be read")
            try:
                yield _Reader(page, handle, _text(handle)).record(boxes, lines)
            finally:
                pdfium.FPDFText_ClosePage(handle)
                pdfium.FPDF_ClosePage(page)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A page that PDFium has open."""

    page: Any
    handle: Any
    text: str

    def record(self, boxes: Sequence[Box], lines: Sequence[Box]) -> dict[str, Any]:
        """Return what is known of the page as JSON can hold it."""
        found = [self._find(box) for box in boxes]
        runs = list(self._runs([at for f in found if f is not None for at in f]))
        return {
            "text": self.text,
            "found": [None if f is None else [*f, self._box(f[0])] for f in found],
            "lines": [self._line(box) for box in lines],
            "runs": runs,
            "numbers": [one for run in runs if run[2] == FURNITURE for one in self._numbers(run)],
        }

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

    def _numbers(self, run: Sequence[int]) -> Iterator[tuple[str, int]]:
        """Yield what is drawn by itself in a run and looks like a folio."""
        drawn = [pdfium.FPDFText_GetTextObject(self.handle, at) for at in range(run[0], run[1])]
        whole = [(_address(one) if one else 0, at) for at, one in enumerate(drawn, run[0])]
        for piece, group in groupby((pair for pair in whole if pair[0]), key=itemgetter(0)):
            at = [index for _, index in group]
            shown = "".join(self.text[index] for index in at).strip()
            if piece and _FOLIO.fullmatch(shown):
                yield shown, round(self._box(at[0])[1] * 100)

    def _find(self, box: Box) -> tuple[int, int] | None:
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
        return start, stop

    def _line(self, box: Box) -> tuple[int, int]:
        left, bottom, right, top = box
        reach = (right - left, (top - bottom) / 2 + 1)
        at = pdfium.FPDFText_GetCharIndexAtPos(self.handle, left + 1, (bottom + top) / 2, *reach)
        if at < 0:
            return 0, 0
        stop = at
        while stop < len(self.text) and (self.text[stop] in "\r\n" or self._inside(stop, box)):
            stop += 1
        return at, stop

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
