"""Mends: offered where they are certain; by them a finding is gone and nothing else changes."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import fixing, reading
from scholiast.checks import check
from scholiast.fixing import Mend
from scholiast.manuscript import Manuscript
from scholiast.register import open_register
from tests.books import BOOK_YAML, read, write

ONE = "chapters/01-one.md"


def offered(folder: Path, text: str, notes: str = "") -> tuple[Manuscript, tuple[Mend, ...]]:
    """Return the manuscript of a chapter, and its mends."""
    files = {ONE: f"# One\n\n{text}", **({"notes/n.yaml": notes} if notes else {})}
    manuscript = read(folder, files, BOOK_YAML + f"    - {ONE}\n")
    return manuscript, fixing.mends(manuscript)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("A.[^x]\n[^x]: Note.\n", "A.[^x]\n\n[^x]: Note.\n", "N004"),
        ("A.[^x]\n  [^x]: Note.", "A.[^x]\n\n  [^x]: Note.", "N004"),
        ("> A.[^x]\n> [^x]: Note.\n", "> A.[^x]\n>\n> [^x]: Note.\n", "N004"),
        ("A.[^x]\r\n[^x]: Note.\r\n", "A.[^x]\r\n\r\n[^x]: Note.\r\n", "N004"),
        (
            "A.[^x] B.[^y]\n[^x]: Note.\n[^y]: Other.\n",
            "A.[^x] B.[^y]\n\n[^x]: Note.\n[^y]: Other.\n",
            "N004",
        ),
        ("A.[^Gibbon]\n\n[^gibbon]: Note.\n", "A.[^gibbon]\n\n[^gibbon]: Note.\n", "N001"),
        ("A.[^ﬁn]\n\n[^fin]: Note.\n", "A.[^fin]\n\n[^fin]: Note.\n", "N001"),
        ("A.[^e\u0301]\n\n[^\u00e9]: Note.\n", "A.[^\u00e9]\n\n[^\u00e9]: Note.\n", "N008"),
        ("A.[^x]\n\n[^x] Note.\n", "A.[^x]\n\n[^x]: Note.\n", "N005"),
        ("A.[^x]\n\n[^x] : Note.\n", "A.[^x]\n\n[^x]: Note.\n", "N005"),
    ],
)
def test_what_is_certain_is_mended(before: str, after: str, code: str, tmp_path: Path) -> None:
    """One mend, at its place, by the rule that finds the fault; read anew, nothing is wrong."""
    manuscript, found = offered(tmp_path / "a", before)
    [mend] = found
    assert code == mend.rule.code
    text = fixing.mended(manuscript.sources[ONE], found)
    assert f"# One\n\n{after}" == text
    again, more = offered(tmp_path / "b", after)
    assert () == more
    assert [] == [one.message for one in check(again)]


@pytest.mark.parametrize(
    "text",
    [
        "A.[^x]\n[^x]: Note.\nIs this of the note, or of the text?\n",
        "A.[^x] and [^x]: in a line.\n",
        "A.[^gibon]\n\n[^gibbon]: A letter is missing: that is a guess.\n",
        "A.[^x]\n\n[^x] One.\n\n[^x] Or this?\n",
        "A.[^x]\n\n`[^x]` Code.\n",
        "A.\n\n[^x] Nothing else calls it.\n",
        "A.\n[^x]: Never called: it would be another finding.\n",
        "A.[^Ab]\n\n[^ab]: One.\n\n[^AB]: Two.\n\nB.[^ab][^AB]\n",
        "A.\\[^X]\n\n[^x]: X.\n\nB.[^x]\n",
    ],
)
def test_what_is_not_certain_is_left_alone(text: str, tmp_path: Path) -> None:
    """Nothing is guessed: where two mends are thinkable, or another fault would come, none is."""
    assert () == offered(tmp_path, text)[1]


def test_a_label_of_another_file_counts_as_well(tmp_path: Path) -> None:
    """A note of `notes/` is at hand in each chapter; one of another chapter is another note."""
    manuscript, found = offered(tmp_path / "a", "A.[^Rome]\n", "- id: rome\n  text: Note.\n")
    assert "A.[^rome]\n" in fixing.mended(manuscript.sources[ONE], found)
    files = {ONE: "# One\n\nA.[^Rome]\n", "chapters/2.md": "# Two\n\nB.[^rome]\n\n[^rome]: R.\n"}
    assert () == fixing.mends(read(tmp_path / "b", files))


def test_a_mend_is_shown_as_a_diff(tmp_path: Path) -> None:
    """It is a unified diff of the file, with the line before and after."""
    manuscript, found = offered(tmp_path, "A.[^X]\n\n[^x]: X.")
    assert (
        "--- a/chapters/01-one.md\n+++ b/chapters/01-one.md\n@@ -1,5 +1,5 @@\n # One\n \n"
        "-A.[^X]\n+A.[^x]\n \n [^x]: X.\n\\ No newline at end of file\n"
    ) == fixing.diff(manuscript.sources[ONE], found)


PIECES = st.lists(
    st.sampled_from(
        [
            "Words of a paragraph.[^a]",
            "Another one.[^B] And more.[^c]",
            "[^a]: The note a.",
            "[^b]: The note b,\n    which goes on.\n\n    In two paragraphs.",
            "[^c] The note c without its colon.",
            "[^c] : Another try.",
            "> Quoted.[^d]\n> [^d]: In the quotation.",
            "- An item.[^a]\n- Another.[^D]",
            "```\n[^a]: code [^B]\n```",
            "    [^c] code",
            "Text `[^A]` and \\[^A] and [^É].",
            "[^e\u0301]: With an accent.",
            "## A heading.[^b]",
            "| a | b[^C] |\n|---|---|\n| c | d |",
            "^[Inline, with [^a] in it.] after.",
        ]
    ),
    min_size=1,
    max_size=7,
)


def told(manuscript: Manuscript) -> Counter[tuple[str, str]]:
    """Count the findings of a manuscript, apart from their lines."""
    return Counter(
        (one.rule.code, re.sub(r":\d+:\d+", "", one.message)) for one in check(manuscript)
    )


@settings(max_examples=30, deadline=None)
@given(PIECES, st.lists(st.sampled_from(["\n", "\n\n"]), min_size=7, max_size=7))
def test_a_mend_changes_nothing_else(pieces: Sequence[str], ends: Sequence[str]) -> None:
    """After all mends their findings are gone, no other has come, and each word is there still."""
    text = "".join(piece + end for piece, end in zip(pieces, ends, strict=False))
    with TemporaryDirectory() as folder:
        manuscript, found = offered(Path(folder), text)
        source = manuscript.sources[ONE]
        after = fixing.mended(source, found)
        write(Path(folder), {ONE: after}, BOOK_YAML + f"    - {ONE}\n")
        again = reading.read(Path(folder))
    was, now = told(manuscript), told(again)
    assert Counter() == now - was
    gone = Counter(code for (code, _), n in (was - now).items() for _ in range(n))
    assert Counter(mend.rule.code for mend in found) <= gone
    bare = re.compile(r"\[\^[^\]]*\]\s?:?|\s|>")
    assert bare.sub("", source.text) == bare.sub("", after)
    register = open_register(again)
    for mend in found:
        [label] = re.findall(r"`([^`]+)`", mend.what)
        assert 1 == len(register.meaning(ONE, label))
