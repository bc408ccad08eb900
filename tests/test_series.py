"""Series of notes: the marks that they are counted by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast import series
from scholiast.config import MARK_STYLES, Notes
from scholiast.kinds import kinds


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("decimal", "1 2 3 4 5 6 7"),
        ("lower-alpha", "a b c d e f g"),
        ("upper-alpha", "A B C D E F G"),
        ("lower-roman", "i ii iii iv v vi vii"),
        ("upper-roman", "I II III IV V VI VII"),
        ("symbols", "* † ‡ § ‖ ¶ **"),
        (("α", "β"), "α β αα ββ ααα βββ αααα"),
    ],
)
def test_marks(marks: series.Marks, expected: str) -> None:
    """Each style counts in its way; what is used up is doubled."""
    assert " ".join(series.mark(marks, number) for number in range(1, 8)) == expected


@given(
    st.sampled_from(sorted(MARK_STYLES - {series.UNMARKED})),
    st.integers(1, 3000),
    st.integers(1, 3000),
)
def test_no_two_marks_are_alike(style: str, one: int, other: int) -> None:
    """Two notes of a series never have the same mark."""
    assert (series.mark(style, one) == series.mark(style, other)) is (one == other)


def test_letters_go_on_after_z() -> None:
    """The 27th note is `aa`, as in spreadsheets and in CSS."""
    assert [series.letters(number) for number in (26, 27, 52, 53, 703)] == [
        *("z", "aa", "az", "ba", "aaa")
    ]


def test_the_styles_are_those_of_book_yaml() -> None:
    """What `book.yaml` may say can be counted."""
    assert set(series.STYLES) >= MARK_STYLES


@pytest.mark.parametrize(
    ("language", "marks"),
    [("ar", "١٢"), ("fa-IR", "۱۲"), ("hi", "१२"), ("bn", "১২"), ("he", "12"), ("en-GB", "12")],
)
def test_numbers_are_in_the_digits_of_the_language(language: str, marks: str) -> None:
    """Where nothing else is said, a reader of Arabic, Persian or Hindi meets their own digits."""
    assert series.mark(series.native(language), 12) == marks
    (author, *_) = kinds(Notes(), language)
    assert author.marks == series.native(language)
    (author, *_) = kinds(Notes(digits="latin"), language)
    assert author.marks == "decimal"
