"""Pages in their order: what begins on a recto, which versos stay blank, and the folios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weasyprint import Page

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


MIRRORED = "direction: rtl"
"""The style of the root of a document whose odd pages are left pages (CSS Paged Media 3, 4.2)."""


def roman(number: int) -> str:
    """Return a number from 1 on in small Roman numerals."""
    letters = ""
    for value, letter in _ROMAN:
        letters += letter * (number // value)
        number %= value
    return letters


def numbered(first: int) -> str:
    """Return the style sheet of a document whose first page has this number."""
    side = "" if first % 2 else "html { break-before: verso }"
    return f"@page :first {{ counter-reset: page {first} }} {side}"


class Numerals(Enum):
    """How pages are numbered; the values are those of page labels (ISO 32000-1, 12.4.2).

    The cover of a book has no number, and a name in its place.
    """

    COVER = ""
    ROMAN = "r"
    ARABIC = "D"

    def folio(self, number: int) -> str:
        """Return the folio of the page with this number."""
        if self is Numerals.COVER:
            return ""
        return roman(number) if self is Numerals.ROMAN else str(number)


@dataclass(slots=True)
class PageRun:
    """Pages numbered from 1 on, the first of them a recto; `blank` is printed where none is."""

    numerals: Numerals
    blank: "Page"
    pages: "list[Page]" = field(default_factory=list)

    def add(
        self, lay_out: Callable[[int], Sequence["Page"]], *, recto: bool, verso: bool = False
    ) -> None:
        """Add pages; `lay_out` is told the number of the first, which is odd on a recto."""
        if recto:
            self.fill()
        elif verso and not len(self.pages) % 2:
            self.pages.append(self.blank)
        self.pages += lay_out(len(self.pages) + 1)

    def fill(self) -> None:
        """Add a blank verso where the last page is a recto."""
        if len(self.pages) % 2:
            self.pages.append(self.blank)

    def folios(self) -> dict[str, str]:
        """Return the folio of each id that stands on these pages, by where it first stands."""
        found: dict[str, str] = {}
        for number, page in enumerate(self.pages, 1):
            for name in page.anchors:
                found.setdefault(name, self.numerals.folio(number))
        return found
