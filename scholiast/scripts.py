"""The scripts in which a language is written, and words of a text that are in none of them."""

import re
from collections.abc import Iterator

from fontTools import unicodedata

_WRITTEN = {
    "Arab": "ar ckb fa ks ms-arab ps sd ug ur",
    "Armn": "hy",
    "Beng": "as bn",
    "Copt Grek": "cop",
    "Cyrl": "ab av ba be bg ce chu cu cv kk kv ky mk mn os ru tg tt uk",
    "Cyrl Latn": "bs sr uz",
    "Deva": "hi mr ne pi sa",
    "Ethi": "am gez ti",
    "Geor": "ka",
    "Grek": "el grc gmy",
    "Gujr": "gu",
    "Guru": "pa",
    "Hang Hani": "ko",
    "Hani Bopo": "zh yue lzh",
    "Hani Hira Kana": "ja",
    "Hebr": "arc he hbo ji yi",
    "Khmr": "km",
    "Knda": "kn",
    "Laoo": "lo",
    "Mlym": "ml",
    "Mymr": "my",
    "Orya": "or",
    "Sinh": "si",
    "Syrc": "syr",
    "Taml": "ta",
    "Telu": "te",
    "Thaa": "dv",
    "Thai": "th",
    "Tibt": "bo dz",
}
_SCRIPTS = {
    tag: frozenset(scripts.split()) for scripts, tags in _WRITTEN.items() for tag in tags.split()
}
_LATIN = frozenset({"Latn"})
_SUBTAG = re.compile(r"-([A-Za-z]{4})(?=-|$)")
_OF_ALL = frozenset({"Zyyy", "Zinh", "Zzzz", "Zmth", "Zsym"})
_COMPOUND = {
    "Jpan": frozenset({"Hani", "Hira", "Kana"}),
    "Kore": frozenset({"Hang", "Hani"}),
    "Hans": frozenset({"Hani", "Bopo"}),
    "Hant": frozenset({"Hani", "Bopo"}),
    "Hrkt": frozenset({"Hira", "Kana"}),
}

LEAST_LETTERS = 2
"""How many letters of another script are a word: one may be a symbol, as π is."""

LEAST_LATIN_WORDS = 4
"""How many Latin words are a passage in a text of another script: fewer may be a name or a term."""


def scripts_of(language: str) -> frozenset[str]:
    """Return the scripts (ISO 15924) in which texts of a BCP 47 tag are written."""
    if (match := _SUBTAG.search(language)) is not None:
        named = match[1].title()
        return _COMPOUND.get(named, frozenset({named}))
    return _SCRIPTS.get(language.partition("-")[0].lower(), _LATIN)


def strange_words(text: str, language: str) -> Iterator[str]:
    """Yield what in a text is written in a script that its language is not written in.

    That is whole words, those side by side together. Latin words in another script are left alone
    as long as they are few.
    """
    if text.isascii() and "Latn" in scripts_of(language):
        return
    own = scripts_of(language)
    for script, run in _runs(text):
        if script in own or script in _OF_ALL:
            continue
        words = run.split()
        letters = sum(map(str.isalpha, run))
        if len(words) >= LEAST_LATIN_WORDS if script == "Latn" else letters >= LEAST_LETTERS:
            yield run


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of letters of one script, with what of no script stands within."""
    current, begin, end = "", 0, 0
    for place, char in enumerate(text):
        script = unicodedata.script(char) if char.isalpha() else "Zyyy"
        if script in _OF_ALL:
            continue
        if script != current:
            if current:
                yield current, text[begin:end]
            current, begin = script, place
        end = place + 1
    if current:
        yield current, text[begin:end]
