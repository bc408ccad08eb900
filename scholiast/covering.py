"""The cover of a printed book as lengths: the spine by pages and paper, and the sheet around it."""

from dataclasses import dataclass

from scholiast.config import PdfEdition, millimetres, trim_size
from scholiast.printers import Paper, printer

DEFAULT_BLEED = 3.0
"""The bleed in mm of a cover whose edition says none: a cover is always printed to its edge."""

DEFAULT_CLEARANCE = 1.6
"""The distance in mm of words from a fold, where no printer says one."""

_TEXT_FROM = 80  # pages: thinner spines bear no words, where no printer says otherwise

PAPERS = (
    Paper("white", "80 g/m², 1.3 bulk", 0.052),
    Paper("cream", "80 g/m², 1.5 bulk", 0.06),
    Paper("bulky", "80 g/m², 1.8 bulk", 0.072),
)
"""Papers of common kinds, for books without a printer whose papers are known."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """A cover laid flat: back, spine and front side by side; lengths in mm.

    `width` and `height` are those of the trimmed sheet. `clearance` is how far words on the spine
    stay from the folds, `safe` how far others stay from the edges. `has_spine_text` tells whether
    the spine is thick enough for words.
    """

    trim: tuple[float, float]
    pages: int
    paper: Paper
    spine: float
    bleed: float
    clearance: float
    safe: float
    has_spine_text: bool

    @property
    def width(self) -> float:
        return round(2 * self.trim[0] + self.spine, 3)

    @property
    def height(self) -> float:
        return self.trim[1]

    @property
    def folds(self) -> tuple[float, float]:
        """Return between which lengths from the left words on the spine stand."""
        return self.trim[0] + self.clearance, self.trim[0] + self.spine - self.clearance


class CoverError(ValueError):
    """A cover can't be made: it is not known of how many pages, or of which paper."""


def cover_name(printed: str) -> str:
    """Return the name of the cover of a printed book (`rome.pdf`)."""
    return f"{printed.removesuffix('.pdf')}-cover.pdf"


def wrap(settings: PdfEdition, pages: int) -> Wrap:
    """Return the cover of a book of so many pages. Raises CoverError."""
    house = None if settings.printer is None else printer(settings.printer)
    paper = _paper(settings.paper, PAPERS if house is None else house.papers)
    bleed = DEFAULT_BLEED if house is None else house.bleed
    return Wrap(
        trim=trim_size(settings.trim),
        pages=pages,
        paper=paper,
        spine=round(pages * paper.thickness, 2),
        bleed=bleed if settings.bleed is None else millimetres(settings.bleed),
        clearance=DEFAULT_CLEARANCE if house is None else house.spine_clearance,
        safe=6.4 if house is None else max(house.outer, 6.4),
        has_spine_text=pages >= (_TEXT_FROM if house is None else house.spine_text_from),
    )


def _paper(name: str | None, known: tuple[Paper, ...]) -> Paper:
    if name is None:
        return known[0]
    for paper in known:
        if paper.name == name:
            return paper
    try:
        thickness = millimetres(name)
    except ValueError:
        names = ", ".join(paper.name for paper in known)
        raise CoverError(f"`{name}` is no paper: write {names}, or its thickness: 0.06mm") from None
    return Paper(name, f"{name} a page", thickness)
