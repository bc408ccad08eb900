"""The EPUB is valid, whole, proved, and the same at every hour."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from scholiast import epub, ledger, verify
from scholiast.book import Book
from scholiast.config import EpubEdition
from scholiast.diagnostics import as_concise
from scholiast.theme import Theme
from tests import factory
from tests.epub.books import artifact, made, odd_book, plain_book, rich_book, unpacked
from tests.epubcheck_tool import run_epubcheck

BOOKS = [factory.book, rich_book, plain_book, odd_book]
GOLDEN = Path(__file__).with_name("golden.txt")


@pytest.mark.parametrize("book", BOOKS)
def test_epubcheck_has_nothing_to_say(book: Callable[[], Book], java: str, tmp_path: Path) -> None:
    """No error and no warning: a sample, a rich book, a bare one, and one of odd characters."""
    path = tmp_path / "book.epub"
    path.write_bytes(made(book()))
    assert [] == run_epubcheck(java, path)


def test_epubcheck_would_say_something(java: str, tmp_path: Path) -> None:
    """The check itself works: a book without a document that its package names is no EPUB."""
    path = tmp_path / "book.epub"
    files = unpacked(made(plain_book()))
    del files["EPUB/text/only.xhtml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert any("RSC-001" in message for message in run_epubcheck(java, path))


@pytest.mark.parametrize("book", BOOKS)
def test_the_proof_finds_all_notes(book: Callable[[], Book]) -> None:
    """The proofreader, which shares no code with the renderer, finds every note and no fault."""
    one = book()
    proof = verify.artifact(artifact(one), ledger.open_ledger(one))
    assert [] == [as_concise(finding) for finding in proof.diagnostics]
    assert {note.id for note in one.notes} == set(proof.stands)


def test_the_container_is_in_order() -> None:
    """The media type comes first and stored; no entry bears a time, or more than it must.

    Pictures are stored, since they are small already; all else is deflated.
    """
    data = made(rich_book())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
        assert b"" == archive.comment
        assert b"application/epub+zip" == archive.read(infos[0])
    assert ("mimetype", zipfile.ZIP_STORED) == (infos[0].filename, infos[0].compress_type)
    assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in infos}
    names = [info.filename for info in infos]
    assert ["mimetype", *sorted({*names} - {"mimetype"})] == names
    assert {(b"", b"", 3, 0o644 << 16)} == {
        (info.extra, info.comment, info.create_system, info.external_attr) for info in infos
    }
    assert b"mimetypeapplication/epub+zip" == data[30:58], "no extra field before what is stored"
    for info in infos:
        is_stored = info.filename == "mimetype" or info.filename.endswith(".png")
        assert is_stored is (info.compress_type == zipfile.ZIP_STORED)


def test_the_same_book_gives_the_same_bytes() -> None:
    """Nothing of the hour or the machine gets in."""
    assert made(rich_book()) == made(rich_book())


def test_files_are_written_as_before(update: bool) -> None:
    """The text of all files but styles is what it was, and no file came or went."""
    found = as_text(unpacked(made(factory.book())))
    if update:
        GOLDEN.write_text(found, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == found


def as_text(files: dict[str, bytes]) -> str:
    """Return the files of an EPUB as one text: of styles, fonts and images the names alone."""
    shown = (".xhtml", ".opf", ".ncx", ".xml", "mimetype")
    return "\n".join(
        f"==== {name}\n{data.decode() if name.endswith(shown) else ''}"
        for name, data in files.items()
    )


def test_typefaces_may_be_left_out() -> None:
    """Then no font is in the package, none is spoken of, and Apple Books shows its own."""
    book = factory.book()
    bare = epub.render(book, Theme.find(), EpubEdition(fonts=False)).files[f"{book.slug}.epub"]
    files, full = unpacked(bare), unpacked(made(book))
    assert [] == [name for name in files if "fonts/" in name]
    assert b"@font-face" not in files["EPUB/styles/base.css"]
    assert b"Libertine" in full["EPUB/colophon.xhtml"]
    assert b"Libertine" not in files["EPUB/colophon.xhtml"]
    assert b'<meta property="ibooks:specified-fonts">true</meta>' in full["EPUB/content.opf"]
    assert b"ibooks" not in files["EPUB/content.opf"]


def test_fonts_hold_only_what_the_book_needs() -> None:
    """A book without Chinese has no Chinese font nor its licence, nor a rule that names one."""
    rich, plain = unpacked(made(rich_book())), unpacked(made(plain_book()))
    assert 2 == sum("CJK" in name for name in rich), "the font and its licence"
    assert not any("CJK" in name for name in plain)
    assert "CJK-Subset" not in plain["EPUB/styles/base.css"].decode()
    assert any(name.endswith(".txt") for name in plain)
    assert sum(len(data) for name, data in plain.items() if "fonts/" in name) < 500_000


def test_a_book_overrides_a_style(tmp_path: Path) -> None:
    """A style sheet in the book's own folder stands in place of the shipped one."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "epub.css").write_text("p { margin: 1em 0 }")
    files = epub.render(plain_book(), Theme.find(tmp_path), EpubEdition()).files
    style = unpacked(files["sample.epub"])["EPUB/styles/epub.css"].decode()
    assert "p { margin: 1em 0 }" == style.strip()
