"""Results as a picture: a line for each contender, a mark for each size, powers of ten apart."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2

from benchmarks import results
from benchmarks.ours import contenders as our_contenders
from benchmarks.results import Results, median
from benchmarks.table import seconds

LABELS = 250.0
SCALE = 470.0
ROW = 26.0
TOP = 58.0
RADIUS = 5.0
"""Lengths of the drawing, in its own units."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A median: where it stands, for which size, and in words."""

    x: float
    size: str
    said: str


@dataclass(frozen=True, slots=True)
class Row:
    """The marks of a contender, in a row of the drawing; `ours` if it is one of our builds."""

    label: str
    y: float
    ours: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Powers of ten from `least` to `most`, in seconds."""

    least: int
    most: int

    def x(self, value: float) -> float:
        part = (math.log10(value) - self.least) / (self.most - self.least)
        return round(LABELS + part * SCALE, 1)


def drawn(found: Results) -> str:
    """Return an SVG of the medians by the clock, in colours for a light or a dark screen.

    Sizes are told apart by shape, ours and others by colour and by filling (WCAG 2.2, 1.4.1).
    """
    values = [run.seconds for run in found.runs if not run.error]
    scale = _Scale(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))
    rows = tuple(_rows(found, scale))
    ticks = [(scale.x(10.0**power), _tick(power)) for power in range(scale.least, scale.most + 1)]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("plot.svg.jinja").render(
        rows=rows,
        ticks=ticks,
        sizes=found.sizes(),
        width=LABELS + SCALE + 60,
        bottom=TOP + ROW * len(rows),
        labels=LABELS,
        top=TOP,
        radius=RADIUS,
        summary=_summary(rows),
    )


def _rows(found: Results, scale: _Scale) -> Iterator[Row]:
    """Yield a row for each contender that has a median, ours first."""
    mine = {contender.name for contender in our_contenders()}
    names = [name for name in found.labels if any(found.good(size, name) for size in "SML")]
    for index, name in enumerate(sorted(names, key=lambda name: name not in mine)):
        y = TOP + ROW * (index + 0.5)
        marks = tuple(_marks(found, name, scale))
        yield Row(found.labels[name], y, name in mine, marks)


def _marks(found: Results, name: str, scale: _Scale) -> Iterator[Mark]:
    for size in found.sizes():
        middle = median(found.good(size, name), results.seconds)
        if middle is not None:
            yield Mark(scale.x(middle), size, seconds(middle))


def _tick(power: int) -> str:
    return f"{10.0**power:g} s"


def _summary(rows: tuple[Row, ...]) -> str:
    """Return the whole picture in words, for those who can't see it."""
    return "; ".join(
        f"{row.label}: " + ", ".join(f"{mark.size} {mark.said}" for mark in row.marks)
        for row in rows
    )
