"""Waivers: what is accepted stops nothing, and says so; what must not be accepted never is."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scholiast.checks.waivers import ended
from scholiast.cli import app
from scholiast.config import Waiver
from scholiast.diagnostics import Rule, Severity, as_concise, failed
from scholiast.reading import read
from scholiast.rules import table
from scholiast.source import Span
from scholiast.waivers import covers, may_be_waived, waive
from tests import books

RUN = CliRunner()
JUMP = "chapters/1.md"
TEXT = "# One\n\n### Too deep\n\nWords.\n"


def book(folder: Path, place: str = JUMP, until: str = "2099-12-31", rule: str = "S012") -> Path:
    """Write a book with a level of headings left out, and a waiver."""
    waiver = f"  - {{rule: {rule}, place: '{place}', reason: as it was, until: {until}}}\n"
    file = f"{books.BOOK_YAML}    - {JUMP}\nwaivers:\n{waiver}"
    return books.write(folder, {JUMP: TEXT}, file)


def checked(folder: Path) -> tuple[int, list[dict[str, str | None]]]:
    """Return the exit code of a strict check, and what it found."""
    done = RUN.invoke(app, ["check", "--strict", "--format", "json", "--book", str(folder), "-q"])
    return done.exit_code, json.loads(done.stdout)


def test_what_is_waived_stops_nothing(tmp_path: Path) -> None:
    """It is still told, as a note with the reason."""
    code, (found,) = checked(book(tmp_path))
    assert 0 == code
    assert ("S012", "note") == (found["code"], found["severity"])
    assert "until 2099-12-31: as it was" == found["waived"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [("chapters/*.md", 0), ("*", 0), ("chapters/2.md", 1), ("chapters", 1), ("1.md", 1)],
)
def test_a_waiver_is_of_a_place(tmp_path: Path, place: str, expected: int) -> None:
    """The whole path has to fit; an asterisk stands for any letters."""
    assert expected == checked(book(tmp_path, place))[0]


def test_a_waiver_ends(tmp_path: Path) -> None:
    """On its last day it holds; on the next it is an error where it stands."""
    manuscript = read(book(tmp_path, until="2026-02-28"))
    day = datetime.date(2026, 2, 28)
    assert [] == list(ended(manuscript, day))
    (found,) = ended(manuscript, day + datetime.timedelta(1))
    expected = "book.yaml:9:68: error[M091]: the waiver of S012 ended on 2026-02-28"
    assert expected == as_concise(found)
    assert 1 == checked(tmp_path)[0]


@pytest.mark.parametrize("until", ["soon", "2026-02-30", "2026"])
def test_its_end_is_a_day(tmp_path: Path, until: str) -> None:
    """Anything else is an error in book.yaml."""
    code, found = checked(book(tmp_path, until=until))
    assert 1 == code
    assert any("is no day" in str(one["message"]) for one in found)


def test_a_lost_note_can_never_be_accepted() -> None:
    """No error is waived but those of preflight and stores."""
    barred = [rule for rule in table().values() if not may_be_waived(rule)]
    assert all(rule.severity is Severity.ERROR for rule in barred)
    codes = {rule.code for rule in barred}
    assert {"N001", "N002", "V001", "V303", "V320", "P001"} & codes
    allowed = {rule.code for rule in table().values() if rule.severity is Severity.ERROR} - codes
    assert allowed
    assert all(code.startswith(("V14", "V15", "V33", "V34", "V35")) for code in allowed)


@given(st.sampled_from(sorted(table())), st.text("abc*/.[]?", min_size=1))
def test_waiving_loses_nothing(code: str, place: str) -> None:
    """As many findings as before, in their order; an error that can't be waived still stops."""
    rule: Rule = table()[code]
    findings = [rule.at(Span("a.md"), "x"), rule.at(None, "y")]
    waiver = Waiver(rule=code, place=place, reason="why", until="2099-12-31")
    after = waive(findings, [waiver])
    assert [one.message for one in findings] == [one.message for one in after]
    assert [bool(one.waived) for one in after] == [
        covers(waiver, one) and one.severity is not Severity.NOTE for one in findings
    ]
    if not may_be_waived(rule):
        assert failed(after)
