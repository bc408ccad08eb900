"""What is found in fragments without parsing them is what a parser finds."""

from dataclasses import replace

import pytest
from lxml import etree

from scholiast import markup
from tests.pdf import generated

FRAGMENTS = [
    '<div><p id="a">Text <em id="b">x</em></p><img src="x" id="c"/></div>',
    "<div><p id='a' class='x &quot; id=\"no\"'>one</p></div>",
    '<div><!-- <p id="no">gone</p> --><p id="yes">a "word" id="none"</p></div>',
    '<div><p data-id="no" title="a id=b" id="a&amp;b&#246;">x</p></div>',
    '<span>id="no" &lt;p id="no"></span>',
    '<div><p\n  class="x"\n  id="split"\n>x</p></div>',
]


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_ids_are_those_that_a_parser_finds(fragment: str) -> None:
    """In attributes of elements only: not in words, values or comments."""
    tree = markup.parse(fragment)
    expected = [e.get("id") for e in tree.iter(etree.Element) if e.get("id") is not None]
    assert expected == markup.ids(fragment)


def test_the_targets_of_a_chapter_are_those_of_its_links() -> None:
    """In the text, the title and the notes; not what other elements refer to."""
    chapter = generated.chapter(1)
    links = """<a class="x" href="#one">b</a> <a href='#two&amp;'/><use href="#no"/>"""
    body = f"<div><p>{links}</p></div>"
    note = replace(chapter.notes[0], body='<div><p><a href="#three">c</a></p></div>')
    chapter = replace(chapter, title_xhtml="<span>T</span>", body=body, notes=(note,))
    assert {"one", "two&", "three"} == markup.targets(chapter)
