"""Notes in their order: calls become references, entries become notes with ids and numbers."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from scholiast import slugs
from scholiast.book import NoteReference
from scholiast.manuscript import Manuscript, Node, NoteCall, NoteEntry
from scholiast.markup import Element
from scholiast.pieces import CALL, Pieces
from scholiast.register import Address, Register, address, all_calls, open_register
from scholiast.source import Span

NOTE_CLASS = "scholiast-note"
CALL_CLASS = "scholiast-call"
_MARKS = {"path", "entry", "from", "call"}


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


def _with_parts(node: Node, change: Callable[[Any], Any]) -> Node:
    """Return a node with its content changed; most have nothing but a string, and stay."""
    content = node.get("c")
    if "t" in node:
        is_changed = isinstance(content, list | dict)
        return {"t": node["t"], "c": change(content)} if is_changed else node
    return {k: change(v) if isinstance(v, list | dict) else v for k, v in node.items()}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A note in its place among others; `tree` is the XHTML of its body."""

    id: str
    label: str
    kind: str
    tree: Element
    place: Span
    references: tuple[NoteReference, ...]
    parent: str | None
    missing: bool


@dataclass(frozen=True, slots=True)
class Index:
    """All calls of a manuscript by file and key, and the register that tells what they mean."""

    register: Register
    calls: dict[tuple[str, str], NoteCall]

    def entry(self, path: str, call: NoteCall) -> NoteEntry:
        """Return the note that a call means; one that is missing where it means none."""
        found = self.register.resolve(path, call)
        if found is not None:
            return found
        return NoteEntry(f"absent:{call.label}", call.label, call.place, [], missing=True)


def open_index(manuscript: Manuscript) -> Index:
    """Return the index of a manuscript."""
    calls = {(path, call.key): call for path, call in all_calls(manuscript)}
    return Index(open_register(manuscript), calls)


# -- from calls to pandoc's own notes --


@dataclass
class Weaver:
    """Puts the notes of one draft where they are called, as pandoc's own `Note`, for citeproc.

    The first call of an entry holds its body, further calls are marked spans. `placeholder` gives
    the text that stands for a note which is not at hand.
    """

    path: str
    index: Index
    placeholder: str
    _woven: set[Address] = field(default_factory=set)

    def weave(self, value: Any, path: str | None = None) -> Any:
        """Return a tree with every `NoteCall` of the file at `path` resolved."""
        path = path or self.path
        if isinstance(value, list):
            return [self.weave(i, path) if isinstance(i, dict | list) else i for i in value]
        if value.get("t") == "NoteCall":
            return self._call(self.index.calls[path, value["c"]], path)
        return _with_parts(value, lambda part: self.weave(part, path))

    def _call(self, call: NoteCall, path: str) -> Node:
        entry = self.index.entry(path, call)
        where = address(entry)
        marks = [["path", where[0]], ["entry", where[1]], ["from", path], ["call", call.key]]
        if where in self._woven:
            return {"t": "Span", "c": [["", [CALL_CLASS], marks], []]}
        self._woven.add(where)
        body = self.weave(entry.blocks, entry.place.path)
        if entry.missing:
            words = self.placeholder.format(label=entry.label)
            body = [{"t": "Para", "c": [{"t": "Str", "c": words}]}]
        return {"t": "Note", "c": [{"t": "Div", "c": [["", [NOTE_CLASS], marks], body]}]}


@dataclass(frozen=True, slots=True)
class Unwoven:
    """A document of which notes were taken out again: `blocks`, and by address each note's own.

    `words` are those of each note, by which it gets a name where it has no label.
    """

    blocks: list[Node]
    notes: dict[Address, list[Node]] = field(default_factory=dict)
    words: dict[Address, str] = field(default_factory=dict)


CITED = "cited:"
"""With this begin the keys of notes that citeproc made."""


def unweave(path: str, blocks: list[Node]) -> Unwoven:
    """Undo what a Weaver did to the document at `path`; notes that citeproc made come out, too."""
    out = Unwoven([])
    out.blocks.extend(_unwoven(blocks, path, out))
    return out


