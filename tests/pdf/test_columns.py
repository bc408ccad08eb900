"""Columns that a style sheet asks for: set in the text, one in notes, and said."""

from pathlib import Path

import pytest

from scholiast import verify
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact
from scholiast.ledger import open_ledger
from scholiast.pdf import render
from scholiast.theme import Theme
from tests import factory

WORDS = "one two three four five six seven eight nine ten " * 6


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    """Return a design in which what has the class `box` is set in two columns."""
    base = Theme.find().path("styles/base.css").read_text()
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "base.css").write_text(f"{base}\n.box {{ columns: 2; }}\n")
    return Theme.find(tmp_path)


def printed(theme: Theme, body: str) -> tuple[Book, Artifact]:
    """Return a book of one chapter, and its PDF."""
    book = factory.book(factory.chapter("c", body))
    return book, render(book, theme, PdfEdition())


def test_columns_in_a_note_are_one(theme: Theme) -> None:
    """All words of the note are there, and one warning says that they stand in one column."""
    box = f'<div class="box"><p>{WORDS}</p><p>{WORDS}</p></div>'
    book, artifact = printed(theme, f"<p>Text[[a|<p>Begin.</p>{box}<p>End.</p>]] goes on.</p>")
    assert [("R340", "columns in a note are set as one: `note-c-a`")] == [
        (finding.rule.code, finding.message) for finding in artifact.diagnostics
    ]
    assert () == verify.artifact(artifact, open_ledger(book)).diagnostics


def test_columns_in_the_text_call_notes(theme: Theme) -> None:
    """Notes that are called in columns stand at the foot of the page, all of them."""
    body = f'<div class="box"><p>{WORDS}[[a|Note.]] {WORDS}[[b|Other.]]</p><p>{WORDS}</p></div>'
    book, artifact = printed(theme, body)
    assert () == artifact.diagnostics
    assert () == verify.artifact(artifact, open_ledger(book)).diagnostics
