"""Which notes pop up: what reading systems say of themselves, tried on calls of every kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.stores.noted import Noted
from scholiast.stores.popups import SYSTEMS, Way
from tests.stores.books import calls

USUAL = {
    "apple": Way.POPS_UP, "kobo": Way.POPS_UP, "kindle": Way.POPS_UP, "google": Way.LINK,
    "thorium": Way.POPS_UP, "readium": Way.POPS_UP, "foliate": Way.POPS_UP,
}  # fmt: skip
UP, LINK, LIST, LOST = Way.POPS_UP, Way.LINK, Way.LIST, Way.LOST
UNMARKED = {"apple": LOST, "thorium": LINK, "readium": LINK, "foliate": LINK}

NOTE = "A note of more than nine characters."
CALL = '<p>Text<a id="c" href="{href}" {marked}>1</a> goes on.</p>'
MARKED = 'epub:type="noteref" role="doc-noteref"'
ASIDE = '<aside id="n" epub:type="footnote" role="doc-footnote"><p>{back} {text}</p></aside>'
BACK = '<a href="#c" role="doc-backlink">1</a>'


def call(href: str = "#n", marked: str = MARKED) -> str:
    return CALL.format(href=href, marked=marked)


def aside(text: str = NOTE, back: str = BACK) -> str:
    return ASIDE.format(text=text, back=back)


def ways(*documents: str) -> dict[str, Way]:
    """Return what becomes of the one call in these documents, by reading system."""
    (note,) = calls(*documents)
    return {name: system.predict(note).way for name, system in SYSTEMS.items()}


def test_a_note_with_all_mark_up_pops_up_wherever_there_are_pop_ups() -> None:
    """This is how Scholiast marks a note of a page."""
    assert USUAL == ways(call() + aside())


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ((call() + aside("Ibid.", BACK),), {"kobo": LINK}),
        ((call() + aside("1234567"),), {}),  # nine with the number and a space
        ((call() + aside("123456"),), {"kobo": LINK}),
        ((call() + aside("x" * 4998),), {}),
        ((call() + aside("x" * 4999),), {"kobo": LINK}),
        ((aside() + call(),), {"kobo": LINK}),
        ((call(marked=""), ""), None),
        ((call(marked="") + aside(),), UNMARKED),
        ((call(marked='role="doc-noteref"') + aside(),), {"apple": LOST, "readium": LINK}),
        ((call("#away"),), dict.fromkeys(SYSTEMS, LOST)),
        ((call("https://x.org/#n") + aside(),), dict.fromkeys(SYSTEMS, LOST)),
        ((call() + aside(back=""),), {"kindle": LINK}),
        ((call() + aside(f"{NOTE} {BACK}", back=""),), {"kindle": LINK}),
        ((call() + aside(back='<a href="#other">1</a>'),), {"kindle": LINK}),
        ((call() + f'<p id="n">{BACK} {NOTE}</p>',), {"apple": LINK}),
        (
            (call("d2.xhtml#n"), aside(back='<a href="d1.xhtml#c">1</a>')),
            {},
        ),
        ((call(marked='epub:type="footnote"') + aside("No"),), UNMARKED),
        ((call(marked='epub:type="noteref biblioref"') + aside(),), {"readium": LINK}),
    ],
    ids=[
        "short", "nine", "eight", "5,000", "5,001", "before", "nothing", "unmarked", "role alone",
        "dead", "elsewhere", "no way back", "way back last", "way back to another", "no note",
        "another document", "Kobo's own mark", "two types",
    ],
)  # fmt: skip
def test_what_is_missing_is_told(
    documents: tuple[str, ...], expected: dict[str, Way] | None
) -> None:
    """Each condition that a reading system names decides there, and there alone."""
    if expected is None:
        assert [] == calls(*documents)
        return
    assert USUAL | expected == ways(*documents)


def test_the_order_of_reading_decides_what_comes_after() -> None:
    """A note in a document that comes before its call in the spine does not pop up at Kobo."""
    back = '<a href="d1.xhtml#c">1</a>'
    (note,) = calls(call("d2.xhtml#n"), aside(back=back), spine="d2 d1")
    assert LINK is SYSTEMS["kobo"].predict(note).way


@pytest.mark.parametrize("name", ["n.2", "1n", "nü", "n:1"])
def test_thorium_needs_plain_ids(name: str) -> None:
    """It makes a selector of CSS of the fragment as it stands."""
    (note,) = calls(call(f"#{name}") + aside().replace('id="n"', f'id="{name}"'))
    assert LINK is SYSTEMS["thorium"].predict(note).way
    assert UP is SYSTEMS["kobo"].predict(note).way


def test_notes_that_are_turned_to_stand_in_a_list() -> None:
    """A call that asks for no pop-up, to a list of notes at the end, is as the book wants it."""
    end = (
        '<section epub:type="endnotes"><ol><li id="n" epub:type="endnote">'
        f"<p>{BACK} {NOTE}</p></li></ol></section>"
    )
    found = ways(call(marked='role="doc-noteref"') + end)
    assert USUAL | {"apple": LIST, "google": LIST, "readium": LIST} == found


def test_calls_without_mark_up_are_known_by_the_way_back() -> None:
    """EPUB 2 has no semantics: what looks like a mark and is led back to is a call."""
    note = f'<p id="n"><a href="#c">1</a>. {NOTE}</p>'
    (found,) = calls(call(marked="") + note)
    assert ("1", True, True) == (found.mark, found.links_back, found.back_first)
    assert [] == calls('<p>See <a id="c" href="#n">chapter 1</a>.</p>' + note)
    verse = '<p>See <a href="#v">1</a>.</p><p id="v">Verse</p>'
    assert [] == calls(verse)


def test_an_id_on_the_way_back_is_on_no_note() -> None:
    """A call that leads to the number in a note shows the number alone, in Kobo and Thorium."""
    note = f'<p><a id="n" href="#c">1</a> {NOTE}</p>'
    (found,) = calls(call() + note)
    assert 1 == found.characters
    assert found.back_first
    assert LINK is SYSTEMS["kobo"].predict(found).way


def test_reasons_and_hints_go_with_what_does_not_pop_up() -> None:
    """Who reads the table learns why, and what to do."""
    (note,) = calls(call() + aside("Ibid."))
    said = SYSTEMS["kobo"].predict(note)
    assert ("it has 7 characters, and 9 are needed", "say more in the note") == (
        said.reason,
        said.hint,
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60))
def test_kobo_counts_what_is_shown(words: str) -> None:
    """Mark-up and runs of white space count for nothing, whatever the words."""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    try:
        (note,) = calls(call() + aside(f"<b>{escaped}</b>"))
    except ValueError:
        return  # characters that XML has not
    shown = " ".join(f"1 {words}".split())
    assert len(shown) == note.characters
    pops_up = 9 <= len(shown) <= 5000
    assert pops_up is (SYSTEMS["kobo"].predict(note).way is UP)


def test_a_prediction_looks_at_a_call_alone() -> None:
    """Predictions are functions of what was seen: the same call gives the same answer."""
    note = Noted(calls(call() + aside())[0].place, "1", "#n", frozenset(), frozenset(), "n")
    assert [LOST] * len(SYSTEMS) == [one.predict(note).way for one in SYSTEMS.values()]
