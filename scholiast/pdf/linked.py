"""The linked path: chapters laid out once, side by side, and bound to a file when all is known.

A piece of the book depends on little of the rest: on which side it begins, how many digits the
pages it refers to have, and for the contents, their numbers. So it is laid out with what is known
or likely, and again only where that turned out otherwise.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import scholiast
from scholiast.book import Book, Chapter
from scholiast.config import PdfEdition, millimetres
from scholiast.diagnostics import Diagnostic
from scholiast.edition import Missing
from scholiast.jobs import Shared, Works
from scholiast.pdf import endnotes, frontmatter
from scholiast.pdf.binding import Binding, Leaf
from scholiast.pdf.design import fonts, pack
from scholiast.pdf.furnishing import Furnishing, Seen
from scholiast.pdf.geometry import geometry
from scholiast.pdf.link import link
from scholiast.pdf.log import Log
from scholiast.pdf.looks import Look
from scholiast.pdf.order import Kind, Piece, body_pieces, cover_pieces, front_pieces, is_mirrored
from scholiast.pdf.sequence import Numerals
from scholiast.pdf.sheaf import Sheaf
from scholiast.pdf.spine import blanks_at_end
from scholiast.pdf.turns import inspect_notes
from scholiast.pdf.work import Ask, text_job
from scholiast.theme import BROKEN_TEMPLATE, Theme, ThemeError
from scholiast.wording import wording

_ROUNDS = 8
"""How often pieces are laid out anew, until what they were told is so; two or three will do."""

_PT = 72 / 25.4  # pt of a millimetre


class UnsettledError(Exception):
    """Each round of layout moved what it was to be the last to move."""


def render_linked(
    book: Book, theme: Theme, settings: PdfEdition, works: Works, log: Log
) -> tuple[bytes, int]:
    """Return the PDF of a book, and how many pages it has.

    Raises UnsettledError where the pages don't come to rest, and ThemeError.
    """
    plain = theme.own(*_TEMPLATES) is None
    design = pack(theme, settings)
    shop = _Shop(book, settings, works, works.share(design), plain)
    told = _Told(_likely(shop))
    placed = _settled(shop, told, contents=False)
    # Heads and folios of the text are made while the contents are.
    furnishing = Furnishing(works, shop.design)
    furnishing.want(_seen(shop, placed))
    placed = _settled(shop, told, contents=True)
    log.diagnostics += placed.findings()
    log.missing += placed.missing()
    inspect_notes(book, (names for names, _ in placed.anchors()), log)

    binding = _binding(shop, placed, furnishing, fonts(theme))
    log.missing += chain.from_iterable(sheaf.missing for sheaf in furnishing.sheaves)
    return link(binding, works), len(placed.leaves)


_TEMPLATES = tuple(f"templates/print/{name}.html" for name in ("base", "chapter", "part"))


@dataclass(frozen=True, slots=True)
class _Shop:
    """A book to be printed, and what it is printed with."""

    book: Book
    settings: PdfEdition
    works: Works
    design: Shared
    plain: bool

    def runs(self) -> list[tuple[Numerals, list[Piece]]]:
        """Return the pieces of the book in their two runs of pages."""
        return [
            (Numerals.COVER, list(cover_pieces(self.settings))),
            (Numerals.ROMAN, list(front_pieces(self.book, self.settings))),
            (Numerals.ARABIC, list(body_pieces(self.book, self.settings))),
        ]


# -- where everything stands --


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of the file: page `page` of the piece `piece`, or a blank one, and its number."""

    piece: str | None
    page: int
    number: int
    numerals: Numerals

    @property
    def folio(self) -> str:
        """Return its number as it is printed."""
        return self.numerals.folio(self.number)


