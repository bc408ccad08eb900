"""Notes in their order: calls become references, entries become notes with ids and numbers."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from scholiast import slugs
from scholiast.book import NoteReference
from scholiast.lemma import ATTRIBUTE
from scholiast.manuscript import Node, NoteCall, NoteEntry
from scholiast.markup import Element
from scholiast.pieces import CALL, Pieces
from scholiast.register import Address, Index, address
from scholiast.source import Span

CITED = "cited:"
"""With this begin the keys of notes that citeproc made."""


def plain(nodes: Any) -> str:
    """Return the words of a part of pandoc's tree, notes and marks left out."""
    out: list[str] = []
    for node in _outside_notes(nodes):
        match node["t"]:
            case "Str":
                out.append(node["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                out.append(" ")
            case "Code" | "Math":
                out.append(node["c"][1])
    return " ".join("".join(out).split())


def _outside_notes(nodes: Any) -> Iterator[Node]:
    if isinstance(nodes, list):
        for node in nodes:
            yield from _outside_notes(node)
    elif isinstance(nodes, dict) and nodes.get("t") not in {"Note", "NoteCall"} and "t" in nodes:
        yield nodes
        yield from _outside_notes(nodes.get("c"))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A note in its place among others; `tree` is the XHTML of its body, `full` of `Note.full`."""

    id: str
    label: str
    kind: str
    tree: Element
    place: Span
    references: tuple[NoteReference, ...]
    parent: str | None
    missing: bool
    full: Element | None = None
    lemma: str = ""
    lines: str | None = None


@dataclass
class _Pending:
    references: list[NoteReference]
    entry: NoteEntry | None
    parent: str | None
    place: Span
    tree: Element
    full: Element | None = None


@dataclass
class Numberer:
    """Puts the notes of one chapter in the order of their first calls.

    `pieces` are the bodies of all notes, `full` those that name works in full where others don't.
    `words` tells those of notes that are not as they were written, `places` where those stand that
    a style made of citations. `taken` are the ids given in the
    whole book so far: `a` with a note `b-c` and `a-b` with a note `c` would else share one, as
    would the second call of `x` and the first of `x-2`.
    """

    chapter: str
    index: Index
    pieces: Pieces
    words: Mapping[Address, str]
    placeholder: str
    fallback: Span
    taken: set[str] = field(default_factory=set)
    full: Mapping[Address, Element] = field(default_factory=dict)
    places: Mapping[Address, Span] = field(default_factory=dict)
    pending: dict[str, _Pending] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)

    def number(self, tree: Element, path: str, parent: str | None = None) -> None:
        """Make each call in a tree, which was written in the file at `path`, a note reference."""
        for mark in _marks(tree):
            key = mark.attrib.pop(CALL)
            if key.startswith(CITED):
                self._cite(mark, (path, key), parent)
            else:
                self._call(mark, path, self.index.calls[path, key], parent)

    def notes(self) -> tuple[Numbered, ...]:
        """Return the notes of the chapter, in order."""
        return tuple(_numbered(name, found) for name, found in self.pending.items())

    def _cite(self, mark: Element, where: Address, parent: str | None) -> None:
        """Number a note that citeproc made."""
        name = self.ids[where] = self._unique(f"note-{self.chapter}-c{_hash(self.words[where])}")
        tree = self.pieces.note(where)
        place = self.places.get(where, self.fallback)
        note = _Pending([], None, parent, place, tree, self.full.get(where))
        self._open(name, note, mark, place, where[0])

    def _call(self, mark: Element, path: str, call: NoteCall, parent: str | None) -> None:
        entry = self.index.entry(path, call)
        where = address(entry)
        if where in self.ids:
            self._refer(mark, self.ids[where], call.place)
            return
        name = self.ids[where] = self._name(entry, where)
        tree = self._placeholder(entry) if entry.missing else self.pieces.note(where)
        note = _Pending([], entry, parent, entry.place, tree, self.full.get(where))
        self._open(name, note, mark, call.place, where[0])

    def _open(self, name: str, note: _Pending, mark: Element, place: Span, path: str) -> None:
        self.pending[name] = note
        self._refer(mark, name, place)
        marks = _marks(note.tree)
        self.number(note.tree, path, name)
        if note.full is not None:
            _refer_alike(marks, note.full)

    def _placeholder(self, entry: NoteEntry) -> Element:
        tree = etree.Element("div")
        etree.SubElement(tree, "p").text = self.placeholder.format(label=entry.label)
        return tree

    def _refer(self, mark: Element, note: str, place: Span) -> None:
        references = self.pending[note].references
        suffix = f"-{len(references) + 1}" if references else ""
        name = self._unique(f"call-{note.removeprefix('note-')}{suffix}")
        references.append(NoteReference(name, note, place))
        mark.set("data-reference", name)
        mark.set("data-note", note)

    def _name(self, entry: NoteEntry, where: Address) -> str:
        if entry.label:
            return self._unique(f"note-{self.chapter}-{slugs.note(entry.label)}")
        words = self.words.get(where)
        own = f"i{_hash(plain(entry.blocks) if words is None else words)}"
        return self._unique(f"note-{self.chapter}-{own}")

    def _unique(self, name: str) -> str:
        number, unique = 1, name
        while unique in self.taken:
            number += 1
            unique = f"{name}_{number}"  # no slug has `_` an odd number of times
        self.taken.add(unique)
        return unique


def _numbered(name: str, found: _Pending) -> Numbered:
    return Numbered(
        id=name,
        label=found.entry.label if found.entry else "",
        kind=found.entry.kind if found.entry else "source",
        tree=found.tree,
        place=found.place,
        references=tuple(found.references),
        parent=found.parent,
        missing=found.entry.missing if found.entry else False,
        full=found.full,
        lemma=found.entry.attributes.get(ATTRIBUTE, "") if found.entry else "",
    )


def _marks(tree: Element) -> list[Element]:
    return [link for link in tree.iter("a") if CALL in link.attrib]


def _refer_alike(marks: list[Element], full: Element) -> None:
    """Make the calls in a note that names works in full refer to what those in the other do."""
    for mark, other in zip(marks, _marks(full), strict=True):
        del other.attrib[CALL]
        for name in ("data-reference", "data-note"):
            other.set(name, str(mark.get(name)))


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]
