"""The whole way from a manuscript to finished files: the order of the stages, and nothing else."""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scholiast import dist, ledger, verify
from scholiast.book import Book
from scholiast.checks import check
from scholiast.checks.notes import DRAFTABLE
from scholiast.compose import compose
from scholiast.config import Editions
from scholiast.diagnostics import Diagnostic, Severity, failed, in_order
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger, Stand
from scholiast.manuscript import Manuscript
from scholiast.reading import read
from scholiast.theme import Theme, ThemeError

Watch = Callable[[str], AbstractContextManager[object]]
"""Told the name of each stage as it begins; the context ends when the stage does."""

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""The date of a book that gives none: the earliest that a ZIP file, and so an EPUB, can hold."""

DRAFTS = "draft"
"""The folder in `dist/` for drafts, so that none is ever taken for the finished book."""


class DateError(ValueError):
    """SOURCE_DATE_EPOCH holds no date."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published: the book in `root`, in `formats`, into the folder `dist`.

    `strict` stops at warnings too, `draft` sets placeholders for notes that are missing,
    `enabled` holds the codes of rules that are off by default but wanted.
    """

    root: Path
    dist: Path
    formats: tuple[Format, ...] = tuple(Format)
    strict: bool = False
    draft: bool = False
    enabled: frozenset[str] = frozenset()

    @property
    def folder(self) -> Path:
        """Return the folder that the finished files go to."""
        return self.dist / DRAFTS if self.draft else self.dist


@dataclass(frozen=True, slots=True)
class Finished:
    """An artifact that was rendered and proofread: `proved` notes, in `seconds`."""

    artifact: Artifact
    proof: verify.Proof
    seconds: float


@dataclass(frozen=True, slots=True)
class Publication:
    """What came of an order: all findings, and what was written, which is nothing where it failed.

    `stale` names artifacts still in the folder that show an earlier state of the manuscript.
    """

    manuscript: Manuscript
    findings: tuple[Diagnostic, ...]
    finished: tuple[Finished, ...] = ()
    stale: tuple[str, ...] = ()


def publish(order: Order, watch: Watch) -> Publication:
    """Read, check, compose, render, verify and write, in this order; stop at the first failure.

    Files change only when every artifact of the order was proved. Raises DateError,
    pandoc.PandocError, and OSError where the machine is at fault.
    """
    dist.tidy(order.folder)
    manuscript, findings = examine(order.root, watch, draft=order.draft, enabled=order.enabled)
    if manuscript.file is None or failed(findings, strict=order.strict):
        return Publication(manuscript, findings)
    with watch("compose"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        book = compose(manuscript, draft=order.draft, modified=modified)
        opened = ledger.open_ledger(book)
    theme = Theme.find(order.root)
    try:
        finished = tuple(
            _finish(book, theme, manuscript.file.editions, opened, format, watch)
            for format in order.formats
        )
    except ThemeError as fault:
        return Publication(manuscript, (*findings, fault.finding))
    findings = tuple(in_order([*findings, *_said(finished)]))
    if failed(findings, strict=order.strict):
        return Publication(manuscript, findings)
    with watch("write"):
        stale = _write(order.folder, opened, finished, book.slug)
    return Publication(manuscript, findings, finished, stale)


def examine(
    root: Path, watch: Watch, *, draft: bool, enabled: frozenset[str]
) -> tuple[Manuscript, tuple[Diagnostic, ...]]:
    """Read the book in `root` and return it with all that is wrong in its source, in order."""
    with watch("read"):
        manuscript = read(root)
    with watch("check"):
        findings = check(manuscript, also=enabled)
    return manuscript, tuple(map(_as_in_draft, findings) if draft else findings)


def _as_in_draft(finding: Diagnostic) -> Diagnostic:
    """In a draft a note that is missing is worth a warning: a placeholder stands for it."""
    if finding.rule.code not in DRAFTABLE:
        return finding
    return replace(finding, rule=replace(finding.rule, severity=Severity.WARNING))


def date_of(date: str | None, epoch: str | None) -> datetime:
    """Return the date of a book's files, in UTC.

    That is `epoch`, the value of SOURCE_DATE_EPOCH (reproducible-builds.org/specs), else the first
    moment of `date` (YYYY, YYYY-MM or YYYY-MM-DD), else UNDATED. Raises DateError.
    """
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as problem:
            raise DateError(f"SOURCE_DATE_EPOCH is not a number of seconds: {epoch}") from problem
    if date is None:
        return UNDATED
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return datetime(year, month, day, tzinfo=UTC)


def _finish(
    book: Book, theme: Theme, editions: Editions, opened: Ledger, format: Format, watch: Watch
) -> Finished:
    started = time.perf_counter()
    with watch(f"render {format.value}"):
        artifact = render(book, theme, editions, format)
    with watch(f"verify {format.value}"):
        proof = verify.artifact(artifact, opened)
    return Finished(artifact, proof, time.perf_counter() - started)


def render(book: Book, theme: Theme, editions: Editions, format: Format) -> Artifact:
    """Render `book` in `format`; each renderer is imported when it is needed, as two are large."""
    match format:
        case Format.EPUB:
            from scholiast import epub

            return epub.render(book, theme, editions.epub)
        case Format.HTML:
            from scholiast import html

            return html.render(book, theme, editions.html)
        case Format.PDF:
            from scholiast import pdf

            return pdf.render(book, theme, editions.pdf)


def _said(finished: Iterable[Finished]) -> list[Diagnostic]:
    return [f for one in finished for f in (*one.artifact.diagnostics, *one.proof.diagnostics)]


def _write(
    folder: Path, opened: Ledger, finished: tuple[Finished, ...], slug: str
) -> tuple[str, ...]:
    """Write artifacts and ledger; return the names of other artifacts that are out of date now."""
    built = {one.artifact.format for one in finished}
    others = [f for f in Format if f not in built and (folder / artifact_name(f, slug)).exists()]
    earlier = _earlier(folder / dist.LEDGER)
    same = earlier is not None and ledger.as_json(_bare(earlier)) == ledger.as_json(opened)
    proved = opened
    if earlier is not None and same:
        for format in others:
            proved = proved.standing(format.value, _stands(earlier, format))
    for one in finished:
        proved = proved.standing(one.artifact.format.value, one.proof.stands)
    files = {path: data for one in finished for path, data in one.artifact.files.items()}
    dist.write(folder, {**files, dist.LEDGER: ledger.as_json(proved).encode()})
    return () if same else tuple(artifact_name(format, slug) for format in others)


def artifact_name(format: Format, slug: str) -> str:
    """Return the name in `dist/` of the artifact of a book whose files are named by `slug`."""
    return "web" if format is Format.HTML else f"{slug}.{format.value}"


def _earlier(path: Path) -> Ledger | None:
    """Return the note ledger of an earlier build; None where there is none that can be read."""
    try:
        return ledger.from_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _bare(whole: Ledger) -> Ledger:
    """Return the ledger as it was opened, before any artifact was read."""
    return replace(whole, notes=tuple(replace(note, stands={}) for note in whole.notes))


def _stands(earlier: Ledger, format: Format) -> dict[str, Stand]:
    found = ((note.id, note.stands.get(format.value)) for note in earlier.notes)
    return {note: stand for note, stand in found if stand is not None}
