"""Lemmata: a note is led by the words that it is on, and by the lines that they stand in."""

from pathlib import Path

import pytest

from scholiast import checks, lemma, markup, verify
from scholiast.arrange import arrange
from scholiast.compose import compose
from scholiast.config import Editions
from scholiast.diagnostics import as_concise
from scholiast.edition import MAIN
from scholiast.ledger import as_json, from_json, open_ledger
from scholiast.lemma import Words
from scholiast.publish import render
from scholiast.theme import Theme
from scholiast.verify.self_test import self_test
from scholiast.wording import ENGLISH
from tests.books import MODIFIED, read

POEM = [Words("Arma virumque cano, ", "11"), Words("Troiae", "11"), Words(" qui primus", "12")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("primus", "12"),
        ("qui primus", "12"),
        ("Troiae qui primus", "11–12"),
        ("arma … primus", "11–12"),
        ("Arma ... qui primus", "11–12"),
        ("Troiae", None),
        ("primus qui", None),
        ("x … primus", None),
        ("…", None),
        ("", None),
    ],
)
def test_a_lemma_ends_at_its_call(words: str, expected: str | None) -> None:
    """It begins somewhere before it; what is left out may be anything but what it begins with."""
    found = lemma.found(POEM, words)
    assert expected == (None if found is None else lemma.lines(found))


def test_prose_has_no_lines() -> None:
    """Outside of verse a note is led by words alone."""
    found = lemma.found([Words("In Rome,")], "Rome")
    assert found is not None
    assert not lemma.lines(found)


TEXT = """\
# A poem

In prose, *Rome*,[^p] and Rome[^y].

::: {.verse .numbered start=11}
| Arma virumque *cano*,[^cano] Troiae qui primus ab oris
|     Italiam, fato profugus, Laviniaque venit[^range]
|
| litora, multum ille et terris[^ell] iactatus^[{.variant lemma="iactatus"} Inline *M*.]
:::

[^p]: {lemma="Rome"} So all.

[^cano]: {.variant lemma="cano"} canam *M*

    Second paragraph.

[^range]: {.variant lemma="profugus, Laviniaque venit"}

    > A quotation.

[^ell]: {.variant lemma="Italiam … terris"} Long, see @note:cano.
"""
NOTES = '- id: "y"\n  text: From a file.\n  lemma: Rome\n'


APPARATUS = """\
title: A Book
language: la
contributors: [{name: Ada Writer}]
date: 2026-05-01
notes:
  kinds:
    variant: {marks: none}
spine:
  body: [chapters/a.md]
"""
POEM_WITH_APPARATUS = """\
# Carmen

Verba.[^u] Vide @note:cano.

::: {.verse #arma .numbered start=11}
| Arma virumque *cano*,[^cano] Troiae qui primus ab oris
|     Italiam, fato profugus, Laviniaque venit[^range] litora,[^u2]
|
| multum ille et terris[^ell] iactatus^[{.variant lemma="iactatus"} om. *M*]
:::

[^u]: Usitata.

[^u2]: Altera, vide @note:ell.

[^cano]: {.variant lemma="cano"} canam *M*

[^range]: {.variant lemma="profugus, Laviniaque venit"} *M*

[^ell]: {.variant lemma="Italiam … terris"} Longa.
"""


def test_an_apparatus_without_marks(tmp_path: Path) -> None:
    """Notes bear the numbers of their lines; the words are links, on paper words alone."""
    manuscript = read(tmp_path, {"chapters/a.md": POEM_WITH_APPARATUS}, APPARATUS)
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    book = compose(manuscript, modified=MODIFIED)
    assert [
        ("1", "Usitata."),
        ("11", "cano] canam M"),
        ("12", "profugus, Laviniaque venit] M"),
        ("2", "Altera, vide ."),
        ("12–13", "Italiam … terris] Longa."),
        ("13", "iactatus] om. M"),
    ] == [(note.number, note.text) for note in book.notes]
    for edition in MAIN:
        arranged = arrange(book, edition)
        ledger = open_ledger(arranged)
        artifact = render(arranged, Theme.find(), Editions(), edition)
        assert () == verify.artifact(artifact, from_json(as_json(ledger))).diagnostics
        assert () == self_test([artifact], ledger).missed


def test_the_words_of_a_call_are_its_link(tmp_path: Path) -> None:
    """The last word, or the element that it is in, with what follows it; it can be heard."""
    manuscript = read(tmp_path, {"chapters/a.md": POEM_WITH_APPARATUS}, APPARATUS)
    (chapter,) = compose(manuscript, modified=MODIFIED).chapters
    placed = markup.place_notes(
        chapter, ENGLISH, link=lambda name: f"#{name}", image=lambda key: key, epub=False
    )
    tree = markup.parse(f"<div>{placed.body}</div>")
    calls = [a for a in tree.iter("a") if a.get("role") == "doc-noteref"]
    assert ["1", "cano,", "venit", "2", "terris", "iactatus"] == [
        "".join(call.itertext()) for call in calls
    ]
    assert [True, False, False, True, False, False] == ["aria-label" in c.attrib for c in calls]


def test_notes_are_led_by_their_lemmata(tmp_path: Path) -> None:
    """In every format, and proved there: the lemma is part of the note."""
    manuscript = read(tmp_path, {"chapters/a.md": TEXT, "notes/n.yaml": NOTES})
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    book = compose(manuscript, modified=MODIFIED)
    assert [
        "Rome] So all.",
        "Rome] From a file.",
        "11 cano] canam M Second paragraph.",
        "12 profugus, Laviniaque venit] A quotation.",
        "12–13 Italiam … terris] Long, see .",
        "13 iactatus] Inline M.",
    ] == [note.text for note in book.notes]
    for edition in MAIN:
        arranged = arrange(book, edition)
        artifact = render(arranged, Theme.find(), Editions(), edition)
        assert () == verify.artifact(artifact, open_ledger(arranged)).diagnostics


def test_notes_within_notes_have_marks(tmp_path: Path) -> None:
    """They are in no line of verse, so nothing else would lead to them."""
    book = APPARATUS.replace("  kinds:", "  nested: none\n  kinds:")
    manuscript = read(tmp_path, {"chapters/a.md": "# A\n\nText.\n"}, book)
    (finding,) = manuscript.problems
    assert "M013" == finding.rule.code
    assert "notes within notes need marks" in finding.message
