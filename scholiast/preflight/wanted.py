"""What is asked of a PDF: by its edition, by its printer, or by who has it examined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scholiast.printers import Printer


@dataclass(frozen=True, slots=True)
class Press:
    """What a printer asks of a file; lengths in mm, what is None is not asked.

    `gutters` are the least inner margins up to so many pages, `outer` those at the other edges,
    `outer_with_bleed` the same in a book with bleed; `least_type` is in pt, `most_ink` in per cent
    of all inks together, `most_megabytes` in millions of bytes.
    """

    title: str
    least_pages: int = 1
    most_pages: int = 100_000
    multiple: int = 1
    gutters: tuple[tuple[int, float], ...] = ()
    outer: float = 0.0
    outer_with_bleed: float = 0.0
    marks_allowed: bool = True
    annotations_allowed: bool = True
    last_page_blank: bool = False
    least_type: float | None = None
    most_ink: float | None = None
    most_megabytes: float | None = None
    rgb_allowed: bool = True

    @classmethod
    def of(cls, printer: Printer) -> "Press":
        """Return what a printer asks that is known by name."""
        return cls(
            title=printer.title.partition(",")[0],
            least_pages=printer.least_pages,
            most_pages=printer.most_pages,
            multiple=printer.multiple,
            gutters=printer.gutters,
            outer=printer.outer,
            outer_with_bleed=printer.outer_with_bleed,
            marks_allowed=printer.marks_allowed,
            annotations_allowed=printer.annotations_allowed,
            last_page_blank=printer.last_page_blank,
            least_type=printer.least_type,
            most_ink=printer.most_ink,
            most_megabytes=printer.most_megabytes,
            rgb_allowed=printer.rgb_allowed,
        )


@dataclass(frozen=True, slots=True)
class Sides:
    """Four lengths in mm, mirrored on facing pages."""

    inner: float
    outer: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a PDF is to be; what is None is not asked.

    `is_final` tells that it goes to a printer as it is, so that what is too coarse is an error;
    `trim` is the page in mm, width by height; `bleed` in mm, 0 for none; `marks` whether marks may
    stand beside the page; `area` the margins of the area of the text, of which `beside` says that
    notes stand in the outer one, and `hang` by how many pt punctuation may reach into them.
    `conformance` names standards as `book.yaml` does. `pictures` are the images of a manuscript by
    their pixels, `licences` what font files allow (`OS/2.fsType`) by plain name. `own` tells that
    the file is one of ours.
    """

    kind: Literal["print", "screen"] = "print"
    is_final: bool = True
    trim: tuple[float, float] | None = None
    bleed: float | None = None
    marks: bool | None = None
    printer: Press | None = None
    conformance: tuple[str, ...] | None = None
    area: Sides | None = None
    beside: bool = False
    hang: float = 6.0
    pictures: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    licences: Mapping[str, int] = field(default_factory=dict)
    own: bool = False

    @property
    def printed(self) -> bool:
        """Tell whether it is meant for paper."""
        return self.kind == "print"
