"""Notes of several kinds in print: each where its kind says, under the marks of its page."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast import pdf, verify
from scholiast.arrange import arrange, numbered
from scholiast.book import Book, Chapter, NoteKind
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger, NoteRecord, open_ledger
from scholiast.theme import Theme
from scholiast.verify.mutations import places
from scholiast.verify.mutations.documents import Mutation
from scholiast.verify.self_test import break_copy
from tests import factory
from tests.pdf import reading
from tests.pdf.comparison import compare, report

THEME = Theme.find()
SETTINGS = PdfEdition.model_validate({"margins": {"outer": "40mm", "inner": "18mm"}})
KINDS = (
    NoteKind("author", "author"),
    NoteKind("translator", "translator", "symbols", "page", heading="Translations"),
    NoteKind("gloss", "gloss", "lower-alpha", pdf="margin"),
    NoteKind("source", "source", "lower-roman", heading="Sources", pdf="book-end"),
    NoteKind("editor", "editor", "upper-alpha", heading="Editor’s notes", pdf="chapter-end"),
    NoteKind("variant", "variant", pdf="none"),
)
NAMES = [kind.name for kind in KINDS]
SENTENCE = "The walls were long and led down to the sea, where the ships lay in the harbour. "


def _chapter(name: str, count: int, seed: int, kinds: Iterable[str] = NAMES) -> Chapter:
    """Return a chapter of so many notes, of kinds and lengths by chance."""
    chance, chosen = random.Random(seed), list(kinds)
    of: dict[str, str] = {}
    parts = []
    for number in range(count):
        label = f"n{number}"
        of[label] = chance.choice(chosen)
        words = f"Note {number} of {name} says what it says. " * chance.choice((1, 1, 2, 3, 9))
        if of[label] != "gloss" and chance.random() < 0.12:
            words += f"[[in{number}|More of {number} in {name}.]]"
        sentences = SENTENCE * chance.choice((1, 2, 4))
        parts.append(f"{sentences.strip()}[[{label}|{words.strip()}]] ")
        if chance.random() < 0.2:
            parts.append("</p><p>")
    plain = factory.chapter(name, f"<p>{''.join(parts)}</p>")
    notes = tuple(replace(note, kind=of.get(note.label, "author")) for note in plain.notes)
    return replace(plain, notes=notes)


def _book(*chapters: Chapter) -> Book:
    whole = replace(factory.book(*chapters), kinds=KINDS)
    whole = replace(whole, chapters=tuple(numbered(whole.chapters, whole)))
    return arrange(whole, Format.PDF)


@cache
def _printed() -> tuple[Book, Artifact]:
    book = _book(_chapter("one", 75, 1), _chapter("two", 60, 2))
    return book, pdf.render(book, THEME, SETTINGS)


def _codes(artifact: Artifact, ledger: Ledger) -> set[str]:
    return {finding.rule.code for finding in verify.artifact(artifact, ledger).diagnostics}


def test_every_note_stands_where_its_kind_says() -> None:
    """Foot, margin, ends: all notes of a book with all of them are proved, each once."""
    book, artifact = _printed()
    assert [] == list(artifact.diagnostics)
    proof = verify.artifact(artifact, open_ledger(book))
    assert [] == list(proof.diagnostics)
    assert proof.proved == len(book.notes)


def test_both_ways_are_alike() -> None:
    """Linked or laid out whole, pages of such a book are the same, running heads among them."""
    book, artifact = _printed()
    whole = pdf.render(book, THEME, SETTINGS, whole=True)
    assert "" == report(compare(reading.data_of(whole), reading.data_of(artifact)))


def test_heads_and_pages_of_calls_are_printed() -> None:
    """Over notes at the end stands to which pages they belong."""
    _, artifact = _printed()
    words = " ".join(word.text for word in reading.words(reading.data_of(artifact)))
    assert "Notes to pages " in words


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), kinds=st.sets(st.sampled_from(NAMES[:5]), min_size=2))
def test_whatever_the_mixture_no_note_is_lost(seed: int, kinds: set[str]) -> None:
    """Kinds in any mixture, notes of any length: the proof finds all, where they belong.

    A margin that has no room for its notes is said by the one who made the page, and by the proof.
    """
    book = _book(_chapter("one", 20, seed, sorted(kinds)))
    artifact = pdf.render(book, THEME, SETTINGS)
    proof = verify.artifact(artifact, open_ledger(book))
    found = {finding.rule.code for finding in proof.diagnostics} - {"V310"}
    is_too_full = "R313" in {finding.rule.code for finding in artifact.diagnostics}
    assert bool(found) is is_too_full
    assert found <= {"V302", "V303"}


def _of(kind: str, **other: object) -> Callable[[NoteRecord], NoteRecord]:
    """Return what has notes of a kind expected otherwise."""

    def change(note: NoteRecord) -> NoteRecord:
        return replace(note, **other) if note.kind == kind else note  # type: ignore[arg-type]

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_of("author", placement="margin"), "V315"),
        (_of("editor", placement=None), "V301"),
        (_of("gloss", placement="chapter-end"), "V315"),
        (_of("source", home=None), "V012"),
        (_of("translator", series="author"), "V017"),
        (_of("translator", by_page=("a", "b", "c", "d", "e", "f", "g", "h", "i")), "V003"),
    ],
)
def test_a_note_elsewhere_is_found(change: Callable[[NoteRecord], NoteRecord], code: str) -> None:
    """A ledger that has a kind elsewhere, or counted otherwise, does not agree with the file."""
    book, artifact = _printed()
    ledger = open_ledger(book)
    wrong = replace(ledger, notes=tuple(map(change, ledger.notes)))
    assert code in _codes(artifact, wrong)


@pytest.mark.parametrize(
    ("mutation", "code"),
    list(zip(places.MUTATIONS, ["V001", "V316", "V317"], strict=True)),
    ids=lambda value: getattr(value, "name", value),
)
def test_a_broken_file_is_found(mutation: Mutation, code: str) -> None:
    """What is moved, or says another page than it should, is seen."""
    book, artifact = _printed()
    ledger = open_ledger(book)
    broken = break_copy(artifact, ledger, mutation)
    assert broken is not None
    assert code in _codes(broken, ledger)


def test_a_wrong_head_is_found() -> None:
    """Running heads have to say what the ledger has for them."""
    book, artifact = _printed()
    ledger = open_ledger(book)
    chapters = tuple(
        replace(one, heads=("Page {first}", "Pages {first} to {last}")) if one.heads else one
        for one in ledger.chapters
    )
    assert "V317" in _codes(artifact, replace(ledger, chapters=chapters))
