"""The tree that is laid out: notes behind their calls, white space and verse in order."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scholiast import markup, text
from scholiast.pdf.content import chapter_content, collapse
from scholiast.wording import ENGLISH
from tests import factory

SPACES = st.sampled_from(["", " ", "\n", "  \n ", "a", "b c", " d ", "e\nf"])


def content(body: str, title: str = "Title") -> etree._Element:
    """Return the text of a chapter as it is laid out."""
    chapter = factory.chapter("c", body, title=title)
    return chapter_content(chapter, ENGLISH)[1]


def test_a_note_stands_behind_its_first_call() -> None:
    """The body follows the first call at once; further calls are links to it."""
    tree = content("<p>One[[a|Note.]] two[[a]] three.</p>")
    paragraph = tree[0]
    assert ["a", "article", "a"] == [child.tag for child in paragraph]
    assert [None, " two", " three."] == [child.tail for child in paragraph]
    assert ["#note-c-a", "#note-c-a"] == [a.get("href") for a in paragraph.findall("a")]
    assert ["1", "b"] == [a.text for a in paragraph[1].iter("a")]


def test_nested_notes_stand_behind_their_parent() -> None:
    """Notes that a note calls follow it, in their order, and none is inside another."""
    tree = content("<p>One[[a|A[[b|B.]] and[[c|C.]] end.]] two[[d|D.]].</p>")
    notes = list(tree.iter("article"))
    assert [f"note-c-{name}" for name in "abcd"] == [note.get("id") for note in notes]
    assert [None, "note-c-a", "note-c-a", None] == [note.get("data-parent") for note in notes]
    assert {"p"} == {note.getparent().tag for note in notes}
    assert [None, None, " two", "."] == [note.tail for note in notes]


def test_a_note_in_a_title_stands_in_the_title() -> None:
    """A note called in the title of a chapter is laid out with the title."""
    chapter = factory.chapter("c", "<p>Text.</p>", title="Title[[t|Note.]]")
    title, body = chapter_content(chapter, ENGLISH)
    assert ["note-c-t"] == [note.get("id") for note in title.iter("article")]
    assert [] == list(body.iter("article"))


def test_what_runs_or_calls_out_is_left_out() -> None:
    """Scripts, style sheets and embedded files of raw HTML do not get to WeasyPrint."""
    tree = content(
        "<p>Text<script>run()</script> goes on.</p>"
        '<link rel="attachment" href="file:///etc/passwd"/><style>@import url(x)</style>'
        '<object data="x"/><p>End.[[n|<p>Note<script>run()</script>.</p>]]</p>'
    )
    assert {"div", "p", "a", "article"} == {element.tag for element in tree.iter()}
    assert "Text goes on." == "".join(tree[0].itertext())


def test_verse_is_set_line_by_line() -> None:
    """Each line of verse is an element, with what stands in it."""
    tree = content('<div class="line-block">One <em>two</em><br/>\n  three<br/>\nfour</div>')
    lines = tree[0]
    assert ["One two", "  three", "four"] == ["".join(line.itertext()) for line in lines]
    assert ["line"] * 3 == [line.get("class") for line in lines]


def test_calls_are_bound_to_what_they_follow() -> None:
    """A word joiner stands where a line could else be broken before a call, and nowhere else."""
    tree = content("<p>word[[a|x]] end.[[b|x]] <em>so</em>[[c|x]] space [[d|x]] 字[[e|x]]</p>")
    before = [
        ((call.getparent().text if call.getprevious() is None else call.getprevious().tail) or "")
        for call in tree.iter("a")
        if call.get("role") == "doc-noteref"
    ]
    assert ["d", "\u2060", "\u2060", " ", "\u2060"] == [words[-1:] for words in before]


def test_a_note_keeps_the_language_of_its_chapter() -> None:
    """Where words in another language call it, the note is hyphenated as the chapter is."""
    tree = content('<p><span lang="fr">mots[[a|x]]</span> words[[b|x]]</p>')
    assert ["en-GB", None] == [note.get("lang") for note in tree.iter("article")]


def test_white_space_is_collapsed() -> None:
    """Lines of the source, spaces around blocks and at breaks are no spaces on the page."""
    tree = markup.parse(
        "<article>\n<p>  a\n b <em> c </em> d<br/>\n e </p>\n<ul>\n<li>x\n <p>y </p> z </li></ul>"
        "<pre> a\n  b</pre> <p>q <img/> r</p>\n</article>"
    )
    collapse(tree)
    assert (
        "<article><p>a b <em>c </em>d<br/>e</p><ul><li>x<p>y</p>z</li></ul>"
        "<pre> a\n  b</pre><p>q <img/> r</p></article>"
    ) == markup.serialise(tree).replace("></img>", "/>").replace("></br>", "/>")


@given(st.lists(st.tuples(st.sampled_from(["p", "em", "ul", "br", "img"]), SPACES, SPACES)))
def test_collapsing_keeps_every_word(pieces: list[tuple[str, str, str]]) -> None:
    """No letter is lost, no two words are joined, and what is collapsed stays as it is."""
    tree = markup.parse("<article/>")
    for tag, inside, behind in pieces:
        element = etree.SubElement(tree, tag)
        element.text = inside if tag not in {"br", "img"} else None
        element.tail = behind
    before = text.readable(markup.words(tree))
    collapse(tree)
    once = markup.serialise(tree)
    collapse(tree)
    assert before == text.readable(markup.words(tree))
    assert once == markup.serialise(tree)
