"""Citations set by citeproc: in the text, in notes, and in lists of works."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scholiast import csl, outline, pandoc, refsyntax, slugs, worklists
from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.documents import Document
from scholiast.jobs import Works
from scholiast.kinds import AUTHOR, kinds
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.markup import Element
from scholiast.numbering import plain
from scholiast.pieces import Pieces, Text, title_apart, write
from scholiast.reading import BOOK_FILE, PANDOC_SAYS
from scholiast.register import Address, Index
from scholiast.source import Span
from scholiast.weaving import (
    BREAK,
    Counter,
    Series,
    Unwoven,
    Weaver,
    cited_series,
    foresee,
    note_address,
    only,
    unweave,
)
from scholiast.wording import wording
from scholiast.worklists import Entries, Place


@dataclass(frozen=True, slots=True)
class Own:
    """The pieces of a document with citations, and the words of its notes by address.

    `full` are the notes that name works in full, where those in `pieces` name them shortly.
    """

    pieces: Pieces
    words: Mapping[Address, str]
    full: Mapping[Address, Element] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """What setting citations gave: documents that it changed by id, and what citeproc says.

    `more` is the list of works, where no chapter has a place for one.
    """

    changed: Mapping[str, Own] = field(default_factory=dict)
    more: tuple[Document, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def set_citations(
    manuscript: Manuscript,
    file: BookFile,
    documents: Sequence[Document],
    index: Index,
    works: Works | None,
) -> Cited:
    """Set the citations and the lists of works of a book."""
    if not manuscript.references or not may_cite(manuscript, file):
        return Cited()
    desk = _open(manuscript, file, documents, index)
    if not desk.keys:
        return Cited()
    asked = list(_settings(desk))
    answers = pandoc.cite([*(one.citing for one in asked), *_asked_of_lists(desk)], works)
    done, of_lists = answers[: len(asked)], answers[len(asked) :]
    entries = worklists.read(of_lists)
    more = _more(desk, entries)
    lists = _lists(desk, more, entries)
    changed = _written(desk, _set(desk, asked, done), lists, more, works)
    said = tuple(_said(manuscript, answers))
    return Cited(changed, () if more is None else (more,), said)


def may_cite(manuscript: Manuscript, file: BookFile) -> bool:
    """Tell, at little cost, whether there may be citations in a manuscript."""
    return (
        bool(file.nocite)
        or any("@" in draft.source.text for draft in manuscript.drafts)
        or any("@" in manuscript.sources[one.place.path].text for one in manuscript.notes)
        or any(entry.sources for entry in manuscript.notes)
    )


# -- what there is --


@dataclass(frozen=True, slots=True)
class _Desk:
    """A book with notes woven in, in which citations are to be set.

    `places` are those for lists of works in each document, `cited` the keys that each cites, `keys`
    all of them, and those of `nocite` behind them. Each once, in order.
    """

    manuscript: Manuscript
    file: BookFile
    documents: Sequence[Document]
    woven: Sequence[list[Node]]
    places: Sequence[Sequence[Place]]
    style: csl.Style
    series: Series
    counters: Sequence[Counter]

    @property
    def cited(self) -> list[list[str]]:
        """Return the keys that each document cites."""
        return [_keys(blocks) for blocks in self.woven]

    @property
    def keys(self) -> list[str]:
        """Return the keys of all works that the book is to list."""
        cited = [key for keys in self.cited for key in keys]
        return list(dict.fromkeys([*cited, *without_citation(self.manuscript, self.file)]))


def _open(
    manuscript: Manuscript, file: BookFile, documents: Sequence[Document], index: Index
) -> _Desk:
    style = csl.read(manuscript.style)
    woven = _woven(manuscript, documents, index)
    series = _series(woven, index, file, style)
    places = [worklists.places(blocks) for blocks in woven]
    woven = [
        _marked(blocks, iter(range(len(found)))) if found else blocks
        for blocks, found in zip(woven, places, strict=True)
    ]
    counters = [
        Counter(series, 0 if style.begins_anew else _MOST_NOTES * at) for at in range(len(woven))
    ]
    if style.is_note:
        woven = [foresee(blocks, one) for blocks, one in zip(woven, counters, strict=True)]
    return _Desk(manuscript, file, documents, woven, places, style, series, counters)


def without_citation(manuscript: Manuscript, file: BookFile) -> list[str]:
    """Return the keys of works that are listed though nothing cites them, as `nocite` says."""
    named = [file.nocite] if isinstance(file.nocite, str) else list(file.nocite)
    keys = [name.removeprefix("@") for name in named]
    if worklists.ALL in keys:
        return [work.id for work in manuscript.references]
    return keys


def _series(woven: Sequence[list[Node]], index: Index, file: BookFile, style: csl.Style) -> Series:
    """Return what tells the series of a note; citations in the text are none, or become sources.

    A note in a note counts with that where its kind says nothing else.
    """
    series = {kind.name: kind.series for kind in kinds(file.notes, file.language)}
    found: dict[Address, str] = {}
    waiting: list[tuple[Any, str]] = [(list(woven), AUTHOR)]
    while waiting:
        value, around = waiting.pop()
        if isinstance(value, list):
            waiting += [(part, around) for part in value if isinstance(part, list | dict)]
        elif value.get("t") == "Note":
            where = note_address(value)
            entry = None if where is None else index.register.entries.get(where)
            own = series.get(entry.kind if entry else AUTHOR, AUTHOR)
            own = around if own == AUTHOR else own
            if where is not None:
                found.setdefault(where, own)
            waiting.append((value["c"], own))
        else:
            waiting += [(p, around) for p in value.values() if isinstance(p, list | dict)]
    in_text = series["source"] if style.is_note else ""
    return lambda where: in_text if where is None else found.get(where, AUTHOR)


def _woven(manuscript: Manuscript, documents: Sequence[Document], index: Index) -> list[list[Node]]:
    """Return the blocks of each document, its title first, as its notes come first, too."""
    woven = []
    for draft, one in zip(manuscript.drafts, documents, strict=True):
        title, blocks = title_apart(draft)
        weaver = Weaver(draft.path, index, wording(one.language).missing_note)
        woven.append(weaver.weave([*_heading(title or [_word(one.title)]), *blocks]))
    return woven


def _heading(title: list[Node]) -> list[Node]:
    return [{"t": "Header", "c": [1, ["", [], []], title]}]


def _word(word: str) -> Node:
    return {"t": "Str", "c": word}


_MOST_NOTES = 1000  # of a chapter, where a style counts notes through the book
_LIST = "scholiast-list"


def _marked(value: Any, numbers: Iterator[int]) -> Any:
    """Return a tree whose places for lists are empty and numbered, so that citeproc fills none."""
    if isinstance(value, list):
        return [_marked(i, numbers) if isinstance(i, dict | list) else i for i in value]
    if worklists.is_place(value):
        return {"t": "Div", "c": [["", [_LIST], [["n", str(next(numbers))]]], []]}
    return {
        name: _marked(part, numbers) if isinstance(part, dict | list) else part
        for name, part in value.items()
    }


def _keys(value: Any) -> list[str]:
    found = (one["citationId"] for n in walk(value) if n["t"] == "Cite" for one in n["c"][0])
    return list(dict.fromkeys(found))


# -- what citeproc is asked --


@dataclass(frozen=True, slots=True)
class _Setting:
    """Blocks of documents given to citeproc: `parts` are documents with the places of the blocks.

    `series` is that of the notes which it is asked about, None for all. `is_full` asks for each
    work in full, whatever was cited before.
    """

    citing: pandoc.Citing
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    series: str | None = None
    is_full: bool = False


def _settings(desk: _Desk) -> Iterator[_Setting]:
    """Yield what is to be set: the whole book, or chapters where a work's first citation differs.

    So the first one in each chapter, and in each series of its notes, is in full. Works that have
    numbers have those of the book.
    """
    with_citations = [at for at, keys in enumerate(desk.cited) if keys]
    if not with_citations:
        return
    if not desk.style.begins_anew:
        yield _setting(desk, "the book", with_citations, desk.woven)
        return
    for at in with_citations:
        yield from _by_series(desk, at)


def _by_series(desk: _Desk, at: int) -> Iterator[_Setting]:
    blocks, name = desk.woven[at], desk.documents[at].path
    for one in sorted(cited_series(blocks, desk.series)):
        seen = {at: only(blocks, one, desk.series)}
        yield replace(_setting(desk, f"{name} {one}".strip(), [at], seen), series=one)
    if desk.style.is_note or any(_keys(n["c"]) for n in walk(blocks) if n["t"] == "Note"):
        full = _setting(desk, f"{name} in full", [at], desk.woven)
        assert full.citing.style is not None
        citing = replace(full.citing, style=csl.in_full(full.citing.style))
        yield replace(full, citing=citing, is_full=True)


def _setting(
    desk: _Desk, name: str, chosen: Sequence[int], woven: Mapping[int, list[Node]] | Sequence[Any]
) -> _Setting:
    """Return a question about documents.

    Only blocks with citations are given to citeproc, so that it need not do again what an edit of
    another block does not change.
    """
    parts = tuple(
        (at, tuple(n for n, block in enumerate(woven[at]) if _keys(block))) for at in chosen
    )
    blocks = [
        {"t": "Div", "c": [["", [], []], [woven[at][n] for n in found]]} for at, found in parts
    ]
    keys = set(_keys(blocks))
    if desk.style.has_suffixes and len(chosen) < len(desk.woven):
        others = [key for key in desk.keys if key not in keys]
        blocks.append({"t": "Para", "c": [worklists.cite([key]) for key in others]})
        keys.update(others)
    works = [work for work in (*desk.manuscript.references, NOTHING) if work.id in keys]
    citing = pandoc.Citing(name, blocks, desk.file.language, works, desk.manuscript.style)
    return _Setting(citing, parts)


NOTHING = pandoc.Reference(
    BREAK,
    {
        "t": "MetaMap",
        "c": {
            "id": {"t": "MetaString", "c": BREAK},
            "type": {"t": "MetaString", "c": "document"},
            "title": {"t": "MetaString", "c": BREAK},
        },
    },
)
"""The work that nobody wrote."""


def _asked_of_lists(desk: _Desk) -> list[pandoc.Citing]:
    in_parts = any(not place.is_whole for places in desk.places for place in places)
    return worklists.entries(
        desk.manuscript.references,
        desk.keys,
        desk.file.language,
        desk.manuscript.style,
        in_parts=in_parts,
    )


# -- what it answers --


@dataclass(frozen=True, slots=True)
class _Set:
    """A document with citations set; `full` are its notes that name works in full, if they differ.

    `words` are those of its notes, in full where they are known.
    """

    text: Unwoven
    full: Mapping[Address, list[Node]]

    @property
    def words(self) -> Mapping[Address, str]:
        """Return what notes without a label get their names by: those change least."""
        return {**self.text.words, **{where: plain(body) for where, body in self.full.items()}}


def _set(
    desk: _Desk, asked: Sequence[_Setting], done: Sequence[pandoc.CitingDone]
) -> dict[int, _Set]:
    """Return documents in which there are citations, or places for lists."""
    answers: dict[int, list[tuple[_Setting, Unwoven]]] = {}
    for setting, answer in zip(asked, done, strict=True):
        for (at, found), block in zip(setting.parts, answer.blocks, strict=False):
            own = dict(zip(found, block["c"][1], strict=True))
            blocks = [own.get(n, old) for n, old in enumerate(desk.woven[at])]
            text = unweave(desk.documents[at].path, blocks)
            answers.setdefault(at, []).append((setting, text))
    for at, places in enumerate(desk.places):
        if places and at not in answers:
            text = unweave(desk.documents[at].path, desk.woven[at])
            answers[at] = [(_Setting(pandoc.NOTHING_CITED, ()), text)]
    return {at: _joined(found, desk, at) for at, found in sorted(answers.items())}


def _joined(answers: Sequence[tuple[_Setting, Unwoven]], desk: _Desk, at: int) -> _Set:
    """Return one text of several: each note from that which was asked about its series."""
    (first, text), *_ = answers
    notes, words = dict(text.notes), dict(text.words)
    in_full: Unwoven | None = None
    for setting, other in answers:
        if setting.is_full:
            in_full = other
        elif setting is not first:
            own = [where for where in notes if desk.series(where) == setting.series]
            notes |= {where: other.notes[where] for where in own}
            words |= {where: other.words[where] for where in own}
    full = {} if in_full is None else in_full.notes
    differing = {
        where: full[where] for where, body in notes.items() if full.get(where, body) != body
    }
    numbers = {**text.numbers, **desk.counters[at].notes}
    return _Set(Unwoven(text.blocks, notes, words, numbers), differing)


# -- lists of works --


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of works of a book: keys and entries by document and by the number of the place.

    `holders` gives for each work the document whose entry citations elsewhere lead to.
    """

    found: Mapping[str, Sequence[Sequence[tuple[str, Node]]]]
    holders: Mapping[str, str]
    entries: Entries

    def address(self, document: str, key: str) -> str | None:
        """Return the id of the entry that a document's citations lead to; None where none is."""
        if any(key == one for entries in self.found.get(document, ()) for one, _ in entries):
            return _entry_id(document, key, self.holders)
        return f"ref-{key}" if key in self.holders else None


