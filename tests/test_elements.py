"""Elements that authors mark by classes: one form in all editions, no word more or less."""

import pytest

from scholiast import elements, markup


def marked(inside: str) -> str:
    """Return what becomes of a text."""
    tree = markup.parse(f"<div>{inside}</div>")
    before = markup.words(tree).split()
    elements.mark(tree)
    assert before == markup.words(tree).split()
    return markup.inner(tree)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('<p><span class="signature">E. G.</span></p>', '<p class="signature">E. G.</p>'),
        (
            '<p><span class="right x">E. <em>G.</em></span></p>',
            '<p class="right"><span class="x">E. <em>G.</em></span></p>',
        ),
        (
            '<p><span class="dateline" lang="fr">Paris</span></p>',
            '<p class="dateline"><span lang="fr">Paris</span></p>',
        ),
        (
            '<p><span class="attribution">Pliny</span><a class="note-ref" data-note="n"/></p>',
            '<p class="attribution">Pliny<a class="note-ref" data-note="n"/></p>',
        ),
    ],
)
def test_a_paragraph_has_the_class_of_all_its_words(written: str, expected: str) -> None:
    """Markdown gives no classes to paragraphs; a span says it, and what else it says it keeps."""
    assert expected == marked(written)


@pytest.mark.parametrize(
    "written",
    [
        '<p><span class="right">one</span> two</p>',
        '<p>one <span class="right">two</span></p>',
        '<p><span class="right">one</span> <span class="right">two</span></p>',
        '<p><span class="small-caps">one</span></p>',
    ],
)
def test_words_among_others_keep_their_class(written: str) -> None:
    """A span that is not all of its paragraph stays a span, and so does what is for words."""
    assert written == marked(written)


def test_breaks_between_scenes() -> None:
    """An empty division is a break; one that holds an ornament of the author's own is kept."""
    assert '<hr class="scene-break"/>after' == marked('<div class="scene-break">\n</div>after')
    own = '<div class="scene-break"><p>❧</p></div>'
    assert own == marked(own)


def test_dialogues_are_speeches() -> None:
    """Terms are who speaks, definitions what they say; a list of terms is not for dialogues."""
    written = (
        '<div class="dialogue"><p>A room.</p>'
        "<dl><dt>Ann</dt><dd>Who’s <em>there</em>?</dd>\n"
        '<dt>Bea</dt><dd><p>I am.</p><p>Still.</p></dd><dt>Ann</dt><dt>Bea</dt><dd><div class="v">'
        "O!</div></dd></dl> tail</div>"
    )
    expected = (
        '<div class="dialogue"><p>A room.</p>'
        '<div class="speech"><p><span class="speaker">Ann</span> Who’s <em>there</em>?</p></div>'
        '<div class="speech"><p><span class="speaker">Bea</span> I am.</p><p>Still.</p></div>'
        '<div class="speech"><p><span class="speaker">Ann</span> <span class="speaker">Bea</span> '
        '</p><div class="v">O!</div></div> tail</div>'
    )
    assert expected == marked(written)


def test_other_lists_of_terms_stay() -> None:
    """Only in a dialogue do terms speak."""
    glossary = "<dl><dt>Recto</dt><dd>the right-hand page</dd></dl>"
    assert glossary == marked(glossary)
