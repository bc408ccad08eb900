"""Lines are broken with care: no ladders of hyphens, no short last lines, and no word is lost."""

import random
from itertools import groupby

import pytest

from scholiast import pdf
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.pdf import breaks
from tests import factory
from tests.pdf import generated, reading, rhythm

SMALL = PdfEdition(trim="155x150mm")
HYPHENS = "-\u2010\u00ad\ufffe\x02"


def _book(seed: int) -> Book:
    """Return a book of sixty paragraphs with notes."""
    chance = random.Random(seed)
    paragraphs = (
        f"<p>{generated.sentence(chance, chance.randint(9, 90))}"
        f"[[n{at}|{generated.sentence(chance, 9)}]]</p>"
        f"<p>{generated.sentence(chance, chance.randint(9, 90))}</p>"
        for at in range(30)
    )
    return factory.book(factory.chapter("c", "".join(paragraphs)))


def _lines(book: Book, settings: PdfEdition = reading.SETTINGS) -> list[rhythm.Line]:
    data = reading.data_of(pdf.render(book, reading.THEME, settings, whole=True))
    lines = rhythm.lines(data, settings)
    return [line for line in lines if line.page > 6 and abs(line.size - 10.5) < 0.1]


def _letters(lines: list[rhythm.Line]) -> str:
    """Return all letters but those of the marks of notes."""
    text = "".join(line.text.rstrip(HYPHENS) for line in lines)
    return "".join(letter for letter in text if not letter.isdecimal())


def _short_ends(lines: list[rhythm.Line]) -> list[str]:
    """Return the last lines of paragraphs that are one short word."""
    texts = [line.text.rstrip("0123456789⁠") for line in lines]
    return [
        text
        for text in texts
        if text.endswith(".") and len(text) < 6 and text[:-1] in generated.COMMON
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_word_is_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letters of a text are the same ones in the same order, however its lines are broken.

    What one line can't mend stays: few paragraphs end in one short word, where more did.
    """
    careful = _lines(_book(seed))
    monkeypatch.setattr(breaks, "known", lambda: False)
    plain = _lines(_book(seed))
    assert [line.text for line in plain] != [line.text for line in careful]
    assert _letters(plain) == _letters(careful)
    assert len(_short_ends(plain)) > len(_short_ends(careful))


@pytest.mark.parametrize("trim", ["5x8", "6x9"])
def test_no_three_lines_in_a_row_end_in_hyphens(trim: str) -> None:
    """Nor does a page end within a word, with notes below it."""
    lines = _lines(_book(3), PdfEdition(trim=trim))
    ends = [line.text[-1] in HYPHENS for line in lines]
    assert 20 < sum(ends)
    assert 2 == max(len(list(run)) for is_hyphen, run in groupby(ends) if is_hyphen)
    last = {line.page: line.text for line in lines}
    assert len(last) > 5
    assert [] == [text for text in last.values() if text[-1] in HYPHENS]


def test_a_last_line_has_more_than_a_short_word() -> None:
    """The line above gives one of its words, or takes what is left where that is little.

    Line ends that are meant, and code, stay as they are.
    """
    words = (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    )
    body = "".join(
        f'<p>{words} <span style="display: inline-block; width: {width}px"></span> so it is.</p>'
        for width in range(0, 120, 3)
    )
    assert [] == _short_ends(_lines(factory.book(factory.chapter("c", body))))
    meant = "<p>A line that ends here<br/>and.</p><pre>some code that goes on\nand.</pre>"
    ends = _short_ends(_lines(factory.book(factory.chapter("c", meant))))
    assert ["and."] == ends


def test_the_engine_is_the_known_one() -> None:
    """The layout of lines is that which the change was made for."""
    assert breaks.known()
