"""Stretches of a text that are replaced, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the place of `text[start:end]` in the manuscript."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Sequence[Edit], start: int = 0) -> str:
    """Return `text` from offset `start` on with some stretches replaced."""
    out, at = [], start
    for edit in sorted(edits, key=lambda one: one.start):
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])