def _entry_id(document: str, key: str, holders: Mapping[str, str]) -> str:
    return f"ref-{key}" if holders[key] == document else f"{document}--ref-{key}"


def _lists(desk: _Desk, more: Document | None, entries: Entries) -> _Lists:
    works = {work.id: work for work in desk.manuscript.references}
    found: dict[str, list[list[tuple[str, Node]]]] = {}
    rows: list[tuple[int, str, list[str]]] = []
    for document, places, cited in zip(desk.documents, desk.places, desk.cited, strict=True):
        for place in places:
            keys = [key for key in desk.keys if key in works and place.has(works[key], cited)]
            found.setdefault(document.id, []).append(list(entries.chosen(keys)))
            rows.append((0 if place.is_whole else 1 + place.is_of_chapter, document.id, keys))
    if more is not None:
        found[more.id] = [list(entries.chosen(desk.keys))]
        rows.append((0, more.id, desk.keys))
    holders: dict[str, str] = {}
    for _, name, keys in sorted(rows, key=lambda row: row[0]):
        for key in keys:
            if key in entries.dashed:
                holders.setdefault(key, name)
    return _Lists(found, holders, entries)


def _more(desk: _Desk, entries: Entries) -> Document | None:
    """Return the document for the list of works where no chapter has a place for one."""
    if any(desk.places) or not entries.dashed:
        return None
    others = {*(other.id for other in desk.documents), *outline.part_ids(desk.file)}
    name = slugs.unique("bibliography", others)
    return Document(
        id=name,
        kind="bibliography",
        matter=Matter.BACK,
        part=None,
        number=None,
        language=desk.file.language,
        path=BOOK_FILE,
        title_id=f"{name}-title",
        title=wording(desk.file.language).bibliography,
    )


