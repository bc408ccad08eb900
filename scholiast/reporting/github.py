"""Findings as annotations, which GitHub shows beside the lines of a change.

Source: GitHub Actions, "Workflow commands for GitHub Actions", Setting an error message.
"""

from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write(findings: Sequence[Diagnostic]) -> str:
    """Return a line for each finding."""
    return "\n".join(map(_command, findings))


def _command(finding: Diagnostic) -> str:
    said = f"{finding.said}\n{finding.hint}" if finding.hint else finding.said
    properties = ",".join(f"{name}={_property(value)}" for name, value in _properties(finding))
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(said)}"


def _properties(finding: Diagnostic) -> Iterator[tuple[str, str]]:
    place = finding.place
    if place is not None:
        yield "file", place.path
        if place.start is not None:
            yield "line", str(place.start.line)
            yield "col", str(place.start.column)
        if place.end is not None and place.start is not None:
            yield "endLine", str(place.end.line)
            # Columns are shown within one line alone, and both ends are meant.
            if place.end.line == place.start.line:
                yield "endColumn", str(max(place.end.column - 1, place.start.column))
    yield "title", f"{finding.rule.code} {finding.rule.name}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
