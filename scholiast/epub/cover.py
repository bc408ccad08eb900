"""A cover made from the metadata, for a book that has none of its own."""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from scholiast import imprint, jobs, languages, webfonts
from scholiast.book import Book
from scholiast.diagnostics import Rule, Severity
from scholiast.jobs import Job, Works, by_the_book
from scholiast.theme import Theme
from scholiast.wording import wording

LETTERS_MISSING = Rule(
    "R101",
    "cover-letters",
    Severity.WARNING,
    """\
The cover that is made from the metadata needs letters that no font of the design has.

A book without `cover:` in `book.yaml` gets a cover with its author, title, subtitle and publisher,
set in the fonts of `styles/fonts`. These have Latin, Greek, Cyrillic and Hebrew letters, and the
common characters of Chinese, Japanese and Korean. In place of a letter that they lack an empty box
stands on the cover, for every shop to see.

Give the book a cover of its own, 1,600 by 2,500 pixels:

```yaml
cover: images/cover.jpg
cover_alt: A milestone on the Via Appia
```

Or put a font that has the letters into `styles/fonts/` in the book's folder.""",
)

WIDTH, HEIGHT = 1600, 2500
"""Size in px: Kindle wants 2,500 in height, Apple Books no more than 4 million in all."""

_PAPER, _INK, _ACCENT = "#f4efe4", "#1d1b19", "#8c2f1b"
_MARGIN = 170
_MEASURE = WIDTH - 2 * _MARGIN
_LEADING = 1.16
_SMALLEST = 36
_NO_LINE_BEGINS_WITH = "、。，．：；！？）」』】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_NO_LINE_ENDS_WITH = "（「『【〈《〔"


@dataclass(frozen=True)
class _Face:
    """A font with those that stand in for letters it lacks; cached, so not slotted."""

    paths: tuple[Path, ...]
    size: int

    @cached_property
    def fonts(self) -> list[tuple[frozenset[str], ImageFont.FreeTypeFont]]:
        layout = ImageFont.Layout.BASIC  # the others depend on libraries of the machine
        return [
            (webfonts.repertoire(path), ImageFont.truetype(path, self.size, layout_engine=layout))
            for path in self.paths
        ]

    def runs(self, text: str) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        """Cut a text where another font is needed."""
        run, font = "", self.fonts[0][1]
        for char in text:
            needed = next((f for has, f in self.fonts if char in has), self.fonts[0][1])
            if run and needed is not font:
                yield font, run
                run = ""
            run, font = run + char, needed
        if run:
            yield font, run

    def width(self, text: str) -> float:
        """Return the width of a line in px."""
        return sum(font.getlength(run) for font, run in self.runs(text))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is drawn on, and how its language runs."""

    draw: ImageDraw.ImageDraw
    is_rtl: bool

    def line(self, text: str, face: _Face, baseline: float, ink: str) -> None:
        """Write one line, its baseline at `baseline` px."""
        shown = _as_seen(text, is_rtl=self.is_rtl)
        left = WIDTH - _MARGIN - face.width(shown) if self.is_rtl else float(_MARGIN)
        for font, run in face.runs(shown):
            self.draw.text((left, baseline), run, fill=ink, font=font, anchor="ls")
            left += font.getlength(run)

    def block(self, lines: Sequence[str], face: _Face, top: float) -> float:
        """Write lines from `top` px down; return where they end, in px."""
        for number, line in enumerate(lines):
            self.line(line, face, top + face.size * (0.8 + number * _LEADING), _INK)
        return top + len(lines) * face.size * _LEADING


def make(book: Book, theme: Theme, works: Works | None = None) -> bytes:
    """Return a cover as PNG: author above, then the title; the publisher under a note's rule.

    It is drawn in this process, unless `works` has it.
    """
    fonts = b"".join(path.read_bytes() for path in theme.fonts())
    parts = {"metadata": book.metadata.model_dump_json().encode(), "fonts": fonts}
    works = works or jobs.here()
    job = Job("draw", "cover", by_the_book, parts)
    (data,) = works.batch([job], lambda _: [_drawn(book, theme)])
    return data


def _drawn(book: Book, theme: Theme) -> bytes:
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    metadata, words = book.metadata, wording(book.metadata.language)
    is_rtl = languages.direction(metadata.language) == "rtl"
    sheet = _Sheet(ImageDraw.Draw(picture), is_rtl)
    roman, italic = _faces(theme)
    for inset, width in ((60, 3), (78, 1)):
        box = (inset, inset, WIDTH - inset, HEIGHT - inset)
        sheet.draw.rectangle(box, outline=_INK, width=width)
    authors = _fitted(imprint.names(metadata, "author", words), roman, 84, 240)
    end = sheet.block(*authors, 260)
    end = sheet.block(*_fitted(metadata.title, roman, 176, 830), max(end + 150, 600))
    sheet.block(*_fitted(metadata.subtitle or "", italic, 84, 210), end + 60)
    _note(sheet, roman)
    sheet.block(*_fitted(metadata.publisher or "", roman, 60, 80), HEIGHT - 280)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def missing_letters(book: Book, theme: Theme) -> str:
    """Return the letters on a made cover that no font of the theme has, each once, in order."""
    metadata = book.metadata
    authors = imprint.names(metadata, "author", wording(metadata.language))
    written = f"{authors}{metadata.title}{metadata.subtitle or ''}{metadata.publisher or ''}"
    has = frozenset[str]().union(*(webfonts.repertoire(path) for path in theme.fonts()))
    wanted = (char for char in written if not char.isspace())
    return "".join(char for char in dict.fromkeys(wanted) if char not in has)


def _faces(theme: Theme) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return roman and italic, each with all fonts behind it; the first font where none is named.

    They are the first of their kind, those of the design before others.
    """
    fonts = theme.fonts()
    roman = next((path for path in fonts if _is_text(path, italic=False)), fonts[0])
    italic = next((path for path in fonts if _is_text(path, italic=True)), roman)
    return (roman, *fonts), (italic, roman, *fonts)