_NUMBER = re.compile(r"(\d{7,})")


@dataclass(frozen=True, slots=True)
class _Filler:
    """Fills the places for lists of one document, and points its citations at entries."""

    document: str
    places: Sequence[Place]
    lists: _Lists
    numbers: Mapping[int, Address] = field(default_factory=dict)

    def fill(self, value: Any) -> Any:
        """Return a tree with lists in it, and links that lead to entries, or are none."""
        if isinstance(value, list):
            done: list[Any] = []
            for item in value:
                filled = self.fill(item) if isinstance(item, dict | list) else item
                is_loose = isinstance(item, dict) and isinstance(filled, list)
                done += filled if is_loose else [filled]
            return done
        if value.get("t") == "Str":
            return self._words(value) if self.numbers else value
        if value.get("t") == "Link" and value["c"][2][0].startswith("#ref-"):
            return self._link(value)
        if value.get("t") == "Div" and _LIST in value["c"][0][1]:
            number = int(dict(value["c"][0][2])["n"])
            return self.list(self.places[number], self.lists.found[self.document][number])
        return {
            name: self.fill(part) if isinstance(part, dict | list) else part
            for name, part in value.items()
        }

    def _words(self, node: Node) -> list[Node]:
        """Return words in which the number of a note is a reference to it."""
        parts = [part for part in _NUMBER.split(node["c"]) if part]
        known = [self.numbers.get(int(p)) if _NUMBER.fullmatch(p) else None for p in parts]
        return [
            _word(part) if where is None else refsyntax.to_note(where)
            for part, where in zip(parts, known, strict=True)
        ]

    def _link(self, link: Node) -> Any:
        attributes, words, (target, title) = link["c"]
        found = self.lists.address(self.document, target.removeprefix("#ref-"))
        if found is None:
            return words
        return {"t": "Link", "c": [attributes, words, [f"#{found}", title]]}

    def list(self, place: Place, entries: Sequence[tuple[str, Node]]) -> Node:
        """Return a list of works; an entry that stands in an earlier one here has its id there."""
        rows = self.lists.found[self.document]
        earlier = {key for row in rows[: _index(rows, entries)] for key, _ in row}
        given = [
            _with_id(
                entry,
                "" if key in earlier else _entry_id(self.document, key, self.lists.holders),
            )
            for key, entry in entries
        ]
        kept = [one for one in place.classes if one not in {worklists.PLACE, worklists.OF_CHAPTER}]
        pairs = {k: v for k, v in place.attributes.items() if k not in worklists.CHOOSING}
        pairs |= dict(self.lists.entries.pairs)
        classes = [*self.lists.entries.classes, *kept]
        attributes = [place.id, classes, [list(pair) for pair in pairs.items()]]
        return {"t": "Div", "c": [attributes, [*place.blocks, *given]]}


