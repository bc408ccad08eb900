"""The lines of a PDF as they are printed: baselines, and what stands on them."""

import ctypes
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from scholiast.config import PdfEdition, millimetres
from scholiast.pdf.geometry import geometry
from tests.pdf.reading import POINT


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one baseline: `page` from 1, `y` from the top of the text in pt, size in pt.

    `size` is that of its first letter, `text` has no spaces, `words` has them.
    """

    page: int
    y: float
    size: float
    left: float
    text: str
    words: str


def lines(data: bytes, settings: PdfEdition) -> list[Line]:
    """Return the lines of a PDF below the heads of its pages, from top to bottom."""
    top = geometry(settings).top / POINT
    document = pypdfium2.PdfDocument(data)
    try:
        return [
            line
            for number, page in enumerate(document, 1)
            for line in _lines(number, page, top)
            if line.y > 0
        ]
    finally:
        document.close()


def _lines(number: int, page: pypdfium2.PdfPage, top: float) -> list[Line]:
    text = page.get_textpage()
    spaces: dict[float, str] = defaultdict(str)
    at = 0.0
    rows: dict[float, list[tuple[float, float, str]]] = defaultdict(list)
    for index in range(text.count_chars()):
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        size = pdfium.FPDFText_GetFontSize(text, index) * matrix.a
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if size > 0 and not letter.isspace():
            at = round(page.get_height() - y.value - top, 1)
            rows[at].append((x.value, size, letter))
        spaces[at] += letter
    text.close()
    return [
        Line(
            number,
            y,
            row[0][1],
            min(row)[0],
            "".join(letter for _, _, letter in row),
            " ".join(spaces[y].split()),
        )
        for y, row in sorted(rows.items())
    ]


def off_grid(data: bytes, settings: PdfEdition) -> list[Line]:
    """Return the lines in the size of the text that stand neither on the grid nor halfway."""
    leading = millimetres(settings.font_size) * settings.line_height / POINT
    size = millimetres(settings.font_size) / POINT
    body = [one for one in lines(data, settings) if abs(one.size - size) < 0.05]
    first = min(one.y for one in body)
    return [one for one in body if _distance(one.y - first, leading / 2) > 0.3]


def _distance(length: float, step: float) -> float:
    return min(length % step, step - length % step)
