"""The whole way from a manuscript to finished files: the order of the stages, and nothing else."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scholiast import dist, formulas, jobs, ledger, openings, quoted, receipt, slugs, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.checks import check
from scholiast.checks.notes import DRAFTABLE
from scholiast.compose import compose
from scholiast.config import Editions, PdfEdition
from scholiast.diagnostics import Diagnostic, Severity, failed, in_order
from scholiast.edition import MAIN, Artifact, Format, artifact_name
from scholiast.jobs import Works
from scholiast.ledger import Ledger, Stand
from scholiast.manuscript import Manuscript
from scholiast.order import Copy, DateError, Made, Order, Publication
from scholiast.paging import PageStart
from scholiast.reading import read
from scholiast.receipt import Archive
from scholiast.theme import Theme, ThemeError
from scholiast.waivers import waive

if TYPE_CHECKING:  # only a cover needs it
    from scholiast.covering import Wrap

Watch = Callable[[str], AbstractContextManager[object]]
"""Told the name of each stage as it begins, in whatever thread; the context ends when it does."""

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""The date of a book that gives none: the earliest that a ZIP file, and so an EPUB, can hold."""


@dataclass(frozen=True, slots=True)
class _Finished:
    """An artifact that was rendered and proofread in `seconds`, and `looked` at as printers do."""

    artifact: Artifact
    proof: verify.Proof
    seconds: float
    looked: tuple[Diagnostic, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Tell whether there is an error in it."""
        return failed((*self.artifact.diagnostics, *self.proof.diagnostics, *self.looked))

    @property
    def made(self) -> Made:
        """Return what is said of it."""
        artifact, proof = self.artifact, self.proof
        size, seconds = artifact.size, round(self.seconds, 2)
        return Made(artifact.format, artifact.name, size, proof.pages, proof.proved, seconds)


def publish(
    order: Order, watch: Watch, works: Works | None = None, archive: Archive | None = None
) -> Publication:
    """Read, check, compose, render, verify and write, in this order; stop at the first failure.

    `works` runs what is done in pieces (in this process where None); the formats are rendered and
    verified side by side. Files change only when every artifact of the order was proved; then
    `archive` gets a receipt. Raises DateError, pandoc.PandocError, and OSError where the machine
    is at fault.
    """
    works = works or jobs.here()
    if not order.formats or any(format.is_paged for format in order.formats):
        works.warm("scholiast.pdf.ready")
    dist.tidy(order.folder)
    before = receipt.folders(order.root)
    manuscript, findings = examine(
        order.root, watch, draft=order.draft, enabled=order.enabled, works=works
    )
    sources = manuscript.sources
    if manuscript.file is None or failed(findings, strict=order.strict):
        return Publication(sources, findings)
    with watch("compose"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        book = compose(manuscript, draft=order.draft, modified=modified, works=works)
        editions = manuscript.file.editions
        formats = order.formats or (*MAIN, *map(Format, editions.declared))
        lying = [f for f in Format if (order.folder / artifact_name(f, book.slug)).exists()]
        known = {*MAIN, *map(Format, editions.declared), *formats, *lying}
        arranged = {format: arrange(book, format) for format in Format if format in known}
        opened = ledger.open_ledgers(book, _by_name(arranged))
    desk = _Desk(
        {one: openings.opened(own, editions.openings(one.value)) for one, own in arranged.items()},
        Theme.find(order.root, manuscript.file.theme),
        editions,
        opened,
        watch,
        works,
        order.whole,
        order.draft,
    )
    try:
        finished, starts = _finish_all(desk, formats)
    except ThemeError as fault:
        return Publication(sources, (*findings, fault.finding))
    said = [
        *book.diagnostics,
        *quoted.placed(formulas.placed(_said(finished), sources), sources),
        *_missing(finished, manuscript, book, draft=order.draft),
    ]
    findings = tuple(_accepted(in_order([*findings, *said]), manuscript))
    if failed(findings, strict=order.strict):
        return Publication(sources, findings)
    with watch("write"):
        told = _with_starts(opened, starts) if starts else opened
        files, others, stale = _files(order.folder, told, finished, book.slug)
        dist.write(order.folder, files)
    done = Publication(sources, findings, tuple(one.made for one in finished), stale)
    was_edited = receipt.folders(order.root) != before
    if archive is not None and not was_edited:
        receipt.keep(
            archive,
            done,
            files=manuscript.files,
            folders=before,
            outputs=files,
            others=others,
        )
    return done


def render_alone(
    order: Order, format: Format, watch: Watch
) -> tuple[Publication, tuple[Artifact, Book] | None]:
    """Read, check, compose and render a book in one format; nothing is proofread or written.

    Return what is wrong, and the artifact with the book that it shows, where that is no error.
    """
    manuscript, findings = examine(order.root, watch, draft=order.draft, enabled=order.enabled)
    if manuscript.file is None or failed(findings, strict=order.strict):
        return Publication(manuscript.sources, findings), None
    editions = manuscript.file.editions
    with watch("compose"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        book = compose(manuscript, draft=order.draft, modified=modified)
        own = openings.opened(arrange(book, format), editions.openings(format.value))
    try:
        with watch(f"render {format.value}"):
            theme = Theme.find(order.root, manuscript.file.theme)
            made = render(own, theme, editions, format)
    except ThemeError as fault:
        return Publication(manuscript.sources, (*findings, fault.finding)), None
    return Publication(manuscript.sources, findings), (made, own)


def publish_docx(order: Order, watch: Watch) -> Publication:
    """Read, check, make a Word file for a copy-editor, proofread and write it.

    It is no edition: a book is not built anew for it, and the ledger does not speak of it.
    """
    from scholiast import docx

    manuscript, findings = examine(order.root, watch, draft=False, enabled=order.enabled)
    if manuscript.file is None or failed(findings, strict=order.strict):
        return Publication(manuscript.sources, findings)
    started = time.perf_counter()
    name = f"{manuscript.file.slug or slugs.file(manuscript.file.title) or 'book'}.docx"
    with watch("render docx"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        data, said = docx.make(name, manuscript, modified)
    with watch("verify docx"):
        faults, proved = docx.proofread(name, data, docx.wanted(manuscript)) if data else ([], 0)
    findings = tuple(in_order([*findings, *said, *faults]))
    if failed(findings, strict=order.strict):
        return Publication(manuscript.sources, findings)
    with watch("write"):
        dist.write(order.folder, {name: data})
    seconds = round(time.perf_counter() - started, 2)
    made = Made(Copy.DOCX, name, len(data), None, proved, seconds)
    return Publication(manuscript.sources, findings, (made,))


def publish_cover(
    order: Order, watch: Watch, pages: int | None
) -> "tuple[Publication, Wrap | None]":
    """Read, check, make the cover of the printed book, proofread and write it.

    It has so many `pages`, or those of the PDF that lies in the folder. Raises CoverError where it
    is not known how many, or on what paper. Return also the lengths of the cover.
    """
    from scholiast import covering
    from scholiast.pdf.cover import pages_of

    manuscript, findings = examine(order.root, watch, draft=order.draft, enabled=order.enabled)
    if manuscript.file is None or failed(findings, strict=order.strict):
        return Publication(manuscript.sources, findings), None
    with watch("compose"):
        modified = date_of(manuscript.file.date, os.environ.get("SOURCE_DATE_EPOCH"))
        book = compose(manuscript, draft=order.draft, modified=modified)
    printed = artifact_name(Format.PDF, book.slug)
    settings = manuscript.file.editions.pdf
    wrap = covering.wrap(settings, pages or pages_of(order.folder / printed))
    theme = Theme.find(order.root, manuscript.file.theme)
    name = covering.cover_name(printed)
    data, said = _covered(book, theme, settings, wrap, name, watch)
    findings = tuple(_accepted(in_order([*findings, *said]), manuscript))
    if failed(findings, strict=order.strict):
        return Publication(manuscript.sources, findings), wrap
    with watch("write"):
        dist.write(order.folder, {name: data})
    made = Made(Copy.COVER, name, len(data), 1, 0, 0)
    return Publication(manuscript.sources, findings, (made,)), wrap


def _covered(
    book: Book, theme: Theme, settings: PdfEdition, wrap: "Wrap", name: str, watch: Watch
) -> tuple[bytes, list[Diagnostic]]:
    """Return the cover of a book, and what is wrong with it."""
    from scholiast.pdf.cover import render_cover
    from scholiast.verify import cover as proof

    with watch("render cover"):
        made = render_cover(book, theme, settings, wrap)
    with watch("verify cover"):
        faults = proof.check(
            made.data,
            name,
            size=(wrap.width, wrap.height),
            spine=wrap.folds,
            title=book.metadata.title,
            isbn=made.isbn,
            spine_text=wrap.has_spine_text,
            front_text=made.front_text,
        )
    return made.data, [*made.diagnostics, *faults]


def examine(
    root: Path, watch: Watch, *, draft: bool, enabled: frozenset[str], works: Works | None = None
) -> tuple[Manuscript, tuple[Diagnostic, ...]]:
    """Read the book in `root` and return it with all that is wrong in its source, in order."""
    with watch("read"):
        manuscript = read(root, works)
    with watch("check"):
        findings = _accepted(check(manuscript, also=enabled), manuscript)
    return manuscript, tuple(map(_as_in_draft, findings) if draft else findings)


def _accepted(findings: Iterable[Diagnostic], manuscript: Manuscript) -> list[Diagnostic]:
    """Return findings, those as waived that the book accepts."""
    return waive(findings, () if manuscript.file is None else manuscript.file.waivers)


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


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that the editions of a book are made from."""

    books: Mapping[Format, Book]
    theme: Theme
    editions: Editions
    opened: Ledger
    watch: Watch
    works: Works
    whole: bool = False
    draft: bool = False

    @property
    def has_page_list(self) -> bool:
        """Tell whether the EPUB has the pages of the printed book, which a draft never has."""
        wish, metadata = self.editions.epub.page_list, self.books[Format.EPUB].metadata
        wanted = bool(metadata.identifiers.isbn_pdf) if wish == "auto" else wish
        return wanted and not self.draft


def _by_name(arranged: Mapping[Format, Book]) -> dict[str, Book]:
    return {format.value: book for format, book in arranged.items()}


def _finish_all(
    desk: _Desk, formats: tuple[Format, ...]
) -> tuple[tuple[_Finished, ...], tuple[PageStart, ...]]:
    """Render and verify a book in some formats, side by side; return them in this order.

    Return also where pages begin, if an EPUB was told.

    PDFs are made one by one in the thread that asks: WeasyPrint is changed while it works. An EPUB
    that has the pages of the printed book waits for that, which is made for it if nobody else asks.
    """
    waits = Format.EPUB in formats and desk.has_page_list
    aside = [
        format
        for format in formats
        if not format.is_paged and not (waits and format is Format.EPUB)
    ]
    paged = [format for format in formats if format.is_paged]
    if waits:
        paged = [Format.PDF, *(format for format in paged if format is not Format.PDF)]
    with ThreadPoolExecutor(max(len(aside) + waits, 1)) as pool:
        waiting = {format: pool.submit(_finish, desk, format) for format in aside}
        done: dict[Format, _Finished] = {}
        starts: tuple[PageStart, ...] = ()
        for format in paged:
            done[format] = _finish(desk, format)
            if waits and format is Format.PDF:
                starts = done[format].proof.starts
                after = replace(desk, opened=_with_starts(desk.opened, starts))
                waiting[Format.EPUB] = pool.submit(_finish, after, Format.EPUB)
        done |= {format: future.result() for format, future in waiting.items()}
    more = [format for format in paged if format not in formats and done[format].is_faulty]
    return tuple(done[format] for format in (*formats, *more)), starts


def _with_starts(opened: Ledger, starts: tuple[PageStart, ...]) -> Ledger:
    """Return a ledger that says where pages begin, and that of the EPUB, too."""
    editions = {
        name: replace(own, starts=starts) if name == Format.EPUB.value else own
        for name, own in opened.editions.items()
    }
    return replace(opened, starts=starts, editions=editions)


def _finish(desk: _Desk, format: Format) -> _Finished:
    started = time.perf_counter()
    with desk.watch(f"render {format.value}"):
        artifact = render(
            desk.books[format],
            desk.theme,
            desk.editions,
            format,
            desk.works,
            whole=desk.whole,
            starts=desk.opened.starts if format is Format.EPUB else (),
        )
    with desk.watch(f"verify {format.value}"):
        looked = _preflight(desk, artifact) if format.is_paged else lambda: _sold(desk, artifact)
        own = desk.opened.edition(format.value)
        proof = verify.artifact(artifact, own, desk.works)
        found = looked()
    return _Finished(artifact, proof, time.perf_counter() - started, found)


def _preflight(desk: _Desk, made: Artifact) -> Callable[[], tuple[Diagnostic, ...]]:
    """Begin preflight, so that pages are walked while they are proofread; return how it ends."""
    from scholiast.preflight import editions

    settings = desk.editions.paged(made.format.value)
    looking = editions.begin(made, settings, desk.books[made.format], desk.theme, desk.works)
    return lambda: editions.finish(looking)


def _sold(desk: _Desk, made: Artifact) -> tuple[Diagnostic, ...]:
    """Return what stores mind in an EPUB that is sold there; nobody sends them a draft."""
    names = desk.editions.epub.stores
    if not names or desk.draft or made.format is not Format.EPUB:
        return ()
    from scholiast.stores import check as check_for_stores
    from scholiast.stores import stores

    return tuple(check_for_stores(made.files[made.name], made.name, [stores()[n] for n in names]))


def render(
    book: Book,
    theme: Theme,
    editions: Editions,
    format: Format,
    works: Works | None = None,
    *,
    whole: bool = False,
    starts: Sequence[PageStart] = (),
) -> Artifact:
    """Render `book` in `format`, a PDF perhaps `whole`, an EPUB with the pages that `starts` has.

    Each renderer is imported when it is needed, as two are large.
    """
    match format:
        case Format.EPUB:
            from scholiast import epub

            return epub.render(book, theme, editions.epub, works, starts)
        case Format.HTML:
            from scholiast import citable, html

            known = citable.cited(book, editions.html, works)
            return html.render(known, theme, editions.html, works)
        case Format.SINGLE_HTML:
            from scholiast import citable
            from scholiast.html import single

            known = citable.cited(book, editions.single_page, works)
            return single.render(known, theme, editions.single_page, works)
        case _:
            from scholiast import pdf

            return pdf.render(book, theme, editions.paged(format.value), works, whole=whole)


_NO_GLYPH = "V336"
"""What preflight says of characters that are missing; `_missing` says it with their places."""


def _said(finished: Iterable[_Finished]) -> list[Diagnostic]:
    return [
        finding
        for one in finished
        for finding in (*one.artifact.diagnostics, *one.proof.diagnostics, *one.looked)
        if not (one.artifact.missing and finding.rule.code == _NO_GLYPH)
    ]


def _missing(
    finished: Iterable[_Finished], manuscript: Manuscript, book: Book, *, draft: bool
) -> list[Diagnostic]:
    """Return what is to be said of characters that were drawn as empty boxes, mostly nothing."""
    missing = [character for one in finished for character in one.artifact.missing]
    if not missing:
        return []
    from scholiast import glyphs  # it has tables of Unicode

    notes = {note.id: note.place for note in book.notes}
    return glyphs.report(missing, manuscript.sources, notes, draft=draft)


def _files(
    folder: Path, opened: Ledger, finished: tuple[_Finished, ...], slug: str
) -> tuple[dict[str, bytes], tuple[str, ...], tuple[str, ...]]:
    """Return what is to be written by path, and the names of other artifacts in the folder.

    The last are those of them that will be out of date.
    """
    built = {one.artifact.format for one in finished}
    others = [f for f in Format if f not in built and (folder / artifact_name(f, slug)).exists()]
    proved, same = _with_stands(folder / dist.LEDGER, opened, others)
    for one in finished:
        proved = proved.standing(one.artifact.format.value, one.proof.stands)
    files = {path: data for one in finished for path, data in one.artifact.files.items()}
    if not opened.starts and Format.EPUB in others:
        proved, same = _with_earlier_starts(folder, proved, finished, same)
    names = tuple(artifact_name(format, slug) for format in others)
    return {**files, dist.LEDGER: ledger.as_json(proved).encode()}, names, () if same else names


def _with_earlier_starts(
    folder: Path, proved: Ledger, finished: tuple[_Finished, ...], same: bool
) -> tuple[Ledger, bool]:
    """Return the ledger with the pages that an EPUB of an earlier build has.

    That is no longer the same where these pages begin elsewhere by now.
    """
    earlier = _earlier(folder / dist.LEDGER)
    if earlier is None or not earlier.starts:
        return proved, same
    now = [one.proof.starts for one in finished if one.artifact.format is Format.PDF]
    return _with_starts(proved, earlier.starts), same and all(s == earlier.starts for s in now)


def _with_stands(path: Path, opened: Ledger, others: list[Format]) -> tuple[Ledger, bool]:
    """Return a ledger with the places in artifacts of an earlier build, and whether it is theirs.

    That it is where every word is the same.
    """
    earlier = _earlier(path) if others else None
    if earlier is None or not all(_alike(earlier, opened, format.value) for format in others):
        return opened, False
    for format in others:
        opened = opened.standing(format.value, _stands(earlier, format))
    return opened, True


def _alike(earlier: Ledger, opened: Ledger, edition: str) -> bool:
    """Tell whether an edition has the same words in two ledgers, whatever others there are."""
    bare, now = _bare(earlier), _bare(opened)
    pairs = ((bare, now), (bare.edition(edition), now.edition(edition)))
    return all(
        ledger.as_json(replace(one, editions={})) == ledger.as_json(replace(other, editions={}))
        for one, other in pairs
    )


def _earlier(path: Path) -> Ledger | None:
    """Return the note ledger of an earlier build; None where there is none that can be read."""
    try:
        return ledger.from_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _bare(whole: Ledger) -> Ledger:
    """Return the ledger as it was opened, before any artifact was read."""
    return replace(
        whole,
        notes=tuple(replace(note, stands={}) for note in whole.notes),
        starts=(),
        editions={name: _bare(own) for name, own in whole.editions.items()},
    )


def _stands(earlier: Ledger, format: Format) -> dict[str, Stand]:
    found = ((note.id, note.stands.get(format.value)) for note in earlier.notes)
    return {note: stand for note, stand in found if stand is not None}
