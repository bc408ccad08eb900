"""What the linker is told: the sheaves, and the order in which their pages are bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.config import Conformance
from scholiast.pdf.sequence import Numerals
from scholiast.pdf.sheaf import Sheaf


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the finished file.

    `body` and `furniture` (running heads and folio, drawn over it as an artifact) each name a sheaf
    by its index in the binding and a page in it, counted from 0. A blank page has no body, and may
    have furniture; `width` and `height` in pt are then its size. `folio` is its own number as it
    is printed, also where it is not printed.
    """

    body: tuple[int, int] | None
    furniture: tuple[int, int] | None
    folio: str
    width: float = 0
    height: float = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """A whole file: `leaves` in order, made of pages of `sheaves`.

    Only bodies give structure, destinations and bookmarks. `numerals` tells for each run of pages
    how many there are and how they are numbered, from 1 on. `fonts` are the font files of the
    theme by SHA-256. `properties` are names and contents, as `frontmatter.properties` gives them;
    `descriptions` tell in words what the target of a link is (PDF/UA, 7.18.5). Pages are shown side
    by side where they are `facing`; `cover` is what the page of the cover is called.
    """

    sheaves: Sequence[Sheaf] = field(repr=False)
    leaves: Sequence[Leaf] = field(repr=False)
    numerals: Sequence[tuple[int, Numerals]]
    title: str
    language: str
    properties: Sequence[tuple[str, str]]
    descriptions: Mapping[str, str] = field(repr=False)
    fonts: Mapping[str, bytes] = field(repr=False)
    conformance: Sequence[Conformance] = ("pdf/ua-1",)
    facing: bool = True
    cover: str = "Cover"
