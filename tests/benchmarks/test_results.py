"""Medians, ratios and merging: the arithmetic of what was measured."""

import json
import math
from collections import Counter

import pytest
from lxml import etree

from benchmarks import plot, table
from benchmarks.place import versions_of
from benchmarks.results import (
    MergeError,
    Results,
    Run,
    as_json,
    from_json,
    merged,
    page_costs,
    ratios,
)

LABELS = {
    "cold": "Scholiast, cold",
    "edit": "Scholiast, edited",
    "epub_web": "Scholiast, EPUB and web",
    "weasyprint": "WeasyPrint",
    "xelatex": "XeLaTeX",
    "pandoc_epub": "pandoc, EPUB",
}


def run(contender: str, seconds: float, *, size: str = "M", round: int = 0, **more: object) -> Run:
    """Return a run that took so many seconds on two processors, on a book of 100 pages."""
    given = {"cpu": 2 * seconds, "memory": 100 * seconds, "pages": 100, "lost": 7, **more}
    return Run(size, contender, round, seconds, **given)  # type: ignore[arg-type]


def results(*runs: Run, **more: object) -> Results:
    """Return results made on a machine of the tests' own."""
    given = {
        "machine": {"processor": "abacus", "cores": "4", "memory": "1 GiB", "system": "wood"},
        "versions": {"Scholiast": "1.0"},
        "labels": LABELS,
        "missing": {},
        **more,
    }
    return Results(runs=runs, **given)  # type: ignore[arg-type]


def test_ratios_are_of_medians() -> None:
    """Our median over the peer's; one slow run changes neither."""
    found = results(
        *(run("cold", seconds) for seconds in (4.0, 5.0, 90.0)),
        *(run("weasyprint", seconds) for seconds in (10.0, 20.0, 11.0)),
        run("edit", 1.1),
        run("epub_web", 1.0),
        run("pandoc_epub", 2.0),
        run("xelatex", 4.0),
    )
    expected = {
        "cold": 5 / 11,
        "memory": 5 / 11,
        "edit": 0.1,
        "epub_web": 0.5,
        "cold_xelatex": 1.25,
    }
    actual = ratios(found)["M"]
    assert expected.keys() == actual.keys()
    assert all(math.isclose(expected[name], actual[name]) for name in expected)


def test_the_share_of_proofreading_is_a_median_of_shares() -> None:
    """Each cold run says what part proofreading took; the middle one counts."""
    stages = [{"render pdf": 3.0, "verify pdf": part, "verify epub": 0.5} for part in (0.5, 2, 3)]
    found = results(*(run("cold", 10.0, stages=stage) for stage in stages))
    assert {"verify_share": 0.25} == ratios(found)["M"]


def test_failed_runs_count_for_nothing() -> None:
    """A run that failed is no fast run: no ratio is made with it."""
    found = results(run("cold", 0.1, error="ran out of ink"), run("weasyprint", 10.0))
    assert {} == ratios(found)["M"]


def test_costs_a_page() -> None:
    """Seconds and seconds of processors a page, and the dearest size over the cheapest."""
    found = results(run("cold", 1.0, size="S", pages=10), run("cold", 6.0, size="M", pages=100))
    costs = page_costs(found, "cold")
    assert {"seconds": 0.1, "cpu": 0.2} == costs["S"]
    assert {"seconds": 0.06, "cpu": 0.12} == costs["M"]
    assert math.isclose(10 / 6, costs["spread"]["cpu"])


def test_results_are_read_as_they_are_written() -> None:
    """Every run is in the file, with medians and ratios beside them."""
    found = results(
        run("cold", 5.0, stages={"read": 1.0}), run("weasyprint", 10.0), missing={"typst": "no"}
    )
    text = as_json(found)
    assert found == from_json(text)
    record = json.loads(text)
    assert 0.5 == record["ratios"]["M"]["cold"]
    assert {"runs": 1, "seconds": 5.0, "least": 5.0, "most": 5.0} == {
        name: record["medians"]["M"]["cold"][name] for name in ("runs", "seconds", "least", "most")
    }


