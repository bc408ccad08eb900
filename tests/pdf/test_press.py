"""What a press asks of a finished PDF: boxes, marks, a number of pages, a twin without links."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from scholiast import pdf, verify
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, twin_name
from scholiast.ledger import open_ledger
from scholiast.pdf.geometry import MARGIN_GAP, geometry
from scholiast.pdf.press import marks, with_boxes
from scholiast.pdf.spine import blanks_at_end, settle, with_margin
from scholiast.theme import Theme
from scholiast.verify import twin
from tests import factory

MM = 72 / 25.4  # pt
POD: dict[str, Any] = {"printer": "kdp"}
SHEET: dict[str, Any] = {"printer": "offset", "bleed": "3mm", "marks": ["crop", "registration"]}


@pytest.fixture(scope="module")
def book() -> Book:
    """Return a small book with notes."""
    return factory.book()


def made(book: Book, *, whole: bool = False, **settings: object) -> Artifact:
    return pdf.render(book, Theme.find(), PdfEdition.model_validate(settings), whole=whole)


@pytest.fixture(scope="module")
def printed(book: Book) -> Artifact:
    """Return the book for a press that cuts by hand."""
    return made(book, **SHEET)


def boxes(data: bytes) -> set[tuple[tuple[float, ...], ...]]:
    """Return the MediaBox, BleedBox and TrimBox that pages have."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        return {
            tuple(
                tuple(round(float(edge) / MM, 2) for edge in page.obj[name])
                for name in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            for page in opened.pages
        }


# -- boxes and marks --


@pytest.mark.parametrize("whole", [False, True])
def test_boxes_say_where_to_cut(book: Book, *, whole: bool) -> None:
    """All pages, blank ones too, have the trim asked for, the bleed around, and room for marks."""
    data = next(iter(made(book, whole=whole, **SHEET).files.values()))
    trim, bleed = (0.0, 0.0, 152.4, 228.6), (-3.0, -3.0, 155.4, 231.6)
    assert {((-13.0, -13.0, 165.4, 241.6), bleed, trim)} == boxes(data)


def test_without_marks_the_sheet_ends_with_the_bleed(book: Book) -> None:
    """What a machine cuts has nothing outside of the bleed."""
    data = next(iter(made(book, bleed="0.125in").files.values()))
    wider = (-3.17, -3.17, 155.57, 231.77)
    assert {(wider, wider, (0.0, 0.0, 152.4, 228.6))} == boxes(data)


@pytest.mark.parametrize("whole", [False, True])
def test_no_bleed_at_the_spine_where_the_printer_wants_none(book: Book, *, whole: bool) -> None:
    """A sheet for KDP is wider by one bleed and higher by two; its left pages bleed to the left."""
    data = next(iter(made(book, whole=whole, **POD, bleed="0.125in").files.values()))
    with pikepdf.open(io.BytesIO(data)) as opened:
        for number, page in enumerate(opened.pages, 1):
            left, right = (0.0, 155.57) if number % 2 else (-3.17, 152.4)
            wanted = (left, -3.17, right, 231.77)
            for name in ("/MediaBox", "/BleedBox"):
                assert wanted == tuple(round(float(edge) / MM, 2) for edge in page.obj[name])
            assert (0.0, 0.0, 152.4, 228.6) == tuple(
                round(float(edge) / MM, 2) for edge in page.obj.TrimBox
            )


def test_a_book_read_from_right_to_left_has_its_spine_at_the_other_edge() -> None:
    """Its first page is a left one: it bleeds to the left, and the second one to the right."""
    with pikepdf.new() as made_up:
        for _ in range(2):
            made_up.add_blank_page(page_size=(100 * MM, 200 * MM))
        made_up.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        made_up.save(out := io.BytesIO())
    settings = PdfEdition.model_validate({"printer": "kdp", "bleed": "5mm"})
    with pikepdf.open(io.BytesIO(with_boxes(out.getvalue(), settings))) as opened:
        found = [[round(float(edge) / MM, 2) for edge in p.obj.BleedBox] for p in opened.pages]
    assert [[-5, -5, 100, 205], [0, -5, 105, 205]] == found


