"""The comparison of PDFs sees whatever is moved, changed or lost, and nothing where nothing is."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.pdf import generated, reading
from tests.pdf.comparison import compare, main, report


@pytest.fixture(scope="module")
def finished() -> bytes:
    """Return a small book with a table, headings and notes."""
    return _rewritten(
        reading.data_of(reading.render(generated.book(2, words=1500, notes=9))), lambda pdf: None
    )


def _rewritten(data: bytes, change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _page_of_text(pdf: Pdf) -> pikepdf.Page:
    place = pikepdf.NameTree(pdf.Root.Names.Dests)["note-c1-n1001"]
    return next(page for page in pdf.pages if page.obj.objgen == place[0].objgen)


def _draw_dot(pdf: Pdf) -> None:
    page = _page_of_text(pdf)
    page.contents_add(b" q 0 0 0 rg 30 30 1.5 1.5 re f Q ")


def _write_word(pdf: Pdf) -> None:
    page = _page_of_text(pdf)
    page.obj.Resources.Font["/Plain"] = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
    )
    page.contents_add(b" q BT 3 Tr /Plain 9 Tf 40 40 Td (unseen) Tj ET Q ")


def _swap_words(pdf: Pdf) -> None:
    """Exchange the first two marked contents of a page in the structure tree alone."""
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums
    kids = list(parents[int(_page_of_text(pdf).obj.StructParents) * 2 + 1])
    one, other = (kid for kid in kids[:2])
    one.K, other.K = other.K, one.K


def _link(pdf: Pdf) -> pikepdf.Object:
    return next(link for link in _page_of_text(pdf).obj.Annots if "/Dest" in link)


def _move_link(pdf: Pdf) -> None:
    rect = _link(pdf).Rect
    rect[0] = float(rect[0]) + 0.1


def _lead_elsewhere(pdf: Pdf) -> None:
    _link(pdf).Dest = String("chapter-c2")


def _move_destination(pdf: Pdf) -> None:
    place = pikepdf.NameTree(pdf.Root.Names.Dests)["note-c1-n1001"]
    place[3] = float(place[3]) - 0.1


def _lose_destination(pdf: Pdf) -> None:
    del pikepdf.NameTree(pdf.Root.Names.Dests)["note-c1-n1001"]


def _last_entry(pdf: Pdf) -> pikepdf.Object:
    return pdf.Root.Outlines.Last


def _move_entry(pdf: Pdf) -> None:
    entry = _last_entry(pdf)
    entry.Dest = Array([pdf.pages[0].obj, *list(entry.Dest)[1:]])


def _rename_entry(pdf: Pdf) -> None:
    _last_entry(pdf).Title = String("Another")


def _relabel(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].S = Name.D


def _change_role(pdf: Pdf) -> None:
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents[int(_page_of_text(pdf).obj.StructParents) * 2 + 1][0].S = Name.Quote


def _change_language(pdf: Pdf) -> None:
    pdf.Root.Lang = String("fr")


def _rename_font(pdf: Pdf) -> None:
    fonts = _page_of_text(pdf).obj.Resources.Font
    next(font for _, font in fonts.items()).BaseFont = Name("/AAAAAA+Another")


def _trim(pdf: Pdf) -> None:
    _page_of_text(pdf).obj.TrimBox = Array([1, 1, 400, 600])


def _lose_page(pdf: Pdf) -> None:
    del pdf.pages[-1]


CHANGES: dict[Callable[[Pdf], None], str] = {
    _draw_dot: "pixels",
    _write_word: "text",
    _swap_words: "structure",
    _move_link: "links",
    _lead_elsewhere: "links",
    _move_destination: "destinations",
    _lose_destination: "destinations",
    _move_entry: "outline",
    _rename_entry: "outline",
    _relabel: "page labels",
    _change_role: "structure",
    _change_language: "metadata",
    _rename_font: "fonts",
    _trim: "pages",
    _lose_page: "pages",
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_seen(change: Callable[[Pdf], None], finished: bytes) -> None:
    """What is changed is told, under the name of what it is."""
    differences = compare(finished, _rewritten(finished, change))
    assert CHANGES[change] in {difference.what for difference in differences}
    assert CHANGES[change] in report(differences)


def test_a_file_written_anew_is_the_same(finished: bytes) -> None:
    """Numbers of objects, their order and how they are packed are no differences."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(finished)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    assert out.getvalue() != finished
    assert [] == compare(finished, out.getvalue(), jobs=2)


def test_a_dot_is_seen_as_pixels_alone(finished: bytes) -> None:
    """A report says on which page something differs, and where on it."""
    (difference,) = compare(finished, _rewritten(finished, _draw_dot))
    assert difference.where.startswith("page ")
    assert [] == compare(finished, _rewritten(finished, _draw_dot), dpi=0)


def test_the_command_tells_by_its_exit_code(
    finished: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are the same give 0, others 1."""
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"
    one.write_bytes(finished)
    other.write_bytes(_rewritten(finished, _change_language))
    monkeypatch.setattr("sys.argv", ["comparison", str(one), str(one), "--dpi", "0"])
    assert 0 == main()
    monkeypatch.setattr("sys.argv", ["comparison", str(one), str(other), "--dpi", "0"])
    assert 1 == main()
