"""Fonts: in the file, cut down, licensed, with a glyph for each character."""

import io

import pytest
from fontTools.misc import eexec
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from scholiast.preflight import Wanted
from scholiast.preflight.fontfiles import BadFontError, allowed, encoding, program
from scholiast.preflight.tounicode import read
from tests.preflight import files


def font(pdf: Pdf) -> Object:
    """Return the font of the first page."""
    return next(iter(pdf.pages[0].obj.Resources.Font.values()))


def name(pdf: Pdf) -> bytes:
    """Return the name of that font in a content stream."""
    return next(key for key, _ in pdf.pages[0].obj.Resources.Font.items()).encode()


def descriptor(pdf: Pdf) -> Object:
    """Return what describes the font of the first page."""
    found: Object = font(pdf).DescendantFonts[0].FontDescriptor
    return found


def allowing(number: int) -> files.Change:
    """Return what has a font say what it allows."""

    def change(pdf: Pdf) -> None:
        stream = descriptor(pdf).FontFile3
        assert isinstance(stream, Stream)
        made = TTFont(io.BytesIO(stream.read_bytes()))
        made["OS/2"].fsType = number
        out = io.BytesIO()
        made.save(out)
        stream.write(out.getvalue())

    return change


def bare(pdf: Pdf) -> None:
    """Leave nothing of a font but its outlines, which say nothing of licences."""
    stream = descriptor(pdf).FontFile3
    assert isinstance(stream, Stream)
    stream.write(TTFont(io.BytesIO(stream.read_bytes())).reader["CFF "])
    stream.Subtype = Name.CIDFontType0C


def test_fonts_are_embedded() -> None:
    """A font without its program is an error that names the font and the page."""

    def change(pdf: Pdf) -> None:
        del descriptor(pdf).FontFile3

    found = files.findings(files.changed(change))
    assert ["V331"] == [finding.rule.code for finding in found]
    assert "the font Text (OpenType (CFF)) on pages 1 and 2 is not embedded" in found[0].message


def test_a_standard_font_is_not_embedded_either() -> None:
    """Readers no longer bring Helvetica."""
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    change = files.drawing(b"BT /H 12 Tf 100 100 Td (Words) Tj ET", Font={"H": helvetica})
    assert {"V331"} == files.codes(files.changed(change))


def test_fonts_are_cut_down() -> None:
    """A whole font of which little is shown is told; one of which all is shown is not."""
    plain = Name("/Text")

    def change(pdf: Pdf) -> None:
        font(pdf).BaseFont = font(pdf).DescendantFonts[0].BaseFont = plain
        descriptor(pdf).FontName = plain

    found = files.findings(files.changed(change))
    assert ["V332"] == [finding.rule.code for finding in found]
    assert "Text is embedded whole: " in found[0].message


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (0x0002, "V333", "forbids to embed it (fsType 2)"),
        (0x0004, "V334", "to preview and print alone (fsType 4)"),
        (0x0100, "V334", "whole, and it is cut down here"),
        (0x0200, "V334", "as bitmaps alone"),
        (0x0008, None, ""),
        (0x0000, None, ""),
        (0x000A, None, ""),
    ],
)
def test_fonts_are_licensed(number: int, code: str | None, words: str) -> None:
    """What OS/2 says is told; of several kinds the freest holds."""
    found = files.findings(files.changed(allowing(number)))
    assert [code] * (code is not None) == [finding.rule.code for finding in found]
    assert all(words in finding.message for finding in found)


def test_the_files_of_the_design_say_what_bare_outlines_do_not() -> None:
    """PDF/X-3 has no OS/2 in its fonts; then what the files say holds, by the font's name."""
    data = files.changed(bare)
    assert [] == files.said(data)
    assert {"V333"} == files.codes(data, Wanted(licences={"text": 2}))


def test_what_shipped_fonts_allow() -> None:
    """All fonts that come along may be embedded, whatever they are called."""
    found = [allowed(path.read_bytes()) for path in sorted(files.FONTS.glob("*.otf"))]
    assert {0} == {number for _, number in found}
    assert any("Linux Libertine O" in names for names, _ in found)
    assert ((), 0) == allowed(b"no font at all")


def test_type_3_is_told() -> None:
    """Glyphs that are drawings are told."""

    def make(pdf: Pdf) -> Object:
        drawn = pdf.make_stream(b"500 0 d0 0 0 400 400 re f")
        made = Dictionary(Type=Name.Font, Subtype=Name.Type3, FirstChar=65, LastChar=65)
        made.FontBBox, made.Widths = Array([0, 0, 500, 500]), Array([500])
        made.FontMatrix = Array([0.001, 0, 0, 0.001, 0, 0])
        made.CharProcs = Dictionary(square=drawn)
        made.Encoding = Dictionary(Differences=Array([65, Name.square]))
        return pdf.make_indirect(made)

    change = files.drawing(b"BT /T3 12 Tf 100 100 Td (AAA) Tj ET", Font={"T3": make})
    assert {"V335"} == files.codes(files.changed(change))


def test_a_missing_character_is_named() -> None:
    """WeasyPrint gives it a number past the last glyph, and the text of the file is right."""
    found = files.findings(files.made("<p>Words, and 𒀀."))
    assert ["V336"] == [finding.rule.code for finding in found]
    assert "Text has no glyph for “𒀀” (U+12000)" in found[0].message
    assert "book.pdf#page=1" == str(found[0].place)


