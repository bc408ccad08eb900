"""All rules on a manuscript, applied together: one pass says everything that is wrong."""

from collections.abc import Container

from scholiast.checks import (
    characters,
    citations,
    crossrefs,
    descriptions,
    design,
    elements,
    headings,
    images,
    kinds,
    lemmata,
    limits,
    links,
    listing,
    lists,
    metadata,
    notes,
    press,
    safety,
    spine,
    tables,
    verse,
    waivers,
)
from scholiast.diagnostics import Diagnostic, Severity, in_order
from scholiast.locate import pieces
from scholiast.manuscript import Manuscript
from scholiast.source import Span


def check(manuscript: Manuscript, *, also: Container[str] = ()) -> list[Diagnostic]:
    """Return all that is wrong with a manuscript, in the order of its files and lines.

    What reading found is part of it. Rules that are off by default count where their code is in
    `also`.
    """
    trees = list(pieces(manuscript))
    found = [
        *manuscript.problems,
        *metadata.check(manuscript, trees),
        *spine.check(manuscript),
        *characters.check(manuscript),
        *headings.check(manuscript),
        *links.check(manuscript, trees),
        *images.check(manuscript, trees),
        *safety.check(manuscript, trees),
        *limits.check(manuscript, trees),
        *tables.check(manuscript, trees),
        *citations.check(manuscript, trees),
        *lists.check(manuscript, trees),
        *listing.check(manuscript, trees),
        *crossrefs.check(manuscript, trees),
        *verse.check(manuscript, trees),
        *elements.check(manuscript, trees),
        *descriptions.check(manuscript, trees),
        *lemmata.check(manuscript),
        *design.check(manuscript),
        *notes.check(manuscript),
        *kinds.check(manuscript),
        *press.check(manuscript),
        *waivers.check(manuscript),
    ]
    return in_order(
        finding
        for finding in found
        if (finding.rule.default or finding.rule.code in also) and not _is_echo(finding, manuscript)
    )


def _is_echo(finding: Diagnostic, manuscript: Manuscript) -> bool:
    """Tell a finding that only says again that a file could not be read.

    What such a file defines or calls is not known, so nothing can be said of what is missing. The
    fault of the file itself is an error, so that no book is made meanwhile.
    """
    if finding.rule is notes.UNDEFINED:
        return any(
            problem.severity is Severity.ERROR and problem.place and _is_notes_file(problem.place)
            for problem in manuscript.problems
        )
    if finding.rule in {notes.UNUSED, links.DEAD_LINK}:
        return bool(_not_read(manuscript))
    return False


def _is_notes_file(place: Span) -> bool:
    return place.path.startswith("notes/")


def _not_read(manuscript: Manuscript) -> set[str]:
    """Return the documents of the spine that could not be read."""
    if manuscript.file is None:
        return set()
    listed = {path for path, _ in spine.listed_documents(manuscript, manuscript.file)}
    return listed - {draft.path for draft in manuscript.drafts}
