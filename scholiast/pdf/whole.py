"""The whole-book path: one file written by WeasyPrint, each chapter laid out where it stands.

This is the reference that the linked path is held to, and what is left where WeasyPrint is not the
version that the linked path was made for. The public interface of WeasyPrint is enough: pages of
several documents are joined with `Document.copy`, `Page.anchors` tells on which page an id stands,
and the contents are laid out last, with folios as text. (`target-counter` would have pages made
again, and notes get lost.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from weasyprint import Document, Page

import scholiast
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.pdf import frontmatter
from scholiast.pdf.characters import place_missing
from scholiast.pdf.design import sheets
from scholiast.pdf.documents import Maker
from scholiast.pdf.engine import BookFetcher, listening, make_ready
from scholiast.pdf.finish import write
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.geometry import geometry
from scholiast.pdf.links import merge_links
from scholiast.pdf.log import Log
from scholiast.pdf.order import Kind, Piece, body_pieces, cover_pieces, front_pieces
from scholiast.pdf.sequence import Numerals, PageRun, numbered
from scholiast.pdf.setting import set_with_care
from scholiast.pdf.spine import blanks_at_end
from scholiast.pdf.standards import Claims, Description
from scholiast.pdf.turns import inspect_notes
from scholiast.theme import Theme
from scholiast.wording import wording

ROUNDS = 6
"""How often folios are filled in, until what is filled in moves nothing to another page."""


def render_whole(book: Book, theme: Theme, settings: PdfEdition, log: Log) -> tuple[bytes, int]:
    """Return the PDF of a book, and how many pages it has."""
    with only_our_fonts(), listening(log), set_with_care(settings):
        return _rendered(book, theme, settings, log)


def _rendered(book: Book, theme: Theme, settings: PdfEdition, log: Log) -> tuple[bytes, int]:
    shelf = _Shelf(_maker(book, theme, settings, log))
    runs = _lay_out(shelf)
    count = sum(len(run.pages) for run in runs)
    runs[-1].pages += [runs[-1].blank] * blanks_at_end(settings, count)
    pages = [page for run in runs for page in run.pages]
    inspect_notes(book, [page.anchors for page in pages], log)
    merge_links(pages)
    document: Document = shelf.documents[0].copy(pages)
    names = frontmatter.descriptions(book, shelf.maker.words)
    properties = frontmatter.properties(book, f"Scholiast {scholiast.__version__}")
    said = Description.of(book.metadata.title, properties)
    claims = Claims.of(settings.conformance)
    shown = settings.facing, shelf.maker.words.cover
    data = write(document, runs, names, said, claims, facing=shown[0], cover=shown[1])
    place_missing(book, log)
    return data, len(pages)


def _maker(book: Book, theme: Theme, settings: PdfEdition, log: Log) -> Maker:
    page = geometry(settings)
    sheet = theme.render("print/page.css", page=page, settings=settings)
    press = make_ready(BookFetcher(book.images, theme, log), sheets(settings), sheet)
    words = wording(book.metadata.language)
    return Maker(book, settings, theme, words, page, press, log, with_heads=True)


@dataclass(slots=True)
class _Shelf:
    """Documents laid out where they stand, kept from round to round for as long as they are right.

    The contents are laid out in each round, a chapter where it refers to other pages than before.
    """

    maker: Maker
    documents: list[Document] = field(default_factory=list)
    kept: dict[tuple[str, int, tuple[str | None, ...]], Sequence[Page]] = field(
        default_factory=dict
    )

    def pages(self, piece: Piece, first: int) -> Sequence[Page]:
        """Return the pages of a piece, the first of them numbered `first`."""
        references = piece.chapter.page_references if piece.chapter else ()
        told = tuple(self.maker.folios.get(reference.in_print) for reference in references)
        key = piece.name, first, told
        if key not in self.kept or piece.kind is Kind.CONTENTS:
            document = self.maker.make(piece, numbered(first))
            self.documents.append(document)
            self.kept[key] = document.pages
        return self.kept[key]

    def blank(self) -> Page:
        """Return a page with nothing on it."""
        document = self.maker.page("blank.html", numbered(1))
        self.documents.append(document)
        return document.pages[0]


def _lay_out(shelf: _Shelf) -> tuple[PageRun, PageRun, PageRun]:
    """Return the cover, the pages before the text, and those from the first chapter on."""
    blank, maker = shelf.blank(), shelf.maker
    told: Mapping[str, str] = {}
    for _ in range(ROUNDS):
        maker.folios = told
        body = PageRun(Numerals.ARABIC, blank)
        _add(shelf, body, list(body_pieces(maker.book, maker.settings)))
        maker.folios = {**told, **body.folios()}
        front = PageRun(Numerals.ROMAN, blank)
        _add(shelf, front, list(front_pieces(maker.book, maker.settings)))
        if maker.settings.facing:
            front.fill()
        found = body.folios() | front.folios()
        if found == told:
            break
        told = found
    cover = PageRun(Numerals.COVER, blank)
    _add(shelf, cover, list(cover_pieces(maker.settings)))
    return cover, front, body


def _add(shelf: _Shelf, run: PageRun, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        run.add(partial(shelf.pages, piece), recto=piece.recto, verso=piece.verso)
        if piece.filled:
            run.fill()
