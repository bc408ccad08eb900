"""Long descriptions stand behind their pictures, led to from them, and are not in print."""

import pytest
from lxml import etree

from scholiast import descriptions, publish, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.config import Editions
from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.ledger import Ledger, open_ledgers
from scholiast.theme import Theme
from scholiast.wording import WORDINGS
from scholiast.wording.descriptions import WORDS
from tests.books import composed, write
from tests.epub.books import properties

TEXT = """\
# The Map

![Roads to Rome.](../map.svg){#fig-roads alt="A map of roads."}

Words between, and ![a stone](../map.svg) in a line.

::: {.long-description for="fig-roads"}
Five roads lead from Rome.

- Appia
:::

| Road | Miles |
|:--|--:|
| Appia | 350 |

::: long-description
One row: [viae]{lang=la}.
:::
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>\n'
EDITIONS = Editions.model_validate({"screen": {}})


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book of one chapter with two long descriptions."""
    root = write(tmp_path_factory.mktemp("book"), {"map.svg": SVG})
    return composed(root, {"chapters/a.md": TEXT})


@pytest.fixture(scope="module")
def ledger(book: Book) -> Ledger:
    """Return the ledger of all its editions."""
    formats = (Format.EPUB, Format.HTML, Format.PDF, Format.SCREEN)
    return open_ledgers(book, {one.value: arrange(book, one) for one in formats})


def test_a_description_stands_behind_its_picture(book: Book) -> None:
    """Wherever it was written; the picture leads to it, and it says what it describes."""
    body = etree.fromstring(book.chapters[0].body)
    found = list(body.iter("details"))
    assert ["figure", "table"] == [
        before.tag for one in found if (before := one.getprevious()) is not None
    ]
    assert ["Description: Roads to Rome", "Description of the picture"] == [
        one.findtext("summary") for one in found
    ]
    described = [one for one in body.iter("img", "table") if one.get("aria-details")]
    assert ["img", "table"] == [one.tag for one in described]
    assert [one.get("aria-details") for one in described] == [one.get("id") for one in found]
    assert {"longDescription"} <= set(properties(book, "schema:accessibilityFeature"))


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML, Format.PDF, Format.SCREEN])
def test_no_word_of_it_is_lost(format: Format, book: Book, ledger: Ledger) -> None:
    """Each edition is proved with it, but the printed one, which is proved without."""
    own = ledger.edition(format.value)
    assert ("Five roads" in (own.chapters[0].text or "")) is (format is not Format.PDF)
    artifact = publish.render(arrange(book, format), Theme.find(), EDITIONS, format)
    proof = verify.artifact(artifact, own)
    assert [] == [as_concise(one) for one in proof.diagnostics]


def test_a_description_that_is_lost_is_missed(book: Book, ledger: Ledger) -> None:
    """The ledger has its words, so an EPUB without it is no EPUB of the book."""
    without = arrange(book, Format.PDF)
    artifact = publish.render(without, Theme.find(), EDITIONS, Format.EPUB)
    proof = verify.artifact(artifact, ledger.edition("epub"))
    assert ["V022"] == [one.rule.code for one in proof.diagnostics]


def test_print_has_nothing_left_of_it(book: Book) -> None:
    """Neither the words nor what led to them."""
    body = arrange(book, Format.PDF).chapters[0].body
    assert "aria-details" not in body
    assert "details" not in body
    assert arrange(book, Format.EPUB) is book


def test_ids_are_unique() -> None:
    """Also where an author took the name that a description would have."""
    body = etree.fromstring(
        '<div><p id="description-x">A</p><figure id="x"><img src="a"/></figure>'
        '<div class="long-description" for="x"><p>B</p></div></div>'
    )
    descriptions.mark(body, "de")
    (found,) = body.iter("details")
    assert "description-x-2" == found.get("id")
    assert "Beschreibung der Abbildung" == found.findtext("summary")


def test_every_language_has_words_for_it() -> None:
    """As many as the other words of a book; each has room for a name."""
    assert set(WORDINGS) == set(WORDS)
    assert all("{name}" in words.of for words in WORDS.values())
    assert all(words.label and words.access for words in WORDS.values())
