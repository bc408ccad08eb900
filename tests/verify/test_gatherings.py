"""Pages are read in parts, anywhere and once, and what is found is what the whole file shows."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from scholiast import verify, workers
from scholiast.book import Book
from scholiast.cache import Cache
from scholiast.edition import Artifact, Format
from scholiast.jobs import Works
from scholiast.ledger import Ledger, open_ledger
from scholiast.source import Span
from scholiast.verify import cutting, fabric, gatherings
from scholiast.verify.footnotes import PrintedPage
from scholiast.verify.tagging import Tags
from tests.pdf import generated, reading

NAME = "generated.pdf"


@pytest.fixture(scope="module")
def book() -> Book:
    """Return a book with notes that run on over several pages."""
    return generated.book(3, words=2600, notes=60)


@pytest.fixture(scope="module")
def ledger(book: Book) -> Ledger:
    """Return its ledger."""
    return open_ledger(book)


@pytest.fixture(scope="module")
def data(book: Book) -> bytes:
    """Return it as a PDF."""
    return reading.data_of(reading.render(book))


def _proof(data: bytes, ledger: Ledger, works: Works | None = None) -> verify.Proof:
    return verify.artifact(Artifact(Format.PDF, NAME, {NAME: data}), ledger, works)


def _changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.mark.parametrize("most", [1, 2, 5])
def test_notes_are_followed_from_gathering_to_gathering(
    most: int, data: bytes, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a file is parted, notes that run on are found whole, and the proof is the same."""
    expected = _proof(data, ledger)
    over = [s for s in expected.stands.values() if s.page and s.last_page and s.last_page > s.page]
    assert over, "no note runs on"
    monkeypatch.setattr(gatherings, "_MOST", most)
    monkeypatch.setattr(gatherings, "_LEAST", 1)
    assert expected == _proof(data, ledger)


def test_other_processes_give_the_same_proof(data: bytes, ledger: Ledger) -> None:
    """Where pages are read makes no difference."""
    with workers.local(2) as works:
        assert _proof(data, ledger) == _proof(data, ledger, works)


def _draw(pdf: pikepdf.Pdf) -> None:
    """Draw something on a page of the second chapter."""
    place = pikepdf.NameTree(pdf.Root.Names.Dests)["chapter-c2"]
    page = next(page for page in pdf.pages if page.obj.objgen == place[0].objgen)
    page.contents_add(b" /Artifact BMC q 0 0 1 1 re f Q EMC ")


def test_only_what_has_changed_is_read_again(data: bytes, ledger: Ledger, tmp_path: Path) -> None:
    """Of a file in which one page is another, its gathering and the tags are read, no more."""
    works = Works(cache=Cache(tmp_path, b"secret"))
    first = _proof(data, ledger, works)
    count = len(works.account)
    assert not any(done.reused for done in works.account)
    assert first == _proof(data, ledger, works)
    assert all(done.reused for done in works.account[count:])
    again = works.account[count:]
    count = len(works.account)
    assert first == _proof(_changed(data, _draw), ledger, works)
    done = [one.name for one in works.account[count:] if not one.reused]
    assert 2 == len(done) < len(again)
    assert "tags" in done


def test_a_note_that_is_another_is_found_in_pages_that_are_known(
    data: bytes, ledger: Ledger, tmp_path: Path
) -> None:
    """What the ledger says is no less than what stands on the pages: both have to be as before."""
    works = Works(cache=Cache(tmp_path, b"secret"))
    assert _proof(data, ledger, works).good
    note = ledger.notes[20]
    other = replace(note, text=f"{note.text} And more.")
    changed = replace(ledger, notes=(*ledger.notes[:20], other, *ledger.notes[21:]))
    codes = {finding.rule.code for finding in _proof(data, changed, works).diagnostics}
    assert "V002" in codes


# -- cutting --


