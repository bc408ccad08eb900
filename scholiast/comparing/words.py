"""Tell which words of two texts differ, and which have only come to stand elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_ROUNDS = (2, 3, 3, 3, 3, 3, 1)
"""How many words a stretch has that is known again, in each round of looking for such.

In a round they follow each other as in both texts; a later one finds those that crossed them. A
single word may be any, so that they come last.
"""
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Words:
    """Indexes of words: those `lost` from the old text and `gained` by the new one.

    Of `was` and `became` the digits alone are others.
    """

    lost: Sequence[int]
    gained: Sequence[int]
    was: Sequence[int] = ()
    became: Sequence[int] = ()


def differing(old: Sequence[str], new: Sequence[str]) -> Words:
    """Return which words differ between two texts.

    Stretches of words that stand in another order, as notes at the foot of pages do when the text
    is broken otherwise, are the same words. Numbers are known by the words around them.
    """
    before, after = ([_DIGITS.sub("0", word) for word in words] for words in (old, new))
    lost, gained = list(range(len(old))), list(range(len(new)))
    same: list[tuple[int, int]] = []
    for least in _ROUNDS:
        found = _matching(before, after, lost, gained, least=least)
        same += found
        gone, come = ({pair[side] for pair in found} for side in (0, 1))
        lost = [at for at in lost if at not in gone]
        gained = [at for at in gained if at not in come]
    lost, gained = _without_broken(old, lost, new, gained)
    gained, lost = _without_broken(new, gained, old, lost)
    others = [(one, other) for one, other in same if old[one] != new[other]]
    was, became = (sorted(pair[side] for pair in others) for side in (0, 1))
    return Words(tuple(lost), tuple(gained), tuple(was), tuple(became))


def _without_broken(
    old: Sequence[str], lost: Sequence[int], new: Sequence[str], gained: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Leave out words that are broken at the end of a page in the old text, and whole in the new.

    Between their halves stand notes and running heads.
    """
    left, come = list(lost), list(gained)
    whole = {new[at]: at for at in gained}
    for one, other in pairwise(lost):
        word = old[one] + old[other]
        if word in whole and {one, other} <= set(left):
            left = [at for at in left if at not in {one, other}]
            come.remove(whole.pop(word))
    return left, come


def _matching(
    old: Sequence[str],
    new: Sequence[str],
    lost: Sequence[int],
    gained: Sequence[int],
    *,
    least: int,
) -> list[tuple[int, int]]:
    """Return the indexes of words that are the same, in stretches of at `least` so many."""
    before, after = [old[at] for at in lost], [new[at] for at in gained]
    return [
        (lost[start + step], gained[first + step])
        for start, first, size in SequenceMatcher(None, before, after).get_matching_blocks()
        if size >= least
        for step in range(size)
    ]
