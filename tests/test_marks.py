"""Note marks are found wherever they stand, and a marked text differs only in its marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.marks import MarkKind, TooManyMarksError, find_marks, mark


@pytest.mark.parametrize(
    ("text", "kinds", "labels"),
    [
        ("a[^x] b", [MarkKind.CALL], ["x"]),
        ("[^x]: note", [MarkKind.DEFINITION], ["x"]),
        ("   [^x]: note", [MarkKind.DEFINITION], ["x"]),
        ("> - [^x]: note", [MarkKind.DEFINITION], ["x"]),
        ("12. [^x]: note", [MarkKind.DEFINITION], ["x"]),
        ("word [^x]: note", [MarkKind.CALL], ["x"]),
        ("[^x] : note", [MarkKind.CALL], ["x"]),
        ("a^[inline] b", [MarkKind.INLINE], [""]),
        ("a^[in[^x]] b", [MarkKind.INLINE, MarkKind.CALL], ["", "x"]),
        ("a[^x y] b", [MarkKind.CALL], ["x y"]),
        ("a[^] b", [MarkKind.CALL], [""]),
        ("a[^漢字] b", [MarkKind.CALL], ["漢字"]),
        ("a[^x\ny] b", [], []),
        ("no mark [x] ^2^", [], []),
        (r"a\^[^x] b", [MarkKind.CALL], ["x"]),
        (r"a\^[x] b", [], []),
    ],
)
def test_marks_are_told_apart_by_where_they_stand(
    text: str, kinds: list[MarkKind], labels: list[str]
) -> None:
    """A definition opens its line and is followed by a colon; anything else is a call."""
    marks = find_marks(text)
    assert kinds == [found.kind for found in marks]
    assert labels == [found.label for found in marks]


@pytest.mark.parametrize(
    ("text", "escaped"), [(r"a\[^x]", True), (r"a\\[^x]", False), (r"a\\\[^x]", True)]
)
def test_an_odd_number_of_backslashes_escapes(text: str, escaped: bool) -> None:
    """Two backslashes are one that is printed, and escape nothing."""
    assert [escaped] == [found.escaped for found in find_marks(text)]


@pytest.mark.parametrize(
    ("text", "opens", "colon"),
    [("[^x] a", True, ""), ("[^x] : a", True, " :"), ("a [^x]: b", False, ":")],
)
def test_a_mark_knows_what_stands_around_it(text: str, opens: bool, colon: str) -> None:
    """What a definition lacks to be one can be said only with what stands around it."""
    (found,) = find_marks(text)
    assert (opens, colon) == (found.opens_line, found.colon)


@given(st.text(alphabet="ab[^]:\n >-`\\ ", max_size=80))
def test_a_marked_text_is_the_text_but_for_its_marks(text: str) -> None:
    """Putting each mark back where its sign stands gives the text again, line for line."""
    marks = find_marks(text)
    marked = mark(text, marks)
    for found in marks:
        written = text[found.start : found.end]
        signed = f"^[{found.sign}" if found.kind is MarkKind.INLINE else f"[^{found.sign}]"
        assert written.count("\n") == 0
        marked = marked.replace(signed, written, 1)
    assert marked.startswith(text)


def test_more_marks_than_signs_are_refused() -> None:
    """A text with more marks than there are private characters can't be marked."""
    with pytest.raises(TooManyMarksError):
        find_marks("[^x]" * 131_069)
    assert len({found.sign for found in find_marks("[^x]" * 131_068)}) == 131_068
