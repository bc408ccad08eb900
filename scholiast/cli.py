"""The command line: arguments in, exit code out; what is printed is printed here.

Exit codes: 0 good; 1 errors in the manuscript or an artifact (warnings too with `--strict`);
2 usage, or the machine is at fault; 70 (EX_SOFTWARE of sysexits.h) a bug, with its traceback.
"""

import gc
import shlex
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import scholiast
from scholiast import cache, receipt, terminal
from scholiast.asked import (
    BUG,
    FAULTY,
    GOOD,
    MACHINE_AT_FAULT,
    BookOption,
    DistOption,
    Form,
    FormOption,
    LookOption,
    QuietOption,
    StrictOption,
    book_folder,
    dist_folder,
    near,
)
from scholiast.cli_diff import diff
from scholiast.cli_notes import notes
from scholiast.cli_preflight import look_at
from scholiast.cli_press import cover, printers
from scholiast.cli_release import release
from scholiast.cli_serve import serve
from scholiast.cli_stores import stores
from scholiast.diagnostics import Diagnostic, as_record, failed
from scholiast.dist import LEDGER, tidy
from scholiast.edition import MAIN, Artifact, Format, artifact_name, format_of
from scholiast.order import Order, Publication
from scholiast.source import Source
from scholiast.terminal import Look

# What a command needs is imported in it: a build in which nothing changed is done sooner than
# the libraries of all commands are loaded.
if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from scholiast.catalogue import Title
    from scholiast.fixing import Mend
    from scholiast.importing import Import
    from scholiast.jobs import Crew, Done
    from scholiast.ledger import Ledger
    from scholiast.manuscript import Manuscript
    from scholiast.progress import Clock
    from scholiast.saving import Change
    from scholiast.verify import Proof

__all__ = ["BUG", "FAULTY", "GOOD", "MACHINE_AT_FAULT", "app", "dist_folder", "main"]

app = typer.Typer(
    name="scholiast",
    help="One manuscript to an EPUB, a typeset PDF and a web book, every note proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


DraftOption = Annotated[
    bool, typer.Option("--draft", help="set placeholders for missing notes (into dist/draft)")
]
EnableOption = Annotated[
    list[str] | None,
    typer.Option("--enable", metavar="CODE", help="turn on a rule that is off by default"),
]
JobsOption = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="processes [default: one a processor]"),
]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="make all anew, and keep nothing for the next build")
]
DaskOption = Annotated[
    str | None,
    typer.Option("--dask", metavar="ADDRESS", help="have the workers of a Dask scheduler do it"),
]
FixOption = Annotated[
    bool, typer.Option("--fix", help="show mends that are certain, each as a diff, and ask")
]
YesOption = Annotated[bool, typer.Option("--yes", help="with --fix, write the mends unasked")]
AllOption = Annotated[
    Path | None,
    typer.Option("--all", metavar="DIR", help="build all books below DIR, whatever comes of each"),
]


app.add_typer(notes)
app.add_typer(stores)
app.command("diff")(diff)
app.command("preflight")(look_at)
app.command()(printers)
app.command()(cover)
app.command()(serve)
app.command()(release)


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=lambda asked: _say_version(asked), is_eager=True),
    ] = False,
) -> None:
    """One manuscript to an EPUB, a typeset PDF and a web book, every note proved."""


def _say_version(asked: bool) -> None:
    if asked:
        terminal.say(f"scholiast {scholiast.__version__}")
        raise typer.Exit(GOOD)


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="DIR")]) -> None:
    """Make a small, complete, correct book in DIR, to write over."""
    from scholiast import starter

    try:
        settings = starter.create(folder)
    except FileExistsError as problem:
        raise typer.BadParameter(str(problem), param_hint="DIR") from problem
    terminal.say(f"A book lies in {settings.parent}; {settings} describes it. Build it:")
    terminal.say(f"  cd {shlex.quote(str(folder))} && scholiast build")


class Target(Enum):
    """What can be built: the editions, and a copy of the manuscript to be edited in Word."""

    EPUB = "epub"
    HTML = "html"
    SINGLE_HTML = "single-html"
    PDF = "pdf"
    SCREEN = "screen"
    LARGE_PRINT = "large-print"
    PROOF = "proof"
    DOCX = "docx"


