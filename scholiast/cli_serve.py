"""The command `serve`: the book in a browser, built again whenever its manuscript changes."""

import gc
import os
import signal
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import GOOD, MACHINE_AT_FAULT, BookOption, QuietOption, book_folder
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.terminal import Look

if TYPE_CHECKING:  # a build loads none of it
    from collections.abc import Callable

    from scholiast.serving import Server, Stand, Told

PORT = 8000
_NEXT = 20  # ports that are tried where none was asked for
_MOST_NAMES = 3  # changed files that a line names


def serve(
    book: BookOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", min=0, max=65535, help=f"[default: {PORT}, or the next free one]"
        ),
    ] = None,
    host: Annotated[
        str, typer.Option("--host", metavar="NAME", help="127.0.0.1, localhost or ::1")
    ] = "127.0.0.1",
    open_: Annotated[bool, typer.Option("--open", help="open it in the browser")] = False,
    draft: Annotated[
        bool,
        typer.Option("--draft/--no-draft", help="set placeholders for missing notes, or stop"),
    ] = True,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="processes [default: one a processor]"),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Show the web book in a browser, and show it again whenever its manuscript changes."""
    root = book_folder(book)
    server, stand = _opened(host, port)
    ended = _ending()
    terminal.complain(f"The book is at {server.address} (Ctrl-C ends it)")
    if open_:
        import webbrowser

        webbrowser.open(server.address)
    is_over = _serve(root, draft, server, stand, jobs, _Teller(root, quiet), ended)
    terminal.complain("ended")
    if not is_over:  # a build goes on that nobody waits for
        sys.stdout.flush()
        os._exit(GOOD)
    raise typer.Exit(GOOD)


def _opened(host: str, port: int | None) -> "tuple[Server, Stand]":
    """Return a server that listens; a usage error where it can't be at that host or port."""
    from scholiast import serving

    if host not in serving.HOSTS:
        known = ", ".join(serving.HOSTS)
        message = f"a manuscript is shown to this machine alone: {known}"
        raise typer.BadParameter(message, param_hint="--host")
    ports = range(PORT, PORT + _NEXT) if port is None else range(port, port + 1)
    try:
        server, stand = serving.open_stand(host, ports)
    except OSError as problem:
        which = f"ports {PORT} to {ports[-1]}" if port is None else f"port {port}"
        terminal.complain(f"scholiast: {which} of {host} can't be had: {problem.strerror}")
        raise typer.Exit(MACHINE_AT_FAULT) from None
    if port is None and server.server_port != PORT:
        terminal.complain(f"port {PORT} is taken: {server.server_port} is used instead")
    return server, stand


def _serve(
    root: Path,
    draft: bool,
    server: "Server",
    stand: "Stand",
    jobs: int | None,
    tell: "Callable[[Told], None]",
    ended: threading.Event,
) -> bool:
    """Serve until it is `ended`; tell whether nothing goes on then."""
    from scholiast import cache, serving, workers
    from scholiast.jobs import Works

    gc.set_threshold(100_000, 20, 100)  # a tree of a book is large, and has no circles
    with workers.crew(jobs) as crew:
        works = Works(crew, cache.for_book(root))
        wanted = serving.Wanted(root, draft)
        is_over = serving.serve(wanted, server, stand, works, tell, lambda: _sleep(ended), crew)
        if is_over:
            works.settle()
    return is_over


def _ending() -> threading.Event:
    """Return what is set when somebody wants the program to end (SIGINT, SIGTERM)."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    return ended


def _sleep(ended: threading.Event) -> None:
    while not ended.wait(0.2):  # in steps, since Windows hears of no Ctrl-C while it waits
        continue


# -- what is printed --


@dataclass(slots=True)
class _Teller:
    """Prints what came of each build; findings where they are others than before."""

    root: Path
    quiet: bool
    _last: tuple[Diagnostic, ...] | None = field(default=None)

    def __call__(self, told: "Told") -> None:
        """Print what came of a build or of the proofreading after it."""
        if told.problem is not None:
            self._tell_problem(told)
        elif told.preview is not None:
            self._tell_build(told)

    def _tell_problem(self, told: "Told") -> None:
        from scholiast.catalogue import is_of_the_machine

        assert told.problem is not None
        if not is_of_the_machine(told.problem):
            terminal.complain(told.trace, end="")
        terminal.complain(f"scholiast: {told.problem}")
        self._last = None

    def _tell_build(self, told: "Told") -> None:
        assert told.preview is not None
        done = told.preview.publication
        is_known = done.findings == self._last
        self._last = done.findings
        if not is_known:
            sources = {(self.root / p).as_posix(): text for p, text in done.sources.items()}
            findings = [self._from_here(one) for one in done.findings]
            terminal.show_findings(findings, sources, Look.HUMAN, quiet=True)
        if not self.quiet:
            terminal.complain(_line(told, done.findings))

    def _from_here(self, finding: Diagnostic) -> Diagnostic:
        """Return a finding with its path from here on, where that is a file of the book."""
        place = finding.place
        if place is None or not (self.root / place.path).exists():
            return finding
        return replace(finding, place=replace(place, path=(self.root / place.path).as_posix()))


def _line(told: "Told", findings: tuple[Diagnostic, ...]) -> str:
    """Return what came of a build in a line."""
    said = terminal.tally(one for one in findings if one.severity is not Severity.NOTE)
    more = f", {said}" if said else ""
    if told.is_proof:
        return f"{told.proved} notes proofread{more}"
    assert told.preview is not None
    what = "built" if told.preview.artifact is not None else "not built"
    names = ", ".join(told.changed[:_MOST_NAMES])
    names += f" and {len(told.changed) - _MOST_NAMES} more" * (len(told.changed) > _MOST_NAMES)
    return f"{what} in {told.seconds:.2f} s{more}" + (f" ({names})" if names else "")
