"""Page references: links that say where they lead, in the words of each format."""

from pathlib import Path

import pytest

from scholiast import crossrefs, markup
from scholiast.book import Book, PageReference
from tests.books import composed

ROME = """\
# Rome

Begun early.[^a]

## Roads {#roads}

Long.[^b]

[^a]: Old.

[^b]: See [](#walls){.page} or [the roads](#roads){.page}.
"""
ATHENS = """\
# Athens[^t]

## The *Long* Walls[^w] {#walls}

![A stone](images/s.svg){#stone alt="A stone"} and [](rome.md#roads){.page};
[](rome.md){.page}, [](#stone){.page}.

[^t]: A title.

[^w]: A heading.
"""


def book(root: Path, text: str) -> Book:
    """Return a book whose third chapter has this text."""
    image = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    files = {"chapters/rome.md": ROME, "chapters/athens.md": ATHENS, "images/s.svg": image}
    return composed(root, {**files, "chapters/c.md": f"# Last\n\n{text}\n"})


def marked(fragment: str) -> str:
    """Return a fragment with its page references marked."""
    tree = markup.parse(f"<div>{fragment}</div>")
    crossrefs.mark(tree)
    return markup.inner(tree)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('a <a class="page" href="#x"/> b', 'a <a class="page-ref" href="#x"/> b'),
        ('<a class="x page y" href="#x"> </a>', '<a class="page-ref x y" href="#x"/>'),
        (
            'a <a class="page" href="#x">w</a> b',
            'a <a href="#x">w</a><a href="#x" class="page-ref page-ref-behind"/> b',
        ),
        (
            '<a class="page" href="#x"><em>w</em></a>',
            '<a href="#x"><em>w</em></a><a href="#x" class="page-ref page-ref-behind"/>',
        ),
        ('<a href="#x">w</a>', '<a href="#x">w</a>'),
        ('<a class="pages" href="#x">w</a>', '<a class="pages" href="#x">w</a>'),
        ('<a class="page-ref" href="#x">w</a>', '<a href="#x">w</a>'),
        ('<a class="page page-ref" href="#x"/>', '<a class="page-ref" href="#x"/>'),
    ],
)
def test_links_that_are_meant_become_references(written: str, expected: str) -> None:
    """An empty one is a reference itself, one with words has it behind them."""
    assert expected == marked(written)


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("#chapter-rome", "Rome"),
        ("rome.md", "Rome"),
        ("#roads", "Roads"),
        ("#walls", "The Long Walls"),
        ("#stone", "The Long Walls"),
        ("#note-rome-a", "Rome"),
        ("#call-rome-a", "Rome"),
        ("#note-rome-b", "Roads"),
        ("#note-athens-t", "Athens"),
        ("#note-athens-w", "The Long Walls"),
        ("#chapter-c", "Last"),
    ],
)
def test_a_reference_knows_the_section_it_leads_to(target: str, title: str, tmp_path: Path) -> None:
    """The section is that of the nearest heading above, for a note that of its first call."""
    last = book(tmp_path, "See [](@){.page}.".replace("@", target)).chapter("c")
    assert [title] == [reference.title for reference in last.page_references]


def test_references_of_notes_are_those_of_their_chapter(tmp_path: Path) -> None:
    """All targets of a chapter are known, each once, those in its notes after those in its text."""
    chapters = book(tmp_path, "None.").chapters
    assert [
        (PageReference("walls", "The Long Walls"), PageReference("roads", "Roads")),
        (
            PageReference("roads", "Roads"),
            PageReference("chapter-rome", "Rome"),
            PageReference("stone", "The Long Walls"),
        ),
        (),
    ] == [chapter.page_references for chapter in chapters]


def test_what_references_say_are_no_words_of_the_text(tmp_path: Path) -> None:
    """Formats say it each in its own way, so the texts that are compared are without it."""
    rome, athens, _ = book(tmp_path, "None.").chapters
    assert "See or the roads." == rome.notes[1].text
    assert "The Long Walls and ; , ." == athens.text
