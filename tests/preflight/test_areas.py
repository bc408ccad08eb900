"""Where words stand: on the paper, in the safe area, in the area of the text."""

from dataclasses import replace

import pytest

from scholiast.preflight import Press, Sides, Wanted
from tests.preflight import files

AREA = Sides(20, 17, 20, 22)
LONG = "W" * 40  # wider than the measure, and not to be broken


def absolute(style: str) -> bytes:
    """Return a file with a word at a place of its own, which counts from the area of the text."""
    return files.made(f"<p>Words.<p style='position:absolute;margin:0;{style}'>Lost</p>")


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("left:-21mm;top:0", "“Lost” on page 1 cut off"),
        ("right:-19mm;top:0", "“Lost” on page 1 cut off"),
        ("left:0;top:-23mm", "“Lost” on page 1 cut off"),
        ("left:0;top:230mm", "“Lost” stands beside page 1"),
        ("left:-19mm;top:0", None),
    ],
)
def test_words_at_the_edge_are_cut_off(style: str, words: str | None) -> None:
    """What crosses the edge of the page, or stands beside it, is told."""
    found = files.said(absolute(style))
    assert (words is not None) == bool(found)
    assert all("V347" in line and str(words) in line for line in found)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("left:-11mm;top:0", True),  # 9 mm from the spine
        ("left:-10mm;top:0", False),
        ("right:-11mm;top:0", True),  # 6 mm from the outer edge
        ("right:-10mm;top:0", False),
        ("left:0;top:-15mm", True),
        ("left:0;bottom:-17mm", True),
    ],
)
def test_words_stay_where_the_printer_is_sure_of_them(style: str, told: bool) -> None:
    """At the spine as far away as so many pages ask, at the other edges as the printer says."""
    wanted = Wanted(printer=replace(files.PRESS, least_pages=1))
    assert ({"V348"} if told else set()) == files.codes(absolute(style), wanted)


def test_the_spine_is_at_the_other_side_of_a_left_page() -> None:
    """Page 2 is bound at its right."""
    body = "<p>One<h2>Two</h2><p style='position:absolute;{}'>Lost</p>"
    wanted = Wanted(printer=files.PRESS)
    assert set() == files.codes(files.made(body.format("left:-13mm;top:0")), wanted)
    found = files.said(files.made(body.format("right:-8mm;top:0")), wanted)
    assert 1 == len(found)
    assert "“Lost” on page 2 outside of what A printer keeps safe: 9.6 mm at the spine" in found[0]


@pytest.mark.parametrize(("pages", "told"), [(828, False), (1, True)])
def test_the_gutter_grows_with_the_pages(pages: int, told: bool) -> None:
    """A margin that is good for a thin book is too small for a thick one."""
    press = Press("A printer", gutters=((pages, 9.6), (2000, 22.3)), outer=6.4)
    assert ({"V348"} if told else set()) == files.codes(files.good(), Wanted(printer=press))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"<p style='font-size:9pt'>{LONG}", True),
        ("<p style='margin-left:-5mm'>Words", True),
        ("<p style='text-indent:-1mm'>“Words that hang", False),
        (
            "<p>Words of a line that is as wide as it should be, and then of some others, too.",
            False,
        ),
    ],
)
def test_words_keep_to_the_area_of_the_text(body: str, told: bool) -> None:
    """A word that can't be broken runs into the margin; a quotation mark may hang there."""
    data = files.made(f"{body}<p>And others.")
    assert ({"V350"} if told else set()) == files.codes(data, Wanted(area=AREA))
    assert set() == files.codes(data)


def test_notes_in_the_margin_are_meant_to_be_there() -> None:
    """Where notes stand beside the text, the outer margin is no margin."""
    data = absolute("right:-10mm;top:0")
    assert {"V350"} == files.codes(data, Wanted(area=AREA))
    assert set() == files.codes(data, Wanted(area=AREA, beside=True))
    data = absolute("left:-10mm;top:0")
    assert {"V350"} == files.codes(data, Wanted(area=AREA, beside=True))


def test_screens_have_no_edges_to_be_cut() -> None:
    """A file for screens is not asked where words stand."""
    wanted = Wanted(kind="screen", printer=replace(files.PRESS, least_pages=1), area=AREA)
    assert set() == files.codes(absolute("left:-19mm;top:0"), wanted)
