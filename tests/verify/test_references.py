"""Page references are proved in each format, and what is wrong with one is found."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from scholiast import publish, verify
from scholiast.book import Book
from scholiast.config import Editions, EpubEdition, HtmlEdition, PdfEdition
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Reference, open_ledger
from scholiast.source import Span
from scholiast.theme import Theme
from scholiast.verify import references
from tests import factory
from tests.books import composed

FAR = '<a class="page-ref" href="#walls"/>'
BEHIND = '<a class="page-ref page-ref-behind" href="#walls"/>'


@pytest.fixture(scope="module")
def book() -> Book:
    """Return a book whose text, title and notes say where its walls are told of."""
    sections = {"walls": "The Walls", "part-i": "Cities"}
    rome = factory.chapter(
        "rome",
        f"<p>See {FAR}[[a|It is told on {FAR}, at length, and {FAR}.]] or <a href='#walls'>there"
        f"</a>{BEHIND}.[[b|<a href='#walls'>There</a>{BEHIND}.]]</p><p>No more.</p>",
        title=f"Rome, not {FAR}",
        sections=sections,
    )
    athens = factory.chapter(
        "athens", f"<p>High.</p><h2 id='walls'>The Walls</h2><p>Of stone, {FAR}.[[c|C.]]</p>",
        title="Athens", number="2", sections=sections,
    )  # fmt: skip
    return factory.book(rome, athens)


@pytest.fixture(scope="module")
def editions(book: Book) -> Mapping[Format, Artifact]:
    """Return the book in all formats."""
    settings = Editions(epub=EpubEdition(), html=HtmlEdition(), pdf=PdfEdition())
    return {one: publish.render(book, Theme.find(), settings, one) for one in MAIN}


def codes(artifact: Artifact, book: Book) -> list[str]:
    """Return the codes of what is found."""
    return [one.rule.code for one in verify.artifact(artifact, open_ledger(book)).diagnostics]


@pytest.mark.parametrize("format", MAIN)
def test_good_references_are_proved(
    format: Format, book: Book, editions: Mapping[Format, Artifact]
) -> None:
    """What they say is no word too much, wherever they stand."""
    proof = verify.artifact(editions[format], open_ledger(book))
    assert () == proof.diagnostics
    assert 3 == proof.proved


def test_where_there_are_no_pages_the_section_is_named(
    editions: Mapping[Format, Artifact],
) -> None:
    """Its title stands in quotation marks and is the link; words that are a link say enough."""
    page = editions[Format.HTML].files["web/rome.html"].decode()
    shown = '<a class="page-ref" href="athens.html#walls">“The Walls”</a>'
    assert f"See {shown}" in page
    assert 'or <a href="athens.html#walls">there</a>.' in page
    assert f"It is told on {shown}, at length, and {shown}." in page
    athens = editions[Format.HTML].files["web/athens.html"].decode()
    assert 'Of stone, <a class="page-ref" href="#walls">“The Walls”</a>.' in athens


def _changed(artifact: Artifact, old: str, new: str) -> Artifact:
    """Return an edition without pages with something replaced in the chapter on Rome."""
    if artifact.format is Format.HTML:
        data = artifact.files["web/rome.html"]
        files = {**artifact.files, "web/rome.html": _replaced(data, old, new)}
        return replace(artifact, files=files)
    ((name, data),) = artifact.files.items()
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.endswith("rome.xhtml"):
                content = _replaced(content, old, new)
            target.writestr(info, content)
    return replace(artifact, files={name: buffer.getvalue()})


def _replaced(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML])
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("“The Walls”", "“The Roads”", ["V033", "V033"]),
        ("“The Walls”", "", ["V033", "V033"]),
        ('class="page-ref"', 'class="x"', ["V033"]),
        ("#walls", "#chapter-athens", ["V033", "V033"]),
    ],
)
def test_a_wrong_section_is_found(
    format: Format,
    old: str,
    new: str,
    expected: list[str],
    book: Book,
    editions: Mapping[Format, Artifact],
) -> None:
    """A reference that says another section, none, or leads to another place is an error."""
    found = codes(_changed(editions[format], old, new), book)
    assert expected == [code for code in found if code == "V033"]


def test_a_wrong_page_is_found(book: Book, editions: Mapping[Format, Artifact]) -> None:
    """Where pages are moved after the references were printed, each of them is wrong."""
    ((name, data),) = editions[Format.PDF].files.items()
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = pdf.Root.PageLabels.Nums
        numbers[3].St = 17
        pdf.save(buffer, deterministic_id=True)
    moved = replace(editions[Format.PDF], files={name: buffer.getvalue()})
    found = verify.artifact(moved, open_ledger(book)).diagnostics
    assert {"V002", "V033", "V307"} <= {one.rule.code for one in found}
    (lost, *_) = [one.message for one in found if one.message.startswith("a page reference")]
    assert "a page reference to `walls` does not say page 19: “page19” is not there" == lost


def test_a_lost_page_is_found(book: Book, editions: Mapping[Format, Artifact]) -> None:
    """A book that has a reference more than its file lacks that one."""
    more = Reference(0, "walls", "page {folio}", "“The Walls”")
    ledger = open_ledger(book)
    athens = ledger.chapters[1]
    ledger = replace(
        ledger,
        chapters=(ledger.chapters[0], replace(athens, references=(more, *athens.references))),
    )
    found = verify.artifact(editions[Format.PDF], ledger).diagnostics
    assert ["V033", "V320"] == [one.rule.code for one in found]


def test_a_reference_may_be_printed_again() -> None:
    """The head of a table is repeated on each page, and what stands in it."""
    chapter = factory.chapter(
        "rome", f"<p>{FAR}</p><p id='walls'>Walls.</p>", sections={"walls": "Rome"}
    )
    ledger = open_ledger(factory.book(chapter))
    for words, count, expected in (
        *(("page 3", 0, 1), ("page 3", 1, 0), ("page 3", 2, 0)),
        *(("3 page", 1, 0), ("page 4", 1, 2), ("4 page", 1, 1)),
    ):
        found = [(Span("x.pdf"), "walls", words)] * count
        findings = list(references.check_printed("x.pdf", found, {"walls": "3"}, ledger))
        assert expected == len(findings)


def test_a_link_to_a_note_is_no_call_of_it() -> None:
    """Notes and calls have addresses as all else has; words that lead there are words."""
    chapter = factory.chapter(
        "rome",
        "<p>See <a class='page-ref' href='#note-rome-b'/> or <a href='#note-rome-a'>here</a>,[[a|"
        "As <a href='#note-rome-b'>one</a> says on <a class='page-ref' href='#call-rome-b'/>.]] "
        "or not.[[b|So it is.]]</p>",
        sections={"note-rome-b": "Rome", "call-rome-b": "Rome"},
    )
    book = factory.book(chapter)
    settings = Editions(epub=EpubEdition(), html=HtmlEdition(), pdf=PdfEdition())
    for one in MAIN:
        proof = verify.artifact(
            publish.render(book, Theme.find(), settings, one), open_ledger(book)
        )
        assert () == proof.diagnostics
        assert 2 == proof.proved


ANYWHERE = """\
# Everywhere, see [](#walls){.page}

