"""The documents of an EPUB: well-formed, linked, and marked as reading systems expect."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import epub, text
from scholiast.config import EpubEdition
from scholiast.epub import pages
from scholiast.theme import Theme, ThemeError
from scholiast.wording import wording
from tests import factory
from tests.epub.books import (
    EPUB_TYPE,
    OPF,
    XHTML,
    document,
    made,
    odd_book,
    package,
    plain_book,
    rich_book,
    unpacked,
)


def by_role(tree: etree._Element, role: str) -> list[etree._Element]:
    """Return the elements with a role, in order."""
    return [element for element in tree.iter(etree.Element) if element.get("role") == role]


def test_notes_are_pop_ups_and_have_ways_back() -> None:
    """Calls and notes bear type and role both; the way back comes first in the note."""
    tree = document(unpacked(made(factory.book())), "text/rome.xhtml")
    calls = by_role(tree, "doc-noteref")
    assert ["noteref"] * 7 == [a.get(EPUB_TYPE) for a in calls]
    assert ["1", "1", "2", "3", "4", "6", "5"] == [a.text for a in calls]
    notes = by_role(tree, "doc-footnote")
    assert {a.get("href")[1:] for a in calls} == {note.get("id") for note in notes}
    for note in notes:
        first = note[0][0]
        assert ("doc-backlink", None) == (first.get("role"), note[0].text)
        assert first.get("href")[1:] in {a.get("id") for a in calls}
    assert [] == by_role(tree, "doc-endnote"), "deprecated by DPUB-ARIA 1.1"
    assert [] == [a for a in calls if len(a) or a.getparent().tag == f"{XHTML}sup"]


def test_a_note_called_twice_has_two_ways_back() -> None:
    """The number leads to the first call, a letter to the second."""
    tree = document(unpacked(made(factory.book())), "text/rome.xhtml")
    (note,) = (n for n in by_role(tree, "doc-footnote") if n.get("id") == "note-rome-gibbon")
    backs = [(a.text, a.get("href")) for a in by_role(note, "doc-backlink")]
    assert [("1", "#call-rome-gibbon"), ("b", "#call-rome-gibbon-2")] == backs


def test_namespaces_are_declared_once_by_their_usual_names() -> None:
    """No document has a prefix of a machine's making, which readers of HTML would not know."""
    for name, data in unpacked(made(rich_book())).items():
        if name.endswith(".xhtml"):
            assert b"ns0:" not in data
            assert 1 == data.count(b'xmlns:epub="'), name
            assert b'epub:type="' in data


def test_contents_are_nested_and_land() -> None:
    """Parts hold chapters, chapters their headings down to the depth asked for."""
    files = unpacked(made(rich_book()))
    nav = document(files, "nav.xhtml")
    links = [a.get("href") for a in nav.iter(f"{XHTML}a") if not a.get(EPUB_TYPE)]
    assert [
        "text/preface.xhtml",
        "parts/part-i.xhtml",
        "text/one.xhtml",
        "text/one.xhtml#deep",
        "text/one.xhtml#up",
        "text/two.xhtml",
        "text/ends.xhtml",
    ] == links
    ncx = document(files, "toc.ncx")
    points = [e.get("src") for e in ncx.iter("{http://www.daisy.org/z3986/2005/ncx/}content")]
    assert links == points, "old reading systems see the same contents"


@pytest.mark.parametrize(("depth", "headings"), [(1, 0), (2, 2), (3, 3)])
def test_contents_are_as_deep_as_asked_for(depth: int, headings: int) -> None:
    """`contents_depth` says down to which level headings stand in the contents."""
    made_so = epub.render(rich_book(), Theme.find(), EpubEdition(contents_depth=depth))
    nav = document(unpacked(made_so.files["sample.epub"]), "nav.xhtml")
    assert headings == sum("#" in a.get("href") for a in nav.iter(f"{XHTML}a"))


def test_landmarks_name_cover_contents_and_text() -> None:
    """A reading system can open the book at its text (EPUB 3.3, 7.4.2.2)."""
    nav = document(unpacked(made(rich_book())), "nav.xhtml")
    marks = {a.get(EPUB_TYPE): a.get("href") for a in nav.iter(f"{XHTML}a") if a.get(EPUB_TYPE)}
    expected = {"cover": "cover.xhtml", "toc": "nav.xhtml", "bodymatter": "text/one.xhtml"}
    assert expected == marks


def test_links_lead_into_other_documents() -> None:
    """A link to another chapter or a part names its document, one within the chapter does not."""
    one = document(unpacked(made(rich_book())), "text/one.xhtml")
    links = [a.get("href") for a in one.iter(f"{XHTML}a") if a.get("role") is None]
    assert ["two.xhtml#two-title", "#deep", "../parts/part-i.xhtml#part-i"] == links


def test_chapters_may_be_called_as_our_own_pages() -> None:
    """A chapter whose id is `cover` or that of a part does not get in the way of these pages."""
    files = unpacked(made(odd_book()))
    expected = ["cover.xhtml", "text/cover.xhtml", "parts/part-x.xhtml", "text/part-x.xhtml"]
    assert [] == [name for name in expected if f"EPUB/{name}" not in files]


