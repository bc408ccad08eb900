"""The editions in PDF beside the printed book: what they take from it, and what is their own."""

import io
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import scholiast.pdf.ready  # noqa: F401  # WeasyPrint is imported first, without warnings
from scholiast import ledger, verify
from scholiast.arrange import arrange
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.config import Editions, ProofEdition
from scholiast.edition import MAIN, Artifact, Format, artifact_name, format_of
from scholiast.order import Order
from scholiast.progress import Clock
from scholiast.publish import publish, render
from scholiast.reading import read
from scholiast.theme import Theme

SAMPLE = Path(__file__).parent / "sample"
OTHERS = tuple(format for format in Format if format not in MAIN)


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the sample book."""
    return compose(read(SAMPLE), modified=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def made(book: Book) -> dict[Format, Artifact]:
    """Return the other editions of the sample book."""
    found = {format: arrange(book, format) for format in OTHERS}
    return {format: render(own, Theme.find(), Editions(), format) for format, own in found.items()}


def texts(artifact: Artifact) -> list[str]:
    """Return the words of each page."""
    opened = pypdfium2.PdfDocument(artifact.files[artifact.name])
    return [page.get_textpage().get_text_range() for page in opened]


def opened(artifact: Artifact) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(artifact.files[artifact.name]))


# -- settings --


def test_an_edition_takes_from_print_what_it_does_not_say() -> None:
    """Trim and type are those of the printed book, and what makes it its own edition is not."""
    editions = Editions.model_validate(
        {
            "pdf": {"trim": "A5", "recto": True, "contents_depth": 3, "conformance": "pdf/x-4"},
            "screen": {"contents_depth": 1},
            "large_print": None,
        }
    )
    screen, large = editions.paged("screen"), editions.paged("large-print")
    assert ("A5", False, 1, True) == (
        screen.trim, screen.recto, screen.contents_depth, screen.cover_page,
    )  # fmt: skip
    assert ("7x10", "16pt", 3, True) == (
        large.trim, large.font_size, large.contents_depth, large.recto,
    )  # fmt: skip
    assert ("pdf/ua-1",) == screen.conformance
    assert editions.pdf is editions.paged("pdf")


def test_one_sided_pages_have_the_same_measure() -> None:
    """Both sides share what the two margins of print are together, so that lines stay the same."""
    editions = Editions.model_validate({"pdf": {"margins": {"inner": "24mm", "outer": "15mm"}}})
    screen = editions.paged("screen")
    assert ("19.5mm", "19.5mm") == (screen.margins.inner, screen.margins.outer)
    assert editions.pdf.text_area == screen.text_area


def test_a_name_alone_declares_an_edition() -> None:
    """Nothing behind the name, or `true`, has it made; `false` has it not."""
    editions = Editions.model_validate({"screen": None, "large_print": False, "proof": True})
    assert ("screen", "proof") == editions.declared
    assert ProofEdition() == editions.proof
    assert () == Editions().declared


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("slug", ["rome", "big-screen", "large-print"])
def test_a_name_tells_the_edition(format: Format, slug: str) -> None:
    """The slug of the book settles it, whatever it ends with."""
    assert format == format_of(artifact_name(format, slug), slug)


def test_a_name_tells_the_edition_without_a_slug() -> None:
    """The end of the name says it; what is no artifact is of no edition."""
    named = ["rome-proof.pdf", "rome.pdf", "Rome.EPUB", "rome.txt"]
    assert [Format.PROOF, Format.PDF, Format.EPUB, None] == [format_of(name) for name in named]


# -- pages --


@pytest.mark.parametrize("format", OTHERS)
def test_each_is_proved(format: Format, book: Book, made: dict[Format, Artifact]) -> None:
    """Every note is proved in each, and nothing else is wrong with it."""
    own = arrange(book, format)
    proof = verify.artifact(made[format], ledger.open_ledger(own))
    assert ((), len(own.notes), format) == (proof.diagnostics, proof.proved, proof.format)


def test_a_screen_has_no_blank_pages(made: dict[Format, Artifact]) -> None:
    """The cover comes first, under its own name, and pages are shown one below the other."""
    screen = made[Format.SCREEN]
    assert all(words.strip() for words in texts(screen))
    with opened(screen) as pdf:
        assert ["Cover", "i", "ii"] == [str(page.label) for page in pdf.pages[:3]]
        assert "/OneColumn" == pdf.Root.PageLayout


def test_links_are_in_colour_on_a_screen(made: dict[Format, Artifact]) -> None:
    """The words of a link to a work are of a colour that no text in print has."""
    with opened(made[Format.SCREEN]) as pdf, opened(made[Format.LARGE_PRINT]) as other:
        colours = [
            {found[0] for page in one.pages for found in _INK.finditer(_drawn(page))}
            for one in (pdf, other)
        ]
    assert any(colour.startswith(b"0.043") for colour in colours[0])
    assert not any(colour.startswith(b"0.043") for colour in colours[1])


_INK = re.compile(rb"[\d.]+ [\d.]+ [\d.]+ rg")


def _drawn(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents", pikepdf.Array())
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams)


def test_nothing_is_small_in_large_print(made: dict[Format, Artifact]) -> None:
    """Words of text and notes are of 16 pt; only marks, and the furniture of pages, are of less."""
    sizes: dict[int, int] = {}
    with opened(made[Format.LARGE_PRINT]) as pdf:
        for page in pdf.pages:
            for found in re.finditer(rb"/\S+ ([\d.]+) Tf", _drawn(page)):
                size = round(float(found[1]) * 0.75)
                sizes[size] = sizes.get(size, 0) + 1
    assert 16 == max(sizes, key=lambda size: sizes[size])
    assert all(size >= 11 for size in sizes), sizes


def test_a_proof_numbers_lines_and_ends_chapters_with_notes(
    book: Book, made: dict[Format, Artifact]
) -> None:
    """Each page of text counts its lines from 1; notes follow the words of their chapter."""
    pages = texts(made[Format.PROOF])
    rome = next(words for words in pages if "All roads lead there" in words)
    numbers = [line for line in rome.splitlines() if re.fullmatch(r"\d+", line)]
    assert [str(number) for number in range(1, 29)] == numbers[-28:]
    assert all(note.placement == "chapter-end" for note in arrange(book, Format.PROOF).notes)


def test_a_proof_leaves_no_note_out(tmp_path: Path) -> None:
    """Notes of a kind that print leaves out are there for the editor."""
    root = tmp_path / "book"
    shutil.copytree(SAMPLE, root)
    settings = root / "book.yaml"
    kinds = "notes:\n  kinds:\n    source: {placement: none}\n"
    settings.write_text(re.sub(r"^notes:\n", kinds, settings.read_text(), flags=re.MULTILINE))
    if "source: {placement: none}" not in settings.read_text():
        settings.write_text(settings.read_text() + kinds)
    whole = compose(read(root), modified=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(arrange(whole, Format.PDF).notes) <= len(arrange(whole, Format.PROOF).notes)
    assert len(whole.notes) == len(arrange(whole, Format.PROOF).notes)


# -- the whole way --


def test_declared_editions_are_built_with_the_others(tmp_path: Path) -> None:
    """What `book.yaml` names is made, and the ledger tells where each note stands in it."""
    root = tmp_path / "book"
    shutil.copytree(SAMPLE, root)
    with (root / "book.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\neditions:\n  screen:\n  proof: {trim: 8.5x11}\n")
    done = publish(Order(root, tmp_path / "dist"), Clock(quiet=True).stage)
    names = [one.name for one in done.made]
    assert [
        "roads-and-walls.epub", "web", "roads-and-walls.pdf",
        "roads-and-walls-screen.pdf", "roads-and-walls-proof.pdf",
    ] == names  # fmt: skip
    record = json.loads((tmp_path / "dist" / "notes.json").read_text())
    assert {"epub", "html", "pdf", "screen"} == record["notes"][0]["stands"].keys() - {"proof"}
    assert "proof" in record["editions"]["proof"]["notes"][0]["stands"]


def test_an_edition_asked_for_once_leaves_the_others_true(tmp_path: Path) -> None:
    """A proof of a book that names none is made, and says nothing is out of date."""
    order = Order(SAMPLE, tmp_path / "dist", (Format.PDF,))
    publish(order, Clock(quiet=True).stage)
    done = publish(Order(SAMPLE, tmp_path / "dist", (Format.PROOF,)), Clock(quiet=True).stage)
    assert ((), ["roads-and-walls-proof.pdf"]) == (done.stale, [one.name for one in done.made])
    again = publish(order, Clock(quiet=True).stage)
    assert () == again.stale
