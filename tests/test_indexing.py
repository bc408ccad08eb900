"""An index of what is marked in a book, and words that lead to its glossary."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from scholiast import html, ledger, markup, pdf, verify
from scholiast.arrange import arrange
from scholiast.book import Book, Chapter
from scholiast.config import HtmlEdition, PdfEdition
from scholiast.edition import Artifact, Format
from scholiast.indexing import entries, mark_of, merge
from scholiast.indexing.model import Mark, collation
from scholiast.theme import Theme
from tests.books import composed
from tests.pdf import reading

FILLER = "The walls were long and led to the sea. " * 60
A = f"""# A

The [walls]{{.index}} of [Rome]{{.index entry="Rome!walls"}} and [Rome]{{.index}}.

{FILLER}

Again the [walls]{{.index .main}} and the walls[]{{.index entry="walls"}}, see
[tolls]{{.gloss term="toll"}} and [Ämter]{{.index sort="amter"}}.^[In a note of the
[gate]{{.index see-also="walls"}}.]

[]{{.index entry="ramparts" see="walls"}}
"""
GLOSSARY = "# Glossary\n\nToll\n:   What is paid.\n"
LISTING = """title: T
language: en
spine:
  body: [chapters/a.md]
  back: [{file: chapters/glossary.md, kind: glossary}]
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book with marks of every kind."""
    files = {"chapters/a.md": A, "chapters/glossary.md": GLOSSARY}
    return composed(tmp_path_factory.mktemp("index"), files, LISTING)


def _lines(chapter: Chapter) -> list[str]:
    tree = markup.parse(chapter.body)
    for link in tree.iter("a"):
        link.text = link.get("data-form")
    return [" ".join("".join(line.itertext()).split()) for line in tree.iter("span")
            if line.get("class") == "index-line"]  # fmt: skip


def test_entries_stand_in_the_order_of_letters(book: Book) -> None:
    """Each entry has its places in the order of the book, and what leads to others."""
    index = book.chapters[-1]
    assert (index.id, index.kind, index.title) == ("book-index", "index", "Index")
    assert _lines(index) == [
        "Ämter, index:1",
        "gate, index:1. See also walls",
        "ramparts, see walls",
        "Rome, index:1",
        "walls, index:1",
        "walls, index:1, index:2, index:3",
    ]


def test_a_place_takes_the_index(tmp_path: Path) -> None:
    """Where a division is made for it, it stands there, and no chapter is added."""
    text = "# A\n\nThe [walls]{.index}.\n\n::: {#index}\n:::\n"
    made = composed(tmp_path, {"chapters/a.md": text})
    assert [chapter.id for chapter in made.chapters] == ["a"]
    assert _lines(made.chapters[0]) == ["walls, index:1"]


def test_words_lead_to_their_terms(book: Book) -> None:
    """A word is a link to the term that it means, by whatever form it stands in the text."""
    links = [a for a in markup.parse(book.chapters[0].body).iter("a") if a.get("role")]
    assert [(a.text, a.get("href"), a.get("role")) for a in links] == [
        ("tolls", "#gloss-toll", "doc-glossref")
    ]
    assert [a.get("title") for a in links] == ["What is paid."]
    assert 'id="gloss-toll"' in book.chapters[1].body


def _made(book: Book, form: str) -> Artifact:
    if form == "pdf":
        return pdf.render(book, Theme.find(), PdfEdition())
    return html.render(book, Theme.find(), HtmlEdition())


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_locators_are_proved(book: Book, form: str) -> None:
    """In print each page is said once in an entry; all that is said is right."""
    artifact = _made(book, form)
    opened = ledger.open_ledger(book)
    assert [] == list(verify.artifact(artifact, opened).diagnostics)
    index = opened.chapters[-1]
    wrong = [replace(one, target="chapter-a") for one in index.references[:1]]
    changed = replace(index, references=(*wrong, *index.references[1:]))
    broken = replace(opened, chapters=(*opened.chapters[:-1], changed))
    codes = {f.rule.code for f in verify.artifact(artifact, broken).diagnostics}
    assert codes == ({"V033", "V321"} if form == "pdf" else {"V033"})


def test_a_page_is_said_once(book: Book) -> None:
    """Two places of one page are one locator in print, and the main one makes it heavy."""
    whole = pdf.render(book, Theme.find(), PdfEdition(), whole=True)
    linked = pdf.render(book, Theme.find(), PdfEdition())
    opened = ledger.open_ledger(book)
    for artifact in (whole, linked):
        assert [] == list(verify.artifact(artifact, opened).diagnostics)


def test_a_book_without_marks_has_none(tmp_path: Path) -> None:
    """A class of that name on something else is no mark."""
    made = composed(tmp_path, {"chapters/a.md": "# A\n\nThe *walls* and `.index`.\n"})
    assert [chapter.id for chapter in made.chapters] == ["a"]


def test_levels_and_their_order() -> None:
    """Levels are set apart by `!`; letters are compared without accents and case."""
    assert mark_of("x", {"entry": "Rome ! the  walls"}, ["index"]).path == ("Rome", "the walls")
    names = ["zebra", "Élan", "eland", "Apple", "apple pie", "“Quoted”"]
    found = entries([Mark((name,), f"i{n}") for n, name in enumerate(names)])
    assert [one.name for one in found] == [
        "Apple",
        "apple pie",
        "Élan",
        "eland",
        "“Quoted”",
        "zebra",
    ]
    assert collation("Ça va!")[0] == "ca va"


def test_fragments_stay_well_formed(book: Book) -> None:
    """What is said of a mark is no attribute of the book."""
    for chapter in book.chapters:
        assert not etree.fromstring(chapter.body).xpath(
            "//@data-entry | //@data-see | //@data-sort"
        )


def test_places_in_notes_stand_in_the_order_of_pages() -> None:
    """In print the pages of an entry go up, each once, Roman before others, and one is main."""
    tree = markup.parse(
        '<div><span class="locators"><a href="#a"/>, <a href="#b"/>, <a href="#c"/>, '
        '<a class="main" href="#d"/>, <a href="#e"/></span></div>'
    )
    merge(tree, {"a": "9", "b": "10", "c": "ix", "d": "9", "e": "iv"})
    links = [(link.get("href"), link.get("class"), link.tail) for link in tree.iter("a")]
    expected = [("#e", None, ", "), ("#c", None, ", "), ("#a", "main", ", "), ("#b", None, None)]
    assert expected == links


CLEAN = """title: T
language: en
notes: {kinds: {translator: {placement: {pdf: none, epub: pop-up, html: pop-up}}}}
spine:
  body: [chapters/a.md]
