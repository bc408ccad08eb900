"""The XHTML of a text is the same, whether pandoc wrote it at once or from the tree it read."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import drafts, markup, pandoc
from scholiast.book import Matter
from scholiast.manuscript import Draft
from scholiast.pieces import Pieces, Text, cut_up, take_title, title_apart, write
from scholiast.register import address
from scholiast.source import Source, Span

SCRAPS = (
    *("word", " ", "two words", "\n", "\n\n", "\\", '"', "*", "**", "`", "`code[^a]`", "[", "](x)"),
    *("{", "}", "--", "^[inline *note*]", "^[", "]", "# ", "## Heading", "- ", "> ", "  \n", "é"),
    *("[^a]", "[^b]", "\n\n[^a]: a note\n\n", "[^a]: glued", "$x^2$", "\n\n~~~\n^[c]\n~~~\n\n"),
    "\n\n[^b]: several\n\n    - blocks\n\n",
    *("\n\n|a|b|\n|-|-|\n|c|d[^b]|\n\n", "\n\n![caption^[x]](a.png)\n\n", "<b>", "\n\n# T[^a]\n\n"),
    *("\n\n::: box\n", "\n:::\n\n", "[link](#fn1){.footnote-ref}", "[x]{#footnotes}"),
)
MARKUP = st.lists(st.sampled_from(SCRAPS), max_size=16).map("".join)


def read(text: str, answer: pandoc.Answer, prepared: drafts.Prepared) -> Draft:
    """Return a draft of what pandoc read."""
    reading = drafts.interpret(prepared, answer)
    return Draft(
        path="a.md",
        source=Source("a.md", text),
        matter=Matter.BODY,
        part=None,
        kind=None,
        numbered=None,
        place=Span("book.yaml"),
        header={},
        blocks=reading.blocks,
        calls=reading.calls,
        entries=reading.entries,
        written=reading.written,
    )


def drafts_of(texts: list[str]) -> list[Draft]:
    """Return drafts of some texts."""
    prepared = [drafts.prepare(Source("a.md", text)) for text in texts]
    answers = pandoc.read([one.text for one in prepared])
    return [read(*found) for found in zip(texts, answers, prepared, strict=True)]


def from_trees(all_drafts: list[Draft]) -> list[Pieces]:
    """Return the pieces of drafts as they are made of pandoc's trees."""
    texts = [
        Text("a.md", *title_apart(one), {address(e): e.blocks for e in one.entries})
        for one in all_drafts
    ]
    return write(texts, None)


def words(tree: markup.Element) -> str:
    """Return a tree as text, without the line ends between blocks, which mean nothing."""
    text: bytes = etree.tostring(tree, method="c14n", with_tail=False)
    return text.decode().replace("\n", "")


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a shorter text is sought more quickly by hand
)
@given(st.lists(MARKUP, min_size=100, max_size=200))
def test_a_text_is_cut_up_as_its_tree_is_written(texts: list[str]) -> None:
    """Body, title, notes and calls are the same by both ways, wherever the short one is taken."""
    found = drafts_of([*texts, "# T^[i]\n\nx[^a]\n\n[^a]: note\n"])
    cuts = [None if one.written is None else cut_up(one.written) for one in found]
    for text, cut, written in zip([*texts, "plain"], cuts, from_trees(found), strict=True):
        if cut is None:
            continue
        notes = {where[1]: words(tree) for where, tree in written.notes.items()}
        assert notes == {key: words(tree) for key, tree in cut.notes.items()}, text
        title = take_title(cut.body)
        assert words(written.bodies["a.md"]) == words(cut.body), text
        assert title is None or words(title) == words(written.titles["a.md"]), text
    assert cuts[-1] is not None
    assert {"i", "note"} == {"".join(tree.itertext()) for tree in cuts[-1].notes.values()}


def test_signs_that_are_no_notes_are_put_back_in_the_tree() -> None:
    """Where a mark is code, or a note stands in a note, the tree is written."""
    texts = ["`[^a]` x[^a]\n\n[^a]: n\n", "x[^a]\n\n[^a]: see[^b]\n\n[^b]: n\n", "x <b>y</b>^[n]\n"]
    found = drafts_of(texts)
    assert [None, None, None] == [one.written and cut_up(one.written) for one in found]


def test_links_that_look_like_notes_are_none() -> None:
    """An author's link of the class that pandoc gives its own calls leads to no note."""
    (draft,) = drafts_of(["x^[n] [y](#fn1){.footnote-ref}\n"])
    assert draft.written is not None
    assert cut_up(draft.written) is None


def test_calls_are_empty_beside_html_that_is_no_xml() -> None:
    """What follows a call in raw HTML that only browsers can read does not become part of it."""
    (piece,) = from_trees(drafts_of(["x[^a] y <br> z[^b] w\n\n[^a]: n\n\n[^b]: m\n"]))
    calls = list(piece.bodies["a.md"].iter("a"))
    assert ["note-ref", "note-ref"] == [call.get("class") for call in calls]
    assert [("", 0), ("", 0)] == [(call.text or "", len(call)) for call in calls]
    assert [" y ", " w"] == [call.tail for call in calls]
