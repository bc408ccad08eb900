"""Compare two PDFs, page by page as they look and in all they say of themselves.

`python -m tests.pdf.comparison ONE.pdf OTHER.pdf` prints in what they differ.
"""

import argparse
import ctypes
import io
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

_STEP = 64  # pages that are compared in one process
_WINDOW = 400  # lines around a first difference in which more of them are told apart
_SHOWN = 12  # differences of a kind that a report shows
_Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which two PDFs differ: what `one` says at a place, and what the `other`."""

    what: str
    where: str
    one: str
    other: str

    def __str__(self) -> str:
        said = (self.one or "(nothing)", self.other or "(nothing)")
        return "{}, {}:\n  - {}\n  + {}".format(self.what, self.where, *said)


def compare(one: bytes, other: bytes, *, dpi: int = 50, jobs: int = 1) -> list[Difference]:
    """Return all in which two PDFs differ; `dpi` of 0 leaves out how pages look.

    Pixels have to be the same without tolerance. Places are told apart by hundredths of a point,
    a sixth of what a page has at 1200 dpi: both files round them when they are written.
    """
    count = max(map(_count, (one, other)))
    ranges = [(start, min(start + _STEP, count)) for start in range(0, count, _STEP)]
    found: list[Difference] = []
    marks: tuple[dict[_Mark, str], dict[_Mark, str]] = ({}, {})
    with ExitStack() as stack:
        run: Any = map
        if jobs > 1:
            run = stack.enter_context(ProcessPoolExecutor(jobs)).map
        rows = [[one, other, dpi, *limits] for limits in ranges]
        for differences, firsts, seconds in run(_pages, *zip(*rows, strict=True)):
            found += differences
            marks[0].update(firsts)
            marks[1].update(seconds)
    facts = [_facts(data, said) for data, said in zip((one, other), marks, strict=True)]
    for what in facts[0]:
        found += _lines(what, facts[0][what], facts[1][what])
    return found


def report(differences: Sequence[Difference]) -> str:
    """Return differences as text: how many of each kind, and the first of them."""
    parts = []
    for what, group in groupby(differences, lambda difference: difference.what):
        all_of_it = list(group)
        parts.append(f"{len(all_of_it)} × {what}")
        parts += map(str, all_of_it[:_SHOWN])
    return "\n".join(parts)


def _lines(what: str, one: Sequence[str], other: Sequence[str]) -> Iterator[Difference]:
    """Yield in what two lists of lines differ; further on than a window, only that they do."""
    if one == other:
        return
    first = next(i for i, (a, b) in enumerate(zip_longest(one, other)) if a != b)
    near = one[first : first + _WINDOW], other[first : first + _WINDOW]
    for tag, a, b, c, d in SequenceMatcher(None, *near, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = enumerate(zip_longest(near[0][a:b], near[1][c:d], fillvalue=""), first + a + 1)
        yield from (Difference(what, f"line {line}", *pair) for line, pair in pairs)


# -- pages, with PDFium --


_Mark = tuple[int, int]
"""A page, counted from 1, and the number of a marked content on it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A page as it looks: its pixels by rows, the lines of its text, and the text of each mark."""

    rows: tuple[bytes, ...] = field(default=(), repr=False)
    lines: tuple[str, ...] = ()
    marks: Mapping[int, str] = field(default_factory=dict)


def _count(data: bytes) -> int:
    with closing(PdfDocument(data)) as document:
        return len(document)


def _pages(
    one: bytes, other: bytes, dpi: int, start: int, stop: int
) -> tuple[list[Difference], dict[_Mark, str], dict[_Mark, str]]:
    """Compare pages of two PDFs, and return what is said in each of their marked contents."""
    found: list[Difference] = []
    said: tuple[dict[_Mark, str], dict[_Mark, str]] = ({}, {})
    with closing(PdfDocument(one)) as first, closing(PdfDocument(other)) as second:
        for index in range(start, stop):
            looks = [
                _look(document, index, dpi) if index < len(document) else _Look()
                for document in (first, second)
            ]
            found += _compare_looks(index + 1, *looks)
            for marks, look in zip(said, looks, strict=True):
                marks.update({(index + 1, mark): text for mark, text in look.marks.items()})
    return found, *said


def _compare_looks(page: int, one: _Look, other: _Look) -> Iterator[Difference]:
    if one.rows != other.rows:
        rows = [i for i, (a, b) in enumerate(zip_longest(one.rows, other.rows)) if a != b]
        sizes = [
            f"{len(look.rows)} rows of {len(look.rows[0]) if look.rows else 0}"
            for look in (one, other)
        ]
        yield Difference("pixels", f"page {page}, {len(rows)} rows from {rows[0]} on", *sizes)
    for difference in _lines("text", one.lines, other.lines):
        where = f"page {page}, {difference.where}"
        yield Difference("text", where, difference.one, difference.other)


def _look(document: PdfDocument, index: int, dpi: int) -> _Look:
    page = document[index]
    text = page.get_textpage()
    try:
        lines, marks = _text(text.raw)
        return _Look(_rows(page, dpi) if dpi else (), lines, marks)
    finally:
        text.close()
        page.close()


def _rows(page: PdfPage, dpi: int) -> tuple[bytes, ...]:
    bitmap = page.render(scale=dpi / 72)
    data, stride = bytes(bitmap.buffer), bitmap.stride
    return tuple(data[at : at + stride] for at in range(0, len(data), stride))


def _text(handle: Any) -> tuple[tuple[str, ...], dict[int, str]]:
    """Return the lines of a page from above, in whatever order they are drawn, and its marks."""
    placed: dict[float, list[tuple[float, str]]] = {}
    marks: dict[int, str] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(pdfium.FPDFText_CountChars(handle)):
        if pdfium.FPDFText_IsGenerated(handle, index):
            continue
        character = chr(pdfium.FPDFText_GetUnicode(handle, index) or 0xFFFD)
        pdfium.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y))
        placed.setdefault(round(y.value, 2), []).append((round(x.value, 2), character))
        drawn = pdfium.FPDFText_GetTextObject(handle, index)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(drawn) if drawn else -1
        if mark >= 0:
            marks[mark] = marks.get(mark, "") + character
    lines = []
    for height, row in sorted(placed.items(), reverse=True):
        row.sort()
        lines.append(f"{row[0][0]:.2f} {height:.2f} {''.join(sign for _, sign in row)}")
    return tuple(lines), marks


# -- what a file says of itself, with pikepdf --


def _facts(data: bytes, marks: Mapping[_Mark, str]) -> dict[str, list[str]]:
    """Return what a PDF says of itself, by kind, as lines."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _Reader(pdf, marks, {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)})
        structure = list(reader.structure())  # first: what else is said may name its elements
        return {
            "pages": list(reader.pages()),
            "page labels": [str(page.label) for page in pdf.pages],
            "destinations": sorted(reader.destinations()),
            "links": sorted(reader.links()),
            "outline": list(reader.outline(pdf.Root.get("/Outlines"), 0)),
            "structure": structure,
            "fonts": sorted(reader.fonts()),
            "metadata": list(reader.metadata()),
        }


