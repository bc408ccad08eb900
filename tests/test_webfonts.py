"""Fonts that are cut down can still set the scripts and features that they could."""

import io

import pytest
import uharfbuzz
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from scholiast import webfonts
from scholiast.theme import Theme

BEH, WIDTHS = "\u0628", {"beh": 500, "beh.init": 510, "beh.medi": 520, "beh.fina": 530}
JOINING = """
languagesystem arab dflt;
feature init { sub beh by beh.init; } init;
feature medi { sub beh by beh.medi; } medi;
feature fina { sub beh by beh.fina; } fina;
"""


@pytest.fixture(scope="module")
def arabic() -> bytes:
    """Return a font of one Arabic letter in its four forms, known by their widths."""
    names = [".notdef", "space", "alef", *WIDTHS]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({0x20: "space", 0x627: "alef", ord(BEH): "beh"})
    font.setupGlyf(dict.fromkeys(names, _box()))
    font.setupHorizontalMetrics({name: (WIDTHS.get(name, 400), 0) for name in names})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Joining", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.addOpenTypeFeatures(JOINING)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _box() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((100, 0))
    pen.lineTo((0, 100))
    pen.closePath()
    return pen.glyph()


def shaped(font: bytes, text: str, **features: bool) -> list[int]:
    """Return the widths of the glyphs that HarfBuzz sets a text in, in units of the font."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(uharfbuzz.Font(uharfbuzz.Face(font)), buffer, features)
    return [place.x_advance for place in buffer.glyph_positions]


def made(font: bytes, characters: str) -> bytes:
    """Return a font cut down to characters."""
    return webfonts.make_font({"font": font, "characters": characters.encode(), "flavor": b""})


def test_arabic_letters_join_in_a_font_that_was_cut(arabic: bytes) -> None:
    """Three letters in a row are its last, its middle and its first form, as they were."""
    joined = [530, 520, 510]
    assert joined == shaped(arabic, BEH * 3)
    small = made(arabic, BEH)
    assert joined == shaped(small, BEH * 3)
    assert len(small) < len(arabic)


def test_small_capitals_and_figures_stay() -> None:
    """Features that style sheets ask for give the same glyphs in a font that was cut."""
    font = next(
        one for one in Theme.find().fonts() if one.name == "LinLibertine_R.otf"
    ).read_bytes()
    small = made(font, "Notes 1234")
    for tag in ("smcp", "c2sc", "onum", "lnum", "tnum", "sups"):
        whole = shaped(font, "Notes 1234", **{tag: True})
        assert whole == shaped(small, "Notes 1234", **{tag: True}), tag
    assert shaped(small, "es", smcp=True) != shaped(small, "es")
