"""The commands for the press: what printers ask, and the cover."""

from typing import TYPE_CHECKING, Annotated

import typer

from scholiast import terminal
from scholiast.asked import (
    FAULTY,
    GOOD,
    BookOption,
    DistOption,
    LookOption,
    QuietOption,
    StrictOption,
    book_folder,
    dist_folder,
    near,
)
from scholiast.diagnostics import failed
from scholiast.order import Order
from scholiast.terminal import Look

if TYPE_CHECKING:  # only a cover needs it
    from scholiast.covering import Wrap

_INCH = 25.4  # mm


def printers(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="default: all")] = None,
) -> None:
    """Tell what printers ask of a book, and where that is known from."""
    from scholiast.printers import printers as known

    houses = known()
    if name is not None and name not in houses:
        raise typer.BadParameter(f"known are {', '.join(houses)}", param_hint="NAME")
    if name is None:
        _list()
    else:
        _tell(name)
    raise typer.Exit(GOOD)


def _list() -> None:
    from scholiast.printers import printers as known

    rows = [
        (one.name, one.title, f"{one.least_pages}–{one.most_pages}", _both(one.bleed),
         "yes" if one.marks_allowed else "no", "yes" if one.annotations_allowed else "no",
         one.verified)
        for one in known().values()
    ]  # fmt: skip
    head = ("printer", "what", "pages", "bleed", "marks", "links", "as of")
    terminal.show_table(head, rows)


def _tell(name: str) -> None:
    from scholiast.printers import printer

    house = printer(name)
    rows: list[tuple[str, str]] = [
        ("pages", f"{house.least_pages} to {house.most_pages}, by {house.multiple}"),
        *((f"inner margin up to {most} pages", _both(width)) for most, width in house.gutters),
        ("other margins", _both(house.outer)),
        ("other margins, where something bleeds", _both(house.outer_with_bleed)),
        ("bleed", _both(house.bleed)),
        ("bleed at the spine", "as at the other edges" if house.bleed_at_spine else "none"),
        ("crop and registration marks", "allowed" if house.marks_allowed else "refused"),
        ("links", "allowed" if house.annotations_allowed else "refused"),
        ("last page", "blank" if house.last_page_blank else "as it is"),
        ("smallest type", f"{house.least_type:g} pt"),
        *((f"paper `{one.name}`", f"{one.title}: {one.thickness:.4f} mm a page")
          for one in house.papers),
        ("text on the spine", f"from {house.spine_text_from} pages"),
    ]  # fmt: skip
    terminal.say(house.title)
    terminal.show_table(("", ""), rows)
    second = ", in part from others than the printer" if house.second_hand else ""
    terminal.say(f"As of {house.verified}{second}. See the printer's own rules before you order.")
    for source in house.sources:
        terminal.say(f"  {source}")


def _both(length: float) -> str:
    return f"{length:.4g} mm ({length / _INCH:.4g} in)"


def cover(
    book: BookOption = None,
    dist: DistOption = None,
    pages: Annotated[
        int | None,
        typer.Option("--pages", min=2, help="how many; default: those of the PDF in dist"),
    ] = None,
    look: LookOption = Look.HUMAN,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make the cover of the printed book: back, spine and front on one sheet."""
    from scholiast.covering import CoverError
    from scholiast.progress import Clock
    from scholiast.publish import publish_cover

    root = book_folder(book)
    folder = near(dist) if dist else dist_folder(root)
    clock = Clock(quiet)
    try:
        with clock.running(stages=6):
            done, wrap = publish_cover(Order(root, folder, strict=strict), clock.stage, pages)
    except CoverError as problem:
        raise typer.BadParameter(str(problem), param_hint="cover") from problem
    terminal.show_publication(done, done.sources, folder, look, quiet=quiet)
    if wrap is not None and look is Look.HUMAN and not quiet:
        _tell_lengths(wrap)
    raise typer.Exit(FAULTY if failed(done.findings, strict=strict) else GOOD)


def _tell_lengths(wrap: "Wrap") -> None:
    sheet = f"{wrap.width + 2 * wrap.bleed:.4g} × {wrap.height + 2 * wrap.bleed:.4g} mm"
    rows = [
        ("pages", f"{wrap.pages}, on {wrap.paper.title}"),
        ("spine", _both(wrap.spine)),
        ("words on the spine", "yes" if wrap.has_spine_text else "no, it is too thin"),
        ("cover, trimmed", f"{wrap.width:.5g} × {wrap.height:.5g} mm"),
        ("with a bleed of", _both(wrap.bleed)),
        ("sheet", sheet),
    ]
    terminal.show_table(("", ""), rows)
