"""What the glyphs of a PDF are read as: small capitals are small letters, whoever comes first.

WeasyPrint reads a glyph as the letter that it was first drawn for. A small capital is drawn for a
small letter in one place and for a capital in another (CSS Fonts 4, 6.8, `all-small-caps`), so that
a word here would be read by what stands elsewhere.
"""

import functools
import hashlib
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import weasyprint.pdf
from fontTools.ttLib import TTFont


def settle_letters(font: Any) -> None:
    """Have each glyph of a font of WeasyPrint, drawn for a capital without being one, be small.

    A glyph is a capital's own if the font maps its code point to it.
    """
    own = _glyphs(_Face(font.file_content, font.index))
    for glyph, letter in font.to_unicode.items():
        if len(letter) == 1 and letter != letter.lower() and own.get(ord(letter)) != glyph:
            font.to_unicode[glyph] = letter.lower()


class _Face:
    """A font file that is known by its digest."""

    def __init__(self, data: bytes, index: int) -> None:
        self.data, self.index = data, index
        self.digest = hashlib.sha256(data).digest()

    def __hash__(self) -> int:
        return hash((self.digest, self.index))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Face) and self.digest == other.digest


@functools.lru_cache(maxsize=16)
def _glyphs(face: _Face) -> Mapping[int, int]:
    """Return by code point the glyph that a font file has for it."""
    with TTFont(io.BytesIO(face.data), fontNumber=face.index, lazy=True) as font:
        return {code: font.getGlyphID(name) for code, name in (font.getBestCmap() or {}).items()}


@contextmanager
def letters_settled() -> Iterator[None]:
    """Settle the letters of all fonts that WeasyPrint writes meanwhile."""
    original = weasyprint.pdf.build_fonts_dictionary

    def build(pdf: Any, fonts: Mapping[Any, Any], *rest: Any) -> Any:
        for font in fonts.values():
            settle_letters(font)
        return original(pdf, fonts, *rest)

    weasyprint.pdf.build_fonts_dictionary = build
    try:
        yield
    finally:
        weasyprint.pdf.build_fonts_dictionary = original
