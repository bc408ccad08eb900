"""An edited Word file brought back to the book that it was made of: all notes, or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scholiast import reading
from scholiast.diagnostics import Diagnostic, Severity, in_order
from scholiast.docx.table import Table
from scholiast.importing.model import Import
from scholiast.importing.office.package import open_package
from scholiast.importing.office.returned import import_returned, table_of
from scholiast.importing.office.rules import BOOK_CHANGED, NOT_OURS
from scholiast.importing.office.wordml import open_word
from scholiast.importing.rules import ImportRefusedError
from scholiast.source import Span


def import_onto(path: Path, book: Path, gone: frozenset[str]) -> Import:
    """Return what is to be written over the book in the folder `book`: changed files, no others.

    There are none where an error is among the findings, such as a note that has not come back and
    is not among those that are `gone`. Raises ImportRefusedError (X045, X068), and OSError.
    """
    word = open_word(open_package(path.as_posix(), path.read_bytes()))
    table = table_of(word.package)
    if table is None:
        finding = NOT_OURS.at(
            Span(path.as_posix()), "the file was not made of a book", "use `--to`"
        )
        raise ImportRefusedError(finding)
    imported = import_returned(word, table, gone)
    findings = in_order([*imported.findings, *_changed_since(table, book)])
    known = dict(table.files) | {one.path: one.source for one in table.chapters}
    changed = {path: one for path, one in imported.files.items() if known.get(path) != one}
    if any(one.severity is Severity.ERROR for one in findings):
        changed = {}
    return replace(imported, files=changed, pictures={}, findings=tuple(findings))


def _changed_since(table: Table, book: Path) -> Iterator[Diagnostic]:
    """Yield an error for each file of the book that is not what the Word file was made of."""
    sources = reading.read(book).sources
    sent = dict(table.files) | {one.path: one.source for one in table.chapters}
    for path, text in sent.items():
        if path not in sources:
            yield BOOK_CHANGED.at(Span(path), "the book has no such file any more")
        elif sources[path].text != text and path != "book.yaml":
            yield BOOK_CHANGED.at(Span(path), "it was changed after the Word file was made")