Only that.[^1] Two in a row [](#walls){.page}, [](#two){.page}[^2] and at once[^3]

[](#walls){.page}

## Heading on [](#walls){.page}[^4] {#two}

- [](#walls){.page}
- item [long walls *very* much so](#walls){.page}^[Inline [](#two){.page}.]

Term
:   see [](#stone){.page}

| verse [](#walls){.page}
|     and [more](#walls){.page}.[^5]

![Caption [](#walls){.page} says[^6]](images/stone.svg){#stone alt="A stone"}

| a [](#walls){.page} | b |
|---|---|
| c [](#two){.page}[^7] | d |

> quote [](b.md){.page} $x^2$ **[](#walls){.page}**
> [שלום](#walls){.page}[^8] [“Quoted”](#walls){.page}.

`<b><a class="page" href="#walls">raw</a> <a class="page" href="#two"></a></b>`{=html}

[^1]: [](#walls){.page}
[^2]: [](#walls){.page}, [](#two){.page}; [there](#walls){.page}
[^3]: שלום [](#walls){.page} עולם.
[^4]: In a heading [](#walls){.page}.[^n]
[^n]: Nested [](#note-a-4){.page}.
[^5]: verse
[^6]: caption [](#stone){.page}
[^7]: cell
[^8]: | line [](#walls){.page}
    | two
"""


def test_references_stand_anywhere(tmp_path: Path) -> None:
    """Wherever a link may stand, and in every shape of note: all are printed, and proved."""
    stone = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    book = composed(
        tmp_path,
        {
            "chapters/a.md": ANYWHERE,
            "chapters/b.md": "# B\n\nText.\n\n## The walls {#walls}\n\nHigh.\n",
            "images/stone.svg": stone,
        },
    )
    settings = Editions(epub=EpubEdition(), html=HtmlEdition(), pdf=PdfEdition())
    for one in MAIN:
        artifact = publish.render(book, Theme.find(), settings, one)
        proof = verify.artifact(artifact, open_ledger(book))
        assert () == proof.diagnostics
        assert 10 == proof.proved == len(book.notes)
