"""Every rule of the importer: documented, of its own family, and found by some text."""

from pathlib import Path

import pytest

from scholiast.diagnostics import Rule
from scholiast.importing import RULES, Import, ImportRefusedError, import_text, write_import
from tests.importing.helpers import CANAL, WELL

CASES = {
    "X001": (b"\xe9", "a.txt"),
    "X002": ("Über 1.".encode("utf-16"), "a.txt"),
    "X003": (b"a\x00b", "a.txt"),
    "X010": ("T\n\nOne “a”.1 Two b.2 Four d.4 Five e.5".encode(), "a.txt"),
    "X011": ("T\n\nOne “a”.1 Two “b”.2 Four d4 of it Six “f”.6 Seven “g”.7".encode(), "a.txt"),
    "X012": (b"T\n\nOne a.1 Two b.2 ship3 and quay.3 Four d.4 Five e.5", "a.txt"),
    "X013": ("T\n\nOne “a”.1 Two “b”.99 Three “c”.2 Four d.3".encode(), "a.txt"),
    "X014": (CANAL.read_bytes(), "a.txt"),
    "X015": (WELL.read_bytes(), "a.txt"),
    "X016": (b"T\n\nOne[1] word.\n\n[Footnote 1: Open\n\nText.", "a.txt"),
    "X017": (b"T\n\nOne[1] two.1 three[2] four.2 five[3] six,3 seven[4] eight.4", "a.txt"),
    "X018": (
        "CHAPTER I\n\n“aa”.1 bb.2 of it.3\n\n\nCHAPTER II\n\n“dd”.1 ee.2 of it.3".encode(),
        "a.txt",
    ),
    "X020": (b"A text.", "a.txt"),
    "X021": (b"This is a text without a title, for it begins at once.", "a.txt"),
    "X022": (WELL.read_bytes(), "a.txt"),
    "X023": (WELL.read_bytes(), "a.txt"),
    "X024": (CANAL.read_bytes(), "a.txt"),
    "X025": (b"---\ntitle: T\nkeywords: a\n---\n\nText.", "a.md"),
    "X026": (b"# T\n\n![x](a.png)", "a.md"),
    "X027": (b"# One\n\n<div>\n\n# Two\n\n</div>", "a.md"),
}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings of an import."""
    return {finding.rule.code for finding in one.findings}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_found(rule: Rule, tmp_path: Path) -> None:
    """Each rule has a text that it speaks of."""
    try:
        if rule.code == "X030":
            (tmp_path / "file").write_text("mine")
            write_import(import_text(b"A text.", "a.txt"), tmp_path)
        assert rule.code in codes(import_text(*CASES[rule.code]))
    except ImportRefusedError as refused:
        assert rule == refused.finding.rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_explained(rule: Rule) -> None:
    """A rule says in a few sentences what it is and what to do; its name tells of the import."""
    assert rule.name.startswith("import-")
    assert len(rule.explanation) > 150
    assert rule.explanation.strip() == rule.explanation
