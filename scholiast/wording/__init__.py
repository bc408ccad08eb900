"""The words that Scholiast itself prints in a book, by language."""

from scholiast.wording import east_asian, eastern, germanic, indic, middle_eastern, romance
from scholiast.wording.apparatus import ApparatusWords, apparatus_words
from scholiast.wording.descriptions import DescriptionWords, description_words
from scholiast.wording.linking import LinkWords, link_words
from scholiast.wording.model import Wording, nearest
from scholiast.wording.reader import ReaderWords, reader_words
from scholiast.wording.references import ReferenceWords, reference_words

__all__ = [
    "ENGLISH",
    "WORDINGS",
    "ApparatusWords",
    "DescriptionWords",
    "LinkWords",
    "ReaderWords",
    "ReferenceWords",
    "Wording",
    "apparatus_words",
    "description_words",
    "link_words",
    "reader_words",
    "reference_words",
    "wording",
]

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
    "ar": middle_eastern.ARABIC,
    "he": middle_eastern.HEBREW,
    "fa": middle_eastern.PERSIAN,
    "hi": indic.HINDI,
}
"""The words by BCP 47 tag, in lower case."""


def wording(language: str) -> Wording:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none."""
    return nearest(WORDINGS, language) or ENGLISH
