"""The words that Scholiast itself prints in a book, by language."""

from scholiast.wording import east_asian, eastern, germanic, romance
from scholiast.wording.model import Wording

__all__ = ["ENGLISH", "WORDINGS", "Wording", "wording"]

ENGLISH = germanic.ENGLISH

WORDINGS = {
    "en": ENGLISH,
    "de": germanic.GERMAN,
    "nl": germanic.DUTCH,
    "sv": germanic.SWEDISH,
    "fr": romance.FRENCH,
    "es": romance.SPANISH,
    "it": romance.ITALIAN,
    "pt": romance.PORTUGUESE,
    "pl": eastern.POLISH,
    "ru": eastern.RUSSIAN,
    "el": eastern.GREEK,
    "zh-hans": east_asian.SIMPLIFIED_CHINESE,
    "zh-hant": east_asian.TRADITIONAL_CHINESE,
    "ja": east_asian.JAPANESE,
}
"""The words by BCP 47 tag, in lower case."""

# Chinese is told apart by its script, which many tags leave to be known from the region.
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})


def wording(language: str) -> Wording:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none.

    Tags are shortened from the end, as RFC 4647, 3.4 ("Lookup") does.
    """
    parts = language.lower().split("-")
    if parts[0] == "zh" and not {"hans", "hant"} & set(parts):
        parts = ["zh", "hant" if _TRADITIONAL_REGIONS & set(parts) else "hans"]
    for length in range(len(parts), 0, -1):
        found = WORDINGS.get("-".join(parts[:length]))
        if found is not None:
            return found
    return ENGLISH
