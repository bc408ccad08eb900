"""Notes are found on the pages of PDFs, whatever their shape, and only where they stand."""

import pytest

from scholiast import publish, verify
from scholiast.book import Book, Matter, Part
from scholiast.config import Editions, PdfEdition
from scholiast.edition import Artifact, Format
from scholiast.ledger import open_ledger
from scholiast.theme import Theme
from scholiast.verify import pdf
from scholiast.verify.footnotes import Printed, PrintedCall, PrintedNote
from scholiast.verify.proof import Proof
from tests import factory
from tests.verify import artifacts

WORDS = "institutional history characteristically notwithstanding manuscripts empire city "


def _rendered(book: Book, settings: PdfEdition | None = None) -> Artifact:
    editions = Editions(pdf=settings or PdfEdition())
    return publish.render(book, Theme.find(), editions, Format.PDF)


def _proof(book: Book, artifact: Artifact) -> Proof:
    return verify.artifact(artifact, open_ledger(book))


SHAPES = {
    "two paragraphs": "<p>One of them.</p><p>And the other.</p>",
    "a list at the end": "<p>Three:</p><ol><li>first</li><li>second</li><li>third</li></ol>",
    "bullets": "<ul><li>roads</li><li>walls</li></ul>",
    "a quotation": "<p>He says:</p><blockquote><p>I came, I saw.</p></blockquote>",
    "code": "<p>Write <code>[^x]</code> to call it.</p><pre><code>[^x]: a note</code></pre>",
    "right to left": "<p>In Hebrew שלום עולם means peace.</p>",
    "right to left alone": "<p>שלום עולם.</p>",
    "right to left at both ends": "<p>שלום and עולם.</p>",
    "Greek and Chinese": "<p>Ἱστορία and 雅典的歷史 and again.</p>",
    "ligatures": "<p>Five efficient affluent officers shuffled.</p>",
    "raised and lowered": "<p>H<sub>2</sub>O and 10<sup>3</sup> m.</p>",
    "small": "<p>x</p>",
    "signs alone": "<p>†</p>",
    "digits": "<p>1917, 1918 and 1919.</p>",
    "hyphenated": f"<p>{WORDS * 9}end.</p>",
    "nested": "<p>Longer[[inner|Than walls.]] than walls, and[[other|Higher.]] higher.</p>",
}


def test_notes_of_every_shape_are_proved() -> None:
    """A note between two others is found whole, on the page of its call, in our own PDFs."""
    body = "<p>Before[[before|First.]] it[[it|{}]] and after[[after|Last.]] it.</p>"
    book = factory.book(
        *(
            factory.chapter(f"shape-{count}", body.format(shape), number=str(count), title=name)
            for count, (name, shape) in enumerate(SHAPES.items(), 1)
        )
    )
    proof = _proof(book, _rendered(book))
    assert () == proof.diagnostics
    assert 3 * len(SHAPES) < len(book.notes) == proof.proved


@pytest.mark.parametrize("shape", SHAPES)
def test_the_last_note_of_a_page_ends_where_it_ends(shape: str) -> None:
    """What follows the last note of a page, such as its folio, is not taken for its words."""
    body = f"<p>Here[[it|{SHAPES[shape]}]] it is.</p>"
    book = factory.book(factory.chapter("last", body))
    proof = _proof(book, _rendered(book))
    assert () == proof.diagnostics


def test_a_long_note_is_followed_over_pages() -> None:
    """A note of 700 words and more runs over pages, and is proved to its last word."""
    note = " ".join(f"{word}{index}" for index, word in enumerate((WORDS * 110).split()))
    body = f"<p>{WORDS * 40}Here[[long|{note}]] it is,[[next|The next note.]] {WORDS * 60}</p>"
    book = factory.book(factory.chapter("long", body))
    proof = _proof(book, _rendered(book))
    stand = proof.stands["note-long-long"]
    assert proof.good
    assert len(book.notes) == proof.proved
    assert stand.page is not None
    assert stand.last_page is not None
    assert stand.last_page > stand.page


@pytest.mark.parametrize(("begins", "code"), [(3, "V310"), (4, "V310"), (5, "V301")])
def test_a_note_may_be_pushed_by_a_longer_one_only(begins: int, code: str) -> None:
    """A note called with one that fills pages 1 to 3 begins there or right after, no later."""
    book = factory.book(factory.chapter("push", "<p>Here[[long|Long.]] it[[next|Next.]] is.</p>"))
    long, following = (note.id for note in book.notes)
    box = (0.0, 0.0, 9.0, 9.0)
    printed = Printed(
        notes=[
            PrintedNote(long, 1, "1", near=True, areas={page: [box] for page in (1, 2, 3)}),
            PrintedNote(following, begins, "2", near=True, areas={begins: [box]}),
        ],
        calls=[PrintedCall(f"call-push-{n}", 1, "", None, "") for n in ("long", "next")],
    )
    findings = list(pdf.check_pages("push.pdf", open_ledger(book), printed))
    assert [code] == [finding.diagnostic.rule.code for finding in findings]


