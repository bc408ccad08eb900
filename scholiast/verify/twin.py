"""A file to be printed beside the one that was proved: the same pages, and nothing to click."""

from collections.abc import Iterator
from contextlib import closing

import pikepdf
import pypdfium2

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Span
from scholiast.verify import printed, sheets
from scholiast.verify.printed import DamagedError

DIFFERENT = Rule(
    "V318",
    "twin-differs",
    Severity.ERROR,
    """\
A page of the file to be printed is not that of the file that was proved.

The print twin (`rome-press.pdf`) is the proved file without its links. Its pages have the same
words at the same places, draw the same, and are of the same size, or what was proved says nothing
of what is printed. Build the book again; what was changed by hand, change in the manuscript.""",
)

CLICKABLE = Rule(
    "V319",
    "twin-has-annotations",
    Severity.ERROR,
    """\
The file to be printed has annotations, such as links.

Printers refuse files with annotations: some would print their frames. Build the book again.""",
)

_BOXES = ("/MediaBox", "/TrimBox", "/BleedBox", "/CropBox", "/Rotate", "/UserUnit")


def check(data: bytes, name: str, twin: bytes) -> list[Diagnostic]:
    """Return what is wrong with the `twin`, of this name, of a PDF that was proved."""
    try:
        return list(_check(data, name, twin))
    except DamagedError as problem:
        return [DIFFERENT.at(Span(name), f"the file can't be read: {problem}")]


def _check(data: bytes, name: str, twin: bytes) -> Iterator[Diagnostic]:
    with printed.opened(data) as proved, printed.opened(twin) as other:
        if len(proved.pages) != len(other.pages):
            message = f"it has {len(other.pages)} pages, the proved file {len(proved.pages)}"
            yield DIFFERENT.at(Span(name), message)
            return
        for number, (one, its) in enumerate(zip(proved.pages, other.pages, strict=True), 1):
            if its.obj.get("/Annots"):
                message = f"page {number} has annotations"
                yield CLICKABLE.at(Span(f"{name}#page={number}"), message)
            if (what := _difference(one, its)) is not None:
                message = f"page {number} has {what} other than the proved file"
                yield DIFFERENT.at(Span(f"{name}#page={number}"), message)
    yield from _words_differ(data, name, twin)


def _difference(one: pikepdf.Page, other: pikepdf.Page) -> str | None:
    """Return what of two pages is not the same, in their size and in what draws them."""
    if any(_values(one, box) != _values(other, box) for box in _BOXES):
        return "a size"
    return None if _drawn(one) == _drawn(other) else "drawing"


def _values(page: pikepdf.Page, name: str) -> str:
    found = page.obj.get(name)
    if isinstance(found, pikepdf.Array):
        return " ".join(f"{float(edge):.3f}" for edge in found)
    return "" if found is None else str(found)


def _drawn(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents", pikepdf.Array())
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def _words_differ(data: bytes, name: str, twin: bytes) -> Iterator[Diagnostic]:
    """Yield the pages whose words, or the places of them, another reader sees otherwise."""
    with closing(sheets.document(data)) as proved, closing(sheets.document(twin)) as other:
        for index in range(len(proved)):
            if _words(proved, index) != _words(other, index):
                message = f"page {index + 1} has words other than the proved file"
                yield DIFFERENT.at(Span(f"{name}#page={index + 1}"), message)


def _words(opened: pypdfium2.PdfDocument, index: int) -> tuple[str, list[tuple[float, ...]]]:
    page = opened[index]
    try:
        text = page.get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        return text.get_text_range(), boxes
    finally:
        page.close()
