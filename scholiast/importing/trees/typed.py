"""Notes typed by hand: superior numbers in the text, and a list of notes under a heading `Notes`.

A word processor knows nothing of such notes, nor does pandoc. They are taken for notes where
nothing is left over: the numbers in the text are 1, 2, 3 … in this order, and the list has these.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.importing.trees.model import Node, Piece, SourceNote, Text, call, definition
from scholiast.importing.trees.rules import TYPED_LEFT
from scholiast.importing.trees.words import plain
from scholiast.source import Span

_TITLES = re.compile(
    r"(?:end ?notes?|foot ?notes?|notes?(?: and references)?|anmerkungen|endnoten|fu(?:ß|ss)noten|"
    r"notes de fin|notes de bas de page|notas|note|noten|ann?otations?|примечания|註釋|注释|注)\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\[(]?(\d{1,4})[\])]?")
_ITEM = re.compile(r"[\[(]?(\d{1,4})(?:[\])]?[.:)]?)$")
_SUPERIORS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass
class _Found:
    """What has been recognised so far: notes by label, and what was left as it was."""

    path: str
    notes: dict[str, SourceNote] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    lists: int = 0


def recognise(path: str, text: Text) -> Text:
    """Return a text in which notes typed by hand are notes, each of them in doubt."""
    found = _Found(path)
    pieces = tuple(replace(one, blocks=_recognised(one.blocks, found)) for one in text.pieces)
    return replace(
        text,
        pieces=pieces if found.notes else text.pieces,
        notes={**text.notes, **found.notes},
        findings=(*text.findings, *found.findings),
    )


def has_lists(pieces: Sequence[Piece]) -> bool:
    """Tell whether a text has a heading over a list of notes at all."""
    return any(_is_title(block) for piece in pieces for block in piece.blocks)


def _recognised(blocks: list[Node], found: _Found) -> list[Node]:
    out: list[Node] = []
    waiting = 0  # the first block of `out` whose numbers belong to no list yet
    at = 0
    while at < len(blocks):
        end, items = _items(blocks, at + 1) if _is_title(blocks[at]) else (at, [])
        numbers = [number for number, _ in items]
        called = list(_numbers(out[waiting:])) if numbers else []
        if numbers and numbers == called == list(range(1, len(numbers) + 1)):
            labels = _enter(found, items)
            out[waiting:] = _called(out[waiting:], labels)
            out += [definition(labels[number], body) for number, body in items]
            waiting, at = len(out), end
            continue
        if numbers and called:
            found.findings.append(_left(found, plain(blocks[at]), numbers, called))
        out.append(blocks[at])
        at += 1
    return out


def _left(found: _Found, title: str, numbers: list[int], called: list[int]) -> Diagnostic:
    said = (
        f"the list under “{title}” has {len(numbers)} numbers, and the text before it"
        f" {len(called)} superior ones, which do not fit each other"
    )
    return TYPED_LEFT.at(Span(found.path), said, "make notes of them by hand, or mend the numbers")


def _enter(found: _Found, items: Sequence[tuple[int, list[Node]]]) -> dict[int, str]:
    """Enter notes under labels of their own; those of a second list say which."""
    found.lists += 1
    prefix = "typed-" if found.lists == 1 else f"typed-{found.lists}-"
    labels = {number: f"{prefix}{number}" for number, _ in items}
    doubt = "it was typed by hand, as a superior number and an item of a list"
    for number, label in labels.items():
        found.notes[label] = SourceNote(label, f"note {number}", Span(found.path), doubt=doubt)
    return labels


# -- the list --


def _is_title(block: Node) -> bool:
    """Tell whether a block is the heading of a list of notes, or a line like one."""
    if block["t"] not in {"Header", "Para", "Plain"}:
        return False
    words = plain(block)
    return len(words) < 40 and _TITLES.fullmatch(words) is not None


def _items(blocks: Sequence[Node], start: int) -> tuple[int, list[tuple[int, list[Node]]]]:
    """Return the notes of a list that begins at a block, and where it ends.

    Either it is a list, or paragraphs that begin with numbers; others between them belong to the
    note above, but for those behind the last note.
    """
    if start < len(blocks) and blocks[start]["t"] == "OrderedList":
        first = blocks[start]["c"][0][0]
        return start + 1, list(enumerate(blocks[start]["c"][1], first))
    found: list[tuple[int, list[Node]]] = []
    at = start
    while at < len(blocks) and blocks[at]["t"] in {"Para", "Plain"}:
        item = _item(blocks[at])
        if item is None or item[0] != len(found) + 1:
            break
        found.append(item)
        at += 1
    return at, found


def _item(block: Node) -> tuple[int, list[Node]] | None:
    """Return the number that a paragraph begins with, and it without."""
    first, *rest = block["c"] or [{"t": "Null"}]
    words = plain([first])
    match = _ITEM.fullmatch(words.translate(_SUPERIORS))
    if match is None:
        return None
    while rest and (rest[0]["t"] in {"Space", "SoftBreak"} or plain([rest[0]]) in {".", ")"}):
        rest = rest[1:]
    return int(match[1]), [{"t": "Para", "c": rest}]


# -- the numbers in the text --


def _numbers(value: Any) -> Iterator[int]:
    """Yield the superior numbers in a tree, in order."""
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, dict):
        number = _number(value)
        if number is not None:
            yield number
        else:
            yield from _numbers(value.get("c"))


def _number(node: Node) -> int | None:
    if node.get("t") != "Superscript":
        return None
    match = _NUMBER.fullmatch(plain(node["c"]))
    return int(match[1]) if match else None


def _called(value: Any, labels: dict[int, str]) -> Any:
    """Return a tree with calls for its superior numbers."""
    if isinstance(value, list):
        return [_called(one, labels) for one in value]
    if not isinstance(value, dict):
        return value
    number = _number(value)
    if number is not None:
        return call(labels[number])
    if isinstance(value.get("c"), list | dict):
        return {**value, "c": _called(value["c"], labels)}
    return value
