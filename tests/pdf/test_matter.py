"""What stands around the text in print: pages before it, and running heads."""

from dataclasses import replace

import pytest

from scholiast import pdf
from scholiast.book import Book, Heading, Image, Matter, Part
from scholiast.config import Frontispiece, Identifiers, PdfEdition, RunningHeads
from scholiast.edition import Format
from scholiast.imprint import imprint_lines
from scholiast.wording import wording
from tests import factory
from tests.pdf import reading
from tests.pdf.comparison import compare

PARAGRAPH = f"<p>{'Words of the text run on and on. ' * 14}</p>"
PICTURE = Image("images/a.svg", "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>', 9, 9)


def _book(**metadata: object) -> Book:
    rome = factory.chapter(
        "rome",
        f'{PARAGRAPH}<h2 id="roads">Roads</h2>{PARAGRAPH * 8}<h2 id="inns">Inns of the Town</h2>'
        f'{PARAGRAPH * 8}<h2 id="tolls">Tolls</h2>{PARAGRAPH}<h2 id="walls">Walls</h2>{PARAGRAPH}',
        title="Rome, at Length",
        part="part-1",
    )
    short = tuple(
        Heading(2, one.id, one.title, "Inns" if one.id == "inns" else None) for one in rome.headings
    )
    rome = replace(rome, authors=("Ada Writer", "Ben Other"), short="Rome", headings=short)
    preface = factory.chapter(
        "preface", "<p>First.</p>", number=None, matter=Matter.FRONT, kind="preface"
    )
    return factory.book(
        preface,
        rome,
        parts=[Part("part-1", "I", "Two Cities", ("rome",))],
        metadata=metadata,
        images=[PICTURE],
    )


def _pages(book: Book, settings: PdfEdition) -> list[str]:
    """Return the text of each page, its lines in one; pages are the same in one piece."""
    data = reading.data_of(pdf.render(book, reading.THEME, settings))
    whole = reading.data_of(pdf.render(book, reading.THEME, settings, whole=True))
    assert [] == compare(data, whole, dpi=0)
    lines: dict[int, list[str]] = {}
    count = 0
    for word in reading.words(data):
        lines.setdefault(word.page, []).append(word.text)
        count = max(count, word.page)
    return [" ".join(lines.get(page, [])) for page in range(1, count + 1)]


FULL = {
    "frontispiece": Frontispiece(image="images/a.svg", alt="A line", caption="A line, drawn"),
    "printing": "3 2 1",
    "edition": "Second edition",
}


@pytest.fixture(scope="module")
def full() -> list[str]:
    """Return the pages of a book with all that can stand before its text."""
    heads = RunningHeads(verso="author", recto="section")
    return _pages(_book(**FULL), PdfEdition(trim="5x8", running_heads=heads))


def test_pages_before_the_text(full: list[str]) -> None:
    """The frontispiece faces the title page; contents and preface are rectos behind blanks."""
    assert [
        "A Sample Book",
        "A line, drawn",
        "Ada Writer A Sample Book With Notes Edited by Ed Itor Sample Press Oxford 2026",
        "A Sample Book: With Notes © 2026 Ada Writer Oxford: Sample Press, 2026"
        " Second edition Typefaces: Linux Libertine Made with Scholiast 3 2 1",
        "Contents Preface vii I Two Cities 1 1 Rome, at Length Ada Writer, Ben Other 3"
        " Roads 3 Inns of the Town 6 Tolls 8 Walls 8 v",
        "",
        "Preface First. vii",
        "",
        "part i Two Cities",
        "",
    ] == full[:10]


def test_authors_of_a_chapter(full: list[str]) -> None:
    """They stand below its title, and the left heads name them."""
    assert full[10].startswith("1 Rome, at Length Ada Writer, Ben Other Words")
    assert ["4 Ada Writer, Ben Other", "6 Ada Writer, Ben Other"] == [
        " ".join(full[page].split()[-5:]) for page in (11, 13)
    ]


def test_right_heads_name_the_last_section(full: list[str]) -> None:
    """What began on an earlier page goes on; a heading can say what it is called there."""
    assert [["on.", "Roads", "5"], ["on.", "Inns", "7"]] == [
        full[page].split()[-3:] for page in (12, 14)
    ]


def test_left_heads_name_the_first_section() -> None:
    """A page on which two sections begin is found by the first; heads can be left out."""
    heads = RunningHeads(verso="section", recto="none")
    settings = PdfEdition(trim="5x8", half_title=False, running_heads=heads)
    pages = _pages(_book(frontispiece=FULL["frontispiece"], short_title="Sample"), settings)
    assert ["", "A line, drawn"] == pages[:2]
    assert [["4", "Roads"], ["on.", "5"], ["6", "Inns"], ["on.", "7"], ["8", "Tolls"]] == [
        page.split()[-2:] for page in pages[11:16]
    ]


def test_heads_without_parts_name_the_book_in_short() -> None:
    """The short titles of book and chapter are for running heads alone."""
    book = _book(short_title="Sample")
    chapters = tuple(replace(chapter, part=None) for chapter in book.chapters)
    pages = _pages(replace(book, chapters=chapters, parts=()), PdfEdition(trim="5x8"))
    assert ["2 Sample", "Rome 3"] == [" ".join(page.split()[-2:]) for page in pages[9:11]]


def test_a_page_has_room_for_all_its_words() -> None:
    """What does not fit would be missing on paper, and nothing else says so."""
    long = "A Title That Goes On and On " * 40
    for whole in (False, True):
        book = _book(title="Long", subtitle=long)
        artifact = pdf.render(book, reading.THEME, PdfEdition(trim="5x8"), whole=whole)
        assert ["R326"] == [one.rule.code for one in artifact.diagnostics]
        assert "title page" in artifact.diagnostics[0].message


def test_each_edition_has_its_own_isbn() -> None:
    """What is printed in one is not the number of the other."""
    numbers = Identifiers(isbn_pdf="978-3-16-148410-0", isbn_screen="978-0-306-40615-7")
    metadata = factory.METADATA.model_copy(update={"identifiers": numbers, "printing": "2 1"})
    words = wording("en")
    for form, number in ((Format.PDF, numbers.isbn_pdf), (Format.SCREEN, numbers.isbn_screen)):
        assert f"ISBN {number}" in imprint_lines(metadata, words, form)
    assert "2 1" not in imprint_lines(metadata, words, Format.EPUB)
