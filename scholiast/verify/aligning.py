"""Align lines as they are printed with the words that they are to say, and find the gaps."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from scholiast import text
from scholiast.verify.footnotes import right_to_left

_AHEAD = 80  # lines that may be strange before the words go on: two pages
_REACH = 20_000  # letters that may be lost before the lines go on: ten pages
_KEY = 20  # letters by which a place is known again
_MARKER = re.compile(r"(?:\(?(?:\d{1,4}|[a-z]|[ivxlc]{1,6})[.)]|[•◦▪–—*])(?:\s+|$)", re.IGNORECASE)
_MARKERS = re.compile(rf"(?:{_MARKER.pattern})+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text of a page: what it says, and its letters and digits in `words`.

    `unmarked` are the words without the marker of a list item; `marks` tells a line of nothing but
    markers, which are drawn by themselves.
    """

    page: int
    said: str
    words: str
    unmarked: str
    marks: bool

    @classmethod
    def of(cls, page: int, said: str) -> "Line":
        """Return a line with its words."""
        marker = _MARKER.match(said)
        words = text.bare(said)
        unmarked = text.bare(said[marker.end() :]) if marker else words
        return cls(page, said, words, unmarked, _MARKERS.fullmatch(said) is not None)


@dataclass(frozen=True, slots=True)
class Script:
    """What lines are to say: `words`, the `letters` of all, and where in these each word ends."""

    words: Sequence[str]
    letters: str = field(repr=False)
    ends: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, said: str) -> "Script":
        """Return the script of some words."""
        words = said.split()
        bare = [text.bare(word) for word in words]
        return cls(words, "".join(bare), list(accumulate(map(len, bare))))

    def between(self, start: int, stop: int) -> Sequence[str]:
        """Return the words that letters `start:stop` are of."""
        first = bisect_right(self.ends, start)
        return self.words[first : bisect_left(self.ends, stop) + 1] if stop > start else ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Lines `first:last` that stand where letters `start:stop` of the script should."""

    first: int
    last: int
    start: int
    stop: int


def gaps(
    lines: Sequence[Line],
    script: Script,
    at: int = 0,
    repeated: Sequence[str] = (),
    found: MutableMapping[int, int] | None = None,
) -> Iterator[Gap]:
    """Yield where lines do not say what the script has, from its letter `at` on.

    `repeated` are letters that may stand between, as heads of tables do. `found` is told of each
    line that says its words, by index, before which letter of the script it stands.
    """
    index = 0
    while index < len(lines):
        head = _head(lines, index, repeated)
        if head and not _says(script, at, lines[index : index + head]):
            index += head
            continue
        step = _agreement(lines[index], script.letters, at)
        if step and not _is_beside(lines, index, script.letters, at):
            if found is not None:
                found[index] = at
            index, at = index + 1, at + step
            continue
        if lines[index].marks:  # markers of lists are none of the text
            index += 1
            continue
        last, stop = _resumed(lines, index, script.letters, at)
        yield Gap(index, last, at, stop)
        index, at = last, stop
    if at < len(script.letters):
        yield Gap(index, index, at, len(script.letters))


def _says(script: Script, at: int, lines: Sequence[Line]) -> bool:
    """Tell whether a script goes on with lines: a row may begin with a word of the head."""
    return script.letters.startswith("".join(line.words for line in lines), at)


def _agreement(line: Line, letters: str, at: int) -> int:
    """Return how many letters a line has of a script from `at` on: all of its own, or none.

    A line from right to left is drawn as it looks, so that the order in it is a guess.
    """
    for said in (line.words, line.unmarked):
        if said and letters.startswith(said, at):
            return len(said)
    there = letters[at : at + len(line.words)]
    return len(there) if right_to_left(there) and sorted(there) == sorted(line.words) else 0


def _is_beside(lines: Sequence[Line], index: int, letters: str, at: int) -> bool:
    """Tell whether a line of markers only looks like words, since the next line says these."""
    if not lines[index].marks:
        return False
    following = next((line for line in lines[index + 1 :] if not line.marks), None)
    return following is not None and _agreement(following, letters, at) > 0


def _head(lines: Sequence[Line], index: int, repeated: Sequence[str]) -> int:
    """Return how many lines from one on are a head that is repeated."""
    for head in repeated:
        said, count = "", 0
        while head.startswith(said) and said != head and index + count < len(lines):
            said += lines[index + count].words
            count += 1
        if said == head:
            return count
    return 0


def _resumed(lines: Sequence[Line], index: int, letters: str, at: int) -> tuple[int, int]:
    """Return the line and the letter from which on lines and script agree again.

    It is where the least has to be passed over. Where nothing agrees, all the rest is.
    """
    best = len(lines), len(letters)
    least = _AHEAD * 100 + _REACH
    passed = 0
    for last in range(index, min(index + _AHEAD, len(lines))):
        key = _key(lines, last)
        stop = letters.find(key, at, at + _REACH) if key else -1
        if stop >= 0 and passed + stop - at < least:
            best, least = (last, stop), passed + stop - at
        passed += len(lines[last].words)
        if passed > least:
            break
    return best


def _key(lines: Sequence[Line], index: int) -> str:
    """Return enough letters of lines from one on to know their place by; none of mere markers."""
    if lines[index].marks:
        return ""
    said = lines[index].unmarked
    for line in lines[index + 1 : index + _KEY]:
        if len(said) >= _KEY:
            break
        said += "" if line.marks else line.unmarked
    return said