@dataclass(frozen=True, slots=True)
class _Placed:
    """The pages of a book in order, as far as its pieces are laid out."""

    leaves: Sequence[_Place]
    sheaves: Mapping[str, Sheaf]
    firsts: Mapping[str, int]

    def anchors(self) -> Iterator[tuple[list[str], _Place]]:
        """Yield the ids on each page."""
        for leaf in self.leaves:
            names = []
            if leaf.piece is not None:
                page = self.sheaves[leaf.piece].pages[leaf.page]
                names = [anchor.name for anchor in page.anchors]
            yield names, leaf

    def folios(self) -> dict[str, str]:
        """Return the folio of each id, by where it first stands."""
        found: dict[str, str] = {}
        for names, leaf in self.anchors():
            for name in names:
                found.setdefault(name, leaf.folio)
        return found

    def findings(self) -> Iterator[Diagnostic]:
        """Yield what was said of the pieces, each thing once."""
        yield from dict.fromkeys(chain.from_iterable(s.findings for s in self.sheaves.values()))

    def missing(self) -> Iterator[Missing]:
        """Yield the characters of the pieces that were drawn as empty boxes."""
        yield from chain.from_iterable(sheaf.missing for sheaf in self.sheaves.values())


def _place(shop: _Shop, sheaves: Mapping[str, Sheaf]) -> _Placed:
    leaves: list[_Place] = []
    firsts: dict[str, int] = {}
    for numerals, pieces in shop.runs():
        run: list[_Place] = []

        def fill(run: list[_Place] = run, numerals: Numerals = numerals) -> None:
            if len(run) % 2:
                run.append(_Place(None, 0, len(run) + 1, numerals))

        for piece in pieces:
            if piece.recto:
                fill()
            elif piece.verso and not len(run) % 2:
                run.append(_Place(None, 0, len(run) + 1, numerals))
            firsts[piece.name] = len(run) + 1
            start = firsts[piece.name]
            if piece.name in sheaves:
                count = len(sheaves[piece.name].pages)
                run += [_Place(piece.name, page, start + page, numerals) for page in range(count)]
            else:
                count = _likely_pages(shop, piece)
                run += [_Place(None, 0, start + page, numerals) for page in range(count)]
            if piece.filled:
                fill()
        if numerals is Numerals.ROMAN and shop.settings.facing:
            fill()
        leaves += run
    start = leaves[-1].number + 1 if leaves else 1
    ending = range(start, start + blanks_at_end(shop.settings, len(leaves)))
    leaves += [_Place(None, 0, number, Numerals.ARABIC) for number in ending]
    return _Placed(leaves, sheaves, firsts)


_LINES = 34  # of the contents that a page holds, more or less


def _likely_pages(shop: _Shop, piece: Piece) -> int:
    """Return about how many pages a piece has that was not laid out yet."""
    if piece.kind is not Kind.CONTENTS:
        return 1
    return math.ceil(len(frontmatter.entries(shop.book, {}, shop.settings.contents_depth)) / _LINES)


# -- what pieces are told, until it is so --


@dataclass(slots=True)
class _Told:
    """What the pieces were told last, what came of it, and the ids whose very number is needed.

    `folios` are those known so far, or else likely.
    """

    folios: dict[str, str]
    asks: dict[str, Ask] = field(default_factory=dict)
    sheaves: dict[str, Sheaf] = field(default_factory=dict)
    exact: dict[str, set[str]] = field(default_factory=dict)


def _settled(shop: _Shop, told: _Told, *, contents: bool) -> _Placed:
    """Lay out all pieces until what each was told is so; the contents perhaps later."""
    placed = _place(shop, told.sheaves)
    for _ in range(_ROUNDS):
        new = [
            ask
            for ask in _asks(shop, told, placed)
            if told.asks.get(ask.piece.name) != ask
            and (contents or ask.piece.kind is not Kind.CONTENTS)
        ]
        if not new:
            return placed
        _lay_out(shop, told, new)
        placed = _place(shop, told.sheaves)
        told.folios |= placed.folios()
    raise UnsettledError


