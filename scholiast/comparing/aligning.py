"""Align the pages of two releases, and tell which are as they were, and which words differ."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import TypeAlias

from PIL import Image, ImageChops, ImageOps

from scholiast.comparing.model import Change, Pair, Printed, Sheet
from scholiast.comparing.pages import draw, opened
from scholiast.comparing.words import differing

_ALIKE = 0.25  # of the runs of words of two pages that have to be the same to be one page
_RUN = 3  # words: enough to be rare
_SMALL = 60  # dots to an inch
_FAINT = 96  # levels of grey that a picture may differ by where it was only moved aside
_LOOSE = 3  # dots that are one when they are compared


def align(old: Printed, new: Printed) -> list[Pair]:
    """Return all pages in pairs, in the order of the new release, those that are gone between.

    Pages with the same words are one, wherever they stand, as long as they follow each other; what
    is left between is paired by likeness.
    """
    pairs: list[Pair] = []
    for start, stop, first, last, is_same in _blocks(old.sheets, new.sheets):
        before, after = old.sheets[start:stop], new.sheets[first:last]
        if is_same:
            pairs += [_unchanged(*both) for both in zip(before, after, strict=True)]
        else:
            pairs += _changed(before, after)
    return _redrawn(old, new, pairs)


def _blocks(
    old: Sequence[Sheet], new: Sequence[Sheet]
) -> Iterator[tuple[int, int, int, int, bool]]:
    before, after = ([tuple(sheet.words) for sheet in sheets] for sheets in (old, new))
    matcher = SequenceMatcher(lambda words: not words, before, after, autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        yield start, stop, first, last, kind == "equal"


def _unchanged(old: Sheet, new: Sheet) -> Pair:
    is_moved = (old.index, old.label) != (new.index, new.label)
    return Pair(Change.MOVED if is_moved else Change.SAME, old, new)


# -- pages with other words --


def _changed(old: Sequence[Sheet], new: Sequence[Sheet]) -> Iterator[Pair]:
    """Yield the pairs of pages between two that are the same, with the words that differ."""
    words = differing(_words(old), _words(new))
    lost, gained = _by_page(old, words.lost), _by_page(new, words.gained)
    was, became = _by_page(old, words.was), _by_page(new, words.became)
    for before, after in _side_by_side(list(_paired(old, new))):
        if before is None or after is None:
            change = Change.ADDED if before is None else Change.REMOVED
            yield Pair(change, before, after)
            continue
        gone, come = lost.get(before.index, []), gained.get(after.index, [])
        numbers = was.get(before.index, []), became.get(after.index, [])
        if gone or come:
            yield Pair(Change.CHANGED, before, after, gone, come, numbers)
        elif any(numbers):
            yield Pair(Change.RENUMBERED, before, after, numbers=numbers)
        elif tuple(before.words) == tuple(after.words):
            yield _unchanged(before, after)
        else:
            yield Pair(Change.REFLOWED, before, after)


def _words(sheets: Sequence[Sheet]) -> list[str]:
    return [word for sheet in sheets for word in sheet.words]


def _by_page(sheets: Sequence[Sheet], found: Sequence[int]) -> dict[int, list[int]]:
    """Return by page the indexes of words in it, given those in all pages."""
    ends = list(accumulate(len(sheet.words) for sheet in sheets))
    pages: dict[int, list[int]] = {}
    for index in found:
        at = bisect_right(ends, index)
        pages.setdefault(sheets[at].index, []).append(index - ends[at] + len(sheets[at].words))
    return pages


_Both: TypeAlias = tuple[Sheet | None, Sheet | None]


def _side_by_side(pairs: Sequence[_Both]) -> list[_Both]:
    """Return pairs in which as many pages that came as went at one place are taken for the same.

    So is the one page of a short chapter that was written anew.
    """
    found: list[_Both] = []
    for is_whole, row in groupby(pairs, key=lambda pair: None not in pair):
        block = list(row)
        gone = [old for old, _ in block if old is not None]
        come = [new for _, new in block if new is not None]
        is_even = not is_whole and len(gone) == len(come)
        found += list(zip(gone, come, strict=True)) if is_even else block
    return found


def _paired(
    old: Sequence[Sheet], new: Sequence[Sheet]
) -> Iterator[tuple[Sheet | None, Sheet | None]]:
    """Yield pages in pairs so that they are as alike as can be, in order on both sides."""
    before, after = ([_runs(sheet) for sheet in sheets] for sheets in (old, new))
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            together = best[i + 1][j + 1] + _likeness(before[i], after[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new):
            likeness = _likeness(before[i], after[j])
            if likeness and best[i][j] == best[i + 1][j + 1] + likeness:
                yield old[i], new[j]
                i, j = i + 1, j + 1
                continue
        if j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _runs(sheet: Sheet) -> frozenset[tuple[str, ...]]:
    words = sheet.words
    count = max(len(words) - _RUN + 1, 1)
    return frozenset(tuple(words[at : at + _RUN]) for at in range(count))


def _likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return what share of words two pages have in common, 0 where it is too little."""
    share = len(one & other) / max(min(len(one), len(other)), 1)
    return share if share >= _ALIKE else 0.0


# -- pages with the same words, drawn otherwise --


def _redrawn(old: Printed, new: Printed, pairs: Sequence[Pair]) -> list[Pair]:
    """Return pairs of which those with the same words that are drawn otherwise are changed."""
    with opened(old.release) as before, opened(new.release) as after:
        found = []
        for pair in pairs:
            one, other = pair.old, pair.new
            is_kept = pair.change in {Change.SAME, Change.MOVED}
            if is_kept and one is not None and other is not None and one.ink != other.ink:
                pictures = (
                    draw(document[sheet.index], _SMALL, sheet.furniture)
                    for document, sheet in ((before, one), (after, other))
                )
                aside = one.is_right != other.is_right
                if not aside or not _alike(*pictures):
                    pair = Pair(Change.CHANGED, one, other)
            found.append(pair)
        return found


def _alike(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether two pictures show the same, which may stand nearer to another side."""
    cut = [picture.crop(ImageOps.invert(picture).getbbox()) for picture in (one, other)]
    (width, height), (wide, high) = cut[0].size, cut[1].size
    if abs(width - wide) > _LOOSE or abs(height - high) > _LOOSE:
        return False
    size = max(width, wide), max(height, high)
    first, second = (
        ImageOps.pad(picture, size, color=255, centering=(0, 0)).reduce(_LOOSE) for picture in cut
    )
    return not any(ImageChops.difference(first, second).histogram()[_FAINT:])
