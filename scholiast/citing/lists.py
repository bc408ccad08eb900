"""Lists of works in a book: what stands in each, where citations lead, and the texts with both."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from scholiast import outline, refsyntax, slugs, worklists
from scholiast.book import Matter
from scholiast.citing.desk import LIST_CLASS, Desk, word
from scholiast.documents import Document
from scholiast.manuscript import Node, walk
from scholiast.numbering import plain
from scholiast.reading import BOOK_FILE
from scholiast.register import Address
from scholiast.wording import wording
from scholiast.worklists import Entries, Place


@dataclass(frozen=True, slots=True)
class Lists:
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


def open_lists(desk: Desk, more: Document | None, entries: Entries) -> Lists:
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
    return Lists(found, holders, entries)


def list_apart(desk: Desk, entries: Entries) -> Document | None:
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
class Filler:
    """Fills the places for lists of one document, and points its citations at entries."""

    document: str
    places: Sequence[Place]
    lists: Lists
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
        if value.get("t") == "Div" and LIST_CLASS in value["c"][0][1]:
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
            word(part) if where is None else refsyntax.to_note(where)
            for part, where in zip(parts, known, strict=True)
        ]

    def _link(self, link: Node) -> list[Node]:
        """Return a link to the entry of a work, which is none if there is no entry.

        The number of a note in it is a link of its own, and a link holds no other.
        """
        attributes, words, (target, title) = link["c"]
        filled: list[Node] = self.fill(words)
        found = self.lists.address(self.document, target.removeprefix("#ref-"))
        if found is None:
            return filled
        done: list[Node] = []
        for is_reference, run in groupby(filled, _has_reference):
            inside = list(run)
            new = {"t": "Link", "c": [attributes, inside, [f"#{found}", title]]}
            done += inside if is_reference else [new]
        return done

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


_CLOSING = (".", "?", "!", "…", "。", ".’", ".”", ".»")


def as_sentence(body: list[Node]) -> list[Node]:
    """Return a note in which a citation that stands by itself at the end is in no brackets.

    Citeproc puts all citations in notes in brackets. One behind a full stop, or alone, as the
    `sources` of a note are, is a sentence where citations are at home in notes.
    """
    if not body or body[-1]["t"] not in {"Para", "Plain"} or not body[-1]["c"]:
        return body
    *before, last = body[-1]["c"]
    said = plain(before)
    if last["t"] != "Cite" or (said and not said.endswith(_CLOSING)):
        return body
    cited, words = last["c"]
    if len(words) < 3 or (words[0].get("c"), words[-1].get("c")) != ("(", ")"):
        return body
    inside = words[1:-1]
    end = [] if plain(inside).endswith(_CLOSING) else [word(".")]
    inlines = [*before, {"t": "Cite", "c": [cited, inside]}, *end]
    return [*body[:-1], {"t": body[-1]["t"], "c": inlines}]


def _has_reference(node: Node) -> bool:
    return any(refsyntax.is_group(one) for one in walk(node))


def _index(rows: Sequence[Any], row: Any) -> int:
    return next(index for index, one in enumerate(rows) if one is row)


def _with_id(entry: Node, name: str) -> Node:
    (_, classes, pairs), blocks = entry["c"]
    return {"t": "Div", "c": [[name, classes, pairs], blocks]}
