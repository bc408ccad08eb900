"""Note marks in a text, each given a sign of its own that pandoc carries through.

Pandoc alone decides what is a note call, but forgets where it stood. So each `[^label]` and `^[` is
found by a pattern, wherever it stands, and given a character of a private plane of Unicode: calls
become `[^\\U000F0000]` with a stub definition at the end of the text, definitions become
`[^\\U000F0001]:` and are called there in a marked block, and an inline note begins with its sign.
Attributes that open a note, `{.translator}`, are a sign, too, which its text then begins with.
A sign that comes back as a note was a real call; one that comes back in code, in a comment or as
text was not. No line is added above the end of the text, so pandoc's own line numbers stay true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

FIRST_SIGN = 0xF0000
LAST_SIGN = 0x10FFFD
SIGNS = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
"""Characters of the private planes 15 and 16: a text that has any can't be marked."""

DEFINITIONS = "scholiast-note-definitions"
"""The id of the block that calls each definition once."""

_NOTE = re.compile(r"\[\^(?P<label>[^\[\]\n\r]*)\]|\^\[")
# A definition may stand in a block quote or a list item, at most three spaces in.
_OPENING = re.compile(r"(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*")
_COLON = re.compile(r"[ \t]?:")
_ATTRIBUTES = re.compile(r"[ \t]*(?P<attributes>\{[ \t]*(?:\.|lemma=)[^{}\n\r]*\})")


class MarkKind(Enum):
    """What a mark looks like, before pandoc was asked."""

    CALL = "call"
    DEFINITION = "definition"
    INLINE = "inline"
    ATTRIBUTES = "attributes"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at `text[start:end]`: `[^label]` of a call or definition, or an inline note's `^[`.

    Attributes right behind a definition's colon or an inline note's bracket are a mark of their
    own, `label` their text with its braces.

    `sign` stands for it, `escaped` tells that a backslash precedes it, `opens_line` that nothing
    but white space, quote and list marks does; `colon` is `":"` or `" :"` where one follows.
    """

    kind: MarkKind
    label: str
    start: int
    end: int
    sign: str
    escaped: bool = False
    opens_line: bool = False
    colon: str = ""

    @property
    def hidden(self) -> str:
        """Return the text that the sign alone stands for."""
        return "" if self.kind is MarkKind.INLINE else self.label


class TooManyMarksError(Exception):
    """A text has more note marks than there are signs."""


def find_marks(text: str, start: int = 0) -> tuple[Mark, ...]:
    """Return all note marks of `text` from offset `start` on, in order.

    Raises TooManyMarksError past 131,068 marks.

    A label with white space in it is found too, so that it can be reported.
    """
    marks: list[Mark] = []
    found = _NOTE.search(text, start)
    while found is not None:
        one = _mark(text, found, _sign(len(marks)))
        opens_nothing = one.kind is MarkKind.INLINE and one.escaped
        if not opens_nothing:  # after `\\^` the bracket may open a call
            marks.append(one)
            behind = _attributes(text, one)
            if behind is not None:
                start, end = behind.span("attributes")
                label = behind["attributes"]
                sign = _sign(len(marks))
                marks.append(Mark(MarkKind.ATTRIBUTES, label, start, end, sign, one.escaped))
        found = _NOTE.search(text, found.start() + 1 if opens_nothing else found.end())
    return tuple(marks)


def _sign(index: int) -> str:
    number = FIRST_SIGN + index
    if number > 0xFFFFD:
        number += 2  # the last two code points of a plane are noncharacters
    if number > LAST_SIGN:
        raise TooManyMarksError
    return chr(number)


def _attributes(text: str, one: Mark) -> "re.Match[str] | None":
    """Return the attributes that a note begins with, if it does."""
    if one.kind is MarkKind.CALL:
        return None
    return _ATTRIBUTES.match(text, one.end + len(one.colon))


_LONGEST_OPENING = 100  # characters of quote and list marks that may stand before a definition


def _mark(text: str, match: "re.Match[str]", sign: str) -> Mark:
    start, end = match.span()
    escaped = _is_escaped(text, start)
    if match["label"] is None:
        return Mark(MarkKind.INLINE, "", start, end, sign, escaped)
    near = text[max(0, start - _LONGEST_OPENING) : start]
    before = re.split(r"[\n\r]", near)[-1]
    opens = len(before) < _LONGEST_OPENING and _OPENING.fullmatch(before) is not None
    follows = _COLON.match(text, end)
    colon = follows[0] if follows else ""
    kind = MarkKind.DEFINITION if opens and colon == ":" else MarkKind.CALL
    return Mark(kind, match["label"], start, end, sign, escaped, opens, colon)


def _is_escaped(text: str, at: int) -> bool:
    """Tell whether an odd number of backslashes stands before `at`."""
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def mark(text: str, marks: Sequence[Mark]) -> str:
    """Return `text` with the sign of each mark, stubs for calls, and calls of definitions."""
    out: list[str] = []
    at = 0
    for found in marks:
        out += [text[at : found.start], _signed(found)]
        at = found.end
    stubs = (f"[^{m.sign}]: {m.sign}\n\n" for m in marks if m.kind is MarkKind.CALL)
    calls = (f"[^{m.sign}]\n\n" for m in marks if m.kind is MarkKind.DEFINITION)
    tail = ["\n\n", *stubs, f"::: {{#{DEFINITIONS}}}\n\n", *calls, ":::\n"]
    return "".join([*out, text[at:], *tail])


def _signed(found: Mark) -> str:
    if found.kind is MarkKind.ATTRIBUTES:
        return found.sign
    return f"^[{found.sign}" if found.kind is MarkKind.INLINE else f"[^{found.sign}]"
