"""The handbook in `book/`: as the manual it must be complete, as an example without a fault."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel

from scholiast import config, rules
from scholiast.book import Book
from scholiast.bookfile import Header
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.diagnostics import as_concise, in_order
from scholiast.manuscript import Manuscript
from scholiast.reading import read

HANDBOOK = Path(__file__).resolve().parents[1] / "book"


@pytest.fixture(scope="module")
def manuscript() -> Manuscript:
    return read(HANDBOOK)


@pytest.fixture(scope="module")
def book(manuscript: Manuscript) -> Book:
    return compose(manuscript, modified=datetime(2026, 11, 23, tzinfo=UTC))


def test_nothing_is_wrong_in_the_handbook(manuscript: Manuscript) -> None:
    """Not even a warning stands in the manuscript that shows how manuscripts are written."""
    findings = in_order([*manuscript.problems, *check(manuscript)])
    assert [] == [as_concise(finding) for finding in findings if finding.rule.default]


def test_notes_are_written_in_every_way(manuscript: Manuscript, book: Book) -> None:
    """The handbook shows what it describes: all three ways, nested, called twice, very long."""
    in_chapters = [entry for draft in manuscript.drafts for entry in draft.entries]
    ways = {
        "inline": any(entry.inline for entry in in_chapters),
        "in the chapter": any(not entry.inline for entry in in_chapters),
        "in notes/": bool(manuscript.notes),
        "with sources": any(entry.sources for entry in manuscript.notes),
        "of several paragraphs": any(len(entry.blocks) > 1 for entry in in_chapters),
        "in a note": any(note.parent for note in book.notes),
        "called twice": any(len(note.references) > 1 for note in book.notes),
        "very long": any(len(note.text.split()) > 300 for note in book.notes),
        "in a heading": any("note-ref" in chapter.title_xhtml for chapter in book.chapters),
    }
    assert [] == [way for way, shown in ways.items() if not shown]
    assert len(book.notes) >= 60


def test_every_rule_is_listed() -> None:
    """Appendix B names each rule by its code, with the right severity, and no code that is gone."""
    text = (HANDBOOK / "chapters" / "91-all-messages.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([A-Z]\d{3})(?: \*([wn])\*)? +\|", text, re.MULTILINE)
    marks = {"error": "", "warning": "w", "note": "n"}
    expected = {(rule.code, marks[rule.severity.value]) for rule in rules.table().values()}
    assert expected == set(listed)


def keys(model: type[BaseModel]) -> Iterator[str]:
    """Yield the names of all keys of a model and of those below it."""
    for name, info in model.model_fields.items():
        yield name
        for inner in models_in(info.annotation):
            yield from keys(inner)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from models_in(argument)


@pytest.mark.parametrize("model", [config.BookFile, Header])
def test_every_key_is_explained(model: type[BaseModel]) -> None:
    """Appendix A names each key of `book.yaml` and of a header."""
    text = (HANDBOOK / "chapters" / "90-book-yaml.md").read_text(encoding="utf-8")
    named = {key for word in re.findall(r"`([a-z_.]+)`", text) for key in word.split(".")}
    assert set() == set(keys(model)) - named


def test_every_field_of_an_entry_is_explained() -> None:
    """The chapter on notes names each field of an entry in `notes/`."""
    text = (HANDBOOK / "chapters" / "22-notes.md").read_text(encoding="utf-8")
    table = text.partition("{#tbl-entry}")[0]
    named = set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE))
    assert set(config.NoteEntryModel.model_fields) == named


def test_the_record_shown_is_the_real_one(book: Book) -> None:
    """The record of the ledger that the handbook prints is that of its own first note."""
    text = (HANDBOOK / "chapters" / "41-proof.md").read_text(encoding="utf-8")
    note = book.notes[0]
    place, call = note.place.start, note.references[0].place.start
    assert place is not None
    assert call is not None
    for line, column in ((place.line, place.column), (call.line, call.column)):
        assert f'"path": "{note.place.path}", "line": {line}, "column": {column}' in text
