"""Other shapes of notes in plain texts: lists of notes, superscripts, tortoise-shell brackets."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast.importing import Import, import_text
from tests.importing.helpers import chapter, held, read_back, words


def imported(text: str, name: str = "text.txt") -> Import:
    """Return the import of a text."""
    return import_text(text.encode(), name)


def codes(one: Import) -> set[str]:
    """Return the codes of all findings but of the guessed language."""
    return {finding.rule.code for finding in one.findings} - {"X020"}


LISTED = """\
My Essay

The first claim is odd.1 The second is odder,2 and the third “oddest”.3

More text here with a year, 1999.4 And the end.

NOTES

1. Smith, A Book, p. 12.
2. Jones, Another,
   London 1999.

   With a second paragraph.
3. Ibid.
4. See above.
"""


def test_a_list_of_notes_answers_glued_numbers() -> None:
    """Notes under `NOTES`, counted by plain numbers, become the notes of the glued calls."""
    found = imported(LISTED)
    text = chapter(found)
    assert (4, 4, 0) == (found.calls, found.notes, found.missing)
    assert "year, 1999.[^4] And the end." in text
    assert "[^1]: Smith, A Book, p. 12.\n" in text
    assert "[^2]: Jones, Another, London 1999.\n\n    With a second paragraph.\n" in text
    assert "notes/notes.yaml" not in found.files
    assert ["NOTES"] == [one.text.strip() for one in found.left_out]


def test_superscripts_and_powers() -> None:
    """Superscript digits call notes; a square metre is no call of note 2."""
    found = imported(
        "A Text\n\nFirst¹ and second,² on 9 m² of land: “third.”³\n\n¹ Alpha.\n² Beta.\n³ Gamma.\n"
    )
    assert ["A Text", "First⟦1⟧ and second,⟦2⟧ on 9 m² of land: “third.”⟦3⟧"] == read_back(
        chapter(found)
    )
    assert "[^3]: Gamma.\n" in chapter(found)


def test_tortoise_shell_brackets() -> None:
    """Chinese texts mark notes by 〔1〕; the language is told from the script."""
    found = imported(
        "題目\n\n這是第一句〔1〕，這是第二句〔2〕。\n\n〔1〕第一個註。\n〔2〕第二個註。\n"
    )
    assert "題目" == found.title
    assert "這是第一句[^1]，這是第二句[^2]。" in chapter(found)
    assert "[^2]: 第二個註。" in chapter(found)
    assert "language: zh-Hant" in found.files["book.yaml"]


def test_chapters_that_count_from_one() -> None:
    """Where each chapter counts from 1 and no note is there, labels name their run."""
    part = "CHAPTER {0}\n\nOne “aa”.1 Two bb.2 Three times.3\n\n\n"
    found = imported(part.format("I") + part.format("II"))
    first, second = (text for path, text in found.files.items() if path.startswith("chapters/"))
    assert ["1-1", "1-2", "1-3"] == re.findall(r"\[\^([^\]]+)\]", first)
    assert ["2-1", "2-2", "2-3"] == re.findall(r"\[\^([^\]]+)\]", second)
    assert 6 == found.files["notes/notes.yaml"].count("\n  missing: true")
    assert {"X014", "X018", "X021"} == codes(found)


def test_lists_of_notes_of_each_chapter() -> None:
    """Where each chapter has its list of notes, every note keeps its number in its chapter."""
    text = "CHAPTER {0}\n\nOne “aa”.1 Two bb.2 Three times.3\n\n"
    part = text + "NOTES\n\n1. First {0}.\n2. Second {0}.\n3. Third {0}.\n\n\n\n"
    found = imported(part.format("I") + part.format("II"))
    first, second = (text for path, text in found.files.items() if path.startswith("chapters/"))
    assert "One “aa”.[^1]" in second
    assert "[^1]: First I.\n" in first
    assert "[^1]: First II.\n\n[^2]: Second II.\n\n[^3]: Third II.\n" in second


def test_letters_that_come_again() -> None:
    """`[A]` on every page: each call leads to the next note of its name."""
    found = imported(
        "Title\n\nOne[A] word.\n\n[Footnote A: First.]\n\nTwo[A] words.\n\n[Footnote A: Second.]\n"
    )
    text = chapter(found)
    assert "One[^A] word." in text
    assert "Two[^A-2] words." in text
    assert "[^A]: First.\n\n[^A-2]: Second.\n" in text


def test_a_note_that_is_never_closed() -> None:
    """A bracket left open takes its paragraph and is reported; what follows stays text."""
    found = imported("Title\n\nOne[1] word.\n\n[Footnote 1: Open\nto the end.\n\nText goes on.\n")
    assert "[^1]: Open to the end.\n" in chapter(found)
    assert "\nText goes on.\n" in chapter(found)
    assert "X016" in codes(found)


def test_a_gap_is_named_with_what_may_hide_it() -> None:
    """A number that was lost is named, and the figure it may hide in, which stays as it was."""
    found = imported(
        "Title\n\nOne “a”.1 Two b.2 It was in 18123 that he. Four d.4 Five e.5 Six f.6\n"
    )
    [gap] = [one for one in found.findings if one.rule.code == "X010"]
    assert "note 3 was not found; it must stand behind note 2, and before note 4" == gap.message
    assert gap.hint is not None
    assert "text.txt:3:33" in gap.hint
    assert "18123" in chapter(found)


def test_rivals_and_strays_are_named() -> None:
    """Two places for one number, and a number in no run, are both listed with their places."""
    found = imported(
        "Title\n\nOne a.1 Two b.2 the ship3 and the quay.3 Four d.4 Five e.5 Six “f”.77 Seven.6\n"
    )
    named = {one.rule.code: one for one in found.findings}
    assert "text.txt:3:40" == str(named["X012"].place)
    assert "text.txt:3:25" in named["X012"].message
    assert "`Six “f”.77` looks" in named["X013"].message.replace("e.5 ", "")
    assert any(sure < 0.9 for _, _, sure in found.sure)


def test_two_kinds_of_marks() -> None:
    """Where two kinds of marks both look like runs, the other one is named."""
    found = imported("Title\n\nOne[1] two.1 three[2] four.2 five[3] six,3 seven[4] eight.4 end\n")
    assert "X017" in codes(found)
    assert 4 == found.calls


SAFE = st.text(
    st.sampled_from("abcdefg ,.;:!?“”‘’—–…()[]*_#<>$@^~|\\`'\"&%-+=/{}1234567890äß漢字\n\n\n\t"),
    max_size=500,
)


@settings(max_examples=150, deadline=None)
@given(SAFE.filter(str.strip))
def test_no_word_of_any_text_is_lost(text: str) -> None:
    """Whatever is imported, each word of it is in the manuscript or the report."""
    found = import_text(text.encode(), "text.txt")
    calls = words(label for _, label, _ in found.sure)
    assert not words([found.source.text]) - held(found) - calls


def test_the_same_text_gives_the_same_manuscript() -> None:
    """An import is a function of the text and its name."""
    assert imported(LISTED).files == imported(LISTED).files
