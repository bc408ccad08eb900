"""Notes of a PDF stand where the edition has them, under the marks of their page.

What the pages of a file alone decide is put into the ledger first (`as_counted`); then each note
has to stand in its place: at the foot of the page of its call, beside it in the margin, or behind
the text of its chapter.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import ChapterRecord, Ledger, NoteRecord
from scholiast.source import Span
from scholiast.verify.apparatus import title
from scholiast.verify.footnotes import Printed, PrintedNote
from scholiast.verify.printed import Box
from scholiast.verify.proof import Finding

MISPLACED = Rule(
    "V315",
    "note-out-of-place",
    Severity.ERROR,
    """\\
A note of a PDF does not stand where its kind says: at the foot of the page, in the block of its
series; in the margin; or after the text of its chapter.

A reader looks for a note where others of its kind stand. Notes at the foot have nothing of the text
below them, notes in the margin stand beside the text and not in it.""",
)

PAGE_OF_CALL = Rule(
    "V316",
    "page-of-call",
    Severity.ERROR,
    """\\
A note at the end of a printed book names another page than that of its call, or none.

It is how a reader of paper finds the way back from the note to the line it belongs to.""",
)

NOTES_HEAD = Rule(
    "V317",
    "notes-running-head",
    Severity.ERROR,
    """\\
The running head over notes at the end of a printed book does not name the pages that the notes
belong to.

