"""Each way of being wrong, laid over the sample book: what a person sees is exactly as expected.

A case is a folder of `tests/cases`, named after its rule. Its files are laid over `tests/sample`;
`.delete` lists files to take away, `.links` symbolic links to make (`path -> target`), `.repeat`
files to fill with their own content many times (`path count`), `.also` rules that are off by
default. `expected.txt` holds what is printed; `pytest --update` writes it anew.
"""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from scholiast import checks, reading, rules
from scholiast.diagnostics import Diagnostic, Severity, as_human
from scholiast.manuscript import Manuscript

HERE = Path(__file__).parent
SAMPLE = HERE / "sample"
CASES = sorted(path for path in (HERE / "cases").iterdir() if path.is_dir())

BY_COMMANDS = {"M061", "M062", "M091"}
"""Codes of what is told by commands alone, which change a manuscript or ask what day it is."""

RULES = [
    rule
    for rule in rules.table().values()
    if rule.code[0] in "NMSICP" and rule.code not in BY_COMMANDS
]


def lay_out(case: Path, book: Path) -> None:
    """Make the book of a case in the folder `book`."""
    shutil.copytree(SAMPLE, book)
    for path in _lines(case / ".delete"):
        (book / path).unlink()
    instructions = {".delete", ".links", ".repeat", ".also", "expected.txt"}
    shutil.copytree(
        case,
        book,
        dirs_exist_ok=True,
        ignore=lambda at, names: instructions & set(names) if Path(at) == case else set(),
    )
    for line in _lines(case / ".repeat"):
        path, count = line.split()
        (book / path).write_bytes((book / path).read_bytes().strip(b"\n") * int(count))
    for line in _lines(case / ".links"):
        path, target = line.split(" -> ")
        (book / path).symlink_to(target)


def _lines(path: Path) -> list[str]:
    return path.read_text().split("\n")[:-1] if path.exists() else []


def findings(case: Path, book: Path) -> tuple[Manuscript, list[Diagnostic]]:
    """Return the manuscript of a case and what is found in it."""
    lay_out(case, book)
    manuscript = reading.read(book)
    return manuscript, checks.check(manuscript, also=set(_lines(case / ".also")))


def as_seen(manuscript: Manuscript, found: list[Diagnostic]) -> str:
    """Return the findings as a person sees them, and a closing line."""
    blocks = [as_human(finding, manuscript.sources) for finding in found]
    counts = Counter(finding.severity for finding in found)
    closing = ", ".join(f"{severity.value}s: {counts[severity]}" for severity in Severity)
    return "\n\n".join([*blocks, closing]) + "\n"


def test_the_sample_book_is_correct(tmp_path: Path) -> None:
    """Nothing is found in the sample, so that whatever a case shows is its own."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    assert [] == checks.check(reading.read(tmp_path / "book"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path, update: bool) -> None:
    """What is found in a case is what is expected, to the letter, its own rule among it.

    A case whose name ends in `-allowed` shows what looks wrong to a rule and is not.
    """
    manuscript, found = findings(case, tmp_path / "book")
    seen = as_seen(manuscript, found)
    code = case.name.partition("-")[0]
    codes = {finding.rule.code for finding in found}
    assert (code in codes) is not case.name.endswith("-allowed"), seen
    for text in (text for f in found for text in (f.message, f.hint) if text):
        assert not text[0].isupper(), text
        assert not text.endswith((".", "\n")), text
    if update:
        (case / "expected.txt").write_text(seen, encoding="utf-8")
    assert (case / "expected.txt").read_text(encoding="utf-8") == seen


def test_every_rule_has_a_case() -> None:
    """A rule without a case may never have found anything."""
    shown = {case.name.partition("-")[0] for case in CASES}
    assert [] == sorted({rule.code for rule in RULES} - shown)


def test_a_rule_is_one_thing() -> None:
    """No two rules on manuscripts share a name, and each can be explained."""
    names = Counter(rule.name for rule in RULES)
    assert [] == [name for name, count in names.items() if count > 1]
    assert [] == [rule.code for rule in RULES if len(rule.explanation.split()) < 20]
