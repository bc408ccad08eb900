"""Lines of text: broken where they are full, and nowhere else."""

from itertools import pairwise

from weasyprint.text import line_break

from scholiast.pdf.edits import digest
from scholiast.pdf.lines import _DIGEST
from tests import factory
from tests.pdf import reading

SENTENCE = (
    '00 The form is called <span style="display:inline-block;width:{}px"></span> (<em>gloss</em>), '
    "the inserted commentary. The character for a note is written <em>xxxx</em> or, with the "
    "radical for speech in place."
)
SMALL = "font-size: 0.82rem; line-height: 1.3; text-indent: 0"


def test_a_line_is_not_broken_for_the_space_at_its_end() -> None:
    """Where the last word of a text just fits and emphasis goes on, no line is short or loose.

    The words before the emphasis are moved by a pixel from paragraph to paragraph, so that in some
    of them the line is full but for its last space.
    """
    body = "".join(f'<p style="{SMALL}">{SENTENCE.format(width)}</p>' for width in range(60))
    words = reading.words(reading.data_of(reading.render(factory.book(factory.chapter("c", body)))))
    pairs = [(one, two) for one, two in pairwise(words) if one.text == "(gloss),"]
    assert 60 == len(pairs)
    loose = [one for one, two in pairs if not 0 < two.left - one.right < 7]
    assert [] == loose


def test_no_call_begins_a_line() -> None:
    """Whatever stands before it, and however narrow the line, a call stays with its word."""
    ends = (".", "!", "?”", "—", "…", "/", "。", "</em>", "</em>!", ")")
    text = "".join(
        f"{'<em>' * ('</em>' in end)}word{end}[[n{at}|x]] {'the ' * (at % 7)}"
        for at, end in enumerate(ends * 25)
    )
    book = factory.book(factory.chapter("c", f"<p>{text}</p>"))
    data = reading.data_of(reading.render(book))
    calls = [link for link in reading.structure(data).links if link.target.startswith("note-")]
    assert 250 == len(calls)
    assert [] == [link for link in calls if link.left < reading.area(link.page)[0] + 1]


def test_the_engine_is_the_known_one() -> None:
    """The change to the breaking of lines fits the WeasyPrint that is installed."""
    assert _DIGEST == digest(line_break.split_first_line)
