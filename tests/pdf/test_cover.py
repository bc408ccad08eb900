"""The cover laid flat: its lengths, its words, and a barcode that can be read."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from scholiast.book import Book, Image
from scholiast.config import Cover, PdfEdition
from scholiast.covering import CoverError, Wrap, wrap
from scholiast.pdf.barcode import isbn_barcode
from scholiast.pdf.cover import Covered, pages_of, render_cover
from scholiast.theme import Theme
from scholiast.verify import cover as proof
from tests import factory

ISBN = "978-0-306-40615-7"
MM = 72 / 25.4  # pt


@pytest.fixture(scope="module")
def book() -> Book:
    """Return a book with an ISBN for print, and words for the back."""
    plain = factory.book()
    names = plain.metadata.identifiers.model_copy(update={"isbn_pdf": ISBN})
    more = {"identifiers": names, "description": "Of roads.\n\nAnd of walls."}
    return replace(plain, metadata=plain.metadata.model_copy(update=more))


def settings(**more: object) -> PdfEdition:
    return PdfEdition.model_validate({"printer": "kdp", "paper": "cream", **more})


def made(book: Book, pages: int = 300, **more: object) -> tuple[Covered, Wrap]:
    edition = settings(**more)
    lengths = wrap(edition, pages)
    return render_cover(book, Theme.find(), edition, lengths), lengths


def proved(book: Book, cover: Covered, lengths: Wrap) -> set[str]:
    """Return the codes of what is wrong with a cover."""
    found = proof.check(
        cover.data,
        "cover.pdf",
        size=(lengths.width, lengths.height),
        spine=lengths.folds,
        title=book.metadata.title,
        isbn=cover.isbn,
        spine_text=lengths.has_spine_text,
        front_text=cover.front_text,
    )
    return {finding.rule.code for finding in found}


# -- lengths --


@pytest.mark.parametrize(
    ("paper", "pages", "spine"), [("cream", 300, 19.05), ("white", 300, 17.16), ("0.07mm", 200, 14)]
)
def test_the_spine_is_as_thick_as_the_pages(paper: str, pages: int, spine: float) -> None:
    """KDP's cream paper is 0.0025 in a page, its white 0.002252 in; any thickness can be said."""
    assert spine == wrap(settings(paper=paper), pages).spine


def test_a_cover_is_two_pages_and_a_spine_wide() -> None:
    """The bleed is the printer's, words on the spine stay away from the folds."""
    lengths = wrap(settings(), 300)
    assert (2 * 152.4 + 19.05, 228.6, 3.175) == (lengths.width, lengths.height, lengths.bleed)
    assert (152.4 + 1.5875, 152.4 + 19.05 - 1.5875) == pytest.approx(lengths.folds, abs=0.01)


def test_a_thin_spine_bears_no_words() -> None:
    """KDP prints words on the spine from 79 pages on."""
    assert [False, True] == [wrap(settings(), pages).has_spine_text for pages in (78, 79)]


def test_an_unknown_paper_is_an_error() -> None:
    """The message names those that are known."""
    with pytest.raises(CoverError, match="white, cream, colour"):
        wrap(settings(paper="vellum"), 300)


def test_a_book_that_is_not_built_has_no_pages(tmp_path: Path) -> None:
    """What is not there, and what is no PDF, is said."""
    with pytest.raises(CoverError, match="--pages"):
        pages_of(tmp_path / "rome.pdf")
    (tmp_path / "rome.pdf").write_bytes(b"no PDF")
    with pytest.raises(CoverError, match="can't be read"):
        pages_of(tmp_path / "rome.pdf")


# -- the barcode --


def test_bars_are_those_of_the_standard() -> None:
    """The widths of an EAN-13 add up to 95 modules between quiet zones of 11 and 7."""
    drawn = etree.fromstring(isbn_barcode(ISBN))
    bars = [
        (float(b.get("x", "")), float(b.get("width", ""))) for b in drawn if b.tag[-4:] == "rect"
    ]
    assert 30 == len(bars)
    assert (11.0, 106.0) == (bars[0][0], sum(bars[-1]))
    assert "9780306406157" == "".join(text.text or "" for text in drawn if text.tag[-4:] == "text")


@pytest.mark.parametrize("number", ["978-0-306-40615-8", "0-306-40615-2", ""])
def test_what_is_no_isbn_has_no_barcode(number: str) -> None:
    """A wrong check digit would be another book, or none."""
    with pytest.raises(ValueError, match="digit"):
        isbn_barcode(number)


