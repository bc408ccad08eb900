"""Read what a PDF says of itself (with pikepdf) and what stands on its pages (with PDFium)."""

import ctypes
import io
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top in pt, from the lower left corner of the sheet."""


class DamagedError(ValueError):
    """The file can't be read as a PDF."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that links lead to: a `page` from 1, `x` and `y` in pt where they are given."""

    page: int
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: its area, and one of the name it leads to, a place, or an action."""

    page: int
    box: Box
    target: str | None = None
    place: Place | None = None
    action: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; `depth` counts from 1."""

    title: str
    depth: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF says of itself; `boxes`, `labels` and `links` by page, the first at 0.

    A box is the area of a page that is left when it is trimmed (PDF 2.0, 14.11.2), `twice` lists
    the names that are defined more than once, `active` what would run when the file is opened.
    """

    title: str
    language: str
    boxes: tuple[Box, ...]
    labels: tuple[str, ...]
    links: tuple[tuple[Link, ...], ...] = field(repr=False)
    names: Mapping[str, Place] = field(repr=False)
    twice: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...] = field(repr=False)
    active: tuple[str, ...]

    @property
    def folios(self) -> dict[str, str]:
        """Return for each name the label of the page that it means."""
        return {name: self.labels[place.page - 1] for name, place in self.names.items()}

    def place(self, link: Link) -> Place | None:
        """Return where a link leads; None where that is nowhere in the file."""
        return link.place if link.target is None else self.names.get(link.target)


# -- pikepdf: the structure --


def read_structure(data: bytes) -> Structure:
    """Return what a PDF says of itself; DamagedError where it can't be read without repair."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            structure = _structure(pdf)
            problems = [str(problem) for problem in pdf.get_warnings()]
    except (pikepdf.PdfError, pikepdf.PasswordError) as problem:
        raise DamagedError(str(problem)) from problem
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
        raise DamagedError(f"an object is not what it should be: {problem}") from problem
    if problems:
        raise DamagedError(problems[0])
    return structure