def test_a_book_with_a_colophon_gets_no_other() -> None:
    """The last page is made only where the author wrote none."""
    assert "EPUB/colophon.xhtml" in unpacked(made(rich_book()))
    assert "EPUB/colophon.xhtml" not in unpacked(made(odd_book()))


def test_properties_name_what_documents_hold() -> None:
    """`mathml` and `svg` stand where there is some, not where their names are only spoken of."""
    items = {i.get("href"): i.get("properties") for i in package(rich_book()).iter(f"{OPF}item")}
    assert ("mathml svg", None) == (items["text/one.xhtml"], items["text/two.xhtml"])
    odd = {i.get("href"): i.get("properties") for i in package(odd_book()).iter(f"{OPF}item")}
    assert odd["text/cover.xhtml"] is None


def test_languages_and_directions_are_said() -> None:
    """Each document says its language, and a book from right to left says so everywhere."""
    files = unpacked(made(odd_book()))
    root = document(files, "content.opf")
    spine = root.find(f"{OPF}spine")
    assert spine is not None
    assert ("rtl", "rtl") == (root.get("dir"), spine.get("page-progression-direction"))
    assert "rtl" == document(files, "imprint.xhtml").get("dir")
    german = document(files, "text/part-x.xhtml")
    assert ("de-DE", None) == (german.get("lang"), german.get("dir"))
    (number,) = german.iter(f"{XHTML}p", f"{XHTML}h1").__next__().itertext()
    assert wording("de").chapter.format(number="1") == number


def test_a_dedication_hides_its_name_unless_that_calls_a_note() -> None:
    """The name of such a page is for the contents; a call in it must be seen all the same."""
    for title, hidden in (("Dedication", True), ("Dedication[[d|To whom.]]", False)):
        one = factory.chapter("d", "<p>To you</p>", title=title, kind="dedication", number=None)
        tree = document(unpacked(made(factory.book(one))), "text/d.xhtml")
        (head,) = tree.iter(f"{XHTML}header")
        assert hidden == ("untitled" in head.get("class", "").split())


def test_a_fragment_that_is_no_xml_is_an_error() -> None:
    """What is not well-formed is said, not shipped."""
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


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)
_TEXT = _WORDS.map(lambda words: words.replace("[", "(").replace("]", ")").replace("|", "/"))
_PIECES = st.one_of(
    _TEXT.map(lambda words: ("text", words)),
    st.sampled_from("abc").map(lambda label: ("call", label)),
    st.sampled_from("abc").map(lambda label: ("heading", label)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_PIECES, max_size=10), _TEXT)
def test_calls_and_notes_match_in_any_chapter(pieces: list[tuple[str, str]], title: str) -> None:
    """However notes are called, each call has its note, each way back its call, no word is lost."""
    one = factory.chapter("c", shorthand(pieces), title=escaped(title) + "x")
    book = factory.book(one)
    press = pages.Press.of(book, Theme.find(), {})
    tree = etree.fromstring(pages.chapter_page(press, one).data)
    calls = {a.get("id"): a.get("href") for a in by_role(tree, "doc-noteref")}
    backs = {
        a.get("href")[1:]: f"#{note.get('id')}"
        for note in by_role(tree, "doc-footnote")
        for a in by_role(note, "doc-backlink")
    }
    assert calls == backs
    assert {f"#{note.id}" for note in book.notes} == set(calls.values())
    (body,) = (e for e in tree.iter(f"{XHTML}div") if e.get("class") == "chapter-text")
    for call in by_role(body, "doc-noteref"):
        call.text = None
    assert text.digest(one.text) == text.digest("".join(body.itertext()))


def shorthand(pieces: list[tuple[str, str]]) -> str:
    """Return a chapter in the factory's shorthand; the first call of a label writes its note."""
    met: set[str] = set()
    blocks = []
    for kind, value in pieces:
        if kind == "text":
            blocks.append(f"<p>{escaped(value)}</p>")
            continue
        call = f"[[{value}]]" if value in met else f"[[{value}|Note {value}.]]"
        met.add(value)
        blocks.append(f"<p>A{call} b</p>" if kind == "call" else f"<h2>H{call}</h2>")
    return "".join(blocks)


def escaped(words: str) -> str:
    """Return words as XML text."""
    element = etree.Element("x")
    element.text = words
    written: str = etree.tostring(element, encoding="unicode")
    return written.removeprefix("<x>").removesuffix("</x>") if words else ""


def test_the_plain_book_has_its_own_pages() -> None:
    """Cover, title page, imprint, contents, chapter and colophon are read in this order."""
    spine = package(plain_book()).find(f"{OPF}spine")
    assert spine is not None
    expected = ["page-cover", "page-title-page", "page-imprint", "nav", "page-text-only"]
    assert [*expected, "page-colophon"] == [item.get("idref") for item in spine]
