"""Sitemap, feed and records of a page follow their formats, and say what the book says."""

import base64
import hashlib
import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html
from pydantic import ValidationError

from scholiast import html, verify
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.html import discovery
from scholiast.imprint import identifier
from scholiast.ledger import open_ledger
from scholiast.theme import Theme
from scholiast.verify.mutations import found
from scholiast.verify.self_test import break_copy
from tests import factory
from tests.html.books import rich_book

BASE = "https://example.org/book/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the fonts, which nothing here looks at, and which take most of the time."""
    monkeypatch.setattr("scholiast.webfonts.cut", lambda *_: [])


def made(book: Book, **options: object) -> dict[str, bytes]:
    """Return the files of a web book, by path below its folder."""
    chosen = HtmlEdition.model_validate(options)
    files = html.render(book, Theme.find(), chosen).files
    return {name.removeprefix("web/"): data for name, data in files.items()}


def serial() -> Book:
    """Return a book of which two chapters have appeared by themselves."""
    one, two, *others = factory.book(
        factory.chapter("one", "<p>The first part of it.</p>"),
        factory.chapter("two", f"<p>{'Words and words. ' * 40}</p>", title="Two &amp; more"),
        factory.chapter("three", "<p>Not dated.</p>"),
    ).chapters
    dated = (replace(one, date="2026-01-09"), replace(two, date="2026-02", authors=("Bo",)))
    return replace(factory.book(), chapters=(*dated, *others))


def meta(page: bytes) -> dict[str, list[str]]:
    """Return what the `meta` elements of a page say, by name or property."""
    found: dict[str, list[str]] = {}
    for element in lxml_html.document_fromstring(page.decode()).iter("meta"):
        name = element.get("property") or element.get("name")
        if name:
            found.setdefault(name, []).append(element.get("content", ""))
    return found


def test_addresses_of_sites() -> None:
    """A base address gets its slash; what is none, or more than a folder, is refused."""
    assert BASE == HtmlEdition(url="https://example.org/book").url
    for wrong in (
        "example.org/book",
        "ftp://a.b/",
        "https://a.b/?q=1",
        "https:///x",
        "https://a b/",
    ):
        with pytest.raises(ValidationError, match="is no address of a site"):
            HtmlEdition(url=wrong)
    with pytest.raises(ValidationError, match="`feed` needs `url`"):
        HtmlEdition(feed=True)


def test_without_an_address_nothing_is_promised() -> None:
    """Where nobody knows where a book will stand, it has no sitemap, feed or canonical address."""
    files = made(serial())
    assert not {"sitemap.xml", "robots.txt", "feed.xml", "404.html"} & files.keys()
    assert b"canonical" not in files["one.html"]
    assert "og:url" not in meta(files["one.html"])


def test_the_sitemap_has_each_page() -> None:
    """Every page is in the sitemap once, dated as its chapter or the book (sitemaps.org)."""
    files = made(serial(), url=BASE)
    root = etree.fromstring(files["sitemap.xml"])
    assert "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset" == root.tag
    said = [(u.findtext("s:loc", None, SITES), u.findtext("s:lastmod", None, SITES)) for u in root]
    assert [
        (BASE, "2026-05-01"),
        (f"{BASE}one.html", "2026-01-09"),
        (f"{BASE}two.html", "2026-02"),
        (f"{BASE}three.html", "2026-05-01"),
    ] == said
    assert "robots.txt" not in files, "only the root of a host has one"
    at_root = made(serial(), url="https://example.org")
    assert b"Sitemap: https://example.org/sitemap.xml" in at_root["robots.txt"]


def test_the_feed_is_valid_atom() -> None:
    """A feed has what RFC 4287 asks for, the last chapter first, and names that stay."""
    book = serial()
    files = made(book, url=BASE, feed=True)
    root = etree.fromstring(files["feed.xml"])
    for name in ("id", "title", "updated"):
        assert 1 == len(root.findall(f"a:{name}", ATOM)), "RFC 4287, 4.1.1"
    assert ["Ada Writer"] == [e.text for e in root.findall("a:author/a:name", ATOM)]
    assert [f"{BASE}feed.xml", BASE] == [e.get("href") for e in root.findall("a:link", ATOM)]
    entries = root.findall("a:entry", ATOM)
    said = [[e.findtext(f"a:{n}", None, ATOM) for n in ("title", "updated")] for e in entries]
    assert [
        ["Two & more", "2026-02-01T00:00:00Z"],
        ["One", "2026-01-09T00:00:00Z"],
    ] == said
    assert "2026-02-01T00:00:00Z" == root.findtext("a:updated", None, ATOM)
    moved = etree.fromstring(made(book, url="https://b.example", feed=True)["feed.xml"])
    names = [[e.text for e in one.iterfind(".//a:id", ATOM)] for one in (root, moved)]
    assert names[0] == names[1]
    assert 3 == len(set(names[0]))
    assert all(name.startswith("urn:uuid:") for name in names[0] if name)
    summary = entries[0].findtext("a:summary", "", ATOM)
    assert summary.endswith(" …")
    assert len(summary) <= 302
    link = lxml_html.document_fromstring(files["index.html"]).find(".//link[@rel='alternate']")
    assert ("application/atom+xml", "feed.xml") == (link.get("type"), link.get("href"))


