"""Tell what became of each note: on which page it stood and stands, what it said and says."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from scholiast import text
from scholiast.comparing.model import Fate, NoteChange, Pair, Printed
from scholiast.ledger import NoteRecord

_ALIKE = 0.5  # of the letters of two notes that have to be the same to be one note


def compare_notes(
    old: Printed, new: Printed, pairs: Sequence[Pair]
) -> tuple[list[NoteChange], int]:
    """Return the notes of which something became, in order, and how many moved with their pages.

    What a note says, and its number, is known where a ledger is; else its place alone.
    """
    before, after = _Notes.of(old), _Notes.of(new)
    twins = {pair.old.index: pair.new.index for pair in pairs if pair.old and pair.new}
    renamed = _renamed(before, after)
    changes: list[NoteChange] = []
    along = 0
    for name in before.pages.keys() | after.pages.keys():
        if name in renamed.values() and name not in before.pages:
            continue
        other = renamed.get(name, name)
        change = _change(name, other, before, after, twins)
        if change is not None:
            changes.append(change)
        elif before.pages[name] != after.pages[other]:
            along += 1
    return sorted(changes, key=lambda change: _order(change, before, after)), along


class _Notes:
    """The notes of a release: by id their pages, the labels of these, and their records."""

    def __init__(
        self, pages: Mapping[str, int], labels: Sequence[str], records: Mapping[str, NoteRecord]
    ) -> None:
        self.pages, self.labels, self.records = pages, labels, records

    @classmethod
    def of(cls, printed: Printed) -> "_Notes":
        pages = {name: page for name, page in printed.names.items() if name.startswith("note-")}
        ledger = printed.release.ledger
        records = {note.id: note for note in ledger.notes} if ledger else {}
        return cls(pages, [sheet.label for sheet in printed.sheets], records)

    def label(self, name: str) -> str | None:
        return self.labels[self.pages[name]] if name in self.pages else None

    def number(self, name: str) -> str | None:
        return self.records[name].number if name in self.records else None

    def text(self, name: str) -> str | None:
        return self.records[name].text if name in self.records else None


def _renamed(before: _Notes, after: _Notes) -> dict[str, str]:
    """Return the notes without a label, named after their words, that say nearly the same."""
    gone = [name for name in before.pages if name not in after.pages]
    come = [name for name in after.pages if name not in before.pages]
    found: dict[str, str] = {}
    for name in gone:
        old = before.records.get(name)
        best = max(
            (
                (_likeness(old, new), other)
                for other in come
                if other not in found.values()
                and old is not None
                and (new := after.records.get(other)) is not None
                and new.chapter == old.chapter
            ),
            default=(0.0, ""),
        )
        if best[0] >= _ALIKE:
            found[name] = best[1]
    return found


def _likeness(old: NoteRecord, new: NoteRecord) -> float:
    return SequenceMatcher(None, old.text, new.text, autojunk=False).ratio()


def _change(
    name: str, other: str, before: _Notes, after: _Notes, twins: Mapping[int, int]
) -> NoteChange | None:
    fates = tuple(_fates(name, other, before, after, twins))
    if not fates:
        return None
    return NoteChange(
        id=other if other in after.pages else name,
        fates=fates,
        old_page=before.label(name),
        new_page=after.label(other),
        old_number=before.number(name),
        new_number=after.number(other),
        old_text=before.text(name),
        new_text=after.text(other),
    )


def _fates(
    name: str, other: str, before: _Notes, after: _Notes, twins: Mapping[int, int]
) -> Iterator[Fate]:
    if name not in before.pages:
        yield Fate.ADDED
        return
    if other not in after.pages:
        yield Fate.REMOVED
        return
    if twins.get(before.pages[name]) != after.pages[other]:
        yield Fate.MOVED
    if before.number(name) != after.number(other) and before.records and after.records:
        yield Fate.RENUMBERED
    old, new = before.text(name), after.text(other)
    if old is not None and new is not None and text.readable(old) != text.readable(new):
        yield Fate.CHANGED


def _order(change: NoteChange, before: _Notes, after: _Notes) -> tuple[int, int, str]:
    """Sort by the page in the new release, else by that in the old one, and as notes are called."""
    notes = after if change.id in after.pages else before
    place = list(notes.records).index(change.id) if change.id in notes.records else 0
    return notes.pages.get(change.id, 0), place, change.id
