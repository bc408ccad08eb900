"""A tree cut into chapters at its highest headings, which become headings of level 1."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from scholiast.importing.trees.model import Node, Piece
from scholiast.importing.trees.words import plain


@dataclass(frozen=True, slots=True)
class Cut:
    """A chapter as a tree: `title` is its heading's words, None where it has no heading."""

    blocks: list[Node]
    title: str | None
    piece: Piece


def split(pieces: Sequence[Piece]) -> list[Cut]:
    """Cut each piece at its highest headings; what stands over the first is a chapter, too."""
    found = [cut for piece in pieces for cut in _cuts(piece)]
    return found or [Cut([], None, piece) for piece in pieces[:1]]


def _cuts(piece: Piece) -> Iterator[Cut]:
    if piece.path is not None:
        heading = next((one for one in piece.blocks if one["t"] == "Header"), None)
        yield Cut(piece.blocks, plain(heading) if heading else None, piece)
        return
    blocks = list(_unpacked(piece.blocks))
    levels = [block["c"][0] for block in blocks if block["t"] == "Header" and plain(block)]
    highest = min(levels, default=1)
    blocks = _shifted(blocks, 1 - highest)
    starts = [
        at
        for at, block in enumerate(blocks)
        if block["t"] == "Header" and block["c"][0] == 1 and plain(block)
    ]
    ends = [*starts, len(blocks)]
    if ends[0]:
        yield Cut(blocks[: ends[0]], None, piece)
    for start, end in pairwise(ends):
        yield Cut(blocks[start:end], plain(blocks[start]), piece)


def _unpacked(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks, those of a division in its place where it holds headings."""
    for block in blocks:
        if block["t"] == "Div" and any(_has_heading(one) for one in block["c"][1]):
            yield from _unpacked(block["c"][1])
        else:
            yield block


def _has_heading(block: Node) -> bool:
    if block["t"] == "Div":
        return any(_has_heading(one) for one in block["c"][1])
    return bool(block["t"] == "Header")


def _shifted(value: Any, by: int) -> Any:
    """Return a tree with its headings `by` levels lower, at most 6; an empty heading is gone."""
    if by == 0 and not isinstance(value, list):
        return value
    if isinstance(value, list):
        kept = [one for one in value if not _is_empty_heading(one)]
        return [_shifted(one, by) for one in kept]
    if isinstance(value, dict) and value.get("t") == "Header":
        level, attributes, words = value["c"]
        return {"t": "Header", "c": [min(6, max(1, level + by)), attributes, words]}
    if isinstance(value, dict) and isinstance(value.get("c"), list):
        return {**value, "c": _shifted(value["c"], by)}
    return value


def _is_empty_heading(node: Any) -> bool:
    """Tell whether a node is a heading without words, as word processors leave them."""
    return isinstance(node, dict) and node.get("t") == "Header" and not node["c"][2]


def titled(cut: Cut, title: str) -> Cut:
    """Return a chapter with the heading `title`, where it has none."""
    if cut.title is not None or cut.piece.path is not None:
        return cut
    words = [{"t": "Str", "c": word} for word in title.split()]
    spaced = [one for word in words for one in (word, {"t": "Space"})][:-1]
    heading = {"t": "Header", "c": [1, ["", [], []], spaced]}
    return replace(cut, blocks=[heading, *cut.blocks], title=title)
