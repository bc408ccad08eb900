"""The EPUB is valid, whole, and the same at every hour."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import epub
from scholiast.book import Book, Image, Matter, Part
from scholiast.config import EpubEdition, Series
from scholiast.theme import Theme, ThemeError
from tests import factory
from tests.epubcheck_tool import run_epubcheck
from tests.test_images import png

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30v20z"/></svg>'
MATHS = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><msup><mi>x</mi>'
    "<mn>2</mn></msup></math>"
)


def rich_book() -> Book:
    """Return a book with parts, images, formulas, languages and odd titles."""
    one = factory.chapter(
        "one",
        f'<p>A formula {MATHS},[[m|In a note: {MATHS}.]] <span lang="zh-Hant">漢字</span>.</p>'
        '<figure id="f"><img src="images/a b.png" alt="A box"/><figcaption>Box[[c|On a box.]]'
        '</figcaption></figure><p><img src="images/d.svg" alt="A drawing"/></p>'
        '<h2 id="deep">Deep &amp; <em>deeper</em></h2><h3 id="deeper">Deeper</h3>'
        '<h2 id="up">Up</h2>'
        '<p><a href="#two-title">Two</a> <a href="#deep">Deep</a></p>',
        title="“Quotes” &amp; &lt;tags&gt;",
        part="part-i",
    )
    two = factory.chapter("two", "<p>Text.[[漢|字。]]</p>", number=None, part="part-i")
    end = factory.chapter(
        "ends", "<p>End.</p>", kind="appendix", matter=Matter.BACK, number="A", title="End"
    )
    preface = factory.chapter(
        "preface", "<p>First.</p>", kind="preface", matter=Matter.FRONT, number=None
    )
    return factory.book(
        preface,
        one,
        two,
        end,
        parts=[Part("part-i", "I", "First & Last", ("one", "two"))],
        images=[
            Image("images/a b.png", "image/png", png(30, 20), 30, 20),
            Image("images/d.svg", "image/svg+xml", SVG, 30, 20),
        ],
        metadata={"series": Series(name="A Series", number="3"), "cover": "images/a b.png"},
    )


def plain_book() -> Book:
    """Return a book of one chapter that says nothing of itself but its title."""
    bare = {"subtitle": None, "contributors": (), "publisher": None, "date": None, "rights": None}
    chapter = factory.chapter("only", "<p>Text.</p>")
    return factory.book(chapter, metadata={**bare, "subjects": (), "description": None})


def made(book: Book) -> bytes:
    """Return the EPUB of a book."""
    return epub.render(book, Theme.find(), EpubEdition()).files[f"{book.slug}.epub"]


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of an EPUB."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("book", [factory.book, rich_book, plain_book])
def test_epubcheck_has_nothing_to_say(book: Callable[[], Book], java: str, tmp_path: Path) -> None:
    """No error and no warning, on a sample, on a rich book and on a bare one."""
    path = tmp_path / "book.epub"
    path.write_bytes(made(book()))
    assert run_epubcheck(java, path) == []


def test_the_container_is_in_order() -> None:
    """The media type comes first and stored; no entry bears a time or stands twice."""
    with zipfile.ZipFile(io.BytesIO(made(factory.book()))) as archive:
        infos = archive.infolist()
    assert (infos[0].filename, infos[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert len({info.filename for info in infos}) == len(infos)


def test_the_same_book_gives_the_same_bytes() -> None:
    """Nothing of the hour or the machine gets in."""
    assert made(rich_book()) == made(rich_book())


def test_notes_are_pop_ups_and_have_ways_back() -> None:
    """Calls and notes bear type and role both; the way back comes first in the note."""
    files = unpacked(made(factory.book()))
    tree = etree.fromstring(files["EPUB/text/rome.xhtml"])
    calls = [a for a in tree.iter(f"{XHTML}a") if a.get("role") == "doc-noteref"]
    assert [a.get(EPUB_TYPE) for a in calls] == ["noteref"] * 7
    notes = [a for a in tree.iter(f"{XHTML}aside") if a.get("role") == "doc-footnote"]
    assert {note.get("id") for note in notes} == {a.get("href")[1:] for a in calls}
    for note in notes:
        first = note[0][0]
        assert (first.get("role"), note[0].text) == ("doc-backlink", None)
        assert first.get("href")[1:] in {a.get("id") for a in calls}


def test_contents_are_nested_and_land() -> None:
    """Parts hold chapters, chapters their headings down to the depth asked for."""
    files = unpacked(made(rich_book()))
    nav = etree.fromstring(files["EPUB/nav.xhtml"])
    links = [a.get("href") for a in nav.iter(f"{XHTML}a") if not a.get(EPUB_TYPE)]
    assert links == [
        "text/preface.xhtml",
        "parts/part-i.xhtml",
        "text/one.xhtml",
        "text/one.xhtml#deep",
        "text/one.xhtml#up",
        "text/two.xhtml",
        "text/ends.xhtml",
    ]
    assert all(f"EPUB/{link.partition('#')[0]}" in files for link in links)


def test_links_lead_into_other_documents() -> None:
    """A link to another chapter names its document, one within the chapter does not."""
    one = unpacked(made(rich_book()))["EPUB/text/one.xhtml"].decode()
    assert 'href="two.xhtml#two-title"' in one
    assert 'href="#deep"' in one


def test_accessibility_is_claimed_only_where_true() -> None:
    """Described images and formulas are claimed by a book that has them, and by no other."""
    rich = unpacked(made(rich_book()))["EPUB/content.opf"].decode()
    plain = unpacked(made(plain_book()))["EPUB/content.opf"].decode()
    for feature in ("alternativeText", "MathML"):
        assert feature in rich
        assert feature not in plain
    assert ">visual<" in rich
    assert ">visual<" not in plain


def test_metadata_is_whole() -> None:
    """Roles, sort names, series and the date of change stand in the package."""
    package = unpacked(made(rich_book()))["EPUB/content.opf"].decode()
    for words in (
        ">edt<",
        ">Writer, Ada<",
        ">A Series<",
        ">3<",
        ">2026-05-01T00:00:00Z<",
        'xml:lang="en-GB"',
        "urn:uuid:6f1c1e0e-5d0b-4f0a-9a51-0d4c6a1f3a10",
    ):
        assert words in package


def test_fonts_hold_only_what_the_book_needs() -> None:
    """A book without Chinese has no Chinese font, nor a rule that names one."""
    rich, plain = unpacked(made(rich_book())), unpacked(made(plain_book()))
    assert any("CJK" in name for name in rich)
    assert not any("CJK" in name for name in plain)
    assert "CJK-Subset" not in plain["EPUB/styles/base.css"].decode()
    assert sum(len(data) for name, data in plain.items() if "fonts/" in name) < 500_000


def test_a_fragment_that_is_no_xml_is_an_error() -> None:
    """What is not well-formed is said by the name of its document, not shipped."""
    broken = replace(factory.chapter("c", "<p>x</p>"), title_xhtml="<span>&nbsp;</span>")
    with pytest.raises(etree.XMLSyntaxError, match="nbsp"):
        made(factory.book(broken))


def test_a_template_of_the_book_that_makes_no_xml_is_a_finding(tmp_path: Path) -> None:
    """A template in the book's own folder is named by the message, and how to mend it."""
    own = tmp_path / "templates" / "epub" / "part.xhtml"
    own.parent.mkdir(parents=True)
    own.write_text('{% extends "epub/page.xhtml" %}{% block body %}<p>{% endblock %}')
    with pytest.raises(ThemeError, match="not well-formed") as caught:
        epub.render(rich_book(), Theme.find(tmp_path), EpubEdition())
    assert "templates/epub/part.xhtml" == str(caught.value.finding.place)


