"""The commands for the press: what printers ask."""

from typing import Annotated

import typer

from scholiast import terminal
from scholiast.asked import GOOD

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
