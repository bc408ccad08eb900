"""A formula that can't be set is an error at its place."""

from pathlib import Path

import pytest

from scholiast.diagnostics import as_concise
from scholiast.edition import Format
from scholiast.formulas import placed
from scholiast.order import Order
from scholiast.pdf.rules import FORMULA
from scholiast.progress import Clock
from scholiast.publish import publish
from scholiast.source import Source, Span

BOOK = """\
title: Sums
language: en
contributors: [{name: Ada Writer}]
spine: {body: [one.md]}
"""


MATHML = "http://www.w3.org/1998/Math/MathML"


def test_a_formula_that_cannot_be_set_has_its_place(tmp_path: Path) -> None:
    """Line and column are those of the formula, not of the same words in code before it."""
    (tmp_path / "book.yaml").write_text(BOOK)
    formula = f'<math xmlns="{MATHML}"><mi>omega</mi><mglyph/></math>'
    (tmp_path / "one.md").write_text(f"# One\n\nCode: `omega`.\n\nA sum, and {formula}.\n")
    done = publish(Order(tmp_path, tmp_path / "dist", (Format.PDF,)), Clock(quiet=True).stage)
    found = [as_concise(one) for one in done.findings if one.rule.code == "R304"]
    assert [0] == [line.find("one.md:5:") for line in found]


SOURCES = {
    "a.md": Source("a.md", "No sums here.\n"),
    "notes/n.yaml": Source("notes/n.yaml", '- id: x\n  text: "$\\\\odd\n    {y}$"\n'),
}


@pytest.mark.parametrize(
    ("quoted", "place"),
    [(r"\\odd {y}", "notes/n.yaml:2:11"), (r"\even", "a.md")],
)
def test_places_are_sought_in_all_files(quoted: str, place: str) -> None:
    """A note may stand in another file; what stands nowhere has the place of its chapter."""
    finding = FORMULA.at(Span("a.md"), f"the formula `{quoted}` can't be set: odd")
    (found,) = placed([finding], SOURCES)
    assert place == as_concise(found).partition(": error")[0]


def test_others_stay_as_they_are() -> None:
    """Findings on other things, and those that have their place, are not touched."""
    whole = SOURCES["a.md"].span(0, 2)
    for finding in (FORMULA.at(whole, "the formula `No` can't be set"), FORMULA.at(None, "odd")):
        assert [finding] == placed([finding], SOURCES)
