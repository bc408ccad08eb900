"""Trees made into manuscripts: each note is in the files and accounted for, or an error says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from scholiast import pandoc, reading
from scholiast.importing import Fate, Import, write_import
from scholiast.importing.trees import Piece, SourceNote, Text, call, definition, import_trees
from scholiast.importing.trees.rules import RULES
from scholiast.source import Span

HERE = Span("a.html")


def blocks(html: str) -> list[dict[str, Any]]:
    """Return pandoc's tree of some HTML."""
    tree, _ = pandoc.convert(html.encode(), "html")
    found: list[dict[str, Any]] = tree["blocks"]
    return found


def para(*parts: str | dict[str, Any]) -> dict[str, Any]:
    """Return a paragraph of words and inlines."""
    return {"t": "Para", "c": [{"t": "Str", "c": p} if isinstance(p, str) else p for p in parts]}


def note(label: str, **more: Any) -> SourceNote:
    """Return a note that the source names by its label."""
    return SourceNote(label, f"note {label}", HERE, **more)


def imported(*tree: dict[str, Any], notes: tuple[SourceNote, ...] = (), **more: Any) -> Import:
    """Return the import of one tree."""
    named = {one.label: one for one in notes}
    return import_trees("a.html", Text("HTML", (Piece(list(tree)),), named, **more))


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings}


def test_calls_and_definitions_become_those_of_markdown() -> None:
    """A call keeps its label, and its note stands under the chapter that calls it."""
    tree = [
        *blocks("<h1>One</h1>"), para("Rome", call("a"), "."),
        definition("a", [para("In", call("b"), ".")]),
        *blocks("<h1>Two</h1><p>End.</p>"),
        definition("b", [para("Deep.")]),
    ]  # fmt: skip
    one = imported(*tree, notes=(note("a", words="In."), note("b", kind="translator")))
    expected = "# One\n\nRome[^a].\n\n[^a]: In[^b].\n\n[^b]: {.translator} Deep.\n"
    assert expected == one.files["chapters/01-one.md"]
    assert "# Two\n\nEnd.\n" == one.files["chapters/02-two.md"]
    assert {"a": "resolved", "b": "resolved"} == fates(one)


def test_chapters_begin_at_the_highest_headings() -> None:
    """The highest headings there are become titles of chapters, and lower ones follow."""
    one = imported(*blocks("<p>Opening.</p><h2>A</h2><h3>Aa</h3><h2>B</h2><p>x</p>"))
    assert ["book.yaml", "chapters/01-a.md", "chapters/02-a.md", "chapters/03-b.md"] == sorted(
        one.files
    )
    assert "# A\n\n## Aa\n" == one.files["chapters/02-a.md"]


@pytest.mark.parametrize(
    "html",
    [
        "<p><a href='http://a.example'>link NOTE</a> more</p>",
        "<p>x<sup>NOTE</sup> more</p>",
        "<p>NOTE: opens the line</p>",
        "<p>NOTE : opens the line</p>",
        "<p>line<br>NOTE: opens the next line</p>",
        "<h2>heading NOTE</h2>",
        "<ul><li>item NOTE<ul><li>inner NOTE</li></ul></li></ul>",
        "<table><tr><th>a</th><th>b NOTE</th></tr><tr><td>c</td><td>NOTE</td></tr></table>",
        "<table><tr><td colspan=2>a NOTE</td></tr><tr><td><p>b</p><p>c NOTE</p></td><td></table>",
        "<table><caption>said NOTE</caption><tr><td>a</td></tr></table>",
        "<figure><img src='a.png'><figcaption>caption NOTE</figcaption></figure>",
        "<blockquote><p>quoted NOTE</p></blockquote>",
        "<dl><dt>term NOTE</dt><dd>what it is NOTE</dd></dl>",
        "<p>a ^NOTE^ and ![NOTE](x) and *NOTE* `NOTE` \\NOTE [NOTE] {NOTE} @NOTE !NOTE</p>",
        "<p><em>all NOTE</em><strong>NOTE</strong> <u>NOTE</u> <q>said NOTE</q></p>",
        "<p>NOTENOTE NOTE, NOTE</p>",
        "<p>NOTE(parenthesis) NOTE[bracket] NOTE{.brace}</p>",
    ],
)
def test_calls_survive_in_hard_places(html: str) -> None:
    """Wherever a call stands, it is read back behind the same words."""
    labels = [f"n{index}" for index in range(html.count("NOTE"))]
    tree = json.dumps(blocks("<h1>T</h1>" + html))
    for label in labels:
        before, _, after = tree.partition("NOTE")
        tree = f'{before}"}}, {json.dumps(call(label))}, {{"t": "Str", "c": "{after}'
    if "`" in html:
        tree = tree.replace("`", "")
    bodies = [definition(label, [para(f"Note {label}.")]) for label in labels]
    one = imported(*json.loads(tree), *bodies, notes=tuple(map(note, labels)))
    assert dict.fromkeys(labels, "resolved") == fates(one), one.findings


