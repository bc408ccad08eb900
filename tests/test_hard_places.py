"""Notes in hard places: each works in all formats, and stands in nothing that repeats its words."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from scholiast import checks, epub, html, pdf, reading, verify
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import EpubEdition, HtmlEdition, PdfEdition
from scholiast.diagnostics import as_concise
from scholiast.edition import MAIN, Artifact, Format
from scholiast.ledger import Ledger, open_ledger
from scholiast.theme import Theme
from tests.books import MODIFIED
from tests.epubcheck_tool import run_epubcheck
from tests.pdf.reading import words

HERE = Path(__file__).parent
GOLDEN = HERE / "hard" / "golden.txt"


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the book of hard places, in which nothing is wrong."""
    manuscript = reading.read(HERE / "hard")
    assert [] == [as_concise(finding) for finding in checks.check(manuscript)]
    return compose(manuscript, modified=MODIFIED)


@pytest.fixture(scope="module")
def ledger(book: Book) -> Ledger:
    """Return the ledger of the book."""
    return open_ledger(book)


@pytest.fixture(scope="module")
def made(book: Book) -> dict[Format, Artifact]:
    """Return the book in three formats."""
    theme = Theme.find()
    return {
        Format.EPUB: epub.render(book, theme, EpubEdition()),
        Format.PDF: pdf.render(book, theme, PdfEdition()),
        Format.HTML: html.render(book, theme, HtmlEdition()),
    }


@pytest.mark.parametrize("format_", MAIN)
def test_every_note_is_proved(
    made: dict[Format, Artifact], ledger: Ledger, format_: Format
) -> None:
    """Each note stands where it is called, with its words, in every format; nobody warns."""
    proof = verify.artifact(made[format_], ledger)
    said = [*made[format_].diagnostics, *proof.diagnostics]
    assert [] == [as_concise(finding) for finding in said]
    assert {note.id for note in ledger.notes} == set(proof.stands)


def test_epubcheck_has_nothing_to_say(
    made: dict[Format, Artifact], java: str, tmp_path: Path
) -> None:
    """Notes in tables, captions and headings make no EPUB invalid."""
    path = tmp_path / "book.epub"
    path.write_bytes(next(iter(made[Format.EPUB].files.values())))
    assert [] == run_epubcheck(java, path)


def test_calls_and_notes_stand_as_expected(
    made: dict[Format, Artifact], ledger: Ledger, update: bool
) -> None:
    """In each format the same calls follow the same words, and lead to the same notes."""
    lines = [f"{note.number:>3} {note.calls[0].after}| {note.text}" for note in ledger.notes]
    for name, root in sorted([*_epub(made[Format.EPUB]), *_web(made[Format.HTML])]):
        lines += [f"--- {name}", *_calls(root)]
    lines += ["--- pdf", *_pages(made[Format.PDF], ledger)]
    found = "\n".join(lines) + "\n"
    if update:
        GOLDEN.write_text(found)
    assert GOLDEN.read_text() == found


def _epub(artifact: Artifact) -> Iterator[tuple[str, "etree._Element"]]:
    with zipfile.ZipFile(io.BytesIO(artifact.files[artifact.name])) as archive:
        for path in archive.namelist():
            if "/text/" in path:
                yield path, etree.fromstring(archive.read(path))


def _web(artifact: Artifact) -> Iterator[tuple[str, "etree._Element"]]:
    for path, data in artifact.files.items():
        if path.endswith(".html") and not path.endswith("index.html"):
            yield path, etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))


def _calls(root: "etree._Element") -> Iterator[str]:
    """Yield for each call in a document the elements that it stands in, and its number."""
    for call in root.iter("{*}a"):
        if call.get("role") == "doc-noteref":
            path = [etree.QName(outer).localname for outer in call.iterancestors()]
            inside = "/".join(path[: next(i for i, n in enumerate(path) if n == "section")][::-1])
            yield f"{call.text:>3} {inside}"


def _pages(artifact: Artifact, ledger: Ledger) -> Iterator[str]:
    """Yield the number of each note, and the page that it begins on."""
    stands = verify.artifact(artifact, ledger).stands
    for note in ledger.notes:
        yield f"{note.number:>3} {note.chapter}, page {stands[note.id].page}"


def test_nothing_repeats_the_numbers_of_notes(made: dict[Format, Artifact]) -> None:
    """Contents, navigation, outline and running heads say titles without the marks of notes."""
    with zipfile.ZipFile(io.BytesIO(made[Format.EPUB].files["hard-places.epub"])) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    listed = ["".join(link.itertext()) for link in nav.iter("{*}a")]
    assert {"1. A title with a note", "A section with a note"} <= set(listed)
    index = made[Format.HTML].files["web/index.html"]
    assert b"A section with a note" in index
    assert b"noteref" not in index
    data = made[Format.PDF].files["hard-places.pdf"]
    with pikepdf.open(io.BytesIO(data)) as file, file.open_outline() as outline:
        titles = [item.title for part in outline.root for item in (part, *part.children)]
    assert "1 A title with a note" in titles


def test_a_head_that_is_repeated_prints_its_note_once(made: dict[Format, Artifact]) -> None:
    """The note of a head of a table that goes on stands on its first page alone."""
    data = made[Format.PDF].files["hard-places.pdf"]
    notes = [word.page for word in words(data, "In a head that is printed")]
    heads = [word.page for word in words(data, "Head[0-9]") if word.page >= min(notes)]
    assert len(heads) > 2
    assert heads[:1] == notes
