"""README and handbook show the figures that were measured, and no others."""

from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.results import from_json


@pytest.mark.parametrize("path", [report.README, report.CHAPTER, report.PICTURE], ids=str)
def test_what_is_shown_was_measured(path: Path) -> None:
    """Each table and picture is what `python -m benchmarks.report` makes of `figures.json`."""
    found = from_json(report.FIGURES.read_text(encoding="utf-8"))
    assert report.shown(found)[path] == path.read_text(encoding="utf-8")


def test_figures_have_their_place() -> None:
    """Figures stand between two marks; the text around them stays."""
    text = f"before\n{report.BEGIN}\n\nold\n\n{report.END}\nafter\n"
    expected = f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    assert expected == report.between(text, "new\n")


def test_a_text_without_a_place_is_refused() -> None:
    """Figures are not put anywhere else, nor left out without a word."""
    with pytest.raises(ValueError, match="no place for figures"):
        report.between("no marks", "new\n")