"""
IN_NOTES = """# A

[Rome]{.index} is old.[^a]

[^a]: {.translator} Of [Rome]{.index}, [salt]{.index} and [Rome's walls]{.index entry="Rome!walls"}.
"""


def test_notes_left_out_take_their_places_with_them(tmp_path: Path) -> None:
    """An edition without some notes has an index without their places, and is proved."""
    book = composed(tmp_path, {"chapters/a.md": IN_NOTES}, CLEAN)
    clean = arrange(book, Format.PDF)
    assert ["Rome, index:1"] == _lines(clean.chapters[-1])
    assert ["Rome, index:1, index:2", "walls, index:1", "salt, index:1"] == _lines(
        arrange(book, Format.EPUB).chapters[-1]
    )
    for whole in (True, False):
        artifact = pdf.render(clean, Theme.find(), PdfEdition(), whole=whole)
        assert [] == list(verify.artifact(artifact, ledger.open_ledger(clean)).diagnostics)


def test_a_stretch_of_pages(tmp_path: Path) -> None:
    """A beginning and an end are one range, in print from page to page."""
    text = (
        "# A\n\nThe [plague]{.index range=start} came, and the [plague]{.index}.\n\n"
        f"{FILLER}\n\n{FILLER}\n\nIt left.[]{{.index entry=plague range=end}} "
        "See [plague]{.index}.\n"
    )
    book = composed(tmp_path, {"chapters/a.md": text})
    assert _lines(book.chapters[-1]) == ["plague, index:1, index:2, index:3, index:4"]
    artifact = pdf.render(book, Theme.find(), PdfEdition())
    assert [] == list(verify.artifact(artifact, ledger.open_ledger(book)).diagnostics)
    words = " ".join(word.text for word in reading.words(reading.data_of(artifact)))
    assert "plague, 1–3" in words


def test_a_chapter_of_that_kind_takes_the_index(tmp_path: Path) -> None:
    """An index that is listed in the spine stands there, below what it says itself."""
    listing = "title: T\nlanguage: en\nspine:\n  body: [chapters/a.md]\n"
    listing += "  back: [{file: chapters/i.md, kind: index}]\n"
    files = {"chapters/a.md": "# A\n\nThe [walls]{.index}.\n", "chapters/i.md": "# Names\n\nAll.\n"}
    book = composed(tmp_path, files, listing)
    assert [chapter.title for chapter in book.chapters] == ["A", "Names"]
    assert _lines(book.chapters[1]) == ["walls, index:1"]
