"""The jobs that make a PDF, as functions of bytes: to lay out and paint, text or furniture."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from scholiast.book import Book, Image
from scholiast.config import Metadata
from scholiast.excerpt import chapter_bytes, chapter_from, part_bytes, part_from
from scholiast.jobs import Job, Shared
from scholiast.pdf.characters import check_characters
from scholiast.pdf.desk import Desk, desk
from scholiast.pdf.documents import Maker
from scholiast.pdf.engine import Log, listening
from scholiast.pdf.footnotes import notes_run_on
from scholiast.pdf.frontmatter import Entry
from scholiast.pdf.furniture import Look, Strip, lay_out_furniture
from scholiast.pdf.lines import full_lines
from scholiast.pdf.order import Kind, Piece
from scholiast.pdf.paint import folio_boxes, paint
from scholiast.pdf.sheaf import Sheaf
from scholiast.pdf.speed import pages_listed_once
from scholiast.pdf.standards import Claims
from scholiast.theme import ThemeError
from scholiast.wording import wording

Parts = Mapping[str, bytes]

_LEFT = "html { break-before: left }"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be laid out: a piece that begins on a verso or not, and what it must know.

    `folios` are by id the numbers of pages that its references print, `entries` the lines of the
    contents.
    """

    piece: Piece
    left: bool
    folios: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[Entry] = ()


# -- text --


def text_job(book: Book, ask: Ask, design: Shared, *, plain: bool) -> Job:
    """Return the job that makes a sheaf of what is asked for.

    In a `plain` design the templates are the shipped ones, which show no more of the book in a
    chapter than the chapter itself.
    """
    piece = ask.piece
    images = [] if piece.chapter is None else list(_images(book, piece))
    metadata = book.metadata
    if plain and piece.kind in (Kind.CHAPTER, Kind.PART, Kind.CONTENTS):
        metadata = Metadata(title=metadata.title, language=metadata.language)
    document = {
        "kind": piece.kind.value,
        "left": ask.left,
        "folios": dict(sorted(ask.folios.items())),
        "entries": [asdict(entry) for entry in ask.entries],
        "slug": book.slug,
        "draft": book.draft,
        "modified": "" if plain else book.modified.isoformat(),
    }
    return Job(
        stage="lay out",
        name=piece.path or piece.name,
        function=make_text,
        parts={
            "settings": json.dumps(document, ensure_ascii=False).encode(),
            "metadata": metadata.model_dump_json().encode(),
            "text": b"null" if piece.chapter is None else chapter_bytes(piece.chapter),
            "part": part_bytes(piece.part),
            "images": json.dumps(
                [[image.path, image.media_type, image.width, image.height] for image in images]
            ).encode(),
            **{f"image {image.path}": image.data for image in images},
        },
        shared={"design": design},
    )


def _images(book: Book, piece: Piece) -> Iterator[Image]:
    """Yield the images that a chapter names, and perhaps one whose path it has otherwise."""
    assert piece.chapter is not None
    chapter = piece.chapter
    text = "".join([chapter.title_xhtml, chapter.body, *(note.body for note in chapter.notes)])
    for path, image in sorted(book.images.items()):
        if path.replace("&", "&amp;") in text:
            yield image


def make_text(parts: Parts) -> bytes:
    """Lay out and paint a piece of a book; see `text_job`."""
    task = json.loads(parts["settings"])
    images = [Image(path, kind, parts[f"image {path}"], width, height)
              for path, kind, width, height in json.loads(parts["images"])]  # fmt: skip
    return _work(parts, partial(_text, parts, task, images))


def _text(
    parts: Parts, task: Mapping[str, Any], images: Sequence[Image], design: Desk, log: Log
) -> Sheaf:
    book, piece = _excerpt(parts, task, images)
    check_characters(book, design.known, log)
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
    document = maker.make(piece, _LEFT if task["left"] else "")
    claims = Claims.of(design.settings.conformance)
    marks = folio_boxes(document.pages)
    return paint(document, document.pages, marks, fenotes=claims.fenotes)


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


# -- furniture --


def furniture_job(name: str, strips: Sequence[Strip], design: Shared) -> Job:
    """Return the job that makes a sheaf of the furniture of strips."""
    task = json.dumps([asdict(strip) for strip in strips], ensure_ascii=False)
    return Job("furnish", name, make_furniture, {"heads": task.encode()}, {"design": design})


def make_furniture(parts: Parts) -> bytes:
    """Lay out and paint furniture; see `furniture_job`."""
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
        with _weasyprint_mended(log):
            sheaf: Sheaf = make(design, log)
    except ThemeError as fault:
        return Sheaf(b"", (), (), findings=(fault.finding,)).as_bytes()
    files = {name: data for name, data in sheaf.files.items() if name not in design.files}
    return replace(sheaf, files=files, findings=tuple(log.diagnostics)).as_bytes()


@contextmanager
def _weasyprint_mended(log: Log) -> Iterator[None]:
    with listening(log), notes_run_on(), full_lines(), pages_listed_once():
        yield
