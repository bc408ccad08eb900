"""TOML read as plain values, each with its place, as `yamltree` reads YAML."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Position, Source, Span
from scholiast.yamltree import Path, Tree

INVALID_TOML = Rule(
    "M060",
    "invalid-toml",
    Severity.ERROR,
    """\
A header between two lines `+++` is no TOML that can be read.

The message says what TOML stumbled over, and where. The usual causes:

```toml
title = Rome             # a text must stand in quotation marks: "Rome"
title: "Rome"            # a key and its value are joined by =, not by a colon
title = "Rome
language = "la"          # the quotation mark in the line above is not closed
```

A key that is written twice is refused too. TOML is described at <https://toml.io>; a header may
as well be YAML, between two lines `---`.""",
)

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_HINTS = (
    ("Invalid value", "put a text in quotation marks"),
    ("Expected '=' after a key", "write `=` between key and value"),
    ("Cannot overwrite a value", "delete one of the two"),
    ("Unterminated string", "close the quotation mark"),
    ("Illegal character '\\n'", "close the quotation mark"),
    ("Unclosed array", "close the bracket"),
    ("Unescaped '\\' in a string", r"write \\ for a backslash, or use single quotation marks"),
)


def parse(source: Source, start: int = 0, end: int | None = None) -> Tree:
    """Read `source.text[start:end]` as a TOML 1.0 document (https://toml.io/en/v1.0.0).

    Values are given as `yamltree.parse` gives them: numbers, dates and truth values as the text
    that stands for them. A problem gives an empty tree and says why. What stands in an array or in
    an inline table has the place of that.
    """
    written = source.text[start:end]
    # Python's reader takes CRLF for LF, and says lines and columns, never offsets.
    text = written.replace("\r\n", "\n")
    try:
        value = _plain(tomllib.loads(text, parse_float=str))
    except tomllib.TOMLDecodeError as problem:
        return Tree(None, {}, {}, (_explain(problem, source, start, written),))
    except RecursionError:
        deep = INVALID_TOML.at(source.whole(), "arrays and tables are nested too deep")
        return Tree(None, {}, {}, (deep,))
    finder = _Finder(source, start)
    finder.run(written)
    return Tree(value, finder.places, finder.keys)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _explain(
    problem: tomllib.TOMLDecodeError, source: Source, start: int, written: str
) -> Diagnostic:
    said = str(problem)
    found = _PLACE.search(said)
    cause = said[: found.start()] if found else said
    if found and found[1]:
        first = source.position(start)
        line, column = int(found[1]), int(found[2])
        column += first.column - 1 if line == 1 else 0
        offset = source.offset(Position(first.line + line - 1, column))
    else:
        offset = start + len(written.rstrip())
    hint = next((hint for part, hint in _HINTS if part in cause), None)
    cause = cause[:1].lower() + cause[1:]
    return INVALID_TOML.at(source.span(offset), f"this is not valid TOML: {cause}", hint)


# -- places --

_STRING = (
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\r\n])*"'
    r"|'[^'\r\n]*'"
)
_PART = r'(?:"(?:\\.|[^"\\\r\n])*"|\'[^\'\r\n]*\'|[A-Za-z0-9_-]+)'
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEAD = re.compile(rf"\[(?P<many>\[)?[ \t]*(?P<key>{_KEY})[ \t]*\]")
_PAIR = re.compile(rf"(?P<key>{_KEY})[ \t]*=[ \t]*")
_SPACE = re.compile(r"(?:\s|#[^\r\n]*)+")
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\r\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])"
    r"|(?P<end>[\r\n])|[^\"'#\[\]{}\r\n]+",
    re.DOTALL,
)


@dataclass
class _Finder:
    """Finds keys and values again in a text that is known to be TOML."""

    source: Source
    start: int
    places: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)
    counts: dict[Path, int] = field(default_factory=dict)

    def run(self, text: str) -> None:
        table: Path = ()
        at = 0
        self.places[()] = self.source.span(self.start, self.start + max(len(text), 1))
        while at < len(text):
            if space := _SPACE.match(text, at):
                at = space.end()
            elif head := _HEAD.match(text, at):
                table = self._table(head)
                at = head.end() + bool(head["many"])
            elif pair := _PAIR.match(text, at):
                at = _value_end(text, pair.end())
                self._pair(table, pair, text[pair.end() : at])
            else:
                return  # a reader that knows more of TOML than this took it: no more places

    def _table(self, head: "re.Match[str]") -> Path:
        *outer, last = _parts(head["key"])
        path = (*self._inside((), outer), last)
        if head["many"]:
            self.counts[path] = self.counts.get(path, -1) + 1
        self._enter(path, (head.start("key"), head.end("key")), (head.start(), head.end()))
        return self._inside(path[:-1], [last])

    def _pair(self, table: Path, pair: "re.Match[str]", value: str) -> None:
        path = table
        where = pair.end(), pair.end() + len(value.rstrip())
        for part in _parts(pair["key"]):
            path = (*path, part)
            self._enter(path, (pair.start("key"), pair.end("key")), where)

    def _enter(self, path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
        for spans, (start, end) in ((self.keys, key), (self.places, value)):
            spans.setdefault(path, self.source.span(self.start + start, self.start + end))

    def _inside(self, path: Path, parts: Iterable[str]) -> Path:
        """Return the path of a table below `path`: the last one where there are many."""
        for part in parts:
            path = (*path, part)
            if path in self.counts:
                path = (*path, self.counts[path])
        return path


def _parts(key: str) -> Iterator[str]:
    """Yield the names in a dotted key, as TOML itself unquotes them."""
    value: Any = tomllib.loads(f"{key} = 0")
    while isinstance(value, dict):
        [(name, value)] = value.items()
        yield name


def _value_end(text: str, start: int) -> int:
    """Return where a value ends, without a comment behind it."""
    depth, at, end = 0, start, start
    while found := _TOKEN.match(text, at):
        at = found.end()
        depth += bool(found["open"]) - bool(found["close"])
        if depth == 0 and (found["end"] or found["comment"]):
            return end
        end = at
    return end
