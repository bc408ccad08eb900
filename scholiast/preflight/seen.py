"""What was seen on a page: the facts that rules are applied to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from scholiast.preflight.geometry import Box, Matrix

Colour: TypeAlias = tuple[str, tuple[float, ...]]
"""The name of a colour space, and the components of a colour in it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text that is shown at once: its first codes, its size in pt as printed, the area it takes."""

    font: int
    codes: tuple[int, ...]
    size: float
    box: Box
    artifact: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """Something at the edge of a page: `what` is text, image or shape."""

    box: Box
    what: str
    codes: tuple[int, ...] = ()
    font: int = -1


@dataclass(frozen=True, slots=True)
class Placed:
    """An image where it is drawn: its number, the matrix that takes a unit square to its place.

    One that stands in the stream itself has the number -1 and what is `said` of it there.
    """

    image: int
    matrix: Matrix
    said: str = ""


@dataclass(slots=True)
class Seen:
    """What a page draws.

    `codes` are those shown of each font; `sizes` the longest run of each font and size; `reach`
    and `furniture` the runs farthest to the left, bottom, right and top (0 to 3), of text and of
    artifacts; `edges` what stands at the edges of the trimmed page; `inked` and `painted` count
    letters and shapes by colour; `drawn` counts what stands on the page, `beyond` what is wholly
    outside of it, of which `lost` is the first text; `mixing` are ways in which something is
    transparent, `faults` operators that could not be understood.
    """

    codes: dict[int, set[int]] = field(default_factory=dict)
    sizes: dict[tuple[int, float], Run] = field(default_factory=dict)
    reach: dict[int, Run] = field(default_factory=dict)
    furniture: dict[int, Run] = field(default_factory=dict)
    images: list[Placed] = field(default_factory=list)
    edges: list[Shape] = field(default_factory=list)
    inked: dict[Colour, int] = field(default_factory=dict)
    painted: dict[Colour, int] = field(default_factory=dict)
    hairlines: int = 0
    thinnest: float = 1.0
    drawn: int = 0
    beyond: int = 0
    lost: list[Shape] = field(default_factory=list)
    mixing: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def union(pages: Sequence[Seen]) -> dict[int, set[int]]:
    """Return the codes of each font on some pages."""
    found: dict[int, set[int]] = {}
    for page in pages:
        for font, codes in page.codes.items():
            found.setdefault(font, set()).update(codes)
    return found
