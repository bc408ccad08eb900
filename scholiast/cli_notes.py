"""The commands on notes: list them, move them to `notes/` and back, give them other labels."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from scholiast import terminal
from scholiast.asked import (
    FAULTY,
    GOOD,
    MACHINE_AT_FAULT,
    BookOption,
    DistOption,
    QuietOption,
    StrictOption,
    book_folder,
    dist_folder,
)
from scholiast.cli_stores import StoreOption, popups, show_popups
from scholiast.diagnostics import Diagnostic
from scholiast.dist import LEDGER
from scholiast.terminal import Look

if TYPE_CHECKING:  # a build loads none of it
    from scholiast.ledger import Ledger
    from scholiast.manuscript import Manuscript
    from scholiast.noting.listing import Row
    from scholiast.noting.model import Changes

notes = typer.Typer(
    name="notes",
    help="List notes, move them between files, rename them; predict which will pop up.",
    no_args_is_help=True,
    invoke_without_command=True,
)


class Form(str, Enum):  # noqa: UP042 - typer takes the choices from the values of a str and Enum
    """How a list is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


DryOption = Annotated[
    bool, typer.Option("--dry-run", help="show what would change, and change nothing")
]


@notes.callback()
def predict(
    context: typer.Context,
    wanted: Annotated[
        bool,
        typer.Option("--popups", help="predict which notes will pop up in which reading system"),
    ] = False,
    epub: Annotated[
        Path | None,
        typer.Option("--epub", metavar="FILE", help="of this EPUB [default: the book]"),
    ] = None,
    store: StoreOption = None,
    book: BookOption = None,
    form: Annotated[Form, typer.Option("--format", help="how it is printed")] = Form.TABLE,
    strict: StrictOption = False,
) -> None:
    """List notes, move them between files, rename them; predict which will pop up (--popups).

    Exit codes with --popups: 0; 1 where a note can't be reached in a reading system, and with
    --strict also where one does not pop up though it could.
    """
    if context.invoked_subcommand is not None:
        if wanted or epub or store or book or strict:
            raise typer.BadParameter("options of a command go behind its name")
        return
    if not wanted:
        raise typer.BadParameter("name a command, or ask for --popups")
    found = popups(epub, book, store)
    show_popups(found, form.value)
    raise typer.Exit(FAULTY if found.lost or (strict and not found.is_full) else GOOD)


@notes.command("list")
def list_notes(
    book: BookOption = None,
    dist: DistOption = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND")] = None,
    chapter: Annotated[
        str | None, typer.Option("--chapter", metavar="CHAPTER", help="its file, name or id")
    ] = None,
    unused: Annotated[bool, typer.Option("--unused", help="that nothing calls")] = False,
    missing: Annotated[bool, typer.Option("--missing", help="without a text")] = False,
    longest: Annotated[
        int | None, typer.Option("--longest", metavar="N", min=1, help="the N longest")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="how the list is printed")] = Form.TABLE,
) -> None:
    """List notes: what each is, where it was written, where it stands in what was built."""
    from scholiast.noting import listing, moving
    from scholiast.reading import read

    root = book_folder(book)
    manuscript = read(root)
    path = _asked(lambda: moving.chapter(manuscript, chapter).path) if chapter else None
    wanted = listing.Wanted(kind, path, unused, missing, longest)
    ledger = _ledger(dist or dist_folder(root))
    found = listing.rows(manuscript, ledger, wanted)
    if form is Form.JSON:
        terminal.say_json([listing.record(row) for row in found])
    elif form is Form.CSV:
        terminal.say(listing.as_csv(found), end="")
    else:
        _show(found)


