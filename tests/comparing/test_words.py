"""Which words differ between two texts, and which have only come to stand elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.comparing.words import Words, differing


@pytest.mark.parametrize(
    ("expected", "old", "new"),
    [
        (Words((), ()), "a b c", "a b c"),
        (Words((1,), ()), "a b c", "a c"),
        (Words((), (1,)), "a c", "a b c"),
        (Words((3,), (3,)), "a b c printer d e", "a b c typographer d e"),
        (Words((), ()), "one two three note of page four five six", "one two three four five six "
         "note of page"),
        (Words((), (), (1,), (1,)), "so.3 said.5 he went", "so.3 said.6 he went"),
        (Words((), ()), "all the pas notes at the foot sages of it", "all the passages of it notes "
         "at the foot"),
        (Words((3,), (2,)), "a b c d e f", "a b d c e f"),
    ],
)  # fmt: skip
def test_words_that_differ_are_told(expected: Words, old: str, new: str) -> None:
    """Moved stretches, other numbers and words broken at the end of a page are the same words."""
    assert expected == differing(old.split(), new.split())


@given(st.lists(st.text(st.sampled_from("abcdefgh"), min_size=4), min_size=8, unique=True),
       st.data())  # fmt: skip
def test_what_is_put_in_and_taken_out_is_found(words: list[str], data: st.DataObject) -> None:
    """A strange word in a text, or one that is gone, is found at its place and nothing else is."""
    at = data.draw(st.integers(0, len(words) - 1))
    more = [*words[:at], "strange", *words[at:]]
    assert Words((), (at,)) == differing(words, more)
    assert Words((at,), ()) == differing(more, words)
