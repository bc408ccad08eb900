"""Texts of Project Gutenberg: frame, headings, notes in brackets, verse; and no word lost."""

import re
from collections import Counter
from pathlib import Path

import pytest

from scholiast import reading
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.importing import Import, import_text, write_import
from tests.books import MODIFIED
from tests.importing.helpers import SHARED, WELL, held, words

MIDEWIWIN = SHARED / "corpora" / "midewiwin" / "19368-0.txt"


@pytest.fixture
def well() -> Import:
    """Return the import of our own small text of that kind."""
    return import_text(WELL.read_bytes(), WELL.name)


def chapters(imported: Import) -> list[str]:
    """Return the texts of the chapters in order."""
    return [text for path, text in imported.files.items() if path.startswith("chapters/")]


def test_the_frame_is_left_out_and_reported(well: Import) -> None:
    """Header, credits, licence and title page are in no file; the report holds them all."""
    manuscript = "\n".join(well.files.values())
    for words_of_frame in ("no part of the book", "Produced by", "would be a licence"):
        assert words_of_frame not in manuscript
        assert any(words_of_frame in one.text for one in well.left_out)
    assert {"X022"} == {f.rule.code for f in well.findings if "left out" in f.message}


def test_the_header_names_book_and_people(well: Import) -> None:
    """Title, subtitle, author, translators and language come from the header."""
    wanted = (
        "title: The Well at Orsk\nsubtitle: A Village History in Two Chapters\nlanguage: en\n"
        "contributors:\n  - name: Ilse Brandt\n  - name: P. Marsh\n    role: translator\n"
        "  - name: Q. Fenn\n    role: translator\n"
    )
    assert well.files["book.yaml"].startswith(wanted)


def test_chapters_and_sections(well: Import) -> None:
    """What counts is a chapter, with the title under its number; capitals are sections then."""
    headings = [line for one in chapters(well) for line in one.split("\n") if line[:1] == "#"]
    wanted = ["# PREFACE.", "# CHAPTER I. The Digging", "# CHAPTER II. The Drinking"]
    assert [*wanted, "## THE END OF IT"] == headings


def test_notes_keep_their_numbers_in_their_chapter(well: Import) -> None:
    """`[Footnote 1: …]` becomes a definition in the chapter of its call, whole and unwrapped."""
    preface, digging, drinking = chapters(well)
    note = r"[^1]: The month has thirty-one days \[as every carrier knows\], and all are long."
    assert note in preface
    first = "[^1]: So the parish book; the *Chronicle* names them both. It was written later.\n\n"
    assert first + "    And by another hand.\n" in digging
    assert "[^A]: It is in the museum." in digging
    assert "And who was there to spill it?[^2]\n" in digging
    assert "[^1]: See page 2." in drinking


def test_calls_and_notes_without_each_other(well: Import) -> None:
    """A call without a note gets an entry, a note without a call stays; both are reported."""
    assert '- id: "3"\n  missing: true' in well.files["notes/notes.yaml"]
    assert "[^4]: This note belongs to nothing." in chapters(well)[2]
    codes = {one.rule.code: one.message for one in well.findings}
    assert "note `4` is never called" == codes["X015"]
    assert "X011" in codes


def test_shapes_of_blocks(well: Import) -> None:
    """Paragraphs are unwrapped, letters quoted, verse keeps its lines, tables their columns."""
    _, digging, drinking = chapters(well)
    verse = "| A shoe, a shoe, a shoe of red,\n|   And not a foot to fill it,\n"
    assert verse in digging
    assert "|\n| They dug by night, they dug by day,\n" in digging
    assert "\n> The well is now so deep that a stone" in digging
    assert "counted thirty-four before" in digging
    assert "\n* * *\n" in digging
    assert "::: illustration\n\\[Illustration: Fig. 1.\\-\\-The rope" in digging
    assert "```\nPails sold      1640      312\n" in drinking
    assert '[]{#page-2 .page-break role="doc-pagebreak" aria-label="2"}Of the year' in digging


def test_a_hyphen_in_doubt_is_named(well: Import) -> None:
    """A word broken at a line's end keeps its hyphen; where it is doubtful, the place is said."""
    [doubt] = [one for one in well.findings if one.rule.code == "X023"]
    assert "`well-made` may be the word `wellmade`" == doubt.message
    assert "well-made and of a fashion" in chapters(well)[1]


def lost(imported: Import) -> Counter[str]:
    """Count the words of the source that neither manuscript nor report holds."""
    return words([imported.source.text]) - held(imported)


def test_no_word_is_lost(well: Import) -> None:
    """All words of the text are in the manuscript or the report, but the names of the marks."""
    assert Counter({"Footnote": 6, "Pg": 3}) == lost(well)


def test_the_book_passes_once_it_is_mended(well: Import, tmp_path: Path) -> None:
    """What `check` finds is the one missing note and the one never called, and nothing else."""
    write_import(well, tmp_path / "book")
    found = check(reading.read(tmp_path / "book"))
    assert Counter({"N003": 1, "N015": 1}) == Counter(one.rule.code for one in found)


@pytest.mark.skipif(not MIDEWIWIN.exists(), reason="the text is not there")
def test_a_real_text(tmp_path: Path) -> None:
    """A real book of 8,000 lines: 16 calls, 16 notes, no finding of `check`, no word lost."""
    imported = import_text(MIDEWIWIN.read_bytes(), MIDEWIWIN.name)
    assert (16, 16, 0) == (imported.calls, imported.notes, imported.missing)
    assert Counter({"Footnote": 16}) == lost(imported)
    calls = re.findall(r"\[\^(\d+)\](?!:)", "\n".join(chapters(imported)))
    assert [str(number) for number in range(1, 17)] == calls
    write_import(imported, tmp_path / "book")
    manuscript = reading.read(tmp_path / "book")
    assert [] == check(manuscript)
    book = compose(manuscript, modified=MODIFIED)
    assert 16 == len(book.notes)
    assert "Coll. Minn. Hist. Soc., 1885, vol. 5, p. 130." == book.notes[0].text
