"""The commands on stores: what they ask, whether an EPUB is so, and where its notes pop up."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import (
    FAULTY,
    GOOD,
    LookOption,
    QuietOption,
    StrictOption,
    book_folder,
    dist_folder,
    near,
)
from scholiast.diagnostics import Severity, failed
from scholiast.terminal import Look

if TYPE_CHECKING:  # a build loads none of it
    from scholiast.stores import Store
    from scholiast.stores.popups import System
    from scholiast.stores.telling import Forecast

NAMES = {"apple": "Apple Books", "kobo": "Kobo", "kindle": "Kindle", "google": "Google Play"}
"""The stores that are known; what they ask is read when it is asked for."""

StoreOption = Annotated[
    list[str] | None,
    typer.Option("--store", metavar="NAME", help="of this store alone, also several"),
]

stores = typer.Typer(
    name="stores",
    help="Tell what stores ask of an EPUB, and whether one is so.",
    invoke_without_command=True,
)


@stores.callback()
def _list(context: typer.Context, look: LookOption = Look.HUMAN) -> None:
    """Tell what stores ask of an EPUB, and where that is known from."""
    if context.invoked_subcommand is not None:
        if look is not Look.HUMAN:
            raise typer.BadParameter("it stands behind the name", param_hint="--format")
        return
    from scholiast.stores import stores as known
    from scholiast.stores import telling

    if look is Look.JSON:
        terminal.say_json([telling.record(store) for store in known().values()])
        raise typer.Exit(GOOD)
    rows = [telling.line(store) for store in known().values()]
    terminal.show_table(("store", "what", "EPUB up to", "known from others", "as of"), rows)
    for store in known().values():
        terminal.say(f"\n{store.title}:")
        for source in store.sources:
            terminal.say(f"  {source}")
    raise typer.Exit(GOOD)


def _tell(name: str, look: Look) -> None:
    from scholiast.stores import stores as known
    from scholiast.stores import telling

    store = known()[name]
    if look is Look.JSON:
        terminal.say_json(telling.record(store))
        raise typer.Exit(GOOD)
    terminal.say(store.title)
    terminal.show_table(("asked", "figure", "weight", "known from"), telling.facts(store))
    terminal.say(f"As of {store.verified}. See the store's own rules before you upload.")
    for source in store.sources:
        terminal.say(f"  {source}")
    raise typer.Exit(GOOD)


def _add(name: str) -> None:
    def tell(look: LookOption = Look.HUMAN) -> None:
        _tell(name, look)

    stores.command(name, help=f"Tell what {NAMES[name]} asks.")(tell)


for _name in NAMES:
    _add(_name)


@stores.command("check")
def check_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="an EPUB, whoever made it")],
    store: StoreOption = None,
    look: LookOption = Look.HUMAN,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Look at an EPUB as stores do: what they refuse is an error, what they advise a warning."""
    from scholiast.stores import check

    found = check(_bytes(file), near(file).as_posix(), _stores(store))
    terminal.show_findings(found, {}, look, quiet=quiet)
    raise typer.Exit(FAULTY if failed(found, strict=strict) else GOOD)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise typer.BadParameter(f"{file} can't be read: {problem.strerror}") from problem


def _stores(names: Iterable[str] | None) -> "list[Store]":
    from scholiast.stores import stores as known

    return [known()[name] for name in _known(names or known(), known())]


def _known(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return names, each once; a usage error where one is not known."""
    all_known = list(known)
    for name in names:
        if name not in all_known:
            raise typer.BadParameter(f"known are {', '.join(all_known)}", param_hint="--store")
    return list(dict.fromkeys(names))


def popups(epub: Path | None, book: Path | None, names: list[str] | None) -> "Forecast":
    """Predict which notes of an EPUB, or of the book as it would be built, will pop up where.

    Ends with what is wrong where the book has errors, or the file is no EPUB.
    """
    from scholiast.source import Span
    from scholiast.stores.checking import HINT, UNREADABLE
    from scholiast.stores.noted import noted
    from scholiast.stores.opening import UnreadableError, open_epub
    from scholiast.stores.popups import SYSTEMS
    from scholiast.stores.telling import forecast

    systems: list[System] = [SYSTEMS[name] for name in _known(names or SYSTEMS, SYSTEMS)]
    written: dict[str, str] = {}
    if epub is None:
        name, data, written = _built(book)
    else:
        name, data = near(epub).as_posix(), _bytes(epub)
    try:
        return forecast(name, noted(open_epub(data, name)), systems, written)
    except UnreadableError as problem:
        found = [UNREADABLE.at(Span(name), str(problem), HINT)]
        terminal.show_findings(found, {}, Look.HUMAN, quiet=True)
        raise typer.Exit(FAULTY) from None


def _built(book: Path | None) -> tuple[str, bytes, dict[str, str]]:
    """Return the EPUB of a book as it would be built, and where each note was written, by id."""
    from contextlib import nullcontext

    from scholiast.edition import Format
    from scholiast.order import Order
    from scholiast.publish import render_alone

    root = book_folder(book)
    done, made = render_alone(Order(root, dist_folder(root)), Format.EPUB, lambda _: nullcontext())
    if made is None:
        errors = [one for one in done.findings if one.severity is Severity.ERROR]
        terminal.show_findings(errors, done.sources, Look.HUMAN, quiet=False)
        raise typer.Exit(FAULTY)
    artifact, own = made
    written = {note.id: str(note.place) for note in own.notes}
    return artifact.name, artifact.files[artifact.name], written


def show_popups(found: "Forecast", form: str) -> None:
    """Print what becomes of calls as a `table`, as `csv` or as `json`.

    The table has those that don't pop up though they could, then a line for each system.
    """
    from scholiast.stores import telling
    from scholiast.stores.popups import READ_ON

    if form == "json":
        return terminal.say_json(telling.as_record(found))
    if form == "csv":
        return terminal.say(telling.as_csv(found), end="")
    if rows := telling.details(found):
        terminal.show_table(telling.DETAILS, rows)
        terminal.say("")
    right = telling.SUMMARY[2:-1]
    terminal.show_table(telling.SUMMARY, telling.summary(found), right=right)
    count = f"{len(found.notes)} call{'s' * (len(found.notes) != 1)}"
    terminal.complain(f"{count} of notes in {found.name}, as of what was known on {READ_ON}")
    return None
