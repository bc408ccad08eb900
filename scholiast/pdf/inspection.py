"""Pages looked over before they are written: notes on the page of their call, nothing too wide."""

from collections.abc import Iterator, Sequence
from typing import Any

from weasyprint import Page
from weasyprint.formatting_structure import boxes

from scholiast.pdf import hanging, rules
from scholiast.pdf.landscape import TURNED
from scholiast.pdf.log import Log

_TOLERANCE = 1.5  # px that a line may be wider than its measure: italics and accents lean out
_MOST = 5  # findings of a chapter: one of a kind is enough to look at the others
_PX = 25.4 / 96  # mm of a CSS pixel (CSS Values 3, 6.2)


def inspect_widths(pages: Sequence[Page], log: Log) -> None:
    """Enter in the log what is wider than the text may be, up to five times in a chapter."""
    found = (wide for page in pages for wide in _wide(page._page_box))
    for _, (words, excess) in zip(range(_MOST), found, strict=False):
        log.add(
            rules.TOO_WIDE,
            f"{words} stands {max(excess * _PX, 0.1):.1f} mm in the margin",
            "make it narrower, or let it break",
        )


def _wide(page: Any) -> Iterator[tuple[str, float]]:
    """Yield what on a page stands beyond its measure, and by how many px."""
    if page.page_type.name in TURNED:
        return  # what stands there is inspected by itself
    left, right = page.content_box_x(), page.content_box_x() + page.width
    for top in page.children:
        if isinstance(top, boxes.MarginBox):
            continue
        for box in top.descendants():
            if isinstance(box, boxes.TextBox | boxes.ReplacedBox) and not _is_initial(box):
                after = box.position_x + box.width - right - _hangs(box, hanging.AT_END, -1)
                before = left - box.position_x - _hangs(box, hanging.AT_START, 0)
                excess = max(after, before)
                if excess > _TOLERANCE:
                    yield _named(box), excess


def _is_initial(box: Any) -> bool:
    """Tell whether a box is an initial: what hangs out of it is meant to."""
    return box.element is not None and str(box.element.get("class", "")).startswith("initial-")


def _hangs(box: Any, table: dict[str, float], side: int) -> float:
    """Return by how many px an end of a box may stand in the margin."""
    is_text = isinstance(box, boxes.TextBox) and box.text
    return hanging.reach(box, table, side) if is_text else 0


def _named(box: Any) -> str:
    if isinstance(box, boxes.TextBox):
        return f"“{box.text.strip()[:40]}”"
    return f"an image (“{box.element.get('alt') or 'without description'}”)"