def _index(rows: Sequence[Any], row: Any) -> int:
    return next(index for index, one in enumerate(rows) if one is row)


def _with_id(entry: Node, name: str) -> Node:
    (_, classes, pairs), blocks = entry["c"]
    return {"t": "Div", "c": [[name, classes, pairs], blocks]}


# -- written --


def _written(
    desk: _Desk,
    texts: Mapping[int, _Set],
    lists: _Lists,
    more: Document | None,
    works: Works | None,
) -> Mapping[str, Own]:
    """Return the documents that were changed, in XHTML, by id."""
    asked: list[Text] = []
    for at, one in texts.items():
        document = desk.documents[at]
        numbers = _numbers(desk, texts, at)
        fill = _Filler(document.id, desk.places[at], lists, numbers).fill
        heading, *blocks = fill(one.text.blocks)
        notes = {where: fill(body) for where, body in one.text.notes.items()}
        full = {where: fill(body) for where, body in one.full.items()}
        asked.append(Text(document.path, heading["c"][2], blocks, notes))
        asked.append(Text(f"{document.path}, notes in full", [], [], full))
    if more is not None:
        place = Place(worklists.PLACE, (), {}, [])
        entries = lists.found[more.id][0]
        listed = _Filler(more.id, [place], lists).list(place, entries)
        asked.append(Text(more.path, [_word(more.title)], [listed]))
    pieces = iter(write(asked, works))
    done = {
        desk.documents[at].id: Own(next(pieces), one.words, next(pieces).notes)
        for at, one in texts.items()
    }
    return done if more is None else {**done, more.id: Own(next(pieces), {})}


def _said(manuscript: Manuscript, answers: Sequence[pandoc.CitingDone]) -> Iterator[Diagnostic]:
    """Yield each warning of citeproc once, at the first citation of a work that it names."""
    messages = dict.fromkeys(message.text for one in answers for message in one.messages)
    for message in messages:
        yield PANDOC_SAYS.at(_place(manuscript, message), f"pandoc says: {message}")


def _place(manuscript: Manuscript, message: str) -> Span:
    words = set(message.split())
    for draft in manuscript.drafts:
        for key in _keys(draft.blocks):
            if key in words:
                return Locator(draft.source).find([f"@{key}"])
    return Span(BOOK_FILE)
