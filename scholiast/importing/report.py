"""What an import has to report, as lines for a person."""

from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Diagnostic, Severity
from scholiast.importing.calls import SURE
from scholiast.importing.model import Fate, Import

_MOST = 5  # places of one rule that are named; the rest are counted


def report_lines(imported: Import) -> list[str]:
    """Return the report of an import: what was found, how sure it is, what is to be looked at."""
    return [
        f"{imported.title}",
        f"  read as {imported.kind}: {_count(imported.chapters, 'chapter')},"
        f" {_count(len(imported.files) + len(imported.pictures), 'file')}",
        *_about_notes(imported),
        *_findings("to look at", imported, {Severity.ERROR, Severity.WARNING}),
        *_findings("to know", imported, {Severity.NOTE}),
    ]


def _about_notes(imported: Import) -> Iterator[str]:
    if not imported.calls and not imported.notes:
        yield "  no note calls found"
        return
    sure = f", {_percent(imported.confidence)} sure" if imported.sure else ""
    yield f"  {_count(imported.calls, 'note call')} found{sure}"
    unsure = [one for one in imported.sure if one[2] < SURE]
    if unsure:
        yield f"  of these {len(unsure)} unsure: see below"
    if imported.notes:
        yield f"  {_count(imported.notes, 'note')} with text"
    if imported.missing:
        yield f"  {_count(imported.missing, 'note')} without text: write in notes/notes.yaml"
    if imported.account:
        fates = ", ".join(f"{imported.count(fate)} {fate.value}" for fate in Fate)
        yield f"  {_count(len(imported.account), 'note')} of the source: {fates}"


def _findings(title: str, imported: Import, severities: set[Severity]) -> Iterator[str]:
    found = [one for one in imported.findings if one.severity in severities]
    if found:
        yield f"  {title}:"
    for code in dict.fromkeys(one.rule.code for one in found):
        same = [one for one in found if one.rule.code == code]
        yield from (f"    {line}" for one in same[:_MOST] for line in _lines(one))
        if len(same) > _MOST:
            yield f"    {code} and {_places(same[_MOST:])}"


def _lines(finding: Diagnostic) -> Iterator[str]:
    place = f"{finding.place}: " if finding.place and finding.place.start else ""
    yield f"{finding.rule.code} {place}{finding.message}"
    if finding.hint:
        yield f"     {finding.hint}"


def _places(findings: Sequence[Diagnostic]) -> str:
    placed = [one.place for one in findings if one.place]
    lines = [str(place.start.line) for place in placed if place.start]
    files = {place.path for place in placed}
    where = f", lines {', '.join(lines[:12])}{' …' if len(lines) > 12 else ''}" if lines else ""
    where = f" in {len(files)} files" if len(files) > 1 else where
    return f"{len(findings)} more{where}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _percent(share: float) -> str:
    """Return a share in percent, cut and not rounded: 99.97 % is not certain."""
    return "100 %" if share == 1 else f"{int(share * 1000) / 10:.1f} %"
