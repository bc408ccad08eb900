"""Pages painted to sheaves: nothing in them depends on their place in the book."""

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from lxml import etree
from weasyprint import Document

from scholiast.config import PdfEdition
from scholiast.pdf import design, desk, paint, rules
from scholiast.pdf.desk import Desk
from scholiast.pdf.log import Log
from scholiast.pdf.sheaf import Sheaf
from scholiast.theme import Theme

TABULAR = "font-variant-numeric: lining-nums tabular-nums"
PROPORTIONAL = "font-variant-numeric: oldstyle-nums proportional-nums"


@pytest.fixture(scope="module")
def at() -> Desk:
    """Return a desk in the shipped design."""
    return desk.desk(design.pack(Theme.find(), PdfEdition()))


def laid_out(at: Desk, body: str) -> Document:
    """Return the pages of a text."""
    tree = etree.fromstring(f'<html lang="en"><body>{body}</body></html>')
    return at.at_work(at.bare, {}, Log()).lay_out(tree)


def painted(at: Desk, body: str) -> Sheaf:
    """Return the sheaf of a text."""
    document = laid_out(at, body)
    return paint.paint(document, document.pages, paint.folio_boxes(document.pages))


def folio(digits: str, style: str = TABULAR, target: str = "x") -> str:
    """Return a number of a page in a sentence."""
    figures = f'<span class="folio" style="{style}">{digits}</span>'
    mark = f'<a class="page-ref" href="#{target}" data-target="{target}">{figures}</a>'
    return f"<p>It stands on page {mark}, further on.</p>"


def content(sheaf: Sheaf, page: int = 0) -> bytes:
    """Return the content of a page of a sheaf."""
    with pikepdf.open(io.BytesIO(sheaf.pdf)) as pdf:
        return pdf.pages[page].obj.Contents.read_bytes()


def test_the_painting_is_the_known_one() -> None:
    """What is changed of WeasyPrint fits the version that is installed."""
    assert paint.is_known()


def test_a_folio_is_written_over_as_it_would_have_been_laid_out(at: Desk) -> None:
    """The glyphs of a spot are changed to those of another number, and nothing else differs."""
    zeros, other = painted(at, folio("000")), painted(at, folio("217"))
    ((spot,),) = (page.spots for page in zeros.pages)
    assert ("000", "x") == (spot.digits, spot.target)
    written = bytearray(content(zeros))
    places = [match.start(1) + spot.start for match in re.finditer(
        rb"[<]?([0-9a-f]{4})", bytes(written[spot.start : spot.end]))]  # fmt: skip
    for place, digit in zip(places, "217", strict=True):
        written[place : place + 4] = spot.codes[int(digit)].encode()
    assert content(other) == bytes(written)


def test_figures_of_many_widths_are_no_spot(at: Desk) -> None:
    """Where a 1 is narrower than a 7, the number has to be laid out."""
    assert () == painted(at, folio("000", PROPORTIONAL)).pages[0].spots


def test_a_word_is_no_spot(at: Desk) -> None:
    """A Roman numeral is text."""
    assert () == painted(at, folio("xii")).pages[0].spots


def test_the_numbers_of_a_page_are_told_apart(at: Desk) -> None:
    """Two references on a page are two spots, each with its target."""
    sheaf = painted(at, folio("00", target="a") + folio("000", target="b"))
    assert [("00", "a"), ("000", "b")] == [(s.digits, s.target) for s in sheaf.pages[0].spots]


def test_links_lead_where_they_lead(at: Desk) -> None:
    """A link out of the document is kept, which WeasyPrint would drop."""
    sheaf = painted(at, '<p>See <a href="#elsewhere">there</a>.</p>')
    with pikepdf.open(io.BytesIO(sheaf.pdf)) as pdf:
        (link,) = pdf.pages[0].obj.Annots
        assert "elsewhere" == str(link.Dest)


def test_no_font_is_in_a_sheaf(at: Desk) -> None:
    """Fonts are named, with what was drawn of them; the linker embeds them."""
    sheaf = painted(at, "<p>Abc <em>def</em></p>")
    assert b"FontFile" not in sheaf.pdf
    assert ["Abc ", "def"] == ["".join(dict.fromkeys(font.to_unicode.values()))
                               for font in sheaf.fonts]  # fmt: skip
    assert {font.file for font in sheaf.fonts} == set(sheaf.files)


def test_a_sheaf_goes_through_bytes(at: Desk) -> None:
    """All of it comes back as it was."""
    sheaf = painted(at, f'<h1 id="top" class="outline-1" data-label="Top">T</h1>{folio("000")}')
    log = Log()
    with log.at("chapters/a.md"):
        log.add(rules.TOO_WIDE, "something")
    sheaf = replace(sheaf, findings=tuple(log.diagnostics))
    assert sheaf == Sheaf.from_bytes(sheaf.as_bytes())
    assert ["top"] == [anchor.name for anchor in sheaf.pages[0].anchors]
    assert [(1, "Top")] == [(mark.level, mark.label) for mark in sheaf.pages[0].bookmarks]
