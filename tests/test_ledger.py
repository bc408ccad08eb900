"""The ledger says of each note what artifacts must show, and survives the way through JSON."""

import json

import pytest

from scholiast import ledger
from scholiast.ledger import Ledger, Stand, open_ledger
from tests import factory


def _opened(body: str, title: str = "") -> Ledger:
    return open_ledger(factory.book(factory.chapter("one", body, title=title)))


def _after(opened: Ledger) -> dict[str, str | None]:
    return {call.id: call.after for note in opened.notes for call in note.calls}


def test_a_call_follows_the_words_of_its_block() -> None:
    """What stands before a call in its block is recorded, without other blocks and calls."""
    opened = _opened("<p>Before.</p><p>He <em>said</em> so,[[a|A.]] and again.[[b|B.]]</p>")
    assert {
        "call-one-a": "He said so,",
        "call-one-b": "He said so, and again.",
    } == _after(opened)


def test_a_long_context_is_cut_to_its_end() -> None:
    """No more than 40 characters before a call are kept."""
    words = "one two three four five six seven eight nine ten"
    assert {"call-one-a": words[-40:].lstrip()} == _after(_opened(f"<p>{words}[[a|A.]]</p>"))


def test_calls_in_titles_cells_and_notes_have_their_own_words() -> None:
    """A call in a title, in a table or in a note follows words of that place alone."""
    opened = _opened(
        "<table><tbody><tr><td>x</td><td>Appia[[cell|C.]]</td></tr></tbody></table>"
        "<p>Text[[outer|Longer[[inner|I.]] words.]]</p>",
        title="Rome[[title|T.]]",
    )
    assert {
        "call-one-title": "Rome",
        "call-one-cell": "Appia",
        "call-one-outer": "Text",
        "call-one-inner": "Longer",
    } == _after(opened)


def test_a_formula_ends_the_words_before_it() -> None:
    """Formulas are pictures in print: what stands before one is not asked for."""
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    assert {"call-one-a": "is so."} == _after(_opened(f"<p>As {formula} is so.[[a|A.]]</p>"))


def test_calls_that_are_meant_as_they_stand_are_counted() -> None:
    """A chapter that shows Markdown on purpose says how often."""
    opened = _opened("<p>Write <code>[^x]</code> and <code>[^y]: text</code>.[[a|A.]]</p>")
    assert 2 == opened.chapters[0].literal


def test_json_gives_back_the_same_ledger() -> None:
    """A ledger with stands is the same after it was written and read."""
    opened = open_ledger(factory.book()).standing("pdf", {"note-rome-gibbon": Stand("x", 3, 4)})
    assert opened == ledger.from_json(ledger.as_json(opened))


def test_a_ledger_without_contexts_is_read() -> None:
    """A ledger that does not say what calls follow asks for nothing."""
    record = json.loads(ledger.as_json(open_ledger(factory.book())))
    for note in record["notes"]:
        for call in note["calls"]:
            del call["after"]
    read = ledger.from_json(json.dumps(record))
    assert {None} == set(_after(read).values())


@pytest.mark.parametrize("data", ["", "[]", "{}", '{"$schema": "another"}', "not JSON"])
def test_what_is_no_ledger_is_refused(data: str) -> None:
    """A file of another kind gives a ValueError that says so."""
    with pytest.raises(ValueError, match=r"ledger|Expecting value"):
        ledger.from_json(data)


def test_page_references_are_recorded_where_they_stand() -> None:
    """What they say is no part of any words, but it is known, and so is its place in them."""
    chapter = factory.chapter(
        "one",
        '<p>See <a class="page-ref" href="#x"/>, far on,[[a|Or <a href="#y">there</a>'
        '<a class="page-ref page-ref-behind" href="#y"/>.]] and <em>so</em> on.[[b|B.]]</p>',
        sections={"x": "Walls", "y": "Roads"},
    )
    opened = open_ledger(factory.book(chapter))
    walls = ledger.Reference(3, "x", "page\u00a0{folio}", "“Walls”")
    roads = ledger.Reference(8, "y", " (page\u00a0{folio})", "")
    first, second = opened.notes
    assert ("See , far on, and so on.", "Or there.") == (chapter.text, first.text)
    assert ((walls,), (roads,), ()) == (
        opened.chapters[0].references,
        first.references,
        second.references,
    )
    assert ((walls,), (walls,)) == (first.calls[0].references, second.calls[0].references)
    assert opened == ledger.from_json(ledger.as_json(opened))


def test_only_page_references_near_a_call_stand_before_it() -> None:
    """They count from the beginning of the words that are kept before the call."""
    far = '<a class="page-ref" href="#x"/> word word word word word word word word word'
    near = 'see <a class="page-ref" href="#y"/> and'
    chapter = factory.chapter("one", f"<p>{far} {near}[[a|A.]]</p>", sections={"x": "X", "y": "Y"})
    (call,) = open_ledger(factory.book(chapter)).notes[0].calls
    assert call.after is not None
    assert [("y", call.after.index("see") + 3)] == [(r.target, r.at) for r in call.references]
