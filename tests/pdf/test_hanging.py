"""Punctuation at the ends of lines stands in the margin, and nothing else does."""

import random

import pytest

from scholiast import pdf
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.pdf import hanging, rules
from tests import factory
from tests.pdf import generated, reading
from tests.pdf.reading import Word


def _book(**other: object) -> Book:
    chance = random.Random(7)
    text = "".join(
        f"<p>{'“' * (at % 2)}{generated.sentence(chance, 60)}{'”' * (at % 2)}[[n{at}|"
        f"{generated.sentence(chance, 30)}]]</p>"
        for at in range(24)
    )
    chapter = factory.chapter("c", text, **other)  # type: ignore[arg-type]
    return factory.book(chapter)


def _edges(book: Book, settings: PdfEdition) -> tuple[list[Word], list[Word]]:
    """Return the words of the text that reach more than a point over the measure: left, right."""
    words = [word for word in reading.words(_data(book, settings)) if word.page > 6]
    return (
        [word for word in words if word.left < reading.area(word.page, settings)[0] - 1],
        [word for word in words if word.right > reading.area(word.page, settings)[2] + 1],
    )


def _data(book: Book, settings: PdfEdition) -> bytes:
    return reading.data_of(pdf.render(book, reading.THEME, settings, whole=True))


def test_marks_stand_in_the_margin() -> None:
    """Hyphens, commas and full stops do on the right, by less than a third of the size."""
    settings = PdfEdition()
    _, right = _edges(_book(), settings)
    assert len(right) > 10
    assert {word.text[-1] for word in right} <= set("-\u2010\u00ad\ufffe\x02,.”")
    assert all(word.right - reading.area(word.page)[2] < 10.5 / 3 for word in right)


def test_quotation_marks_stand_in_the_margin_on_the_left() -> None:
    """At the start of a paragraph without an indent, and of any line of it."""
    body = "".join(f"<h2>{at}</h2><p>“Quoted words.”</p>" for at in range(3))
    left, _ = _edges(factory.book(factory.chapter("c", body)), PdfEdition())
    assert ["“Quoted"] * 3 == [word.text for word in left]


@pytest.mark.parametrize(
    "settings", [PdfEdition(hanging_punctuation=False), PdfEdition(align="left")]
)
def test_without_it_nothing_does(settings: PdfEdition) -> None:
    """Nor in lines that are ragged."""
    assert ([], []) == _edges(_book(), settings)


def test_what_is_too_wide_is_still_found() -> None:
    """A hanging mark is no finding, a word that is too long for the measure is one."""
    wide = f"<p>“{'x' * 90}.”</p>"
    for body, expected in ((wide, 1), ("<p>“Fine,” he said.</p>" * 9, 0)):
        book = factory.book(factory.chapter("c", body))
        said = pdf.render(book, reading.THEME, PdfEdition()).diagnostics
        assert expected == sum(finding.rule is rules.TOO_WIDE for finding in said)


def test_paragraphs_from_right_to_left_are_indented_on_the_right() -> None:
    """The first line begins further in, ends where the others do, and nothing hangs."""
    text = "שלום עולם זה הוא ספר ארוך מאוד על הערות שוליים, " * 6
    chapter = factory.chapter("c", f"<p>{text}</p><p>{text}</p>", language="he")
    data = _data(factory.book(chapter, metadata={"language": "he"}), PdfEdition())
    text_lines = [word for word in reading.words(data) if word.page > 6 and word.text != "1"]
    rows: dict[float, list[Word]] = {}
    for word in text_lines:
        rows.setdefault(round(word.bottom / 7), []).append(word)
    left, _, right, _ = reading.area(8)  # page 7 is a left page here
    starts = [right - max(word.right for word in row) for row in rows.values() if len(row) > 4]
    ends = [min(word.left for word in row) - left for row in rows.values() if len(row) > 4]
    assert 1 == sum(10 < start < 16 for start in starts)
    assert all(start < 3 or 10 < start < 16 for start in starts)
    assert all(end > -1 for end in ends)


def test_the_engine_is_the_known_one() -> None:
    """The alignment of lines is that which the change was made for."""
    assert hanging.known()