def _cuts(data: bytes) -> tuple[bytes, list[bytes]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        shears = cutting.Shears(pdf)
        return shears.fonts, [shears.cut(page, page + 1) for page in range(len(pdf.pages))]


def test_a_page_cut_out_says_what_it_said(data: bytes) -> None:
    """Words stand where they stood."""
    fonts, cuts = _cuts(data)
    bound = cutting.bind(fonts, cuts[8])
    expected = [replace(word, page=1) for word in reading.words(data) if word.page == 9]
    assert expected
    assert expected == reading.words(bound)
    with pikepdf.open(io.BytesIO(bound), attempt_recovery=False) as pdf:
        assert [] == pdf.get_warnings()


def test_a_page_is_cut_alike_wherever_it_stands(data: bytes) -> None:
    """Other pages, links and the numbers of objects make no difference to a page."""

    def rewrite(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0]
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj.Annots

    fonts, cuts = _cuts(data)
    other_fonts, other_cuts = _cuts(_changed(data, rewrite))
    assert fonts == other_fonts
    assert cuts[1:] == other_cuts


def _write(pdf: pikepdf.Pdf) -> None:
    pdf.pages[8].contents_add(b" ")


def _move(pdf: pikepdf.Pdf) -> None:
    box = pdf.pages[8].obj.MediaBox
    pdf.pages[8].obj.MediaBox = pikepdf.Array([1, 0, box[2], box[3]])


def _widen(pdf: pikepdf.Pdf) -> None:
    for _, font in pdf.pages[8].obj.Resources.Font.items():
        font.DescendantFonts[0].DW = 321


def _misspell(pdf: pikepdf.Pdf) -> None:
    for _, font in pdf.pages[8].obj.Resources.Font.items():
        font.ToUnicode.write(font.ToUnicode.read_bytes() + b" ")


@pytest.mark.parametrize("change", [_write, _move, _widen, _misspell])
def test_whatever_reading_depends_on_is_cut_out(
    change: Callable[[pikepdf.Pdf], None], data: bytes
) -> None:
    """Content, boxes, widths and characters of fonts: another of them gives other bytes."""
    fonts, cuts = _cuts(data)
    other_fonts, other_cuts = _cuts(_changed(data, change))
    assert (fonts, cuts[8]) != (other_fonts, other_cuts[8])


def _chain(pdf: pikepdf.Pdf) -> None:
    """Give a page resources that lead from object to object, further than any real ones."""
    link = pdf.make_indirect(pikepdf.Dictionary())
    for _ in range(5000):
        link = pdf.make_indirect(pikepdf.Dictionary(Next=link))
    pdf.pages[8].obj.Resources.ExtGState = link


def test_objects_without_end_are_one_finding(data: bytes, ledger: Ledger) -> None:
    """A file that is made to exhaust its reader is refused, not followed."""
    proof = _proof(_changed(data, _chain), ledger)
    assert ["V029"] == [finding.rule.code for finding in proof.diagnostics]


# -- folios --


def _folios(rows: list[list[tuple[str, int]]], labels: list[str], ledger: Ledger) -> list[str]:
    pages = [PrintedPage("", 0, numbers=numbers) for numbers in rows]
    tags = Tags(False, [], [], frozenset(), [], [])
    findings = fabric.check(lambda page: Span(f"{page}"), tags, pages, labels, ledger)
    return [finding.diagnostic.place.path for finding in findings if finding.diagnostic.place]


def test_a_page_with_the_number_of_another_is_found(ledger: Ledger) -> None:
    """Folios are compared with labels, whatever their letter case."""
    rows = [[("I", 100)], [("ii", 100)], [("1", 100)], [("7", 100)]]
    assert ["4"] == _folios(rows, ["i", "ii", "1", "2"], ledger)


def test_numbers_in_running_heads_are_no_folios(ledger: Ledger) -> None:
    """The number of a chapter, and a title that is a year, may stand at the head of each page."""
    heads = [[("3", 900), ("1984", 900), (str(page), 100)] for page in range(1, 9)]
    assert [] == _folios(heads, [str(page) for page in range(1, 9)], ledger)
