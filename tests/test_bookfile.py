"""`book.yaml`, notes and headers are read with places; every fault is told once, nothing raises."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.bookfile import (
    BookFileReading,
    read_book_file,
    read_header,
    read_notes_file,
    split_source,
)
from scholiast.source import Source

SAMPLE = (Path(__file__).parent / "sample/book.yaml").read_text()


def book(text: str) -> BookFileReading:
    """Return the reading of a `book.yaml`."""
    return read_book_file(Source("book.yaml", text))


def test_the_sample_is_read() -> None:
    """The book has its metadata and spine, and each value its place."""
    reading = book(SAMPLE)
    assert () == reading.problems
    assert reading.file is not None
    assert "Roads and Walls" == reading.file.title
    assert "book.yaml:1:8" == str(reading.places["title"])
    assert "book.yaml:26:11" == str(reading.places["spine.body.0.chapters.0"])


def test_text_stays_as_typed() -> None:
    """A title that is a number and an edition such as 1.10 are texts, `no` is Norwegian."""
    reading = book("title: 1984\nlanguage: no\nedition: 1.10\nspine: {body: [a.md]}\n")
    assert reading.file is not None
    assert ("1984", "no", "1.10") == (
        reading.file.title,
        reading.file.language,
        reading.file.edition,
    )


def test_what_is_right_is_read_despite_what_is_wrong() -> None:
    """Faults in some keys leave the rest, so that chapters are checked in the same run."""
    reading = book("titel: Rome\nlanguage: en\nspine: {body: [a.md, [b.md], c.md]}\nslug: A B\n")
    codes = sorted(problem.rule.code for problem in reading.problems)
    assert ["M012", "M013", "M013", "M014"] == codes
    assert reading.file is not None
    assert ("a.md", "c.md") == reading.file.spine.body


@pytest.mark.parametrize("key", ["spine", "subjects", "contributors", "identifiers", "series"])
@pytest.mark.parametrize("value", ["x", "[x, [y]]", "{a: b}", "[{a: b}]", "''", "[null]", "7"])
def test_a_value_of_a_wrong_kind_is_one_fault_or_more(key: str, value: str) -> None:
    """Every fault has a place in the file and no words of pydantic or Python."""
    for problem in book(
        f"title: Rome\nlanguage: en\nspine: {{body: [a]}}\n{key}: {value}\n"
    ).problems:
        assert problem.place is not None
        assert not any(word in problem.message for word in ("Input", "tuple", "str", "dict"))


@given(st.lists(st.sampled_from([*SAMPLE.splitlines(), "", "  - x", "a: [", "---", "x: {y: z}"])))
def test_no_book_file_raises(lines: list[str]) -> None:
    """Lines of a book in any order give a book, or problems that say why there is none."""
    reading = book("\n".join(lines))
    assert reading.file is not None or reading.problems


def test_notes_in_three_ways() -> None:
    """A list of entries, a mapping of entries and a mapping of texts mean the same."""
    ways = (
        "- id: a\n  text: One.\n- id: b\n  text: Two.\n",
        "a: {text: One.}\nb:\n  id: b\n  text: Two.\n",
        "a: One.\nb: |\n  Two.\n",
    )
    for text in ways:
        reading = read_notes_file(Source("notes/n.yaml", text))
        assert () == reading.problems
        assert [("a", "One."), ("b", "Two.")] == [
            (entry.model.id, entry.model.text) for entry in reading.entries
        ]


def test_a_note_knows_its_places() -> None:
    """An entry is at its id, its text where the text begins; without text both are one."""
    source = Source("notes/n.yaml", "- id: a\n  text: >\n    One.\n- id: b\n  missing: true\n")
    one, two = read_notes_file(source).entries
    assert ("notes/n.yaml:1:7", "notes/n.yaml:2:9") == (str(one.place), str(one.text_place))
    assert str(two.place) == str(two.text_place)
    assert two.model.missing


@given(st.text(alphabet="ab: -[]{}|>'\n,idtext", max_size=60))
def test_no_notes_file_raises(text: str) -> None:
    """Whatever stands in a file of notes, it is read or refused with a reason."""
    read_notes_file(Source("notes/n.yaml", text))


@pytest.mark.parametrize(
    ("citation", "parts"),
    [
        ("gibbon1776", ("gibbon1776", None)),
        ("@gibbon1776, p. 12", ("gibbon1776", "p. 12")),
        ("doi:10.1000/182 , ch. 3, n. 4", ("doi:10.1000/182", "ch. 3, n. 4")),
        ("{https://example.org/a?b=c}, 7", ("https://example.org/a?b=c", "7")),
        ("蘇軾1082, 卷一", ("蘇軾1082", "卷一")),
    ],
)
def test_a_source_is_a_key_and_a_locator(citation: str, parts: tuple[str, str | None]) -> None:
    """A source is written as pandoc writes citations, the locator behind the first comma."""
    assert parts == split_source(citation)


@pytest.mark.parametrize("citation", ["", "a b", "p. 12, gibbon", "gibbon1776,", "@", "[@x]"])
def test_what_is_no_source_is_refused(citation: str) -> None:
    """Words that are no citation key are no source."""
    with pytest.raises(ValueError, match="citation key"):
        split_source(citation)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("close", ["---", "...", "---  "])
def test_a_header_ends_before_the_text(ends: str, close: str) -> None:
    """The text begins behind the closing line, whatever the line ends are."""
    source = Source("a.md", f"---\ntitle: Rome\nnumbered: no\n{close}\nText.\n".replace("\n", ends))
    reading = read_header(source)
    assert {"title": "Rome", "numbered": False} == reading.header
    assert f"Text.{ends}" == source.text[reading.end_offset :]
    assert () == reading.problems


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n---\n",
        "---\n\ntitle: x\n---\n",
        "---\nA sentence.\n---\n",
        "----\na: b\n----\n",
        "---",
    ],
)
def test_a_rule_is_no_header(text: str) -> None:
    """A line of hyphens above plain text or an empty line is a rule, and the text keeps it."""
    reading = read_header(Source("a.md", text))
    assert (0, {}, ()) == (reading.end_offset, reading.header, reading.problems)


def test_an_empty_header_is_one() -> None:
    """A header may hold nothing but a comment."""
    reading = read_header(Source("a.md", "---\n# nothing\n---\nText.\n"))
    assert (18, {}, ()) == (reading.end_offset, reading.header, reading.problems)


@given(st.text(alphabet="-.ab: \n\r[{'#", max_size=50).map(lambda text: "---\n" + text))
def test_no_header_raises(text: str) -> None:
    """Whatever follows a line of hyphens, the text after the header begins within the file."""
    assert 0 <= read_header(Source("a.md", text)).end_offset <= len(text)
