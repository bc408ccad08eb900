"""Word files made into manuscripts: each footnote and endnote is kept, or an error names it."""

from pathlib import Path

import pytest

from scholiast.importing import Import, ImportRefusedError, import_path
from tests.importing.office import words as w


def imported(tmp_path: Path, *body: str, **parts: str) -> Import:
    """Return the import of a Word file with some paragraphs, its notes and comments."""
    path = tmp_path / "a.docx"
    path.write_bytes(w.docx(*body, **parts))
    return import_path(path)


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings}


def test_footnotes_and_endnotes_are_kept_apart(tmp_path: Path) -> None:
    """Footnotes are the author's notes, endnotes a kind of their own, whatever their ids are."""
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), w.footnote(7), w.r(" fell"), w.endnote(7), w.r("."), w.footnote(2)),
        footnotes=w.notes("footnote", {2: w.p(w.r("Second.")), 7: w.p(w.r("First."))}),
        endnotes=w.notes("endnote", {7: w.p(w.r("At the end."))}),
    )
    assert (
        "# A\n\nRome[^fn-1] fell[^en-1].[^fn-2]\n\n[^fn-1]: First.\n\n"
        "[^en-1]: {.endnote} At the end.\n\n[^fn-2]: Second.\n"
    ) == one.files["chapters/01-a.md"]
    assert {"fn-1": "resolved", "en-1": "resolved", "fn-2": "resolved"} == fates(one)
    assert "endnote:\n" in one.files["book.yaml"]


def test_a_reference_without_its_note_is_named(tmp_path: Path) -> None:
    """Pandoc drops such a reference without a word; here it is an error, and the call stays."""
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), w.footnote(2), w.r(" fell"), w.footnote(3), w.r(".")),
        footnotes=w.notes("footnote", {2: w.p(w.r("First."))}),
    )
    assert "Rome[^fn-1] fell[^fn-2]." in one.files["chapters/01-a.md"]
    assert {"fn-1": "resolved", "fn-2": "lost"} == fates(one)
    assert {"X041"} <= codes(one)
    assert "missing: true" in one.files["notes/notes.yaml"]


def test_a_note_that_nothing_refers_to_is_kept(tmp_path: Path) -> None:
    """Pandoc drops such a note without a word; here it stands in the chapter, and is named."""
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), w.footnote(2)),
        footnotes=w.notes("footnote", {2: w.p(w.r("First.")), 3: w.p(w.r("Left."))}),
    )
    expected = "# A\n\nRome[^fn-1]\n\n[^fn-1]: First.\n\n[^fn-2]: Left.\n"
    assert expected == one.files["chapters/01-a.md"]
    assert {"fn-1": "resolved", "fn-2": "doubtful"} == fates(one)
    assert {"X015"} <= codes(one)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 200, w.docx("<w:p>")], ids=["cut", "junk", "xml"]
)
def test_damaged_files_are_refused(tmp_path: Path, data: bytes) -> None:
    """A file that can't be read is an error with a code, and nothing is made of it."""
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(ImportRefusedError) as refusal:
        import_path(path)
    assert refusal.value.finding.rule.code in {"X001", "X045"}
