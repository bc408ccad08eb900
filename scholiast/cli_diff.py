"""The command `diff`: what differs between two releases of a printed book."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import FAULTY, GOOD, MACHINE_AT_FAULT

if TYPE_CHECKING:  # a build loads none of it
    from scholiast.comparing.model import Comparison, NoteChange

_WORDS = 60  # letters of what a row shows


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="a PDF, or a folder such as dist")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="the same, later")],
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="DIR", help="write a page that shows them side by side"),
    ] = None,
    all_pages: Annotated[
        bool,
        typer.Option("--all", help="in the report, show pages that are only broken otherwise too"),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print a record for programs")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="end with 0 where something differs, too")
    ] = False,
) -> None:
    """Say which pages and notes differ between two PDFs; end with 1 where any do."""
    from scholiast import comparing
    from scholiast.comparing import report as reporting

    try:
        found = comparing.compare(comparing.open_release(old), comparing.open_release(new))
    except comparing.UnreadableError as problem:
        terminal.complain(f"scholiast: {problem}")
        raise typer.Exit(MACHINE_AT_FAULT) from None
    if report is not None:
        _write(report, found, reflowed=all_pages)
    if as_json:
        terminal.say_json(reporting.record(found))
    else:
        _show(found, report)
    raise typer.Exit(GOOD if found.same or exit_zero else FAULTY)


def _write(folder: Path, found: "Comparison", *, reflowed: bool) -> None:
    """Write a report into a folder of its own; one that holds something else is a usage error."""
    from scholiast import dist
    from scholiast.comparing import report as reporting
    from scholiast.theme import Theme

    if folder.exists() and not (folder.is_dir() and _is_ours(folder)):
        raise typer.BadParameter(f"{folder} holds something else", param_hint="--report")
    files = reporting.report(found, Theme.find(), reflowed=reflowed)
    home = folder.absolute()
    dist.write(home.parent, {f"{home.name}/{path}": data for path, data in files.items()})


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder is empty or holds a report of an earlier run, and nothing beside."""
    from scholiast.comparing.report import FOLDER, PAGE

    return {path.name for path in folder.iterdir()} <= {FOLDER, PAGE}


def _show(found: "Comparison", report: Path | None) -> None:
    from scholiast.comparing import report as reporting
    from scholiast.comparing.model import Change

    before, after = (f"{len(one.sheets)} pages" for one in (found.old, found.new))
    counts = ", ".join(f"{count} {word}" for word, count in reporting.counts(found))
    terminal.say(f"{found.old.release.name}, {before} → {after}: {counts}")
    rows = [
        (row.change.value, row.old, row.new, str(row.count), row.said[:_WORDS])
        for row in reporting.stretches(found, set(Change) - {Change.SAME})
    ]
    if rows:
        terminal.say("")
        terminal.show_table(("pages", "before", "after", "count", "words"), rows, right=("count",))
    _show_notes(found)
    if report is not None:
        terminal.say(f"\nside by side: {report / reporting.PAGE}")


def _show_notes(found: "Comparison") -> None:
    """Print the notes of which more became than that they have other numbers."""
    from scholiast.comparing.model import Fate

    rows = [_row(change) for change in found.notes if change.fates != (Fate.RENUMBERED,)]
    if rows:
        terminal.say("")
        terminal.show_table(("note", "what became of it", "page", "number", "text"), rows)
    left = len(found.notes) - len(rows)
    for count, what in ((left, "have other numbers alone"), (found.along, "moved with the page")):
        if count:
            terminal.say(f"\nnotes that {what}: {count}")


def _row(change: "NoteChange") -> Iterable[str]:
    fates = ", ".join(fate.value for fate in change.fates)
    words = " ".join((change.new_text or change.old_text or "").split())
    return (
        change.id,
        fates,
        _turn(change.old_page, change.new_page),
        _turn(change.old_number, change.new_number),
        words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…",
    )


def _turn(old: str | None, new: str | None) -> str:
    """Return what something was and became, once where that is the same."""
    return old or "" if old == new else f"{old or '–'} → {new or '–'}"
