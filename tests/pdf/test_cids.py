"""Chinese characters are drawn by every reader of PDF: a CID is the number of its glyph."""

import io

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from scholiast import pdf as renderer
from scholiast import verify
from scholiast.config import Conformance, PdfEdition
from scholiast.ledger import open_ledger
from scholiast.pdf.cids import by_number
from scholiast.theme import Theme, shipped
from tests import factory

THEME = Theme.find()
BOOK = factory.book(
    factory.chapter("c", "<p>The character 註[[one|It is also written 注.]] here.</p>")
)


def programs(data: bytes) -> list[TTFont]:
    """Return the fonts of a file that are wrapped as OpenType."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        found = [one.read_bytes() for one in streams if one.get("/Subtype") == "/OpenType"]
    return [TTFont(io.BytesIO(program)) for program in found]


@pytest.mark.parametrize("whole", [False, True])
def test_a_cid_is_the_number_of_its_glyph(whole: bool) -> None:
    """A reader that follows the standard, and one that does not, draw the same glyph."""
    artifact = renderer.render(BOOK, THEME, PdfEdition(), whole=whole)
    tops = [font["CFF "].cff[0] for font in programs(artifact.files[artifact.name])]
    keyed = [top for top in tops if hasattr(top, "ROS")]
    assert 1 == len(keyed)
    cids = [int(name[3:]) for name in keyed[0].charset[1:]]
    assert list(range(1, len(cids) + 1)) == cids


@pytest.mark.parametrize("standard", ["pdf/x-3", "pdf/x-4"])
def test_characters_stay_in_files_for_print(standard: Conformance) -> None:
    """PDF/X-3 has bare outlines in it, whose CIDs all readers look up."""
    artifact = renderer.render(BOOK, THEME, PdfEdition(conformance=(standard,)))
    proof = verify.artifact(artifact, open_ledger(BOOK))
    assert () == proof.diagnostics
    assert 1 == proof.proved


def test_outlines_and_widths_stay() -> None:
    """What is made of a font draws the same glyphs at the same numbers, and is made but once."""
    data = (shipped() / "styles" / "fonts" / "NotoSerifCJK-Subset.otf").read_bytes()
    made = by_number(data)
    before, after = TTFont(io.BytesIO(data)), TTFont(io.BytesIO(made))
    assert made == by_number(made)
    assert len(before.getGlyphOrder()) == len(after.getGlyphOrder())
    old, new = (font["CFF "].cff[0].CharStrings.charStringsIndex for font in (before, after))
    number = before.getGlyphID(before.getBestCmap()[ord("注")])
    for glyph in (0, 1, 500, number, len(before.getGlyphOrder()) - 1):
        assert old[glyph].bytecode == new[glyph].bytecode
    widths = [font["hmtx"].metrics[font.getGlyphName(number)] for font in (before, after)]
    assert widths[0] == widths[1]


def test_other_fonts_stay_as_they_are() -> None:
    """A font that is not keyed by CIDs is given back, byte by byte."""
    data = (shipped() / "styles" / "fonts" / "LinLibertine_R.otf").read_bytes()
    assert data == by_number(data)
