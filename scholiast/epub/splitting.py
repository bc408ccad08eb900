"""Documents of an EPUB that are too large made into several, with their notes and all links."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from lxml import etree

from scholiast import text
from scholiast.book import Book
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.epub import parting
from scholiast.epub.cutting import XHTML
from scholiast.epub.pages import TEXT, Page
from scholiast.markup import Element
from scholiast.source import Span

TOO_LARGE = Rule(
    "R120",
    "epub-document-too-large",
    Severity.WARNING,
    """\
A document of the EPUB is larger than `split` of `editions.epub` in `book.yaml`, and can't be cut:
what makes it so large is a single table, list item or paragraph, with the notes that it calls.

Large documents open slowly on readers with little memory, and some give up. Make two tables of one,
or several paragraphs. A larger number for `split`, or `false`, keeps the build quiet.""",
)

_HREFS = ("href", "src", "{http://www.w3.org/1999/xlink}href")
_LINKS = frozenset({f"{XHTML}a", f"{XHTML}area", "{http://www.w3.org/2000/svg}a"}) | {
    "{http://www.daisy.org/z3986/2005/ncx/}content"
}


@dataclass(frozen=True, slots=True)
class Split:
    """Documents that are small enough, in order, and how to find what was in the large ones.

    `homes` gives by path of each document that was cut the path at which an id stands now; the
    empty id is the document itself. `whole` are the paths of those that are one block.
    """

    pages: tuple[Page, ...]
    homes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()

    def relink(self, data: bytes, path: str, former: str | None = None) -> bytes:
        """Return a document at `path` with its links led to where things stand now.

        It stood at `former` when its links were written. What has none to lead elsewhere is
        returned as it is.
        """
        former = former or path
        names = [posixpath.basename(name).encode() for name in self.homes]
        if former not in self.homes and not any(name in data for name in names):
            return data
        root = parting.parse(data)
        changed = [_relink(link, former, path, self.homes) for link in root.iter(*_LINKS)]
        if not any(changed):
            return data
        made: bytes = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True)
        return made


@dataclass(frozen=True, slots=True)
class _Piece:
    """A document, the path of the one that it was cut out of, and whether it can be cut again."""

    page: Page
    former: str
    is_divisible: bool


def split(book: Book, pages: Sequence[Page], limit: int | None) -> Split:
    """Return the documents of a book, those of more than `limit` bytes cut into parts.

    Of one that is cut, the first part has its name. A note that is shown at its call goes where
    its first call is; notes that are turned to stay in order after the text.
    """
    if limit is None:
        return Split(tuple(pages))
    rooms = {page.path: limit for page in pages if len(page.data) > limit}
    while rooms:
        pieces, homes = _divided(pages, rooms)
        over = {one.former: len(one.page.data) - limit for one in pieces if one.is_divisible}
        grown = {path: excess for path, excess in over.items() if excess > 0}
        if not grown:
            findings = tuple(_findings(book, pieces, limit))
            return Split(tuple(piece.page for piece in pieces), homes, findings)
        # Links that lead to other documents are longer than they were.
        rooms |= {path: rooms.get(path, limit) - grown[path] - limit // 100 for path in grown}
    return Split(tuple(pages))


def _divided(
    pages: Sequence[Page], rooms: Mapping[str, int]
) -> tuple[list[_Piece], Mapping[str, Mapping[str, str]]]:
    """Return all documents, those in `rooms` cut to parts of so many bytes, with their links."""
    taken = {page.path for page in pages}
    pieces: list[_Piece] = []
    homes: dict[str, Mapping[str, str]] = {}
    for page in pages:
        if page.path not in rooms:
            pieces.append(_Piece(page, page.path, is_divisible=True))
            continue
        parts = parting.parts(page.data, rooms[page.path])
        named = [_named(page, part.data, number, taken) for number, part in enumerate(parts, 1)]
        if len(parts) > 1:
            homes[page.path] = _homes(named)
        pieces += [
            _Piece(one, page.path, is_divisible=part.blocks > 1)
            for one, part in zip(named, parts, strict=True)
        ]
    done = Split((), homes)
    return [_relinked(piece, done) for piece in pieces], homes


def _relinked(piece: _Piece, split: Split) -> _Piece:
    page = piece.page
    data = split.relink(page.data, page.path, piece.former)
    return piece if data is page.data else replace(piece, page=replace(page, data=data))


def _named(page: Page, data: bytes, number: int, taken: set[str]) -> Page:
    """Return a part of a document under a name that no other document has."""
    if number == 1:
        return replace(page, data=data)
    stem, suffix = page.path.removesuffix(".xhtml"), f"-{number}"
    while f"{stem}{suffix}.xhtml" in taken:
        suffix = f"-part{suffix}"
    taken.add(f"{stem}{suffix}.xhtml")
    return Page(f"{page.id}{suffix}", f"{stem}{suffix}.xhtml", page.title, data)


def _homes(parts: Sequence[Page]) -> dict[str, str]:
    """Return where each id of a document stands now; the first of those that are said again."""
    found = {"": parts[0].path}
    for part in parts:
        for element in parting.parse(part.data).iter(etree.Element):
            found.setdefault(element.get("id", ""), part.path)
    return found


def _findings(book: Book, pieces: Sequence[_Piece], limit: int) -> Iterator[Diagnostic]:
    chapters = {f"{TEXT}/{chapter.id}.xhtml": chapter for chapter in book.chapters}
    for page, former in ((piece.page, piece.former) for piece in pieces):
        if len(page.data) <= limit:
            continue
        chapter = chapters.get(former)
        place = Span(chapter.path if chapter else "book.yaml")
        size = f"{len(page.data) / 1000:,.0f} kB, and can't be cut to {limit / 1000:,.0f}"
        body = next(parting.parse(page.data).iter(f"{XHTML}body"))
        begins = text.readable("".join(body.itertext()))[:40]
        message = f"the document `{page.path}` of the EPUB has {size}: it begins “{begins}”"
        yield TOO_LARGE.at(place, message, "make two tables of one, or several paragraphs")


def _relink(link: Element, former: str, path: str, homes: Mapping[str, Mapping[str, str]]) -> bool:
    """Lead a link to where its target stands now; tell whether it led elsewhere."""
    name = next((name for name in _HREFS if link.get(name)), None)
    address = link.get(name, "") if name else ""
    file, _, fragment = address.partition("#")
    if name is None or ":" in file or file.startswith("/"):
        return False
    target = former
    if file:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(former), unquote(file)))
    home = homes.get(target, {}).get(unquote(fragment))
    if home is None or (home == target and (file or home == path)):
        return False
    there = posixpath.relpath(home, posixpath.dirname(path) or ".")
    now = f"{there}#{fragment}" if home != path or not fragment else f"#{fragment}"
    link.set(name, now)
    return now != address
