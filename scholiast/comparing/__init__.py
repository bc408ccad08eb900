"""Compare two releases of a printed book: their pages as words and as pictures, and their notes."""

from scholiast.comparing.aligning import align
from scholiast.comparing.model import Comparison, Release, UnreadableError
from scholiast.comparing.notes import compare_notes
from scholiast.comparing.pages import read
from scholiast.comparing.release import open_release

__all__ = ["Comparison", "Release", "UnreadableError", "compare", "open_release"]


def compare(old: Release, new: Release) -> Comparison:
    """Return what differs between two releases; UnreadableError where a PDF can't be read."""
    before, after = read(old), read(new)
    pairs = align(before, after)
    notes, along = compare_notes(before, after, pairs)
    return Comparison(before, after, pairs, notes, along)
