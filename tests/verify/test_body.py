"""No word of a book is lost in print: every chapter is held word by word against its pages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from scholiast import pdf, text, verify
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.ledger import ChapterRecord, Ledger, as_json, from_json, open_ledger
from scholiast.theme import Theme
from scholiast.verify.aligning import Gap, Line, Script, gaps
from tests import factory
from tests.pdf import generated, reading

# -- lines and words --


def lines(*said: str, page: int = 1) -> list[Line]:
    """Return lines of a page."""
    return [Line.of(page, one) for one in said]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ([], ("He walked the", "long road home, and slept.")),
        ([], ("He walked the long ro‐", "ad home, and slept.")),
        ([], ("1. He walked the long road", "home, and slept.", "2.", "(a) •")),
        ([], ("He walked the long road", "h.", "home, and slept.")),
        ([], ("HE WALKED THE LONG", "Head A", "B", "road home, and slept.")),
        ([], ("He walked the", "Long", "ways", "long road home, and slept.")),
        ([Gap(1, 1, 11, 23)], ("He walked the", "and slept.")),
        ([Gap(1, 2, 11, 11)], ("He walked the", "a the", "long road home, and slept.")),
        ([Gap(0, 0, 0, 11)], ("long road home, and slept.",)),
        ([Gap(1, 1, 23, 31)], ("He walked the long road home",)),
        ([Gap(0, 1, 0, 31)], ("Strange words",)),
        ([Gap(0, 0, 0, 31)], ()),
    ],
)
def test_lines_are_held_against_words(expected: list[Gap], said: tuple[str, ...]) -> None:
    """Hyphens, capitals, markers and repeated heads are no words; all else has its place."""
    script = Script.of("He walked the long road home, and slept.")
    assert expected == list(gaps(lines(*said), script, 0, ["headab", "longways"]))


def test_a_line_from_right_to_left_may_stand_in_any_order() -> None:
    """It is drawn as it looks; that all of its letters are there is all that can be known."""
    script = Script.of("בראשית ברא אלהים")
    assert [] == list(gaps(lines("אלהים בראשית ברא"), script))
    assert [] != list(gaps(lines("אלהים בראשית"), script))


_WORD = st.text(st.sampled_from("abcdefghijklmnop"), min_size=2, max_size=9)


@given(st.lists(_WORD, min_size=30, max_size=90), st.data())
def test_what_is_lost_is_found_where_it_was(words: list[str], data: st.DataObject) -> None:
    """A run of words that is taken out of the lines is the gap, but for letters that are alike."""
    start = data.draw(st.integers(0, len(words) - 1))
    stop = data.draw(st.integers(start, min(start + 12, len(words))))
    width = data.draw(st.integers(3, 9))
    left = [*words[:start], *words[stop:]]
    said = [" ".join(left[at : at + width]) for at in range(0, len(left), width)]
    found = list(gaps(lines(*said), Script.of(" ".join(words))))
    lost = sum(gap.stop - gap.start for gap in found)
    added = sum(len(one.words) for gap in found for one in lines(*said)[gap.first : gap.last])
    assert lost - added == sum(map(len, words[start:stop]))
    assert bool(found) is (start < stop)


# -- books --

_GREEK, _CHINESE, _MARKS = ["ἄνδρα", "μοι"], ["學而", "時習之"], ["e\u0301t\u00e9", "ﬁne"]
_PHRASE = st.lists(
    st.sampled_from([*generated.COMMON, *generated.RARE, *_GREEK, *_CHINESE, *_MARKS]),
    min_size=3,
    max_size=40,
).map(" ".join)
_BLOCKS = {
    "p": "<p>{}</p>",
    "em": "<p><em>{}</em>. <strong>Bold</strong>, <code>code_x</code>.</p>",
    "caps": '<p><span class="smallcaps">{}</span></p>',
    "quote": "<blockquote><p>{}</p></blockquote>",
    "items": "<ol><li><p>One {}</p></li><li><p>Two</p><ul><li>Three</li></ul></li></ol>",
    "heading": "<h2 id='NAME'>{}</h2><p>Below.</p>",
    "code": "<pre><code>{}\n  indented = 1</code></pre>",
    "terms": "<dl><dt>Term</dt><dd><p>{}</p></dd></dl>",
    "table": (
        "<table><thead><tr><th>Head</th><th>Other</th></tr></thead><tbody>"
        "<tr><td>{}</td><td>Cell two</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>"
    ),
    "noted": "<p>{}[[NAME|A note of its own, which says that much.]] and on.</p>",
}
_TEXT = st.lists(st.tuples(st.sampled_from(sorted(_BLOCKS)), _PHRASE), min_size=1, max_size=14)


def _body(blocks: Sequence[tuple[str, str]]) -> str:
    made = (_BLOCKS[kind].replace("NAME", f"n{at}x") for at, (kind, _) in enumerate(blocks))
    return "".join(one.format(said) for one, (_, said) in zip(made, blocks, strict=True))


def _codes(book: Book, data: bytes, ledger: Ledger) -> set[str]:
    found = verify.pdf.verify(data, ledger, f"{book.slug}.pdf").diagnostics
    return {one.rule.code for one in found if one.rule.code in {"V320", "V321", "V322"}}


_TRIM = PdfEdition(trim="5x8in", font_size="9.5pt")


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(texts=st.lists(_TEXT, min_size=1, max_size=3), small=st.booleans(), data=st.data())
def test_whatever_the_text_no_word_is_lost(
    texts: list[list[tuple[str, str]]], small: bool, data: st.DataObject
) -> None:
    """All words of a book are on its pages, and one word less, more or elsewhere is found."""
    book = factory.book(
        *(
            factory.chapter(f"c{number}", _body(blocks), title=f"Chapter {number}")
            for number, blocks in enumerate(texts)
        )
    )
    made = reading.data_of(reading.render(book, _TRIM if small else reading.SETTINGS))
    ledger = open_ledger(book)
    assert set() == _codes(book, made, ledger)
    chapter = data.draw(st.sampled_from(ledger.chapters))
    words = (chapter.text or "").split()
    at = data.draw(st.integers(0, len(words) - 1))
    assume(text.bare(words[at]))
    added, lost = [*words[:at], "unprinted", *words[at:]], [*words[:at], *words[at + 1 :]]
    assert "V320" in _codes(book, made, _saying(ledger, chapter, added))
    assert _codes(book, made, _saying(ledger, chapter, lost))
    other = data.draw(st.integers(0, len(words) - 1))
    swapped = list(words)
    swapped[at], swapped[other] = words[other], words[at]
    if text.bare("".join(swapped)) != text.bare("".join(words)):
        assert _codes(book, made, _saying(ledger, chapter, swapped))


def _saying(ledger: Ledger, chapter: ChapterRecord, words: Sequence[str]) -> Ledger:
    """Return a ledger in which a chapter has other words."""
    other = replace(chapter, text=" ".join(words), references=())
    chapters = tuple(other if one is chapter else one for one in ledger.chapters)
    return replace(ledger, chapters=chapters)


ROWS = "".join(f"<tr><td>row {number}</td><td>words</td></tr>" for number in range(70))
TABLE = f"<table><thead><tr><th>Head</th><th>Other</th></tr></thead><tbody>{ROWS}</tbody></table>"


def test_heads_of_tables_are_repeated_and_nothing_else() -> None:
    """A table over several pages has its head on each; what is no head may not be repeated."""
    book = factory.book(factory.chapter("c", f"<p>Before.</p>{TABLE}<p>After.</p>"))
    made, ledger = reading.data_of(reading.render(book)), open_ledger(book)
    assert ("Head Other",) == ledger.chapters[0].tables
    assert set() == _codes(book, made, ledger)
    without = replace(ledger, chapters=(replace(ledger.chapters[0], tables=()),))
    assert {"V321"} == _codes(book, made, without)


def test_an_initial_that_is_drawn_first_is_no_fault(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A float is drawn before the lines that it stands beside."""
    root = tmp_path_factory.mktemp("initial")
    (root / "styles").mkdir()
    own = ".text > p:first-child::first-letter { float: left; font-size: 3em; line-height: 1 }"
    shipped = Theme.find().style("print.css")
    (root / "styles/print.css").write_text(shipped + own)
    book = factory.book(factory.chapter("c", "<p>Thus it began, and so on and on.</p><p>End.</p>"))
    for whole in (False, True):
        artifact = pdf.render(book, Theme.find(root), reading.SETTINGS, whole=whole)
        assert set() == _codes(book, reading.data_of(artifact), open_ledger(book))


