"""Places of what stands in pandoc's tree, found again in the source, since the tree has none."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from scholiast import text
from scholiast.bookfile import read_header
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.reading import BOOK_FILE
from scholiast.register import Address, address, all_calls, open_register
from scholiast.source import Source, Span
from scholiast.verbatim import masked

Attributes = tuple[str, list[str], dict[str, str]]
"""Id, classes and other attributes of a node."""

_ATTRIBUTES = {
    **dict.fromkeys(("Code", "CodeBlock", "Div", "Figure", "Image", "Link", "Span", "Table"), 0),
    "Header": 1,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A tree of the manuscript and the source it was read from, from offset `start` on.

    `draft` is the path of the draft in which it stands: for a note of `notes/` the first that calls
    it, and `drafts` are all of those. Paths in it begin beside `base`, or at the book's folder.
    `nodes` are those of the tree that have attributes, targets, citations or raw markup, in
    document order.
    """

    draft: str
    base: str
    source: Source
    start: int
    blocks: list[Node]
    nodes: tuple[Node, ...]
    drafts: tuple[str, ...]


_TELLING = {*_ATTRIBUTES, "Cite", "RawBlock", "RawInline"}


def _piece(
    drafts: Sequence[str], base: str, source: Source, start: int, blocks: list[Node]
) -> Piece:
    nodes = tuple(node for node in walk(blocks) if node["t"] in _TELLING)
    return Piece(drafts[0], base, source, start, blocks, nodes, tuple(drafts))


def pieces(manuscript: Manuscript) -> Iterator[Piece]:
    """Yield every tree of a manuscript: titles, texts and notes of drafts, then `notes/`."""
    for draft in manuscript.drafts:
        path, source = draft.path, draft.source
        if draft.title:
            yield _piece([path], path, source, 0, draft.title)
        yield _piece([path], path, source, read_header(source).end_offset, draft.blocks)
        for entry in draft.entries:
            yield _piece([path], path, source, _offset(source, entry.place), entry.blocks)
    callers = _callers(manuscript)
    for entry in manuscript.notes:
        source = manuscript.sources[entry.place.path]
        holders = callers.get(address(entry), [source.path])
        yield _piece(holders, BOOK_FILE, source, _offset(source, entry.place), entry.blocks)


def _callers(manuscript: Manuscript) -> dict[Address, list[str]]:
    """Return for each note that is called the drafts in which it stands."""
    register = open_register(manuscript)
    found: dict[Address, list[str]] = {}
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is not None:
            holders = found.get((path, call.entry or ""), [path])
            known = found.setdefault(address(entry), [])
            known += [holder for holder in holders if holder not in known]
    return found


def _offset(source: Source, place: Span) -> int:
    return source.offset(place.start) if place.start else 0


def attributes(node: Node) -> Attributes:
    """Return id, classes and other attributes of a node; empty where its type has none."""
    at = _ATTRIBUTES.get(node["t"])
    if at is None:
        return "", [], {}
    name, classes, pairs = node["c"][at]
    return name, classes, dict(pairs)


def plain(nodes: Any) -> str:
    """Return the words of a part of a tree, notes and markup left out."""
    words = []
    for node in walk(nodes):
        if node["t"] == "Str":
            words.append(node["c"])
        elif node["t"] in {"Code", "Math"}:
            words.append(node["c"][1])
        elif node["t"] in {"Space", "SoftBreak", "LineBreak"}:
            words.append(" ")
    return " ".join("".join(words).split())


@dataclass
class Locator:
    """Finds things of one source one after the other: the k-th asked for is the k-th written."""

    source: Source
    _asked: dict[tuple[str, int], int] = field(default_factory=dict, repr=False)

    def find(self, needles: Sequence[str], start: int = 0) -> Span:
        """Return the place of the first of `needles` that stands at or after offset `start`.

        Where one was asked for before, it is the next of its kind, as long as there is one. Code
        and comments count only where nothing else is found; the whole file where nothing is.
        """
        for text_ in self._texts():
            for needle in needles:
                found = self._next(text_, needle, start) if needle else None
                if found is not None:
                    return self.source.span(found, found + len(needle))
        return self.source.whole()

    def _texts(self) -> Iterator[str]:
        yield masked(self.source.text)
        yield self.source.text

    def _next(self, text_: str, needle: str, start: int) -> int | None:
        key = (needle, start)
        at = text_.find(needle, self._asked.get(key, start))
        if at < 0:
            at = text_.rfind(needle, start)
        if at < 0:
            return None
        self._asked[key] = at + 1
        return at

    def target(self, target: str, start: int = 0, *, before: str = "](") -> Span:
        """Return the place of the target of a link or image that `before` introduces."""
        if not target:
            return self.find([f"{before})", f"{before}<>)", f'{before}"', "]()"], start)
        spellings = list(dict.fromkeys((target, unquote(target), html.escape(target))))
        marks = (before, f"{before}<", "]: ", "]:", 'href="', 'src="', "<", "]")
        for mark in marks:
            for spelling in spellings:
                found = self.find([mark + spelling], start)
                if found.start is not None:
                    offset = self.source.offset(found.start) + len(mark)
                    return self.source.span(offset, offset + max(len(spelling), 1))
        return self.find([spelling for spelling in spellings if spelling], start)

    def identifier(self, name: str, start: int = 0) -> Span:
        """Return the place where an id is given: `{#id}`, `id="id"`."""
        found = self.find([f"#{name}{end}" for end in ("}", " ", "\n", "")], start)
        return found if found.start is not None else self.find([name], start)


_ATX = re.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?P<marks>#{1,6})(?!#)(?P<title>[^\n]*)", re.M
)
_SETEXT = re.compile(r"^[ \t>]*(?P<marks>=+|-+)[ \t]*$", re.M)


def _underlined(text: str, line: "re.Match[str]") -> tuple[int, int, int, str] | None:
    """Return start, level, end and words of the heading that `line` underlines, if any."""
    end = line.start() - 1
    start = text.rfind("\n", 0, max(end, 0)) + 1
    title = text[start : max(end, 0)]
    level = 1 if line["marks"][0] == "=" else 2
    return (start, level, end, title) if title.strip() else None


def headings(source: Source, found: Sequence[tuple[int, str]], start: int = 0) -> list[Span]:
    """Return the place of each heading, given as level and words in the order of the text.

    A heading whose line can't be told gets the place of the whole file.
    """
    text_ = masked(source.text)
    written = sorted(
        [(m.start("marks"), len(m["marks"]), m.end(), m["title"]) for m in _ATX.finditer(text_)]
        + [line for m in _SETEXT.finditer(text_) if (line := _underlined(text_, m)) is not None]
    )
    written = [line for line in written if line[0] >= start]
    places, at = [], 0
    for level, words in found:
        index = _heading_line(written, at, level, words)
        if index is None:
            places.append(source.whole())
            continue
        first, _, end, _ = written[index]
        places.append(source.span(first, first + len(source.text[first:end].rstrip())))
        at = index + 1
    return places


def _heading_line(
    written: Sequence[tuple[int, int, int, str]], at: int, level: int, words: str
) -> int | None:
    """Return the index of the next line of this level with these words, else of this level."""
    same_level = [index for index in range(at, len(written)) if written[index][1] == level]
    wanted = text.bare(words)[:20]
    exact = (index for index in same_level if wanted in text.bare(written[index][3]))
    return next(exact, same_level[0] if same_level else None)
