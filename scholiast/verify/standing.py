"""Where notes stand in EPUB and web book: at their calls, or at the end, each among its own."""

from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import ChapterRecord, Ledger, NoteRecord
from scholiast.verify.apparatus import Apparatus, SeenNote, title
from scholiast.verify.proof import Finding

PLACEMENT = Rule(
    "V018",
    "note-placement",
    Severity.ERROR,
    """\
A note does not stand where `placement` of its kind in `book.yaml` says.

A note that is to be shown at its call, as a pop-up or in the margin, is an element of its own by
its role, `doc-footnote`, which reading systems and the script of the web book know. A note that is
turned to is an item of a list of end notes, after the chapter or in the chapter of notes. Where a
web book has notes in the margin, the others have the class `notes-pop-up`, so that they stay out
of it.""",
)

GROUP = Rule(
    "V019",
    "note-group",
    Severity.ERROR,
    """\
A note stands among those of another chapter, or of another series.

Notes at the end of the book stand under the title of the chapter that calls them, which leads
there; notes of each series stand by themselves. A reader who looks for note † among the
translator's notes would find the author's.""",
)

_AT_END = frozenset({"chapter-end", "book-end"})


def at_end(ledger: Ledger) -> frozenset[str]:
    """Return the ids of the calls whose notes are turned to, not shown beside them."""
    return frozenset(
        call.id for note in ledger.notes if note.placement in _AT_END for call in note.calls
    )


def check(ledger: Ledger, seen: Apparatus) -> Iterator[Finding]:
    """Yield notes that stand elsewhere than the ledger has them, or among others."""
    notes = {note.id: note for note in reversed(seen.notes)}
    has_margin = any(note.placement == "margin" for note in ledger.notes)
    chapters = {chapter.id: chapter for chapter in ledger.chapters}
    for record in ledger.notes:
        if (note := notes.get(record.id)) is not None:
            yield from _place(record, note, has_margin=has_margin)
            yield from _heading(record, note, chapters)
    yield from _groups(ledger, seen.notes)


def _place(record: NoteRecord, note: SeenNote, *, has_margin: bool) -> Iterator[Finding]:
    wanted = record.placement or "pop-up"
    is_free = wanted == "pop-up" and note.placement == "beside" and not has_margin
    if note.placement == wanted or is_free:
        return
    message = f"{title(record)} stands as `{note.placement}`, not as `{wanted}`"
    yield Finding(PLACEMENT.at(note.place, message), record.id)


def _heading(
    record: NoteRecord, note: SeenNote, chapters: dict[str, ChapterRecord]
) -> Iterator[Finding]:
    if note.placement == "book-end" and note.under != chapters[record.chapter].anchor:
        where = f"that leads to `{note.under}`" if note.under else "that leads nowhere"
        message = f"{title(record)} stands under a heading {where}"
        yield Finding(GROUP.at(note.place, message), record.id)


def _groups(ledger: Ledger, notes: Sequence[SeenNote]) -> Iterator[Finding]:
    """Compare the series of notes that stand together; a note in a note is of that one's."""
    series: dict[str, str] = {}
    for record in ledger.notes:
        series[record.id] = series.get(record.parent or "", record.series)
    if len(set(series.values())) < 2:
        return
    first: dict[object, SeenNote] = {}
    for note in notes:
        if note.id not in series:
            continue
        other = first.setdefault((note.chapter, note.group), note)
        if series[other.id] != series[note.id]:
            message = (
                f"note `{note.id}` of the series `{series[note.id]}` stands with note "
                f"`{other.id}` of the series `{series[other.id]}`"
            )
            yield Finding(GROUP.at(note.place, message), note.id)
