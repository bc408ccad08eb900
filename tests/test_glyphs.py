"""Characters that no font has: the place that each came from, and which font would have it."""

import shutil
import stat
from contextlib import nullcontext
from pathlib import Path

import pytest

from scholiast import glyphs
from scholiast.diagnostics import as_concise, as_human
from scholiast.edition import Format, Missing
from scholiast.glyphs import families, installed, places
from scholiast.order import Order
from scholiast.publish import publish
from scholiast.source import Position, Source, Span
from tests.test_cases import SAMPLE

KA, GA = "\N{DEVANAGARI LETTER KA}", "\N{DEVANAGARI LETTER GA}"


def found(written: str, before: str, after: str, *, line: int = 1, path: str = "c.md") -> str:
    """Return where a text shows the KA that is printed between some words, and what is there."""
    source = Source(path, written)
    missing = Missing(KA, path, None, before, after)
    place = places.locate(missing, Span(path, Position(line, 1)), KA, {path: source})
    assert place is not None
    if place.place.start is None or place.place.end is None:
        return str(place.place)
    start, end = source.offset(place.place.start), source.offset(place.place.end)
    return f"{place.place} {written[start:end]}"


@pytest.mark.parametrize(
    ("expected", "written", "before", "after"),
    [
        (f"c.md:1:5 {KA}", f"One {KA} two.", "One ", " two."),
        (f"c.md:2:9 {KA}", f"<!-- {KA} -->\nIt is **{KA}**.", "It is ", "."),
        (f"c.md:1:16 {KA}", f"one {KA} two, one {KA} three", "one x two, one ", " three"),
        ("c.md:1:5 &#x915;", "One &#x915; two.", "One ", " two."),
        ("c.md:1:5 &#2325;", "One &#2325; two.", "One ", " two."),
        (f"c.md:1:5 {KA * 3}", f"One {KA * 3} two.", "One ", f"{KA * 2} two."),
        ("c.md", "One two.", "One ", " two."),
    ],
)
def test_a_character_is_found_where_it_was_written(
    expected: str, written: str, before: str, after: str
) -> None:
    """As itself, by its number, among others of its kind by the words around, not in comments."""
    assert expected == found(written, before, after)


def test_a_character_of_a_note_stands_behind_its_beginning() -> None:
    """The same words in the text before are not the note's."""
    assert f"c.md:3:11 {KA}" == found(f"See {KA}.\n\n[^n]: See {KA}.", "See ", ".", line=3)


def test_yaml_has_ways_of_its_own_to_write_a_character() -> None:
    """An escape counts in YAML, and is text in Markdown."""
    assert "n.yaml:1:8 \\u0915" == found('text: "\\u0915"', "", "", path="n.yaml")
    assert "c.md" == found('text: "\\u0915"', "", "")


