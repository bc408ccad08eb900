"""Notes taken out of a tree: in the text a call with its label, in a table the body of each note.

A call becomes `{"t": "NoteCall", "c": label}`, as in the trees of a draft. Where no note call may
stand in Markdown (in a link, in superior figures, in what an image says) it goes right behind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scholiast import slugs
from scholiast.importing.trees.model import CALL, DEFINITION, Node, Piece, Text
from scholiast.importing.trees.words import flow
from scholiast.marks import SIGNS

_NO_CALLS_IN = {"Link", "Superscript", "Subscript", "Image", "Strikeout"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pieces of a text with calls for notes, and the notes' bodies by their labels.

    `unnamed` are labels that were made up, for notes that the source does not name; `twice` are
    labels of definitions with another name because theirs was taken, by the name that was.
    """

    pieces: tuple[Piece, ...]
    bodies: Mapping[str, list[Node]]
    unnamed: tuple[str, ...] = ()
    twice: Mapping[str, str] = field(default_factory=dict)


def gather(text: Text) -> Gathered:
    """Take all notes out of the trees of `text`."""
    gatherer = _Gatherer(text)
    pieces = tuple(replace(one, blocks=gatherer.blocks(one.blocks)) for one in text.pieces)
    return Gathered(pieces, gatherer.bodies, tuple(gatherer.unnamed), gatherer.twice)


@dataclass
class _Gatherer:
    """Rebuilds trees without notes; the bodies are kept as they come."""

    text: Text
    bodies: dict[str, list[Node]] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    twice: dict[str, str] = field(default_factory=dict)
    inside: int = 0
    """How many notes deep the tree is that is being rebuilt."""

    def blocks(self, blocks: list[Node]) -> list[Node]:
        """Return blocks with calls for notes, and without what held nothing but a note."""
        return list(self._list(blocks))

    def _list(self, nodes: list[Any]) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, list):
                yield list(self._list(node))
            elif isinstance(node, dict) and "t" in node:
                yield from self._node(node)
            else:
                yield self._rest(node)

    def _rest(self, value: Any) -> Any:
        if isinstance(value, list):
            return list(self._list(value))
        if isinstance(value, dict) and "t" in value:
            return {**value, "c": self._rest(value["c"])} if "c" in value else value
        return value

    def _node(self, node: Node) -> Iterator[Node]:
        kind: str = node["t"]
        content: Any = node.get("c", "")
        if kind == "Str":
            yield from self._words(node["c"])
        elif kind == "Note":
            yield from self._note(node["c"])
        elif kind == "Span" and CALL in content[0][1]:
            yield _call(dict(content[0][2])["label"])
        elif kind == "Div" and DEFINITION in content[0][1]:
            self._enter(dict(content[0][2])["label"], content[1])
        elif kind == "Header" and self.inside:
            yield {"t": "Para", "c": [{"t": "Strong", "c": self._rest(content[2])}]}
        elif isinstance(content, list | dict):
            yield from _settled(node, {"t": kind, "c": self._rest(content)})
        else:
            yield node

    def _words(self, words: str) -> Iterator[Node]:
        """Return a word, cut where a sign stands in it that is a call."""
        at = 0
        for found in SIGNS.finditer(words):
            if (label := self.text.signs.get(found[0])) is not None:
                if words[at : found.start()]:
                    yield {"t": "Str", "c": words[at : found.start()]}
                yield _call(label)
                at = found.end()
        if words[at:]:
            yield {"t": "Str", "c": words[at:]}

    def _note(self, blocks: list[Node]) -> Iterator[Node]:
        sign, body = _unsigned(blocks, self.text.signs)
        label = self.text.signs[sign] if sign else slugs.unique("note", self.bodies)
        if not sign:
            self.unnamed.append(label)
        self._enter(label, body)
        if label not in self.text.uncalled:
            yield _call(label)

    def _enter(self, label: str, blocks: list[Node]) -> None:
        if label in self.bodies:
            if flow(self.bodies[label]) == flow(self._body(blocks)):
                return  # one note, called again
            new = slugs.unique(label, self.bodies)
            self.twice[new] = label
            label = new
        self.bodies[label] = []  # its place is before that of a note in it
        self.bodies[label] = self._body(blocks)

    def _body(self, blocks: list[Node]) -> list[Node]:
        """Return the body of a note; a heading in it is no heading of the chapter."""
        self.inside += 1
        try:
            return self.blocks(blocks)
        finally:
            self.inside -= 1


