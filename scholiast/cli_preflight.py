"""The command that looks at a PDF as a printer would: facts, and what is wrong."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import FAULTY, GOOD, LookOption, QuietOption, near
from scholiast.diagnostics import failed
from scholiast.terminal import Look

if TYPE_CHECKING:  # a build loads none of it
    from scholiast.preflight import Press, Report, Wanted

_IMAGES = 20  # that are listed, the coarsest first


def look_at(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a PDF, whoever made it")],
    printer: Annotated[
        str | None, typer.Option("--printer", metavar="NAME", help="the rules of this printer")
    ] = None,
    trim: Annotated[
        str | None, typer.Option("--trim", metavar="SIZE", help="as `6x9`, `A5` or `120x190mm`")
    ] = None,
    bleed: Annotated[
        str | None, typer.Option("--bleed", metavar="LENGTH", help="as `3mm`; `0mm` for none")
    ] = None,
    conformance: Annotated[
        list[str] | None,
        typer.Option("--conformance", metavar="NAME", help="such as `pdf/x-4`, also several"),
    ] = None,
    screen: Annotated[bool, typer.Option("--screen", help="it is meant for screens alone")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="fail at warnings too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the same as --format json")] = False,
    look: LookOption = Look.HUMAN,
    quiet: QuietOption = False,
) -> None:
    """Look at a PDF as a printer would: fonts, images, colours, boxes, margins, claims."""
    from scholiast.preflight import examine, with_programs

    wanted = _wanted(printer, trim, bleed, conformance, screen=screen)
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise typer.BadParameter(f"{file} can't be read: {problem.strerror}") from problem
    report = with_programs(examine(data, wanted, near(file).as_posix()), file)
    _show(report, Look.JSON if as_json else look, quiet=quiet)
    raise typer.Exit(FAULTY if failed(report.findings, strict=strict) else GOOD)


def _wanted(
    printer: str | None,
    trim: str | None,
    bleed: str | None,
    conformance: list[str] | None,
    *,
    screen: bool,
) -> "Wanted":
    from scholiast.config import millimetres, trim_size
    from scholiast.preflight import Wanted

    try:
        return Wanted(
            kind="screen" if screen else "print",
            trim=None if trim is None else trim_size(trim),
            bleed=None if bleed is None else millimetres(bleed),
            printer=None if printer is None else _press(printer),
            conformance=None if conformance is None else tuple(conformance),
        )
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from problem


def _press(name: str) -> "Press":
    from scholiast.preflight import Press
    from scholiast.printers import printers

    known = printers()
    if name not in known:
        raise ValueError(f"no printer `{name}` is known: write one of {', '.join(sorted(known))}")
    return Press.of(known[name])


def _show(report: "Report", look: Look, *, quiet: bool) -> None:
    from scholiast.preflight import telling

    if look is Look.JSON:
        return terminal.say_json(telling.record(report))
    if look is Look.HUMAN and not quiet:
        _show_facts(report)
    return terminal.show_findings(report.findings, {}, look, quiet=quiet)


def _show_facts(report: "Report") -> None:
    from scholiast.preflight import telling

    if summary := telling.summary(report):
        terminal.show_table(("file", report.name), summary)
        terminal.say("")
    if fonts := telling.fonts(report):
        heads = ("font", "kind", "embedded", "subset", "pages")
        terminal.show_table(heads, fonts, right=("pages",))
        terminal.say("")
    if images := telling.images(report, _IMAGES):
        heads = ("page", "pixels", "printed at", "dpi", "colours")
        terminal.show_table(heads, images, right=("page", "dpi"))
        if (more := telling.count_of_images(report) - len(images)) > 0:
            terminal.say(f"and {more} more, finer than these")
        terminal.say("")