def test_the_glyph_of_missing_characters_is_told() -> None:
    """Glyph 0 stands for what is missing."""

    def change(pdf: Pdf) -> None:
        drawn = b"BT %b 9 Tf 90 90 Td <0000> Tj ET" % name(pdf)
        pdf.pages[0].contents_add(Stream(pdf, drawn))
        stream = font(pdf).ToUnicode
        assert isinstance(stream, Stream)
        text = stream.read_bytes().replace(b"endbfchar", b"<0000> <0041>\nendbfchar", 1)
        stream.write(text)

    found = files.said(files.changed(change))
    assert 1 == len(found)
    assert "“A” (U+0041): the glyph of missing characters stands there" in found[0]


def test_a_glyph_without_an_outline_is_told() -> None:
    """A font may have the glyph, and nothing in it."""

    def change(pdf: Pdf) -> None:
        stream = descriptor(pdf).FontFile3
        assert isinstance(stream, Stream)
        made = TTFont(io.BytesIO(stream.read_bytes()))
        outlines = made["CFF "].cff[0].CharStrings
        outlines["W"].program, outlines["W"].bytecode = ["endchar"], None
        out = io.BytesIO()
        made.save(out)
        stream.write(out.getvalue())

    found = files.said(files.changed(change))
    assert 2 == len(found)
    assert all("“W” (U+0057): its glyph has no outline" in line for line in found)


def test_invisible_text_is_not_looked_at() -> None:
    """The text layer of a scan shows nothing, so it needs no glyphs."""

    def change(pdf: Pdf) -> None:
        drawn = b"BT 3 Tr %b 9 Tf 90 90 Td <fff0> Tj ET" % name(pdf)
        pdf.pages[0].contents_add(Stream(pdf, drawn))

    assert [] == files.said(files.changed(change))


def test_simple_fonts_have_their_glyphs_by_name() -> None:
    """An encoding with a name that the font does not know is told."""

    def make(letter: str) -> files.Change:
        def change(pdf: Pdf) -> None:
            stream = descriptor(pdf).FontFile3
            assert isinstance(stream, Stream)
            simple = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+T"))
            simple.FirstChar, simple.LastChar, simple.Widths = 65, 65, Array([500])
            simple.Encoding = Dictionary(Differences=Array([65, Name(f"/{letter}")]))
            simple.FontDescriptor = descriptor(pdf)
            change_more = files.drawing(b"BT /S 9 Tf 90 90 Td (A) Tj ET", Font={"S": simple})
            change_more(pdf)

        return change

    assert [] == files.said(files.changed(make("W")))
    assert {"V336"} == files.codes(files.changed(make("alpha.swash")))


def test_encodings_are_read() -> None:
    """An encoding is a known one with differences."""
    names = encoding("WinAnsiEncoding", [65, "alpha", "beta", 200, "gamma"])
    assert ["alpha", "beta", "C", "gamma"] == [names[code] for code in (65, 66, 67, 200)]
    assert "Euro" == names[128]
    assert {} == encoding(None, [])


def test_codes_are_read_as_letters() -> None:
    """Single codes, ranges, and ranges with a list; more than one letter for a code."""
    said = (
        b"2 beginbfchar <0001> <00410042> <02> <D83DDE00> endbfchar "
        b"2 beginbfrange <10> <12> <0061> <0020> <0021> [<0078> <0079>] endbfrange"
    )
    expected = {1: "AB", 2: "😀", 16: "a", 17: "b", 18: "c", 32: "x", 33: "y"}
    assert expected == read(said)


def test_a_damaged_font_is_told() -> None:
    """A font program that can't be read is no exception."""

    def change(pdf: Pdf) -> None:
        stream = descriptor(pdf).FontFile3
        assert isinstance(stream, Stream)
        stream.write(stream.read_bytes()[:3000])

    assert "V330" in files.codes(files.changed(change))


def test_a_font_of_type_1_tells_its_glyphs() -> None:
    """They stand in its hidden part (Adobe Type 1 Font Format, 7.3)."""
    clear = b"xxxx dup /Private 8 dict /CharStrings 2 dict /.notdef 4 RD abcd ND /alpha 3 RD abc ND"
    hidden, _ = eexec.encrypt(clear, 55665)
    found = program(b"%!PS-AdobeFont\ncurrentfile eexec\n" + hidden, "FontFile", mapped=True)
    assert [".notdef", "alpha"] == list(found.names)
    with pytest.raises(BadFontError):
        program(b"%!PS-AdobeFont", "FontFile", mapped=True)


def test_programs_are_counted() -> None:
    """A program of its own format tells its glyphs."""
    data = (files.FONTS / "LinLibertine_R.otf").read_bytes()
    whole = program(data, "FontFile3", mapped=True)
    outlines = program(TTFont(io.BytesIO(data)).reader["CFF "], "FontFile3", mapped=True)
    assert whole.count == outlines.count > 2000
    assert whole.number("W") == outlines.number("W")
    assert whole.number("W") is not None
    assert whole.blank(whole.number("space") or 0)
    assert not whole.blank(whole.number("W") or 0)