def _ledger(folder: Path) -> "Ledger | None":
    """Return the ledger of the last build, None where there is none that can be read."""
    from scholiast.ledger import from_json

    try:
        return from_json((folder / LEDGER).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _show(found: "list[Row]") -> None:
    heads = ("label", "kind", "no.", "words", "written", "called", "page", "text")
    terminal.show_table(heads, [_cells(row) for row in found])
    count = f"{len(found)} note{'' if len(found) == 1 else 's'}"
    terminal.complain(count)


def _cells(row: "Row") -> tuple[str, ...]:
    from scholiast.noting.listing import record

    values = record(row)
    place = str(row.place) if row.place else "nowhere"
    first = str(row.calls[0]) if row.calls else "never"
    more = f" +{len(row.calls) - 1}" if len(row.calls) > 1 else ""
    text = " ".join(row.text.split())
    text = text if len(text) <= 40 else f"{text[:39]}…"
    words = (row.label or "–", row.kind or "?", row.number, str(row.words), place, first + more)
    return (*words, str(values["pdf_page"] or ""), "missing" if values["missing"] else text)


@notes.command()
def extract(
    chapter: Annotated[str, typer.Argument(metavar="CHAPTER", help="its file, name or id")],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="FILE", help="such as notes/rome.yaml [default: its name]"),
    ] = None,
    book: BookOption = None,
    dry: DryOption = False,
    quiet: QuietOption = False,
) -> None:
    """Move the definitions of a chapter to a file of notes/; the book stays the same."""
    from scholiast.noting.extracting import extract

    _change(book, lambda manuscript: extract(manuscript, chapter, to), "moved", dry, quiet)


@notes.command()
def inline(
    chapter: Annotated[str, typer.Argument(metavar="CHAPTER", help="its file, name or id")],
    book: BookOption = None,
    dry: DryOption = False,
    quiet: QuietOption = False,
) -> None:
    """Move the notes that a chapter alone calls from notes/ into it; the book stays the same."""
    from scholiast.noting.inlining import inline

    _change(book, lambda manuscript: inline(manuscript, chapter), "moved", dry, quiet)


@notes.command()
def rename(
    old: Annotated[str, typer.Argument(metavar="OLD")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
    chapter: Annotated[
        str | None,
        typer.Option("--chapter", metavar="CHAPTER", help="where OLD is defined, if it is often"),
    ] = None,
    book: BookOption = None,
    dry: DryOption = False,
    quiet: QuietOption = False,
) -> None:
    """Give a note another label, wherever it is defined, called and referred to."""
    from scholiast.noting.renaming import rename

    _change(book, lambda manuscript: rename(manuscript, old, new, chapter), "renamed", dry, quiet)


def _change(
    book: Path | None,
    work: "Callable[[Manuscript], Changes]",
    what: str,
    dry: bool,
    quiet: bool,
) -> None:
    """Change files of a book, or show what would change, and say what was left."""
    from scholiast import saving
    from scholiast.fixing import text_diff
    from scholiast.reading import read

    root = book_folder(book)
    manuscript = read(root)
    changes = _asked(lambda: work(manuscript), root, manuscript)
    if dry:
        for path, change in changes.files.items():
            terminal.say(text_diff(path, change.before, change.after), end="")
    else:
        try:
            saving.save(root, changes.files)
        except saving.ChangedError as problem:
            terminal.complain(f"scholiast: {problem}; nothing was written")
            raise typer.Exit(MACHINE_AT_FAULT) from None
    _report(changes.left, root, manuscript)
    count = f"{len(changes.labels)} note{'' if len(changes.labels) == 1 else 's'}"
    if not quiet:
        terminal.complain(f"{count} {'would be ' if dry else ''}{what}")
    raise typer.Exit(GOOD if changes.labels else FAULTY)


T = TypeVar("T")


def _asked(
    work: Callable[[], T], root: Path | None = None, manuscript: "Manuscript | None" = None
) -> T:
    """Return what some work gives; where it refuses, say why and end."""
    from scholiast.noting.model import RefusedError

    try:
        return work()
    except RefusedError as refused:
        _report([refused.finding], root or Path(), manuscript)
        raise typer.Exit(FAULTY) from None


def _report(found: Iterable[Diagnostic], root: Path, manuscript: "Manuscript | None") -> None:
    findings = [
        replace(one, place=replace(one.place, path=(root / one.place.path).as_posix()))
        if one.place
        else one
        for one in found
    ]
    sources = manuscript.sources if manuscript else {}
    shown = {(root / path).as_posix(): source for path, source in sources.items()}
    if findings:
        terminal.show_findings(findings, shown, Look.HUMAN, quiet=True)
