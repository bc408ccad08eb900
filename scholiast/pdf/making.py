"""What the jobs of a PDF do, in whatever process: lay out and paint, and say what was found."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from scholiast.book import Book, Image
from scholiast.config import Metadata
from scholiast.excerpt import chapter_from, part_from
from scholiast.jobs import Parts
from scholiast.pdf import footnotes
from scholiast.pdf.characters import place_missing
from scholiast.pdf.desk import Desk, desk
from scholiast.pdf.documents import Maker
from scholiast.pdf.engine import listening
from scholiast.pdf.frontmatter import Entry
from scholiast.pdf.furniture import lay_out_furniture
from scholiast.pdf.log import Log
from scholiast.pdf.looks import Look, Strip
from scholiast.pdf.order import Kind, Piece
from scholiast.pdf.paint import folio_boxes, is_known, paint
from scholiast.pdf.setting import set_with_care
from scholiast.pdf.sheaf import Sheaf
from scholiast.pdf.speed import pages_listed_once
from scholiast.pdf.standards import Claims
from scholiast.theme import ThemeError
from scholiast.wording import wording

_VERSO = "html { break-before: verso }"


def known() -> bytes:
    """Return for what WeasyPrint is known well enough: `notes`, `pages`, or both by a space."""
    found = [(b"notes", footnotes.is_known()), (b"pages", is_known())]
    return b" ".join(name for name, is_so in found if is_so)


def text(parts: Parts) -> bytes:
    """Lay out and paint a piece of a book; see `work.text_job`."""
    task = json.loads(parts["settings"])
    images = [Image(path, kind, parts[f"image {path}"], width, height)
              for path, kind, width, height in json.loads(parts["images"])]  # fmt: skip
    return _work(parts, partial(_text, parts, task, images))


def _text(
    parts: Parts, task: Mapping[str, Any], images: Sequence[Image], design: Desk, log: Log
) -> Sheaf:
    book, piece = _excerpt(parts, task, images)
    maker = Maker(
        book=book,
        settings=design.settings,
        theme=design.theme,
        words=wording(book.metadata.language),
        geometry=design.geometry,
        press=design.at_work(design.bare, book.images, log),
        log=log,
        folios=task["folios"],
        entries=[Entry(**entry) for entry in task["entries"]],
    )
    document = maker.make(piece, _VERSO if task["left"] else "")
    claims = Claims.of(design.settings.conformance)
    marks = folio_boxes(document.pages)
    sheaf = paint(document, document.pages, marks, fenotes=claims.fenotes)
    place_missing(book, log)
    return sheaf


def _excerpt(parts: Parts, task: Mapping[str, Any], images: Sequence[Image]) -> tuple[Book, Piece]:
    """Return a book that is no more than the piece, and the piece of it."""
    chapter = None if parts["text"] == b"null" else chapter_from(parts["text"])
    part = part_from(parts["part"])
    book = Book(
        slug=task["slug"],
        metadata=Metadata.model_validate_json(parts["metadata"]),
        chapters=() if chapter is None else (chapter,),
        parts=() if part is None else (part,),
        images={image.path: image for image in images},
        modified=datetime.fromisoformat(task["modified"] or "1980-01-01"),
        draft=task["draft"],
    )
    return book, Piece(Kind(task["kind"]), recto=False, chapter=chapter, part=part)


def furniture(parts: Parts) -> bytes:
    """Lay out and paint furniture; see `work.furniture_job`."""
    strips = [
        Strip(strip["start"], tuple(map(_look, strip["looks"])), strip["exact"])
        for strip in json.loads(parts["heads"])
    ]
    return _work(parts, lambda design, log: lay_out_furniture(design, strips, log))


def _look(record: Mapping[str, Any] | None) -> Look | None:
    if record is None:
        return None
    strings = tuple((name, value) for name, value in record["strings"])
    return Look(**{**record, "strings": strings})


# -- what all have in common --


def _work(parts: Parts, make: Any) -> bytes:
    """Return the sheaf that `make` makes at the desk, with all that was said of it, as bytes.

    A book's own template that can't be filled in gives a sheaf without pages, and its finding.
    """
    log = Log()
    try:
        design = desk(parts["design"])
        log.diagnostics += design.said
        with _weasyprint_mended(log, design):
            sheaf: Sheaf = make(design, log)
    except ThemeError as fault:
        return Sheaf(b"", (), (), findings=(fault.finding,)).as_bytes()
    files = {name: data for name, data in sheaf.files.items() if name not in design.files}
    said = tuple(log.diagnostics)
    return replace(sheaf, files=files, findings=said, missing=tuple(log.missing)).as_bytes()


@contextmanager
def _weasyprint_mended(log: Log, design: Desk) -> Iterator[None]:
    with listening(log), set_with_care(design.settings), pages_listed_once():
        yield
