"""Notes woven into a text, for citeproc to see them where readers do, and taken out again."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scholiast.manuscript import Node, NoteCall, walk
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

    `words` are those of each note, by which it gets a name where it has no label. `numbers` are
    those that `foresee` gave to the notes that citeproc made.
    """

    blocks: list[Node]
    notes: dict[Address, list[Node]] = field(default_factory=dict)
    words: dict[Address, str] = field(default_factory=dict)
    numbers: dict[int, Address] = field(default_factory=dict)


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
    if value.get("t") == "Cite" and any(part["t"] == "Note" for part in value["c"][1]):
        out.numbers[value["c"][0][0]["citationNoteNum"]] = (path, f"{CITED}{len(out.notes)}")
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
        where, body = (marks["path"], marks["entry"]), _unbroken(first["c"][1])
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


# -- what citeproc is to know of each citation --

Series = Callable[[Address | None], str]
"""Gives the series of the note at an address; None is a note that the style makes."""

BREAK = "scholiast-break"
"""The key of a work that nobody wrote: it is cited where nothing is, so that `ibid.` ends there."""

_MASK = "scholiast-masked"


def note_address(note: Node) -> Address | None:
    """Return the address of a note that was woven in; None for one that citeproc made."""
    first = note["c"][0] if note["c"] else None
    if first and first["t"] == "Div" and NOTE_CLASS in first["c"][0][1]:
        marks = dict(first["c"][0][2])
        return marks["path"], marks["entry"]
    return None


_FIRST = 100_000_000


@dataclass
class Counter:
    """Gives the notes of a document numbers, in order in each series; `notes` says whose they are.

    They are large, so that they are found again where a style prints them: what a note is called in
    an edition is known later. Those of documents with other `start` are others.
    """

    series: Series
    start: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    notes: dict[int, Address] = field(default_factory=dict)

    def next(self, where: Address | None) -> int:
        """Return the next number in the series of a note."""
        name = self.series(where)
        self.counts[name] = self.counts.get(name, 0) + 1
        first = _FIRST * (1 + list(self.counts).index(name))
        number = first + self.start + self.counts[name]
        if where is not None:
            self.notes[number] = where
        return number


def foresee(value: Any, counter: Counter, note: int | None = None) -> Any:
    """Return a tree whose citations know the number of the note they will stand in.

    Pandoc counts what it reads, file by file and stubs with it, and citeproc takes `ibid.` and
    `see note 3` from that count (CSL 1.0.2, "position" and `first-reference-note-number`).
    """
    if isinstance(value, list):
        return [foresee(item, counter, note) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("t") == "Note":
        # A note in a note is counted in a series of its own.
        note = note or counter.next(note_address(value))
    elif value.get("t") == "Cite":
        number = note or counter.next(None)
        cited, words = value["c"]
        return {"t": "Cite", "c": [[{**one, "citationNoteNum": number} for one in cited], words]}
    return {name: foresee(part, counter, note) for name, part in value.items()}


def cited_series(value: Any, series: Series, current: str | None = None) -> set[str]:
    """Return the series of notes in which works are cited; citations in the text are the style's"""
    found: set[str] = set()
    waiting = [(value, current or series(None))]
    while waiting:
        one, here = waiting.pop()
        if isinstance(one, list):
            waiting += [(part, here) for part in one if isinstance(part, list | dict)]
        elif one.get("t") == "Cite":
            found.add(here)
        elif one.get("t") == "Note":
            waiting.append((one["c"], series(note_address(one))))
        else:
            waiting += [(part, here) for part in one.values() if isinstance(part, list | dict)]
    return found


def only(value: Any, wanted: str, series: Series, current: str | None = None) -> Any:
    """Return a tree that cites nothing but in notes of one series, as readers see these together.

    In a note of the series that cites nothing a work is cited that nobody wrote.
    """
    current = current or series(None)
    if isinstance(value, list):
        return [
            only(item, wanted, series, current) if isinstance(item, dict | list) else item
            for item in value
        ]
    if value.get("t") == "Cite" and current != wanted:
        return {"t": "Span", "c": [["", [_MASK], []], []]}
    if value.get("t") == "Note":
        current = series(note_address(value))
        body = only(value["c"], wanted, series, current)
        if current == wanted and wanted not in cited_series(value["c"], series, wanted):
            body = _broken(body)
        return {"t": "Note", "c": body}
    return _with_parts(value, lambda part: only(part, wanted, series, current))


def _broken(body: list[Node]) -> list[Node]:
    """Return a note with the citation of a work that nobody wrote at its end."""
    citation = {
        "citationId": BREAK,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    last = {"t": "Para", "c": [{"t": "Cite", "c": [[citation], []]}]}
    first, *rest = body
    if first["t"] != "Div":
        return [*body, last]
    return [{"t": "Div", "c": [first["c"][0], [*first["c"][1], last]]}, *rest]


def _unbroken(body: list[Node]) -> list[Node]:
    """Return a note without what `_broken` put at its end."""
    cites = [n["c"][0] for n in walk(body[-1:]) if n["t"] == "Cite"]
    return body[:-1] if cites and cites[-1][0]["citationId"] == BREAK else body
