"""The baseline grid: lines of text stand at multiples of the leading below the head of the page.

What stands between lines may be of any height. For as long as `on_grid` lasts, the next block of
text begins where the grid goes on, and what was set off above it, a figure, a table or a formula,
is moved down by half of what was missing, so that the space is the same on both sides. Displayed
matter, such as lists and quotations, may stand between two lines of the grid. A line is one of the
text if it is as high as the leading; notes, tables and floats have a rhythm of their own.

Blocks are moved by margins that are given to WeasyPrint's own layout (CSS 2.2, 8.3.1). A line that
something in it makes a little higher, another font or a small formula, is as high as the others; a
much higher one takes the room of two or more.
"""

import functools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline
from weasyprint.text.line_break import strut

from scholiast.pdf.edits import digest

_DIGESTS = (
    "c2537262836dd9812b584633bee887846dba6de921b3b31bff299c5ba29e6dca",
    "67af458c2545e74f0803072103c6c5d392d5e353dfdaa4f5bac5a96e20ed024d",
)

_NEAR = 0.02  # px that a line may stand off the grid, since lengths are added up

_HIGHER = 0.35  # of the leading, that the content of a line may reach above and below its room

_DISPLAYED = frozenset({"nav", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"})
"""Elements whose lines may stand half a leading off the grid."""

_OBJECTS = frozenset({"figure", "table", "pre"})
"""Elements of any height, with space around them."""

# Where the arguments of WeasyPrint's function stand, counted behind the first four.
_NEW_CHILDREN, _IS_EMPTY, _MARGINS, _SKIP_STACK = 0, 1, 4, 7
_CHILDREN = 6  # and among its results


@contextmanager
def on_grid(wanted: bool = True) -> Iterator[None]:
    """Set what is laid out meanwhile on the grid, if that is `wanted`."""
    blocks, lines = block._in_flow_layout, inline.get_next_linebox
    if wanted and known():
        grid = _Grid(blocks, lines)
        block._in_flow_layout, inline.get_next_linebox = grid.lay_out, grid.next_line
    try:
        yield
    finally:
        block._in_flow_layout, inline.get_next_linebox = blocks, lines


@functools.cache
def known() -> bool:
    """Tell whether WeasyPrint's layout is the one that this was made for."""
    return (digest(block._in_flow_layout), digest(inline.get_next_linebox)) == _DIGESTS


@dataclass(slots=True)
class _Grid:
    """WeasyPrint's layout of a block in its parent, and of a line.

    Whether the grid `applies` to what is laid out now, and whether that is `displayed`.
    """

    blocks: Any
    lines: Any
    applies: bool = True
    displayed: bool = False

    def lay_out(self, context: Any, parent: Any, index: int, child: Any, *rest: Any) -> Any:
        """Lay out a block in its parent as WeasyPrint does, with what brings it to the grid."""
        before = self.applies, self.displayed
        self.applies = self.applies and not (context.in_column or _has_own_rhythm(parent))
        self.displayed = self.displayed or _is_displayed(parent)
        try:
            if self.applies and _begins_page(context, child, rest):
                _drop_margins(parent, child, rest[_MARGINS])
                return self.blocks(context, parent, index, child, *rest)
            missing = self.applies and _missing(context, parent, child, rest, self.displayed)
            if not missing:
                return self.blocks(context, parent, index, child, *rest)
            return _moved(missing, self.blocks, context, parent, index, child, *rest)
        finally:
            self.applies, self.displayed = before

    def next_line(self, context: Any, *rest: Any) -> Any:
        """Lay out a line as WeasyPrint does, and make it as high as the grid wants."""
        line, resume_at = self.lines(context, *rest)
        if line and self.applies and not context.in_column:
            _, leading = _leading(context)
            if abs(line.height - leading) > _NEAR and _is_text(line, leading):
                _level(line, leading)
        return line, resume_at


def _moved(
    missing: float, original: Any, context: Any, parent: Any, index: int, child: Any, *rest: Any
) -> Any:
    """Lay out a block that is `missing` px from the grid, and what stands above it in between."""
    children, margins = rest[_NEW_CHILDREN], rest[_MARGINS]
    above = block.find_last_in_flow_child(children)
    top, before = _margin_top(child, parent), block.collapse_margin(margins)
    margins.append(max(0, top, *margins) + missing)
    if parent.top_margin_collapses() and (above is None or above.border_height() == 0):
        for other in children:  # markers of lists and empty headings, which go with the line
            other.translate(dy=block.collapse_margin(margins) - before)
    result = original(context, parent, index, child, *rest)
    placed = result[_CHILDREN]
    if len(placed) > 1 and placed[-2] is above and _is_set_off(context, above):
        above.translate(dy=missing / 2)
    return result


def _level(line: Any, leading: float) -> None:
    """Make a line as high as one or more lines of the text, with its baseline on the grid."""
    top = line.position_y
    off = strut(line.style)[1] - line.baseline  # how far the baseline is too low, as negative
    if line.height - leading <= _HIGHER * leading:
        height = leading
    else:
        off = math.ceil(-off / leading - _NEAR) * leading + off if off < 0 else off
        height = math.ceil((line.height + off) / leading - _NEAR) * leading
    line.translate(dy=off)
    line.position_y, line.height = top, height


def _has_own_rhythm(parent: Any) -> bool:
    return (
        isinstance(parent, boxes.FootnoteAreaBox | boxes.TableCellBox | boxes.InlineBlockBox)
        or parent.is_floated()
        or parent.is_absolutely_positioned()
    )


def _leading(context: Any) -> tuple[float, float]:
    """Return where the text of the page begins, and the leading, in px."""
    page = context.current_footnote_area.page
    return page.content_box_y(), _line_height(page)


def _line_height(box: Any) -> float:
    """Return the height of a line of a box, 0 where its font decides that."""
    height = box.style["line_height"]
    if isinstance(height, int | float):
        return float(height * box.style["font_size"])
    return float(getattr(height, "value", 0))


def _is_text(box: Any, leading: float) -> bool:
    return abs(_line_height(box) - leading) <= _NEAR


def _step(box: Any, displayed: bool, leading: float) -> float:
    """Return the distance of the places where a block may begin; 0 where it may anywhere."""
    while isinstance(box, boxes.BlockContainerBox):
        if not _is_plain(box):
            return 0
        displayed = displayed or _is_displayed(box)
        box = next((one for one in box.children if one.is_in_normal_flow()), None)
    if not isinstance(box, boxes.LineBox) or not _is_text(box, leading):
        return 0
    return leading / 2 if displayed else leading


def _is_plain(box: Any) -> bool:
    columns = box.style["column_width"], box.style["column_count"]
    return not (box.is_table_wrapper or box.element_tag in _OBJECTS or columns != ("auto", "auto"))


def _is_displayed(box: Any) -> bool:
    if box.element_tag != "div":
        return box.element_tag in _DISPLAYED
    return "line-block" in (box.element.get("class") or "")


def _margin_top(child: Any, parent: Any) -> float:
    margin = child.style["margin_top"]
    if margin == "auto":
        return 0
    return float(block.percentage(margin, child.style, parent.width))


def _begins_page(context: Any, child: Any, rest: Any) -> bool:
    """Tell whether a block begins a page that WeasyPrint does not take for empty.

    It has the rest of a note, which was called on the page before.
    """
    return bool(
        getattr(context, "carried", ())
        and rest[_SKIP_STACK] is None
        and context.current_page > 1
        and not context.forced_break
        and child.position_y - _leading(context)[0] < _NEAR
        and block.find_last_in_flow_child(rest[_NEW_CHILDREN]) is None
    )


def _drop_margins(parent: Any, child: Any, margins: list[float]) -> None:
    """Take away the space above a block by a margin that is as much below zero."""
    margins.append(-max(0, _margin_top(child, parent), *margins))


def _missing(context: Any, parent: Any, child: Any, rest: Any, displayed: bool) -> float:
    """Return by how much a block would begin above the next place of the grid, in px."""
    children, margins = rest[_NEW_CHILDREN], rest[_MARGINS]
    if rest[_SKIP_STACK] is not None:
        return 0
    is_first = rest[_IS_EMPTY] and block.find_last_in_flow_child(children) is None
    if is_first and context.current_page > 1 and not context.forced_break:
        return 0  # it begins the page, whatever its margin
    top, leading = _leading(context)
    step = _step(child, displayed, leading)
    if not step:
        return 0
    begins = child.position_y + block.collapse_margin([*margins, _margin_top(child, parent)])
    if begins - top < _NEAR:
        return 0
    off = math.fmod(begins - top, step)
    return 0 if min(off, step - off) < _NEAR else step - off


def _is_set_off(context: Any, box: Any) -> bool:
    """Tell whether a box stands between lines of the text, and does not begin with one itself."""
    top, leading = _leading(context)
    return bool(box.position_y - top > _NEAR and not _step(box, False, leading))
