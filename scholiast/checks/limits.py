"""Rules on size: nothing so deep, wide or long that layout can't cope with it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece
from scholiast.manuscript import Manuscript, Node, walk

DEEPEST = 60
WIDEST = 40
LONGEST = 10_000

TOO_DEEP = Rule(
    "S040",
    "nested-too-deep",
    Severity.ERROR,
    f"""\
Lists, quotations or divisions are nested more than {DEEPEST} levels deep.

No page has room for that: it is nearly always a run of `>` or of `- - -` that means something else.
Layout engines cut such text off or break down. Put a backslash before the first sign, or make it
a code block.""",
)

TOO_WIDE = Rule(
    "S041",
    "table-too-wide",
    Severity.ERROR,
    f"""\
A table has more than {WIDEST} columns.

On a page of 6 by 9 inches each column would have three millimetres. Cut the table in several, turn
it so that its columns are rows, or publish the data beside the book.""",
)

TOO_LONG = Rule(
    "S042",
    "word-too-long",
    Severity.ERROR,
    f"""\
A word has more than {LONGEST:,} letters.

It is data, not a word: a key, an image written out in letters, a line without any space. Layout
takes hours over it and can't break it. Put it into a code block of short lines, or publish it
beside the book.""",
)

RULES = (TOO_DEEP, TOO_WIDE, TOO_LONG)

_NESTING = {"BlockQuote", "BulletList", "DefinitionList", "Div", "LineBlock", "OrderedList"}


_WITHOUT_BLOCKS = {"CodeBlock", "Header", "Para", "Plain", "RawBlock"}


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on size."""
    if manuscript.file is None:
        return []
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    long = {path for path, source in manuscript.sources.items() if _LONG.search(source.text)}
    found: list[Diagnostic] = []
    for piece in pieces:
        path = piece.source.path
        rules = (_deep, _wide, _long) if path in long else (_deep, _wide)
        found += [finding for rule in rules for finding in rule(piece, locators[path])]
    return found


def _deep(piece: Piece, locator: Locator) -> Iterator[Diagnostic]:
    """Find the first block that is too deep."""
    waiting: list[tuple[Any, int]] = [(piece.blocks, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, list):
            waiting += [(item, depth) for item in reversed(value)]
        elif isinstance(value, dict) and value.get("t") not in _WITHOUT_BLOCKS:
            depth += value.get("t") in _NESTING
            if depth > DEEPEST:
                place = locator.find([_first_words(value)], piece.start)
                message = f"the text is nested more than {DEEPEST} levels deep"
                hint = "put a backslash before the signs, or make it code"
                yield TOO_DEEP.at(place, message, hint)
                return
            waiting += [(item, depth) for item in reversed(list(value.values()))]


def _first_words(node: Node) -> str:
    waiting: list[Any] = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            if value.get("t") == "Str":
                return str(value["c"]).split(maxsplit=1)[0]
            waiting += reversed(list(value.values()))
    return ""


def _wide(piece: Piece, locator: Locator) -> Iterator[Diagnostic]:
    for node in piece.nodes:
        if node["t"] == "Table" and len(node["c"][2]) > WIDEST:
            place = locator.find([_first_words(node)], piece.start)
            message = f"the table has {len(node['c'][2])} columns, more than {WIDEST}"
            yield TOO_WIDE.at(place, message, "cut it in several, or turn it")


_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")


def _long(piece: Piece, locator: Locator) -> Iterator[Diagnostic]:
    for node in walk(piece.blocks):
        words: Any = node.get("c")
        if node["t"] in {"Code", "CodeBlock", "Math"}:
            words = words[1]
        match = _LONG.search(words) if isinstance(words, str) else None
        if match is not None:
            place = locator.find([match[0][:40]], piece.start)
            message = f"a word has {len(match[0]):,} letters, more than {LONGEST:,}"
            yield TOO_LONG.at(place, message, "break it in lines, or leave it out of the book")