@pytest.mark.parametrize(
    "html",
    [
        "<p>One.</p><p>Two.</p>",
        "<ul><li>a</li><li>b</li></ul>",
        "<ol><li><p>a</p><p>b</p></li></ol><p>end</p>",
        "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>",
        "<pre><code>code\n\n  more</code></pre><p>after</p>",
        "<blockquote><p>quoted</p></blockquote>",
        "<p>{.translator} in braces</p>",
        "<p>[^x]: a definition that is none</p>",
        "<p># no heading</p>",
        "<p>1. no list</p>",
        "<h3>A heading</h3><p>in a note</p>",
        "<p><img src='a.png'></p>",
    ],
)
@pytest.mark.parametrize("kind", ["author", "endnote"])
def test_notes_of_any_form_are_read_back(html: str, kind: str) -> None:
    """A note may hold what a chapter may hold, of whatever kind it is."""
    tree = [*blocks("<h1>T</h1>"), para("Rome", call("a")), definition("a", blocks(html))]
    one = imported(*tree, notes=(note("a", kind=kind),))
    assert {"a": "resolved"} == fates(one), one.findings


def test_pandocs_own_notes_need_no_names() -> None:
    """A note that pandoc made of itself gets a label, and is accounted for like others."""
    tree, _ = pandoc.convert(b"# T\n\nRome.^[One.] And^[Two.]\n", "markdown")
    one = imported(*tree["blocks"])
    assert (
        "# T\n\nRome.[^note] And[^note-2]\n\n[^note]: One.\n\n[^note-2]: Two.\n"
        == (one.files["chapters/01-t.md"])
    )
    assert {"note": "resolved", "note-2": "resolved"} == fates(one)


def test_a_note_called_twice_is_one_note() -> None:
    """Two calls of one label have one definition."""
    tree = [para("Rome", call("a"), "and", call("a")), definition("a", [para("One.")])]
    one = imported(*tree, notes=(note("a"),))
    assert 1 == one.files["chapters/01-a.md"].count("[^a]:")
    assert (2, 1) == (one.calls, one.notes)


def test_two_notes_of_one_name_are_two_notes() -> None:
    """A second definition of a label is kept under another, and said to be doubtful."""
    tree = [para("x", call("a")), definition("a", [para("1")]), definition("a", [para("2")])]
    one = imported(*tree, notes=(note("a"),))
    assert {"a": "resolved", "a-2": "doubtful"} == fates(one)


def test_a_note_that_the_tree_has_not_is_lost() -> None:
    """What the source has as a note and pandoc's tree has not is an error with its name."""
    one = imported(para("Rome"), notes=(note("a", words="One."),))
    assert {"a": "lost"} == fates(one)
    assert {"X040"} <= codes(one)


def test_other_words_than_in_the_source_are_doubtful() -> None:
    """The source's own words, read without pandoc, must be those of the note."""
    tree = [para("Rome", call("a")), definition("a", [para("One.")])]
    one = imported(*tree, notes=(note("a", words="One. And more."),))
    assert {"a": "doubtful"} == fates(one)
    assert {"X042"} <= codes(one)


def test_a_call_without_a_note_gets_an_entry_to_be_filled(tmp_path: Path) -> None:
    """The text of a note that the source has not is asked for in notes/notes.yaml."""
    gone = note("a", gone="its text is not in the file")
    one = imported(para("Rome", call("a")), notes=(gone,))
    assert {"a": "lost"} == fates(one)
    assert {"X041"} <= codes(one)
    write_import(one, tmp_path / "book")
    assert [True] == [entry.missing for entry in reading.read(tmp_path / "book").notes]


def test_a_note_that_nothing_calls_is_kept() -> None:
    """An uncalled note stands in the last chapter, and a warning says so."""
    one = imported(*blocks("<h1>A</h1><h1>B</h1>"), definition("a", [para("One.")]))
    assert "# B\n\n[^a]: One.\n" == one.files["chapters/02-b.md"]
    assert (1, {"X015"}) == (one.count(Fate.DOUBTFUL), codes(one) & {"X015", "X042"})


def test_an_empty_note_takes_nothing_of_the_next() -> None:
    """A note without words stays empty, and is said to be."""
    tree = [para("x", call("a"), call("b")), definition("a", []), definition("b", [para("B.")])]
    one = imported(*tree, notes=(note("a"), note("b")))
    assert {"a": "doubtful", "b": "resolved"} == fates(one)


def test_pictures_are_copied_once_and_unusable_ones_named() -> None:
    """Pictures lie in images/ under names of their own; a type that none can show is a warning."""
    tree = blocks("<p><img src='m/Über 1.PNG'><img src='n/a.emf'><img src='no.png'></p>")
    one = imported(*tree, media={"m/Über 1.PNG": b"png", "n/a.emf": b"emf"})
    assert {"images/uber-1.png": b"png", "images/a.emf": b"emf"} == one.pictures
    assert {"X026", "X048"} <= codes(one)


def test_anchors_stay_where_a_link_leads() -> None:
    """An id that a link leads to is kept, others are noise of the program that made the file."""
    tree = blocks("<p><span id='a'>x</span> <span id='b'>y</span> <a href='#a'>z</a></p>")
    text = imported(*tree).files["chapters/01-a.md"]
    assert "# A\n\n[x]{#a} y [z](#a)\n" == text


def test_rules_are_explained() -> None:
    """Each rule says what happened and what to do."""
    assert [] == [rule.code for rule in RULES if len(rule.explanation) < 150]
    assert {"import"} == {rule.name.partition("-")[0] for rule in RULES}
