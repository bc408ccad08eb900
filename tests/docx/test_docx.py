"""A manuscript as a Word file: each note a footnote with its name, and proofread as bytes."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from scholiast import docx, reading
from scholiast.docx.container import PARSER, Element, W, as_bytes, unzipped, zipped
from scholiast.docx.rules import RULES
from scholiast.docx.table import Table, from_xml
from scholiast.manuscript import Manuscript
from tests import books

SAMPLE = Path(__file__).parents[1] / "sample"
MODIFIED = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def sample() -> Manuscript:
    """Return the sample book, read."""
    return reading.read(SAMPLE)


@pytest.fixture(scope="module")
def made(sample: Manuscript) -> bytes:
    """Return the sample book as a Word file."""
    return docx.render(sample, MODIFIED)


def table(data: bytes) -> Table:
    """Return the table in a Word file."""
    found = from_xml(unzipped(data)["customXml/item1.xml"])
    assert found is not None
    return found


def test_every_note_is_a_footnote(sample: Manuscript, made: bytes) -> None:
    """The sample's notes, inline, shared and nested ones among them, are all proved."""
    findings, proved = docx.proofread("a.docx", made, docx.wanted(sample))
    assert ([], 10) == (findings, proved)


def test_the_same_manuscript_gives_the_same_bytes(sample: Manuscript, made: bytes) -> None:
    """Neither the hour nor the machine is in the file."""
    assert made == docx.render(sample, MODIFIED)
    assert b"2026-05-01T00:00:00Z" in unzipped(made)["docProps/core.xml"]


def test_the_table_says_what_each_note_is(made: bytes) -> None:
    """Labels, kinds and files are in the file, by the names of bookmarks."""
    rows = {(row.label, row.kind, row.home, row.nested, row.inline) for row in table(made).notes}
    assert ("proverb", "editor", "notes/rome.yaml", False, False) in rows
    assert ("censor", "author", "notes/rome.yaml", True, False) in rows
    assert ("inline-1", "author", "chapters/preface.md", False, True) in rows
    paths = [chapter.path for chapter in table(made).chapters]
    assert ["chapters/preface.md", "chapters/rome.md"] == paths[:2]


def test_what_word_has_not_stands_as_it_is_typed(tmp_path: Path) -> None:
    """Attributes, citations, formulas and divisions are text in a style of their own."""
    text = "# A {#a}\n\n::: {.box}\n[x]{.index} $y^2$ [@k, p. 1] ^[in [@k]].\n:::\n"
    data = docx.render(books.read(tmp_path, {"chapters/a.md": text}), MODIFIED)
    tree = etree.fromstring(unzipped(data)["word/document.xml"], PARSER)
    typed = [
        "".join(t.text for t in run.iter(f"{W}t"))
        for run in tree.iter(f"{W}r")
        for style in run.iter(f"{W}rStyle")
        if style.get(f"{W}val") == "ScholiastCode"
    ]
    assert ["{#a}", "[", "]{.index}", "$y^2$", "[@k, p. 1]"] == [one.strip() for one in typed]


def test_a_further_call_is_a_field(made: bytes) -> None:
    """Word has one reference for each footnote; others are fields that repeat its number."""
    tree = etree.fromstring(unzipped(made)["word/document.xml"], PARSER)
    fields = [one.text for one in tree.iter(f"{W}instrText")]
    assert 1 == len(fields)
    assert fields[0].startswith(" NOTEREF _schc2_")


def edited(data: bytes, part: str, edit: Callable[[Element], None]) -> bytes:
    """Return a Word file with one part edited."""
    parts = unzipped(data)
    tree = etree.fromstring(parts[part], PARSER)
    edit(tree)
    return zipped({**parts, part: as_bytes(tree)})


def drop_reference(tree: Element) -> None:
    """Take out the first reference to a footnote."""
    one = next(tree.iter(f"{W}footnoteReference"))
    one.getparent().remove(one)


def drop_footnote(tree: Element) -> None:
    """Take out the last footnote."""
    tree.remove(tree[-1])


def change_words(tree: Element) -> None:
    """Change a word of the last footnote."""
    one = list(tree[-1].iter(f"{W}t"))[-1]
    one.text = "Other words."


def drop_bookmarks(tree: Element) -> None:
    """Take out the bookmarks of all footnotes."""
    etree.strip_elements(tree, f"{W}bookmarkStart", f"{W}bookmarkEnd", with_tail=False)


def swap_notes(tree: Element) -> None:
    """Let the first two references lead to each other's footnotes."""
    first, second, *_ = tree.iter(f"{W}footnoteReference")
    name = f"{W}id"
    first.attrib[name], second.attrib[name] = second.attrib[name], first.attrib[name]


def drop_chapter(tree: Element) -> None:
    """Take out the line of the first chapter."""
    body = tree[0]
    body.remove(next(body.iter(f"{W}p")))


def leave_sign(tree: Element) -> None:
    """Leave a private character in the text."""
    next(tree.iter(f"{W}t")).text += "\U000f0000"


def add_reference(tree: Element) -> None:
    """Refer to the last footnote once more, behind it."""
    *_, last = tree.iter(f"{W}footnoteReference")
    again = etree.Element(f"{W}footnoteReference")
    again.set(f"{W}id", last.get(f"{W}id"))
    last.addnext(again)


DOCUMENT, NOTES = "word/document.xml", "word/footnotes.xml"


@pytest.mark.parametrize(
    ("code", "part", "edit"),
    [
        ("V402", DOCUMENT, drop_reference),
        ("V402", NOTES, drop_footnote),
        ("V403", NOTES, change_words),
        ("V404", NOTES, drop_bookmarks),
        ("V405", DOCUMENT, swap_notes),
        ("V405", DOCUMENT, add_reference),
        ("V406", DOCUMENT, drop_chapter),
        ("V407", DOCUMENT, leave_sign),
    ],
)
def test_each_fault_is_found(
    sample: Manuscript, made: bytes, code: str, part: str, edit: Callable[[Element], None]
) -> None:
    """A verifier that never failed proves nothing: each rule has a copy that breaks it."""
    findings, proved = docx.proofread("a.docx", edited(made, part, edit), docx.wanted(sample))
    assert code in {finding.rule.code for finding in findings}
    assert proved < 10 or code in {"V405", "V406", "V407"}


def test_what_is_no_word_file_is_said_to_be_none(sample: Manuscript) -> None:
    """Bytes that are no container are a finding, not a crash."""
    [finding], proved = docx.proofread("a.docx", b"PK", docx.wanted(sample))
    assert ("V401", 0) == (finding.rule.code, proved)


def test_rules_are_explained() -> None:
    """Each rule says what happened and why it matters."""
    assert [] == [rule.code for rule in RULES if len(rule.explanation) < 100]
