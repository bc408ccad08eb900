"""The text of a file and the places in it, so that every message can say where."""

import bisect
import re
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: `line` and `column` count from 1, `column` in Unicode code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file: `path` is relative to the book's folder, with `/` on every system.

    `start` is None when the whole file is meant; `end` is the position after the last character.
    """

    path: str
    start: Position | None = None
    end: Position | None = None

    def __str__(self) -> str:
        if self.start is None:
            return self.path
        return f"{self.path}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True, slots=True)
class Source:
    """One text file of a manuscript, as read.

    Lines end at LF, CRLF or CR, since editors number all three as line ends.
    """

    path: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        object.__setattr__(self, "_starts", starts)

    def position(self, offset: int) -> Position:
        """Return the position of the character at `offset` (0-based)."""
        line = bisect.bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the 0-based offset of `position`, at most the length of the text."""
        start = self._starts[min(position.line, len(self._starts)) - 1]
        return min(start + position.column - 1, len(self.text))

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the span of `text[start:end]`; one character where no end is given."""
        end = start + 1 if end is None else end
        return Span(self.path, self.position(start), self.position(end))

    def whole(self) -> Span:
        """Return the span that means the whole file."""
        return Span(self.path)

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
