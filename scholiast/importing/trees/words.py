"""What a tree says, in a form in which two trees of the same text are equal, and where it calls."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scholiast import refsyntax, text

# Marks that pandoc's Markdown sets by the words around them: quotation marks, dashes, ellipses.
_SET_BY_PANDOC = str.maketrans(dict.fromkeys("'\"‘’‚‛“”„‟«»‹›′″-‐‑‒–—―.…", ""))
CONTEXT = 40
"""How many characters before a call are compared, white space and quotation marks not counted."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The words of a tree without white space, and each call in it: its label and its offset."""

    words: str
    calls: tuple[tuple[str, int], ...]

    def before(self, offset: int) -> str:
        """Return the last words before `offset`."""
        return self.words[max(0, offset - CONTEXT) : offset]


TYPED = frozenset({"Cite", "Math", "CodeBlock", "Code"})
"""Nodes whose words are not compared where they stand in a tree as they are typed."""


def flow(
    nodes: Any, labels: Mapping[str, str] | None = None, skip: frozenset[str] = frozenset()
) -> Flow:
    """Return what a tree says; `labels` give the label of a call by its key, where they differ.

    Nodes of the types in `skip` say nothing.
    """
    words: list[str] = []
    calls: list[tuple[str, int]] = []
    length = 0
    for part, is_call in _parts(nodes, skip):
        if is_call:
            calls.append(((labels or {}).get(part, part), length))
        else:
            words.append(even(part))
            length += len(words[-1])
    return Flow("".join(words), tuple(calls))


def even(words: str) -> str:
    """Return words without white space and without what pandoc sets as it reads."""
    return unicodedata.normalize("NFC", text.compact(words).translate(_SET_BY_PANDOC))


def _parts(nodes: Any, skip: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield the words of a tree in order, and calls, which are true."""
    waiting = [nodes]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict) and not (skip and _is_typed(value, skip)):
            match value.get("t"):
                case "Str":
                    yield value["c"], False
                case "NoteCall":
                    yield value["c"], True
                case "Code" | "CodeBlock" | "Math":
                    yield value["c"][1], False
                case "RawInline" | "RawBlock" | "Note":
                    pass
                case "Image" | "Link":
                    waiting.append(value["c"][1])
                case "Figure":  # what an image says instead of being seen is its caption again
                    waiting += [_without_images(value["c"][2]), value["c"][1]]
                case "Cite":
                    yield from ((_cited(one), False) for one in value["c"][0])
                case _:
                    waiting.append(value.get("c", []))


def _is_typed(node: dict[str, Any], skip: frozenset[str]) -> bool:
    """Tell whether a node is one whose words are not compared, or a cross-reference."""
    return node.get("t") in skip or refsyntax.is_group(node)


def _without_images(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_images(one) for one in value]
    if isinstance(value, dict) and value.get("t") == "Image":
        return []
    if isinstance(value, dict) and isinstance(value.get("c"), list):
        return {**value, "c": _without_images(value["c"])}
    return value


def _cited(citation: Mapping[str, Any]) -> str:
    """Return a citation's words, whatever its marks: the key, and what stands around it."""
    around = plain([citation["citationPrefix"], citation["citationSuffix"]])
    return f"{citation['citationId']}{text.bare(around)}"


def plain(nodes: Any) -> str:
    """Return the words of a tree in one line, for a person."""
    out: list[str] = []
    waiting = [nodes]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            match value.get("t"):
                case "Str":
                    out.append(value["c"])
                case "Space" | "SoftBreak" | "LineBreak":
                    out.append(" ")
                case "Code" | "CodeBlock" | "Math":
                    out.append(value["c"][1])
                case "RawInline" | "RawBlock" | "Note" | "NoteCall":
                    pass
                case "Para" | "Plain" | "Header":
                    out.append(" ")
                    waiting.append(value["c"])
                case "Image" | "Link":
                    waiting.append(value["c"][1])
                case _:
                    waiting.append(value.get("c", []))
    return " ".join("".join(out).split())