def test_what_is_no_result_is_refused() -> None:
    """A file of another kind is not taken for an empty measurement."""
    with pytest.raises(ValueError, match="no results"):
        from_json('{"runs": [{"size": "M"}]}')


def test_measurements_are_put_together() -> None:
    """Runs of several files are one measurement; what one of them had is not missing."""
    first = results(run("cold", 5.0), missing={"weasyprint": "not here", "typst": "not here"})
    second = results(run("weasyprint", 10.0), run("cold", 50.0, size="L"))
    both = merged([first, second])
    assert (*first.runs, *second.runs) == both.runs
    assert {"typst": "not here"} == both.missing
    assert 0.5 == ratios(both)["M"]["cold"]


@pytest.mark.parametrize("what", ["machine", "versions"])
def test_measurements_of_two_machines_stay_apart(what: str) -> None:
    """No ratio is made between machines, or between versions of a program."""
    one = results(run("cold", 5.0))
    other = results(run("cold", 5.0), **{what: {"Scholiast": "2.0", "processor": "slide rule"}})
    with pytest.raises(MergeError, match=what):
        merged([one, other])


def test_a_version_counts_where_it_was_measured() -> None:
    """Peers that were measured alone fit to any version of ours."""
    assert "Scholiast" in versions_of(["cold", "weasyprint"])
    assert "Scholiast" not in versions_of(["weasyprint"])


# -- how it looks --


def test_the_table_shows_medians_and_spread() -> None:
    """A cell holds the median, the least and the most; one run is said to be one."""
    found = results(
        *(run("cold", seconds) for seconds in (4.0, 5.0, 90.0)), run("weasyprint", 20.0)
    )
    text = table.times(found)
    assert "| Scholiast, cold | 5.00 s (4.00–90.0) | 500 MB | 7 |" in text
    assert "| WeasyPrint | 20.0 s (1 run) | 2,000 MB | 7 |" in text


def test_a_failure_is_in_the_table() -> None:
    """A peer that failed is said to have failed, and why, even if it went well once."""
    found = results(run("xelatex", 5.0), run("xelatex", 0.2, round=1, error="no font\nat all"))
    text = table.whole(found)
    assert "| XeLaTeX | **failed** | 500 MB | 7 |" in text
    assert "- M, XeLaTeX: no font\n" in text


def test_a_missing_peer_is_named() -> None:
    """A peer that was not there is said to be missing, with what to install."""
    found = results(run("cold", 5.0), missing={"xelatex": "install TeX"})
    assert "- XeLaTeX was not run: install TeX\n" in table.whole(found)


def test_goals_are_shown_with_what_was_reached() -> None:
    """A ratio has its goal beside it, and says so where the goal was missed."""
    found = results(run("cold", 4.0), run("edit", 1.0), run("weasyprint", 10.0))
    text = table.ratios(found)
    assert "| cold, all formats, proved / WeasyPrint's PDF alone | 0.40 (goal 0.5) |" in text
    assert "| a paragraph edited / WeasyPrint's PDF | 0.10 (goal 0.08, **missed**) |" in text


def test_the_picture_shows_each_median() -> None:
    """Each contender has its name, each size its mark, and all of it is said in words."""
    found = results(run("cold", 5.0), run("cold", 50.0, size="L"), run("weasyprint", 20.0))
    text = plot.drawn(found)
    assert "Scholiast, cold: M 5.00 s, L 50.0 s; WeasyPrint: M 20.0 s." in text
    assert text == plot.drawn(found)
    shapes = Counter(etree.QName(element).localname for element in etree.fromstring(text.encode()))
    assert {"rect": 3, "title": 1} == {name: shapes[name] for name in ("rect", "title")}
