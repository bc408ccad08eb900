"""A book says how it and its chapters are cited, in styles and as records that others read."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import citable, csl, pandoc, records
from scholiast.book import Book, Citation
from scholiast.config import HtmlEdition
from tests import factory

SETTINGS = HtmlEdition(url="https://example.org/b")


def book() -> Book:
    """Return a book with a chapter by other authors, and a date of its own."""
    one, two = factory.book(
        factory.chapter("one", "<p>Text.</p>", title="On “roads” &amp; *walls*"),
        factory.chapter("two", "<p>Text.</p>", title="Guests"),
    ).chapters
    guest = replace(two, authors=("Bo Guest", "The Rome Society for walks"), date="2027-02-03")
    return replace(factory.book(), chapters=(one, guest))


@pytest.fixture(scope="module")
def citations() -> dict[str, Citation]:
    """Return how a book and its chapters are cited, by id."""
    return dict(citable.cited(book(), SETTINGS).citations)


def words(citation: Citation) -> dict[str, str]:
    """Return the words of the entries of a citation by style."""
    found = ((style, etree.fromstring(f"<x>{entry}</x>")) for style, entry in citation.entries)
    return {style: "".join(tree.itertext()) for style, tree in found}


def test_a_book_is_cited_in_three_styles(citations: dict[str, Citation]) -> None:
    """Author, title, place, house, year and address stand where each style has them."""
    assert {
        "Chicago": "Writer, Ada. A Sample Book: With Notes. Ed. by Ed Itor. "
        "Oxford: Sample Press, 2026. https://example.org/b/.",
        "APA": "Writer, A. (2026). A Sample Book: With Notes (E. Itor, Ed.). Sample Press. "
        "https://example.org/b/",
        "MLA": "Writer, Ada. A Sample Book: With Notes. Ed. by Ed Itor. Sample Press, 2026. "
        "https://example.org/b/.",
    } == words(citations[""])


def test_a_chapter_is_cited_in_its_book(citations: dict[str, Citation]) -> None:
    """A chapter has its title, its own authors and date, the book and its own address."""
    assert (
        "Guest, B., & The Rome Society for walks. (2027). Guests. In E. Itor (Ed.), "
        "A Sample Book: With Notes. Sample Press. https://example.org/b/two.html"
    ) == words(citations["two"])["APA"]
    assert (
        "Writer, Ada. ‘On “Roads” & *Walls*’. In A Sample Book: With Notes, ed. by Ed Itor. "
        "Oxford: Sample Press, 2026. https://example.org/b/one.html."
    ) == words(citations["one"])["Chicago"]
    assert "<em>A Sample Book: With Notes</em>" in dict(citations["one"].entries)["Chicago"]


def test_no_entry_knows_of_others(citations: dict[str, Citation]) -> None:
    """No dash stands for an author, no letter behind a year."""
    for citation in citations.values():
        for line in words(citation).values():
            assert "2026a" not in line
            assert "———" not in line
    assert not csl.read(csl.without_suffixes(csl.shipped("scholiast-author-date"))).has_suffixes


def test_without_an_address_entries_have_none() -> None:
    """Where nobody knows where the book will stand, an entry ends before that."""
    found = citable.cited(book(), HtmlEdition()).citations
    assert words(found["two"])["MLA"].endswith("Sample Press, 2027.")
    assert "url" not in dict(found["two"].records)["bib"].decode()


def test_what_can_not_be_cited_is_not() -> None:
    """Without anyone who wrote it, or without a date, a book says nothing; nor does a draft."""
    for change in ({"date": None}, {"contributors": ()}):
        metadata = factory.METADATA.model_copy(update=change)
        assert {} == citable.cited(replace(book(), metadata=metadata), SETTINGS).citations
    assert {} == citable.cited(replace(book(), draft=True), SETTINGS).citations
    assert {} == citable.cited(book(), HtmlEdition(cite=False)).citations


@pytest.mark.parametrize("ending", ["bib", "ris", "json"])
def test_others_read_the_records(citations: dict[str, Citation], ending: str) -> None:
    """Pandoc finds in each record the title, the authors, the book and the address."""
    data = dict(citations["two"].records)[ending]
    (found,), said = pandoc.references(data, f".{ending}")
    assert () == said
    assert "chapter" == found.value("type")
    assert "Guests" == found.value("title")
    assert "A Sample Book: With Notes" == found.value("container-title")
    assert "https://example.org/b/two.html" == found.value("URL")
    assert "Guest" in found.value("author")
    assert "Society" in found.value("author")
    assert "2027" in found.value("issued")


@given(st.text("aZé{}\\$%&#_^~ \"'", min_size=1, max_size=12).filter(str.strip))
@settings(max_examples=40, deadline=None)
def test_no_sign_of_tex_is_left_open(title: str) -> None:
    """Whatever a title holds, the braces of BibTeX match, and no sign of TeX's stands bare."""
    item = {"type": "book", "title": title, "author": [{"literal": title}], "issued": "2026"}
    (bib, ris, csl_json) = (data.decode() for _, data in records.written("k", item))
    plain = bib.replace("\\{", "").replace("\\}", "")
    assert plain.count("{") == plain.count("}")
    assert "\n" not in ris.replace("\r\n", "")
    assert title == json.loads(csl_json)[0]["title"]


def test_titles_with_signs_of_tex_come_back() -> None:
    """What TeX would take for its own is read back as it was."""
    title = "Costs: 5% of $3 & {more} #1 a_b ~ ^ \\ end"
    item = {"type": "book", "title": title, "author": [{"literal": "A & B"}], "issued": "2026-05"}
    (found,), _ = pandoc.references(dict(records.written("k", item))["bib"], ".bib")
    assert title == " ".join(found.value("title").replace("\u00a0", " ").split())
