"""Books with notes of all kinds and in all places come back from their EPUB as they were."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scholiast import epub, reading
from scholiast.arrange import arrange
from scholiast.book import Book, Chapter, Note
from scholiast.compose import compose
from scholiast.config import EpubEdition
from scholiast.edition import Format
from scholiast.importing import Fate, Import, import_path, write_import
from scholiast.theme import Theme
from tests import books
from tests.epub.books import unpacked

BOOK = """\
title: A Book
subtitle: With more
language: en-GB
slug: sample
contributors: [{name: Ada Writer}, {name: Ed Itor, role: editor}]
date: 2026-05-01
series: {name: A Series, number: "3", issn: 2049-3630}
edition: Second
notes:
  kinds:
    author: {placement: {epub: pop-up}}
    editor: {placement: {epub: chapter-end}}
    translator: {placement: {epub: book-end}}
    mine: {marks: lower-roman}
spine:
  front: [{file: chapters/before.md, kind: preface}]
  body:
    - part: The First
      chapters: [chapters/a.md, chapters/a-b.md]
    - part: The Second
      chapters: [chapters/other.md]
  back:
    - {file: chapters/more.md, kind: appendix}
    - {file: chapters/thanks.md, kind: acknowledgments}
"""

FILLER = "Words that fill a page and go on, as they do in books that have no end of them. " * 5

PLACES = {
    "text": "Some *words*[^{0}] and more.",
    "twice": "It is said[^{0}] and said again[^{0}].",
    "next": "Two in a row[^{0}]^[One that stands where it is called: {0}.]",
    "heading": "## A section[^{0}] {{#at-{0}}}\n\nIts text, see [there](#at-{0}).",
    "cell": "| A | B |\n|---|---|\n| x[^{0}] | y |",
    "quotation": "> Quoted.[^{0}]",
    "item": "1. First\n2. Second[^{0}]\n\n    - Inner",
    "term": "Term\n:   What it is.[^{0}]",
    "verse": "| A line[^{0}]\n| and one more",
    "task": "- [x] Done[^{0}]\n- [ ] To do",
    "language": "Ein [deutsches Wort[^{0}]]{{lang=de}} hier.",
    "long": "\n\n".join([FILLER] * 12) + "[^{0}]",
}
BODIES = {
    "plain": "A note, called {0}.",
    "paragraphs": "First of *two*.\n\n    The second, with `code`.",
    "list": "A list:\n\n    - one\n    - two",
    "nested": "Outer[^in-{0}] of two.\n\n[^in-{0}]: Inner, called {0}.",
    "formula": "That $x^2$ is 4.",
    "quoting": "\u201cSo\u201d (she said) 1812: [12] \u2013 no\u00a0more; Ἀθῆναι 雅典.",
}
KINDS = ["", "{.editor} ", "{.translator} ", "{.mine} "]

NOTES = st.tuples(
    st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(BODIES)), st.sampled_from(KINDS)
)
CHAPTERS = st.lists(st.lists(NOTES, max_size=5), min_size=6, max_size=6)


def chapter(name: str, notes: Sequence[tuple[str, str, str]], header: str = "") -> str:
    """Return a chapter that has these notes."""
    parts = [f"{header}# Chapter {name}"]
    for at, (place, body, kind) in enumerate(notes):
        label = f"{name.replace('-', '_')}{at}"
        parts.append(PLACES[place].format(label))
        parts.append(f"[^{label}]: {kind}{BODIES[body].format(label)}")
    return "\n\n".join(parts) + "\n"


def files(chapters: Sequence[Sequence[tuple[str, str, str]]]) -> dict[str, str]:
    """Return the six chapters of a book."""
    names = ["before", "a", "a-b", "other", "more", "thanks"]
    headers = {"other": "---\nlanguage: de\nauthor: Zoë Other\n---\n\n"}
    return {
        f"chapters/{name}.md": chapter(name, notes, headers.get(name, ""))
        for name, notes in zip(names, chapters, strict=True)
    }


def there_and_back(folder: Path, written: dict[str, str]) -> tuple[Book, Book, Import, list[str]]:
    """Return a book, and what its EPUB is read back as; the names of what is in the EPUB."""
    book = books.composed(folder / "book", written, BOOK)
    made = epub.render(arrange(book, Format.EPUB), Theme.find(), EpubEdition(split=50))
    (folder / "sample.epub").write_bytes(made.files["sample.epub"])
    found = import_path(folder / "sample.epub")
    write_import(found, folder / "back")
    again = compose(reading.read(folder / "back"), modified=books.MODIFIED)
    return book, again, found, [*unpacked(made.files["sample.epub"])]


def said(chapter: Chapter) -> list[object]:
    """Return what is to come back of a chapter, but its notes."""
    own = chapter.kind, chapter.matter, chapter.part, chapter.number, chapter.language
    headings = [(one.level, one.title) for one in chapter.headings]
    return [chapter.title, chapter.text, own, chapter.authors, headings]


def noted(note: Note, labels: dict[str, str]) -> list[object]:
    """Return what is to come back of a note; one without a label gets one of its words."""
    label = note.label if note.label in labels.values() else ""
    parent = note.parent and labels.get(note.parent)
    return [label, note.kind, note.text, len(note.references), parent]


def assert_alike(book: Book, again: Book) -> None:
    """Compare chapters and notes of two books, in order."""
    assert [said(one) for one in book.chapters] == [said(one) for one in again.chapters]
    for one, other in zip(book.chapters, again.chapters, strict=True):
        typed = {note.label for note in one.notes if note.label}
        labels = [
            {note.id: note.label for note in many if note.label in typed}
            for many in (one.notes, other.notes)
        ]
        assert [noted(note, labels[0]) for note in one.notes] == [
            noted(note, labels[1]) for note in other.notes
        ]
    kept = {"title", "subtitle", "language", "date", "series", "edition"}
    assert book.metadata.model_dump(include=kept) == again.metadata.model_dump(include=kept)
    people = [[(one.name, one.role) for one in b.metadata.contributors] for b in (book, again)]
    assert people[0] == people[1]


@given(CHAPTERS)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_book_comes_back(chapters: list[list[tuple[str, str, str]]]) -> None:
    """Chapters, parts, notes with kind, text, label, order and place; no note is in doubt."""
    with tempfile.TemporaryDirectory() as name:
        book, again, found, _ = there_and_back(Path(name), files(chapters))
    assert len(found.account) == found.count(Fate.RESOLVED)
    assert_alike(book, again)


def test_a_book_in_parts_comes_back(tmp_path: Path) -> None:
    """Chapters and lists of notes that are several documents are one again, links and all."""
    many = [(place, body, kind) for place in PLACES for body in BODIES for kind in KINDS]
    spread = [many[at::40] for at in range(5)] + [[("long", "plain", KINDS[2])] * 40]
    book, again, found, names = there_and_back(tmp_path, files(spread))
    assert {"EPUB/text/thanks-3.xhtml"} <= set(names)
    assert len(found.account) == found.count(Fate.RESOLVED) > 70
    assert [] == [one for one in found.findings if one.rule.code == "X080"]
    assert_alike(book, again)


def test_what_was_made_is_told(tmp_path: Path) -> None:
    """Citations, works and terms of an index come back as text; a heading `Notes` is one still."""
    written = {
        "chapters/one.md": "# One\n\n## Notes {#notes}\n\nSaid [@k].[^n] [R]{.index}\n\n[^n]: No\n",
        "chapters/index.md": "# Index\n\n::: index\n:::\n",
        "works.bib": "@book{k, author={A B}, title={T}, year=1900}\n",
    }
    book = (
        "title: A Book\nlanguage: en\nslug: sample\nbibliography: works.bib\nspine:\n  body:\n"
        "    - chapters/one.md\n  back:\n    - {file: chapters/index.md, kind: index}\n"
    )
    made = epub.render(
        books.composed(tmp_path / "book", written, book), Theme.find(), EpubEdition()
    )
    (tmp_path / "sample.epub").write_bytes(made.files["sample.epub"])
    found = import_path(tmp_path / "sample.epub")
    told = {one.message for one in found.findings if one.rule.code == "X081"}
    assert {"citations are text now: 1", "terms of an index are text now: 1"} <= told
    assert any("## Notes" in text for text in found.files.values())
