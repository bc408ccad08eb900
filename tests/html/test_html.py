"""The pages of a web book are whole, link to each other, and name no other host."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
import tinycss2
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html
from tinyhtml5.parser import HTMLParser

from scholiast import html, ledger, text, verify
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.diagnostics import as_concise
from scholiast.html import trees
from scholiast.html.pages import Site, chapter_page
from scholiast.theme import Theme, ThemeError
from tests import factory
from tests.html.books import odd_book, rich_book


def made(book: Book) -> dict[str, bytes]:
    """Return the files of a web book, by path below its folder."""
    files = html.render(book, Theme.find(), HtmlEdition()).files
    return {name.removeprefix("web/"): data for name, data in files.items()}


def page(files: dict[str, bytes], name: str) -> lxml_html.HtmlElement:
    """Return a page as a tree."""
    return lxml_html.document_fromstring(files[name].decode())


GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", ["index", "rome"])
def test_pages_are_written_as_before(name: str, update: bool) -> None:
    """The mark-up of the first page and of a chapter is what it was; `--update` takes the new."""
    found = made(factory.book())[f"{name}.html"]
    path = GOLDEN / f"{name}.html"
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(found)
    assert path.read_text(encoding="utf-8") == found.decode()


def test_browsers_read_what_was_meant() -> None:
    """A parser that follows the HTML Standard, 13.2, finds no error on any page."""
    for book in (factory.book(), rich_book(), odd_book()):
        files = made(book)
        for name in _pages(files):
            parser = HTMLParser()
            parser.parse(files[name], override_encoding="utf-8")
            assert [] == parser.errors, name


def test_the_proofreader_has_nothing_to_say() -> None:
    """Every note, call and way back is found by those who know nothing of how it was made."""
    for book in (factory.book(), rich_book(), odd_book()):
        artifact = html.render(book, Theme.find(), HtmlEdition())
        proof = verify.artifact(artifact, ledger.open_ledger(book))
        assert [] == [as_concise(finding) for finding in proof.diagnostics]
        assert {note.id for note in book.notes} == set(proof.stands)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=40))
def test_any_words_come_through(words: str) -> None:
    """Whatever stands in text, title and note, the page shows these very words."""
    safe = lxml_html.tostring(_text_node(f"{words}x"), encoding="unicode", method="xml")
    body = safe.replace("[[", "[ [").replace("]]", "] ]").replace("|", "/")
    book = factory.book(factory.chapter("any", f"<p>{body}[[n|{body}]]</p>", title=body))
    site = Site.of(book, Theme.find(), HtmlEdition(), {})
    written = trees.as_html(chapter_page(site, book.chapters[0]))
    tree = lxml_html.document_fromstring(written.decode())
    (note,) = tree.xpath("//aside[@role='doc-footnote']")
    for back in note.xpath(".//a[@role='doc-backlink']"):
        back.drop_tree()
    chapter = book.chapters[0]
    assert text.digest(chapter.notes[0].text) == text.digest(note.text_content())
    (heading,) = tree.iter("h1")
    assert text.digest(chapter.title) == text.digest(heading.text_content())


def _text_node(words: str) -> etree._Element:
    node = etree.Element("span")
    node.text = words
    return node


def test_a_chapter_in_another_language_says_so() -> None:
    """The page is in the language of the book, the chapter in its own, with its own words."""
    tree = page(made(odd_book()), "odd.html")
    assert ("en-GB", "ltr") == (tree.get("lang"), tree.get("dir"))
    (chapter,) = tree.find_class("chapter")
    assert ("de", "ltr") == (chapter.get("lang"), chapter.get("dir"))
    assert "chapter-odd" == chapter.get("id")
    assert "doc-chapter" == chapter.get("role")


def test_images_have_their_measures() -> None:
    """Width and height are said, so that nothing moves when an image arrives."""
    tree = page(made(rich_book()), "one.html")
    assert [("30", "20")] * 2 == [(i.get("width"), i.get("height")) for i in tree.iter("img")]


def test_tables_stand_in_boxes_that_scroll() -> None:
    """Each table has a box; one in another table has none of its own."""
    tree = page(made(odd_book()), "odd.html")
    boxes = tree.find_class("scroll")
    assert 1 == len(boxes)
    assert ["div", "table"] == [boxes[0].tag, boxes[0][0].tag]
    assert boxes[0].getnext().tag == "p"


def test_sections_link_to_themselves_without_a_word() -> None:
    """The link of a heading has its address, and adds nothing to what is read out."""
    tree = page(made(factory.book()), "rome.html")
    (heading,) = tree.xpath("//h2[@id='rome-roads']")
    link = heading[-1]
    assert "#rome-roads" == link.get("href")
    assert ("true", "-1", None) == (link.get("aria-hidden"), link.get("tabindex"), link.text)


def test_the_contents_go_as_deep_as_is_asked() -> None:
    """`contents_depth` holds for the first page; other pages show only their own sections."""
    shallow = html.render(rich_book(), Theme.find(), HtmlEdition(contents_depth=1)).files
    deep = html.render(rich_book(), Theme.find(), HtmlEdition(contents_depth=3)).files
    assert b"one.html#deep" not in shallow["web/index.html"]
    assert b"one.html#deeper" in deep["web/index.html"]
    assert b"one.html#deeper" in deep["web/one.html"]
    assert b"one.html#deep" not in deep["web/two.html"]


def test_a_draft_is_not_for_search_engines() -> None:
    """Pages of a draft ask not to be indexed; those of a book don't."""
    draft = made(replace(factory.book(), draft=True))
    assert b'name="robots" content="noindex"' in draft["rome.html"]
    assert b"noindex" not in made(factory.book())["rome.html"]


