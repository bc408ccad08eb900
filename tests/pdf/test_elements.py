"""Elements of a page in print: initials in their words, ornaments, turned tables."""

import io
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from scholiast import pdf, verify
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import Artifact
from scholiast.ledger import open_ledger
from scholiast.openings import opened
from scholiast.pdf import landscape
from tests import factory
from tests.pdf import comparison, reading
from tests.pdf.reading import words

LONG = "and so it went on for a good while, as such things do, with many words. " * 5
SETTINGS = PdfEdition(trim="5x8", openings="drop-cap")


def book(*bodies: str) -> Book:
    """Return a book of chapters, which open with initials."""
    chapters = (factory.chapter(f"c{number}", body) for number, body in enumerate(bodies, 1))
    return opened(factory.book(*chapters), "drop-cap")


def proved(made: Book, settings: PdfEdition = SETTINGS) -> tuple[Artifact, bytes]:
    """Return the PDF of a book in which nothing is wrong."""
    artifact = pdf.render(made, reading.THEME, settings)
    said = [*artifact.diagnostics, *verify.artifact(artifact, open_ledger(made)).diagnostics]
    assert [] == [as_concise(finding) for finding in said]
    return artifact, reading.data_of(artifact)


@pytest.fixture(scope="module")
def initials() -> bytes:
    """Return a PDF whose chapters open with initials."""
    _, data = proved(
        book(
            f"<p>The first[[n|A note.]] words, {LONG}</p>",
            f"<p>“Quiet,” she said, {LONG}</p>",
            f"<p>Ash and oak, {LONG}</p>",
        )
    )
    return data


@pytest.mark.parametrize("word", ["The", "“Quiet,”", "Ash"])
def test_a_word_with_an_initial_is_one_word(initials: bytes, word: str) -> None:
    """A search finds it, a reader aloud says it, and no part of it stands elsewhere."""
    parts = {word[:at] for at in range(2, len(word) + 1)} | {word[at:] for at in range(len(word))}
    assert [word] == [one.text for one in words(initials) if one.text in parts]


def test_the_structure_says_words_once(initials: bytes) -> None:
    """A word in pieces is one marked content, which says what it is (ISO 32000-1, 14.9.4)."""
    with pikepdf.open(io.BytesIO(initials)) as document:
        contents = (stream for page in document.pages for stream in page.obj.get("/Contents", ()))
        streams = b"".join(stream.read_bytes() for stream in contents)
    assert 2 == streams.count(b"/ActualText (")  # and one beyond ASCII, as UTF-16
    assert 3 == streams.count(b"/ActualText")


def test_an_initial_stands_on_its_line() -> None:
    """It is as high as the capitals of the first line, and stands on the line of the third."""
    _, data = proved(book(f"<p>Here {'Head Hand Heap ' * 30}</p>"))
    document = pypdfium2.PdfDocument(data)
    page = next(page for page in document if "Head" in page.get_textpage().get_text_range())
    letters = [one for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT]
    tall = max(letters, key=lambda one: one.get_bounds()[3] - one.get_bounds()[1])
    left, bottom, right, top = tall.get_bounds()
    text = page.get_textpage()
    said = text.get_text_range()
    heads = [text.get_charbox(at) for at in range(len(said)) if said.startswith("Head", at)]
    lines = sorted({round(box[1], 1) for box in heads}, reverse=True)
    firsts = [box[3] for box in heads if round(box[1], 1) == lines[0]]
    assert firsts[0] == pytest.approx(top, abs=0.6)  # hinted
    assert lines[2] == pytest.approx(bottom, abs=0.6)
    document.close()
    assert left < right < min(box[0] for box in heads if round(box[1], 1) in lines[:3])


def test_lines_stand_beside_an_initial() -> None:
    """All of its lines do, also those that end in marks that hang in the margin elsewhere."""
    said = (
        "A man of letters In the beginning of the year the commentators came together in the old "
        "library, where the windows looked out on the river, and began to write down what they had "
        "read. Nobody had asked them to, and nobody thanked them for it; but when the work was "
        "done, every margin was full."
    )
    _, data = proved(book(f"<p>{said}</p>"))
    found = [one for one in words(data) if one.text in said.split() and len(one.text) > 2]
    last = max(one.page for one in found)
    levels = sorted({round(one.bottom) for one in found if one.page == last}, reverse=True)
    assert len(levels) > 3
    assert max(above - below for above, below in pairwise(levels)) < 20


