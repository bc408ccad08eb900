"""The first words of chapters: which are marked, and that none is lost or cut."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast import markup, openings
from tests import factory

LONG = "and so it went on for a good while, as such things do, with many words. " * 5


def body(inside: str, way: str = "small-caps", **changes: str) -> str:
    """Return the text of a chapter in an edition that opens chapters in this way."""
    chapter = replace(factory.chapter("c", inside), **changes)  # type: ignore[arg-type]
    (opened,) = openings.opened(factory.book(chapter), way).chapters
    return markup.inner(markup.parse(opened.body))


def phrase(inside: str) -> str:
    """Return the words that are marked as the opening of a paragraph."""
    tree = markup.parse(f"<x>{body(f'<p>{inside}</p>')}</x>")
    return "".join("".join(one.itertext()) for one in tree.iter("span"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("The small print of a book is read by few.", "The small print of a"),
        ("In those days, nobody read.", "In those days"),
        ("“Quiet,” she said, and sat.", "“Quiet,” she said"),
        ("Well, then it began again as before.", "Well, then it began again"),
        ("Mr. Pym arrived.", "Mr. Pym arrived"),
        ("One <em>word</em> is not two.", "One "),
        ("Un<em>like</em> others.", ""),
        ("The first[[n|A note.]] words are here.", "The first"),
        ("<em>Paradise Lost</em> is long.", "Paradise Lost"),
        ("1984 was a year like others.", ""),
        ("Ὁ βίος βραχύς, ἡ δὲ τέχνη μακρή.", "Ὁ βίος βραχύς"),
        ("中文的書。", ""),
        ("<code>ls</code> lists files.", ""),
        ("<span class=\"opening\">Of arms and the man I sing</span>, he says.",
         "Of arms and the man I sing"),
    ],
)  # fmt: skip
def test_the_first_words_are_a_clause_or_a_few(written: str, expected: str) -> None:
    """They end with a clause that is short, at a call, and before what is set otherwise."""
    assert expected.strip() == phrase(written).strip()


@pytest.mark.parametrize(
    "inside",
    [
        "<h2>A heading</h2><p>Words that follow it.</p>",
        '<div class="line-block">A line of verse</div><p>Words that follow it.</p>',
        "<ul><li><p>An item</p></li></ul>",
        "<figure><p>Words</p></figure>",
        "<blockquote><p>Words of another</p></blockquote><p>Words that follow it.</p>",
        '<p class="dateline">Rome, in May</p><p>Words that follow it.</p>',
    ],
)
def test_only_plain_prose_is_opened(inside: str) -> None:
    """What begins with anything else is left as it is."""
    assert markup.inner(markup.parse(f"<div>{inside}</div>")) == body(inside, "drop-cap")


def test_an_epigraph_may_stand_before() -> None:
    """The text begins behind its epigraphs."""
    before = '<div class="epigraph"><p>Words of another.</p></div>'
    expected = '<p class="opens"><span class="opening">It began.</span></p>'
    assert before + expected.replace(".</span>", "</span>.") == body(f"{before}<p>It began.</p>")


def test_initials_stand_where_there_is_room() -> None:
    """Three lines, two, or none, by the length of the paragraph; a figure is no initial."""
    assert '<p class="opens drop-cap lines-3">' in body(f"<p>It began, {LONG}</p>", "drop-cap")
    assert "drop-cap lines-2" in body(f"<p>It began, {LONG[:150]}</p>", "drop-cap")
    assert '<p class="opens">' in body("<p>It began here.</p>", "drop-cap")
    assert "opens" not in body(f"<p>7 days {LONG}</p>", "drop-cap")


def test_other_chapters_stay() -> None:
    """Lists are not read from their beginning; Hebrew and Arabic have no capitals."""
    text = f"<p>It began, {LONG}</p>"
    assert text == body(text, "drop-cap", kind="glossary")
    assert text == body(text, "drop-cap", language="he")
    book = factory.book(factory.chapter("c", text))
    assert book is openings.opened(book, "plain")


@given(st.text(st.sampled_from("Ab1 ,.“”’—()é中\u00ad"), max_size=60))
def test_no_word_is_lost_or_cut(text: str) -> None:
    """Whatever a paragraph says, it says the same, and words are whole."""
    escaped = markup.inner(markup.parse(f"<x>{text}</x>"))
    opened = body(f"<p>{escaped}</p>", "drop-cap")
    tree = markup.parse(f"<x>{opened}</x>")
    assert text == "".join(tree.itertext())
    for span in tree.iter("span"):
        following = (span.tail or " ")[0]
        assert not following.isalnum()
