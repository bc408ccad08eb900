"""Findings as other programs read them: each with its place, none lost, nothing broken by words."""

import json

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.reporting import report
from scholiast.source import Position, Span

LOST = Rule("N001", "note-undefined", Severity.ERROR, "A call has no note.\n\nWrite it.")
ODD = Rule("S034", "level-jump", Severity.WARNING, "A level is left out.")
QUIET = Rule("P001", "said", Severity.NOTE, "Pandoc said something.")

FOUND = [
    LOST.at(
        Span("chapters/a b.md", Position(3, 7), Position(3, 10)), "100% lost: `x`, y", "write\nit"
    ),
    LOST.at(Span("chapters/a b.md", Position(9, 7), Position(10, 1)), "100% lost: `x`, y"),
    ODD.at(Span("book.yaml"), "a level is left out"),
    QUIET.at(None, "something was said"),
]


def test_github_is_told_file_line_and_columns() -> None:
    """What has a meaning there is escaped; columns are said within one line alone."""
    expected = """\
::error file=chapters/a b.md,line=3,col=7,endLine=3,endColumn=9,title=N001 note-undefined::\
100%25 lost: `x`, y%0Awrite%0Ait
::error file=chapters/a b.md,line=9,col=7,endLine=10,title=N001 note-undefined::100%25 lost: `x`, y
::warning file=book.yaml,title=S034 level-jump::a level is left out
::notice title=P001 said::something was said"""
    assert expected == report("github", FOUND)


def test_sarif_has_rules_and_places() -> None:
    """Each result leads to its rule, and is known again when lines move."""
    log = json.loads(report("sarif", FOUND))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    results = run["results"]
    assert [one["ruleId"] for one in results] == [rules[r["ruleIndex"]]["id"] for r in results]
    assert ["error", "error", "warning", "note"] == [one["level"] for one in results]
    place = results[0]["locations"][0]["physicalLocation"]
    assert "chapters/a%20b.md" == place["artifactLocation"]["uri"]
    region = {"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 10}
    assert region == place["region"]
    assert "locations" not in results[3]
    prints = [one["partialFingerprints"]["scholiast/v1"] for one in results]
    assert len(prints) == len(set(prints))
    moved = LOST.at(Span("chapters/a b.md", Position(4, 7)), FOUND[0].message)
    again = json.loads(report("sarif", [moved]))["runs"][0]["results"][0]
    assert prints[0] == again["partialFingerprints"]["scholiast/v1"]


def test_junit_has_a_case_for_each() -> None:
    """Errors and warnings are failures; a note is none, and nothing found is a case that passed."""
    tree = etree.fromstring(report("junit", FOUND).encode())
    (suite,) = tree
    assert ("4", "3") == (suite.get("tests"), suite.get("failures"))
    assert [1, 1, 1, 0] == [len(case.findall("failure")) for case in suite]
    assert "chapters/a b.md:3:7" in suite[0].get("name", "")
    (empty,) = etree.fromstring(report("junit", []).encode())
    assert [("1", "0", 0)] == [(empty.get("tests"), empty.get("failures"), len(empty[0]))]


@given(st.text(), st.text(min_size=1))
def test_words_break_no_form(message: str, path: str) -> None:
    """Whatever a finding says and wherever it is, a program can read it."""
    finding = Diagnostic(LOST, message, Span(path.replace("\ud800", ""), Position(1, 1)))
    assert 1 == len(report("github", [finding]).split("\n"))
    assert json.loads(report("sarif", [finding]))
    (suite,) = etree.fromstring(report("junit", [finding]).encode())
    assert 1 == len(suite)
