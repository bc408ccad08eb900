"""Notes moved to `notes/` and back: the book stays the same, and what is not moved is told."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import reading
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.manuscript import Manuscript
from scholiast.noting.extracting import extract
from scholiast.noting.inlining import inline
from scholiast.noting.model import Changes, RefusedError
from scholiast.noting.moving import chapter
from scholiast.saving import save
from scholiast.source import Span
from tests.books import BOOK_YAML, MODIFIED, read

ONE = "chapters/01-one.md"
TWO = "chapters/02-two.md"


def book(manuscript: Manuscript) -> Any:
    """Return chapters and notes of a book as they are printed, wherever they were written."""
    assert [] == [one for one in check(manuscript) if one.rule.severity.value == "error"]
    made = compose(manuscript, modified=MODIFIED)
    nowhere = Span("")
    notes = [
        replace(
            note,
            body=_even(note.body),
            place=nowhere,
            references=tuple(replace(one, place=nowhere) for one in note.references),
        )
        for note in made.notes
    ]
    return [(one.title_xhtml, _even(one.body), one.text) for one in made.chapters], notes


def _even(fragment: str) -> str:
    """Return a fragment without the line ends between blocks, which are no part of a text."""
    return re.sub(r"(?<=>)\s*\n\s*(?=<)", "", fragment)


def changed(manuscript: Manuscript, changes: Changes) -> Manuscript:
    """Return a manuscript with changes written to its folder."""
    save(manuscript.root, changes.files)
    return reading.read(manuscript.root)


def two(folder: Path, one: str, other: str = "Nothing.", **more: str) -> Manuscript:
    """Return a manuscript of two chapters, with more files."""
    files = {ONE: f"# One\n\n{one}", TWO: f"# Two\n\n{other}\n", **more}
    return read(folder, files, BOOK_YAML + f"    - {ONE}\n    - {TWO}\n")


NASTY = [
    "A plain note.",
    "Two lines\n    of a note.",
    "A lazy\nline.",
    "First paragraph.\n\n    Second paragraph: with a colon, # a sign, and 'quotes'.",
    "\n\n    - a list\n    - of items\n\n      with a paragraph",
    "\n    > quoted\n    > lines",
    "Code:\n\n    ```python\n    def f(): # no comment\n        return {'a': 1}\n\n    x\n    ```",
    "Code by indent:\n\n        four spaces\n          and six\n\n        after a blank line",
    "A table:\n\n    | a | b |\n    |---|--:|\n    | 1 | 2 |",
    "{.translator} A note of another hand.",
    "{.editor}\n\n    1. a list\n    2. of another hand",
    "Calls another.[^n0]",
    "With an inline note.^[Inside *it*.]",
    "- item\n- item",
    "key: value",
    "'single' \"double\" \\*escaped\\* `code` $x^2$ &amp; <b>raw</b>",
    "@ % ! & * ? | - [ ] { } # , > no YAML",
    "%YAML directive",
    "--- dashes",
    "~",
    "null",
    "1999",
    "Hard break  \n    here.\\\n    And here.",
    "Tab\there and trailing space \n    next",
    "Unicode: é e\u0301 漢字 \u2028 \u00a0 end.",
    "Text.\n\n\n    After two empty lines.",
    'A [link](https://example.org/a_(b) "title"), <https://example.org>.',
    "\n    | verse\n    |   indented\n    | end",
    "Term\n    :   definition",
    "See @note:n0, and [Two](02-two.md).",
    "{braces} that are text.",
    "*emphasis* first",
    "“Quoted” first, ‘too’.",
    "![An image](../images/milestone.png)",
    "[ref] of the chapter.",
]


def with_notes(bodies: list[str]) -> str:
    """Return a chapter that calls a note for each body, the first never from another."""
    calls = " ".join(f"Word {n}.[^n{n}]" for n in range(len(bodies)))
    notes = "\n\n".join(f"[^n{n}]: {body}" for n, body in enumerate(bodies))
    return f"{calls}\n\n{notes}\n\n[ref]: https://example.org\n"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(NASTY), min_size=1, max_size=6))
def test_there_and_back_the_book_is_the_same(bodies: list[str]) -> None:
    """By `extract` and then `inline` not a byte of what is printed changes; nothing is lost."""
    with TemporaryDirectory() as folder:
        sample = Path(__file__).parents[1] / "sample" / "images" / "milestone.png"
        (Path(folder) / "images").mkdir()
        (Path(folder) / "images" / "milestone.png").write_bytes(sample.read_bytes())
        before = two(Path(folder), with_notes(["The first.", *bodies]))
        printed = book(before)
        out = extract(before, "one")
        labels = {f"n{n}" for n in range(len(bodies) + 1)}
        assert labels == {*out.labels, *(_label(one.message) for one in out.left)}
        assert "n0" in out.labels
        there = changed(before, out)
        assert printed == book(there)
        assert set(out.labels) == {entry.label for entry in there.notes if not entry.inline}
        back = inline(there, "one")
        assert set(out.labels) == {*back.labels, *(_label(one.message) for one in back.left)}
        assert printed == book(changed(there, back))


def _label(message: str) -> str:
    return message.split("`")[1]


TIED = ("image", "[ref]", "02-two.md")
"""What names something of its chapter."""


@pytest.mark.parametrize("body", [one for one in NASTY if not any(word in one for word in TIED)])
def test_each_body_can_be_moved(body: str, tmp_path: Path) -> None:
    """What depends on nothing in its chapter is moved, both ways."""
    before = two(tmp_path, with_notes(["The first.", body]))
    out = extract(before, "one")
    assert ("n0", "n1") == out.labels
    there = changed(before, out)
    back = inline(there, "one")
    assert ({"n0", "n1"}, ()) == (set(back.labels), back.left)


def test_what_stays_is_told(tmp_path: Path) -> None:
    """A label of two chapters, a definition in a quotation, a link reference: each is named."""
    one = "A.[^1] B.[^q] C.[^r] D.[^ok]\n\n[^1]: One.\n\n> [^q]: Quoted.\n\n"
    one += "[^r]: See [ref].\n\n[^ok]: Fine.\n\n[ref]: https://example.org\n"
    files = {"notes/old.yaml": "- id: z\n  text: Z.\n"}
    manuscript = two(tmp_path, one, "F.[^1][^z]\n\n[^1]: Another.\n", **files)
    out = extract(manuscript, ONE)
    assert ("ok",) == out.labels
    said = {_label(one.message): one.message for one in out.left}
    assert {"1", "q", "r"} == said.keys()
    assert "its label means another note, at chapters/02-two.md" in said["1"]
    assert "in a quotation or a list" in said["q"]
    assert "read as something else" in said["r"]
    assert {"notes/one.yaml", ONE} == out.files.keys()


def test_a_file_keeps_its_entries_and_comments(tmp_path: Path) -> None:
    """Entries are added at its end and taken out of its middle; no other byte of it changes."""
    notes = (
        "# Of the book.\n\n  - id: a   # first\n    # within\n    text: A.  # behind\n"
        "  # Between.\n  - id: 'b'\n    kind: editor\n    text: >-\n      Folded\n      text.\n"
        "\n  # The last.\n  - {id: c, text: C.}\n"
    )
    text = "One.[^a] Two.[^new]\n\n[^new]: Brand *new*.\n"
    manuscript = two(tmp_path, text, "Three.[^b][^c]", **{"notes/n.yaml": notes})
    printed = book(manuscript)
    there = changed(manuscript, extract(manuscript, "one", "notes/n.yaml"))
    grown = (tmp_path / "notes" / "n.yaml").read_text()
    assert f"{notes}  - id: new\n    text: Brand *new*.\n" == grown
    back = inline(there, "two")
    assert ("b", "c") == back.labels
    after = changed(there, back)
    assert printed == book(after)
    left = (tmp_path / "notes" / "n.yaml").read_text()
    assert left == (
        "# Of the book.\n\n  - id: a   # first\n    # within\n    text: A.  # behind\n"
        "  # Between.\n\n  # The last.\n  - id: new\n    text: Brand *new*.\n"
    )
    empty = changed(after, inline(after, "one"))
    assert printed == book(empty)
    comments = (tmp_path / "notes" / "n.yaml").read_text()
    for comment in (
        "# Of the book.",
        "# first",
        "# within",
        "# behind",
        "# Between.",
        "# The last.",
    ):
        assert comment in comments


def test_notes_of_two_chapters_and_missing_ones_stay(tmp_path: Path) -> None:
    """What several chapters call belongs to none; what is missing has no text to be moved."""
    notes = "both: For both.\nown:\n  kind: editor\n  text: Own.[^deep]\ngone: {missing: true}\n"
    notes += "deep: |\n  Within.\n"
    text = "One.[^both][^own][^gone]\n"
    manuscript = two(tmp_path, text, "Two.[^both]", **{"notes/n.yaml": notes})
    out = inline(manuscript, "one")
    assert {"own", "deep"} == set(out.labels)
    assert {"both", "gone"} == {_label(one.message) for one in out.left}
    after = changed(manuscript, out)
    text = after.sources[ONE].text
    assert "[^own]: {.editor} Own.[^deep]\n\n[^deep]: Within.\n" in text
    assert "both: For both.\ngone: {missing: true}\n" == after.sources["notes/n.yaml"].text


def test_the_last_note_takes_its_file_with_it(tmp_path: Path) -> None:
    """A file in which nothing is left, no comment either, is gone; and is made again."""
    notes = {"notes/one.yaml": "- id: a\n  text: A.\n"}
    manuscript = two(tmp_path, "One.[^a]\n", **notes)
    after = changed(manuscript, inline(manuscript, "one"))
    assert not (tmp_path / "notes" / "one.yaml").exists()
    changed(after, extract(after, "one"))
    assert notes["notes/one.yaml"] == (tmp_path / "notes" / "one.yaml").read_text()


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("three", None, "no chapter is called `three`"),
        ("one", "../n.yaml", "is no YAML file of `notes/`"),
        ("one", "notes/n.txt", "is no YAML file of `notes/`"),
        ("one", "notes/flow.yaml", "can't be added to"),
    ],
)
def test_what_cannot_be_done_is_refused(
    name: str, to: str | None, said: str, tmp_path: Path
) -> None:
    """A chapter or file that is none is refused by its name, and nothing changes."""
    flow = {"notes/flow.yaml": "[{id: z, text: Z.}]\n"}
    manuscript = two(tmp_path, "A.[^a]\n\n[^a]: A note.\n", "[^z]", **flow)
    with pytest.raises(RefusedError, match=re.escape(said)) as refused:
        extract(manuscript, name, to)
    assert "M062" == refused.value.finding.rule.code


def test_a_note_with_sources_stays(tmp_path: Path) -> None:
    """Sources are data, which the style prints: a definition could only cite them."""
    notes = "- id: a\n  sources: ['gib, p. 3']\n  text: See it.\n- id: b\n  text: B.\n"
    bib = "@book{gib, author={A. Gib}, title={G}, year={1900}}\n"
    files = {ONE: "# One\n\nA.[^a] B.[^b]\n", "notes/n.yaml": notes, "r.bib": bib}
    yaml = BOOK_YAML.replace("spine:", "bibliography: r.bib\nspine:") + f"    - {ONE}\n"
    out = inline(read(tmp_path, files, yaml), "one")
    assert ("b",) == out.labels
    assert ["note `a` was left where it is: a definition has no place for its `sources`"] == [
        one.message for one in out.left
    ]


def test_a_chapter_is_called_by_many_names(tmp_path: Path) -> None:
    """By its path, its file's name, stem or number, and by its id."""
    manuscript = two(tmp_path, "A.\n")
    for name in (TWO, "02-two.md", "02-two", "02", "two"):
        assert TWO == chapter(manuscript, name).path
