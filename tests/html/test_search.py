"""What is searched in a web book: each word of text and notes stands in it, with its address."""

import json
from typing import Any

from lxml import html as lxml_html

from scholiast import html, text
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.html import search
from scholiast.theme import Theme
from tests import factory
from tests.html.books import odd_book, rich_book

_HEAD = "(globalThis.scholiastIndex ??= {})"


def chapters(book: Book) -> list[dict[str, Any]]:
    """Return the chapters in the search of a book, by their addresses."""
    files = html.render(book, Theme.find(), HtmlEdition()).files
    own = files["web/assets/search-1.js"].decode()
    head, _, data = own.removesuffix(";\n").partition(" = ")
    assert head == f"{_HEAD}[1]"
    found: list[dict[str, Any]] = json.loads(data)
    return found


def test_all_that_is_read_is_found() -> None:
    """Each word of each chapter and note of a book is in a passage, once, in order."""
    for book in (rich_book(), odd_book(), factory.book()):
        found = {chapter["page"]: chapter for chapter in chapters(book)}
        for chapter in book.chapters:
            passages = found[f"{chapter.id}.html"]["passages"]
            assert _says(" ".join(p[2] for p in passages if p[0] != 2), chapter.text)
            notes = [p[2] for p in passages if p[0] == 2]
            assert all(map(_says, notes, [note.text for note in chapter.notes]))
            assert len(notes) == len(chapter.notes)


def _says(words: str, own: str) -> bool:
    """Tell whether words say what a text says, in order; pictures and formulas say more."""
    said = text.bare(words)
    at = 0
    for word in own.split():
        at = said.find(text.bare(word), at)
        if at < 0:
            return False
    return True


def test_passages_say_where_they_are() -> None:
    """Paragraphs lead to themselves, rows of tables to their table, notes to their own address."""
    body = (
        "<p id='a'>One.[[n|A note.]]</p><h2 id='h'>Head</h2><div><p>Two.</p></div>"
        "<table id='t'><tr><td>x</td><td>y</td></tr><tr><td>z</td></tr></table>"
        "<dl><dt>Term</dt><dd id='d'>Sense.</dd></dl>"
    )
    (one,) = chapters(factory.book(factory.chapter("one", body)))
    places = {p[2]: p[1] for p in one["passages"]}
    assert places["One."] == "a"
    assert places["Head"] == "h"
    assert places["Two."].startswith("p-")
    assert (places["x y"], places["z"]) == ("t", "t")
    assert (places["Term"], places["Sense."]) == ("h", "d")
    (note,) = (p for p in one["passages"] if p[0] == 2)
    assert note == [2, "note-one-n", "A note.", "Note 1"]


def test_addresses_are_there() -> None:
    """Each id that a passage leads to stands on its page."""
    files = html.render(rich_book(), Theme.find(), HtmlEdition()).files
    for chapter in chapters(rich_book()):
        tree = lxml_html.fromstring(files[f"web/{chapter['page']}"])
        ids = set(tree.xpath("//@id"))
        assert ids.issuperset(p[1] for p in chapter["passages"])


def test_large_books_are_split() -> None:
    """A file is closed before it is too large, and no chapter is lost or torn."""
    entries = [json.dumps({"page": f"{n}.html", "title": "x" * 90_000}).encode() for n in range(7)]
    files = search.files(entries)
    assert ["search-1.js", "search-2.js", "search-3.js"] == list(files)
    assert all(len(data) < search.LARGEST + 200 for data in files.values())
    parts = [data.decode().partition(" = ")[2].removesuffix(";\n") for data in files.values()]
    assert [json.loads(e) for e in entries] == [c for part in parts for c in json.loads(part)]


def test_an_address_in_the_text_is_none_of_the_script() -> None:
    """A script names no other host: words that look like an address are written otherwise."""
    (data,) = search.files([b'{"title":"https://example.org"}']).values()
    assert b"https://" not in data
    assert b'"https:\\/\\/example.org"' in data
