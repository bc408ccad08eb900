"""The package says what a book is, who made it and how it can be read, and nothing untrue."""

from collections.abc import Collection
from dataclasses import replace

import pytest
from lxml import etree

from scholiast.book import Book, Image
from scholiast.config import Classification, Contributor, Identifiers, Series
from scholiast.epub import access, display
from scholiast.epub import package as module
from scholiast.wording import wording
from tests import factory
from tests.epub.books import (
    DC,
    OPF,
    odd_book,
    package,
    plain_book,
    properties,
    rich_book,
)
from tests.test_images import png


def refinements(root: etree._Element, id: str) -> dict[str, str | None]:
    """Return what is said of an element of the metadata."""
    metas = root.iter(f"{OPF}meta")
    return {m.get("property", ""): m.text for m in metas if m.get("refines") == f"#{id}"}


def test_titles_people_and_series_are_refined() -> None:
    """Types of titles, MARC roles and sort names, place in a series (EPUB 3.3, D.3)."""
    root = package(rich_book())
    assert "en-GB" == root.get("{http://www.w3.org/XML/1998/namespace}lang")
    titles = {e.text: refinements(root, e.get("id", "")) for e in root.iter(f"{DC}title")}
    assert ["main", "subtitle"] == [each["title-type"] for each in titles.values()]
    people = {
        e.text: refinements(root, e.get("id", ""))
        for e in root.iter(f"{DC}creator", f"{DC}contributor")
    }
    assert {"role": "aut", "file-as": "Writer, Ada", "display-seq": "1"} == people["Ada Writer"]
    assert {"role": "edt", "file-as": "Itor, Ed", "display-seq": "2"} == people["Ed Itor"]
    assert ["A Series"] == properties(rich_book(), "belongs-to-collection")
    assert {"collection-type": "series", "group-position": "3"} == refinements(root, "series")
    assert ["2026-05-01T00:00:00Z"] == properties(rich_book(), "dcterms:modified")


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
        ("Homer", "Homer"),
        ("The Scholiast authors", "The Scholiast authors"),
        ("司馬遷", "司馬遷"),
    ],
)
def test_names_are_sorted_by_their_last_word(name: str, sorted_as: str) -> None:
    """Where nobody said how; what does not look like a person's name is left alone."""
    root = package(factory.book(metadata={"contributors": (Contributor(name=name),)}))
    assert sorted_as == refinements(root, "contributor-1")["file-as"]


def test_subjects_editions_and_titles_are_said_as_shops_read_them() -> None:
    """Codes of schemes, the edition, the ISSN of a series; one who did two things is one person."""
    metadata = {
        "title_language": "grc",
        "sort_title": "Iliad, The",
        "edition": "Second edition",
        "series": Series(name="Roads", number="2", issn="1234-5679"),
        "classification": (
            Classification(scheme="BISAC", code="HIS002020", name="HISTORY / Ancient / Rome"),
            Classification(scheme="Thema", code="NHC"),
        ),
        "contributors": (
            Contributor(name="Ada Writer", role="translator"),
            Contributor(name="Ada Writer"),
        ),
    }
    root = package(factory.book(metadata=metadata))
    subjects = [(e.text, refinements(root, e.get("id", "x"))) for e in root.iter(f"{DC}subject")]
    bisac, thema = (said for _, said in subjects[-2:])
    assert {"authority": "BISAC", "term": "HIS002020"} == bisac
    assert ("NHC", {"authority": "Thema", "term": "NHC"}) == (subjects[-1][0], thema)
    title = next(root.iter(f"{DC}title"))
    assert "grc" == title.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert "Iliad, The" == refinements(root, "title")["file-as"]
    assert "urn:issn:1234-5679" == refinements(root, "series")["dcterms:identifier"]
    assert "Second edition" in [m.text for m in root.iter(f"{OPF}meta")]
    (ada,) = root.iter(f"{DC}creator")
    roles = [m.text for m in root.iter(f"{OPF}meta") if m.get("property") == "role"]
    assert ("Ada Writer", ["trl", "aut"]) == (ada.text, roles)


def test_identifiers_say_what_they_are() -> None:
    """The ISBN of this edition and the DOI stand beside the UUID, typed by ONIX code list 5."""
    root = package(odd_book())
    found = {e.get("id"): e.text for e in root.iter(f"{DC}identifier")}
    assert "urn:isbn:9783161484100" == found["isbn"]
    assert "doi:10.1000/182" == found["doi"]
    types = [refinements(root, id)["identifier-type"] for id in ("isbn", "doi")]
    assert ["15", "06"] == types
    assert "publication-id" == root.get("unique-identifier")