def _structure(pdf: pikepdf.Pdf) -> Structure:
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages, 1)}
    names: dict[str, Place] = {}
    twice: list[str] = []
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    for name, value in _name_tree(tree):
        if name in names:
            twice.append(name)
        elif (place := _place(value, numbers)) is not None:
            names[name] = place
    return Structure(
        title=str(pdf.docinfo.get("/Title", "")),
        language=str(pdf.Root.get("/Lang", "")),
        boxes=tuple(_box(page.trimbox) for page in pdf.pages),
        labels=tuple(str(page.label) for page in pdf.pages),
        links=tuple(tuple(_links(page, index, numbers)) for index, page in enumerate(pdf.pages, 1)),
        names=names,
        twice=tuple(twice),
        bookmarks=tuple(_bookmarks(pdf.Root.get("/Outlines"), numbers)),
        active=tuple(_active(pdf)),
    )


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _met(node: Any, path: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the objects on the way to a node with the node; DamagedError where it is on it."""
    if node.objgen in path:
        raise DamagedError("an object holds itself")
    return path | {node.objgen} if node.is_indirect else path


def _name_tree(
    node: Any, path: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[tuple[str, Any]]:
    """Yield every name of a name tree (PDF 2.0, 7.9.6), also one that stands in it twice."""
    if node is None:
        return
    path = _met(node, path)
    leaves = list(node.get("/Names", ()))
    yield from ((str(name), value) for name, value in zip(leaves[::2], leaves[1::2], strict=True))
    for kid in node.get("/Kids", ()):
        yield from _name_tree(kid, path)


def _place(value: Any, numbers: Mapping[tuple[int, int], int]) -> Place | None:
    """Return the place an explicit destination means (PDF 2.0, 12.3.2.2)."""
    if isinstance(value, pikepdf.Dictionary):
        value = value.get("/D")
    if not isinstance(value, pikepdf.Array) or len(value) < 2:
        return None
    page = numbers.get(getattr(value[0], "objgen", (0, 0)))
    if page is None:
        return None
    x, y = (value[2], value[3]) if value[1] == "/XYZ" and len(value) > 3 else (None, None)
    return Place(page, None if x is None else float(x), None if y is None else float(y))


def _links(
    page: pikepdf.Page, number: int, numbers: Mapping[tuple[int, int], int]
) -> Iterator[Link]:
    for annotation in page.obj.get("/Annots", ()):
        if annotation.get("/Subtype") != "/Link":
            continue
        box = _box(annotation.Rect)
        target, action = annotation.get("/Dest"), annotation.get("/A")
        if target is None and action is not None and action.get("/S") == "/GoTo":
            target = action.get("/D")
        if isinstance(target, pikepdf.String | pikepdf.Name):
            yield Link(number, box, target=str(target).removeprefix("/"))
        elif target is not None:
            yield Link(number, box, place=_place(target, numbers))
        elif action is not None:
            uri = action.get("/URI")
            kind = str(action.get("/S", "")).removeprefix("/")
            yield Link(number, box, action=kind, uri=None if uri is None else str(uri))
        else:
            yield Link(number, box)


def _bookmarks(node: Any, numbers: Mapping[tuple[int, int], int]) -> Iterator[Bookmark]:
    """Yield the entries of an outline (PDF 2.0, 12.3.3) in the order of reading."""
    met: set[tuple[int, int]] = set()
    waiting = [(node.get("/First"), 1)] if node is not None else []
    while waiting:
        entry, depth = waiting.pop()
        if entry is None:
            continue
        if entry.objgen in met:
            raise DamagedError("an entry of the outline follows itself")
        met.add(entry.objgen)
        target = entry.get("/Dest")
        if target is None and entry.get("/A") is not None:
            target = entry.A.get("/D")
        yield Bookmark(str(entry.get("/Title", "")), depth, _place(target, numbers))
        waiting += [(entry.get("/Next"), depth), (entry.get("/First"), depth + 1)]


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what a reader would run: scripts, and actions at the opening of file or pages."""
    if "/JavaScript" in pdf.Root.get("/Names", pikepdf.Dictionary()):
        yield "a script"
    action = pdf.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo":
        yield f"an action at opening ({action.get('/S')})"
    if "/AA" in pdf.Root or any("/AA" in page.obj for page in pdf.pages):
        yield "actions of pages"


# -- PDFium: the pages --


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its text, a character an index, in the order in which the page draws it.

    Lines end in CR LF, which PDFium puts in. A sheet is open until the next one is read.
    """

    page: int
    text: str = field(repr=False)
    _handle: Any = field(repr=False)

    def find(self, box: Box) -> tuple[int, int] | None:
        """Return the range of the characters whose middle lies in `box`; None where none does."""
        left, bottom, right, top = box
        at = pdfium.FPDFText_GetCharIndexAtPos(
            self._handle,
            (left + right) / 2,
            (bottom + top) / 2,
            (right - left) / 2 + 1,
            (top - bottom) / 2 + 1,
        )
        if at < 0 or not self._inside(at, box):
            return None
        start, stop = at, at + 1
        while start > 0 and self._inside(start - 1, box):
            start -= 1
        while stop < len(self.text) and self._inside(stop, box):
            stop += 1
        return start, stop

    def _inside(self, index: int, box: Box) -> bool:
        if self.text[index] in "\r\n":
            return False
        left, bottom, right, top = self.box(index)
        return box[0] - 0.5 <= (left + right) / 2 <= box[2] + 0.5 and (
            box[1] - 0.5 <= (bottom + top) / 2 <= box[3] + 0.5
        )

    def box(self, index: int) -> Box:
        """Return the box of one character, as high as its font."""
        rect = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._handle, index, ctypes.byref(rect))
        return rect.left, rect.bottom, rect.right, rect.top

    def boxes(self, start: int, stop: int) -> list[Box]:
        """Return the boxes of the characters in a range, those of a line in one."""
        if stop <= start:
            return []  # PDFium takes a length of 0 for all that follows
        count = pdfium.FPDFText_CountRects(self._handle, start, stop - start)
        sides = [ctypes.c_double() for _ in range(4)]
        left, top, right, bottom = sides
        found = []
        for index in range(count):
            pdfium.FPDFText_GetRect(self._handle, index, *map(ctypes.byref, sides))
            found.append((left.value, bottom.value, right.value, top.value))
        return found

    def line(self, box: Box) -> str:
        """Return the text of a line that fills `box` from its left side on."""
        left, bottom, right, top = box
        reach = (right - left, (top - bottom) / 2 + 1)
        at = pdfium.FPDFText_GetCharIndexAtPos(self._handle, left + 1, (bottom + top) / 2, *reach)
        if at < 0:
            return ""
        stop = at
        while stop < len(self.text) and (self.text[stop] in "\r\n" or self._inside(stop, box)):
            stop += 1
        return self.text[at:stop]

    def is_artifact(self, index: int) -> bool:
        """Tell whether a character is marked as furniture (PDF 2.0, 14.8.2.2)."""
        drawn = pdfium.FPDFText_GetTextObject(self._handle, index)
        if not drawn:
            return False
        names = []
        for mark in range(pdfium.FPDFPageObj_CountMarks(drawn)):
            buffer, length = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
            pdfium.FPDFPageObjMark_GetName(
                pdfium.FPDFPageObj_GetMark(drawn, mark), buffer, 128, ctypes.byref(length)
            )
            names.append(bytes(buffer)[: length.value].decode("utf-16-le").rstrip("\0"))
        return "Artifact" in names


def read_sheets(data: bytes) -> Generator[Sheet, None, None]:
    """Yield the pages of a PDF, each open until the next; DamagedError where it can't be read.

    Who stops before the end has to close the generator, since PDFium frees nothing by itself.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise DamagedError(str(problem)) from problem
    try:
        for index in range(len(document)):
            page = pdfium.FPDF_LoadPage(document.raw, index)
            handle = pdfium.FPDFText_LoadPage(page)
            if not page or not handle:
                raise DamagedError(f"page {index + 1} can't be read")
            try:
                yield Sheet(index + 1, _text(handle), handle)
            finally:
                pdfium.FPDFText_ClosePage(handle)
                pdfium.FPDF_ClosePage(page)
    finally:
        document.close()


def _text(handle: Any) -> str:
    count = pdfium.FPDFText_CountChars(handle)
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
