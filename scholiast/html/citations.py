"""How a page is cited: what its template is given of a citation, and files beside the pages."""

from dataclasses import dataclass

from markupsafe import Markup

from scholiast.book import Book

_NAMES = {"bib": "BibTeX", "ris": "RIS", "json": "CSL JSON"}
"""What records are called, by the endings of their files."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page is cited: `entries` by the names of styles, addresses of `records` by theirs."""

    entries: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, str], ...]


def shown(book: Book, id: str, *, alone: bool = False) -> Shown | None:
    """Return how a chapter is cited, or the book, whose id is empty; None where nobody knows.

    A page that stands `alone` has no files beside it.
    """
    found = book.citations.get(id)
    if found is None:
        return None
    records = () if alone else found.records
    return Shown(
        tuple((style, Markup(entry)) for style, entry in found.entries),
        tuple((_NAMES[ending], _path(id, ending)) for ending, _ in records),
    )


def files(book: Book) -> dict[str, bytes]:
    """Return the records of a book and its chapters, by path below the folder of the pages."""
    return {
        _path(id, ending): data
        for id, citation in book.citations.items()
        for ending, data in citation.records
    }


def _path(id: str, ending: str) -> str:
    return f"cite/{id or 'index'}.{ending}"
