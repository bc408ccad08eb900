"""Pages as pictures, with boxes around what differs."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from scholiast.comparing.model import Box, Change, Comparison, Pair, Sheet
from scholiast.comparing.pages import POINTS, boxes, draw, opened

_RESOLUTION = 110  # dots to an inch: a page as large as on paper, on most screens
_CELL = 8  # dots: what differs so near to each other is one region
_FAINT = 48  # levels of grey that are no difference
_WORD, _NUMBER = (196, 30, 58), (200, 130, 0)
_AIR = 2.0  # pt between a word and its box


def pictures(comparison: Comparison, pairs: Iterable[Pair]) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of some pages in PNG, by the names that `name` gives."""
    with opened(comparison.old.release) as old, opened(comparison.new.release) as new:
        for pair in pairs:
            drawn = _regions(pair, old, new)
            for document, sheet, side in ((old, pair.old, "old"), (new, pair.new, "new")):
                if sheet is not None:
                    yield name(side, sheet), _picture(document[sheet.index], drawn[side])


def name(side: str, sheet: Sheet) -> str:
    """Return the file name of the picture of a page, on the `old` or the `new` side."""
    return f"{side}-{sheet.index + 1:04}.png"


def _picture(page: pypdfium2.PdfPage, regions: Sequence[tuple[Box, tuple[int, int, int]]]) -> bytes:
    picture = page.render(scale=_RESOLUTION / POINTS).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture, "RGBA")
    for box, colour in regions:
        left, top, right, bottom = (side * _RESOLUTION / POINTS for side in box)
        pen.rectangle((left, top, right, bottom), fill=(*colour, 36), outline=(*colour, 255))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


_Regions = Mapping[str, Sequence[tuple[Box, tuple[int, int, int]]]]


def _regions(pair: Pair, old: pypdfium2.PdfDocument, new: pypdfium2.PdfDocument) -> _Regions:
    """Return the boxes of what differs on both sides of a pair, with their colours."""
    if pair.old is None or pair.new is None:
        return {"old": (), "new": ()}
    if pair.change is Change.CHANGED and not (pair.lost or pair.gained or any(pair.numbers)):
        drawn = [(box, _WORD) for box in _drawn_otherwise(pair.old, pair.new, old, new)]
        return {"old": drawn, "new": drawn}
    was, became = pair.numbers
    return {
        "old": _around(old, pair.old, pair.lost, was),
        "new": _around(new, pair.new, pair.gained, became),
    }


def _around(
    document: pypdfium2.PdfDocument, sheet: Sheet, words: Sequence[int], numbers: Sequence[int]
) -> list[tuple[Box, tuple[int, int, int]]]:
    page = document[sheet.index]
    return [
        ((left - _AIR, top - _AIR, right + _AIR, bottom + _AIR), colour)
        for found, colour in ((words, _WORD), (numbers, _NUMBER))
        for left, top, right, bottom in boxes(page, list(_stretches(sheet, found)))
    ]


def _stretches(sheet: Sheet, words: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the characters of words that follow each other as one stretch."""
    for _, group in groupby(enumerate(sorted(words)), key=lambda pair: pair[1] - pair[0]):
        row = [index for _, index in group]
        yield sheet.places[row[0]][0], sheet.places[row[-1]][1]


# -- what is drawn otherwise --


def _drawn_otherwise(
    one: Sheet, other: Sheet, old: pypdfium2.PdfDocument, new: pypdfium2.PdfDocument
) -> Iterator[Box]:
    """Yield the boxes of regions in which two pages are drawn otherwise."""
    first = draw(old[one.index], _RESOLUTION, one.furniture)
    second = draw(new[other.index], _RESOLUTION, other.furniture)
    size = max(first.width, second.width), max(first.height, second.height)
    first, second = (_filled(picture, size) for picture in (first, second))
    mask = ImageChops.difference(first, second).point(lambda level: 255 * (level > _FAINT))
    cells = mask.resize((size[0] // _CELL + 1, size[1] // _CELL + 1), Image.Resampling.BOX)
    dot = POINTS * _CELL / _RESOLUTION
    for left, top, right, bottom in _joined(cells):
        yield left * dot, top * dot, (right + 1) * dot, (bottom + 1) * dot


def _filled(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    whole = Image.new("L", size, 255)
    whole.paste(picture)
    return whole


def _joined(cells: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield the bounds of cells that touch each other."""
    width = cells.width
    left = {divmod(at, width) for at, level in enumerate(cells.tobytes()) if level}
    while left:
        waiting, met = [left.pop()], list[tuple[int, int]]()
        while waiting:
            row, column = waiting.pop()
            met.append((row, column))
            near = {(row + y, column + x) for y in (-1, 0, 1) for x in (-1, 0, 1)} & left
            left -= near
            waiting += near
        rows, columns = [row for row, _ in met], [column for _, column in met]
        yield min(columns), min(rows), max(columns), max(rows)


def with_pictures(comparison: Comparison, *, reflowed: bool) -> list[Pair]:
    """Return the pages that are worth a picture; those that are only broken otherwise if asked."""
    left_out = {Change.SAME, Change.MOVED} | (set() if reflowed else {Change.REFLOWED})
    return [pair for pair in comparison.pairs if pair.change not in left_out]
