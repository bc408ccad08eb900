"""Project Gutenberg's frame around a text: its header, its licence, and what they say of the book.

The marks are those of https://www.gutenberg.org/policy/license.html and of older releases.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_START = re.compile(
    r"^\*\*\* ?START OF (?:TH(?:E|IS) )?PROJECT GUTENBERG.*$"
    r"|^\*END\*? ?THE SMALL PRINT!.*$",
    re.IGNORECASE | re.MULTILINE,
)
_END = re.compile(
    r"^\*\*\* ?END OF (?:TH(?:E|IS) )?PROJECT GUTENBERG.*$"
    r"|^End of (?:the |this )?Project Gutenberg(?:'s|’s| ebook| etext).*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"^([A-Z][A-Za-z ]{2,30}):[ \t]+(\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_CREDITS = re.compile(
    r"\s*(?:(?:E-?text |This e-?(?:book|text) was )?(?:produced|prepared|transcribed|credits?)\b"
    r"|E-?text )(?:.+\n?)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a text: `text[start:end]` is the book, `fields` what the header says of it.

    `frame` are offsets of header, credits and licence, with a word for each.
    """

    start: int
    end: int
    fields: Mapping[str, str] = field(default_factory=dict)
    frame: tuple[tuple[int, int, str], ...] = ()


def find(text: str) -> Frame:
    """Return the frame of `text`; the whole text where it has none."""
    opening = _START.search(text)
    if opening is None:
        return Frame(0, len(text))
    start = opening.end()
    closing = _END.search(text, start)
    end = closing.start() if closing else len(text)
    fields = {m[1].lower(): " ".join(m[2].split()) for m in _FIELD.finditer(text, 0, start)}
    titles = re.search(r"^Title:[ \t]+(\S.*(?:\n[ \t]+\S.*)*)", text[:start], re.MULTILINE)
    if titles:  # the lines of a long title are kept apart: the first is the title proper
        fields["title"] = "\n".join(line.strip() for line in titles[1].split("\n"))
    return Frame(*_inner(text, start, end), fields, tuple(_frame(text, start, end)))


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    credits = _CREDITS.match(text, start, end)
    return (credits.end() if credits else start), end


def _frame(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    yield 0, start, "the header of Project Gutenberg"
    credits = _CREDITS.match(text, start, end)
    if credits:
        yield start, credits.end(), "the credits of the e-text"
    if text[end:].strip():
        yield end, len(text), "the licence of Project Gutenberg"