def test_marks_stay_out_of_the_bleed() -> None:
    """No mark is nearer to the trim than the bleed reaches, or than 3 mm."""
    trim = (0.0, 0.0, 300.0, 400.0)
    for bleed in (0.0, 2.0, 5.0):
        away = max(bleed, 3.0) * MM - 0.01
        for path in marks(trim, bleed, ["crop", "registration"]):
            numbers = [float(one) for one in path.split() if one[-1].isdigit()]
            for x, y in zip(numbers[::2], numbers[1::2], strict=True):
                outside = max(-x, x - trim[2], -y, y - trim[3])
                assert outside >= away, path


def test_notes_are_proved_within_bleed_and_marks(book: Book, printed: Artifact) -> None:
    """Places of words are told from the trim, whatever stands around it."""
    proof = verify.artifact(printed, open_ledger(book))
    assert ((), len(book.notes)) == (proof.diagnostics, proof.proved)


@pytest.mark.parametrize(
    ("settings", "edge"),
    [({}, 7.0), ({"printer": "kdp"}, 7.0), ({"printer": "kdp", "bleed": "4mm"}, 9.525)],
)
def test_notes_in_the_margin_stay_where_the_printer_cuts_nothing(
    settings: dict[str, Any], edge: float
) -> None:
    """They stand 7 mm from the edge, or farther away from it where the printer wants that."""
    asked = PdfEdition.model_validate(settings | {"margins": {"outer": "40mm", "inner": "18mm"}})
    page = geometry(asked)
    assert round(40 - MARGIN_GAP - edge, 3) == page.margin_note_width


# -- the number of pages --


def test_a_book_ends_with_blank_pages_to_a_number_that_is_bound(printed: Artifact) -> None:
    """The pages are a multiple of 16, the last ones blank, and numbered on."""
    assert printed.pages is not None
    assert 0 == printed.pages % 16
    with pikepdf.open(io.BytesIO(printed.files[printed.name])) as opened:
        assert len(opened.pages) == printed.pages
        labels = [str(page.label) for page in opened.pages]
        last = int(labels[-1])
        assert [str(number) for number in range(last - 3, last + 1)] == labels[-4:]


@pytest.mark.parametrize(
    ("printer", "pages", "blank"),
    [("kdp", 30, 0), ("kdp", 31, 1), ("ingramspark", 30, 2), ("ingramspark", 31, 1)],
)
def test_the_last_page_is_blank_where_the_printer_wants_it(
    printer: str, pages: int, blank: int
) -> None:
    """A page is added for the printer's own mark, and one more to make the number even."""
    settings = PdfEdition.model_validate({"printer": printer})
    assert blank == blanks_at_end(settings, pages)


def test_too_few_pages_are_an_error(book: Book) -> None:
    """The message says how many there are, and how many may be."""
    found = [f for f in made(book, **POD).diagnostics if f.rule.code == "R315"]
    assert ["24 to 828"] == [finding.message[-9:] for finding in found]


# -- the margin at the spine --


def test_the_margin_grows_with_the_book() -> None:
    """It is never less than what the printer wants."""
    auto = PdfEdition.model_validate({"margins": {"inner": "auto"}})
    kdp = PdfEdition.model_validate({"printer": "ingramspark"})
    widths = [with_margin(auto, pages).margins.inner for pages in (100, 200, 400, 600, 900)]
    assert ["18mm", "20mm", "22mm", "24mm", "26mm"] == widths
    assert "18mm" == with_margin(kdp, 100).margins.inner
    fixed = PdfEdition.model_validate({"printer": "kdp", "margins": {"inner": "17mm"}})
    assert "17mm" == with_margin(fixed, 800).margins.inner
    lulu = PdfEdition.model_validate({"printer": "lulu", "margins": {"inner": "auto"}})
    assert "26.51mm" == with_margin(lulu, 300).margins.inner, "an inch, and marks that hang"


def settled(pages: dict[str, int], likely: int) -> tuple[str, list[str]]:
    """Return the margin of a book that has so many pages by margin, and all that were tried."""
    tried: list[str] = []

    def lay_out(settings: PdfEdition) -> tuple[bytes, int]:
        tried.append(settings.margins.inner)
        return b"", pages[settings.margins.inner]

    auto = PdfEdition.model_validate({"margins": {"inner": "auto"}})
    _, _, fixed = settle(auto, likely, lay_out)
    return fixed.margins.inner, tried


