"""Fonts keyed by CIDs, mostly Chinese ones, in which a glyph is known by its number.

WeasyPrint writes the numbers of glyphs into a page, and declares them to be CIDs. In a font that is
keyed by CIDs both differ, and what a CID means is told by its `charset` (ISO 32000-2, 9.7.4.2).
Some readers take the number for that of a glyph all the same, others, and presses, draw nothing.
"""

import io

from fontTools.ttLib import TTFont


def by_number(program: bytes) -> bytes:
    """Return a font program with the CID of each glyph made its number; any other as it is.

    That is what the `charset` of a CFF says (Adobe Technical Note 5176, 18); outlines and widths
    stay. `cmap`, which no reader of a PDF asks for such a font, goes, since it knows the old names.
    """
    if program[:4] != b"OTTO":
        return program
    font = TTFont(io.BytesIO(program), recalcBBoxes=False, recalcTimestamp=False)
    if "CFF " not in font or not hasattr(font["CFF "].cff[0], "ROS"):
        return program
    top = font["CFF "].cff[0]
    names = [".notdef", *(f"cid{number:05d}" for number in range(1, len(top.charset)))]
    if names == top.charset:
        return program
    outlines = top.CharStrings
    outlines.charStrings = {
        new: outlines.charStrings[old] for new, old in zip(names, top.charset, strict=True)
    }
    top.charset = names
    del font["cmap"]
    font.setGlyphOrder(names)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return out.getvalue()
