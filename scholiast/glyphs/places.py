"""The place in the manuscript of a character that was printed, found by the words around it."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scholiast import text
from scholiast.edition import Missing
from scholiast.source import Source, Span
from scholiast.verbatim import masked

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPED_IN = (".yaml", ".yml", ".json", ".toml")

_LETTERS = 6  # of the words around that have to be the same
_REACH = 120  # characters of the source that these are sought in, mark-up between them


@dataclass(frozen=True, slots=True)
class Found:
    """Where a missing character stands; where not `exact`, the file alone could be told."""

    missing: Missing
    place: Span
    exact: bool


def locate(
    missing: Missing, at: Span | None, also: str, sources: Mapping[str, Source]
) -> Found | None:
    """Return where a character of the text `at` stands in `sources`: there, else in any of them.

    The span goes on for as long as characters of `also` follow. What stands nowhere, since it was
    made from other characters, has the place of its text; None where that isn't known either.
    """
    for source in _in_turn(at, sources):
        span = _span(missing, at, also, source)
        if span is not None:
            return Found(missing, span, exact=True)
    return None if at is None else Found(missing, Span(at.path), exact=False)


def _in_turn(at: Span | None, sources: Mapping[str, Source]) -> Iterator[Source]:
    """Yield the source that a text came from, then all others."""
    own = at.path if at else ""
    if own in sources:
        yield sources[own]
    yield from (source for path, source in sources.items() if path != own)


def _span(missing: Missing, at: Span | None, also: str, source: Source) -> Span | None:
    """Return where in a source a character stands that the same words are around."""
    floor = source.offset(at.start) if at and at.start and at.path == source.path else 0
    written = list(_written(missing.character, source))
    if not written:
        return None
    start, end = max(written, key=lambda place: _likeness(missing, source, floor, *place))
    return source.span(start, _end_of_run(source.text, end, also) if end - start == 1 else end)


def _written(character: str, source: Source) -> Iterator[tuple[int, int]]:
    """Yield where a character stands in a source: as it is, decomposed, or by its number."""
    for form in dict.fromkeys((character, unicodedata.normalize("NFD", character))):
        yield from ((m.start(), m.end()) for m in re.finditer(re.escape(form), source.text))
    for match in _ENTITY.finditer(source.text):
        if character in html.unescape(match[0]):
            yield match.start(), match.end()
    if source.path.endswith(_ESCAPED_IN):
        for match in _ESCAPE.finditer(source.text):
            if int(match[1] or match[2] or match[3], 16) == ord(character):
                yield match.start(), match.end()


def _likeness(
    missing: Missing, source: Source, floor: int, start: int, end: int
) -> tuple[int, bool, int]:
    """Tell how likely a place is: by words before and after, in text rather than in a comment.

    Of equal places the first is the likeliest, but not one before `floor`, where the note begins.
    """
    whole = source.text
    before = _tail(missing.before) == _tail(whole[max(0, start - _REACH) : start])
    after = _head(missing.after) == _head(whole[end : end + _REACH])
    is_text = masked(whole)[start] != "\0"
    return 2 * (before + after) - 3 * (start < floor), is_text, -start


def _tail(words: str) -> str:
    return text.bare(words)[-_LETTERS:]


def _head(words: str) -> str:
    return text.bare(words)[:_LETTERS]


def _end_of_run(whole: str, end: int, also: str) -> int:
    while end < len(whole) and whole[end] in also:
        end += 1
    return end
