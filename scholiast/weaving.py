"""Notes woven into a text, for citeproc to see them where readers do, and taken out again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scholiast.manuscript import Node, NoteCall
from scholiast.numbering import CITED, plain
from scholiast.register import Address, Index, address

NOTE_CLASS = "scholiast-note"
CALL_CLASS = "scholiast-call"
_MARKS = {"path", "entry", "from", "call"}


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


def _with_parts(node: Node, change: Callable[[Any], Any]) -> Node:
    """Return a node with its content changed; most have nothing but a string, and stay."""
    content = node.get("c")
    if "t" in node:
        is_changed = isinstance(content, list | dict)
        return {"t": node["t"], "c": change(content)} if is_changed else node
    return {k: change(v) if isinstance(v, list | dict) else v for k, v in node.items()}


# -- numbers foreseen --


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