def test_machines_read_who_wrote_the_book() -> None:
    """The first page says title, author, language and date in the words of schema.org."""
    tree = page(made(factory.book()), "index.html")
    (record,) = tree.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(record) == {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": "A Sample Book",
        "alternativeHeadline": "With Notes",
        "author": [{"@type": "Person", "name": "Ada Writer"}],
        "editor": [{"@type": "Person", "name": "Ed Itor"}],
        "inLanguage": "en-GB",
        "publisher": {"@type": "Organization", "name": "Sample Press"},
        "datePublished": "2026-05-01",
        "bookFormat": "https://schema.org/EBook",
        "description": "A book that is small and correct.",
        "keywords": ["Notes", "Books"],
        "copyrightNotice": "© 2026 Ada Writer",
    }


def test_a_spoilt_template_of_the_book_is_named(tmp_path: Path) -> None:
    """A template in the book's own folder that makes no well-formed page is an error in it."""
    own = tmp_path / "templates" / "web" / "index.html"
    own.parent.mkdir(parents=True)
    own.write_text('{% extends "web/page.html" %}{% block body %}<p>open{% endblock %}')
    with pytest.raises(ThemeError) as caught:
        html.render(factory.book(), Theme.find(tmp_path), HtmlEdition())
    assert "templates/web/index.html" == str(caught.value.finding.place)
    assert "R001" == caught.value.finding.rule.code


def test_every_link_lands() -> None:
    """Each link within the book names a page that there is, and an id on it."""
    files = made(rich_book())
    ids = {n: {e.get("id") for e in page(files, n).iter() if e.get("id")} for n in _pages(files)}
    for name in _pages(files):
        for link in page(files, name).iter("a"):
            target, _, fragment = unquote(link.get("href")).partition("#")
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
    """Each page names the one before and the one after; the title stands before all."""
    files = made(factory.book())
    order = ["index.html", "preface.html", "rome.html", "athens.html"]
    for before, name, after in zip([None, *order], order, [*order[1:], None], strict=False):
        for path in ("//nav[@class='pager']/a", "//head/link[@rel='prev' or @rel='next']"):
            ways = {e.get("rel"): e.get("href") for e in page(files, name).xpath(path)}
            assert ways == {k: v for k, v in (("prev", before), ("next", after)) if v}


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
    for name in files:
        if name.endswith(".js"):
            assert not re.search(rb"https?://|import\(|fetch\(", files[name])


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


def test_fonts_have_what_styles_and_script_show() -> None:
    """Arrows, signs and labels that are in no page's text are in the font of the text as well."""
    data = made(factory.book())["assets/fonts/LinLibertine_R.woff2"]
    with TTFont(io.BytesIO(data)) as font:
        letters = set(map(chr, font.getBestCmap()))
    assert set("←→×§") | set("Back to call Light or dark") <= letters


def test_the_same_book_gives_the_same_bytes() -> None:
    """Nothing of the hour or the machine gets in."""
    assert made(rich_book()) == made(rich_book())


def test_the_first_page_is_light() -> None:
    """Scripts and styles that a page loads are under 100 kB together; search loads when asked."""
    files = made(factory.book())
    for name in _pages(files):
        tree = page(files, name)
        loaded = [*tree.xpath("//script/@src"), *tree.xpath("//link[@rel='stylesheet']/@href")]
        assert sum(len(files[path]) for path in loaded) < 100_000
        assert not any("search" in path for path in loaded)


def _pages(files: dict[str, bytes]) -> list[str]:
    return [name for name in files if name.endswith(".html")]


def _urls(css: str) -> list[str]:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    tokens = [token for rule in rules for token in rule.content or ()]
    return [token.value for token in tokens if token.type == "url"]