def _asks(shop: _Shop, told: _Told, placed: _Placed) -> Iterator[Ask]:
    """Yield what each piece is to be told."""
    folios = told.folios
    for _, pieces in shop.runs():
        for piece in pieces:
            left = placed.firsts[piece.name] % 2 == 0
            if piece.kind is Kind.CONTENTS:
                depth = shop.settings.contents_depth
                entries = frontmatter.entries(shop.book, folios, depth)
                yield Ask(piece, left, entries=tuple(entries))
            elif piece.chapter is None:
                yield Ask(piece, left)
            else:
                exact = told.exact.get(piece.name, set())
                yield Ask(piece, left, _placeholders(piece.chapter, folios, exact))


def _placeholders(
    chapter: Chapter, folios: Mapping[str, str], exact: Iterable[str]
) -> dict[str, str]:
    """Return the folios that a chapter refers to, as zeros where any digits will do."""
    found = {}
    for reference in chapter.page_references:
        if not reference.says_page:
            continue
        folio = folios[reference.in_print]
        is_open = folio.isdecimal() and reference.in_print not in exact
        is_open = is_open and not reference.is_locator  # those of one page are said once
        found[reference.in_print] = "0" * len(folio) if is_open else folio
    return found


def _lay_out(shop: _Shop, told: _Told, asks: Sequence[Ask]) -> None:
    heads = shop.settings.running_heads
    jobs = [
        text_job(
            shop.book,
            ask,
            shop.design,
            plain=shop.plain,
            names_authors="author" in (heads.verso, heads.recto),
        )
        for ask in asks
    ]
    for ask, data in zip(asks, shop.works.run(jobs), strict=True):
        sheaf = Sheaf.from_bytes(data)
        _raise_fault(sheaf)
        name = ask.piece.name
        told.asks[name], told.sheaves[name] = ask, sheaf
        open_ones = {spot.target for page in sheaf.pages for spot in page.spots}
        told.exact.setdefault(name, set()).update(ask.folios.keys() - open_ones)


def _raise_fault(sheaf: Sheaf) -> None:
    for finding in sheaf.findings:
        if finding.rule == BROKEN_TEMPLATE:
            raise ThemeError(finding)


_LETTERS = 1.94  # of a text on a page, for each square of its size that the page has room for
_NOTE = 0.7  # the room of a note, in that of as many letters of the text
_IMAGE = 0.35  # the part of a page that an image takes
_OPENING = 0.35  # the part of a page that stays empty at the opening


def likely_pages(book: Book, settings: PdfEdition) -> int:
    """Return about how many pages a book has."""
    room = _room(settings)
    found = sum(
        1 if piece.chapter is None else _pages(piece.chapter, room)
        for piece in (*front_pieces(book, settings), *body_pieces(book, settings))
    )
    return found + 1


def _room(settings: PdfEdition) -> float:
    """Return about how many letters a page has room for."""
    page = geometry(settings)
    size = millimetres(page.font_size)
    return _LETTERS * page.text_width * page.text_height / (size * size * page.line_height)


