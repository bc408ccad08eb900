"""Where the definition of a note begins and ends in its file, and what is written in it.

This is how pandoc reads one (`noteBlock` and `rawLines` in its Markdown reader,
https://github.com/jgm/pandoc/blob/main/src/Text/Pandoc/Readers/Markdown.hs): all lines up to an
empty one or the next definition, then, after empty lines, each stretch whose first line is indented
by four spaces or a tab. One such indentation is taken off every line.
"""

import re
from dataclasses import dataclass

from scholiast.manuscript import NoteEntry
from scholiast.source import Source

_INDENT = re.compile(r" {4}| {0,3}\t")
_MARKER = re.compile(r" {0,3}\[\^[^\[\]\s^]*\]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_BRACES = re.compile(r"[ \t]*(?P<attributes>\{[ \t]*\.[^{}\n\r]*\})[ \t]*")


@dataclass(frozen=True, slots=True)
class Extent:
    """A definition at `text[start:end]`, whole lines: its `body` as Markdown of its own.

    `attributes` are the braces that it begins with, empty where there are none.
    """

    start: int
    end: int
    body: str
    attributes: str = ""


def extent(source: Source, entry: NoteEntry) -> Extent | None:
    """Return where a note is defined; None where that is in a quotation, a list, or nowhere."""
    place = entry.place
    if entry.inline or place.start is None or place.end is None:
        return None
    start = source.offset(place.start)
    line = start - (place.start.column - 1)
    if source.text[line:start].strip(" ") or start - line > 3:
        return None
    lines, end = _taken(source.text, source.offset(place.end) + 1)
    body = "\n".join(lines).strip("\n")
    found = _BRACES.match(body)
    if found is None or (not entry.attributes and entry.kind == "author"):
        return Extent(line, end, body)
    return Extent(line, end, body[found.end() :].lstrip("\n"), found["attributes"])


def _taken(text: str, at: int) -> tuple[list[str], int]:
    """Return the lines of a definition whose colon ends at `at`, and the offset of its end."""
    first, at = _line(text, at)
    if not first.strip():  # the note begins in the next line, whatever stands there
        first, at = _line(text, at)
    lines = [_INDENT.sub("", first, count=1) if _INDENT.match(first) else first]
    at = _rest(text, at, lines)
    while (chunk := _chunk(text, at)) is not None:
        lines += ["", chunk[0]]
        at = _rest(text, chunk[1], lines)
    return lines, at


def _line(text: str, at: int) -> tuple[str, int]:
    found = _LINE.match(text, at)
    assert found is not None
    return found[0].rstrip("\r\n"), found.end()


def _rest(text: str, at: int, lines: list[str]) -> int:
    """Add the lines that follow without an empty one, and return where they end."""
    while at < len(text):
        line, after = _line(text, at)
        if not line.strip() or _MARKER.match(line):
            return at
        lines.append(_INDENT.sub("", line, count=1) if _INDENT.match(line) else line)
        at = after
    return at


def _chunk(text: str, at: int) -> tuple[str, int] | None:
    """Return the first line of a further stretch behind empty lines, and where it ends."""
    begun = at
    while at < len(text):
        line, after = _line(text, at)
        if line.strip():
            indent = _INDENT.match(line)
            return (line[indent.end() :], after) if indent and at > begun else None
        at = after
    return None


def without(text: str, extents: list[Extent]) -> str:
    """Return a text without some definitions, and without the empty lines between them."""
    for one in sorted(extents, key=lambda each: each.start, reverse=True):
        head, tail = text[: one.start], text[one.end :]
        blank = re.match(r"(?:[ \t]*(?:\r\n|\n|\r))+", tail)
        if blank and (not head.strip() or re.search(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\Z", head)):
            tail = tail[blank.end() :]
        text = head + tail
    end = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip() + end
