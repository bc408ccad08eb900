"""Whether a PDF shows what it was made from: which notes of the manuscript are nowhere in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2

_NOTE = re.compile(r"^\[\^[^\]]+\]: (.+(?:\n\n    .+)*)$", re.MULTILINE)
_LENGTH = 24
"""Letters and digits by which a note is known."""


def notes_lost(pdf: Path, chapters: Path) -> int:
    """Return how many notes of the chapters in a folder are nowhere in the PDF, by their words.

    A note is lost where none of the runs of letters and digits that it alone has can be found:
    neither hyphens nor the ends of lines and pages matter. A note that has no run of its own, such
    as `Ibid., p. 5`, can't be looked for and counts as found; so none is called lost that is there.
    """
    text = _bare("".join(_texts(pdf)))
    return sum(not any(run in text for run in runs) for runs in _own_runs(list(notes(chapters))))


def notes(chapters: Path) -> Iterator[str]:
    """Yield the letters and digits of each note in the files of a folder."""
    for path in sorted(chapters.glob("*.md")):
        yield from map(_bare, _NOTE.findall(path.read_text(encoding="utf-8")))


def _own_runs(notes: Sequence[str]) -> Iterator[list[str]]:
    """Yield for each note the runs that stand in no other, where it has any; the last first."""
    times = Counter(run for note in notes for run in set(_runs(note)))
    for note in notes:
        if own := [run for run in _runs(note) if times[run] == 1]:
            yield own


def _runs(note: str) -> list[str]:
    return [note[start : start + _LENGTH] for start in range(len(note) - _LENGTH, -1, -1)]


def _texts(pdf: Path) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded()
    finally:
        document.close()


def _bare(text: str) -> str:
    """Return letters and digits alone, ligatures undone (Unicode Standard Annex 15, NFKC)."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