@app.command()
def build(
    targets: Annotated[
        list[Target] | None,
        typer.Argument(
            metavar="[epub|pdf|html|single-html|screen|large-print|proof]... | docx",
            help="default: all of the book's editions; docx: a Word file for the copy-editor",
        ),
    ] = None,
    book: BookOption = None,
    dist: DistOption = None,
    form: FormOption = Form.HUMAN,
    strict: StrictOption = False,
    draft: DraftOption = False,
    quiet: QuietOption = False,
    enable: EnableOption = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="lay out the PDF in one piece, slowly, as a reference")
    ] = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="say what each stage took: seconds, peak memory")
    ] = False,
    jobs: JobsOption = None,
    no_cache: NoCacheOption = False,
    dask: DaskOption = None,
    all_in: AllOption = None,
) -> None:
    """Build the book: read, check, render, proofread, and only then write."""
    if Target.DOCX in (targets or ()):
        if targets != [Target.DOCX] or draft or all_in is not None:
            raise typer.BadParameter("`docx` is built by itself, of a manuscript without errors")
        _build_docx(book_folder(book), dist, form, strict, quiet, _codes(enable))
    names = {target.value for target in targets or ()}
    wanted = tuple(format for format in Format if format.value in names)
    means = _Means(jobs, dask, not no_cache)
    asked = (wanted, strict, draft, _codes(enable), whole)
    if all_in is not None:
        if book is not None:
            raise typer.BadParameter("it stands for one book, not for all", param_hint="--book")
        if form.look is None:
            raise typer.BadParameter("it is for one book, not for all", param_hint="--format")
        orders = [Order(root, _dist_below(all_in, root, dist), *asked) for root in _books(all_in)]
        raise typer.Exit(_build_all(orders, means, form.look, quiet=quiet, timings=timings))
    root = book_folder(book)
    order = Order(root, near(dist) if dist else dist_folder(root), *asked)
    done, more = _built(order, means, quiet=quiet, timings=timings, look=form.look)
    done = replace(done, findings=_from_here(done.findings, root, order.folder))
    if form.look is None:
        _report(form, done.findings)
    else:
        sources = _sources(done.sources, root)
        terminal.show_publication(done, sources, order.folder, form.look, quiet=quiet, more=more)
    raise typer.Exit(FAULTY if failed(done.findings, strict=strict) else GOOD)


def _build_docx(
    root: Path, dist: Path | None, form: Form, strict: bool, quiet: bool, enabled: frozenset[str]
) -> NoReturn:
    """Make the Word file for a copy-editor, say what came of it, and end."""
    from scholiast.progress import Clock
    from scholiast.publish import publish_docx

    folder = near(dist) if dist else dist_folder(root)
    clock = Clock(quiet)
    with clock.running(stages=5):
        done = publish_docx(Order(root, folder, (), strict, enabled=enabled), clock.stage)
    done = replace(done, findings=_from_here(done.findings, root, folder))
    if form.look is None:
        _report(form, done.findings)
    else:
        sources = _sources(done.sources, root)
        terminal.show_publication(done, sources, folder, form.look, quiet=quiet)
    raise typer.Exit(FAULTY if failed(done.findings, strict=strict) else GOOD)


@app.command()
def check(
    book: BookOption = None,
    form: FormOption = Form.HUMAN,
    strict: StrictOption = False,
    draft: DraftOption = False,
    quiet: QuietOption = False,
    enable: EnableOption = None,
    fix: FixOption = False,
    yes: YesOption = False,
) -> None:
    """Find what is wrong in the manuscript, without building it; mend what is certain."""
    from scholiast.checks.waivers import ended
    from scholiast.progress import Clock
    from scholiast.publish import examine

    root = book_folder(book)
    clock = Clock(quiet)

    def examined() -> "tuple[Manuscript, tuple[Diagnostic, ...]]":
        with clock.running(stages=2):
            manuscript, found = examine(root, clock.stage, draft=draft, enabled=_codes(enable))
        return manuscript, (*found, *ended(manuscript, date.today()))

    manuscript, found = examined()
    more: dict[str, object] = {}
    if fix:
        offered = _offered(manuscript, form.look or Look.JSON)
        written = bool(offered) and _agreed(len(offered), yes=yes, quiet=quiet)
        more = {"mends": terminal.as_mends(offered, manuscript.sources), "written": written}
        if written:
            _write_mends(root, manuscript, offered)
            manuscript, found = examined()
    findings = _from_here(found, root, root)
    if form.look is None:
        _report(form, findings)
    elif fix and form is Form.JSON:
        terminal.say_json({**more, "findings": [as_record(one) for one in findings]})
    else:
        sources = _sources(manuscript.sources, root)
        terminal.show_findings(findings, sources, form.look, quiet=quiet)
    raise typer.Exit(FAULTY if failed(findings, strict=strict) else GOOD)


