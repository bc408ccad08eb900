"""Every language says all that a book needs, with the same blanks to fill in."""

import string
from dataclasses import fields

import pytest

from scholiast.wording import WORDINGS, Wording, wording

LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "ru", "el"]
LANGUAGES += ["zh-hans", "zh-hant", "ja", "ar", "he", "fa", "hi"]
NAMES = [field.name for field in fields(Wording)]
SET_OFF = {"between_names", "page_reference_behind"}
"""Lines that bring the space with them that sets them off."""


def blanks(line: str) -> list[str]:
    """Return the names in braces of a line, by name."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(line) if name is not None)


def test_the_languages_are_those_that_were_promised() -> None:
    """No language was lost, none came without a test."""
    assert sorted(LANGUAGES) == sorted(WORDINGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_there_and_has_its_blanks(language: str) -> None:
    """No line is empty; what is filled in is what the English line fills in, once each."""
    for name in NAMES:
        line, english = getattr(WORDINGS[language], name), getattr(WORDINGS["en"], name)
        assert line.strip(), name
        assert blanks(english) == blanks(line), name
        assert line == line.strip() or name in SET_OFF, name


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_line_was_left_in_english(language: str) -> None:
    """A language may share some words with English, such as `Notes`, but only a few."""
    words, english = WORDINGS[language], WORDINGS["en"]
    same = {name for name in NAMES if getattr(words, name) == getattr(english, name)}
    may_share = {"notes", "note_label", "figure", "part", "chapter", "colophon", "between_names"}
    may_share |= {"numbered", "page_reference", "page_reference_behind", "section_reference"}
    assert set() == same - may_share


@pytest.mark.parametrize(
    ("tag", "meant"),
    [
        ("en-GB", "en"),
        ("de-CH-1996", "de"),
        ("PT-br", "pt"),
        ("zh", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
        ("zh-Hans-TW", "zh-hans"),
        ("ja-JP", "ja"),
        ("grc", "en"),
        ("tlh", "en"),
    ],
)
def test_the_nearest_language_is_taken(tag: str, meant: str) -> None:
    """A tag finds the words of its language and script, English where there are none."""
    assert WORDINGS[meant] is wording(tag)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_named_alike_alone_and_behind_words(language: str) -> None:
    """Behind words a page stands in brackets, set off by a space where the script has spaces."""
    words = WORDINGS[language]
    behind = words.page_reference_behind
    assert words.page_reference == behind.strip(" ()（）")
    assert (behind[:2], behind[-1]) in ((" (", ")"), ("（" + words.page_reference[0], "）"))
