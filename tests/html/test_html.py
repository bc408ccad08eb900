"""The pages of a web book are whole, link to each other, and name no other host."""

import re

import tinycss2
from lxml import html as lxml_html

from scholiast import html, text
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.theme import Theme
from tests import factory
from tests.epub.test_epub import rich_book


def made(book: Book) -> dict[str, bytes]:
    """Return the files of a web book, by path below its folder."""
    files = html.render(book, Theme.find(), HtmlEdition()).files
    return {name.removeprefix("web/"): data for name, data in files.items()}


def page(files: dict[str, bytes], name: str) -> lxml_html.HtmlElement:
    """Return a page as a tree."""
    return lxml_html.document_fromstring(files[name].decode())


def test_every_link_lands() -> None:
    """Each link within the book names a page that there is, and an id on it."""
    files = made(factory.book())
    ids = {n: {e.get("id") for e in page(files, n).iter() if e.get("id")} for n in _pages(files)}
    for name in _pages(files):
        for link in page(files, name).iter("a"):
            target, _, fragment = link.get("href").partition("#")
            assert (target or name) in files
            assert not fragment or fragment in ids[target or name]


def test_ids_stand_once() -> None:
    """No page has an id twice."""
    files = made(rich_book())
    for name in _pages(files):
        ids = [e.get("id") for e in page(files, name).iter() if e.get("id")]
        assert len(ids) == len(set(ids))


def test_calls_and_notes_match() -> None:
    """Each call leads to a note of its page, and the note has a way back to each of its calls."""
    files = made(factory.book())
    tree = page(files, "rome.html")
    calls = {a.get("id"): a.get("href")[1:] for a in tree.xpath("//a[@role='doc-noteref']")}
    backs = {
        a.get("href")[1:]: aside.get("id")
        for aside in tree.xpath("//aside[@role='doc-footnote']")
        for a in aside.xpath(".//a[@role='doc-backlink']")
    }
    assert calls == backs
    assert len(calls) == 7


def test_the_words_are_those_of_the_book() -> None:
    """The text of a chapter, calls left out, is the text that was composed."""
    book = factory.book()
    files = made(book)
    for chapter in book.chapters:
        (found,) = page(files, f"{chapter.id}.html").find_class("chapter-text")
        for call in found.xpath(".//a[@role='doc-noteref']"):
            call.drop_tree()
        assert text.digest(chapter.text) == text.digest(found.text_content())


def test_contents_list_every_chapter_in_order() -> None:
    """The first page leads to all chapters, parts standing over theirs."""
    book = rich_book()
    files = made(book)
    (nav,) = page(files, "index.html").xpath("//nav[@role='doc-toc']")
    links = [a.get("href") for a in nav.iter("a") if "#" not in a.get("href")]
    assert links == [f"{chapter.id}.html" for chapter in book.chapters]
    assert [li.get("id") for li in nav.find_class("contents-part")] == ["part-i"]


def test_pages_lead_on_and_back() -> None:
    """Each page names the one before and the one after."""
    files = made(factory.book())
    tree = page(files, "rome.html")
    ways = {a.get("rel"): a.get("href") for a in tree.xpath("//nav[@class='pager']/a")}
    assert ways == {"prev": "preface.html", "next": "athens.html"}


def test_nothing_is_asked_of_another_host() -> None:
    """No page, style or script names an address with a host, but for links to read on."""
    files = made(rich_book())
    for name in _pages(files):
        for element in page(files, name).iter():
            for attribute in ("src", "srcset", "poster", "data"):
                assert "//" not in (element.get(attribute) or "")
            if element.tag == "link":
                assert "//" not in element.get("href")
    for name in files:
        if name.endswith(".css"):
            assert "//" not in " ".join(_urls(files[name].decode()))
    assert not re.search(rb"https?:|import\(|fetch\(", files["assets/book.js"])


def test_every_file_that_is_named_is_there() -> None:
    """Images, styles, fonts and the script are all in the folder."""
    files = made(rich_book())
    for name in _pages(files):
        tree = page(files, name)
        named = [*tree.xpath("//img/@src"), *tree.xpath("//script/@src")]
        named += tree.xpath("//link[@rel='stylesheet']/@href")
        assert all(path in files for path in named)
    for style in ("assets/base.css", "assets/web.css"):
        assert all(f"assets/{url}" in files for url in _urls(files[style].decode()))


def test_the_same_book_gives_the_same_bytes() -> None:
    """Nothing of the hour or the machine gets in."""
    assert made(rich_book()) == made(rich_book())


def test_the_first_page_is_light() -> None:
    """Script and style of a page are under 100 kB together, and the script under 15."""
    files = made(factory.book())
    weight = {n: len(d) for n, d in files.items() if n.endswith((".css", ".js"))}
    assert sum(weight.values()) < 100_000
    assert weight["assets/book.js"] < 15_000


def _pages(files: dict[str, bytes]) -> list[str]:
    return [name for name in files if name.endswith(".html")]


def _urls(css: str) -> list[str]:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    tokens = [token for rule in rules for token in rule.content or ()]
    return [token.value for token in tokens if token.type == "url"]
