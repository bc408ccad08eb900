"""Columns in notes, which WeasyPrint 70 can't lay out at the foot of a page: there they are one.

It balances columns by the room that is left above the notes, which is not known while the notes
themselves are laid out.
"""

import logging
from typing import Any

from weasyprint.formatting_structure import boxes

MESSAGE = "columns in a note are set as one"
"""What is said, by WeasyPrint's own voice, where columns were taken from a note."""

_COLUMNS = ("column_width", "column_count")
_LOGGER = logging.getLogger("weasyprint")


def take_columns(note: Any) -> None:
    """Have everything in the box of a note that was to be set in columns set as one; say so."""
    inside = [note, *note.descendants()] if isinstance(note, boxes.ParentBox) else []
    wanted = [box for box in inside if _has_columns(box)]
    for box in wanted:
        box.style = box.style.copy()
        box.style |= dict.fromkeys(_COLUMNS, "auto")
    if wanted:
        _LOGGER.warning("%s: `%s`", MESSAGE, note.element.get("id"))


def _has_columns(box: Any) -> bool:
    return any(box.style[name] != "auto" for name in _COLUMNS)
