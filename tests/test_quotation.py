"""Quotation marks are those of the language of a chapter, in text, titles and notes."""

from pathlib import Path

import pytest

from scholiast.quotation import QUOTES, quotes
from tests.books import composed

TEXT = """# On "words"

He said: "So, 'then', don't."[^n] And ^["inline"] `"code"`.

[^n]: "A note 'in' it."
"""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "He said: “So, ‘then’, don’t.” And "),
        ("de", "He said: „So, ‚then‘, don’t.“ And "),
        ("de-CH", "He said: «So, ‹then›, don’t.» And "),
        ("fr", "He said: « So, “then”, don’t. » And "),
        ("ru", "He said: «So, „then“, don’t.» And "),
        ("ja", "He said: 「So, 『then』, don’t.」 And "),
        ("zh-Hant-TW", "He said: 「So, 『then』, don’t.」 And "),
        ("he", "He said: ”So, ’then’, don’t.” And "),
    ],
)
def test_marks_are_those_of_the_language(tmp_path: Path, language: str, expected: str) -> None:
    """A quotation in another has marks of its own; an apostrophe and code stay what they are."""
    listing = f"title: T\nlanguage: {language}\nspine: {{body: [chapters/a.md]}}\n"
    (chapter,) = composed(tmp_path, {"chapters/a.md": TEXT}, listing).chapters
    assert chapter.text == f'{expected}"code".'
    marks = quotes(language) or ("“", "”", "‘", "’")
    assert f"{marks[0]}So, {marks[2]}then{marks[3]}" in chapter.body
    opening, closing, inner, end = (mark.replace("\u202f", " ") for mark in marks)
    assert chapter.title == f"On {opening}words{closing}"
    assert chapter.notes[0].text == f"{opening}A note {inner}in{end} it.{closing}"
    assert chapter.notes[1].text == f"{opening}inline{closing}"


def test_a_chapter_has_those_of_its_own_language(tmp_path: Path) -> None:
    """The header of a chapter decides; notes of `notes/` are in the language of the book."""
    files = {
        "chapters/a.md": '---\nlanguage: de\n---\n\n# A\n\n"Ja."[^n]\n',
        "notes/n.yaml": '- id: n\n  text: "\\"Yes.\\""\n',
    }
    (chapter,) = composed(tmp_path, files).chapters
    assert (chapter.text, chapter.notes[0].text) == ("„Ja.“", "“Yes.”")


def test_marks_differ_within_and_without() -> None:
    """In most languages a reader can tell a quotation in a quotation by its marks."""
    assert all(outer != inner for outer, _, inner, _ in QUOTES.values())
    assert quotes("en-US") is quotes("eo") is None
