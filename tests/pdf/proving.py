"""Notes whose every word is its own, and the proof that all of them stand where they should."""

import re
from collections import Counter
from dataclasses import dataclass, field

from scholiast.config import PdfEdition
from tests.pdf import reading
from tests.pdf.reading import Word

TOKEN = r"n\d+w\d+z"
_SLACK = 1.5  # pt that ink may reach over the edge of the area of text


@dataclass
class Notes:
    """Makes notes of numbered words, and remembers how many words each has."""

    chapter: str
    first: int
    lengths: dict[str, int] = field(default_factory=dict)

    def words(self, length: int) -> str:
        """Return so many words of a new note."""
        serial = self.first + len(self.lengths)
        self.lengths[f"n{serial}"] = length
        return " ".join(f"n{serial}w{index}z" for index in range(length))

    def call(self, length: int = 5) -> str:
        """Return the call of a new note of so many words."""
        return f"[[n{self.first + len(self.lengths)}|{self.words(length)}]]"


def faults(
    data: bytes,
    notes: dict[str, tuple[str, int]],
    settings: PdfEdition,
    *,
    nested: frozenset[str] = frozenset(),
) -> dict[str, list[str]]:
    """Return what is wrong with the notes of a PDF, by label; empty lists where all is well.

    `notes` gives chapter and number of words by label. Notes in `nested` may begin later than the
    page of their call, where the note that calls them runs on.
    """
    found = _by_label(reading.words(data, TOKEN))
    places = reading.structure(data).names
    faults: dict[str, list[str]] = {}
    for label, (chapter, length) in notes.items():
        wrong = faults.setdefault(label, [])
        printed = found.get(label, [])
        expected = [f"{label}w{index}z" for index in range(length)]
        if [word.text for word in printed] != expected:
            counts = Counter(expected) - Counter(word.text for word in printed)
            wrong.append(f"{sum(counts.values())} words lost, or not in order")
            continue
        call, at = places[f"call-{chapter}-{label}"][0], places[f"note-{chapter}-{label}"]
        pages = sorted({word.page for word in printed})
        if printed[0].page != at[0] or abs(printed[0].top - at[2]) > 16:
            wrong.append("its destination is not where it begins")
        if pages[0] != call and label not in nested:
            wrong.append(f"called on page {call}, begins on {pages[0]}")
        if pages != list(range(pages[0], pages[-1] + 1)):
            wrong.append(f"on pages {pages}")
        wrong += [f"{word.text}: outside" for word in printed if not _inside(word, settings)]
    return faults


def _by_label(tokens: list[Word]) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    for word in tokens:
        found.setdefault(word.text[: word.text.index("w")], []).append(word)
    return found


def _inside(word: Word, settings: PdfEdition) -> bool:
    left, bottom, right, top = reading.area(word.page, settings)
    return (
        word.left >= left - _SLACK
        and word.bottom >= bottom - _SLACK
        and word.right <= right + _SLACK
        and word.top <= top + _SLACK
    )


def overprinted(data: bytes) -> list[str]:
    """Return the pages on which text (made of the word `text`) stands below the first note."""
    lowest: dict[int, float] = {}
    highest: dict[int, float] = {}
    for word in reading.words(data, rf"{TOKEN}|text"):
        if re.fullmatch(TOKEN, word.text):
            highest[word.page] = max(highest.get(word.page, 0), word.top)
        else:
            lowest[word.page] = min(lowest.get(word.page, 10_000), word.bottom)
    return [
        f"page {page}: text runs into the notes"
        for page in sorted(lowest.keys() & highest.keys())
        if lowest[page] < highest[page] - 1
    ]
