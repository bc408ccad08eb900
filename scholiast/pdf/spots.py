"""Numbers of pages written into a content stream that was painted before they were known."""

import re
from collections.abc import Callable, Sequence

from scholiast.pdf.sheaf import Spot

_SHOWN = re.compile(rb"<([0-9A-Fa-f]*)>")


def write_folios(stream: bytes, spots: Sequence[Spot], folio: Callable[[Spot], str]) -> bytes:
    """Return a decoded stream with the folio of each spot in the place of its digits.

    Nothing else changes: the stream has the same length, glyphs keep the case of their hexadecimal
    letters and the adjustments between them. Raises ValueError where a folio has not as many
    digits as its spot, or the stream holds something else there.
    """
    parts, at = [], 0
    for spot in sorted(spots, key=lambda spot: spot.start):
        parts += [stream[at : spot.start], _written(stream[spot.start : spot.end], spot, folio)]
        at = spot.end
    return b"".join([*parts, stream[at:]])


def _written(shown: bytes, spot: Spot, folio: Callable[[Spot], str]) -> bytes:
    new = folio(spot)
    if len(new) != len(spot.digits) or not (new.isascii() and new.isdecimal()):
        raise ValueError(f"the folio “{new}” can't be written over “{spot.digits}”")
    glyphs = b"".join(_SHOWN.findall(shown)).decode()
    if glyphs.lower() != "".join(spot.codes[int(digit)] for digit in spot.digits).lower():
        raise ValueError(f"the digits “{spot.digits}” are not at byte {spot.start}")
    letters = "".join(spot.codes[int(digit)] for digit in new)
    if glyphs != glyphs.lower():
        letters = letters.upper()
    elif glyphs != glyphs.upper():
        letters = letters.lower()
    waiting = iter(letters.encode())
    return _SHOWN.sub(lambda found: b"<" + bytes(next(waiting) for _ in found[1]) + b">", shown)
