"""Texts in LaTeX made into manuscripts: pandoc's silences about notes are found and mended."""

from pathlib import Path

import pytest

from scholiast.importing import Import, ImportRefusedError, import_path
from scholiast.importing.latex_scan import commands


def imported(folder: Path, body: str, head: str = "", **files: str) -> Import:
    """Return the import of a document with a body; `files` lie beside it, named without `.tex`."""
    for name, text in files.items():
        (folder / f"{name}.tex").write_text(text)
    path = folder / "main.tex"
    path.write_text(
        f"\\documentclass{{article}}\n{head}\n\\title{{Wells}}\n\\begin{{document}}\n"
        f"\\section{{One}}\n{body}\n\\end{{document}}\n"
    )
    return import_path(path)


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings} - {"X020"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"Old.\footnote{First \emph{one}.}", "Old.[^fn-1]\n\n[^fn-1]: First *one*.\n"),
        (r"Old.\footnote[7]{First.}", "Old.[^fn-1]\n\n[^fn-1]: First.\n"),
        (r"Old.\footnotemark{} On. \footnotetext{First.}", "Old.[^fn-1] On.\n\n[^fn-1]: First.\n"),
        (
            "Old\\footnotemark, dry\\footnotemark.\n\\addtocounter{footnote}{-1}\n"
            "\\footnotetext{First.}\\stepcounter{footnote}\\footnotetext{Second.}",
            "Old[^fn-1], dry[^fn-2].\n\n[^fn-1]: First.\n\n[^fn-2]: Second.\n",
        ),
        (
            "Old\\footnotemark[3], dry\\footnotemark[3].\\footnotetext[3]{First.}",
            "Old[^fn-1], dry[^fn-1].\n\n[^fn-1]: First.\n",
        ),
        (
            r"Old.\footnote{First.\footnote{Inner.}}",
            "Old.[^fn-1]\n\n[^fn-1]: First.[^fn-2]\n\n[^fn-2]: Inner.\n",
        ),
        (
            "Old.% \\footnote{no}\n\\verb|\\footnote{no}| 5\\%\\footnote{Yes.}",
            "Old. `\\footnote{no}` 5%[^fn-1]\n\n[^fn-1]: Yes.\n",
        ),
    ],
)
def test_each_way_of_noting_gives_a_note(body: str, expected: str, tmp_path: Path) -> None:
    """A note is one whether pandoc knows it or not; comments and verbatim text hold none."""
    one = imported(tmp_path, body)
    assert f"# One\n\n{expected}" == one.files["chapters/01-one.md"]
    assert {"resolved"} == set(fates(one).values())
    assert set() == codes(one)


def test_endnotes_are_a_kind_of_their_own(tmp_path: Path) -> None:
    """What pandoc drops without a word stands in the book, at its end."""
    one = imported(tmp_path, r"Old.\endnote{Late.} On.\footnote{Soon.}")
    assert "[^en-1]: {.endnote} Late." in one.files["chapters/01-one.md"]
    assert {"en-1": "resolved", "fn-1": "resolved"} == fates(one)
    assert "endnote:\n" in one.files["book.yaml"]


def test_a_mark_without_text_and_a_text_without_mark_are_named(tmp_path: Path) -> None:
    """The mark is a call whose note is missing; the text is kept as a note that nothing calls."""
    one = imported(tmp_path, "Old\\footnotemark, dry\\footnotemark.")
    assert "Old[^fn-1], dry[^fn-2]." in one.files["chapters/01-one.md"]
    assert ({"fn-1": "lost", "fn-2": "lost"}, {"X041"}) == (fates(one), codes(one))
    other = imported(tmp_path, r"Old.\footnotetext[4]{Whose?}")
    assert "[^fn-1]: Whose?" in other.files["chapters/01-one.md"]
    assert ({"fn-1": "doubtful"}, {"X015"}) == (fates(other), codes(other))


def test_notes_in_headings_captions_and_macros_are_kept(tmp_path: Path) -> None:
    """A note is found where LaTeX lets it stand, and where a command of the author makes it."""
    one = imported(
        tmp_path,
        "\\subsection{A\\footnote{Head.}} x\\see{Rome}\\begin{table}\\caption{C\\footnote{Cap.}}"
        "\\begin{tabular}{l} a\\footnote{Cell.} \\end{tabular}\\end{table}",
        "\\newcommand{\\see}[1]{\\footnote{See #1.}}",
    )
    text = one.files["chapters/01-one.md"]
    assert [1, 1, 1, 1] == [text.count(note) for note in ("Head.", "Cap.", "Cell.", "See Rome.")]
    assert ["resolved"] * 4 == list(fates(one).values())


def test_files_are_joined_and_places_are_theirs(tmp_path: Path) -> None:
    """A note's place is in the file that it was written in; files outside are not read."""
    (tmp_path / "secret.tex").write_text("secret")
    folder = tmp_path / "book"
    folder.mkdir()
    one = imported(
        folder, "\\input{two}\\input{../secret}\\include{gone}", two="Two.\n\nIn.\\footnote{Third.}"
    )
    [account] = one.account
    assert ("two.tex", 3) == (
        account.place.path.rpartition("/")[2], account.place.start and account.place.start.line
    )  # fmt: skip
    assert "secret" not in "".join(one.files.values())
    assert ["X079", "X079"] == [f.rule.code for f in one.findings if f.rule.code == "X079"]


def test_files_that_name_each_other_end(tmp_path: Path) -> None:
    """A file that reads itself is refused, not read for ever."""
    with pytest.raises(ImportRefusedError):
        imported(tmp_path, "\\input{main}")
    with pytest.raises(ImportRefusedError):
        imported(tmp_path, "\\footnote{a" * 300 + "}" * 300)


def test_citations_come_with_their_bibliography(tmp_path: Path) -> None:
    """Commands of natbib and biblatex are pandoc's citations, and the works come along."""
    (tmp_path / "refs.bib").write_text("@book{a1, title={T}, author={A}, year=1900}\n")
    one = imported(
        tmp_path, "Old \\citep[12]{a1}.\\footnote{\\citet{a1} says so.}\\bibliography{refs}"
    )
    assert "Old [@a1 12].[^fn-1]\n\n[^fn-1]: @a1 says so." in one.files["chapters/01-one.md"]
    assert "bibliography:\n  - refs.bib\n" in one.files["book.yaml"]
    assert one.files["refs.bib"].startswith("@book")
    assert {"fn-1": "resolved"} == fates(one)


def test_the_scanner_survives_what_is_not_closed() -> None:
    """An open group, option or verbatim text ends with the file."""
    for text in (
        "\\footnote{a",
        "\\footnote[1",
        "\\begin{verbatim}\\footnote{a}",
        "\\verb|x",
        "\\",
    ):
        assert len(commands(text)) == text.startswith("\\footnote")
