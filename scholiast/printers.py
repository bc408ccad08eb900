"""What printers ask of a book, from a dated file with its sources (`printers.toml`)."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scholiast.config import millimetres


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a printer: `thickness` in mm of one page, which is half of a leaf."""

    name: str
    title: str
    thickness: float


@dataclass(frozen=True, slots=True)
class Printer:
    """What a printer asks; lengths are in mm.

    `second_hand` tells that some figures were not read at the printer's own place, `verified` when
    they were read. A book has from `least_pages` to `most_pages`, a multiple of `multiple`.
    `gutters` give the least inner margin for books up to so many pages; `outer` is the least
    distance of text from the other edges, `outer_with_bleed` where something bleeds. There is
    bleed at the spine, too, where `bleed_at_spine`; else pages are larger at three edges only.
    `marks_allowed` tells of crop and registration marks, `annotations_allowed` of links. Type is of
    `least_type` pt at least; all inks together are `most_ink` per cent at most, a file has
    `most_megabytes` at most, and colours of screens are taken where `rgb_allowed`. On a spine
    stands text in books of `spine_text_from` pages, `spine_clearance` away from the folds.
    `barcode` is the room for one on the back, width and height, and `barcode_edge` how far from
    the edges.
    """

    name: str
    title: str
    verified: datetime.date
    second_hand: bool
    sources: tuple[str, ...]
    least_pages: int
    most_pages: int
    multiple: int
    gutters: tuple[tuple[int, float], ...]
    outer: float
    outer_with_bleed: float
    bleed: float
    bleed_at_spine: bool
    marks_allowed: bool
    annotations_allowed: bool
    last_page_blank: bool
    least_type: float
    most_ink: float | None
    most_megabytes: float | None
    rgb_allowed: bool
    conformance: tuple[str, ...]
    papers: tuple[Paper, ...]
    spine_text_from: int
    spine_clearance: float
    barcode: tuple[float, float]
    barcode_edge: float

    def gutter(self, pages: int) -> float:
        """Return the least inner margin in mm of a book of so many pages."""
        return next((width for most, width in self.gutters if pages <= most), self.gutters[-1][1])

    def safe(self, *, bleeds: bool) -> float:
        """Return how far in mm text stays from the outer edges."""
        return self.outer_with_bleed if bleeds else self.outer

    def paper(self, name: str) -> Paper | None:
        """Return a paper by its name; None where the printer has none of it."""
        return next((paper for paper in self.papers if paper.name == name), None)


def printer(name: str) -> Printer:
    """Return a printer by its name; KeyError where none is known by it."""
    return printers()[name]


@cache
def printers() -> Mapping[str, Printer]:
    """Return all printers by name."""
    text = (files("scholiast") / "printers.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {name: _printer(name, row) for name, row in tomllib.loads(text).items()}
    )


def _printer(name: str, row: Mapping[str, Any]) -> Printer:
    pages, spine, barcode = row["pages"], row["spine"], row["barcode"]
    papers = (Paper(one["name"], one["title"], _mm(one["thickness"])) for one in row["papers"])
    return Printer(
        name=name,
        title=row["title"],
        verified=row["verified"],
        second_hand=row["second_hand"],
        sources=tuple(row["sources"]),
        least_pages=pages["least"],
        most_pages=pages["most"],
        multiple=pages["multiple"],
        gutters=tuple((most, _mm(width)) for most, width in row["gutters"]),
        outer=_mm(row["outer"]),
        outer_with_bleed=_mm(row["outer_with_bleed"]),
        bleed=_mm(row["bleed"]),
        bleed_at_spine=row["bleed_at_spine"],
        marks_allowed=row["marks"],
        annotations_allowed=row["annotations"],
        last_page_blank=row.get("last_page_blank", False),
        least_type=row["least_type"],
        most_ink=row.get("most_ink"),
        most_megabytes=row.get("most_megabytes"),
        rgb_allowed=row.get("rgb", True),
        conformance=tuple(row["conformance"]),
        papers=tuple(papers),
        spine_text_from=spine["text_from"],
        spine_clearance=_mm(spine["clearance"]),
        barcode=(_mm(barcode["width"]), _mm(barcode["height"])),
        barcode_edge=_mm(barcode["edge"]),
    )


def _mm(length: str) -> float:
    """Return a length in mm, as exact as it is written: paper is thin."""
    scale = 1000
    number = length.rstrip("inm ")
    unit = length[len(number) :].strip()
    return round(millimetres(f"{float(number) * scale:f}{unit}") / scale, 6)