def _report(form: Form, findings: Sequence[Diagnostic]) -> None:
    """Print findings in the form of another program."""
    from scholiast.reporting import report

    if written := report(form.value, findings):
        terminal.say(written)


@app.command("verify")
def verify_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="EPUB, PDF or web folder; default: all of ./dist"),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="FILE", help="[default: notes.json beside each file]"),
    ] = None,
    self_test: Annotated[
        bool, typer.Option("--self-test", help="break copies in known ways, tell what is caught")
    ] = False,
    form: FormOption = Form.HUMAN,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Proofread finished files against the note ledger."""
    from scholiast.progress import Clock
    from scholiast.verify.self_test import self_test as break_copies

    loaded = [_load(path, ledger) for path in files or _all_in(Path("dist"))]
    clock = Clock(quiet)
    if self_test:
        with clock.running(stages=1), clock.stage("self-test"):
            tested = break_copies([artifact for _, artifact, _ in loaded], loaded[0][2])
        terminal.show_self_test(tested, form.look or Look.HUMAN)
        raise typer.Exit(FAULTY if tested.missed or not tested.trials else GOOD)
    with clock.running(stages=len(loaded)):
        proofs = [(one[0], one[1], _proof(*one, clock)) for one in loaded]
    if form.look is None:
        _report(form, [finding for *_, proof in proofs for finding in proof.diagnostics])
    else:
        terminal.show_proofs(proofs, form.look, quiet=quiet)
    faulty = any(failed(proof.diagnostics, strict=strict) for *_, proof in proofs)
    raise typer.Exit(FAULTY if faulty else GOOD)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="a text, plain, Markdown or Word, or a folder")
    ],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="a folder that is empty or new")
    ] = None,
    onto: Annotated[
        Path | None,
        typer.Option("--onto", metavar="BOOK", help="the book that an edited Word file is of"),
    ] = None,
    gone: Annotated[
        list[str] | None,
        typer.Option("--gone", metavar="LABEL", help="a note that was deleted on purpose (--onto)"),
    ] = None,
    look: LookOption = Look.HUMAN,
    quiet: QuietOption = False,
    fix: FixOption = False,
    yes: YesOption = False,
) -> None:
    """Make a manuscript of a text that exists: its chapters, its notes, and what is unsure."""
    if (to is None) == (onto is None):
        raise typer.BadParameter("name a new folder (--to) or the book it is of (--onto)")
    if onto is not None and fix:
        raise typer.BadParameter("mend the book itself: `check --fix`", param_hint="--fix")
    target = near(to) if to is not None else book_folder(onto)
    imported = _imported(file, None if onto is None else target, frozenset(gone or ()))
    if isinstance(imported, Diagnostic):
        terminal.show_findings([imported], {}, look, quiet=True)
        raise typer.Exit(FAULTY)
    if fix:
        imported = _mended_import(imported, look, yes=yes, quiet=quiet)
    _write_imported(imported, target, is_book=onto is not None)
    terminal.show_import(imported, target, look, quiet=quiet)
    raise typer.Exit(FAULTY if failed(imported.findings) else GOOD)


def _imported(file: Path, onto: Path | None, gone: frozenset[str]) -> "Import | Diagnostic":
    """Return what a file makes, or why it makes nothing; a usage error where there is none."""
    from scholiast.importing import ImportRefusedError, import_onto, import_path

    try:
        return import_path(file) if onto is None else import_onto(file, onto, gone)
    except (FileNotFoundError, IsADirectoryError) as problem:
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE") from problem
    except ImportRefusedError as refusal:
        return refusal.finding


def _write_imported(imported: "Import", target: Path, *, is_book: bool) -> None:
    from scholiast.importing import ImportRefusedError, write_import, write_onto

    try:
        if is_book:
            write_onto(imported, target)
        else:
            write_import(imported, target)
    except ImportRefusedError as refusal:
        raise typer.BadParameter(str(refusal), param_hint="--to") from refusal


@app.command()
def explain(
    code: Annotated[str | None, typer.Argument(help="a code such as N001, or a name")] = None,
) -> None:
    """Explain a finding: what it is, why it matters, how to mend it. Without CODE, list all."""
    from scholiast import rules

    if code is None:
        terminal.show_rules(rules.table().values())
        raise typer.Exit(GOOD)
    if found := rules.find(code):
        terminal.show_explanations(found)
        raise typer.Exit(GOOD)
    terminal.complain(f"there is no rule `{code}`")
    if near := rules.near(code):
        terminal.complain("did you mean:")
        terminal.show_rules(near, stderr=True)
    raise typer.Exit(MACHINE_AT_FAULT)


@app.command("doctor")
def examine_machine() -> None:
    """Show what is installed and what is missing, with versions and install lines."""
    from scholiast import doctor

    parts = doctor.parts()
    terminal.show_parts(parts)
    raise typer.Exit(GOOD if doctor.sound(parts) else MACHINE_AT_FAULT)


@app.command()
def schema() -> None:
    """Print the JSON Schema of book.yaml, by which editors complete and check it."""
    from scholiast import config

    terminal.say(config.schema(), end="")


# -- mends --


def _offered(manuscript: "Manuscript", look: Look) -> "tuple[Mend, ...]":
    """Show the mends of a manuscript that are certain, and return them."""
    from scholiast import fixing

    offered = fixing.mends(manuscript)
    terminal.show_mends(offered, manuscript.sources, look)
    return offered


def _agreed(count: int, *, yes: bool, quiet: bool) -> bool:
    """Tell whether mends are to be written."""
    mends = f"{count} mend{'' if count == 1 else 's'}"
    agreed = yes or terminal.confirmed(f"write {mends}?")
    if not quiet:
        terminal.complain(
            f"{mends} written" if agreed else f"{mends} offered, nothing written: --yes writes"
        )
    return agreed


def _write_mends(root: Path, manuscript: "Manuscript", offered: "Sequence[Mend]") -> None:
    from scholiast import fixing, saving

    changes = {
        path: saving.Change(source.text, fixing.mended(source, offered))
        for path, source in manuscript.sources.items()
        if any(mend.place.path == path for mend in offered)
    }
    _save(root, changes)


def _save(root: Path, changes: "Mapping[str, Change]") -> None:
    """Change files of a book; a usage error where another has changed them meanwhile."""
    from scholiast import saving

    try:
        saving.save(root, changes)
    except saving.ChangedError as problem:
        terminal.complain(f"scholiast: {problem}; nothing was written")
        raise typer.Exit(MACHINE_AT_FAULT) from None


def _mended_import(imported: "Import", look: Look, *, yes: bool, quiet: bool) -> "Import":
    """Return an import with the mends that are certain; end here where they are not wanted."""
    from scholiast.importing import mending

    offer = mending.offered(imported)
    terminal.show_mends(offer.mends, offer.sources, look)
    if not offer.mends:
        return imported
    if not _agreed(len(offer.mends), yes=yes, quiet=quiet):
        if look is Look.JSON:
            records = terminal.as_mends(offer.mends, offer.sources)
            terminal.say_json({"mends": records, "written": False})
        raise typer.Exit(FAULTY)
    return mending.with_mends(imported, offer)


# -- a build --


@dataclass(frozen=True, slots=True)
class _Means:
    """What a build is done with: so many processes, or the cluster at `dask`; a cache or none."""

    jobs: int | None
    dask: str | None
    cached: bool

    def crew(self) -> "AbstractContextManager[Crew]":
        """Return those who do the jobs."""
        if self.dask is not None:
            from scholiast import cluster

            return cluster.crew(self.dask)
        from scholiast import workers

        return workers.crew(self.jobs)


def _built(
    order: Order, means: _Means, *, quiet: bool, timings: bool, look: Look | None
) -> tuple[Publication, dict[str, object]]:
    """Build what was ordered, if it is not built already.

    With `timings`, say what the stages took: on stderr, or return it for what is said in JSON.
    """
    from scholiast import progress

    clock = progress.Clock(quiet, measuring=timings)
    tidy(order.folder)
    with clock.stage("compare"):
        shelf = cache.for_book(order.root) if means.cached else None
        archive = receipt.archive(shelf, order) if shelf else None
        done = receipt.recall(archive, order) if archive else None
    account: Sequence[Done] = ()
    if done is None:
        done, account = _made(order, means, clock, shelf, archive)
    if shelf and shelf.trouble and not quiet:
        _tell_trouble(shelf.trouble)
    if timings and look is Look.JSON:
        return done, progress.as_records(clock.timings, account)
    if timings:
        progress.show_timings(clock.timings, account)
    return done, {}


def _made(
    order: Order,
    means: _Means,
    clock: "Clock",
    shelf: cache.Cache | None,
    archive: receipt.Archive | None,
) -> "tuple[Publication, Sequence[Done]]":
    """Make what was ordered; return also the account of all jobs."""
    from scholiast.jobs import Works
    from scholiast.publish import publish

    gc.set_threshold(100_000, 20, 100)  # a tree of a book is large, and has no circles
    _require_libraries(order.formats)
    with clock.running(stages=4 + 2 * len(order.formats or MAIN)), means.crew() as crew:
        works = Works(crew, shelf)
        try:
            return publish(order, clock.stage, works, archive), works.account
        finally:
            works.settle()


def _tell_trouble(trouble: str) -> None:
    terminal.complain(f"nothing was kept for the next build: {trouble}")


# -- many books --


def _books(folder: Path) -> list[Path]:
    """Return the folders of all books in and below a folder; a usage error where there is none."""
    from scholiast import catalogue

    found = [near(root) for root in catalogue.books(folder)]
    if not found:
        raise typer.BadParameter(f"there is no book.yaml below {folder}", param_hint="--all")
    return found


def _dist_below(folder: Path, root: Path, dist: Path | None) -> Path:
    """Return where the files of one of many books go: its own `dist`, or a folder of the given."""
    if dist is None:
        return dist_folder(root)
    return near(dist) / root.absolute().relative_to(folder.absolute())


def _build_all(
    orders: Sequence[Order], means: _Means, look: Look, *, quiet: bool, timings: bool
) -> int:
    """Build many books, say what came of all, and return the exit code of the worst."""
    from scholiast import catalogue, progress

    _require_libraries(orders[0].formats)
    clock = progress.Clock(quiet)
    with clock.running(stages=len(orders)), means.crew() as crew:
        titles = [
            _seen_from_here(title)
            for title in catalogue.build(orders, crew, clock.stage, cached=means.cached)
        ]
    account = [done for title in titles for done in title.account] if timings else []
    more = progress.as_records(clock.timings, account) if timings and look is Look.JSON else {}
    if timings and look is not Look.JSON:
        progress.show_timings(clock.timings, account)
    troubles = dict.fromkeys(title.trouble for title in titles if title.trouble)
    for trouble in list(troubles)[:1] if not quiet else ():
        _tell_trouble(trouble)
    terminal.show_catalogue(titles, look, quiet=quiet, more=more)
    return max(map(_exit_code, titles))


def _seen_from_here(title: "Title") -> "Title":
    """Return what came of a book with its places as seen from here; tell a bug at once."""
    if title.problem is not None and title.problem.is_bug:
        terminal.complain(title.problem.trace, end="")
    if title.publication is None:
        return title
    order, done = title.order, title.publication
    findings = _from_here(done.findings, order.root, order.folder)
    sources = _sources(done.sources, order.root)
    return replace(title, publication=replace(done, findings=findings, sources=sources))


def _exit_code(title: "Title") -> int:
    if title.problem is not None:
        return BUG if title.problem.is_bug else MACHINE_AT_FAULT
    assert title.publication is not None
    faulty = failed(title.publication.findings, strict=title.order.strict)
    return FAULTY if faulty else GOOD


# -- what the words on the command line mean --


def _codes(enabled: Iterable[str] | None) -> frozenset[str]:
    codes = frozenset(code.upper() for code in enabled or ())
    if not codes:
        return codes
    from scholiast import rules

    unknown = sorted(codes - rules.table().keys())
    if unknown:
        raise typer.BadParameter(f"no rule has the code {unknown[0]}", param_hint="--enable")
    return codes


def _require_libraries(formats: Sequence[Format]) -> None:
    from scholiast import machine

    is_paged = not formats or any(format.is_paged for format in formats)
    missing = machine.missing_libraries() if is_paged else []
    if missing:
        terminal.complain(f"the PDF needs what this machine lacks: {', '.join(missing)}")
        terminal.complain(f"install it:\n{machine.advice(machine.PANGO.install)}")
        raise typer.Exit(MACHINE_AT_FAULT)


def _all_in(dist: Path) -> list[Path]:
    """Return the artifacts in `dist`; a usage error where there is none."""
    slug = _slug(dist)
    found = [dist / artifact_name(format, slug) for format in Format] if slug else []
    found = [path for path in found if path.exists()]
    if not found:
        raise typer.BadParameter(f"nothing is built in {dist}: name the files", param_hint="FILE")
    return found


def _slug(dist: Path) -> str:
    """Return what names of artifacts in `dist` begin with; nothing where no ledger says so."""
    from scholiast.ledger import from_json

    try:
        return from_json((dist / LEDGER).read_text(encoding="utf-8")).slug
    except FileNotFoundError:
        return ""
    except ValueError as problem:
        raise typer.BadParameter(str(problem), param_hint=str(dist / LEDGER)) from problem


def _load(path: Path, ledger: Path | None) -> "tuple[Path, Artifact, Ledger]":
    """Return a finished file and its ledger; a usage error where either can't be read as one."""
    from scholiast import verify
    from scholiast.ledger import from_json

    try:
        artifact = verify.read(path)
        folder = path.parent.parent if path.name == "index.html" else path.parent
        notes = from_json((ledger or folder / LEDGER).read_text(encoding="utf-8"))
        format = format_of(artifact.name, notes.slug) or artifact.format
    except (FileNotFoundError, ValueError) as problem:
        raise typer.BadParameter(str(problem), param_hint=str(path)) from problem
    return path, replace(artifact, format=format), notes