def test_parts_dedications_and_appendices_are_no_fault() -> None:
    """Pages that show no title, parts before chapters, and headings with code are proved."""
    chapter = factory.chapter
    book = factory.book(
        chapter(
            "dedication",
            "<p>To all.[[d|Who read.]]</p>",
            kind="dedication",
            matter=Matter.FRONT,
            number=None,
        ),
        chapter(
            "one",
            '<p>Peace.[[p|A note.]]</p><h2 id="code">Calls such as <code>[^x]</code></h2><p>x</p>',
            part="part-one",
            title="A Title that is so Long that it Needs More than One Line in the Contents",
        ),
        chapter("two", f"<p>{WORDS * 90}[[w|War.]]</p>", part="part-two", number="2"),
        chapter("app", "<p>More.[[m|Even.]]</p>", kind="appendix", matter=Matter.BACK, number="A"),
        parts=[
            Part("part-one", "I", "Beginnings", ("one",)),
            Part("part-two", "II", "Endings", ("two",)),
        ],
    )
    for settings in (PdfEdition(), PdfEdition(recto=False, trim="A5")):
        assert () == _proof(book, _rendered(book, settings)).diagnostics


def test_a_literal_call_in_code_is_meant() -> None:
    """What the book shows as code is no call left over, with any reader of the page."""
    book = factory.book(factory.chapter("code", "<p>Write <code>[^x]</code>.[[n|A note.]]</p>"))
    assert () == _proof(book, artifacts.pdf(book)).diagnostics


def test_a_note_over_the_text_is_overprinted() -> None:
    """A style that lifts notes over the text is found out."""
    book = factory.book()
    lifted = artifacts.pdf(book, ".note { position: relative; top: -120px }")
    codes = {finding.rule.code for finding in _proof(book, lifted).diagnostics}
    assert "V303" in codes


def test_hidden_numbers_are_missed() -> None:
    """A style that hides the numbers of calls is found out."""
    book = factory.book()
    hidden = artifacts.pdf(book, ".note-ref { visibility: hidden }")
    codes = {finding.rule.code for finding in _proof(book, hidden).diagnostics}
    assert {"V005", "V006"} <= codes


def test_a_link_that_has_no_area_is_a_warning() -> None:
    """A link on which nobody can click is named."""
    book = factory.book()
    flat = artifacts.pdf(book, ".note-ref { line-height: 0 }")
    codes = {finding.rule.code for finding in _proof(book, flat).diagnostics}
    assert {"V305"} == codes


def test_lines_set_into_each_other_are_overprinted() -> None:
    """A style that sets the lines of a note into each other is found out."""
    book = factory.book(factory.chapter("tight", f"<p>Here.[[n|{WORDS * 6}]]</p>"))
    tight = artifacts.pdf(book, ".note { line-height: 2px } .note a { line-height: 10px }")
    codes = {finding.rule.code for finding in _proof(book, tight).diagnostics}
    assert "V303" in codes


def test_notes_that_are_lost_in_layout_are_found() -> None:
    """WeasyPrint alone loses the second note of this page without a word; the proof does not."""
    body = "<p>x[[one|ONE]]<br/>x<br/>x<br/>x<br/>x</p><p>a<br/>b[[two|TWO]]<br/>c<br/>d</p>"
    book = factory.book(factory.chapter("lost", body, title="Lost"))
    page = """
@page { size: 200px 200px; margin: 10px; @top-center { content: none }
  @bottom-center { content: none } @footnote { margin: 0; max-height: none } }
html { font: 12px/20px "DejaVu Sans" }
p { orphans: 2; widows: 2; text-indent: 0 }
h1 { font: inherit; margin: 0 }
.note-ref { font-size: 6px; line-height: 6px; vertical-align: baseline }
.note { font: 10px/20px "DejaVu Sans"; footnote-policy: auto }"""
    findings = _proof(book, artifacts.pdf(book, page)).diagnostics
    lost = [finding for finding in findings if finding.rule.code == "V001"]
    assert ["note 2 (`two`) of chapter `lost` is not there"] == [f.message for f in lost]
