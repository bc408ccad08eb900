"""README and handbook show the figures that were measured, and no others."""

import importlib.util
import sys
from pathlib import Path

import pytest
from lxml import etree

from benchmarks import report
from benchmarks.ours import CHECKOUT
from benchmarks.results import from_json


@pytest.mark.parametrize("path", [report.README, report.CHAPTER, report.PICTURE], ids=str)
def test_what_is_shown_was_measured(path: Path) -> None:
    """Each table and picture is what `python -m benchmarks.report` makes of `figures.json`."""
    found = from_json(report.FIGURES.read_text(encoding="utf-8"))
    assert report.shown(found)[path] == path.read_text(encoding="utf-8")


def test_the_picture_in_print_shows_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handbook's own picture of times is drawn from the same figures."""
    path = CHECKOUT / "book" / "images" / "times.svg"
    spec = importlib.util.spec_from_file_location("draw", path.with_name("draw.py"))
    assert spec is not None
    assert spec.loader is not None
    draw = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "draw", draw)
    spec.loader.exec_module(draw)
    drawn: list[bytes] = []
    monkeypatch.setattr(
        draw.Drawing, "save", lambda drawing, _: drawn.append(etree.tostring(drawing.root))
    )
    draw.times()
    assert [etree.tostring(etree.parse(path).getroot())] == drawn


def test_figures_have_their_place() -> None:
    """Figures stand between two marks; the text around them stays."""
    text = f"before\n{report.BEGIN}\n\nold\n\n{report.END}\nafter\n"
    expected = f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    assert expected == report.between(text, "new\n")


def test_a_text_without_a_place_is_refused() -> None:
    """Figures are not put anywhere else, nor left out without a word."""
    with pytest.raises(ValueError, match="no place for figures"):
        report.between("no marks", "new\n")
