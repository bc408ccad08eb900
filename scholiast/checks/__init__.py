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
        finding
        for finding in found
        if (finding.rule.default or finding.rule.code in also) and not _is_echo(finding, manuscript)
    )


def _is_echo(finding: Diagnostic, manuscript: Manuscript) -> bool:
    """Tell a finding that only says again that a file could not be read.

    What such a file defines or calls is not known, so nothing can be said of what is missing. The
    fault of the file itself is an error, so that no book is made meanwhile.
    """
    unread = {problem.place.path for problem in manuscript.problems if problem.place}
    if finding.rule is notes.UNDEFINED:
        return any(path.startswith("notes/") for path in unread & _without_notes(manuscript))
    if finding.rule in {notes.UNUSED, links.DEAD_LINK}:
        return bool(_not_read(manuscript))
    return False


def _without_notes(manuscript: Manuscript) -> set[str]:
    """Return the files that gave no note."""
    return set(manuscript.sources) - {entry.place.path for entry in manuscript.notes}


def _not_read(manuscript: Manuscript) -> set[str]:
    """Return the documents of the spine that could not be read."""
    if manuscript.file is None:
        return set()
    listed = {path for path, _ in spine.listed_documents(manuscript, manuscript.file)}
    return listed - {draft.path for draft in manuscript.drafts}
