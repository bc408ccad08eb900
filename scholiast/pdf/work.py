"""The jobs that make a PDF, as functions of bytes: to lay out and paint, text or furniture.

What they do is in `making`; here is what they are asked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from scholiast.book import Book, Image
from scholiast.config import Metadata
from scholiast.excerpt import chapter_bytes, part_bytes
from scholiast.jobs import Job, Parts, Shared
from scholiast.pdf.frontmatter import Entry
from scholiast.pdf.looks import Strip
from scholiast.pdf.order import Kind, Piece
from scholiast.pdf.quietly import quietly


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


def text_job(
    book: Book, ask: Ask, design: Shared, *, plain: bool, names_authors: bool = False
) -> Job:
    """Return the job that makes a sheaf of what is asked for.

    In a `plain` design the templates are the shipped ones, which show no more of the book in a
    chapter than the chapter itself, and what running heads say, which perhaps name its authors.
    """
    piece = ask.piece
    images = list(_images(book, piece))
    metadata = book.metadata
    if plain and piece.kind in (Kind.CHAPTER, Kind.PART, Kind.CONTENTS):
        metadata = Metadata(
            title=metadata.title,
            short_title=metadata.short_title,
            language=metadata.language,
            contributors=metadata.by_role("author") if names_authors else (),
        )
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
    chapter, metadata = piece.chapter, book.metadata
    picture = metadata.frontispiece.image if metadata.frontispiece else ""
    own = {Kind.COVER_PAGE: metadata.cover or "", Kind.FRONTISPIECE: picture}.get(piece.kind, "")
    if own in book.images:
        yield book.images[own]
    if chapter is None:
        return
    text = "".join([chapter.title_xhtml, chapter.body, *(note.body for note in chapter.notes)])
    for path, image in sorted(book.images.items()):
        if path.replace("&", "&amp;") in text:
            yield image


def make_text(parts: Parts) -> bytes:
    """Lay out and paint a piece of a book; see `text_job`."""
    with quietly():
        from scholiast.pdf import making  # with all of WeasyPrint, which is needed only here
    return making.text(parts)


# -- furniture --


def furniture_job(name: str, strips: Sequence[Strip], design: Shared) -> Job:
    """Return the job that makes a sheaf of the furniture of strips."""
    task = json.dumps([asdict(strip) for strip in strips], ensure_ascii=False)
    return Job("furnish", name, make_furniture, {"heads": task.encode()}, {"design": design})


def make_furniture(parts: Parts) -> bytes:
    """Lay out and paint furniture; see `furniture_job`."""
    with quietly():
        from scholiast.pdf import making
    return making.furniture(parts)


# -- the engine --


def engine_job() -> Job:
    """Return the job that tells whether WeasyPrint is the one that all this was written for."""
    return Job("ask", "WeasyPrint", is_known, {})


def is_known(parts: Parts) -> bytes:
    """Return `notes` where notes can run on, `pages` where pages can be linked, both by a space."""
    with quietly():
        from scholiast.pdf import making
    return making.known()
