"""Findings on words of a finished document, given the place where their author wrote them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scholiast.diagnostics import Diagnostic
from scholiast.source import Source, Span

CODES = frozenset({"R115", "R116", "R117", "R118"})
"""The rules whose messages quote what they are about."""

_QUOTED = re.compile("“(.+?)”", re.DOTALL)
_BETWEEN = r"[\s*_\[\]|:{}()^`-]+"
"""What may stand between two words where they were written: spaces, and marks of Markdown."""


def placed(findings: Iterable[Diagnostic], sources: Mapping[str, Source]) -> list[Diagnostic]:
    """Return findings, those that quote words with the line and column where these first stand.

    That is in the file that was named, or else in any other, such as one of `notes/`. Where they
    stand nowhere as they were quoted, the file alone is told.
    """
    return [_placed(one, sources) if one.rule.code in CODES else one for one in findings]


def _placed(finding: Diagnostic, sources: Mapping[str, Source]) -> Diagnostic:
    quoted = _QUOTED.search(finding.message)
    if quoted is None or finding.place is None or finding.place.start is not None:
        return finding
    pattern = re.compile(_BETWEEN.join(re.escape(word) for word in quoted[1].split()))
    own = finding.place.path
    for path in dict.fromkeys([own, *sources]):
        if path in sources and (span := _first(pattern, sources[path])) is not None:
            return replace(finding, place=span)
    return finding


def _first(pattern: re.Pattern[str], source: Source) -> Span | None:
    match = pattern.search(source.text)
    return None if match is None else source.span(match.start(), match.end())
