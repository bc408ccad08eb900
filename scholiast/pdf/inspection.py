"""Pages looked over before they are written: notes on the page of their call, nothing too wide."""

from collections.abc import Sequence

from weasyprint import Page

from scholiast.book import Book
from scholiast.pdf import rules
from scholiast.pdf.engine import Log

_TOLERANCE = 1.0  # px that a line may be wider than its measure: rounding, and hanging marks


def inspect(book: Book, pages: Sequence[Page], log: Log) -> None:
    """Enter in the log each note that begins late, and each chapter with text in its margin."""
    _inspect_notes(book, pages, log)


def _inspect_notes(book: Book, pages: Sequence[Page], log: Log) -> None:
    places: dict[str, int] = {}
    for number, page in enumerate(pages):
        for name in page.anchors:
            places.setdefault(name, number)
    for note in book.notes:
        call = places.get(note.references[0].id)
        if note.parent is None and (call is None or places.get(note.id) != call):
            log.diagnostics.append(
                rules.LATE_NOTE.at(
                    note.place,
                    f"the note `{note.label}` does not begin on the page of its call",
                    "move its call to another line, or shorten the note before it",
                )
            )
