"""Marked contents of a page made one: a word that is drawn in several pieces, said as a whole."""

from collections.abc import Sequence
from typing import Any

import pydyf


def join(stream: list[Any], marks: Sequence[int], word: str) -> None:
    """Make marked contents that follow each other in a stream one, which says `word`.

    It bears the first of the numbers `marks`, and says the word by `ActualText` (ISO 32000-1,
    14.9.4). The stream keeps its length, since operations in it are known by their places.
    """
    begins = {
        operand["MCID"]: index
        for index, operand in enumerate(stream)
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in marks
    }
    stream[begins[marks[0]]]["ActualText"] = pydyf.String(word)
    for mark in marks[:-1]:
        stream[_end(stream, begins[mark])] = b""
    for mark in marks[1:]:
        at = begins[mark]
        stream[at - 1 : at + 2] = [b"", b"", b""]


def _end(stream: list[Any], start: int) -> int:
    """Return where the marked content ends whose properties stand at `start`."""
    return next(i for i in range(start, len(stream)) if stream[i] in (b"EMC", "EMC"))
