"""Designs: three that are shipped, and what a book's own files change of them."""

import io
import shutil
import typing
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

import scholiast.pdf.ready  # noqa: F401  # WeasyPrint is imported first, without warnings
from scholiast import ledger, verify, webfonts
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import Design, Editions
from scholiast.edition import MAIN, Format
from scholiast.pdf.design import fonts as packed_fonts
from scholiast.publish import render
from scholiast.reading import read
from scholiast.theme import Theme, shipped

SAMPLE = Path(__file__).parent / "sample"
DESIGNS = typing.get_args(Design)
SHIPPED = sorted(
    path
    for folder in ("styles/fonts", *(f"styles/designs/{name}/fonts" for name in DESIGNS))
    for path in (shipped() / folder).glob("*.otf")
)


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the sample book."""
    return compose(read(SAMPLE), modified=datetime(2026, 1, 1, tzinfo=UTC))


# -- fonts --


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_font_may_be_embedded(path: Path) -> None:
    """No font forbids it (OpenType, `OS/2`, fsType), and its licence lies beside it."""
    with TTFont(path) as font:
        assert 0 == font["OS/2"].fsType
    licences = [text for text in path.parent.glob("OFL-*.txt") if "SIL O" in text.read_text()]
    assert licences


TEXT_FACES = ("LinLibertine_R", "SourceSerif4-Regular", "JunicodeTwoBeta-Regular")


@pytest.mark.parametrize("name", TEXT_FACES)
def test_each_design_has_what_a_book_needs_of_its_font(name: str) -> None:
    """Small capitals, old-style figures, figures of one width, ligatures, superiors are drawn."""
    with TTFont(next(path for path in SHIPPED if path.stem == name)) as opened:
        features = {one.FeatureTag for one in opened["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "onum", "tnum", "liga", "sups"} <= features


def test_common_fonts_stand_behind_those_of_a_design() -> None:
    """Linux Libertine serves the Hebrew of a modern book, and not a letter of its English."""
    theme = Theme.find(None, "modern")
    cut = {font.source: font for font in webfonts.cut(theme, ["Notes, שלום"])}
    assert "SourceSerif4-Regular.otf" in cut
    with TTFont(io.BytesIO(cut["LinLibertine_R.otf"].data)) as font:
        assert 0x5E9 in font.getBestCmap()
        assert ord("N") not in font.getBestCmap()


def test_a_design_takes_no_other_design_along() -> None:
    """What a page is made of, and so what it is made anew for, is its own design alone."""
    modern = set(packed_fonts(Theme.find(None, "modern")))
    scholarly = set(packed_fonts(Theme.find(None, "scholarly")))
    common = set(packed_fonts(Theme.find()))
    assert common == modern & scholarly
    assert modern - common
    assert scholarly - common


# -- what comes over what --


def test_a_design_is_laid_over_what_all_share() -> None:
    """Its rules come later, so that they hold."""
    plain, modern = (Theme.find(None, name).style("base.css") for name in ("classic", "modern"))
    assert modern.startswith(plain)
    assert "Source Serif" in modern
    assert "Source Serif" not in plain


def test_a_sheet_of_the_book_stands_alone(tmp_path: Path) -> None:
    """Whoever copies a sheet and changes it has the whole of it before their eyes."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "base.css").write_text("p { color: red }")
    theme = Theme.find(tmp_path, "modern")
    assert "p { color: red }" == theme.style("base.css")
    assert "Source Sans" in theme.style("matter.css")


def test_a_book_changes_one_sheet_of_a_design(tmp_path: Path) -> None:
    """A file by the same name in the same folder takes its place."""
    folder = tmp_path / "styles" / "designs" / "modern"
    folder.mkdir(parents=True)
    (folder / "print.css").write_text("h2 { color: blue }")
    style = Theme.find(tmp_path, "modern").style("print.css")
    assert style.endswith("h2 { color: blue }")
    assert style.startswith("/* Print")


# -- books --


@pytest.mark.parametrize("format", MAIN)
@pytest.mark.parametrize("design", DESIGNS[1:])
def test_every_note_is_proved_in_each_design(design: str, format: Format, book: Book) -> None:
    """Nothing is wrong with any edition of the sample book in any design."""
    made = render(book, Theme.find(None, design), Editions(), format)
    proof = verify.artifact(made, ledger.open_ledger(book))
    assert ((), len(book.notes)) == (proof.diagnostics, proof.proved)
    assert () == made.diagnostics


@pytest.mark.parametrize("design", DESIGNS)
def test_the_design_is_that_of_the_book(design: str, tmp_path: Path) -> None:
    """The key in `book.yaml` chooses the fonts that a PDF is set in."""
    root = tmp_path / "book"
    shutil.copytree(SAMPLE, root)
    with (root / "book.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"\ntheme: {design}\n")
    manuscript = read(root)
    assert manuscript.file is not None
    assert design == manuscript.file.theme
    made = render(
        compose(manuscript, modified=datetime(2026, 1, 1, tzinfo=UTC)),
        Theme.find(root, manuscript.file.theme),
        manuscript.file.editions,
        Format.PDF,
    )
    families = {"classic": "Linux", "modern": "Source-Serif", "scholarly": "Junicode"}
    assert any(families[design] in name for name in _fonts(made.files[made.name]))


def _fonts(data: bytes) -> set[str]:
    """Return the names of the fonts of all words on the pages of a PDF."""
    names = set()
    for page in pypdfium2.PdfDocument(data):
        for thing in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            font = pypdfium2.raw.FPDFTextObj_GetFont(thing.raw)
            size = pypdfium2.raw.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = (pypdfium2.raw.c_char * size)()
            pypdfium2.raw.FPDFFont_GetBaseFontName(font, buffer, size)
            names.add(bytes(buffer).rstrip(b"\0").decode())
    return names
