"""Paragraphs have addresses that stay when the text around them is edited."""

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scholiast import html, text
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.html import addresses, trees
from scholiast.theme import Theme
from tests import factory

WORDS = st.text("abcde. ", min_size=1, max_size=12)


def addressed(body: str, seed: str = "rome") -> trees.Element:
    """Return a text whose paragraphs were given addresses."""
    tree = trees.parse(f'<div class="chapter-text">{body}</div>')
    addresses.give(tree, seed)
    return tree


def ids(body: str, seed: str = "rome") -> dict[str, str | None]:
    """Return by their words the ids of the paragraphs of a text."""
    found = addresses.paragraphs(addressed(body, seed))
    return {"".join(one.itertext()): one.get("id") for one in found}


def test_each_innermost_block_has_one() -> None:
    """Paragraphs, items, stanzas, figures, tables and code have an address, boxes around not."""
    tree = addressed(
        "<p>One.</p><blockquote><p>Two.</p></blockquote><ul><li>Three<ul><li>Four</li></ul></li>"
        "<li><p>Five.</p></li></ul><dl><dt>T</dt><dd>Six</dd></dl><pre><code>seven</code></pre>"
        '<div class="line-block"><div class="line">Eight</div></div><hr/>'
        '<div class="scroll"><table><tr><td><p>Nine</p></td></tr></table></div>'
        '<figure><img src="a.png" alt="Ten"/></figure>'
    )
    named = [e.tag for e in tree.iter(etree.Element) if e.get("id") is not None]
    assert ["p", "p", "li", "li", "p", "dd", "pre", "div", "table", "figure"] == named
    assert len(named) == len({e.get("id") for e in tree.iter() if e.get("id")})


def test_an_id_of_the_author_is_kept() -> None:
    """What has an id keeps it, and no address is one that is taken."""
    tree = addressed('<p id="mine">One.</p><p>Two.</p>')
    (mine, other) = tree
    assert "mine" == mine.get("id")
    taken = addressed(f'<h2 id="{other.get("id")}">A</h2><p>Two.</p>')
    assert f"{other.get('id')}-2" == taken[1].get("id")


def test_mending_keeps_an_address() -> None:
    """Quotation marks, capitals, a note, and all that stands behind the opening may change."""
    opening = "It was in Rome that I sat and mused amid the ruins of the old Capitol at dusk"
    call = '<a class="note-ref" id="c" href="#n" role="doc-noteref">1</a>'
    same = [
        f"<p>{opening} while friars sang.</p>",
        f"<p>“{opening}”{call}, while the friars were singing.</p>",
        f"<p><em>{opening.upper()}</em></p>",
    ]
    assert 1 == len({addressed(body)[0].get("id") for body in same})
    assert addressed("<p>Another.</p>")[0].get("id") != addressed(same[0])[0].get("id")


def test_chapters_have_addresses_of_their_own() -> None:
    """The same words in two chapters have two addresses, so that all fit in one file."""
    assert ids("<p>One.</p>", "rome") != ids("<p>One.</p>", "athens")


@given(st.lists(WORDS, unique_by=lambda words: text.bare(words)), st.data())
@settings(max_examples=60)
def test_an_edit_holds_all_other_addresses(words: list[str], data: st.DataObject) -> None:
    """Whatever becomes of one paragraph, the others stay what they are."""
    words = [one for one in words if text.bare(one)]
    before = ids("".join(f"<p>{one}</p>" for one in words))
    at = data.draw(st.integers(0, len(words)))
    edited = [*words[:at], "new and unlike", *words[at + data.draw(st.integers(0, 1)) :]]
    after = ids("".join(f"<p>{one}</p>" for one in edited))
    assert {one: before[one] for one in words if one in edited} == {
        one: name for one, name in after.items() if one in before
    }


def pages(book: Book, **options: object) -> list[bytes]:
    """Return the pages of a book's chapters."""
    chosen = HtmlEdition.model_validate(options)
    files = html.render(book, Theme.find(), chosen).files
    return [files[f"web/{chapter.id}.html"] for chapter in book.chapters]


def test_the_setting_turns_them_off() -> None:
    """Without `permalinks` no paragraph has an address that nobody gave it."""
    book = factory.book()
    assert any(b'<p id="p-' in page for page in pages(book))
    assert not any(b'id="p-' in page for page in pages(book, permalinks=False))
