"""What printers ask of a book, and where that is from."""

import datetime

import pytest

from scholiast.config import TRIM_PRESETS
from scholiast.printers import Printer, printer, printers

ALL = list(printers().values())


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_each_figure_has_a_source_and_a_date(one: Printer) -> None:
    """Where figures are from, and when they were read, can be looked up."""
    assert one.sources
    assert datetime.date(2026, 1, 1) < one.verified <= datetime.date(2100, 1, 1)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_figures_go_together(one: Printer) -> None:
    """Gutters grow with the pages up to the most, and leave room in the smallest trim."""
    pages, widths = zip(*one.gutters, strict=True)
    assert sorted(pages) == list(pages)
    assert sorted(widths) == list(widths)
    assert one.most_pages == pages[-1]
    assert 1 <= one.least_pages < one.most_pages
    assert one.outer <= one.outer_with_bleed
    narrowest = min(width for width, _ in TRIM_PRESETS.values())
    assert widths[-1] + one.outer_with_bleed < narrowest / 2
    assert all(0.03 < paper.thickness < 0.1 for paper in one.papers)


@pytest.mark.parametrize(
    ("pages", "gutter"), [(24, 9.525), (150, 9.525), (151, 12.7), (828, 22.225), (900, 22.225)]
)
def test_the_gutter_grows_with_the_pages(pages: int, gutter: float) -> None:
    """The last width holds for books that are too thick, which is another rule's matter."""
    assert gutter == printer("kdp").gutter(pages)


def test_paper_is_as_thin_as_it_is_written() -> None:
    """Thousandths of an inch are not rounded away."""
    white = printer("kdp").paper("white")
    assert white is not None
    assert 0.057201 == white.thickness
    assert printer("kdp").paper("gold") is None


def test_an_unknown_printer_is_an_error() -> None:
    """No rules are made up."""
    with pytest.raises(KeyError):
        printer("gutenberg")
