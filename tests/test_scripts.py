"""What is written in another script than a language is told from names and symbols."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.scripts import scripts_of, strange_words


@pytest.mark.parametrize(
    ("text", "language", "strange"),
    [
        ("The μῆνιν ἄειδε θεὰ, and π.", "en", ["μῆνιν ἄειδε θεὰ"]),
        ("said שלום, 漢字 and ок", "en-GB", ["שלום", "漢字", "ок"]),
        ("Café, naïve, 10 µm, №, 1ª", "fr", []),
        ("ゆく河のDNAとWHO", "ja", []),
        ("漢字 and かな", "zh-Hant", ["かな"]),
        ("كان word وسكت this is a whole sentence هنا", "ar", ["this is a whole sentence"]),
        ("tekst текст", "sr", []),
        ("tekst текст", "sr-Latn", ["текст"]),
        ("日本語", "ja-Latn", ["日本語"]),
    ],
)
def test_words_in_other_scripts(text: str, language: str, strange: list[str]) -> None:
    """Stretches of words are found whole; single letters and few Latin words are left alone."""
    assert strange == list(strange_words(text, language))


@given(st.text(), st.sampled_from(["en", "el", "ja", "ar", "zh-Hant", "ru"]))
def test_what_is_found_stands_in_the_text(text: str, language: str) -> None:
    """Whatever is told can be looked for in the text, and has letters of no script expected."""
    for words in strange_words(text, language):
        assert words in text
        assert any(map(str.isalpha, words))
        assert scripts_of(language)