def _rounded(number: Any) -> str:
    return f"{float(number):.2f}".replace("-0.00", "0.00")


_OWNERS = ("/P", "/Parent", "/Pg", "/StructParent")


@dataclass(slots=True)
class _Reader:
    """A PDF being read.

    `numbers` are its pages by object, `ranks` its structure elements, which stand after each other;
    `ids` are what its IDs are called here, since files name them as they like.
    """

    pdf: pikepdf.Pdf
    marks: Mapping[_Mark, str]
    numbers: Mapping[_Number, int]
    ranks: dict[_Number, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def said(self, value: Any) -> str:
        """Return an object as text, without the numbers that objects have in this file."""
        if isinstance(value, pikepdf.Dictionary):
            if value.objgen in self.numbers:
                return f"page {self.numbers[value.objgen]}"
            if value.objgen in self.ranks:
                return f"element {self.ranks[value.objgen]}"
            keys = sorted(key for key in value.keys() if key not in _OWNERS)  # noqa: SIM118
            return f"<{' '.join(f'{key} {self.said(value[key])}' for key in keys)}>"
        if isinstance(value, pikepdf.Array):
            return f"[{' '.join(map(self.said, value))}]"
        if isinstance(value, pikepdf.Stream):
            return f"stream of {len(value.read_bytes())} bytes"
        if isinstance(value, pikepdf.String):
            return self.ids.get(str(value), repr(str(value)))
        if isinstance(value, bool | int | pikepdf.Name):
            return str(value)
        return "null" if value is None else _rounded(value)

    def pages(self) -> Iterator[str]:
        """Yield the boxes of each page."""
        for page in self.pdf.pages:
            names = (
                "/MediaBox",
                "/CropBox",
                "/BleedBox",
                "/TrimBox",
                "/Rotate",
                "/Tabs",
                "/UserUnit",
            )
            yield " ".join(f"{n} {self.said(page.obj[n])}" for n in names if n in page.obj)

    def destinations(self) -> Iterator[str]:
        """Yield each name with the place it means."""
        tree = self.pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        if tree is not None:
            for name, value in pikepdf.NameTree(tree).items():
                yield f"{name!s} {self.said(value)}"

    def links(self) -> Iterator[str]:
        """Yield each annotation with its page."""
        for number, page in enumerate(self.pdf.pages, 1):
            for annotation in page.obj.get("/Annots", ()):
                yield f"page {number:05} {self._annotation(annotation)}"

    def _annotation(self, annotation: Any) -> str:
        sides = [float(side) for side in annotation.Rect]
        edges = (*sorted(sides[::2]), *sorted(sides[1::2]))
        names = [n for n in sorted(annotation.keys()) if n not in ("/Rect", *_OWNERS)]
        said = (f"{name} {self.said(annotation[name])}" for name in names)
        return " ".join([*map(_rounded, edges), *said])

    def outline(self, node: Any, depth: int) -> Iterator[str]:
        """Yield the entries below a node of the outline."""
        entry = node.get("/First") if node is not None else None
        while entry is not None:
            target = entry.get("/Dest", entry.get("/A"))
            state = "closed" if int(entry.get("/Count", 0)) < 0 else "open"
            yield f"{'  ' * depth}{entry.Title} {state} {self.said(target)}"
            yield from self.outline(entry, depth + 1)
            entry = entry.get("/Next")

    def structure(self) -> Iterator[str]:
        """Yield the elements of the structure tree in order, with the text of their contents."""
        root = self.pdf.Root.get("/StructTreeRoot")
        if root is None:
            return
        elements = list(self._elements(root))
        for kid, _, _ in elements:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                self.ranks[kid.objgen] = len(self.ranks) + 1
                if "/ID" in kid:
                    self.ids.setdefault(str(kid.ID), f"ID {len(self.ids) + 1}")
        for kid, depth, page in elements:
            yield f"{'  ' * depth}{self._content(kid, page)}"

    def _elements(self, root: Any) -> Iterator[tuple[Any, int, int | None]]:
        """Yield elements and contents with their depth and the page they are on."""
        waiting: list[tuple[Any, int, int | None]] = [
            (kid, 0, None) for kid in reversed(_kids(root))
        ]
        while waiting:
            kid, depth, page = waiting.pop()
            if isinstance(kid, pikepdf.Dictionary) and "/Pg" in kid:
                page = self.numbers.get(kid.Pg.objgen, 0)
            yield kid, depth, page
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                waiting += [(inner, depth + 1, page) for inner in reversed(_kids(kid))]

    def _content(self, kid: Any, page: int | None) -> str:
        if not isinstance(kid, pikepdf.Dictionary):
            return f"page {page}: {self.marks.get((page or 0, int(kid)), '')}"
        if kid.get("/Type") == "/OBJR":
            return f"page {page}: object {self._annotation(kid.Obj)}"
        if kid.get("/Type") == "/MCR":
            return f"page {page}: {self.marks.get((page or 0, int(kid.MCID)), '')}"
        names = [n for n in sorted(kid.keys()) if n not in ("/K", "/S", "/Type", *_OWNERS)]
        return " ".join([str(kid.S), *(f"{name} {self.said(kid[name])}" for name in names)])

    def fonts(self) -> Iterator[str]:
        """Yield each font that pages select, and how many programs are in the file.

        Which glyphs a program holds may differ: for pages yet to be numbered, it has all digits.
        """
        found: dict[_Number, Any] = {}
        programs = set()
        for font in self._fonts():
            found[font.objgen] = font
        for font in found.values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
            kind = next((k for k in descriptor.keys() if k.startswith("/FontFile")), "not embedded")  # noqa: SIM118
            if kind in descriptor:
                programs.add(descriptor[kind].objgen)
            name = re.sub(r"^/[A-Z]{6}\+", "/", str(font.get("/BaseFont")))
            yield f"{name} {font.Subtype} {kind}"
        yield f"{len(programs)} programs"

    def _fonts(self) -> Iterator[Any]:
        met: set[_Number] = set()
        waiting = [page.obj.get("/Resources") for page in self.pdf.pages]
        while waiting:
            resources = waiting.pop()
            if resources is None or (resources.is_indirect and resources.objgen in met):
                continue
            met.add(resources.objgen)
            yield from (font for _, font in resources.get("/Font", pikepdf.Dictionary()).items())
            for _, drawn in resources.get("/XObject", pikepdf.Dictionary()).items():
                if drawn.objgen not in met:
                    met.add(drawn.objgen)
                    waiting.append(drawn.get("/Resources"))

    def metadata(self) -> Iterator[str]:
        """Yield what the file says of itself: title, language, standards, how it opens."""
        yield f"PDF {self.pdf.pdf_version}"
        yield from (
            f"{name} {self.said(value)}" for name, value in sorted(self.pdf.docinfo.items())
        )
        known = ("/Lang", "/MarkInfo", "/ViewerPreferences", "/PageLayout", "/PageMode")
        for name in (*known, "/OutputIntents", "/AF", "/OpenAction"):
            if name in self.pdf.Root:
                yield f"{name} {self.said(self.pdf.Root[name])}"
        if "/Metadata" in self.pdf.Root:
            lines = self.pdf.Root.Metadata.read_bytes().decode().splitlines()
            yield from filter(str.strip, lines)


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def main() -> int:
    """Compare two files; the exit code is 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--dpi", type=int, default=50, help="0: don't compare how pages look")
    parser.add_argument("--jobs", type=int, default=1)
    order = parser.parse_args()
    pair = order.one.read_bytes(), order.other.read_bytes()
    differences = compare(*pair, dpi=order.dpi, jobs=order.jobs)
    print(report(differences) or "no difference")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
