"""Lists of figures and tables: what is listed, by which words, with which page."""

from pathlib import Path

import pytest

from scholiast import ledger, markup, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.config import Editions
from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.publish import render
from scholiast.theme import Theme
from tests import books

BOOK = """\
title: A Book
language: en-GB
spine:
  front: [chapters/0-dedication.md, chapters/1-preface.md]
  body: [chapters/2-one.md, chapters/3-two.md]
captions: {figures: chapter, tables: none}
lists: [figures, tables]
"""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>A</title></svg>'

FILES = {
    "chapters/0-dedication.md": "To whom it concerns.\n",
    "chapters/1-preface.md": "# Preface\n\nWords.\n",
    "chapters/2-one.md": """\
# One

![A *grand* plan,\\
of [houses](#h).[^n]](a.svg){#plan alt="A"}

[^n]: In a caption.

![A caption that is far too long.](a.svg){short="Short" alt="A"}

![Not this.](a.svg){.unnumbered alt="A"}

## Houses {#h}

| a | b |
|---|---|
| 1 | 2 |

: A table.
""",
    "chapters/3-two.md": '---\nlanguage: de\n---\n# Two\n\n![Das Haus.](a.svg){alt="A"}\n',
    "a.svg": DRAWING,
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book with both lists."""
    return books.composed(tmp_path_factory.mktemp("listed"), FILES, BOOK)


def listed(book: Book, id: str) -> list[tuple[str, str]]:
    """Return the lines of a list, with what each leads to."""
    tree = markup.parse(book.chapter(id).body)
    links = [link for link in tree.iter("a") if link.get("class") == "listed-caption"]
    return [(" ".join("".join(link.itertext()).split()), link.get("href", "")) for link in links]


def test_captions_are_listed_in_order(book: Book) -> None:
    """In one line, without their notes and links, by the words they have for it."""
    expected = [
        ("1.1 A grand plan, of houses.", "#plan"),
        ("1.2 Short", "#one--figure-2"),
        ("2.1 Das Haus.", "#two--figure-1"),
    ]
    assert expected == listed(book, "list-of-figures")
    assert [("A table.", "#one--table-1")] == listed(book, "list-of-tables")


def test_emphasis_and_language_are_kept(book: Book) -> None:
    """A title in italics stays so, and a line in another language says so."""
    body = book.chapter("list-of-figures").body
    assert "A <em>grand</em> plan" in body
    assert 1 == body.count('lang="de"')


def test_lists_stand_before_what_is_read(book: Book) -> None:
    """Behind a dedication, before the preface."""
    expected = ["dedication", "list-of-figures", "list-of-tables", "preface", "one", "two"]
    assert expected == [chapter.id for chapter in book.chapters]
    assert ("loi", "lot") == tuple(chapter.kind for chapter in book.chapters[1:3])


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML, Format.PDF])
def test_each_edition_is_proved(book: Book, format: Format) -> None:
    """Pages in print are those of the figures; the note of a caption is not called in the list."""
    own = arrange(book, format)
    made = render(own, Theme.find(), Editions(), format)
    proof = verify.artifact(made, ledger.open_ledger(own))
    assert [] == [as_concise(one) for one in (*made.diagnostics, *proof.diagnostics)]
    assert 1 == proof.proved


def test_a_list_of_nothing_is_not_printed(tmp_path: Path) -> None:
    """The rest of the book is as it was."""
    text = {"chapters/1.md": "# One\n\n![](a.svg){.decorative}\n", "a.svg": DRAWING}
    file = books.BOOK_YAML + "    - chapters/1.md\nlists: [tables]\n"
    made = books.composed(tmp_path, text, file)
    assert ["1"] == [chapter.id for chapter in made.chapters]
