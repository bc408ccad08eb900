"""What pandoc takes for a note is read as one, with its place; what it does not is not."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast import drafts, pandoc
from scholiast.drafts import Reading
from scholiast.manuscript import Node, Where
from scholiast.numbering import plain
from scholiast.source import Source


def read(text: str) -> Reading:
    """Return the reading of a text through pandoc."""
    prepared = drafts.prepare(Source("a.md", text))
    return drafts.interpret(prepared, pandoc.read([prepared.text])[0])


def places(reading: Reading) -> list[tuple[str, str]]:
    """Return label and `line:column` of every call."""
    return [(c.label, str(c.place).removeprefix("a.md:")) for c in reading.calls]


def test_calls_have_their_place() -> None:
    """A call is known by line and column, in code points, wherever it stands."""
    reading = read("一[^a] two[^b]\n\n> three[^a]\n\n[^a]: A\n[^b]: B\n")
    assert [("a", "1:2"), ("b", "1:10"), ("a", "3:8")] == places(reading)
    assert ["a", "b"] == [entry.label for entry in reading.entries]


def test_a_percent_sign_opens_a_text() -> None:
    """A first line that begins with one is text, where pandoc would take it for a title."""
    reading = read("% Ten per cent.[^a]\n\n[^a]: Note.\n")
    assert "% Ten per cent." == plain(reading.blocks)
    assert [("a", "1:16")] == places(reading)


def test_code_escapes_comments_and_formulas_hold_no_calls() -> None:
    """Pandoc decides: what it reads as code, text, comment or formula is no call."""
    text = "`[^a]` \\[^a] <!-- [^a] --> $[^a]$ `^[a]`\n\n    [^a]: code\n\n```\n[^a]: code\n```\n"
    reading = read(text)
    assert ((), (), (), ()) == (reading.calls, reading.entries, reading.glued, reading.lost)
    assert json.loads(pandoc.read([text])[0].result)["blocks"] == reading.blocks


def test_where_a_call_stands_is_known() -> None:
    """Headings and captions hold calls; alternative texts, links, citations and raw HTML do not."""
    reading = read(
        "# Head[^a]\n\n![Caption[^b]](x.png)\n\nText ![alt[^c]](x.png) [link[^d]](#x) [@k[^e]]\n"
        '<span title="[^f]">s</span>\n\n```{=html}\n<b>[^g]</b>\n```\n'
    )
    assert {
        "a": Where.HEADING,
        "b": Where.TEXT,
        "c": Where.ALT,
        "d": Where.LINK,
        "e": Where.CITATION,
        "f": Where.RAW,
        "g": Where.RAW,
    } == {call.label: call.where for call in reading.calls}


def test_a_caption_calls_its_note_once() -> None:
    """Pandoc repeats the caption of a figure as its image's description: one call all the same."""
    reading = read("![Caption[^b] and^[inline]](x.png)\n\n[^b]: B\n")
    assert ["b", ""] == [call.label for call in reading.calls]


def test_a_caption_in_a_note_calls_its_notes_once() -> None:
    """So it does where the figure stands in a note, and its description is free of them."""
    reading = read("x[^a]\n\n[^a]:\n    ![One[^b] *two*^[three]](p.png)\n\n[^b]: B\n")
    assert [("a", Where.TEXT), ("b", Where.NOTE), ("", Where.NOTE)] == [
        (call.label, call.where) for call in reading.calls
    ]
    figure = next(entry for entry in reading.entries if entry.label == "a").blocks[0]
    image = figure["c"][2][0]["c"][0]
    assert "NoteCall" not in json.dumps(image)
    assert "One two" == plain(image["c"][1])


def test_a_call_that_becomes_text_is_lost() -> None:
    """A caret of its own may close a superscript: only a backslash makes text of a call."""
    reading = read("x[^a] mc^2[^b]^ and[^b] \\[^b]\n\n[^a]: mc^2[^b]^ \\[^b]\n\n[^b]: B\n")
    assert [("b", "a.md:1:11"), ("b", "a.md:3:11")] == [(n, str(at)) for n, at in reading.lost]


def test_notes_in_notes_are_calls() -> None:
    """Pandoc leaves a call in a note as text; it is read as a call of that note."""
    reading = read("x[^a]\n\n[^a]: outer[^b] `[^b]` \\[^b] x^[in [l](u) *e*] y\n\n[^b]: inner\n")
    outer = reading.entries[0]
    nested = [call for call in reading.calls if call.entry is not None]
    assert [("b", Where.NOTE), ("", Where.NOTE)] == [(c.label, c.where) for c in nested]
    assert {outer.key} == {call.entry for call in nested}


def test_a_definition_that_pandoc_reads_as_text_is_glued() -> None:
    """A definition under a paragraph is text to pandoc; its label and place are kept."""
    reading = read("text[^a]\n[^a]: lost\n")
    assert [("a", "a.md:2:1")] == [(label, str(place)) for label, place in reading.glued]
    assert () == reading.entries


