"""What a reader of a manuscript would find: its texts and notes, whatever files they stand in.

Two manuscripts with the same standing make the same book. A call is told by the note that it leads
to, not by its label, and a link by the file that it means: notes may move, and labels change.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from scholiast import files
from scholiast.manuscript import Manuscript, Node, NoteCall, NoteEntry
from scholiast.reading import BOOK_FILE
from scholiast.refsyntax import ITEM, KEY, key
from scholiast.register import Address, Register, address, all_calls, open_register


@dataclass(frozen=True, slots=True)
class Standing:
    """Digests of the texts by path, of all notes, and of each labelled note by its file's path."""

    texts: Mapping[str, str]
    notes: Counter[str]
    labels: Mapping[Address, str]

    def is_same(self, other: "Standing") -> bool:
        """Tell whether both make the same book."""
        return self.texts == other.texts and self.notes == other.notes


def standing(manuscript: Manuscript, known: Collection[str]) -> Standing:
    """Return the standing of a manuscript; `known` are the paths that links and images can mean."""
    teller = _Teller(manuscript, known)
    entries = [entry for draft in manuscript.drafts for entry in draft.entries]
    entries += manuscript.notes
    digests = {address(entry): teller.note(entry) for entry in entries}
    return Standing(
        texts={
            draft.path: _digest([draft.header, teller.tree(draft.blocks, draft.path, draft.path)])
            for draft in manuscript.drafts
        },
        notes=Counter(digests.values()),
        labels={
            (entry.place.path, entry.label): digests[address(entry)]
            for entry in entries
            if not entry.inline
        },
    )


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


@dataclass
class _Teller:
    """Tells trees apart from keys, labels and the ways that paths are written."""

    manuscript: Manuscript
    known: Collection[str]
    register: Register = field(init=False)
    calls: dict[Address, NoteCall] = field(init=False)
    drafts: frozenset[str] = field(init=False)
    done: dict[Address, str] = field(default_factory=dict)
    open: list[Address] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.register = open_register(self.manuscript)
        self.calls = {(path, call.key): call for path, call in all_calls(self.manuscript)}
        self.drafts = frozenset(draft.path for draft in self.manuscript.drafts)

    def note(self, entry: NoteEntry) -> str:
        """Return the digest of a note: what it says, whose it is, whom its calls lead to."""
        where = address(entry)
        if where in self.open:
            return "a circle"
        if where not in self.done:
            self.open.append(where)
            path = entry.place.path
            base = path if path in self.drafts else BOOK_FILE
            told = self.tree(entry.blocks, path, base)
            said = [entry.kind, dict(entry.attributes), entry.missing, told]
            self.done[where] = _digest(said)
            self.open.pop()
        return self.done[where]

    def tree(self, value: Any, path: str, base: str) -> Any:
        """Return a tree of the file at `path`, whose links begin beside `base`, told apart."""
        if isinstance(value, list):
            parts = (self.tree(part, path, base) for part in value)
            return _in_runs([part for part in parts if part is not None])
        if not isinstance(value, dict):
            return value
        match value:
            case {"t": "NoteCall", "c": name}:
                return {"t": "NoteCall", "c": self._call(path, name)}
            case {"t": "Link" | "Image" as kind, "c": [attributes, words, [target, title]]}:
                words = self.tree(words, path, base)
                return {"t": kind, "c": [attributes, words, [self._target(base, target), title]]}
            case {"t": "Cite", "c": [citations, _]}:  # pandoc counts them, and repeats their source
                kept = [{k: v for k, v in one.items() if k in _OF_CITATION} for one in citations]
                return {"t": "Cite", "c": self.tree(kept, path, base)}
            case {"t": "Span", "c": [[name, [one, *classes], pairs], inside]} if one == ITEM:
                pairs = [[k, self._key(path, v) if k == KEY else v] for k, v in pairs]
                return {"t": "Span", "c": [[name, [one, *classes], pairs], inside]}
        return {name: self.tree(part, path, base) for name, part in value.items()}

    def _call(self, path: str, name: str) -> str:
        call = self.calls.get((path, name))
        if call is None:
            return name
        entry = self.register.resolve(path, call)
        if entry is None:
            return f"undefined {call.label}"
        return self.note(entry)

    def _key(self, path: str, written: str) -> str:
        meant = key(written)
        if meant is None or meant.kind != "note":
            return written
        found = self.register.meaning(path, meant.name)
        told = self.note(found[0]) if len(found) == 1 else f"undefined {meant.name}"
        return f"{meant.capital} {told}"

    def _target(self, base: str, target: str) -> str:
        path, sign, name = target.partition("#")
        return (files.meaning(base, path, self.known) or path) + sign + name if path else target


_SPACES = {"Space", "SoftBreak"}
_OF_CITATION = {"citationId", "citationPrefix", "citationSuffix", "citationMode"}


def _in_runs(nodes: list[Any]) -> list[Any]:
    """Return nodes with words and spaces in a row as one, as they may be read or not."""
    out: list[Any] = []
    for node in nodes:
        words = _words(node)
        if words is not None and out and isinstance(out[-1], str):
            out[-1] += words
        else:
            out.append(node if words is None else words)
    return out


def _words(node: Node | Any) -> str | None:
    if not isinstance(node, dict):
        return None
    if node.get("t") == "Str":
        return str(node["c"])
    return " " if node.get("t") in _SPACES else None
