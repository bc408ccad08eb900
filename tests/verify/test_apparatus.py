"""What differs between the words of a note and the ledger is said in a clause that helps."""

import pytest

from scholiast.verify.apparatus import difference


@pytest.mark.parametrize(
    ("actual", "clause"),
    [
        ("romeburns", "breaks off after “…romeburns”: “today” is missing"),
        ("", "breaks off at its beginning: “romeburnstoday” is missing"),
        ("romeburnstodayno", "goes on after “…romeburnstoday” with “no”"),
        ("romebuildstoday", "has “ildstoday” after “…romebu”, not “rnstoday”"),
        ("athens", "has “athens” at its beginning, not “romeburnstoday”"),
    ],
)
def test_the_first_difference_is_shown(actual: str, clause: str) -> None:
    """The clause names the place and shows what is there and what should be."""
    assert clause == difference("romeburnstoday", actual)


def test_long_words_are_cut_around_the_difference() -> None:
    """A clause shows no more than 24 letters to each side."""
    words = "abcdefghij" * 10
    clause = difference(words, words[:50])
    assert (
        "breaks off after “…ghijabcdefghijabcdefghij”: “abcdefghijabcdefghijabcd…” is missing"
        == clause
    )
