"""A book as one edition has it: notes counted, left out, and standing elsewhere."""

from dataclasses import replace

import pytest

from scholiast.arrange import arrange, numbered
from scholiast.book import Book, Chapter, Note, NoteKind
from scholiast.config import KindOfNote, Notes
from scholiast.edition import MAIN, Format
from scholiast.kinds import kinds as declared
from tests import factory

BODY = (
    "<p>One.[[one|Author.]] Two.[[two|Translator.]] Three.[[three|Author, [[in|inner]] again.]]"
    "</p><p>Four.[[four|Translator.]] Two.[[two]]</p>"
)
KINDS = {"two": "translator", "four": "translator"}


def book(*chapters: Chapter, **kinds: NoteKind) -> Book:
    """Return a book with these kinds beside the author's."""
    own = kinds.pop("author", NoteKind("author", "author"))
    whole = replace(factory.book(*chapters), kinds=(own, *kinds.values()))
    return replace(whole, chapters=tuple(numbered(whole.chapters, whole)))


def chapter(name: str, body: str = BODY, kinds: dict[str, str] | None = None) -> Chapter:
    """Return a chapter whose notes are of these kinds by label."""
    plain = factory.chapter(name, body)
    wanted = KINDS if kinds is None else kinds
    notes = tuple(replace(n, kind=wanted.get(n.label, "author")) for n in plain.notes)
    return replace(plain, notes=notes)


def marks(notes: tuple[Note, ...]) -> str:
    """Return label and number of notes."""
    return " ".join(f"{note.label}:{note.number}" for note in notes)


def translator(**more: str) -> NoteKind:
    """Return a kind with a series of its own."""
    return NoteKind("translator", "translator", "symbols", heading="Translations", **more)


def test_a_plain_book_is_itself() -> None:
    """Nothing is made where no kind asks for anything."""
    whole = book(chapter("a"))
    assert all(arrange(whole, format) is whole for format in MAIN)


def test_each_series_counts_for_itself() -> None:
    """Numbers and symbols go side by side; a note in a note has a mark of its own."""
    whole = book(chapter("a"), chapter("b"), translator=translator())
    assert marks(whole.chapters[0].notes) == "one:1 two:* three:2 in:a four:†"
    assert marks(whole.chapters[1].notes) == "one:1 two:* three:2 in:a four:†"


@pytest.mark.parametrize(
    ("restart", "number"), [("book", "5"), ("part", "5"), ("chapter", "1"), ("page", "1")]
)
def test_a_series_begins_again(restart: str, number: str) -> None:
    """Each series begins again where its kind says; pages count as chapters until there are any."""
    chapters = [replace(chapter(name, kinds={}), part="part-one") for name in "ab"]
    whole = book(*chapters, author=NoteKind("author", "author", restart=restart))
    assert whole.chapters[1].notes[0].number == number


def test_pages_count_in_print_alone() -> None:
    """In print a note knows by what marks it will be counted; elsewhere chapters count."""
    whole = book(chapter("a"), translator=translator(restart="page"))
    printed, shown = arrange(whole, Format.PDF), arrange(whole, Format.EPUB)
    by_page = {note.label: note.by_page for note in printed.notes}
    assert by_page == {"one": None, "two": "symbols", "three": None, "in": None, "four": "symbols"}
    assert {note.by_page for note in shown.notes} == {None}


def test_notes_are_left_out_with_their_calls() -> None:
    """A clean edition has neither the notes of a kind nor anything that leads to them."""
    whole = book(chapter("a"), translator=translator(epub="none"))
    clean = arrange(whole, Format.EPUB).chapters[0]
    assert marks(clean.notes) == "one:1 three:2 in:a"
    assert "-two" not in clean.body
    assert "-four" not in clean.body
    assert clean.text == whole.chapters[0].text
    assert arrange(whole, Format.HTML).chapters[0].body == whole.chapters[0].body


def test_what_only_a_note_left_out_calls_is_left_out() -> None:
    """A note that is called elsewhere, too, stays, as what it is there."""
    body = "<p>A.[[x|Out [[y|y]] and [[z|z]].]] B.[[z]]</p>"
    whole = book(chapter("a", body, {"x": "translator"}), translator=translator(pdf="none"))
    (own,) = arrange(whole, Format.PDF).chapters
    assert [(note.label, note.parent, note.number) for note in own.notes] == [("z", None, "1")]
    assert [call.id for call in own.notes[0].references] == ["call-a-z-2"]


def test_notes_know_where_they_stand() -> None:
    """A kind says where; a note in a note stands with its parent, whatever its own kind."""
    body = "<p>A.[[x|Words [[y|more]].]] B.[[z|last]]</p>"
    kinds = {"x": "translator", "z": "author", "y": "author"}
    whole = book(chapter("a", body, kinds), translator=translator(pdf="margin", html="chapter-end"))
    printed, web = arrange(whole, Format.PDF), arrange(whole, Format.HTML)
    assert [note.placement for note in printed.notes] == ["margin", "margin", None]
    assert [note.placement for note in web.notes] == ["chapter-end", "chapter-end", None]
    assert [(g.placement, g.series, g.heading, g.notes) for g in web.chapters[0].groups] == [
        (None, "author", None, ("note-a-z",)),
        ("chapter-end", "translator", "Translations", ("note-a-x", "note-a-y")),
    ]


def test_notes_at_the_end_have_a_chapter() -> None:
    """It stands before the bibliography, grouped by chapters; notes know it as their home."""
    last = replace(factory.chapter("works", "<p>W.</p>"), kind="bibliography")
    whole = book(chapter("a"), chapter("b"), last, translator=translator(pdf="book-end"))
    printed = arrange(whole, Format.PDF)
    assert [own.id for own in printed.chapters] == ["a", "b", "notes-translator", "works"]
    notes = printed.chapters[2]
    assert (notes.kind, notes.title, notes.notes) == ("endnotes", "Translations", ())
    assert [note.id for note in notes.guests] == [
        *("note-a-two", "note-a-four", "note-b-two", "note-b-four")
    ]
    homes = {note.label: note.home for note in printed.chapters[0].notes}
    assert homes == {
        "one": None,
        "two": "notes-translator",
        "three": None,
        "in": None,
        "four": "notes-translator",
    }
    assert 'data-notes="note-a-two note-a-four"' in notes.body
    assert notes.text == "1. A 1. B"


def test_a_chapter_of_that_name_keeps_it() -> None:
    """An author's chapter called `notes` stays what it is."""
    end = NoteKind("author", "author", epub="book-end")
    whole = book(chapter("notes", kinds={}), author=end)
    assert [own.id for own in arrange(whole, Format.EPUB).chapters] == ["notes", "notes-2"]


def test_kinds_are_called_in_the_language_of_a_chapter() -> None:
    """What `book.yaml` calls a kind stays; what it leaves to the language is said in each."""
    kinds = tuple(k for k in declared(Notes(kinds={"translator": KindOfNote()}), "en-GB"))
    own = replace(kinds[1], label="Our translator", heading=kinds[1].heading)
    german = replace(chapter("a"), language="de")
    whole = replace(factory.book(german), kinds=(kinds[0], own))
    whole = replace(whole, chapters=tuple(numbered(whole.chapters, whole)))
    (arranged,) = arrange(whole, Format.EPUB).chapters
    assert {note.called for note in arranged.notes} == {None, "Our translator"}
    assert [group.heading for group in arranged.groups] == [None, "Anmerkungen des Übersetzers"]