@cache
def _is_text(path: Path, *, italic: bool) -> bool:
    """Tell a font in the weight of text, upright or not (OpenType, `OS/2` and `post`)."""
    with TTFont(path, lazy=True) as font:
        is_italic = bool(font["OS/2"].fsSelection & 1)
        return (
            is_italic == italic
            and font["OS/2"].usWeightClass == 400
            and (not font["post"].isFixedPitch)
        )


def _note(sheet: _Sheet, faces: tuple[Path, ...]) -> None:
    """Draw a footnote: the short rule above it, its number, and lines in place of words."""
    top = HEIGHT - 640
    start, way = (WIDTH - _MARGIN, -1) if sheet.is_rtl else (_MARGIN, 1)

    def stroke(begin: int, length: int, y: int, width: int, ink: str) -> None:
        ends = sorted((start + way * begin, start + way * (begin + length)))
        sheet.draw.line((ends[0], y, ends[1], y), fill=ink, width=width)

    stroke(0, 330, top, 4, _INK)
    sheet.line("1", _Face(faces, 92), top + 104, _ACCENT)
    for number, length in enumerate((860, 910, 640)):
        stroke(80, length, top + 76 + number * 52, 5, _ACCENT)


def _fitted(
    words: str, faces: tuple[Path, ...], size: int, height: float
) -> tuple[list[str], _Face]:
    """Break words into lines of `size` px, or of less where they are too wide or too high."""
    while True:
        face = _Face(faces, size)
        lines = _broken(words, face)
        is_low = len(lines) * size * _LEADING <= height
        fits = is_low and all(face.width(line) <= _MEASURE for line in lines)
        if fits:
            return lines, face
        if size <= _SMALLEST:
            return [part for line in lines for part in _cut(line, face)], face
        size -= 4


def _cut(line: str, face: _Face) -> Iterator[str]:
    """Cut a line that is one word too long for any page, wherever it must be."""
    part = ""
    for char in line:
        if part and face.width(part + char) > _MEASURE:
            yield part
            part = ""
        part += char
    yield part


def _broken(words: str, face: _Face) -> list[str]:
    """Break words into as few lines as they need, the lines as even as can be."""
    lines = _greedy(words, face, _MEASURE)
    narrow = _MEASURE
    while narrow > _MEASURE // 2:
        narrow -= 20
        tried = _greedy(words, face, narrow)
        if len(tried) > len(lines) or any(face.width(line) > narrow for line in tried):
            break
        lines = tried
    return lines


def _greedy(words: str, face: _Face, measure: float) -> list[str]:
    lines: list[str] = []
    for piece in _pieces(words):
        if lines and face.width((lines[-1] + piece).rstrip()) <= measure:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines]


def _pieces(words: str) -> Iterator[str]:
    """Cut words where a line may end: after spaces, and between wide characters (JLReq, 3.1.7)."""
    for word in re.findall(r"\S+\s*", words):
        piece = ""
        for char in word:
            if piece and _may_break(piece[-1], char):
                yield piece
                piece = ""
            piece += char
        yield piece


def _may_break(before: str, after: str) -> bool:
    is_wide = any(unicodedata.east_asian_width(char) == "W" for char in (before, after))
    allowed = before not in _NO_LINE_ENDS_WITH and after not in _NO_LINE_BEGINS_WITH
    return is_wide and allowed and not after.isspace()


def _as_seen(line: str, *, is_rtl: bool) -> str:
    """Return a line as its letters stand from left to right.

    Words of Hebrew are turned round one by one, and the order of words where the book runs from
    right to left: the order of the bidirectional algorithm (UAX 9) for lines without numbers in
    another script's words, which is what titles are.
    """
    words = [
        word[::-1] if any(unicodedata.bidirectional(char) == "R" for char in word) else word
        for word in line.split(" ")
    ]
    return " ".join(reversed(words) if is_rtl else words)
