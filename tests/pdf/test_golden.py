"""The lines and pages of the sample book, as text: what moves from one to another shows here."""

from itertools import groupby
from pathlib import Path

import pytest

from scholiast import pdf, reading
from scholiast.book import Matter
from scholiast.compose import compose
from scholiast.config import PdfEdition
from tests.books import MODIFIED
from tests.pdf import rhythm
from tests.pdf.reading import THEME, data_of, structure

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"

EDITIONS = {
    "sample-5x8": PdfEdition(trim="5x8"),
    "sample-6x9": PdfEdition(),
    "sample-A5-ragged": PdfEdition(trim="A5", align="left"),
    "critical-6x9": PdfEdition(),
}


@pytest.mark.parametrize("name", EDITIONS)
def test_lines_and_pages_are_where_they_were(name: str, update: bool) -> None:
    """Every line of every page of the text, with its height below the head of the page in pt."""
    manuscript = reading.read(ROOT / name.partition("-")[0])
    settings = EDITIONS[name]
    book = compose(manuscript, modified=MODIFIED)
    data = data_of(pdf.render(book, THEME, settings))
    opening = next(one.anchor for one in book.chapters if one.matter is Matter.BODY)
    first = structure(data).names[opening][0]
    found = _as_text([line for line in rhythm.lines(data, settings) if line.page >= first], first)
    golden = GOLDEN / f"{name}.txt"
    if update:
        golden.write_text(found, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == found


def _as_text(lines: list[rhythm.Line], first: int) -> str:
    """Return lines below the number of their page, counted from the first; heights in whole pt."""
    pages = groupby(lines, key=lambda line: line.page)
    return "".join(
        f"--- {number - first + 1}\n" + "".join(f"{line.y:5.0f}  {line.words}\n" for line in page)
        for number, page in pages
    )