def test_inline_notes_lose_their_sign() -> None:
    """What stands first in an inline note stays as it was written."""
    reading = read('x^["q" *e*] y^[ spaced] z^[]\n')
    assert [1, 1, 0] == [len(entry.blocks) for entry in reading.entries]
    assert "Quoted" == reading.entries[0].blocks[0]["c"][0]["t"]
    assert [{"t": "Str", "c": " spaced"}] == reading.entries[1].blocks[0]["c"]


def test_a_note_of_several_blocks_is_whole() -> None:
    """Indented paragraphs, lists and code under a definition belong to it."""
    reading = read("x[^a]\n\n[^a]: one\n\n    two\n\n    - three\n\nnot of the note\n")
    assert ["Para", "Para", "BulletList"] == [b["t"] for b in reading.entries[0].blocks]
    assert 2 == len(reading.blocks)


def test_the_text_below_a_header_keeps_its_lines() -> None:
    """Marks are found only below the header, and lines count from the top of the file."""
    source = Source("a.md", "---\ntitle: x[^no]\n---\nhere[^a]\n\n[^a]: A\n")
    prepared = drafts.prepare(source, len("---\ntitle: x[^no]\n---\n"))
    reading = drafts.interpret(prepared, pandoc.read([prepared.text])[0])
    assert [("a", "4:5")] == places(reading)


def test_marks_of_a_text_in_yaml_are_found_there() -> None:
    """A note in a YAML file is indented; its calls have their places in that file."""
    source = Source("n.yaml", "- id: x\n  text: |\n    one[^a]\n    two[^a]^[b]\n")
    prepared = drafts.prepare_quoted("one[^a]\ntwo[^a]^[b]\n", source, 9, "0:")
    reading = drafts.interpret(prepared, pandoc.read([prepared.text])[0])
    assert ["3:8", "4:8", "4:12"] == [str(c.place).removeprefix("n.yaml:") for c in reading.calls]
    assert all(call.key.startswith("0:") for call in reading.calls)


_LABELS = ("a", "b-2", "c:d", "é", "漢")
_PIECES = st.sampled_from(
    [
        *(f"[^{label}]" for label in _LABELS),
        *(
            "word",
            " ",
            "\n",
            "\n\n",
            "*emph*",
            "**",
            "_",
            "`code`",
            "`",
            "\\",
            "\\[^a]",
            "\\^[^a]",
            "\\^",
        ),
        *("> quote", "- item\n", "1. one\n", "# Head ", "| a | b |\n|---|---|\n| c | d |\n"),
        *("^[inline *note*]", "^[", "]", "[link](#x)", "![image](x.png)", "<b>", "</b>", "<!-- "),
        *("-->", "$x$", "```\n", "~~~\n", "    ", ":::\n", "::: {.x}\n", ": def\n", '"', "'", "@k"),
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_reading_with_marks_is_reading_without(text: str) -> None:
    """Any text read with marks is, notes put back, what pandoc makes of it without them.

    Left out are what pandoc itself gets wrong, a note called in a note, and what is an error: a
    definition that pandoc takes for text, and a mark that comes back nowhere.
    """
    definitions = "".join(f"\n\n[^{label}]: Note {n}.\n" for n, label in enumerate(_LABELS))
    reading = read(text + definitions)
    if reading.glued or reading.lost or any(call.entry is not None for call in reading.calls):
        return
    expected = json.loads(pandoc.read([text + definitions])[0].result)["blocks"]
    bodies = {entry.key: entry.blocks for entry in reading.entries}
    labels = {entry.label: entry.blocks for entry in reading.entries if not entry.inline}
    called = {call.key: bodies.get(call.key) or labels.get(call.label) for call in reading.calls}
    assert _merged(expected) == _merged(_noted(reading.blocks, called))


def _noted(value: Any, bodies: dict[str, list[Node] | None]) -> Any:
    """Put each note back where it is called, as pandoc has it."""
    if isinstance(value, list):
        return [_noted(item, bodies) for item in value]
    if isinstance(value, dict) and value.get("t") == "NoteCall":
        return {"t": "Note", "c": bodies[value["c"]] or [{"t": "Para", "c": []}]}
    if isinstance(value, dict):
        return {name: _noted(part, bodies) for name, part in value.items()}
    return value


def _merged(value: Any) -> Any:
    """Leave out what differs by design.

    Those are citation counters, notes repeated in descriptions, and ids of headings, into which
    pandoc takes the labels of notes.
    """
    if isinstance(value, list):
        return [_merged(item) for item in value]
    if isinstance(value, dict) and value.get("t") == "Figure":
        attributes, caption, content = value["c"]
        return {"t": "Figure", "c": [attributes, _merged(caption), _merged(_bare(content))]}
    if isinstance(value, dict) and value.get("t") == "Header":
        level, _, inlines = value["c"]
        return {"t": "Header", "c": [level, _merged(inlines)]}
    if isinstance(value, dict):
        return {k: _merged(v) for k, v in value.items() if k != "citationNoteNum"}
    return value


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(v) for v in value if not (isinstance(v, dict) and v.get("t") == "Note")]
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items()}
    return value
