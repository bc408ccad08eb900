"""Rules on images: how fine they are at the size at which they are printed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight import images
from scholiast.preflight.examined import Examined, in_words, mm
from scholiast.preflight.facts import Image
from scholiast.preflight.seen import Placed

TOO_COARSE = Rule(
    "V337",
    "image-too-coarse",
    Severity.ERROR,
    """\
An image has less than 150 pixels to the inch where it is printed, in a file for a printer:
one whose edition names a `printer`, or that `scholiast preflight` is given. Elsewhere it is a
warning (V338).

At reading distance the eye sees the pixels: steps at edges, letters that can't be read. What counts
is the size on paper, not what the image file says of itself: 600 pixels are 300 dpi on 51 mm and
120 dpi on 127 mm.

Scan or draw it again with more pixels, print it smaller (`width=40%` after the image), or take an
SVG for what is drawn. Enlarging it in a program adds pixels, but nothing to see. Screen editions
are not asked.""",
)

COARSE = Rule(
    "V338",
    "image-coarse",
    Severity.WARNING,
    """\
An image has fewer pixels to the inch where it is printed than printers ask for.

That is 300 dpi for photographs, twice the screen ruling of a common press, and 600 dpi for images
of black and white alone: these have no greys that could soften an edge, so each step of it shows.
Give the image more pixels, or print it smaller. Screen editions are not asked.""",
)

_LEAST, _ENOUGH, _ENOUGH_BILEVEL = 150.0, 300.0, 600.0
_ROUNDING = 1.0  # dpi: a size in whole pixels is never quite that on paper


@dataclass(frozen=True, slots=True)
class Use:
    """An image as a page shows it: its place on paper in pt, its pixels to the inch."""

    page: int
    number: int
    image: Image
    width: float
    height: float
    dpi: float


def uses(book: Examined) -> list[Use]:
    """Return all images of a file as they are shown."""
    return [
        found
        for page, seen in enumerate(book.seen, 1)
        for placed in seen.images
        if (found := _use(book, page, placed)) is not None
    ]


def _use(book: Examined, page: int, placed: Placed) -> Use | None:
    image = images.inline(placed.said) if placed.image < 0 else book.images[placed.image]
    a, b, c, d = placed.matrix[:4]
    unit = book.pages[page - 1].unit
    width, height = math.hypot(a, b) * unit, math.hypot(c, d) * unit
    if not (width and height and image.width and image.height):
        return None
    dpi = 72 * min(image.width / width, image.height / height)
    return Use(page, placed.image, image, width, height, dpi)


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield images that are too coarse for print, each once, where it is coarsest."""
    if not book.wanted.printed:
        return
    by_image: dict[object, list[Use]] = {}
    for use in uses(book):
        if min(use.image.width, use.image.height) > 2:  # else a tint or a gradient
            own = use.number if use.number >= 0 else (use.page, use.image)
            by_image.setdefault(own, []).append(use)
    for same in by_image.values():
        yield from _check_one(book, same)


def _check_one(book: Examined, same: Sequence[Use]) -> Iterator[Diagnostic]:
    enough = _ENOUGH_BILEVEL if same[0].image.bilevel else _ENOUGH
    coarse = [use for use in same if use.dpi < enough - _ROUNDING]
    if not coarse:
        return
    worst = min(coarse, key=lambda use: use.dpi)
    is_bad = worst.dpi < _LEAST - _ROUNDING and book.wanted.is_final
    rule = TOO_COARSE if is_bad else COARSE
    image = worst.image
    kind = "black and white " if image.bilevel else ""
    message = (
        f"{_called(book, image)} is printed at {worst.dpi:.0f} dpi on "
        f"{in_words(use.page for use in coarse)}: {image.width} × {image.height} {kind}pixels on "
        f"{mm(worst.width)} × {mm(worst.height)}"
    )
    needed = math.ceil(image.width * enough / worst.dpi)
    smaller = mm(worst.width * worst.dpi / enough)
    hint = f"give it {needed} pixels in width, or print it no wider than {smaller}"
    yield rule.at(book.span(worst.page), message, hint)


def _called(book: Examined, image: Image) -> str:
    """Return what an image is called in the manuscript, where its size in pixels tells that."""
    paths = book.wanted.pictures.get((image.width, image.height), ())
    if not paths:
        return "an image"
    return " or ".join(f"`{path}`" for path in paths[:3])
