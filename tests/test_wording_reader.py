"""What the tools of readers say is said in every language there is."""

from dataclasses import astuple

from scholiast.wording import WORDINGS
from scholiast.wording.reader import WORDS


def test_no_language_is_left_out() -> None:
    """Each language that has words has these, too, and each line of them says something."""
    assert WORDINGS.keys() == WORDS.keys()
    assert all(line.strip() for words in WORDS.values() for line in astuple(words))


def test_no_line_is_left_in_english() -> None:
    """A line that is the same in two languages is one that nobody translated; sepia is sepia."""
    own = [line for tag, words in WORDS.items() if tag != "en" for line in astuple(words)]
    assert not set(own) & set(astuple(WORDS["en"])) - {WORDS["en"].sepia}
