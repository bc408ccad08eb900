"""Text as it is compared keeps all that tells words apart, and nothing else."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from scholiast import text


@given(st.text() | st.text("aß ﬁİ1-'—̧́②", max_size=12))
def test_bare_words_are_letters_and_digits(words: str) -> None:
    """What is left is what is a letter or a digit of the folded form, one by one, in order."""
    folded = unicodedata.normalize("NFKD", words).casefold()
    assert "".join(sign for sign in folded if sign.isalnum()) == text.bare(words)


def test_what_type_changes_makes_no_difference() -> None:
    """Ligatures, small capitals, hyphens and line breaks leave bare words as they are."""
    assert text.bare("The ﬁrst of-\nﬁces ") == text.bare("THE FIRST OFFICES")
