"""The baseline grid: lines of the text stand at multiples of the leading, all through a book."""

from itertools import pairwise
from pathlib import Path

import pytest

from scholiast import reading as manuscripts
from scholiast.compose import compose
from scholiast.config import PdfEdition
from scholiast.pdf import grid
from scholiast.pdf.geometry import geometry
from tests import factory
from tests.books import MODIFIED
from tests.pdf import generated, reading, rhythm

ROOT = Path(__file__).parents[2]

WORDS = "institutional history characteristically notwithstanding manuscripts empire city "
_FIRST_PAGES = 6  # before the text
TEXT = f"<p>{WORDS * 6}</p>"
BETWEEN = {
    "a heading": "<h2>Heading</h2>",
    "headings": "<h2>Heading</h2><h3>Another</h3>",
    "a long heading": f"<h2>{WORDS}</h2>",
    "a list": f"<ul><li>one</li><li>{WORDS * 2}</li><li><p>a</p><p>b</p></li></ul>",
    "terms": "<dl><dt>term</dt><dd>what it is</dd><dt>term</dt><dd>what it is</dd></dl>",
    "verse": '<div class="line-block"><div class="line">one</div><div class="line">two</div></div>',
    "a quotation": f"<blockquote><p>{WORDS * 3}</p></blockquote>",
    "code": "<pre>a\nb\nc</pre>",
    "a table": "<table><caption>Table</caption><tr><td>a</td><td>b</td></tr></table>",
    "a box": '<figure><div style="height: 77px"></div><figcaption>Figure</figcaption></figure>',
    "a high line": '<p>so <span style="display: inline-block; height: 44px"></span> high</p>',
    "a line a little too high": '<p>so <span style="line-height: 23px">high</span></p>',
    "a rule": "<hr/>",
}


@pytest.mark.parametrize("kind", BETWEEN)
def test_the_text_goes_on_on_the_grid(kind: str) -> None:
    """Behind whatever stands between, and on all pages, no line is off the grid."""
    body = "".join(f"{TEXT * (at % 3 + 1)}{BETWEEN[kind]}" for at in range(9)) + TEXT
    book = factory.book(factory.chapter("c", body.replace("<td>a", "<td>[[n1|A note.]]a", 1)))
    data = reading.data_of(reading.render(book))
    assert [] == rhythm.off_grid(data, reading.SETTINGS)


def test_lines_of_verse_stand_together() -> None:
    """A number beside a line, which has a box of its own, moves no line from the one above."""
    number = '<span class="line-number">5</span>'
    verse = "".join(f'<div class="line">{number * (at % 5 == 0)}a line</div>' for at in range(1, 9))
    body = f'{TEXT}<div class="verse numbered line-block">{verse}</div>{TEXT}'
    data = reading.data_of(reading.render(factory.book(factory.chapter("c", body))))
    all_lines = rhythm.lines(data, reading.SETTINGS)
    heights = [line.y for line in all_lines if "aline" in line.text]
    leading = geometry(reading.SETTINGS).leading / reading.POINT
    assert [pytest.approx(leading, abs=0.2)] * 7 == [b - a for a, b in pairwise(heights)]


def test_no_chapter_ends_on_a_page_of_two_lines() -> None:
    """Some more go to the last page, whatever the length of the last paragraph."""
    for count in range(24, 34, 2):
        line = "<p>A line.</p>"
        for last in (line, f"<p>{WORDS * 3}</p>", f"<p>{WORDS * 5}</p>"):
            book = factory.book(factory.chapter("c", line * count + last))
            data = reading.data_of(reading.render(book))
            text = [one for one in rhythm.lines(data, reading.SETTINGS) if one.size > 10]
            assert sum(one.page == text[-1].page for one in text) > 2


def test_a_page_with_the_rest_of_a_note_begins_at_its_head() -> None:
    """A heading has no space above it there, as on any other page that it begins."""
    body = f"{TEXT}<p>One[[long|{WORDS * 100}]]</p><h2>Heading</h2>{TEXT}"
    data = reading.data_of(reading.render(factory.book(factory.chapter("c", body))))
    text = [line for line in rhythm.lines(data, reading.SETTINGS) if line.size > 10]
    heading = next(line for line in text if line.text == "Heading")
    assert heading.page > _FIRST_PAGES + 1
    assert 11.2 == pytest.approx(heading.y, abs=0.3)


def test_without_the_grid_lines_stand_where_they_come() -> None:
    """It can be turned off; then no line is moved for it."""
    book = factory.book(factory.chapter("c", (BETWEEN["a box"] + TEXT) * 3))
    data = reading.data_of(reading.render(book, PdfEdition(grid=False)))
    assert rhythm.off_grid(data, PdfEdition(grid=False))


@pytest.mark.parametrize("folder", ["sample", "critical"])
def test_books_stand_on_the_grid(folder: str) -> None:
    """All lines of the text in the books that are tested with."""
    manuscript = manuscripts.read(ROOT / "tests" / folder)
    book = compose(manuscript, modified=MODIFIED)
    data = reading.data_of(reading.render(book))
    assert [] == rhythm.off_grid(data, reading.SETTINGS)


@pytest.mark.parametrize("settings", [PdfEdition(), PdfEdition(trim="A5", line_height=1.41)])
def test_the_type_area_holds_whole_lines(settings: PdfEdition) -> None:
    """The bottom margin grows by less than a line, so that none is left over."""
    page, before = geometry(settings), geometry(settings.model_copy(update={"grid": False}))
    assert page.text_height / page.leading == pytest.approx(
        round(page.text_height / page.leading), abs=0.01
    )
    assert 0 <= page.bottom - before.bottom + 0.01 < page.leading


def test_notes_end_where_the_text_would() -> None:
    """The last line of notes stands on the last place of the grid, as the text of a full page."""
    data = reading.data_of(reading.render(generated.book(1, words=2500, notes=20)))
    height = geometry(reading.SETTINGS).text_height / reading.POINT
    text = [line for line in rhythm.lines(data, reading.SETTINGS) if line.page > _FIRST_PAGES]
    last = {line.page: line for line in text if line.y < height}
    feet = [line.y for line in last.values() if line.y > height - 14]
    assert len(feet) > 4
    assert max(feet) - min(feet) < 0.3
    assert 1 < len({round(line.size) for line in last.values()})  # of notes, and of the text


def test_the_engine_is_the_known_one() -> None:
    """The layout of blocks and lines is that which the grid was made for."""
    assert grid.known()
