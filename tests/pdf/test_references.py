"""Page references in print: the page that they say is that of the place they lead to."""

import io

import pikepdf
import pypdfium2
import pytest

from scholiast import markup, verify
from scholiast.book import Book, Matter
from scholiast.config import PdfEdition
from scholiast.edition import Artifact
from scholiast.ledger import open_ledger
from scholiast.pdf import render
from scholiast.pdf.content import chapter_content
from scholiast.pdf.references import fill_folios
from scholiast.theme import Theme
from scholiast.wording import ENGLISH
from tests import factory

FILL = "<p>" + "All roads lead to Rome, and some lead away from it again. " * 12 + "</p>"


def ref(target: str, *, behind: bool = False) -> str:
    """Return a page reference as it stands in a fragment."""
    more = " page-ref-behind" if behind else ""
    return f'<a class="page-ref{more}" href="#{target}"/>'


def book(language: str = "en-GB") -> Book:
    """Return a book that refers forwards and backwards, from text, notes, tables and a preface."""
    sections = {"far": "Far", "rome-title": "Rome", "chapter-preface": "Preface", "near": "Rome"}
    preface = factory.chapter(
        "preface",
        f"<p>Begin on {ref('near')} or <a href='#far'>far</a>{ref('far', behind=True)}.</p>",
        number=None,
        matter=Matter.FRONT,
        kind="preface",
        language=language,
        sections=sections,
    )
    rome = factory.chapter(
        "rome",
        f"<p>See {ref('far')},[[a|It is told on {ref('far')} at length.]] and {FILL[3:-4]}</p>"
        f"<table><thead><tr><th>On {ref('far')}</th></tr></thead>"
        f"<tbody><tr><td>x</td></tr></tbody></table>{FILL * 9}<p id='near'>Near.</p>",
        title="Rome",
        language=language,
        sections=sections,
    )
    athens = factory.chapter(
        "athens",
        f"{FILL * 6}<h2 id='far'>Far</h2><p>As on {ref('near')}[[b|Or {ref('chapter-preface')}.]]"
        f" and in <a href='#rome-title'>Rome</a>{ref('rome-title', behind=True)}.</p>",
        title="Athens",
        number="2",
        language=language,
        sections=sections,
    )
    return factory.book(preface, rome, athens, metadata={"language": language})


@pytest.fixture(scope="module")
def printed() -> Artifact:
    """Return the book in print."""
    return render(book(), Theme.find(), PdfEdition())


def words(artifact: Artifact) -> str:
    """Return all words of a PDF, in lines."""
    (data,) = artifact.files.values()
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "\n".join(pages).replace("\u00a0", " ").replace("\r\n", "\n")


def folios(artifact: Artifact) -> dict[str, str]:
    """Return by name of each destination the label of its page."""
    (data,) = artifact.files.values()
    with pikepdf.open(io.BytesIO(data)) as document:
        numbers = {page.obj.objgen: str(page.label) for page in document.pages}
        tree = pikepdf.NameTree(document.Root.Names.Dests)
        return {str(name): numbers[place[0].objgen] for name, place in tree.items()}


def test_references_say_the_pages_they_lead_to(printed: Artifact) -> None:
    """Before and behind, from the preface to the text and back, in notes and in tables."""
    found, text = folios(printed), words(printed).replace("\n", " ")
    far, near = found["far"], found["near"]
    assert int(far) > int(near) > 2
    assert f"Begin on page {near} or far (page {far})." in text
    assert f"See page {far},1 and" in text
    assert f"On page {far}" in text
    assert f"It is told on page {far} at length." in text
    assert f"As on page {near}1 and in Rome (page 1)." in text
    assert f"Or page {found['chapter-preface']}." in text
    assert set(found["chapter-preface"]) <= set("ivx")
    assert "000" not in text


def test_references_are_proved(printed: Artifact) -> None:
    """Nothing is found in a good file, and every note is proved with what it refers to."""
    proof = verify.artifact(printed, open_ledger(book()))
    assert () == proof.diagnostics
    assert 2 == proof.proved


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Seite {}"), ("nl", "pagina {}"), ("sv", "sidan {}"), ("fr", "page {}"),
        ("es", "página {}"), ("it", "pagina {}"), ("pt", "página {}"), ("pl", "s. {}"),
        ("ru", "стр. {}"), ("el", "σελίδα {}"), ("zh-Hans", "第{}页"), ("zh-Hant", "第{}頁"),
        ("ja", "{}ページ"), ("la", "page {}"),
    ],
)  # fmt: skip
def test_each_language_says_it(language: str, said: str) -> None:
    """The words are those of the chapter's language; behind words they stand in brackets."""
    chapter = book(language).chapter("athens")
    _, body = chapter_content(chapter, ENGLISH)
    fill_folios(body, {"near": "17", "rome-title": "3", "chapter-preface": "ix"})
    text = "".join(body.itertext()).replace("\u00a0", " ").replace("\u2060", "")
    brackets = ("（", "）") if language in {"ja", "zh-Hans", "zh-Hant"} else (" (", ")")
    assert f"As on {said.format(17)}1" in text
    assert f"Rome{brackets[0]}{said.format(3)}{brackets[1]}." in text
    assert f"Or {said.format('ix')}." in text


def test_a_folio_that_is_not_known_yet_is_three_zeros() -> None:
    """A page is laid out with them, and the right figures of the same width take their place."""
    _, body = chapter_content(book().chapter("athens"), ENGLISH)
    (first, *_) = [a for a in body.iter("a") if a.get("data-target") is not None]
    assert (
        '<a class="page-ref" href="#near" data-target="near">page\u00a0<span class="folio">000'
        "</span></a>"
    ) == markup.serialise(first)


def test_figures_of_folios_are_of_one_width() -> None:
    """So a line does not move when the right figures take the place of others."""
    from scholiast.pdf.engine import BookFetcher, make_ready
    from scholiast.pdf.log import Log

    theme = Theme.find()
    press = make_ready(BookFetcher({}, theme, Log()), ("base.css", "print.css"), "")
    for inside in ("p", "h2", "blockquote", "em", "td"):
        widths = set()
        for folio in ("000", "111", "217", "489"):
            table = inside == "td"
            cell = (
                f'<{inside}><a class="page-ref"><span class="folio">{folio}</span></a></{inside}>'
            )
            cell = f"<table><tr>{cell}</tr></table>" if table else cell
            tree = markup.parse(f"<html><body><section>{cell}</section></body></html>")
            (page,) = press.lay_out(tree).pages
            boxes = page._page_box.descendants()
            widths |= {
                round(box.width, 3)
                for box in boxes
                if box.element is not None and box.element.get("class") == "folio"
            }
        assert 1 == len(widths), (inside, widths)
