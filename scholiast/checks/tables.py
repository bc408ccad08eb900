"""Rules on tables: no cell is left out."""

import re
from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Piece
from scholiast.manuscript import Manuscript
from scholiast.source import Source
from scholiast.verbatim import masked

LEFT_OUT = Rule(
    "S044",
    "cell-left-out",
    Severity.ERROR,
    """\
A row of a table has more cells than the table has columns. Pandoc leaves out what is too much,
without a word.

```markdown
| Road  | Miles |
|:------|------:|
| Appia | 350   | and the note that stood here is lost |
```

Add a column to the head of the table and to the line below it, or take out a bar. A bar that is
meant as text has a backslash before it: `\\|`. An empty line ends a table, so put one between the
last row and the text that follows.""",
)

RULES = (LEFT_OUT,)

_RULER = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:[|+][ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on tables, in files that pandoc found tables in."""
    found: dict[str, set[int]] = {}
    for piece in pieces:
        for node in piece.nodes:
            if node["t"] == "Table":
                found.setdefault(piece.source.path, set()).add(len(node["c"][2]))
    return [
        finding
        for path, columns in found.items()
        for finding in _rows(manuscript.sources[path], columns)
    ]


def _rows(source: Source, known: set[int]) -> Iterator[Diagnostic]:
    """Yield the rows of pipe tables that have too many cells; code holds no bars."""
    columns, at = 0, 0
    for line in masked(source.text).split("\n"):
        if not line.strip(" \t>"):
            columns = 0
        elif columns and (last := _too_many(line, columns)) is not None:
            message = f"the row has more cells than the table has columns, {columns}"
            hint = "add a column, or write `\\|` for a bar that is text"
            yield LEFT_OUT.at(source.span(at + last, at + len(line.rstrip())), message, hint)
        elif "|" in line and _RULER.fullmatch(line) and _cells(line) in known:
            columns = _cells(line)
        at += len(line) + 1


def _bars(line: str) -> list[int]:
    """Return where the bars between cells stand: not those at the edges."""
    bars = [match.start() for match in _BAR.finditer(line)]
    if bars and not line[: bars[0]].strip(" \t>"):
        bars = bars[1:]
    if bars and not line[bars[-1] + 1 :].strip():
        bars = bars[:-1]
    return bars


def _cells(line: str) -> int:
    return len(_bars(line.replace("+", "|"))) + 1


def _too_many(line: str, columns: int) -> int | None:
    """Return where the first cell too many begins, if there is one."""
    bars = _bars(line)
    return bars[columns - 1] + 1 if len(bars) >= columns else None