def test_words_that_a_style_puts_in_or_hides_are_found(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What is on paper alone, or not on paper, is not the book."""
    shipped, codes = Theme.find().style("print.css"), []
    book = factory.book(factory.chapter("c", "<p>One.</p><p class='x'>Two words.</p><p>End.</p>"))
    for own in (".x { display: none }", ".x::after { content: ' and more' }"):
        root = tmp_path_factory.mktemp("own")
        (root / "styles").mkdir()
        (root / "styles/print.css").write_text(shipped + own)
        artifact = pdf.render(book, Theme.find(root), reading.SETTINGS)
        codes.append(_codes(book, reading.data_of(artifact), open_ledger(book)))
    assert [{"V320"}, {"V321"}] == codes


def test_a_ledger_without_words_compares_none() -> None:
    """Ledgers of earlier versions have a digest of the words alone."""
    book = factory.book(factory.chapter("c", "<p>One.</p>"))
    made, ledger = reading.data_of(reading.render(book)), open_ledger(book)
    other = replace(ledger.chapters[0], text="Two.")
    assert _codes(book, made, replace(ledger, chapters=(other,)))
    none = replace(ledger.chapters[0], text=None)
    assert set() == _codes(book, made, replace(ledger, chapters=(none,)))


def test_the_words_stand_in_the_ledger_once() -> None:
    """An edition with the same words has them from the book's, and gets them back."""
    ledger = open_ledger(factory.book(*factory.sample_chapters()))
    other = replace(ledger, notes=ledger.notes[:-1])
    whole = replace(ledger, editions={"pdf": other})
    written = as_json(whole)
    assert 1 == written.count(ledger.chapters[0].text or "nothing")
    assert whole == from_json(written)


def test_short_notes_on_a_wide_page_are_read_line_by_line() -> None:
    """Where short lines follow each other, PDFium takes them for one, and a folio for their end."""
    text_of = "".join(f"<p>row {n}[[n{n}|On row {n}.]]</p>" for n in (40, 60))
    book = factory.book(factory.chapter("c", f"{TABLE}{text_of}"))
    wide = PdfEdition(trim="A4")
    made = reading.data_of(reading.render(book, wide))
    assert () == verify.pdf.verify(made, open_ledger(book), "c.pdf").diagnostics
