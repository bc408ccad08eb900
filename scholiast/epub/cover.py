"""A cover made from the metadata, for a book that has none of its own."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scholiast import imprint
from scholiast.book import Book
from scholiast.theme import Theme

WIDTH, HEIGHT = 1600, 2400
"""Size in px; stores ask for 1,600 on the short side and a ratio of 2:3 or near it."""

_PAPER, _INK, _ACCENT = "#f4efe4", "#1d1b19", "#8c2f1b"
_MARGIN = 170


def make(book: Book, theme: Theme) -> bytes:
    """Return a cover as PNG: author above, title and a rule with a note mark, publisher below."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(picture)
    roman, italic = _faces(theme)
    draw.rectangle((60, 60, WIDTH - 60, HEIGHT - 60), outline=_INK, width=3)
    draw.rectangle((78, 78, WIDTH - 78, HEIGHT - 78), outline=_INK, width=1)
    metadata = book.metadata
    top = _write(draw, imprint.names(metadata, "author"), roman, 84, 300, _INK)
    top = max(top + 180, 680)
    top = _write(draw, metadata.title, roman, 168, top, _INK)
    if metadata.subtitle:
        top = _write(draw, metadata.subtitle, italic, 84, top + 60, _INK)
    _rule(draw, roman, top + 150)
    _write(draw, metadata.publisher or "", roman, 64, HEIGHT - 330, _INK)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _faces(theme: Theme) -> tuple[Path, Path]:
    """Return the roman and the italic of the theme's first family: the first two that pair."""
    fonts = {path.name: path for path in theme.fonts()}
    roman = fonts.get("LinLibertine_R.otf") or next(iter(fonts.values()))
    return roman, fonts.get("LinLibertine_RI.otf") or roman


def _rule(draw: ImageDraw.ImageDraw, face: Path, top: float) -> None:
    """Draw the rule that stands over footnotes, short and to the left, with a mark under it."""
    draw.line((_MARGIN, top, _MARGIN + 330, top), fill=_INK, width=4)
    draw.text((_MARGIN, top + 30), "1", fill=_ACCENT, font=_font(face, 92))
    for line, width in enumerate((860, 910, 640)):
        y = top + 76 + line * 52
        draw.line((_MARGIN + 80, y, _MARGIN + 80 + width, y), fill=_ACCENT, width=5)


def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, size, layout_engine=ImageFont.Layout.BASIC)


def _write(
    draw: ImageDraw.ImageDraw, words: str, face: Path, size: int, top: float, ink: str
) -> float:
    """Write `words` from `top` px down, broken to the width, smaller where a word is too wide.

    Returns where the text ends, in px.
    """
    widest = WIDTH - 2 * _MARGIN
    while size > 40 and any(_font(face, size).getlength(word) > widest for word in words.split()):
        size -= 8
    font = _font(face, size)
    for line in _broken(words.split(), font, widest):
        draw.text((_MARGIN, top), line, fill=ink, font=font)
        top += size * 1.16
    return top


def _broken(words: Sequence[str], font: ImageFont.FreeTypeFont, widest: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and font.getlength(f"{lines[-1]} {word}") <= widest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
