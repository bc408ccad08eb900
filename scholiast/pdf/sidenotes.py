"""Notes in the margin: moved there when there are pages, each beside its call, none over another.

CSS knows no notes in the margin. They are laid out with `position: absolute` where they are called,
which takes them out of the text, and their boxes are moved when the page is whole: sideways to the
outer margin, and down or up where another note stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint import Document, Page
from weasyprint.formatting_structure import boxes

from scholiast.pdf import rules
from scholiast.pdf.geometry import MARGIN_GAP, Geometry
from scholiast.pdf.log import Log

_PX = 96 / 25.4  # px of a millimetre (CSS Values 3, 6.2)
_BETWEEN = 0.4  # of a line between two notes

CLASS = "margin-note"


@dataclass(frozen=True, slots=True)
class _Column:
    """The column of a page for notes: from `left`, between `top` and `bottom`, in px."""

    left: float
    top: float
    bottom: float


def move_to_margins(document: Document, page: Geometry, log: Log) -> None:
    """Move the notes for the margin on all pages there; say which page has no room for its own.

    Pages gather links and anchors when they are made, so those with notes are made again.
    """
    for index, one in enumerate(document.pages):
        notes = list(_notes(one._page_box))
        if not notes:
            continue
        lines = _baselines(one._page_box)
        for note in notes:
            _raise(note, lines)
        if not _settle(notes, _column(one._page_box, page)):
            name = notes[0].element.get("id")
            message = f"the margin has no room for all its notes, from `{name}` on"
            log.add(rules.FULL_MARGIN, message, "make them shorter, or the outer margin wider")
        document.pages[index] = Page(one._page_box)


def _notes(box: Any) -> Iterator[Any]:
    """Yield the boxes of notes for the margin, in the order of their calls."""
    for child in box.descendants(placeholders=True):
        own = getattr(child, "_box", child)
        element = getattr(own, "element", None)
        if element is None or not isinstance(own, boxes.BlockBox):
            continue
        if CLASS in (element.get("class") or "").split() and element is own.element:
            yield child


def _baselines(page_box: Any) -> dict[str, float]:
    """Return by the id of each call the height of the baseline that it stands on, in px."""
    return {
        inside.element.get("href")[1:]: line.position_y + line.baseline
        for line in page_box.descendants(placeholders=True)
        if isinstance(line, boxes.LineBox)
        for inside in line.descendants()
        if getattr(inside, "element", None) is not None
        and inside.element.get("role") == "doc-noteref"
    }


def _raise(note: Any, lines: Mapping[str, float]) -> None:
    """Bring the first line of a note to the line of its call."""
    own = next((box for box in note.descendants() if isinstance(box, boxes.LineBox)), None)
    line = lines.get(note.element.get("id"))
    if own is not None and line is not None:
        note.translate(0, line - own.position_y - own.baseline)


def _column(page_box: Any, page: Geometry) -> _Column:
    is_right = page_box.page_type.side == "right"
    if is_right:
        left = (page.width - page.outer + MARGIN_GAP) * _PX
    else:
        left = (page.outer - MARGIN_GAP - page.margin_note_width) * _PX
    return _Column(left, page.top * _PX, (page.height - page.bottom) * _PX)


def _settle(notes: Sequence[Any], column: _Column) -> bool:
    """Move notes to a column, none over another; False where it has no room for all."""
    tops: list[float] = []
    at = column.top
    for note in notes:
        top = max(at, note.position_y)
        tops.append(top)
        at = top + note.margin_height() + _gap(note)
    limit = column.bottom
    for index in range(len(notes) - 1, -1, -1):
        tops[index] = min(tops[index], limit - notes[index].margin_height())
        limit = tops[index] - _gap(notes[index])
    for note, top in zip(notes, tops, strict=True):
        note.translate(column.left - note.position_x, top - note.position_y)
    return not tops or tops[0] >= column.top - 0.5


def _gap(note: Any) -> float:
    return float(note.style["font_size"]) * _BETWEEN
