"""Sentences by rule: words that can be hyphenated, some far commoner than others.

Of `random` only `Random.random()` is used, whose sequence for a seed Python keeps from version to
version (docs.python.org, "Notes on Reproducibility"); so a corpus has the same bytes anywhere.
"""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks import vocabulary

_CLASSES = {
    "n": vocabulary.NOUNS,
    "a": vocabulary.ADJECTIVES,
    "v": vocabulary.VERBS,
    "A": vocabulary.ADVERBS,
    "D": vocabulary.DETERMINERS,
    "P": vocabulary.PREPOSITIONS,
    "H": vocabulary.PEOPLE,
    "L": vocabulary.PLACES,
}
_SKEW = 2.2
"""How much the first words of a class are preferred: 1 is not at all."""

_VOWELS = frozenset("aeio")
_PUNCTUATION = frozenset(",;")


def number(chance: random.Random, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`."""
    return least + int(chance.random() * (most - least + 1))


def pick(chance: random.Random, words: Sequence[str], *, skew: float = 1.0) -> str:
    """Return one of `words`; with a skew over 1 the first ones more often."""
    return words[int(len(words) * chance.random() ** skew)]


def sentence(chance: random.Random, *, plain: bool = False) -> str:
    """Return a sentence in Markdown, now and then with emphasis unless it is to be `plain`."""
    words: list[str] = []
    for sign in pick(chance, vocabulary.PATTERNS).split():
        if sign in _PUNCTUATION:
            words[-1] += sign
        else:
            words.append(_word(chance, sign))
    words = [_article(word, after) for word, after in pairwise([*words, ""])]
    if not plain:
        words = list(_emphasised(chance, words))
    first = words[0]
    return " ".join([first[0].upper() + first[1:], *words[1:]]) + "."


def _article(word: str, after: str) -> str:
    return "an" if word == "a" and after[:1] in _VOWELS else word


def _word(chance: random.Random, sign: str) -> str:
    if sign == "Y":
        return str(number(chance, 410, 1889))
    words = _CLASSES.get(sign)
    return sign if words is None else pick(chance, words, skew=_SKEW)


def _emphasised(chance: random.Random, words: Sequence[str]) -> Iterator[str]:
    """Yield the words, some in italics, a few in bold; the first and last stay as they are."""
    for index, word in enumerate(words):
        roll = chance.random()
        inner = 0 < index < len(words) - 1 and word.isalpha()
        if inner and roll < 0.012:
            yield f"*{word}*"
        elif inner and roll < 0.015:
            yield f"**{word}**"
        else:
            yield word


def sentences(chance: random.Random, words: int) -> list[str]:
    """Return sentences of together at least so many words."""
    found: list[str] = []
    while count(" ".join(found)) < words:
        found.append(sentence(chance))
    return found


def title(chance: random.Random) -> str:
    """Return a title such as `The Ancient Harbour of Ravenna`."""
    noun = pick(chance, vocabulary.NOUNS).capitalize()
    adjective = pick(chance, vocabulary.ADJECTIVES).capitalize()
    place = pick(chance, vocabulary.PLACES)
    roll = chance.random()
    if roll < 0.4:
        return f"The {adjective} {noun} of {place}"
    if roll < 0.7:
        return f"{noun} and {pick(chance, vocabulary.NOUNS).capitalize()}"
    return f"{place} and Its {adjective} {noun}"


def count(text: str) -> int:
    """Return the number of words in a text: what white space divides and has a letter or digit."""
    return sum(any(sign.isalnum() for sign in word) for word in text.split())