_INLINE = st.sampled_from(["word ", "[[a|Note.]]", "[[a]]", "<em>x</em> ", "漢 ", "&amp; "])


@settings(max_examples=20, deadline=None)
@given(st.lists(_INLINE, max_size=8).map("".join))
def test_calls_and_notes_match_in_any_book(words: str) -> None:
    """However notes are called, each call has its note and each way back its call."""
    book = factory.book(factory.chapter("c", _once(f"<p>[[z|Last.]]{words}</p>")))
    tree = etree.fromstring(unpacked(made(book))["EPUB/text/c.xhtml"])
    calls = {
        a.get("id"): a.get("href") for a in tree.iter(f"{XHTML}a") if a.get("role") == "doc-noteref"
    }
    backs = {
        a.get("href")[1:]: f"#{note.get('id')}"
        for note in tree.iter(f"{XHTML}aside")
        for a in note.iter(f"{XHTML}a")
        if a.get("role") == "doc-backlink"
    }
    assert calls == backs


def _once(text: str) -> str:
    """Make every definition of note `a` but the first a further call."""
    head, mark, tail = text.partition("[[a|Note.]]")
    return (
        head.replace("[[a]]", "") + mark + tail.replace("[[a|Note.]]", "[[a]]")
        if mark
        else (text.replace("[[a]]", ""))
    )
