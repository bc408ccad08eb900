"""What the words on the command line mean to every command: folders, options, exit codes."""

import os
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from scholiast.terminal import Look

GOOD = 0
FAULTY = 1
MACHINE_AT_FAULT = 2
BUG = 70
INTERRUPTED = 130


class Form(str, Enum):  # noqa: UP042 - typer takes the choices from the values of a str and Enum
    """How findings are printed: as people read them, or as other programs do."""

    HUMAN = "human"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"

    @property
    def look(self) -> Look | None:
        """Return the form as our own output has it, None for one of another program."""
        own = {look.value: look for look in Look}
        return own.get(self.value)


BookOption = Annotated[
    Path | None,
    typer.Option("--book", metavar="DIR", help="the book's folder [default: ./book, or .]"),
]
DistOption = Annotated[
    Path | None,
    typer.Option("--dist", metavar="DIR", help="where finished files go [default: dist beside it]"),
]
LookOption = Annotated[Look, typer.Option("--format", help="how findings are printed")]
FormOption = Annotated[Form, typer.Option("--format", help="how findings are printed")]
StrictOption = Annotated[bool, typer.Option("--strict", help="fail at warnings too")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="no progress, no summary")]


def book_folder(given: Path | None) -> Path:
    """Return the folder that holds `book.yaml`: `given`, or the one here; else a usage error."""
    places = (given, given / "book") if given is not None else (Path("book"), Path())
    for place in places:
        if (place / "book.yaml").is_file():
            return near(place)
    where = " nor in ".join(str(place) for place in places)
    raise typer.BadParameter(
        f"there is no book.yaml in {where}; `scholiast new DIR` makes a book",
        param_hint="--book",
    )


def near(path: Path) -> Path:
    """Return `path` as seen from here, where it lies here."""
    here, whole = Path.cwd(), path.absolute()
    return whole.relative_to(here) if whole.is_relative_to(here) else path


def dist_folder(root: Path) -> Path:
    """Return the default `dist`: beside the book's folder where it is called `book`, else in it."""
    home = root.resolve()
    return Path(os.path.relpath(home.parent if home.name == "book" else home)) / "dist"