def _call(label: str) -> Node:
    return {"t": "NoteCall", "c": label}


def _unsigned(blocks: list[Node], signs: Mapping[str, str]) -> tuple[str | None, list[Node]]:
    """Return the sign that the first word of some blocks begins with, and them without it."""
    path = _first_word(blocks, [])
    if path is None:
        return None, blocks
    sign = path[-1]["c"][:1]
    if sign not in signs:
        return None, blocks
    return sign, _without_first(blocks, path[-1])


def _first_word(value: Any, above: list[Node]) -> list[Node] | None:
    if isinstance(value, list):
        return next((path for one in value if (path := _first_word(one, above))), None)
    if not isinstance(value, dict) or "t" not in value:
        return None
    if value["t"] == "Str":
        return [*above, value]
    return _first_word(value.get("c"), [*above, value])


def _without_first(value: Any, word: Node) -> Any:
    """Return a tree in which the very node `word` has lost its first character."""
    if isinstance(value, list):
        return [_without_first(one, word) for one in value]
    if value is word:
        return {"t": "Str", "c": word["c"][1:]}
    if isinstance(value, dict) and isinstance(value.get("c"), list | dict):
        content = _without_first(value["c"], word)
        return {**value, "c": _trimmed(content) if value["t"] in {"Para", "Plain"} else content}
    return value


def _trimmed(inlines: list[Node]) -> list[Node]:
    """Return inlines without white space before the first."""
    at = 0
    while at < len(inlines) and (inlines[at]["t"] in _SPACES or inlines[at].get("c") == ""):
        at += 1
    return inlines[at:]


_SPACES = {"Space", "SoftBreak", "LineBreak"}


# -- what is left where notes were --


def _settled(before: Node, after: Node) -> Iterator[Node]:
    """Return a rebuilt node, calls where they may stand; nothing where a note was all of it."""
    kind = after["t"]
    if kind in {"BulletList", "OrderedList"}:
        items = after["c"] if kind == "BulletList" else after["c"][1]
        whole = before["c"] if kind == "BulletList" else before["c"][1]
        kept = [item for item, old in zip(items, whole, strict=True) if item or not old]
        if kept:
            content = kept if kind == "BulletList" else [after["c"][0], kept]
            yield {"t": kind, "c": content}
    elif kind in _NO_CALLS_IN:
        yield from _hoisted(after)
    elif not _is_emptied(before, after):
        yield after


def _is_emptied(before: Node, after: Node) -> bool:
    if after["t"] in {"Para", "Plain", "BlockQuote", "Emph", "Strong"}:
        return bool(before["c"]) and not after["c"]
    if after["t"] == "Div":
        return bool(before["c"][1]) and not after["c"][1]
    return False


def _hoisted(node: Node) -> Iterator[Node]:
    """Return an inline without calls in it, and they behind it."""
    found = list(_calls(node))
    if found:
        node = {"t": node["t"], "c": _dropped(node["c"])}
    place = 1 if node["t"] in {"Link", "Image"} else None
    words = node["c"][place] if place is not None else node["c"]
    if not found or words or node["t"] == "Image":
        yield node
    yield from found


def _calls(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for one in value:
            yield from _calls(one)
    elif isinstance(value, dict):
        if value.get("t") == "NoteCall":
            yield value
        else:
            yield from _calls(value.get("c"))


def _dropped(value: Any) -> Any:
    if isinstance(value, list):
        kept = [one for one in value if not (isinstance(one, dict) and one.get("t") == "NoteCall")]
        return [_dropped(one) for one in kept]
    if isinstance(value, dict) and isinstance(value.get("c"), list | dict):
        return {**value, "c": _dropped(value["c"])}
    return value