# -- the cover --


@pytest.mark.parametrize("pages", [60, 100, 300, 800])
@pytest.mark.parametrize("design", ["classic", "modern", "scholarly"])
def test_covers_are_proved(book: Book, pages: int, design: str) -> None:
    """Thin and thick, in each design: the size, the words, and the barcode."""
    edition = settings(cover={"background": "#24384f", "ink": "#f4efe4"})
    lengths = wrap(edition, pages)
    cover = render_cover(book, Theme.find(None, design), edition, lengths)
    assert ((), "9780306406157") == (cover.diagnostics, cover.isbn)
    assert set() == proved(book, cover, lengths)


def test_the_same_book_has_the_same_cover(book: Book) -> None:
    """No clock and no chance is in it."""
    assert made(book)[0].data == made(book)[0].data


def test_boxes_have_the_bleed(book: Book) -> None:
    """The sheet is larger than the cover by the bleed on each side."""
    cover, lengths = made(book)
    with pikepdf.open(io.BytesIO(cover.data)) as pdf:
        page = pdf.pages[0]
        media, trim = (
            [round(float(edge) / MM, 2) for edge in box] for box in (page.mediabox, page.trimbox)
        )
    assert [0, 0, round(lengths.width, 2), 228.6] == trim
    assert [-3.17, -3.17, round(lengths.width + 3.175, 2), 231.77] == pytest.approx(media, abs=0.02)


def test_a_book_from_right_to_left_opens_on_the_other_side(book: Book) -> None:
    """The front is on the left, and the barcode on the right."""
    hebrew = replace(book, metadata=book.metadata.model_copy(update={"language": "he"}))
    cover, lengths = made(hebrew)
    assert set() == proved(hebrew, cover, lengths)


def with_front(book: Book, width: int, height: int) -> Book:
    """Return the book with a cover of so many pixels."""
    from PIL import Image as Picture

    out = io.BytesIO()
    Picture.new("RGB", (width, height), "#800000").save(out, "PNG")
    image = Image("front.png", "image/png", out.getvalue(), width, height)
    metadata = book.metadata.model_copy(update={"cover": "front.png"})
    return replace(book, metadata=metadata, images={"front.png": image})


@pytest.mark.parametrize(
    ("size", "codes"), [((1900, 2900), set()), ((1200, 1800), {"R320"}), ((600, 900), {"R321"})]
)
def test_an_image_is_fine_enough_for_its_size(
    book: Book, size: tuple[int, int], codes: set[str]
) -> None:
    """Under 300 pixels for an inch is worth a warning, under 150 no cover."""
    cover, lengths = made(with_front(book, *size))
    assert codes == {finding.rule.code for finding in cover.diagnostics}
    assert set() == proved(book, cover, lengths)


def test_without_an_isbn_there_is_no_barcode(book: Book) -> None:
    """Nor where it is not wanted, as some printers print their own."""
    assert made(book, cover={"barcode": False})[0].isbn is None
    assert made(factory.book())[0].isbn is None


# -- the proof of it --


def test_a_wrong_barcode_is_found_out(book: Book) -> None:
    """One of another book is read for what it is."""
    cover, lengths = made(book)
    assert {"V327"} == proved(book, replace(cover, isbn="9783161484100"), lengths)
    bare, _ = made(book, cover={"barcode": False})
    assert {"V327"} == proved(book, replace(bare, isbn=cover.isbn), lengths)


def test_a_wrong_size_is_found_out(book: Book) -> None:
    """A cover for a book of fewer pages does not fit."""
    cover, _ = made(book, 280)
    assert "V325" in proved(book, cover, wrap(settings(), 300))
    assert {"V325"} == proved(book, replace(cover, data=b"no PDF"), wrap(settings(), 300))


def test_missing_and_misplaced_words_are_found_out(book: Book) -> None:
    """The title stands on front and spine, and no word over a fold."""
    cover, lengths = made(book)
    other = replace(book, metadata=book.metadata.model_copy(update={"title": "Another"}))
    assert {"V326"} == proved(other, cover, lengths)
    narrow = replace(lengths, clearance=lengths.spine / 2 - 1)
    assert {"V326"} == proved(book, cover, narrow)


def test_colours_are_colours() -> None:
    """What is written in a style sheet is checked first."""
    with pytest.raises(ValueError, match="no colour"):
        Cover.model_validate({"background": "url(x)"})
