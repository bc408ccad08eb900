"""Hanging punctuation: what is light at the ends of justified lines reaches into the margins.

A line that ends in a hyphen or a full stop looks short, and one that begins with a quotation mark
looks indented, where its letters are flush. For as long as `hung` lasts, lines are a little longer
than their measure there, as in Gutenberg's Bible, so that the edge of the text is straight to the
eye. WeasyPrint 70 has no `hanging-punctuation` (CSS Text 3, 8.2.1), which hangs marks whole; here
they hang by parts of their width, about half of a hyphen and two thirds of a full stop.
"""

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from scholiast.pdf.edits import digest

_DIGEST = "e953d41b87ccfc30405f83f6cc3c73918ef4638662794db4f834b1d788d6ed67"

AT_END = {
    **dict.fromkeys("-\u2010\u00ad", 0.17),
    **dict.fromkeys(".,", 0.15),
    **dict.fromkeys(":;", 0.09),
    **dict.fromkeys("\u2019\u2018'", 0.13),
    **dict.fromkeys('\u201d\u201c"', 0.24),
    **dict.fromkeys("\u00bb\u00ab\u203a\u2039", 0.14),
    **dict.fromkeys("\u2013\u2014", 0.12),
    **dict.fromkeys("!?)", 0.05),
}
"""By how much marks at the end of a line stand in the margin, in em."""

AT_START = {
    **dict.fromkeys("\u2018\u2019\u201a'", 0.13),
    **dict.fromkeys('\u201c\u201d\u201e"', 0.24),
    **dict.fromkeys("\u00bb\u00ab\u203a\u2039", 0.14),
    "(": 0.05,
}
"""The same for those at its start."""


@contextmanager
def hung(wanted: bool = True) -> Iterator[None]:
    """Hang the punctuation of what is laid out meanwhile, if that is `wanted`.

    Lines from right to left are indented at their right end: WeasyPrint indents them at the left.
    """
    original = inline.text_align

    def text_align(context: Any, line: Any, available_width: float, last: bool) -> Any:
        style = line.style
        if style["direction"] == "rtl":
            return original(context, line, available_width, last) + line.text_indent
        if not wanted or style["text_align_all"] != "justify":
            return original(context, line, available_width, last)
        if _is_beside(line, context.excluded_shapes):
            return original(context, line, available_width, last)
        left = reach(_outermost(line, 0), AT_START, 0)
        right = 0 if last else reach(_outermost(line, -1), AT_END, -1)
        return original(context, line, available_width + left + right, last) - left

    if known():
        inline.text_align = text_align
    try:
        yield
    finally:
        inline.text_align = original


def _is_beside(line: Any, floats: Sequence[Any]) -> bool:
    """Tell whether a line stands beside a float: were it any longer, it would go below that."""
    return any(one.position_y + one.margin_height() > line.position_y for one in floats)


@functools.cache
def known() -> bool:
    """Tell whether WeasyPrint's alignment of lines is the one that this was made for."""
    return digest(inline.text_align) == _DIGEST


def _outermost(box: Any, side: int) -> Any:
    """Return the first (0) or last (-1) text of a line; None where that is something else."""
    while isinstance(box, boxes.LineBox | boxes.InlineBox):
        inside = [child for child in box.children if child.is_in_normal_flow()]
        if not inside:
            return None
        box = inside[side]
    return box if isinstance(box, boxes.TextBox) and box.text else None


def reach(box: Any, table: dict[str, float], side: int) -> float:
    """Return by how many px the first or last mark of a text may stand in the margin."""
    if box is None:
        return 0
    return table.get(box.text[side], 0) * float(box.style["font_size"])
