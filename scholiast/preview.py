"""A web book as its manuscript reads now: shown first, and proofread while it is looked at."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from scholiast import formulas, ledger, openings, quoted, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.diagnostics import Diagnostic, failed, in_order
from scholiast.edition import Artifact, Format
from scholiast.jobs import Works
from scholiast.manuscript import Manuscript
from scholiast.order import Publication
from scholiast.publish import Watch, date_of, examine, render
from scholiast.theme import Theme, ThemeError
from scholiast.waivers import waive

FORMAT = Format.HTML


@dataclass(frozen=True, slots=True)
class Preview:
    """What a manuscript gives: findings, and the `artifact`, where none of them is an error.

    The artifact is held to the ledger of the `arranged` book.
    """

    publication: Publication
    manuscript: Manuscript = field(repr=False)
    artifact: Artifact | None = field(default=None, repr=False)
    arranged: Book | None = field(default=None, repr=False)

    @property
    def read(self) -> frozenset[str]:
        """Return the paths, from the book's folder, of all files it was read from or looked for."""
        return frozenset(self.manuscript.files) | frozenset(self.manuscript.sources)


def preview(root: Path, watch: Watch, works: Works, *, draft: bool) -> Preview:
    """Read, check, compose and render the web book in `root`; nothing is proofread or written.

    Raises DateError, pandoc.PandocError, and OSError where the machine is at fault.
    """
    manuscript, findings = examine(root, watch, draft=draft, enabled=frozenset(), works=works)
    if manuscript.file is None or failed(findings):
        return Preview(Publication(manuscript.sources, findings), manuscript)
    editions = manuscript.file.editions
    with watch("compose"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        book = compose(manuscript, draft=draft, modified=modified, works=works)
        arranged = arrange(book, FORMAT)
        shown = openings.opened(arranged, editions.openings(FORMAT.value))
    try:
        with watch("render"):
            theme = Theme.find(root, manuscript.file.theme)
            made: Artifact | None = render(shown, theme, editions, FORMAT, works)
    except ThemeError as fault:
        made, said = None, [fault.finding]
    else:
        assert made is not None
        said = [*book.diagnostics, *_placed(made.diagnostics, manuscript)]
    done = Publication(manuscript.sources, _all([*findings, *said], manuscript))
    is_shown = made is not None and not failed(done.findings)
    return Preview(done, manuscript, made if is_shown else None, arranged)


def proofread(shown: Preview, works: Works) -> tuple[Preview, int]:
    """Hold what is shown to the ledger; return it with all that was found, and the notes proved."""
    assert shown.artifact is not None
    assert shown.arranged is not None
    opened = ledger.open_ledger(shown.arranged)  # here, since nobody waits for it
    proof = verify.artifact(shown.artifact, opened, works)
    said = _placed(proof.diagnostics, shown.manuscript)
    findings = _all([*shown.publication.findings, *said], shown.manuscript)
    publication = replace(shown.publication, findings=findings)
    return replace(shown, publication=publication), proof.proved


def _placed(said: tuple[Diagnostic, ...], manuscript: Manuscript) -> list[Diagnostic]:
    sources = manuscript.sources
    return list(quoted.placed(formulas.placed(said, sources), sources))


def _all(findings: list[Diagnostic], manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """Return findings in order, those as waived that the book accepts."""
    assert manuscript.file is not None
    return tuple(waive(in_order(findings), manuscript.file.waivers))