def _proof(path: Path, artifact: Artifact, notes: "Ledger", clock: "Clock") -> "Proof":
    from scholiast import verify

    with clock.stage(f"verify {path.name}"):
        proof = verify.artifact(artifact, notes)
    folder = path.parent.parent if path.name == "index.html" else path.parent
    return replace(proof, diagnostics=_from_here(proof.diagnostics, folder, folder))


# -- places, as seen from where the user stands --


def _from_here(findings: Iterable[Diagnostic], root: Path, folder: Path) -> tuple[Diagnostic, ...]:
    """Return findings with paths from here on: in the book at `root`, or else in `folder`."""
    return tuple(_moved(finding, root, folder) for finding in findings)


def _moved(finding: Diagnostic, root: Path, folder: Path) -> Diagnostic:
    if finding.place is None:
        return finding
    path = finding.place.path
    base = root if (root / path).exists() or finding.rule.code[0] not in "RV" else folder
    return replace(finding, place=replace(finding.place, path=(base / path).as_posix()))


def _sources(sources: Mapping[str, Source], root: Path) -> dict[str, Source]:
    return {(root / path).as_posix(): source for path, source in sources.items()}


def main() -> int:
    """Run the command line on `sys.argv`; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A name in Greek must not end a build on a terminal that knows no Greek.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        app(prog_name="scholiast")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else MACHINE_AT_FAULT
    except Exception as problem:
        from scholiast.catalogue import is_of_the_machine

        if not is_of_the_machine(problem):
            traceback.print_exc()
            return BUG
        terminal.complain(f"scholiast: {problem}")
        return MACHINE_AT_FAULT
    return GOOD