def test_a_book_without_dated_chapters_has_no_feed() -> None:
    """A feed of nothing is not made, no page speaks of one, and whoever wanted one is told."""
    chosen = HtmlEdition(url=BASE, feed=True)
    (finding,) = html.render(factory.book(), Theme.find(), chosen).diagnostics
    assert "R211" == finding.rule.code
    assert () == html.render(serial(), Theme.find(), chosen).diagnostics
    files = made(factory.book(), url=BASE, feed=True)
    assert "feed.xml" not in files
    assert b"atom+xml" not in files["index.html"]
    assert discovery.feed(factory.book(), BASE, identifier(factory.METADATA)) is None


def test_a_draft_is_not_announced() -> None:
    """A draft has no sitemap and no feed."""
    files = made(replace(serial(), draft=True), url=BASE, feed=True)
    assert not {"sitemap.xml", "feed.xml"} & files.keys()


def test_a_chapter_says_what_it_is() -> None:
    """Open Graph, reference managers and schema.org hear title, author, book and address."""
    page = made(serial(), url=BASE)["two.html"]
    said = meta(page)
    assert ["article"] == said["og:type"]
    assert ["Two & more"] == said["og:title"] == said["citation_title"]
    assert [f"{BASE}two.html"] == said["og:url"] == said["citation_public_url"]
    assert ["Bo"] == said["citation_author"]
    assert b'<time datetime="2026-02">2026-02</time>' in page
    assert ["2026/02"] == said["citation_publication_date"]
    assert ["A Sample Book: With Notes"] == said["citation_inbook_title"]
    assert ["en_GB"] == said["og:locale"]
    tree = lxml_html.document_fromstring(page.decode())
    assert f"{BASE}two.html" == tree.find(".//link[@rel='canonical']").get("href")
    (data,) = tree.xpath("//script[@type='application/ld+json']/text()")
    record = json.loads(data)
    assert ("Chapter", 2) == (record["@type"], record["position"])
    assert BASE == record["isPartOf"]["@id"]
    assert "<" not in data
    assert "&" not in data


def test_a_cover_is_shown_with_its_measures() -> None:
    """The picture that others show of a book has a whole address, its size and what it shows."""
    book = rich_book()
    files = made(book, url=BASE)
    said = meta(files["index.html"])
    (picture,) = said["og:image"]
    assert urlsplit(picture).path.removeprefix("/book/") in files
    assert (["30"], ["20"]) == (said["og:image:width"], said["og:image:height"])
    assert [book.metadata.title] == said["og:image:alt"]
    assert "og:image" not in meta(made(book)["index.html"]), "it would have no whole address"


def test_without_author_or_date_nothing_is_cited() -> None:
    """Google Scholar asks for title, author and date; with less it is told nothing."""
    metadata = factory.METADATA.model_copy(update={"date": None})
    said = meta(made(replace(factory.book(), metadata=metadata))["index.html"])
    assert not [name for name in said if name.startswith("citation_")]


def test_editions_and_licence_are_named() -> None:
    """Other editions are told by their ISBNs, the licence by its address in the line of rights."""
    metadata = factory.METADATA.model_copy(
        update={
            "identifiers": factory.METADATA.identifiers.model_copy(
                update={"isbn_pdf": "978-0-00-000002-8", "isbn_html": "978-0-00-000001-1"}
            ),
            "rights": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).",
        }
    )
    page = made(replace(factory.book(), metadata=metadata))["index.html"]
    tree = lxml_html.document_fromstring(page.decode())
    record = json.loads(tree.xpath("//script[@type='application/ld+json']/text()")[0])
    assert "https://creativecommons.org/licenses/by/4.0/" == record["license"]
    assert "9780000000011" == record["isbn"]
    assert ["9780000000028"] == [one["isbn"] for one in record["workExample"]]


def test_the_page_for_the_lost_needs_no_other_file() -> None:
    """Shown at any depth, it loads nothing, leads to each page, and is not for search engines."""
    page = made(rich_book(), url=BASE)["404.html"]
    tree = lxml_html.document_fromstring(page.decode())
    assert not tree.xpath("//link | //script | //img")
    links = [link.get("href") for link in tree.iter("a")]
    assert [BASE, *(f"{BASE}{one.id}.html" for one in rich_book().chapters)] == links
    assert ["noindex"] == meta(page)["robots"]
    style = tree.find(".//style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.decode()


def test_each_fault_in_addresses_is_caught() -> None:
    """A page lost from the sitemap, a feed that leads away: the proofreader sees all of them."""
    book = serial()
    chosen = HtmlEdition(url=BASE, feed=True)
    whole = html.render(book, Theme.find(), chosen)
    ledger = open_ledger(book)
    assert () == verify.artifact(whole, ledger).diagnostics
    for mutation in found.WITH_ADDRESS:
        broken = break_copy(whole, ledger, mutation)
        assert broken is not None, mutation.name
        codes = {one.rule.code for one in verify.artifact(broken, ledger).diagnostics}
        assert ("V029" if mutation.name == "sitemap-cut" else "V211") in codes, mutation.name
