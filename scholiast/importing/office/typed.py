"""The tree of a Word file that was made of a manuscript: Markdown in it as it was typed."""

from collections.abc import Iterator
from typing import Any

from scholiast.docx.table import CHAPTER, CODE, CODE_BLOCK
from scholiast.importing.trees.model import Node
from scholiast.importing.trees.words import plain

_QUOTATION = "Footnote Block Text"


def chapters(blocks: list[Node]) -> Iterator[tuple[str | None, list[Node]]]:
    """Yield the chapters of a tree that was read with its styles: path of the file, and blocks.

    What stands before the first has no path.
    """
    path: str | None = None
    out: list[Node] = []
    for block in blocks:
        if _style(block) == CHAPTER and (said := plain(block)):
            if path is not None or out:
                yield path, out
            path, out = said, []
        else:
            out += untangled([block])
    if path is not None or out:
        yield path, out


def untangled(value: Any) -> Any:
    """Return a tree without Word's styles, code in ours as Markdown that is written as it is."""
    if isinstance(value, list):
        return [made for one in value for made in _untangled(one)]
    if isinstance(value, dict) and isinstance(value.get("c"), list | dict):
        return {**value, "c": untangled(value["c"])}
    return value


def _untangled(value: Any) -> Iterator[Any]:
    style = _style(value)
    if style == CODE and value["t"] == "Span":
        yield {"t": "RawInline", "c": ["markdown", _typed(value["c"][1])]}
    elif style == CODE_BLOCK and value["t"] == "Div":
        for block in value["c"][1]:
            yield {"t": "RawBlock", "c": ["markdown", _lines(_typed(block.get("c", [])))]}
    elif style == _QUOTATION:  # in a note pandoc writes a quotation so, and does not know it again
        yield {"t": "BlockQuote", "c": untangled(value["c"][1])}
    elif style is not None:
        yield from untangled(value["c"][1])
    elif isinstance(value, dict) and value.get("t") == "Para" and _is_verse(value["c"]):
        yield {"t": "LineBlock", "c": list(_verse(value["c"]))}
    elif isinstance(value, dict) and value.get("t") == "Header":
        yield {"t": "Header", "c": [value["c"][0], ["", [], []], untangled(value["c"][2])]}
    elif isinstance(value, dict) and value.get("t") == "Table":
        yield {"t": "Table", "c": [["", [], []], *untangled(value["c"][1:])]}
    else:
        yield untangled(value)


def _style(value: Any) -> str | None:
    """Return the style of Word's that a division or a span has."""
    if not isinstance(value, dict) or value.get("t") not in {"Div", "Span"}:
        return None
    _, _, pairs = value["c"][0]
    return next((said for name, said in pairs if name == "custom-style"), None)


def _typed(inlines: Any) -> str:
    """Return words as they were typed, with their white space."""
    out: list[str] = []
    waiting = [inlines]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            match value["t"]:
                case "Str":
                    out.append(value["c"])
                case "Space" | "SoftBreak":
                    out.append(" ")
                case "LineBreak":
                    out.append("\n")
                case "Link" | "Span" | "Quoted" | "Code":
                    waiting.append(value["c"][1])
                case _:
                    waiting.append(value.get("c", []))
    return "".join(out)


def _lines(typed: str) -> str:
    """Return lines with the spaces that they begin with, which Word has as hard ones."""
    lines = typed.split("\n")
    return "\n".join(
        line.replace("\u00a0", " ") if line.startswith("\u00a0") else line for line in lines
    )


# -- verse --


def _is_verse(inlines: list[Node]) -> bool:
    """Tell whether a paragraph begins as a line of verse is typed; Word joins runs of one style."""
    first = inlines[0] if inlines else {"t": "Null"}
    return _style(first) == CODE and _typed(first["c"][1]).startswith("|")


def _verse(inlines: list[Node]) -> Iterator[list[Node]]:
    """Yield the lines of a paragraph of verse, without what they begin with."""
    line: list[Node] = []
    for one in [*inlines, {"t": "LineBreak"}]:
        if one["t"] == "LineBreak":
            yield _unmarked(line)
            line = []
        elif line or one["t"] not in {"Space", "SoftBreak"}:
            line.append(one)


def _unmarked(line: list[Node]) -> list[Node]:
    made: list[Node] = untangled(line)
    if line and _is_verse(line):
        rest = _typed(line[0]["c"][1]).removeprefix("|").lstrip(" ")
        made = [{"t": "RawInline", "c": ["markdown", rest]}, *made[1:]] if rest else made[1:]
    while made and made[0]["t"] in {"Space", "SoftBreak"}:
        made = made[1:]
    return made


# -- tables --


def columns(blocks: list[Node]) -> list[Any]:
    """Return how the columns of each table in a tree are aligned, and how wide they are."""
    return [table["c"][2] for table in _tables(blocks)]


def with_columns(blocks: list[Node], known: list[Any]) -> list[Node]:
    """Return a tree whose tables have the columns that they had, where each is still there."""
    tables = list(_tables(blocks))
    if [len(table["c"][2]) for table in tables] != [len(one) for one in known]:
        return blocks
    made: list[Node] = _with_columns(blocks, iter(known))
    return made


def _tables(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for one in value:
            yield from _tables(one)
    elif isinstance(value, dict):
        if value.get("t") == "Table":
            yield value
        elif value.get("t") != "Note":
            yield from _tables(value.get("c"))


def _with_columns(value: Any, known: Iterator[Any]) -> Any:
    if isinstance(value, list):
        return [_with_columns(one, known) for one in value]
    if isinstance(value, dict) and value.get("t") == "Table":
        attributes, caption, _, *rows = value["c"]
        return {"t": "Table", "c": [attributes, caption, next(known), *rows]}
    if isinstance(value, dict) and value.get("t") != "Note" and isinstance(value.get("c"), list):
        return {**value, "c": _with_columns(value["c"], known)}
    return value
