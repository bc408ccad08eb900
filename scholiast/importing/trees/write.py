"""Chapters as Markdown files: trees written by pandoc, notes as definitions under their chapter."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholiast import pandoc
from scholiast.importing.trees.model import Node
from scholiast.importing.trees.words import flow


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chapter to be written: its blocks, and the labels of the notes that stand in its file."""

    blocks: list[Node]
    labels: tuple[str, ...]


def sheets(
    chapters: Sequence[list[Node]],
    bodies: Mapping[str, list[Node]],
    apart: frozenset[str] = frozenset(),
) -> tuple[list[Sheet], tuple[str, ...]]:
    """Return each chapter with its notes in the order of their calls, and labels never called.

    A note that two chapters call stands in both. Those that nothing calls stand in the last one,
    those that are `apart` in none.
    """
    found = [_called(blocks, bodies) for blocks in chapters]
    placed = {label for labels in found for label in labels}
    loose = tuple(label for label in bodies if label not in placed)
    if loose and found:
        found[-1] = [*found[-1], *loose]
    made = [
        Sheet(blocks, tuple(label for label in labels if label not in apart))
        for blocks, labels in zip(chapters, found, strict=True)
    ]
    return made, loose


def _called(blocks: list[Node], bodies: Mapping[str, list[Node]]) -> list[str]:
    """Return labels of notes that blocks call, and of those that their notes call, in order."""
    found: dict[str, None] = {}
    waiting = [label for label, _ in reversed(flow(blocks).calls)]
    while waiting:
        label = waiting.pop()
        if label in bodies and label not in found:
            found[label] = None
            waiting += [inner for inner, _ in reversed(flow(bodies[label]).calls)]
    return list(found)


def markdown(
    sheets: Sequence[Sheet],
    bodies: Mapping[str, list[Node]],
    kinds: Mapping[str, str],
    names: Mapping[str, str],
    inline: frozenset[str] = frozenset(),
) -> list[str]:
    """Return the text of each sheet; `kinds` give a note's kind where it is not the author's.

    `names` give labels to be written where those of the trees are others; `inline` are notes that
    are written where they are called.

    Raises pandoc.PandocError.
    """
    calls = {label: [_raw("^["), *bodies[label][0]["c"], _raw("]")] for label in inline}
    labels = list(dict.fromkeys(label for sheet in sheets for label in sheet.labels))
    trees = [*(sheet.blocks for sheet in sheets), *(bodies[label] for label in labels)]
    written = pandoc.markdown([_with_calls(tree, names, calls) for tree in trees])
    definitions = {
        label: _definition(names.get(label, label), body, kinds.get(label))
        for label, body in zip(labels, written[len(sheets) :], strict=True)
    }
    return [
        "\n\n".join([text.strip("\n"), *(definitions[one] for one in sheet.labels)]) + "\n"
        for sheet, text in zip(sheets, written, strict=False)
    ]


def _definition(label: str, body: str, kind: str | None) -> str:
    """Return a note as its definition: what follows its first line is indented by four spaces."""
    body = body.strip("\n") or "<!-- empty -->"  # else the next paragraph would be its text
    if re.match(r"\{[ \t]*\.", body):
        body = "\\" + body  # words in braces, not the note's kind
    kind = f" {{.{kind}}}" if kind else ""
    first, *rest = body.split("\n")
    lines = [f"    {line}" if line.strip() else "" for line in rest]
    if _NO_PARAGRAPH.match(body) and (kind or first.startswith("    ")):
        return "\n".join([f"[^{label}]:{kind}", "", f"    {first}", *lines])
    return "\n".join([f"[^{label}]:{kind} {first}".rstrip(), *lines])


# What can't follow a label and a kind in one line: code, lists, quotations, tables, headings.
_NO_PARAGRAPH = re.compile(r" |[-+*>|:#~`]|\(?[0-9A-Za-z]{1,5}[.)] ")


# -- calls in the text --


def is_short(body: list[Node]) -> bool:
    """Tell whether a note is one paragraph that calls no other: it can stand where it is called."""
    return len(body) == 1 and body[0]["t"] in {"Para", "Plain"} and not flow(body).calls


def _with_calls(value: Any, names: Mapping[str, str], inline: Mapping[str, list[Node]]) -> Any:
    """Return a tree with each call as the Markdown that it is."""
    if isinstance(value, list):
        value = [one for part in value for one in _opened(part, inline)]
        return list(_guarded(_with_calls(one, names, inline) for one in value))
    if isinstance(value, dict) and value.get("t") == "NoteCall":
        return _raw(f"[^{names.get(value['c'], value['c'])}]")
    if isinstance(value, dict) and isinstance(value.get("c"), list | dict):
        if value["t"] in {"Para", "Plain"} and _is_like_a_list(value["c"]):
            words = value["c"][0]["c"]
            return {**value, "c": [_raw(f"{words[:-1]}\\{words[-1]}")]}
        return {**value, "c": _with_calls(value["c"], names, inline)}
    return value


def _opened(part: Any, inline: Mapping[str, list[Node]]) -> list[Any]:
    """Return the note itself for a call of one that is written there."""
    if isinstance(part, dict) and part.get("t") == "NoteCall" and part["c"] in inline:
        return inline[part["c"]]
    return [part]


_LIST_MARK = re.compile(r"\(?(?:\d+|[A-Za-z]|[ivxlcdm]+|[IVXLCDM]+|[#@])[.)]")


def _is_like_a_list(inlines: list[Node]) -> bool:
    """Tell whether a paragraph is all that stands before an item of a list, such as `B.`."""
    [first, *more] = inlines or [{"t": "Null"}]
    return not more and first["t"] == "Str" and _LIST_MARK.fullmatch(first["c"]) is not None


def _guarded(parts: Iterable[Any]) -> Iterator[Any]:
    """Yield inlines, the colon behind a call that opens them with a backslash before it.

    `[^label]:` at the beginning of a line would define the note.
    """
    last: Any = None
    for part in parts:
        if _is_call(last) and isinstance(part, dict) and part.get("t") == "Str":
            words = str(part["c"])
            if words.startswith(":"):
                yield _raw("\\:")
                part = {"t": "Str", "c": words[1:]}
        yield part
        last = part


def _is_call(node: Any) -> bool:
    return (
        isinstance(node, dict)
        and node.get("t") == "RawInline"
        and node["c"][0] == "markdown"
        and node["c"][1].startswith("[^")
    )


def _raw(written: str) -> Node:
    return {"t": "RawInline", "c": ["markdown", written]}