def _likely(shop: _Shop) -> dict[str, str]:
    """Return folios of about the right size for all that is referred to."""
    book = shop.book
    wanted = {
        one.in_print
        for chapter in book.chapters
        for one in chapter.page_references
        if one.says_page
    }
    if not wanted:
        return {}
    room = _room(shop.settings)
    found = dict.fromkeys(wanted, "1")
    first = 1
    for piece in body_pieces(book, shop.settings):
        if piece.recto and first % 2 == 0:
            first += 1
        count = 1 if piece.chapter is None else _pages(piece.chapter, room)
        if piece.chapter is not None:
            middle = str(first + count // 2)
            found |= dict.fromkeys(wanted & _ids(piece.chapter), middle)
            found |= dict.fromkeys(wanted & {piece.chapter.anchor}, str(first))
        first += count + (piece.filled and count % 2)
    for chapter in filter(frontmatter.is_front, book.chapters):
        found |= dict.fromkeys(wanted & _ids(chapter), "i")
    return found


def _pages(chapter: Chapter, room: float) -> int:
    """Return about how many pages a chapter has, where one has room for so many letters."""
    letters = len(chapter.text) + _NOTE * sum(len(note.text) for note in chapter.notes)
    return math.ceil(letters / room + _OPENING + _IMAGE * chapter.body.count("<img"))


def _ids(chapter: Chapter) -> set[str]:
    return {chapter.anchor, chapter.title_id, *re.findall(r' id="([^"]*)"', chapter.body)}


# -- all of it bound --


def _binding(
    shop: _Shop, placed: _Placed, furnishing: Furnishing, fonts: Mapping[str, bytes]
) -> Binding:
    """Return what the linker is told: bodies, their furniture, and what the file says of itself."""
    book = shop.book
    in_order = dict.fromkeys(place.piece for place in placed.leaves if place.piece is not None)
    bodies = {name: index for index, name in enumerate(in_order)}
    drawn = furnishing.drawn(_seen(shop, placed))
    sheaves = furnishing.sheaves
    page = geometry(shop.settings)
    leaves = []
    for place, furniture in zip(placed.leaves, drawn, strict=True):
        body = None if place.piece is None else (bodies[place.piece], place.page)
        over = None if furniture is None else (furniture[0] + len(bodies), furniture[1])
        leaves.append(Leaf(body, over, place.folio, page.width * _PT, page.height * _PT))
    counts = Counter(place.numerals for place in placed.leaves)
    return Binding(
        sheaves=[*(placed.sheaves[name] for name in bodies), *sheaves],
        leaves=leaves,
        numerals=[(counts[numerals], numerals) for numerals in Numerals],
        title=book.metadata.title,
        language=book.metadata.language,
        properties=frontmatter.properties(book, f"Scholiast {scholiast.__version__}"),
        descriptions=frontmatter.descriptions(book, wording(book.metadata.language)),
        fonts=fonts,
        conformance=shop.settings.conformance,
        facing=shop.settings.facing,
        cover=wording(book.metadata.language).cover,
    )


def _heads(shop: _Shop, placed: _Placed) -> Iterator[tuple[tuple[str, int], str]]:
    """Yield by piece and page the running heads over notes at the end of the book."""
    folios: dict[str, str] = {}
    for _, pieces in shop.runs():
        for piece in pieces:
            if piece.chapter is None or not piece.chapter.guests:
                continue
            folios = folios or placed.folios()
            pages = placed.sheaves[piece.name].pages
            names = [[anchor.name for anchor in page.anchors] for page in pages]
            for number, head in enumerate(endnotes.heads(piece.chapter, names, folios)):
                if head is not None:
                    yield (piece.name, number), head


def _seen(shop: _Shop, placed: _Placed) -> Iterator[Seen | None]:
    """Yield what the furniture of each page depends on; None where a page is left blank."""
    languages = {
        piece.name: piece.chapter.language if piece.chapter else shop.book.metadata.language
        for _, pieces in shop.runs()
        for piece in pieces
    }
    heads = dict(_heads(shop, placed))
    mirrored = is_mirrored(shop.book, shop.settings)
    strings: dict[str, str] = {}
    for place in placed.leaves:
        if place.piece is None:
            yield None
            continue
        page = placed.sheaves[place.piece].pages[place.page]
        head = heads.get((place.piece, place.page))
        if place.page == 0:
            strings = {}
        carried = [(name, text) for name, text in strings.items() if name not in dict(page.strings)]
        strings |= dict(page.strings)
        if head is not None:
            strings |= dict.fromkeys(endnotes.HEADS, head)
        look = Look(
            language=languages[place.piece],
            left=place.number % 2 == 0,
            first=place.page == 0,
            name=page.name,
            strings=tuple(strings.items()) if head is not None else (*carried, *page.strings),
            mirrored=mirrored,
        )
        yield Seen(look, place.number, exact=place.numerals is not Numerals.ARABIC)
