"""The command `release`: a version of the book, with all that vouches for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import (
    FAULTY,
    GOOD,
    MACHINE_AT_FAULT,
    BookOption,
    DistOption,
    Form,
    FormOption,
    QuietOption,
    book_folder,
    dist_folder,
    near,
)
from scholiast.diagnostics import Diagnostic, as_record, failed
from scholiast.terminal import Look

if TYPE_CHECKING:  # only a release needs it
    from scholiast.releasing import Outcome


def release(
    book: BookOption = None,
    dist: DistOption = None,
    form: FormOption = Form.HUMAN,
    quiet: QuietOption = False,
    check: Annotated[
        bool, typer.Option("--check", help="say what would fail, and write nothing")
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="build a second time elsewhere, compare all bytes")
    ] = False,
    allow_dirty: Annotated[
        bool,
        typer.Option("--allow-dirty", help="of a tree with changes or without a tag; it is told"),
    ] = False,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="DIR", help="the release before [default: last in dist]"),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="processes [default: one a processor]"),
    ] = None,
) -> None:
    """Make a version of the book for the world: strictly built, proved, with its report."""
    from scholiast import releasing, workers
    from scholiast.progress import Clock

    _require_libraries()
    root = book_folder(book)
    folder = near(dist) if dist else dist_folder(root)
    asked = releasing.Asked(root, folder, date.today(), since, allow_dirty, check, prove)
    clock = Clock(quiet)
    with clock.running(stages=13 + prove), workers.local(jobs) as works:
        outcome = releasing.release(asked, clock.stage, works)
    findings = [_from_here(finding, root) for finding in outcome.findings]
    _say(replace(outcome, findings=tuple(findings)), root, form, quiet=quiet)
    raise typer.Exit(FAULTY if failed(findings, strict=True) else GOOD)


def _say(outcome: "Outcome", root: Path, form: Form, *, quiet: bool) -> None:
    if form.look is None:
        from scholiast.reporting import report

        if written := report(form.value, outcome.findings):
            terminal.say(written)
    elif form.look is Look.JSON:
        terminal.say_json(_record(outcome))
    else:
        sources = {(root / path).as_posix(): one for path, one in outcome.sources.items()}
        terminal.show_findings(outcome.findings, sources, form.look, quiet=True)
        if not quiet:
            _conclude(outcome)


def _record(outcome: "Outcome") -> dict[str, object]:
    return {
        "version": outcome.done.version if outcome.done else None,
        "folder": outcome.folder.as_posix() if outcome.folder else None,
        "findings": [as_record(finding) for finding in outcome.findings],
    }


def _conclude(outcome: "Outcome") -> None:
    """Say in a few lines what came of it."""
    done = outcome.done
    if done is None:
        said = terminal.tally(outcome.findings)
        return terminal.complain(f"{said}: nothing was released")
    rows = [_row(one.name, one.pages, one.notes) for one in done.made]
    terminal.show_table(("artifact", "pages", "notes proved"), rows, right=("pages",))
    if outcome.folder is None:
        return terminal.complain(f"\n{done.version} can be released; nothing was written")
    return terminal.complain(f"\n{done.version} is released: {outcome.folder / 'report.html'}")


def _row(name: str, pages: int | None, notes: int) -> Iterable[str]:
    return name, str(pages or ""), str(notes)


def _from_here(finding: Diagnostic, root: Path) -> Diagnostic:
    """Return a finding with its path from here on, where it is about a file of the book."""
    if finding.place is None or not (root / finding.place.path).exists():
        return finding
    path = (root / finding.place.path).as_posix()
    return replace(finding, place=replace(finding.place, path=path))


def _require_libraries() -> None:
    from scholiast import machine

    if missing := machine.missing_libraries():
        terminal.complain(f"the PDF needs what this machine lacks: {', '.join(missing)}")
        terminal.complain(f"install it:\n{machine.advice(machine.PANGO.install)}")
        raise typer.Exit(MACHINE_AT_FAULT)
