"""A critical edition: kinds of notes, verse, two languages, endnotes, citations in a note style."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from scholiast import ledger, publish
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import Editions
from scholiast.edition import Artifact, Format
from scholiast.reading import read
from scholiast.theme import Theme
from scholiast.verify import artifact as proofread
from scholiast.verify.self_test import self_test
from tests import books
from tests.epubcheck_tool import run_epubcheck

CRITICAL = Path(__file__).parent / "critical"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Editions]:
    """Return the book, and how its editions are set."""
    folder = tmp_path_factory.mktemp("critical") / "book"
    shutil.copytree(CRITICAL, folder)
    manuscript = read(folder)
    assert manuscript.file is not None
    return compose(manuscript, modified=books.MODIFIED), manuscript.file.editions


@pytest.fixture(scope="module")
def made(edition: tuple[Book, Editions]) -> dict[Format, tuple[Book, Artifact]]:
    """Return what each format has of the book, and the artifact."""
    book, editions = edition
    own = {format: arrange(book, format) for format in (Format.EPUB, Format.HTML, Format.PDF)}
    return {
        format: (arranged, publish.render(arranged, Theme.find(), editions, format))
        for format, arranged in own.items()
    }


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML, Format.PDF])
def test_each_edition_is_proved(format: Format, made: dict[Format, tuple[Book, Artifact]]) -> None:
    """Every note of every kind stands where its kind says, and nothing at all is found."""
    book, artifact = made[format]
    assert [] == list(artifact.diagnostics)
    proof = proofread(artifact, ledger.open_ledger(book))
    assert [] == list(proof.diagnostics)
    assert proof.proved == len(book.notes)


def test_the_epub_is_valid(made: dict[Format, tuple[Book, Artifact]], tmp_path: Path) -> None:
    """EPUBCheck has nothing to say."""
    _, artifact = made[Format.EPUB]
    path = tmp_path / artifact.name
    path.write_bytes(artifact.files[artifact.name])
    java = shutil.which("java")
    assert java is not None
    assert [] == run_epubcheck(java, path)


@pytest.mark.parametrize("format", [Format.EPUB, Format.HTML, Format.PDF])
def test_what_is_broken_in_it_is_found(
    format: Format, made: dict[Format, tuple[Book, Artifact]]
) -> None:
    """Faults in an edition with notes in many places are found as in a plain book."""
    book, artifact = made[format]
    assert () == self_test([artifact], ledger.open_ledger(book)).missed


def test_it_has_all_that_a_press_asks_for(edition: tuple[Book, Editions]) -> None:
    """Kinds side by side, a note in a note, two languages, lines of verse and their lemmata."""
    book, _ = edition
    kinds = Counter(note.kind for note in book.notes)
    assert set(kinds) == {"author", "translator", "variant", "gloss", "source"}
    assert {chapter.language for chapter in book.chapters} == {"en-GB", "de"}
    assert any(note.parent for note in book.notes)
    variant = next(note for note in book.notes if note.label == "bemalt")
    assert variant.text.startswith("8 Vom letzten Licht bemalt] Vom ersten Licht A B")
    sources = [note.text for note in book.notes if note.kind == "source" and "Ibid" in note.text]
    assert sources
