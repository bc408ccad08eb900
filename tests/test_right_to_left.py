"""A book that is written from right to left: its notes in all formats, proved."""

import io
from pathlib import Path

import pikepdf
import pytest

from scholiast import ledger, publish, verify
from scholiast.book import Book
from scholiast.config import Editions, Margins, PdfEdition
from scholiast.edition import Format
from scholiast.theme import Theme
from tests.books import composed
from tests.pdf import reading
from tests.pdf.comparison import compare, report
from tests.pdf.reading import POINT

LISTING = "title: سفر قصير\nlanguage: ar\nspine: {body: [chapters/a.md]}\n"
TEXT = """# الطريق

كان الطريق طويلا.[^١] ثم وصل إلى البحر.[^२] وقال word وسكت.[^x]

[^١]: هذه حاشية أولى مع Latin words فيها.
[^२]: حاشية ثانية.
[^x]: حاشية ثالثة.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a short book in Arabic, with labels in several scripts."""
    return composed(tmp_path_factory.mktemp("rtl"), {"chapters/a.md": TEXT}, LISTING)


def test_marks_are_in_arabic_digits(book: Book) -> None:
    """Notes are counted in the digits that the language is written with."""
    assert [note.number for note in book.notes] == ["١", "٢", "٣"]


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML, Format.PDF])
def test_all_notes_are_proved(format: Format, book: Book) -> None:
    """Every call follows its words and leads to its note, whichever way lines are drawn."""
    artifact = publish.render(book, Theme.find(), Editions(), format)
    proof = verify.artifact(artifact, ledger.open_ledger(book))
    assert [] == list(proof.diagnostics)
    assert proof.proved == 3


@pytest.mark.parametrize("whole", [True, False])
def test_the_file_says_that_it_is_bound_on_the_right(book: Book, whole: bool) -> None:
    """A reader turns the pages of a PDF the other way."""
    artifact = publish.render(book, Theme.find(), Editions(), Format.PDF, whole=whole)
    with pikepdf.open(io.BytesIO(reading.data_of(artifact))) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == pikepdf.Name.R2L


WORDS = " ".join(["האיש הלך אל העיר וראה את החומות ואת הים."] * 14)
HEBREW = f"""# פרק

{WORDS}[^1] {WORDS}[^2]

> {WORDS}^[עוד הערה, עם English words בתוכה ועם עוד הרבה מילים, כדי שתהיה ארוכה משורה.]

- אחת[^3]

[^1]: זו הערה ראשונה.
[^2]: הערה שנייה.
[^3]: שלישית.
"""


def test_pages_in_hebrew_are_set_from_the_right(tmp_path: Path) -> None:
    """Notes and contents are proved in print, and both ways of making it agree."""
    listing = "title: ספר\nlanguage: he\nspine: {body: [chapters/a.md, chapters/b.md]}\n"
    files = {"chapters/a.md": HEBREW, "chapters/b.md": HEBREW}
    book = composed(tmp_path, files, listing)
    linked, whole = (
        publish.render(book, Theme.find(), Editions(), Format.PDF, whole=is_whole)
        for is_whole in (False, True)
    )
    assert "" == report(compare(reading.data_of(whole), reading.data_of(linked)))
    proof = verify.artifact(linked, ledger.open_ledger(book))
    assert [] == list(proof.diagnostics)
    assert proof.proved == 8


MIXED = """# English words

{words}[^1] {words}[^2]

[^1]: A note.
[^2]: Another note, in the margin.
"""


@pytest.mark.parametrize("whole", [False, True])
def test_pages_are_mirrored_for_a_binding_on_the_right(tmp_path: Path, *, whole: bool) -> None:
    """The inner margin of odd pages is on the right, and each page has the head of its kind."""
    listing = (
        "title: ספר\nlanguage: he\ncontributors: [{name: פלוני}]\n"
        "spine: {body: [chapters/a.md, chapters/b.md]}\n"
        "editions: {pdf: {margins: {inner: 30mm, outer: 12mm}}}\n"
    )
    text = f"# פרק\n\n{WORDS * 6}[^1]\n\n[^1]: הערה.\n"
    english = "---\nlanguage: en\n---\n" + MIXED.format(words="Some plain words. " * 300)
    book = composed(tmp_path, {"chapters/a.md": text, "chapters/b.md": english}, listing)
    settings = PdfEdition(margins=Margins(inner="30mm", outer="12mm"))
    made = publish.render(book, Theme.find(), Editions(pdf=settings), Format.PDF, whole=whole)
    assert [] == list(verify.artifact(made, ledger.open_ledger(book)).diagnostics)
    found = reading.words(reading.data_of(made))
    width, last = 152.4 / POINT, max(word.page for word in found)
    for page in range(7, last + 1):
        inked = [word for word in found if word.page == page]
        inner = min(w.left for w in inked) if page % 2 == 0 else width - max(w.right for w in inked)
        assert 29 < inner * POINT < 34, page
    heads = {
        page: {w.text for w in found if w.page == page and w.bottom > 228.6 / POINT - 18 / POINT}
        for page in (8, last if last % 2 else last - 1)
    }
    book_head, chapter_head = heads.values()
    assert "ספר" in book_head
    assert "English" in chapter_head
