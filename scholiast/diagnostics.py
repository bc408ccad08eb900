"""What is wrong and where: rules, diagnostics, and how they look to a person and to a machine."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from scholiast.source import Source, Span


class Severity(Enum):
    """How bad it is: an error stops the build, a warning does so under `--strict`, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong: a code means this one thing for ever.

    `explanation` is Markdown that says what it is, why it matters and how to mend it;
    `scholiast explain CODE` prints it. `default` tells whether the rule is on unless asked for.
    """

    code: str
    name: str
    severity: Severity
    explanation: str
    default: bool = True

    def at(self, place: Span | None, message: str, hint: str | None = None) -> "Diagnostic":
        """Return a diagnostic of this rule at `place`."""
        return Diagnostic(self, message, place, hint)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: `message` is lower case, one clause, no full stop; `hint` is an imperative.

    `waived` says until when and why it is accepted, where it is; then it stops nothing.
    """

    rule: Rule
    message: str
    place: Span | None = None
    hint: str | None = None
    waived: str | None = None

    @property
    def severity(self) -> Severity:
        """Return the severity of the rule; what is waived is a note."""
        return Severity.NOTE if self.waived else self.rule.severity

    @property
    def said(self) -> str:
        """Return the message, and why it is accepted, where it is."""
        return f"{self.message} (waived {self.waived})" if self.waived else self.message


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings by file, place and code, each once."""

    def key(finding: Diagnostic) -> tuple[str, int, int, str, str]:
        place = finding.place
        start = place.start if place else None
        return (
            place.path if place else "",
            start.line if start else 0,
            start.column if start else 0,
            finding.rule.code,
            finding.message,
        )

    return sorted(dict.fromkeys(diagnostics), key=key)


def failed(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Tell whether a build must stop: at an error, and at a warning too when `strict`."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(finding.severity in bad for finding in diagnostics)


def as_concise(finding: Diagnostic) -> str:
    """Return `path:line:column: severity[code]: message` in one line."""
    where = f"{finding.place}: " if finding.place else ""
    return f"{where}{finding.severity.value}[{finding.rule.code}]: {finding.said}"


def as_human(finding: Diagnostic, sources: Mapping[str, Source]) -> str:
    """Return the finding with its place, the line in question and the hint, for a person."""
    lines = [f"{finding.severity.value}[{finding.rule.code}]: {finding.said}"]
    gutter = " "
    if finding.place is not None:
        source = sources.get(finding.place.path)
        gutter = " " * len(str(finding.place.start.line)) if finding.place.start else " "
        lines.append(f"{gutter}--> {finding.place}")
        if source is not None and finding.place.start is not None:
            lines += _excerpt(finding.place, source, gutter)
    if finding.hint:
        lines.append(f"{gutter} = hint: {finding.hint}")
    return "\n".join(lines)


def excerpt(finding: Diagnostic, sources: Mapping[str, Source]) -> str:
    """Return the line that a finding is about, with carets below it; empty where there is none."""
    place = finding.place
    source = None if place is None else sources.get(place.path)
    if place is None or place.start is None or source is None:
        return ""
    return "\n".join(_excerpt(place, source, " " * len(str(place.start.line))))


_WIDEST = 96  # columns of an excerpt; a paragraph is often one line of thousands of characters


def _excerpt(place: Span, source: Source, gutter: str) -> list[str]:
    assert place.start is not None
    raw = source.line(place.start.line)
    end = place.end if place.end and place.end.line == place.start.line else None
    first = place.start.column - 1
    last = max(end.column - 1 if end else first + 1, first + 1)
    text, first, last = _window(raw, first, last)
    clean = "".join(_visible(c) for c in text)
    carets = " " * _width(clean[:first]) + "^" * max(_width(clean[first:last]), 1)
    number = str(place.start.line)
    return [f"{gutter} |", f"{number} | {clean}", f"{gutter} | {carets}"]


def _window(line: str, first: int, last: int) -> tuple[str, int, int]:
    """Cut a long line to a stretch around `first:last`, with an ellipsis where it was cut."""
    if len(line) <= _WIDEST:
        return line, first, min(last, len(line) + 1)
    start = max(0, min(first - _WIDEST // 2, len(line) - _WIDEST))
    stop = min(len(line), start + _WIDEST)
    head, tail = "…" if start else "", "…" if stop < len(line) else ""
    shift = len(head) - start
    return head + line[start:stop] + tail, first + shift, min(last, stop) + shift


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    is_hidden = unicodedata.category(char) in {"Cc", "Cf"} or ord(char) & 0xFFFE == 0xFFFE
    return "\N{REPLACEMENT CHARACTER}" if is_hidden else char


def _width(text: str) -> int:
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in {"W", "F"}
        else 1
        for char in text
    )


def as_record(finding: Diagnostic) -> dict[str, str | int | None]:
    """Return the finding as the flat record that `--format json` prints."""
    place = finding.place
    start = place.start if place else None
    end = place.end if place else None
    return {
        "code": finding.rule.code,
        "name": finding.rule.name,
        "severity": finding.severity.value,
        "path": place.path if place else None,
        "line": start.line if start else None,
        "column": start.column if start else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "message": finding.message,
        "hint": finding.hint,
        "waived": finding.waived,
    }


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the findings as a JSON array of records (see `as_record`)."""
    return json.dumps([as_record(d) for d in diagnostics], ensure_ascii=False, indent=2)
