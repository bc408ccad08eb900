"""Numbers in a text that may be note calls, each with how much its surroundings speak for it.

Scores add up like log-odds: 0 says nothing, 3 is as good as it gets. They were set by the habits of
typesetting: a note number follows the word, its punctuation and its quotation mark, without a space
(Chicago Manual of Style, 17th ed., 14.26), and a space or the end of the paragraph follows it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum


class Style(Enum):
    """How a text marks its note calls."""

    BRACKET = "[1]"
    TORTOISE = "〔1〕"
    SUPERSCRIPT = "¹"
    GLUED = "word1"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number at `text[start:end]` that may call note `value`; `score` speaks for or against."""

    style: Style
    value: int
    start: int
    end: int
    score: float


USABLE = 0.5
"""The score from which on a candidate may become a call; what is below is at most a hint."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_PATTERNS = {
    Style.BRACKET: re.compile(r"\[\s?([0-9]{1,4})\s?\]"),
    Style.TORTOISE: re.compile(r"[〔［【]\s?([0-9]{1,4})\s?[〕］】]"),
    Style.SUPERSCRIPT: re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}"),
    Style.GLUED: re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])"),
}

_CLOSING_QUOTES = "”’»›\"'」』›"
_CLOSING = ")]}）］】〉》"
_STOPS = ".!?…。！？"
_PAUSES = ",;:，；：、"
_DASHES = "-‐‑–—―"
_AFTER = ".,;:!?…)]}”’»›\"'」』，。；：！？、）]"

_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:nos?|nrs?|n°|vols?|bd|t|pp?|ff?|fols?|ll?|n|nn|ch|chap|chs|cap|c|cc|ca|figs?|"
    r"pls?|pts?|secs?|sect|arts?|bks?|cols?|ed|eds|ex|eq|eqs|tab|app|par|st|ser|s|ss|v|vv|ver|"
    r"lib|op|ms|mss|cat|inv|tel|abs|abb|anm|kap|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)
_WORD_TOO = re.compile(r"(?:^|[^\w])(?:no|art|cat|cap)\.$")
_CODE_NAME = re.compile(r"(?:^|[^\w])(?:[A-Z]{1,4}|[A-Za-z]{1,2}[A-Z])$")
_POWER = re.compile(r"(?:^|[^\w])(?:[kcdmµn]?m|ft|yd|mi|s|[a-z])[²³]$")
_ORDINARY = re.compile(
    r"\s+(?:per\s?cent|percent|%|million|billion|thousand|hundred|degrees|°|dollars|pounds|francs|"
    r"euros?|miles|km\b|kg\b|a\.m|p\.m|o’clock|o'clock|bc\b|b\.c|ad\b|a\.d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]{3}|20[0-9]{2})$")
_NEW_SENTENCE = re.compile(r"\s+[\"“‘«„‚(\[¿¡]*[^\W\d_]")


def find(text: str, style: Style) -> list[Candidate]:
    """Return all numbers of `text` written in `style`, in order, with their scores."""
    score = _SCORES[style]
    found = []
    for match in _PATTERNS[style].finditer(text):
        digits = (match[1] if match.lastindex else match[0]).translate(_SUPERSCRIPTS)
        if digits.startswith("0"):
            continue
        points = score(text, match.start(), match.end())
        found.append(Candidate(style, int(digits), match.start(), match.end(), points))
    return found


def find_hidden(text: str, value: int, start: int, end: int) -> Iterator[int]:
    """Yield offsets in `text[start:end]` where note `value` may hide and can't be told for sure.

    That is behind the digits of a year (`18123`), or with spaces on both sides.
    """
    number = str(value)
    hidden = re.compile(
        rf"(?<![0-9])(?:1[0-9]{{3}}|20[0-9]{{2}})({number})(?![0-9])|(?<=\s)({number})(?=\s|$)"
    )
    for match in hidden.finditer(text, start, end):
        yield match.start(match.lastindex or 0)


def _score_glued(text: str, start: int, end: int) -> float:
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if not before or before[-1].isspace() or _is_ordinary_after(text, end):
        return -5.0
    points = _points_before(before, after) + _points_after(after)
    return points - 2.0 if _ORDINARY.match(after) else points


def _points_before(before: str, after: str) -> float:
    """Return what the characters before a glued number say."""
    last, rest = before[-1], before[:-1]
    if last in _CLOSING_QUOTES:
        return 3.0 if _closes(rest) else -5.0
    if last in _CLOSING:
        return 2.5
    if last in _STOPS or last in _PAUSES:
        return _points_of_punctuation(before, after)
    if last in _DASHES:
        return 0.3 if rest and (rest[-1].isalpha() or rest[-1] in _CLOSING_QUOTES) else -5.0
    if last.isalpha():
        named = _CODE_NAME.search(before) or before.endswith(("No", "no", "vol", "fig"))
        return -3.0 if named else 1.0
    return -5.0


def _closes(before: str) -> bool:
    """Tell whether a quotation mark behind `before` closes something."""
    return bool(before) and not before[-1].isspace() and before[-1] not in "([{“‘«„‚"


def _points_of_punctuation(before: str, after: str) -> float:
    last, rest = before[-1], before[:-1]
    base = 2.5 if last in _STOPS else 2.0
    if not rest or rest[-1].isspace():
        return -3.0
    if last == "." and _ABBREVIATION.search(before):
        # some abbreviations in small letters are words as well: `he said no.5 Then`
        return 0.6 if _WORD_TOO.search(before) and _opens_sentence(after) else -3.0
    if not rest[-1].isdigit():
        return base if last != "." or len(rest) < 2 or not _is_initial(rest) else 1.0
    if last in ":." and not _YEAR.search(rest) and after[:1].isalpha():
        return -5.0
    return base + _points_of_decimal(last, rest, after)


def _points_of_decimal(last: str, rest: str, after: str) -> float:
    """Return what speaks against a number behind digits and a point, comma or colon."""
    points = -2.5 if last != ":" else -4.0
    if _opens_sentence(after):
        points += 1.5
    return points + (1.0 if _YEAR.search(rest) else -1.0)


def _opens_sentence(after: str) -> bool:
    """Tell whether a new sentence, or the end of the paragraph, follows a number."""
    if not after.strip() or after[0] == "\n":
        return True
    opening = _NEW_SENTENCE.match(after)
    return opening is not None and opening[0][-1].isupper()


def _is_initial(rest: str) -> bool:
    """Tell whether `rest` ends with a single capital, as `J` in `J.5`."""
    return rest[-1].isupper() and not rest[-2].isalnum()


def _is_ordinary_after(text: str, end: int) -> bool:
    """Tell whether what follows a number makes it a part of something longer."""
    after = text[end : end + 4]
    if not after or after[0].isspace():
        return False
    if after[0] in _AFTER:
        more = after[1:2].isdigit()
        listed = after[0] == "," and re.match(r",[0-9]{1,2}(?![0-9])", after) is not None
        return more and not listed
    if after[0] in _DASHES:
        return after[1:2].isdigit() or (after[0] in "-‐‑" and after[1:2].isalpha())
    return True


def _points_after(after: str) -> float:
    if not after or after[0].isspace():
        return 0.0
    return -0.5 if after[0] in _DASHES else -0.2


def _score_superscript(text: str, start: int, end: int) -> float:
    before = text[max(0, start - 12) : start]
    if not before or before[-1].isspace():
        return 0.6
    if is_power(text, start, end):
        return -2.0
    return 2.0 if before[-1].isalpha() else 3.0


def is_power(text: str, start: int, end: int) -> bool:
    """Tell whether superscripts at `text[start:end]` are a power, as in `m²` or `10³`."""
    before = text[max(0, start - 12) : start]
    return before[-1:].isdigit() or _POWER.search(before + text[start:end]) is not None


def _score_bracket(text: str, start: int, end: int) -> float:
    before, after = text[max(0, start - 12) : start], text[end : end + 1]
    if after == "(" or end - start > 5:  # a link, or a year put in by an editor
        return -3.0
    line = text.rfind("\n", 0, start) + 1
    if not text[line:start].strip():
        return 0.2  # at the start of a line a note may stand, or the number of a page
    spaced = before[-1:].isspace() and (not after or after.isspace())
    return 1.0 if spaced else 3.0


_SCORES: dict[Style, Callable[[str, int, int], float]] = {
    Style.BRACKET: _score_bracket,
    Style.TORTOISE: _score_bracket,
    Style.SUPERSCRIPT: _score_superscript,
    Style.GLUED: _score_glued,
}