def _unwoven(value: Any, path: str, out: Unwoven) -> Any:
    if isinstance(value, list):
        return [_unwoven(i, path, out) if isinstance(i, dict | list) else i for i in value]
    if value.get("t") == "Note":
        return {"t": "NoteCall", "c": _take_out(value["c"], path, out)}
    if value.get("t") == "Span" and CALL_CLASS in value["c"][0][1]:
        marks = dict(value["c"][0][2])
        if marks.keys() >= _MARKS:  # else an author happened to give a span our class
            return {"t": "NoteCall", "c": marks["call"]}
    return _with_parts(value, lambda part: _unwoven(part, path, out))


def _take_out(body: list[Node], path: str, out: Unwoven) -> str:
    """Enter a note, and return the key of its call."""
    first = body[0] if body else None
    if first and first["t"] == "Div" and NOTE_CLASS in first["c"][0][1]:
        marks = dict(first["c"][0][2])
        key = str(marks["call"])
        where, body = (marks["path"], marks["entry"]), first["c"][1]
    else:
        key = f"{CITED}{len(out.notes)}"
        where = (path, key)
    out.words[where] = plain(body)
    out.notes[where] = []
    out.notes[where].extend(_unwoven(body, where[0], out))
    return key


# -- numbers --


@dataclass
class Counter:
    """Counts notes from 1 on."""

    count: int = 0

    def next(self) -> str:
        """Return the next number."""
        self.count += 1
        return str(self.count)


def foresee(value: Any, counter: Counter, note: str | None = None) -> Any:
    """Return a tree whose citations know the number of the note they will stand in.

    It is for styles that make each citation in the text a note. Pandoc counts what it reads, file
    by file and stubs with it, and citeproc takes `ibid.` and `see note 3` from that count
    (CSL 1.0.2, "position" and `first-reference-note-number`).
    """
    if isinstance(value, list):
        return [foresee(item, counter, note) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Note":
        note = note or counter.next()  # a note in a note is counted in a series of its own
    elif value.get("t") == "Cite":
        number = int(note or counter.next())
        cited, words = value["c"]
        return {"t": "Cite", "c": [[{**one, "citationNoteNum": number} for one in cited], words]}
    return {name: foresee(part, counter, note) for name, part in value.items()}


@dataclass
class _Pending:
    references: list[NoteReference]
    entry: NoteEntry | None
    parent: str | None
    place: Span
    tree: Element


@dataclass
class Numberer:
    """Puts the notes of one chapter in the order of their first calls.

    `pieces` are the bodies of all notes, `words` tells those of notes that are not as they were
    written. `taken` are the ids given in the whole book so far: `a` with a note `b-c` and `a-b`
    with a note `c` would else share one, as would the second call of `x` and the first of `x-2`.
    """

    chapter: str
    index: Index
    pieces: Pieces
    words: Mapping[Address, str]
    placeholder: str
    fallback: Span
    taken: set[str] = field(default_factory=set)
    pending: dict[str, _Pending] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)

    def number(self, tree: Element, path: str, parent: str | None = None) -> None:
        """Make each call in a tree, which was written in the file at `path`, a note reference."""
        for mark in [link for link in tree.iter("a") if CALL in link.attrib]:
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
        name = self._unique(f"note-{self.chapter}-c{_hash(self.words[where])}")
        note = _Pending([], None, parent, self.fallback, self.pieces.note(where))
        self._open(name, note, mark, self.fallback, where[0])

    def _call(self, mark: Element, path: str, call: NoteCall, parent: str | None) -> None:
        entry = self.index.entry(path, call)
        where = address(entry)
        if where in self.ids:
            self._refer(mark, self.ids[where], call.place)
            return
        name = self.ids[where] = self._name(entry, where)
        tree = self._placeholder(entry) if entry.missing else self.pieces.note(where)
        note = _Pending([], entry, parent, entry.place, tree)
        self._open(name, note, mark, call.place, where[0])

    def _open(self, name: str, note: _Pending, mark: Element, place: Span, path: str) -> None:
        self.pending[name] = note
        self._refer(mark, name, place)
        self.number(note.tree, path, name)

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
            return self._unique(f"note-{self.chapter}-{slugs.label(entry.label)}")
        words = self.words.get(where)
        own = f"i{_hash(plain(entry.blocks) if words is None else words)}"
        return self._unique(f"note-{self.chapter}-{own}")

    def _unique(self, name: str) -> str:
        number, unique = 1, name
        while unique in self.taken:
            number += 1
            unique = f"{name}.{number}"
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
    )


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]