def test_a_good_guess_is_laid_out_once() -> None:
    """Nothing is done twice where the margin was right."""
    assert ("20mm", ["20mm"]) == settled({"20mm": 250}, 240)


def test_a_book_is_laid_out_until_its_margin_is_its_own() -> None:
    """A wider margin makes more pages, which may want a wider one still."""
    pages = {"18mm": 151, "20mm": 301, "22mm": 310}
    assert ("22mm", ["18mm", "20mm", "22mm"]) == settled(pages, 100)


def test_a_margin_that_swings_stays_wide() -> None:
    """A book of 150 pages that a wider margin makes shorter takes the wider margin."""
    assert "20mm" == settled({"18mm": 152, "20mm": 149}, 100)[0]
    assert "20mm" == settled({"18mm": 152, "20mm": 149}, 200)[0]


# -- the twin --


def test_the_twin_is_the_book_without_links(book: Book, printed: Artifact) -> None:
    """It has no annotation, outline or tag, says it is nothing that it is not, and is proved."""
    data = printed.files[twin_name(printed.name)]
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert not any("/Annots" in page.obj for page in opened.pages)
        assert not {"/Outlines", "/StructTreeRoot", "/MarkInfo"} & set(opened.Root.keys())
        assert b"pdfuaid:part" not in opened.Root.Metadata.read_bytes()
        assert str(book.metadata.title) == str(opened.docinfo.Title)
    assert [] == twin.check(printed.files[printed.name], "twin.pdf", data)


def test_a_twin_is_made_where_it_is_wanted(book: Book) -> None:
    """A printer that takes no links has one, unless it is declined; else it has to be asked for."""
    plain = made(book)
    assert [plain.name] == list(plain.files)
    asked = made(book, twin=True)
    assert [plain.name, twin_name(plain.name)] == list(asked.files)
    assert 1 == len(made(book, printer="kdp", twin=False).files)
    assert 1 == len(made(book, twin=True, conformance="pdf/x-4").files)


def broken(data: bytes, how: str) -> bytes:
    """Return a twin that is broken in one way."""
    with pikepdf.open(io.BytesIO(data)) as opened:
        page = opened.pages[4]
        match how:
            case "a page is lost":
                del opened.pages[4]
            case "a page is smaller":
                page.obj.TrimBox = pikepdf.Array([0, 0, 400, 600])
            case "a word is painted over":
                page.contents_add(b"q 1 g 0 0 400 600 re f Q")
            case "a link is left":
                link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link)
                link.Rect = pikepdf.Array([0, 0, 10, 10])
                page.obj.Annots = pikepdf.Array([opened.make_indirect(link)])
            case "letters are others":
                fonts = next(
                    p for p in opened.pages if "/Font" in p.obj.Resources
                ).obj.Resources.Font
                for font in fonts.values():
                    del font.ToUnicode
            case _:
                return data[: len(data) // 2]
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("a page is lost", "V318"),
        ("a page is smaller", "V318"),
        ("a word is painted over", "V318"),
        ("a link is left", "V319"),
        ("letters are others", "V318"),
        ("half of it is lost", "V318"),
    ],
)
def test_a_broken_twin_is_found_out(book: Book, printed: Artifact, how: str, code: str) -> None:
    """Whatever is not as in the proved file, the proof says so."""
    name = twin_name(printed.name)
    files = {**printed.files, name: broken(printed.files[name], how)}
    proof = verify.artifact(replace(printed, files=files), open_ledger(book))
    assert code in {finding.rule.code for finding in proof.diagnostics}


def test_a_twin_on_the_disk_is_proved_with_its_file(
    book: Book, printed: Artifact, tmp_path: Path
) -> None:
    """Whoever proofreads `rome.pdf` proofreads `rome-press.pdf` beside it."""
    for name, data in printed.files.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / twin_name(printed.name)).write_bytes(b"no PDF")
    proof = verify.file(tmp_path / printed.name, open_ledger(book))
    assert ["V318"] == [finding.rule.code for finding in proof.diagnostics]
