"""Cross-references speak every language that a book can be printed in."""

import string
from dataclasses import fields

import pytest

from scholiast.wording import WORDINGS, ReferenceWords, reference_words
from scholiast.wording.references import WORDS

NAMES = [field.name for field in fields(ReferenceWords)]


def blanks(line: str) -> set[str | None]:
    """Return the names in braces of a line."""
    return {name for _, name, _, _ in string.Formatter().parse(line)} - {None}


def test_no_language_is_left_out() -> None:
    """Each language that has words has these, too."""
    assert WORDINGS.keys() == WORDS.keys()


@pytest.mark.parametrize("language", WORDS)
def test_every_line_has_its_blanks(language: str) -> None:
    """No line is empty, and what is filled in is what the English line fills in."""
    for name in NAMES:
        line = getattr(WORDS[language], name)
        assert line.strip(), name
        assert blanks(getattr(WORDS["en"], name)) == blanks(line), name


@pytest.mark.parametrize("language", WORDS)
def test_a_number_is_not_parted_from_its_word(language: str) -> None:
    """Between a word and the number behind it stands a space at which no line ends, or none."""
    for name in NAMES[:12]:
        assert " {" not in getattr(WORDS[language], name)
    assert " {folio" not in WORDS[language].on_page


def test_the_nearest_language_is_taken() -> None:
    """Regions share the words of their language; what has none is said in English."""
    assert WORDS["zh-hant"] == reference_words("zh-TW")
    assert WORDS["en"] == reference_words("la")
