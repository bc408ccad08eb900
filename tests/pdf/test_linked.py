"""A linked PDF is the one that is laid out whole: to the pixel, and in all it says of itself."""

from pathlib import Path

import pytest

from scholiast import pdf
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import PdfEdition
from scholiast.reading import read
from scholiast.theme import Theme
from tests import books
from tests.pdf import generated, reading
from tests.pdf.comparison import compare, report

ROOT = Path(__file__).resolve().parents[2]


def _of(folder: Path) -> tuple[Book, Theme, PdfEdition]:
    """Return the book in a folder, in its own design."""
    manuscript = read(folder)
    assert manuscript.file is not None
    settings = manuscript.file.editions.pdf or PdfEdition()
    book = compose(manuscript, modified=books.MODIFIED)
    return book, Theme.find(folder), settings


def _differences(book: Book, theme: Theme, settings: PdfEdition) -> str:
    linked = pdf.render(book, theme, settings)
    whole = pdf.render(book, theme, settings, whole=True)
    assert reading.data_of(whole) != reading.data_of(linked)
    assert whole.pages == linked.pages
    assert set(whole.diagnostics) == set(linked.diagnostics)
    return report(compare(reading.data_of(whole), reading.data_of(linked)))


@pytest.mark.parametrize("folder", ["tests/sample", "book"])
def test_books_are_linked_as_they_are_laid_out_whole(folder: str) -> None:
    """The sample, with all that a book can hold, and the handbook."""
    assert "" == _differences(*_of(ROOT / folder))


@pytest.mark.parametrize(
    "standards", [("pdf/ua-2", "pdf/a-4"), ("pdf/a-2a", "pdf/ua-1"), ("pdf/x-3",)], ids="+".join
)
def test_what_a_file_claims_makes_no_difference(standards: tuple[str, ...]) -> None:
    """Tags of PDF 2.0, profiles of colours, links set aside for print: both ways are alike."""
    book, theme, settings = _of(ROOT / "tests/sample")
    conforming = PdfEdition.model_validate({**settings.model_dump(), "conformance": standards})
    assert "" == _differences(book, theme, conforming)


@pytest.mark.parametrize(
    "settings",
    [PdfEdition(), PdfEdition(trim="A5", recto=False)],
    ids=["chapters on right-hand pages", "chapters on any page"],
)
def test_a_generated_book_is_linked_as_it_is_laid_out_whole(settings: PdfEdition) -> None:
    """Six chapters with notes that run on, tables, lists and quotations."""
    book = generated.book(6, words=1200, notes=16)
    assert "" == _differences(book, Theme.find(), settings)
