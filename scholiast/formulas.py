"""The place in the manuscript of a formula that could not be set, found by its TeX."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scholiast.diagnostics import Diagnostic
from scholiast.source import Source, Span
from scholiast.verbatim import masked

CODE = "R304"
"""The rule of formulas that can't be set; the message quotes the TeX, its spaces made single."""

_TEX = re.compile(r"`(.+?)` can't be set")


def placed(findings: Iterable[Diagnostic], sources: Mapping[str, Source]) -> list[Diagnostic]:
    """Return findings, those on formulas with the line and column that the formula stands at.

    That is in the file that it was found in, or else in any other, such as one of `notes/`. Where a
    formula stands nowhere as it was quoted, the file alone is told. Of several that are the same
    the first is meant.
    """
    return [_placed(one, sources) if one.rule.code == CODE else one for one in findings]


def _placed(finding: Diagnostic, sources: Mapping[str, Source]) -> Diagnostic:
    tex = _TEX.search(finding.message)
    own = finding.place.path if finding.place is not None else ""
    if tex is None or (finding.place is not None and finding.place.start is not None):
        return finding
    pattern = re.compile(r"\s+".join(re.escape(word) for word in tex[1].split()))
    spans = (_first(pattern, source) for source in _in_turn(own, sources))
    span = next((span for span in spans if span is not None), None)
    return finding if span is None else replace(finding, place=span)


def _in_turn(own: str, sources: Mapping[str, Source]) -> Iterator[Source]:
    if own in sources:
        yield sources[own]
    yield from (source for path, source in sources.items() if path != own)


def _first(pattern: re.Pattern[str], source: Source) -> Span | None:
    """Return where a formula first stands in a source, best in what is no code."""
    plain = masked(source.text) if source.path.endswith(".md") else source.text
    for text in dict.fromkeys((plain, source.text)):
        if (match := pattern.search(text)) is not None:
            return source.span(match.start(), match.end())
    return None
