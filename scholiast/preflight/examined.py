"""A PDF with all that was read of it, to which rules are applied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scholiast.preflight.facts import File, Font, Image, Page
from scholiast.preflight.geometry import MM, Box
from scholiast.preflight.seen import Seen
from scholiast.preflight.wanted import Wanted
from scholiast.source import Span

_FEW = 4  # pages that are named where there are many


@dataclass(frozen=True, slots=True)
class Examined:
    """A PDF: what it is to be, what it is made of, what each page draws; `data` are its bytes."""

    name: str
    data: bytes = field(repr=False)
    wanted: Wanted
    file: File
    pages: Sequence[Page] = field(repr=False)
    fonts: Sequence[Font] = field(repr=False)
    images: Sequence[Image] = field(repr=False)
    seen: Sequence[Seen] = field(repr=False)

    def span(self, page: int | None = None) -> Span:
        """Return the place of a page, from 1, or of the file."""
        return Span(self.name if page is None else f"{self.name}#page={page}")

    def first(self, pages: Sequence[int]) -> Span:
        """Return the place of the first of some pages."""
        return self.span(pages[0] if pages else None)

    def text(self, font: int, codes: Iterable[int]) -> str:
        """Return what codes of a font say, as far as the file tells."""
        letters = self.fonts[font].letters
        return " ".join("".join(letters.get(code, "") for code in codes).split())

    def inner_is_left(self, page: int) -> bool:
        """Tell whether a page is bound at its left: the first one is a right-hand page.

        A book that is read from right to left is bound on the other side.
        """
        return (page % 2 == 1) != self.file.right_to_left


def in_words(pages: Iterable[int]) -> str:
    """Return pages as they are named in a sentence: `page 3`, `pages 3, 5 and 8`."""
    numbers = sorted(set(pages))
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) > _FEW + 1:
        shown = ", ".join(map(str, numbers[:_FEW]))
        return f"pages {shown} and {len(numbers) - _FEW} more"
    return f"pages {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def mm(points: float) -> str:
    """Return a length in pt as it is said in mm."""
    return f"{points / MM:.1f}".removesuffix(".0") + " mm"


def size(box: Box) -> tuple[float, float]:
    """Return width and height of a box."""
    return box[2] - box[0], box[3] - box[1]


def cut(words: str) -> str:
    """Return the beginning of what a page says."""
    return words if len(words) <= 40 else words[:39] + "…"
