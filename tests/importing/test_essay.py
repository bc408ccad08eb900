"""Essays whose note numbers are glued to the words, from raw text to a book that passes."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from scholiast import reading
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.importing import Import, import_text, report_lines, write_import
from tests.books import MODIFIED
from tests.importing.helpers import CANAL, SHARED, chapter, read_back


@dataclass(frozen=True)
class Essay:
    """An essay to try, and what is known of it."""

    path: Path
    notes: int
    taken: int
    """How many of its first lines are not in the chapter, but in book.yaml."""
    plain: str
    """Numbers of the text that are no notes, parted by bars."""


ESSAYS = (
    Essay(
        CANAL,
        notes=14,
        taken=1,
        plain="1848|1831|12 arches|340 pages|37 percent|7,000,000|19,500,000|50-percent|1792"
        "|3 May|11 hours|3.14|No.5|vol.2|p.12|H2O|1850s|1853|4 pounds|1917|1,204",
    ),
    Essay(
        SHARED / "manuscripts" / "history-of-separation-afterword.txt",
        notes=63,
        taken=1,
        plain="1891|1892|1917|7,000,000|19,000,000|37 percent|50-percent|"
        "1930s|1970s|1875|1882|1972",
    ),
)


@pytest.fixture(params=ESSAYS, ids=lambda essay: essay.path.stem)
def essay(request: pytest.FixtureRequest) -> Essay:
    """Return each essay that is there."""
    found: Essay = request.param
    if not found.path.exists():
        pytest.skip(f"{found.path.name} is not there")
    return found


@pytest.fixture
def imported(essay: Essay) -> Import:
    """Return the import of an essay."""
    return import_text(essay.path.read_bytes(), essay.path.name)


def test_every_number_of_the_run_is_a_call(essay: Essay, imported: Import) -> None:
    """The calls are 1 … n, each once, in order; none is missing and none unsure."""
    wanted = [str(number) for number in range(1, essay.notes + 1)]
    assert wanted == re.findall(r"\[\^([^\]]+)\]", chapter(imported))
    assert wanted == [label for _, label, _ in imported.sure]
    assert min(sure for _, _, sure in imported.sure) > 0.98
    assert imported.confidence > 0.98
    assert not [one for one in imported.findings if one.rule.code in {"X010", "X011", "X012"}]


def test_numbers_of_the_text_stay_in_the_text(essay: Essay, imported: Import) -> None:
    """No year, amount, share or page is taken for a call."""
    text = "\n".join(re.sub(r"⟦\d+⟧", "", block) for block in read_back(chapter(imported)))
    assert [] == [number for number in essay.plain.split("|") if number not in text]


def test_the_chapter_is_the_text_letter_for_letter(essay: Essay, imported: Import) -> None:
    """With the calls written back as numbers, pandoc reads the very lines of the source."""
    source = essay.path.read_text(encoding="utf-8").split("\n")
    lines = [line.strip() for line in source if line.strip()]
    lines = [line for line in lines[essay.taken :] if not line.startswith("by ")]
    blocks = [re.sub(r"⟦(\d+)⟧", r"\1", block) for block in read_back(chapter(imported)) if block]
    assert lines == [line for block in blocks for line in block.split("\n")]


def test_each_call_is_where_its_number_was(essay: Essay, imported: Import) -> None:
    """The place that is reported for a call is that of its digits in the source."""
    for place, label, _ in imported.sure:
        assert place.start is not None
        start = imported.source.offset(place.start)
        assert label == imported.source.text[start : start + len(label)]


def test_sections_are_parted_by_breaks(essay: Essay, imported: Import) -> None:
    """Where the text leaves two lines blank, a thematic break stands, and nowhere else."""
    source = essay.path.read_text(encoding="utf-8").strip()
    assert len(re.findall(r"\n\n\n+", source)) == chapter(imported).count("\n* * *\n")


def test_the_opening_lines_name_the_book(essay: Essay, imported: Import) -> None:
    """The first line is the book's title, the second that of its chapter."""
    title, heading, *_ = (line for line in imported.source.text.split("\n") if line)
    assert title == imported.title
    assert heading == read_back(chapter(imported))[0]
    assert "kind: afterword" in imported.files["book.yaml"]


def test_from_raw_text_to_a_book(essay: Essay, imported: Import, tmp_path: Path) -> None:
    """The import is checked: every missing note is named; written, the book holds them all."""
    write_import(imported, tmp_path / "book")
    findings = check(reading.read(tmp_path / "book"))
    missing = [one for one in findings if one.rule.code == "N015"]
    assert essay.notes == len(missing)
    assert {"N015"} == {one.rule.code for one in findings if one.severity.value == "error"}

    draft = compose(reading.read(tmp_path / "book"), draft=True, modified=MODIFIED)
    assert [True] * essay.notes == [note.missing for note in draft.notes]

    notes = tmp_path / "book" / "notes" / "notes.yaml"
    filled = re.sub(
        r'(- id: "(\d+)"\n  )missing: true', r"\1text: Note \2 *is* here.", notes.read_text()
    )
    notes.write_text(filled)
    manuscript = reading.read(tmp_path / "book")
    assert [] == [one for one in check(manuscript) if one.severity.value == "error"]
    book = compose(manuscript, modified=MODIFIED)
    wanted = [f"Note {number} is here." for number in range(1, essay.notes + 1)]
    assert wanted == [note.text for note in book.notes]
    assert [str(number) for number in range(1, essay.notes + 1)] == [n.number for n in book.notes]


def test_entries_show_the_words_around_their_calls(essay: Essay, imported: Import) -> None:
    """Over each entry stands a comment with the words that its call follows."""
    lines = imported.files["notes/notes.yaml"].split("\n")
    for number in range(1, essay.notes + 1):
        index = lines.index(f'- id: "{number}"')
        comment = lines[index - 1]
        assert comment.startswith("# ")
        assert f"[^{number}]" in comment
        assert len(comment) > 40


def test_the_report_says_what_was_found(essay: Essay, imported: Import) -> None:
    """The report names the title, the number of calls, how sure they are, and what to do."""
    report = "\n".join(report_lines(imported))
    assert report.startswith(imported.title)
    assert f"{essay.notes} note calls found, 99." in report
    assert f"{essay.notes} notes without text" in report


def test_the_author_is_named_where_the_text_does() -> None:
    """A line `by …` under the title names the author."""
    imported = import_text(CANAL.read_bytes(), CANAL.name)
    assert "- name: Hanna Oster" in imported.files["book.yaml"]
    assert ["by Hanna Oster"] == [one.text for one in imported.left_out]


def test_line_ends_do_not_matter() -> None:
    """CRLF, CR, a byte order mark and UTF-16 give the same manuscript as LF and UTF-8."""
    text = CANAL.read_text(encoding="utf-8")
    wanted = import_text(text.encode(), "canal.txt").files
    for data in (
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + text.encode(),
        text.encode("utf-16"),
        text.encode("utf-32"),
    ):
        assert wanted == import_text(data, "canal.txt").files