A reader who looks for the note to a page opens the notes anywhere and goes by these heads.""",
)


def as_counted(ledger: Ledger, found: Printed) -> Ledger:
    """Return the ledger with the marks of notes that are counted anew on each page.

    A note counts on the page of its first call.
    """
    if not any(note.by_page for note in ledger.notes):
        return ledger
    pages = {call.id: call.page for call in found.calls}
    counts: Counter[tuple[str, int | None]] = Counter()
    notes = []
    for note in ledger.notes:
        if note.by_page:
            key = note.series, pages.get(note.calls[0].id)
            counts[key] += 1
            note = replace(note, number=note.by_page[counts[key] - 1])
        notes.append(note)
    return replace(ledger, notes=tuple(notes))


def check(
    name: str, ledger: Ledger, found: Printed, folios: Mapping[int, str], starts: Mapping[str, int]
) -> Iterator[Finding]:
    """Yield notes that stand elsewhere than the ledger says.

    `folios` are the labels of pages, counted from 1, `starts` the page each chapter begins on.
    """
    if not any(note.placement or note.series != "author" for note in ledger.notes):
        return
    records = {note.id: note for note in ledger.notes}
    yield from _at_foot(name, records, found)
    yield from _in_margin(name, records, found)
    yield from _behind(name, records, found)
    yield from _pages_of_calls(name, records, found, folios)
    for chapter in ledger.chapters:
        if chapter.heads and chapter.id in starts:
            yield from _heads(name, chapter, records, found, folios, starts[chapter.id])


def _finding(rule: Rule, name: str, page: int, message: str, note: str | None = None) -> Finding:
    return Finding(rule.at(Span(f"{name}#page={page}"), message), note)


def _top(boxes: Sequence[Box]) -> float:
    return max(box[3] for box in boxes)


def _bottom(boxes: Sequence[Box]) -> float:
    return min(box[1] for box in boxes)


_SLACK = 2.0  # pt: lines of notes and of text may reach into each other by their ink


def _at_foot(name: str, records: Mapping[str, NoteRecord], found: Printed) -> Iterator[Finding]:
    """Yield notes at the foot that stand above notes of the text, or amid another block."""
    by_page: dict[int, list[tuple[PrintedNote, list[Box]]]] = {}
    ends: dict[int, float] = {}
    for note in found.notes:
        record = records[note.id]
        for page, boxes in note.areas.items():
            if not boxes:
                continue
            if record.placement is None:
                by_page.setdefault(page, []).append((note, boxes))
            elif record.placement != "margin":
                ends[page] = min(ends.get(page, _bottom(boxes)), _bottom(boxes))
    for page, notes in by_page.items():
        for note, boxes in notes:
            if page in ends and _top(boxes) > ends[page] + _SLACK:
                message = f"{title(records[note.id])} stands above notes at the end of the text"
                yield _finding(MISPLACED, name, page, message, note.id)
        begun = [n for n, _ in notes if n.page == page and records[n.id].parent is None]
        yield from _mixed(name, page, records, begun)


def _mixed(
    name: str, page: int, records: Mapping[str, NoteRecord], notes: Sequence[PrintedNote]
) -> Iterator[Finding]:
    """Yield the first note of each block of a page that a block of its series came before."""
    met: set[str] = set()
    for series, group in groupby(notes, key=lambda note: _root(records, note.id)):
        first = next(iter(group))
        if series in met:
            message = f"{title(records[first.id])} does not stand with others of its series"
            yield _finding(MISPLACED, name, page, message, first.id)
        met.add(series)


def _root(records: Mapping[str, NoteRecord], name: str) -> str:
    """Return the series of the note that a note stands with: a nested one with its parent."""
    record = records[name]
    while record.parent is not None and record.parent in records:
        record = records[record.parent]
    return record.series


def _in_margin(name: str, records: Mapping[str, NoteRecord], found: Printed) -> Iterator[Finding]:
    for note in found.notes:
        if records[note.id].placement != "margin":
            continue
        for page, boxes in note.areas.items():
            reach = found.pages[page - 1].reach
            if reach is None or not boxes:
                continue
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            if left < reach[1] and right > reach[0]:
                message = f"{title(records[note.id])} stands in the text, not in the margin"
                yield _finding(MISPLACED, name, page, message, note.id)


def _behind(name: str, records: Mapping[str, NoteRecord], found: Printed) -> Iterator[Finding]:
    """Yield notes at the end of a chapter that stand on a page before the last call in its text."""
    pages = {call.id: call.page for call in found.calls}
    last: dict[str, int] = {}
    for record in records.values():
        if record.parent is None:
            for call in record.calls:
                if call.home is not None:  # in a note at the end of the book
                    continue
                page = pages.get(call.id, 0)
                last[record.chapter] = max(last.get(record.chapter, 0), page)
    for note in found.notes:
        record = records[note.id]
        if record.placement == "chapter-end" and note.page < last.get(record.chapter, 0):
            message = f"{title(record)} stands before the end of its chapter"
            yield _finding(MISPLACED, name, note.page, message, note.id)


def _pages_of_calls(
    name: str, records: Mapping[str, NoteRecord], found: Printed, folios: Mapping[int, str]
) -> Iterator[Finding]:
    pages = {call.id: call.page for call in found.calls}
    for note in found.notes:
        record = records[note.id]
        page = pages.get(record.calls[0].id)
        if record.home is None or page is None:
            continue
        folio = folios.get(page, "")
        if text.bare(note.folio) != text.bare(folio):
            said = f"names page {note.folio}" if note.folio else "names no page"
            message = f"{title(record)} {said}, its call is on {folio}"
            yield _finding(PAGE_OF_CALL, name, note.page, message, note.id)


def _heads(
    name: str,
    chapter: ChapterRecord,
    records: Mapping[str, NoteRecord],
    found: Printed,
    folios: Mapping[int, str],
    start: int,
) -> Iterator[Finding]:
    """Yield pages of notes whose head is wrong; the first page of them has none."""
    pages = {call.id: call.page for call in found.calls}
    called: dict[int, list[str]] = {}
    for note in found.notes:
        record = records[note.id]
        if record.home != chapter.id or record.parent is not None:
            continue
        page = pages.get(record.calls[0].id)
        for number in note.areas:
            if number != start:
                called.setdefault(number, []).append(folios.get(page or 0, ""))
    for page, said in called.items():
        line = chapter.heads[said[0] != said[-1]]
        head = line.format(first=said[0], last=said[-1])
        if text.bare(head) not in found.pages[page - 1].words:
            message = f"over the notes of this page should stand “{head}”"
            yield _finding(NOTES_HEAD, name, page, message)