def test_ornaments_are_artifacts_and_breaks_stay_with_what_follows() -> None:
    """Asterisks are not among the words; at the top of a page a blank line shows them."""
    paragraph = f"<p>{LONG}</p>"
    for count in range(3, 9):
        body = f'{paragraph * count}<hr class="scene-break"/><p>After. {LONG}</p>'
        made = factory.book(factory.chapter("c", body))
        _, data = proved(made, PdfEdition(trim="5x8"))
        after = next(one for one in words(data) if one.text == "After.")
        page = [one for one in words(data) if one.page == after.page]
        stars = [one for one in page if one.text == "*"]
        is_first = not any(one.top > after.top + 30 for one in page if one.text == "many")
        assert bool(stars) == is_first, "an ornament shows where the blank line can't be seen"
        if is_first:
            return
    pytest.fail("no page began with the break")


TABLE = "<thead><tr>{head}</tr></thead><tbody><tr><td>one[[n|{note}]]</td>{cells}</tr></tbody>"


def table(columns: int, note: str = "A note.") -> str:
    """Return a turned table."""
    inside = TABLE.format(
        head="<th>Column</th>" * (columns + 1), cells="<td>1.25</td>" * columns, note=note
    )
    return f'<p>Before.</p><div class="turned"><table>{inside}</table></div><p>After.</p>'


@pytest.fixture(scope="module")
def turned() -> bytes:
    """Return a PDF with a turned table that calls a note."""
    _, data = proved(book(table(8, "A note of some length. " * 12)))
    return data


def test_a_turned_table_has_a_page_and_its_notes(turned: bytes) -> None:
    """It reads from the foot of the page upwards, and ends above the notes, which are upright."""
    found = words(turned)
    page = next(one.page for one in found if one.text.startswith("Column"))
    own = [one for one in found if one.page == page]
    assert not {"Before.", "After."} & {one.text for one in own}
    columns = [one for one in own if one.text == "Column"]
    assert 9 == len(columns)
    assert all(one.top - one.bottom > one.right - one.left for one in columns)
    assert sorted(one.bottom for one in columns) == [one.bottom for one in columns]
    notes = [one for one in own if one.text == "length."]
    assert max(one.top for one in notes) < min(one.bottom for one in columns)


def test_words_turn_nothing() -> None:
    """Only the class of a division does, not a word of the text."""
    assert landscape.has_any('<p>He</p><div id="t" class="x turned"><p>it</p></div>')
    assert landscape.has_any("<div class='landscape'><p>it</p></div>")
    assert not landscape.has_any('<div class="x"><p>He turned to the landscape.</p></div>')


def test_a_turned_table_has_a_folio_and_no_head(turned: bytes) -> None:
    """Its folio stands at the foot, as on the first page of a chapter."""
    found = words(turned)
    page = next(one.page for one in found if one.text == "Column")
    own = [one for one in found if one.page == page]
    assert str(page - 6) in {one.text for one in own}
    assert "Sample" not in {one.text for one in own}


def test_a_table_that_has_no_room_is_an_error() -> None:
    """Letters are made smaller by a quarter, and no more; what is larger is not printed so."""
    wide = table(40)
    artifact = pdf.render(book(wide), reading.THEME, SETTINGS)
    found = [one for one in artifact.diagnostics if one.rule.code == "R337"]
    assert ["chapters/c1.md"] == [one.place.path for one in found if one.place]


def test_both_ways_give_the_same_pages(tmp_path: Path) -> None:
    """Chapters that are laid out apart have the same elements as the whole."""
    made = book(f"<p>The first words, {LONG}</p><hr/><p>{LONG}</p>{table(8)}", f"<p>A {LONG}</p>")
    linked, _ = proved(made)
    whole = pdf.render(made, reading.THEME, SETTINGS, whole=True)
    pages = [reading.data_of(one) for one in (linked, whole)]
    assert [] == list(comparison.compare(*pages))
