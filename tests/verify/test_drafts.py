"""Placeholders of a draft are seen, reported and never taken for notes."""

from dataclasses import replace

import pytest

from scholiast import publish, verify
from scholiast.book import Book
from scholiast.config import Editions
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Ledger, open_ledger
from scholiast.theme import Theme
from tests import factory
from tests.verify import artifacts

MAKERS = {Format.EPUB: artifacts.epub, Format.HTML: artifacts.web, Format.PDF: artifacts.pdf}


def _draft() -> Book:
    """Return a book of one chapter in which the second of three notes is missing."""
    body = "<p>One[[one|First.]] two[[two|The note two is missing.]] three[[three|Third.]].</p>"
    chapter = factory.chapter("draft", body)
    notes = tuple(replace(note, missing=note.label == "two") for note in chapter.notes)
    return replace(factory.book(replace(chapter, notes=notes)), draft=True)


def _codes(artifact: Artifact, ledger: Ledger) -> list[str]:
    return [finding.rule.code for finding in verify.artifact(artifact, ledger).diagnostics]


@pytest.mark.parametrize("form", MAIN)
def test_a_placeholder_is_reported_and_not_proved(form: Format) -> None:
    """A draft as we render it has one finding for each placeholder, and no error."""
    book = _draft()
    artifact = publish.render(book, Theme.find(), Editions(), form)
    proof = verify.artifact(artifact, open_ledger(book))
    assert ["V014"] == [finding.rule.code for finding in proof.diagnostics]
    assert proof.good
    assert 2 == proof.proved


@pytest.mark.parametrize("form", MAIN)
def test_a_placeholder_never_passes_for_a_release(form: Format) -> None:
    """With a ledger that is of no draft, a placeholder is an error."""
    book = _draft()
    ledger = open_ledger(replace(book, draft=False))
    assert "V016" in _codes(MAKERS[form](book), ledger)


@pytest.mark.parametrize("form", [Format.EPUB, Format.HTML])
def test_a_placeholder_that_looks_like_a_note_is_an_error(form: Format) -> None:
    """A placeholder without its mark is found."""
    book = _draft()
    plain = replace(
        book,
        chapters=tuple(
            replace(c, notes=tuple(replace(n, missing=False) for n in c.notes))
            for c in book.chapters
        ),
    )
    assert "V015" in _codes(MAKERS[form](plain), open_ledger(book))
