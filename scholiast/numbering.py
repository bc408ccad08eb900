"""Notes in their order: calls become references, entries become notes with ids and numbers."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scholiast import slugs
from scholiast.book import NoteReference
from scholiast.manuscript import Node, NoteCall, NoteEntry
from scholiast.register import Address, Register, address
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
    """A note with its number, before its body is XHTML; `blocks` is pandoc's tree of it."""

    id: str
    label: str
    kind: str
    number: str
    blocks: list[Node]
    place: Span
    references: tuple[NoteReference, ...]
    parent: str | None
    missing: bool


# -- from calls to pandoc's own notes --


@dataclass
class Weaver:
    """Puts the notes of one draft where they are called, as pandoc's own `Note`, for citeproc.

    The first call of an entry holds its body, further calls are marked spans. `placeholder` gives
    the text that stands for a note which is not at hand.
    """

    path: str
    register: Register
    calls: dict[tuple[str, str], NoteCall]
    placeholder: str
    entries: dict[Address, NoteEntry] = field(default_factory=dict)
    _woven: set[Address] = field(default_factory=set)

    def weave(self, value: Any, path: str | None = None) -> Any:
        """Return a tree with every `NoteCall` of the file at `path` resolved."""
        path = path or self.path
        if isinstance(value, list):
            return [self.weave(i, path) if isinstance(i, dict | list) else i for i in value]
        if value.get("t") == "NoteCall":
            return self._call(self.calls[path, value["c"]], path)
        return _with_parts(value, lambda part: self.weave(part, path))

    def _call(self, call: NoteCall, path: str) -> Node:
        entry = self.register.resolve(path, call) or _absent(call)
        where = address(entry)
        self.entries[where] = entry
        marks = [["path", where[0]], ["entry", where[1]], ["from", path], ["call", call.key]]
        if where in self._woven:
            return {"t": "Span", "c": [["", [CALL_CLASS], marks], []]}
        self._woven.add(where)
        body = self.weave(entry.blocks, entry.place.path)
        if entry.missing:
            words = self.placeholder.format(label=entry.label)
            body = [{"t": "Para", "c": [{"t": "Str", "c": words}]}]
        return {"t": "Note", "c": [{"t": "Div", "c": [["", [NOTE_CLASS], marks], body]}]}


def _absent(call: NoteCall) -> NoteEntry:
    """Return the entry that stands in a draft for a note that nobody wrote."""
    return NoteEntry(f"absent:{call.label}", call.label, call.place, [], missing=True)


# -- from pandoc's notes to numbers --


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
        note = counter.next()
    elif value.get("t") == "Cite":
        number = int(note or counter.next())
        cited, words = value["c"]
        return {"t": "Cite", "c": [[{**one, "citationNoteNum": number} for one in cited], words]}
    return {name: foresee(part, counter, note) for name, part in value.items()}


@dataclass
class _Pending:
    number: str
    references: list[NoteReference]
    entry: NoteEntry | None
    label: str
    parent: str | None
    place: Span
    blocks: list[Node] = field(default_factory=list)


@dataclass
class Numberer:
    """Numbers the notes of one chapter in the order of their first calls.

    `taken` are the ids given in the whole book so far: `a` with a note `b-c` and `a-b` with a note
    `c` would else share one, as would the second call of `x` and the first of `x-2`.
    """

    chapter: str
    weaver: Weaver
    counter: Counter
    fallback: Span
    taken: set[str] = field(default_factory=set)
    pending: dict[str, _Pending] = field(default_factory=dict)
    ids: dict[Address, str] = field(default_factory=dict)

    def number(self, value: Any, parent: str | None = None) -> Any:
        """Return a tree with each note replaced by its reference, raw XHTML for pandoc's writer."""
        if isinstance(value, list):
            return [self.number(i, parent) if isinstance(i, dict | list) else i for i in value]
        if value.get("t") == "Note":
            return self._note(value["c"], parent)
        if value.get("t") == "Span" and CALL_CLASS in value["c"][0][1]:
            marks = dict(value["c"][0][2])
            if marks.keys() >= _MARKS:  # else an author happened to give a span our class
                return self._again(marks)
        return _with_parts(value, lambda part: self.number(part, parent))

    def notes(self) -> tuple[Numbered, ...]:
        """Return the notes of the chapter, in order."""
        return tuple(_numbered(name, found) for name, found in self.pending.items())

    def _note(self, body: list[Node], parent: str | None) -> Node:
        first = body[0] if body else None
        if first and first["t"] == "Div" and NOTE_CLASS in first["c"][0][1]:
            marks = dict(first["c"][0][2])
            where = (marks["path"], marks["entry"])
            entry = self.weaver.entries[where]
            place = self.weaver.calls[marks["from"], marks["call"]].place
            name = self._name(entry, first["c"][1])
            self.ids[where] = name
            return self._open(name, entry, place, first["c"][1], parent)
        name = self._unique(f"note-{self.chapter}-c{_hash(plain(body))}")
        return self._open(name, None, self.fallback, body, parent)

    def _open(
        self, name: str, entry: NoteEntry | None, place: Span, body: list[Node], parent: str | None
    ) -> Node:
        label = entry.label if entry else ""
        source = entry.place if entry else self.fallback
        found = _Pending(self.counter.next(), [], entry, label, parent, source)
        self.pending[name] = found
        mark = self._refer(name, place)
        found.blocks = self.number(body, name)
        return mark

    def _again(self, marks: dict[str, str]) -> Node:
        name = self.ids[marks["path"], marks["entry"]]
        return self._refer(name, self.weaver.calls[marks["from"], marks["call"]].place)

    def _refer(self, note: str, place: Span) -> Node:
        references = self.pending[note].references
        suffix = f"-{len(references) + 1}" if references else ""
        name = self._unique(f"call-{note.removeprefix('note-')}{suffix}")
        reference = NoteReference(name, note, place)
        references.append(reference)
        mark = f'<a class="note-ref" data-reference="{reference.id}" data-note="{note}"></a>'
        return {"t": "RawInline", "c": ["html", mark]}

    def _name(self, entry: NoteEntry, body: list[Node]) -> str:
        own = slugs.label(entry.label) if entry.label else f"i{_hash(plain(body))}"
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
        label=found.label,
        kind=found.entry.kind if found.entry else "source",
        number=found.number,
        blocks=found.blocks,
        place=found.place,
        references=tuple(found.references),
        parent=found.parent,
        missing=found.entry.missing if found.entry else False,
    )


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]