def test_a_book_keeps_its_identifier() -> None:
    """The UUID is the author's, else one that follows from title and people, and from no hour."""
    own = factory.book().metadata
    assert "urn:uuid:6f1c1e0e-5d0b-4f0a-9a51-0d4c6a1f3a10" == module.identifier(own)
    none = own.model_copy(update={"identifiers": Identifiers()})
    assert module.identifier(none) == module.identifier(none.model_copy(update={"date": "1999"}))
    other = none.model_copy(update={"title": "Another"})
    assert module.identifier(none) != module.identifier(other)
    assert module.identifier(none).startswith("urn:uuid:")


def test_odd_words_come_through() -> None:
    """Titles and descriptions are text, whatever of XML they hold."""
    root = package(odd_book())
    assert ["A & B <c> “d” 'e' \"f\"", "]]> &amp;"] == [e.text for e in root.iter(f"{DC}title")]
    assert ["<p>Not & mark-up</p>"] == [e.text for e in root.iter(f"{DC}description")]


# -- accessibility --


def features(book: Book) -> set[str | None]:
    """Return the accessibility features that an EPUB claims."""
    return set(properties(book, "schema:accessibilityFeature"))


def with_image(tag: str, image: Image) -> Book:
    """Return a book of one image."""
    return factory.book(factory.chapter("c", f"<p>{tag}</p>"), images=[image])


PNG = Image("a.png", "image/png", png(3, 3), 3, 3)


def test_accessibility_is_claimed_only_where_true() -> None:
    """Described images and formulas are claimed by a book that has them, and by no other."""
    everywhere = {"ARIA", "displayTransformability", "readingOrder", "structuralNavigation"}
    everywhere.add("tableOfContents")
    assert everywhere | {"MathML", "alternativeText"} == features(rich_book())
    assert everywhere == features(plain_book())
    assert everywhere == features(odd_book()), "it speaks of MathML and has none"
    assert ["textual", "visual"] == properties(rich_book(), "schema:accessMode")
    assert ["textual"] == properties(plain_book(), "schema:accessMode")
    assert ["textual", "textual,visual"] == properties(rich_book(), "schema:accessModeSufficient")


def test_one_image_without_a_description_takes_the_claim_away() -> None:
    """Text is then not enough to read the book, and the summary says so."""
    bare = with_image('<img src="a.png" alt="A"/><img src="a.png" alt=""/>', PNG)
    assert "alternativeText" not in features(bare)
    assert ["textual,visual"] == properties(bare, "schema:accessModeSufficient")
    (words,) = properties(bare, "schema:accessibilitySummary")
    assert "Not all images are described" in (words or "")


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ('<p style="color: #333">A</p>', {"displayTransformability"}),
        ('<p style="text-align: center">A</p>', set[str]()),
        ('<h2 id="a">A</h2><h4 id="b">B</h4>', {"structuralNavigation"}),
    ],
)
def test_what_readers_can_not_change_is_not_claimed(body: str, lost: set[str]) -> None:
    """Colours of elements go before those of a reader; headings out of order lead astray."""
    usual = features(factory.book(factory.chapter("c", "<p>A</p>")))
    assert lost == usual - features(factory.book(factory.chapter("c", body)))


def test_style_sheets_can_keep_readers_from_their_own() -> None:
    """A colour, a font or a distance of lines that is important is not the reader's any more."""
    css = "@media print { p { margin: 0 !important } } a { color: red }"
    assert not display.is_fixed_by_style(css)
    assert display.is_fixed_by_style("@media (min-width: 9em) { p { color: red !important } }")


def test_decoration_is_no_image() -> None:
    """An image marked as decoration says nothing, so nothing is claimed of it."""
    book = with_image('<img src="a.png" alt="" role="presentation"/>', PNG)
    assert ["textual"] == properties(book, "schema:accessMode")
    assert "alternativeText" not in features(book)


_MOVING = b'<svg xmlns="http://www.w3.org/2000/svg"><rect><animate dur="1s"/></rect></svg>'


@pytest.mark.parametrize(
    ("image", "hazard"),
    [
        (PNG, {"none"}),
        (Image("a.svg", "image/svg+xml", _MOVING), access.UNKNOWN),
        (Image("a.xyz", "image/x", b"?"), access.UNKNOWN),
    ],
)
def test_what_moves_may_flash(image: Image, hazard: Collection[str]) -> None:
    """No hazard is ruled out where an image can move, or can't be looked into."""
    book = with_image(f'<img src="{image.path}" alt="A"/>', image)
    said = access.statements(book, wording("en"))
    found = {value for name, value in said if name == "schema:accessibilityHazard"}
    assert set(hazard) == found


def test_the_summary_is_in_the_language_of_the_book() -> None:
    """It is made of the sentences that are true, in the book's own language."""
    german = replace(
        plain_book(), metadata=plain_book().metadata.model_copy(update={"language": "de"})
    )
    assert [wording("de").access_text] == properties(german, "schema:accessibilitySummary")
    words = wording("en")
    lines = [words.access_text, words.access_notes, words.access_images, words.access_formulas]
    assert [" ".join(lines)] == properties(rich_book(), "schema:accessibilitySummary")
