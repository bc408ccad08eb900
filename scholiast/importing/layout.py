"""Lines to blocks: what is a paragraph, a quotation, verse, a table, a break in a plain text."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from scholiast.importing.model import Block, Line, Shape

_BREAK = re.compile(r"\s*(?:(?:[*•·⁂✻❦❧~=_#—–+x-]\s*){3,}|[*•⁂✻❦❧§#]|\* \*)\s*$")
_GAP = re.compile(r"\S(?:[ ]{3,}|\t+)\S")
_ILLUSTRATION = re.compile(r"\s*\[(?:Illustration|Image|Figure|Picture|Music)\b[^\n]*", re.I)
_LONG = 120
"""Columns from which on a line is a paragraph of its own, since nobody wraps lines so late."""


def lines(text: str, start: int, end: int) -> list[Line]:
    """Return the lines of `text[start:end]`, without white space at their ends."""
    found = []
    at = start
    for piece in text[start:end].split("\n"):
        found.append(Line(piece.rstrip(), at))
        at += len(piece) + 1
    return found


def groups(found: Sequence[Line], taken: set[int]) -> list[tuple[int, tuple[Line, ...]]]:
    """Return lines that no blank line parts, with the number of blank lines above them.

    Lines whose offset is in `taken` (they hold notes) count as no lines at all.
    """
    out: list[tuple[int, tuple[Line, ...]]] = []
    current: list[Line] = []
    above = blank = 0
    for line in found:
        if line.text.strip() and line.start not in taken:
            if not current:
                above, blank = max(above, blank), 0
            current.append(line)
            continue
        if current:
            out.append((above, tuple(current)))
            current, above, blank = [], 0, 0
        blank = blank + 1 if line.start not in taken else 0
        above = max(above, blank)
    return [*out, (above, tuple(current))] if current else out


def blocks(found: Sequence[tuple[int, tuple[Line, ...]]]) -> list[Block]:
    """Return the blocks of a text, with a break where more blank lines stand than elsewhere."""
    width = wrap_width([line for _, group in found for line in group])
    usual = usual_gap([above for above, _ in found[1:]])
    out: list[Block] = []
    for above, group in found:
        for index, block in enumerate(_shaped(group, width)):
            gap = above if index == 0 else 0
            if out and gap > usual and Shape.BREAK not in {out[-1].shape, block.shape}:
                out.append(Block(Shape.BREAK, (), gap))
            out.append(Block(block.shape, block.lines, gap))
    return _with_lone_rows(out)


def _with_lone_rows(blocks: Sequence[Block]) -> list[Block]:
    """Make a table of a line in columns that stands beside one, as in an index."""
    around = [None, *(block.shape for block in blocks), None]
    return [
        replace(block, shape=Shape.TABLE)
        if len(block.lines) == 1
        and _GAP.search(block.lines[0].text.strip())
        and Shape.TABLE in {around[index], around[index + 2]}
        else block
        for index, block in enumerate(blocks)
    ]


def usual_gap(gaps: Sequence[int]) -> int:
    """Return how many blank lines part two paragraphs of a text mostly, at least one."""
    return max(1, Counter(gaps).most_common(1)[0][0]) if gaps else 1


def wrap_width(found: Sequence[Line]) -> int:
    """Return the column at which the lines of a text are wrapped; 0 where they are not."""
    lengths = sorted(len(line.text) for line in found if 30 < len(line.text))
    if not lengths or lengths[len(lengths) // 2] > _LONG:
        return 0
    return lengths[int(len(lengths) * 0.9)]


def _shaped(group: tuple[Line, ...], width: int) -> Iterator[Block]:
    if all(_BREAK.match(line.text) for line in group):
        yield Block(Shape.BREAK, group)
    elif _ILLUSTRATION.match(group[0].text):
        end = _end_of_bracket(group)
        yield Block(Shape.ILLUSTRATION, group[:end])
        if group[end:]:
            yield from _shaped(group[end:], width)
    elif _is_table(group[1:]) and not _GAP.search(group[0].text.strip()) and not group[0].indent:
        yield Block(Shape.PARAGRAPH, group[:1])
        yield Block(Shape.TABLE, group[1:])
    elif _is_table(group):
        yield Block(Shape.TABLE, group)
    elif width == 0 or any(len(line.text) > _LONG for line in group):
        yield from (Block(Shape.PARAGRAPH, (line,)) for line in group)
    else:
        yield from (Block(_shape_of_wrapped(part, width), part) for part in _indented(group, width))


def _end_of_bracket(group: Sequence[Line]) -> int:
    """Return how many lines the bracket that opens a group takes: all where it is not closed."""
    depth = 0
    for index, line in enumerate(group):
        depth += line.text.count("[") - line.text.count("]")
        if depth <= 0:
            return index + 1
    return len(group)


def _indented(group: tuple[Line, ...], width: int) -> Iterator[tuple[Line, ...]]:
    """Cut prose where the indent changes behind a line that was broken early.

    So paragraphs are told apart by the indents of their first lines, and lists from the text
    around them.
    """
    if _shape_of_wrapped(group, width) is Shape.VERSE:
        yield group
        return
    first = 0
    for index in range(1, len(group)):
        above, line = group[index - 1], group[index]
        if line.indent != above.indent and not _is_filled(above, line, width):
            yield group[first:index]
            first = index
    yield group[first:]


def _is_table(group: Sequence[Line]) -> bool:
    gaps = sum(1 for line in group if _GAP.search(line.text.strip()))
    return len(group) > 1 and gaps * 2 >= len(group) and gaps > 1


def _shape_of_wrapped(group: Sequence[Line], width: int) -> Shape:
    indent = min(line.indent for line in group)
    filled = sum(_is_filled(line, after, width) for line, after in pairwise(group))
    is_prose = filled * 2 > len(group) - 1 if len(group) > 1 else not indent or indent > 30
    if len(group) == 1:
        return Shape.PARAGRAPH if indent == 0 or len(group[0].text) > width * 0.9 else Shape.QUOTE
    if not is_prose:
        return Shape.VERSE
    return Shape.QUOTE if indent else Shape.PARAGRAPH


def _is_filled(line: Line, after: Line, width: int) -> bool:
    """Tell whether a line was broken because the next word did not fit in."""
    word = after.text.split()[0]
    return len(line.text) + 1 + len(word) > width - 3
