"""All rules on a manuscript, applied together: one pass says everything that is wrong."""

from collections.abc import Container

from scholiast.checks import (
    characters,
    citations,
    headings,
    images,
    limits,
    links,
    metadata,
    notes,
    safety,
    spine,
)
from scholiast.diagnostics import Diagnostic, in_order
from scholiast.manuscript import Manuscript


def check(manuscript: Manuscript, *, also: Container[str] = ()) -> list[Diagnostic]:
    """Return all that is wrong with a manuscript, in the order of its files and lines.

    What reading found is part of it. Rules that are off by default count where their code is in
    `also`.
    """
    found = [
        *manuscript.problems,
        *metadata.check(manuscript),
        *spine.check(manuscript),
        *characters.check(manuscript),
        *headings.check(manuscript),
        *links.check(manuscript),
        *images.check(manuscript),
        *safety.check(manuscript),
        *limits.check(manuscript),
        *citations.check(manuscript),
        *notes.check(manuscript),
    ]
    return in_order(
        finding for finding in found if finding.rule.default or finding.rule.code in also
    )
