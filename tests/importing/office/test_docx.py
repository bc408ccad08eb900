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


_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}'
    "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}"
    "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def test_text_boxes_and_their_notes_are_kept(tmp_path: Path) -> None:
    """Pandoc reads no text box; what stands in one comes behind its paragraph, once."""
    one = imported(
        tmp_path,
        w.p(w.r("Before"), _BOX.format(w.p(w.r("boxed"), w.footnote(2))), w.r(" after.")),
        footnotes=w.notes("footnote", {2: w.p(w.r("In a box."))}),
    )
    expected = "# A\n\nBefore after.\n\nboxed[^fn-1]\n\n[^fn-1]: In a box.\n"
    assert expected == one.files["chapters/01-a.md"]
    assert ({"fn-1": "resolved"}, {"X053"}) == (fates(one), codes(one) & {"X053"})


def test_tracked_changes_are_accepted_and_said(tmp_path: Path) -> None:
    """What is deleted is named, a note that goes with it above all."""
    deleted = w.r("gone").replace("w:t", "w:delText") + w.footnote(2)
    one = imported(
        tmp_path,
        w.p(
            w.r("kept "),
            f'<w:del w:id="1" w:author="Ann">{deleted}</w:del>',
            f'<w:ins w:id="2" w:author="Bo">{w.r("new")}{w.footnote(3)}</w:ins>',
        ),
        footnotes=w.notes("footnote", {2: w.p(w.r("Old.")), 3: w.p(w.r("New."))}),
    )
    assert "# A\n\nkept new[^fn-1]\n\n[^fn-1]: New.\n" == one.files["chapters/01-a.md"]
    said = {finding.rule.code: finding.message for finding in one.findings}
    assert "tracked changes of Ann, Bo were accepted: 1 insertions, 1 deletions" == said["X050"]
    assert "a footnote was deleted by a tracked change of Ann: “Old.”" == said["X051"]
    assert {"gone", "Old."} == {left.text for left in one.left_out}


def test_comments_are_told(tmp_path: Path) -> None:
    """A comment is in no file, so all of it is said, with the words it is about."""
    comment = f'<w:comments {w.W}><w:comment w:id="0" w:author="Ed">{w.p(w.r("True?"))}'
    one = imported(
        tmp_path,
        w.p(
            w.r("It is "),
            '<w:commentRangeStart w:id="0"/>',
            w.r("so"),
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        ),
        comments=f"{comment}</w:comment></w:comments>",
    )
    [said] = [finding.message for finding in one.findings if finding.rule.code == "X052"]
    assert "Ed on “so”: “True?”" == said


def test_a_mark_of_its_own_is_no_word_of_a_note(tmp_path: Path) -> None:
    """Where a note is called by a sign of the author's, the sign is not part of its text."""
    reference = w.footnote(2, "<w:t>*</w:t>", 'w:customMarkFollows="1"')
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), reference, w.r(".")),
        footnotes=w.notes("footnote", {2: w.p(w.r("* Starred."))}),
    )
    assert "# A\n\nRome[^fn-1].\n\n[^fn-1]: Starred.\n" == one.files["chapters/01-a.md"]


def test_notes_of_several_blocks(tmp_path: Path) -> None:
    """Paragraphs and tables in a note are kept, in headings and table cells, too."""
    cell = f"<w:tbl><w:tr><w:tc>{w.p(w.r('cell'), w.footnote(3))}</w:tc></w:tr></w:tbl>"
    table = cell.replace('w:id="3"', 'w:id="4"')
    one = imported(
        tmp_path,
        w.p(w.r("Title"), w.footnote(2), style="Heading1"),
        cell,
        footnotes=w.notes(
            "footnote",
            {2: w.p(w.r("One.")) + w.p(w.r("Two.")), 3: w.p(w.r("x")) + table, 4: w.p(w.r("4."))},
        ),
    )
    assert {"fn-1": "resolved", "fn-2": "resolved", "fn-3": "resolved"} == fates(one)
    assert "[^fn-3]: 4\\.\n" in one.files["chapters/01-title.md"]
    assert "[^fn-1]: One.\n\n    Two.\n" in one.files["chapters/01-title.md"]


def superior(number: int) -> str:
    """Return a run with a superior number, as one types a note call by hand."""
    return w.r(str(number), '<w:vertAlign w:val="superscript"/>')


def test_notes_typed_by_hand_are_doubtful_notes(tmp_path: Path) -> None:
    """Superior numbers and a list with the same numbers are notes, each of them in doubt."""
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), superior(1), w.r(" and Erfurt."), superior(2)),
        w.p(w.r("Notes"), style="Heading2"),
        w.p(w.r("1. On Rome.")),
        w.p(superior(2), w.r(" On Erfurt.")),
    )
    text = one.files["chapters/01-a.md"] if "chapters/01-a.md" in one.files else str(one.files)
    assert "Rome[^typed-1] and Erfurt.[^typed-2]\n\n[^typed-1]: On Rome.\n" in text
    assert {"typed-1": "doubtful", "typed-2": "doubtful"} == fates(one)


def test_typed_numbers_that_do_not_fit_stay(tmp_path: Path) -> None:
    """Where the list has another number than the text, nothing is guessed, and that is said."""
    one = imported(
        tmp_path,
        w.p(w.r("Rome"), superior(1), w.r(" and Erfurt."), superior(3)),
        w.p(w.r("Notes")),
        w.p(w.r("1. On Rome.")),
        w.p(w.r("2. On Erfurt.")),
    )
    assert ({}, {"X049"}) == (fates(one), codes(one) & {"X049"})
    assert "Rome^1^ and Erfurt.^3^" in one.files["chapters/01-a.md"]
