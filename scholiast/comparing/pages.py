"""Read the pages of a PDF with PDFium: their words, where these stand, and what is drawn."""

import ctypes
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageDraw

from scholiast.comparing.model import Box, Printed, Release, Sheet, UnreadableError

POINTS = 72  # to an inch
_SMALL = 60  # dots to an inch of the picture that tells whether the same is drawn
_LINE = re.compile(r"[^\r\n\ufffe]+")
# A word that was broken at the end of a line goes on in the next one; U+FFFE is PDFium's hyphen.
_WORD = re.compile(r"(?:\u2010[\r\n]+(?=[^\W\d])|\S)+")
_HYPHENS = re.compile("[-\u2010\u2011\u00ad\ufffe\r\n\x02]")
_LABEL = 64  # letters that the number of a page may have


def read(release: Release) -> Printed:
    """Return the pages of a release; UnreadableError where PDFium can't read them."""
    with opened(release) as document:
        labels = list(_labels(document))
        sheets = [_sheet(document, index, label) for index, label in enumerate(labels)]
        return Printed(release, sheets, _names(document))


@contextmanager
def opened(release: Release) -> Iterator[pypdfium2.PdfDocument]:
    """Open the PDF of a release, for as long as the context lasts."""
    try:
        document = pypdfium2.PdfDocument(release.data)
    except pypdfium2.PdfiumError as problem:
        raise UnreadableError(f"{release.path} can't be read as a PDF: {problem}") from problem
    with closing(document):
        yield document


def _labels(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for index in range(len(document)):
        yield document.get_page_label(index) or str(index + 1)


def _names(document: pypdfium2.PdfDocument) -> dict[str, int]:
    """Return the named destinations of notes and calls, with the indexes of their pages."""
    found: dict[str, int] = {}
    for number in range(pdfium.FPDF_CountNamedDests(document.raw)):
        length = ctypes.c_long(0)
        pdfium.FPDF_GetNamedDest(document.raw, number, None, ctypes.byref(length))
        buffer = ctypes.create_string_buffer(max(length.value, 0))
        place = pdfium.FPDF_GetNamedDest(document.raw, number, buffer, ctypes.byref(length))
        name = buffer.raw[: max(length.value, 0)].decode("utf-16-le").rstrip("\0")
        if place and name.startswith(("note-", "call-")):
            found[name] = pdfium.FPDFDest_GetDestPageIndex(document.raw, place)
    return found


def _sheet(document: pypdfium2.PdfDocument, index: int, label: str) -> Sheet:
    with closing(document[index]) as page:
        artifacts = _artifacts(page)
        furniture = list(_boxes(page, artifacts))
        with closing(page.get_textpage()) as reader:
            said = _without(reader, _addresses(artifacts))
        found = [(match[0], match.span()) for match in _WORD.finditer(said)]
        picture = draw(page, _SMALL, furniture)
        return Sheet(
            index=index,
            label=label,
            size=page.get_size(),
            words=[_HYPHENS.sub("", word) or word for word, _ in found],
            places=[place for _, place in found],
            ink=hashlib.blake2b(picture.tobytes(), digest_size=16).hexdigest(),
            furniture=furniture,
        )


# -- what is furniture --


def _artifacts(page: pypdfium2.PdfPage) -> list[Any]:
    """Return the text, and the forms with text, that a page draws as artifacts (14.8.2.2)."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    drawn = (pdfium.FPDFPage_GetObject(page.raw, index) for index in range(count))
    return [one for one in drawn if pdfium.FPDFPageObj_GetType(one) in _TEXT and _is_artifact(one)]


_TEXT = (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM)


def _is_artifact(drawn: Any) -> bool:
    buffer, length = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
    for index in range(pdfium.FPDFPageObj_CountMarks(drawn)):
        mark = pdfium.FPDFPageObj_GetMark(drawn, index)
        pdfium.FPDFPageObjMark_GetName(mark, buffer, 128, ctypes.byref(length))
        name = bytes(buffer)[: length.value].decode("utf-16-le", "replace").rstrip("\0")
        if name == "Artifact":
            return True
    return False


def _boxes(page: pypdfium2.PdfPage, artifacts: Iterable[Any]) -> Iterator[Box]:
    """Yield the boxes of what is drawn."""
    _, height = page.get_size()
    for drawn in artifacts:
        left, bottom, right, top = sides = [ctypes.c_float() for _ in range(4)]
        if pdfium.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides)):
            yield left.value, height - top.value, right.value, height - bottom.value


def _addresses(artifacts: Iterable[Any]) -> frozenset[int]:
    """Return the addresses of what is drawn, by which PDFium tells which text a letter is of."""
    found: set[int] = set()
    waiting = list(artifacts)
    while waiting:
        drawn = waiting.pop()
        found.add(ctypes.addressof(drawn.contents))
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_FORM:
            count = pdfium.FPDFFormObj_CountObjects(drawn)
            waiting += [pdfium.FPDFFormObj_GetObject(drawn, index) for index in range(count)]
    return frozenset(found)


def _without(reader: pypdfium2.PdfTextPage, artifacts: frozenset[int]) -> str:
    """Return the text of a page, a character an index, with spaces for artifacts."""

    def is_aside(index: int) -> bool:
        drawn = pdfium.FPDFText_GetTextObject(reader.raw, index)
        return bool(drawn) and ctypes.addressof(drawn.contents) in artifacts

    letters = [chr(code) for code in _codes(reader)]
    for line in _LINE.finditer("".join(letters)) if artifacts else ():
        start, stop = line.start(), line.start() + len(line[0].rstrip())
        kinds = {is_aside(at) for at in (start, stop - 1)} if start < stop else {False}
        if True in kinds:
            for at in range(start, stop):
                if kinds == {True} or is_aside(at):
                    letters[at] = " "
    return "".join(letters)


def _codes(reader: pypdfium2.PdfTextPage) -> Iterator[int]:
    read = pdfium.FPDFText_GetUnicode
    for index in range(pdfium.FPDFText_CountChars(reader.raw)):
        code = read(reader.raw, index)
        yield code if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else 0x200B


# -- pictures --


def draw(page: pypdfium2.PdfPage, resolution: int, without: Sequence[Box] = ()) -> Image.Image:
    """Return a page as a grey picture of `resolution` dots to an inch, with some boxes left out."""
    drawn = page.render(scale=resolution / POINTS, grayscale=True).to_pil()
    picture: Image.Image = drawn.convert("L")
    pen = ImageDraw.Draw(picture)
    for box in without:
        left, top, right, bottom = (side * resolution / POINTS for side in box)
        pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=255)
    return picture


def boxes(page: pypdfium2.PdfPage, places: Sequence[tuple[int, int]]) -> Iterator[Box]:
    """Yield the boxes of characters of a page."""
    _, height = page.get_size()
    with closing(page.get_textpage()) as reader:
        for start, stop in places:
            for number in range(reader.count_rects(start, stop - start)):
                left, bottom, right, top = reader.get_rect(number)
                yield left, height - top, right, height - bottom
