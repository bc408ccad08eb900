"""A PDF as an independent reader sees it: words with their boxes, destinations, links."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

from scholiast import pdf
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact
from scholiast.pdf.geometry import geometry
from scholiast.theme import Theme

THEME = Theme.find()
SETTINGS = PdfEdition()
POINT = 25.4 / 72  # mm


def render(book: Book, settings: PdfEdition = SETTINGS) -> Artifact:
    """Return the PDF of a book in the shipped design."""
    return pdf.render(book, THEME, settings)


def data_of(artifact: Artifact) -> bytes:
    """Return the bytes of the only file of an artifact."""
    (data,) = artifact.files.values()
    return data


def area(page: int, settings: PdfEdition = SETTINGS) -> tuple[float, float, float, float]:
    """Return the area of text and notes of a page, counted from 1: left, bottom, right, top in pt.

    Right-hand pages are odd.
    """
    size = geometry(settings)
    left, right = (size.inner, size.outer) if page % 2 else (size.outer, size.inner)
    edges = (left, size.bottom, size.width - right, size.height - size.top)
    return edges[0] / POINT, edges[1] / POINT, edges[2] / POINT, edges[3] / POINT


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its page, counted from 1, and the edges of its ink in pt from the lower left."""

    text: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


def words(data: bytes, pattern: str = r"\S+") -> list[Word]:
    """Return what matches `pattern` on the pages of a PDF, in the order it is drawn."""
    found: list[Word] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, 1):
            text = page.get_textpage()
            content = text.get_text_range()
            for match in re.finditer(pattern, content):
                boxes = [text.get_charbox(index) for index in range(*match.span())]
                found.append(Word(match[0], number, *_around(boxes)))
            text.close()
            page.close()
    finally:
        document.close()
    return found


def _around(
    boxes: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float, float, float]:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page, counted from 1, to a named destination; `left` … `top` in pt."""

    target: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Structure:
    """Destinations by name (page, left, top), links, and the outline as title, page and depth."""

    names: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    outline: list[tuple[str, int, int]] = field(default_factory=list)


def structure(data: bytes) -> Structure:
    """Return where the named destinations of a PDF are, and what its links and outline say."""
    found = Structure()
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}
        for name, target in pikepdf.NameTree(document.Root.Names.Dests).items():
            found.names[str(name)] = (pages[target[0].objgen], float(target[2]), float(target[3]))
        for number, page in enumerate(document.pages, 1):
            for annotation in page.get("/Annots", ()):
                if "/Dest" in annotation:
                    rect = [float(edge) for edge in annotation.Rect]
                    edges = (min(rect[::2]), min(rect[1::2]), max(rect[::2]), max(rect[1::2]))
                    found.links.append(Link(str(annotation.Dest), number, *edges))
        with document.open_outline() as outline:
            _read_outline(outline.root, pages, 1, found)
    return found


def _read_outline(
    items: Sequence[pikepdf.OutlineItem],
    pages: dict[tuple[int, int], int],
    depth: int,
    found: Structure,
) -> None:
    for item in items:
        target = item.destination
        assert isinstance(target, pikepdf.Array)
        found.outline.append((item.title, pages[target[0].objgen], depth))
        _read_outline(item.children, pages, depth + 1, found)