def test_a_character_of_no_known_text_is_sought_everywhere() -> None:
    """What a heading or the bibliography brings in is found in its own file."""
    sources = {path: Source(path, text) for path, text in (("a.md", "A."), ("b.bib", f"{{{KA}}}"))}
    place = places.locate(Missing(KA), None, KA, sources)
    assert place is not None
    assert "b.bib:1:2" == str(place.place)
    assert None is places.locate(Missing(GA), None, GA, sources)


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have no `fc-list`."""
    monkeypatch.setattr(shutil, "which", lambda name: None)


@pytest.mark.usefixtures("no_fonts")
def test_characters_of_a_script_are_told_together() -> None:
    """One finding leads to the first, and counts the others; each sign has its own."""
    sources = {"c.md": Source("c.md", f"{GA}{KA} and \N{GOTHIC LETTER AHSA}, {KA}.")}
    missing = [
        Missing(KA, "c.md", None, GA, " and ", 2),
        Missing(GA, "c.md", None, "", f"{KA} and "),
        Missing("\N{GOTHIC LETTER AHSA}", "c.md", None, " and ", ", "),
        Missing(KA),
    ]
    first, second = glyphs.report(missing, sources, {}, draft=False)
    assert as_human(first, sources).splitlines() == [
        f"error[R301]: no font of the design has `{GA}` (U+0917, devanagari letter ga) "
        "and 1 more character of Devanagari, here and 2 more times",
        " --> c.md:1:1",
        "  |",
        f"1 | {GA}{KA} and \N{GOTHIC LETTER AHSA}, {KA}.",
        "  | ^^",
        "  = hint: `Noto Serif Devanagari` has it (free, notofonts.github.io): put its file into "
        "`styles/fonts/`, and name it in a style sheet (`scholiast explain R301`)",
    ]
    assert "c.md:1:8: error[R301]: no font of the design has" == as_concise(second)[:48]


@pytest.mark.usefixtures("no_fonts")
def test_what_stands_nowhere_is_told_by_the_words_around() -> None:
    """A character that was made of others has its chapter; one of a style sheet, no place."""
    sources = {"c.md": Source("c.md", "Nothing.")}
    made, style = (Missing(KA, "c.md", None, "words ", " around"), Missing(GA))
    (one,) = glyphs.report([made], sources, {}, draft=False)
    assert "c.md: error[R301]: no font of the design has `क` (U+0915, devanagari letter ka), " in (
        as_concise(one)
    )
    assert one.message.endswith(f"in the words “words {KA} around”")
    (other,) = glyphs.report([style], sources, {}, draft=False)
    assert other.place is None
    assert other.message.endswith("in a style sheet or a template")


def test_a_font_of_the_machine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Noto goes before others; bitmaps, collections and fonts of last resort are left out."""
    answer = "\n".join(
        f"{family}\t/fonts/{file}"
        for family, file in [
            ("Unifont", "unifont.otf"),
            ("Any Sans", "any.ttf"),
            ("Noto Sans Devanagari", "sans.ttf"),
            ("Noto Serif Devanagari", "serif.ttc"),
        ]
    )
    program = tmp_path / "fc-list"
    program.write_text(f'#!/bin/sh\ncase "$1" in :charset=915:*) printf "{answer}\\n";; esac\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    assert installed.Font("Noto Sans Devanagari", "/fonts/sans.ttf") == installed.having(KA)
    assert None is installed.having(GA)
    (finding,) = glyphs.report([Missing(KA)], {}, {}, draft=False)
    assert (finding.hint or "").startswith("`Noto Sans Devanagari` on this machine has it: put /f")


@pytest.mark.parametrize(
    ("expected", "character"),
    [
        ("Noto Serif Tibetan", "\N{TIBETAN LETTER KA}"),
        ("Noto Sans Old Persian", "\N{OLD PERSIAN SIGN A}"),
        ("Noto Naskh Arabic", "\N{ARABIC LETTER ALEF}"),
        ("Noto Serif", "\N{COMBINING LATIN SMALL LETTER A}"),
        ("Noto Emoji", "\N{GRINNING FACE}"),
        ("Noto Music", "\N{MUSICAL SYMBOL G CLEF}"),
        ("Noto Serif CJK", "\u9f9c"),
        ("Jigmo", "\U00020001"),
        (None, "\ue000"),
    ],
)
def test_a_free_family_is_known_for_a_script(expected: str | None, character: str) -> None:
    """Letters go by script, signs by block; of private use nobody can know."""
    assert expected == families.having(character)


@pytest.mark.usefixtures("no_fonts")
def test_a_release_stops_and_a_draft_goes_on(tmp_path: Path) -> None:
    """A missing character is an error with its place; in a draft it is a warning, and is set."""
    root = tmp_path / "book"
    shutil.copytree(SAMPLE, root)
    notes = root / "notes/rome.yaml"
    notes.write_text(notes.read_text().replace("*medieval*", f"*{KA}*"))
    for draft, severity in ((False, "error"), (True, "warning")):
        order = Order(root, tmp_path / "dist", (Format.PDF,), draft=draft)
        done = publish(order, lambda stage: nullcontext())
        assert [f"notes/rome.yaml:4:24: {severity}[R301]"] == [
            as_concise(finding).partition(": no font")[0] for finding in done.findings
        ]
        assert draft is bool(done.made)
