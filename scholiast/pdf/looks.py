"""How the furniture of a page looks, its running heads and its folio, and what is made of each.

A page's furniture depends on its side, on whether it is the first of its document, on the name of
its `@page` rules, on its named strings and on its number. Pages that are alike in all that share
one painting: where the number is printed in digits of one width it is a spot, and any number of as
many digits will do. So a book of 300 pages has some 60 of them, and one more page in a chapter has
none made again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """What the furniture of a page depends on, beside its number.

    `language` is that of its document, `name` that of its `@page` rules, `strings` are assigned
    to named strings on it, or before it where none are. `mirrored` tells that the book is bound on
    the right, so that its odd pages lie on the left.
    """

    language: str
    left: bool
    first: bool
    name: str
    strings: tuple[tuple[str, str], ...]
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """Pages in a row, the first numbered `start`; None in `looks` is a page that is thrown away.

    The first one alone looks as the first of a document. Where `exact`, they are good for their
    numbers alone, and have no spots.
    """

    start: int
    looks: tuple[Look | None, ...]
    exact: bool = False


def strips(wanted: Iterable[tuple[Look, int]], *, exact: bool) -> list[Strip]:
    """Return strips that have a page of each look, with a number of as many digits as is wanted.

    Where `exact`, it is the very number.
    """
    made: list[Strip] = []
    rows: dict[tuple[str, int], list[Look]] = {}
    for look, number in wanted:
        if exact:
            made.append(replace(_single(look, number), exact=True))
        elif look.first:
            made.append(_single(look, _number(look, len(str(number)))))
        else:
            rows.setdefault((look.language, len(str(number))), []).append(look)
    for (_, digits), row in rows.items():
        made += _rows(row, digits)
    return made


def _single(look: Look, number: int) -> Strip:
    return Strip(number, (look,)) if look.first else Strip(number - 1, (None, look))


def _number(look: Look, digits: int) -> int:
    """Return a number of so many digits for a page on this side."""
    first: int = 10 ** (digits - 1)
    return first + (look.left == bool(first % 2))


def _rows(looks: Sequence[Look], digits: int) -> list[Strip]:
    """Return strips of pages that are by turns a recto and a verso."""
    rectos = [look for look in looks if not look.left]
    versos = [look for look in looks if look.left]
    start = 10 ** (digits - 1) // 2 * 2 + 1  # an odd number: the first page is a recto
    room = (10**digits - start) // 2
    made = []
    while rectos or versos:
        pairs = min(room, max(len(rectos), len(versos)))
        row: list[Look | None] = [None]
        for _ in range(pairs):
            row += [rectos.pop(0) if rectos else None, versos.pop(0) if versos else None]
        made.append(Strip(start - 1, tuple(row)))
    return made
