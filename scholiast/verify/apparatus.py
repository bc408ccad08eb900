"""Compare the notes and calls that were seen in an artifact, whatever its format, with the ledger.

A reader of a format says what it saw (`Apparatus`); the rules here say what is wrong with it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Call, Ledger, NoteRecord, Stand
from scholiast.source import Span
from scholiast.verify.proof import Finding

LOST_NOTE = Rule(
    "V001",
    "lost-note",
    Severity.ERROR,
    """\
A note of the book is not in the finished file, or is there without a word of its text.

This is what Scholiast exists to prevent: the reader sees a number in the text and nothing that it
stands for. The finding names the note and the place where it is written. If you have edited the
finished file by hand, build it again; if a build says this, it is a fault of the renderer: please
report it with the note in question.""",
)

NOTE_TEXT = Rule(
    "V002",
    "note-text",
    Severity.ERROR,
    """\
A note is there, but its words are not those of the book: some are missing, added or changed.

The finding shows where the first difference is. White space does not count; in a PDF, neither do
hyphenation, punctuation and letter case, since type changes them.""",
)

NOTE_NUMBER = Rule(
    "V003",
    "note-number",
    Severity.ERROR,
    """\
A note bears another number than the book gives it, or none.

The reader who looks for note 12 finds the wrong one. Numbers come from the manuscript alone;
nothing in a style may count (`counter-increment`, `list-style`) or hide them.""",
)

LOST_CALL = Rule(
    "V004",
    "lost-call",
    Severity.ERROR,
    """\
A place in the text that calls a note does not call it in the finished file.

The note may be there, but nobody is led to it. A note called more than once has as many calls in
the file as in the manuscript.""",
)

STRAY_TARGET = Rule(
    "V005",
    "call-leads-astray",
    Severity.ERROR,
    """\
A call leads to another note than its own, or to nothing.

Neither EPUBCheck nor a link checker sees this: the link works, and shows the wrong note.""",
)

CALL_NUMBER = Rule(
    "V006",
    "call-number",
    Severity.ERROR,
    """\
A call in the text shows another number than its note bears, or none.""",
)

NO_WAY_BACK = Rule(
    "V007",
    "no-way-back",
    Severity.ERROR,
    """\
A note has no link back to a call of it.

Who has read the note can't return to the line they came from. There is one way back for each call.
""",
)

WAY_BACK_ASTRAY = Rule(
    "V008",
    "way-back-astray",
    Severity.ERROR,
    """\
The link back from a note leads to a place that does not call this note, or to the same call twice.
""",
)

STRAY_NOTE = Rule(
    "V009",
    "stray-note",
    Severity.ERROR,
    """\
The finished file holds a note that the book does not have.

It may come from an earlier state of the manuscript, or the file belongs to another book than the
ledger `notes.json` beside it.""",
)

STRAY_CALL = Rule(
    "V010",
    "stray-call",
    Severity.ERROR,
    """\
The finished file calls a note at a place where the book does not.""",
)

TWICE = Rule(
    "V011",
    "printed-twice",
    Severity.ERROR,
    """\
A note or a call stands in the finished file more than once.

Links find only the first of the two, and the reader finds one number on two notes.""",
)

WRONG_CHAPTER = Rule(
    "V012",
    "wrong-chapter",
    Severity.ERROR,
    """\
A note or a call stands in another chapter than in the book.

Notes stand in the document of the chapter that calls them, so that a reading system can show them
as pop-ups, and so that number 12 of one chapter is not taken for that of another.""",
)

WRONG_PLACE = Rule(
    "V013",
    "call-misplaced",
    Severity.ERROR,
    """\
A call stands after other words than in the manuscript.

It would credit the source to another statement. The finding shows the words that the call should
follow and those it does follow.""",
)

PLACEHOLDER = Rule(
    "V014",
    "placeholder",
    Severity.NOTE,
    """\
In this draft a visible placeholder stands for a note that is not written yet.

Write the note, and `build` without `--draft` makes the finished book.""",
)

HIDDEN_PLACEHOLDER = Rule(
    "V015",
    "hidden-placeholder",
    Severity.ERROR,
    """\
A placeholder for a missing note looks like a note: it is not marked as missing.

A draft is read by people too. What is not there must be seen not to be there: in EPUB and web book
the note has the class `note-missing`, and everywhere its words say so.""",
)

UNFINISHED = Rule(
    "V016",
    "unfinished",
    Severity.ERROR,
    """\
A placeholder stands for a note, in a file that does not count as a draft.

A finished book has all its notes. Build with `--draft` to read unfinished work.""",
)

OUT_OF_ORDER = Rule(
    "V017",
    "notes-out-of-order",
    Severity.ERROR,
    """\
Two notes of a chapter stand in the wrong order.""",
)


@dataclass(frozen=True, slots=True)
class SeenNote:
    """A note as an artifact shows it: its `number` and its `words` in the form to be compared.

    `chapter` is the id of the chapter whose document it stands in, None where that is none. Where a
    reader looks at that, `placement` is how it stands (`pop-up`, `margin`, `beside` the text if
    there is room, `chapter-end`, `book-end`), `group` names the notes that it stands with, and
    `under` is the id that the heading over it leads to.
    """

    id: str
    chapter: str | None
    number: str
    words: str
    place: Span
    stand: Stand
    marked: bool = False
    placement: str | None = None
    group: str | None = None
    under: str | None = None


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as an artifact shows it: `number` printed, `target` the note id it leads to.

    `before` are the words before it in its block, or as many as were read, to be compared.
    """

    id: str
    chapter: str | None
    number: str
    target: str | None
    before: str
    place: Span


@dataclass(frozen=True, slots=True)
class SeenBack:
    """A way back from the note with the id `note` to the call with the id `target`."""

    note: str
    target: str | None
    place: Span


@dataclass(frozen=True, slots=True)
class Apparatus:
    """All notes, calls and ways back that were seen, in the order of the artifact.

    `name` places what is nowhere to be found; `same` is the form in which words are compared.
    """

    name: str
    notes: Sequence[SeenNote]
    calls: Sequence[SeenCall]
    backs: Sequence[SeenBack]
    same: Callable[[str], str]


def compare(ledger: Ledger, seen: Apparatus) -> Iterator[Finding]:
    """Yield everything in which the notes of an artifact differ from the ledger."""
    yield from _strays(ledger, seen)
    notes = {note.id: note for note in reversed(seen.notes)}
    calls = {call.id: call for call in reversed(seen.calls)}
    backs: dict[str, list[SeenBack]] = {}
    for back in seen.backs:
        backs.setdefault(back.note, []).append(back)
    for record in ledger.notes:
        yield from _note(record, notes.get(record.id), seen, draft=ledger.draft)
        for call in record.calls:
            yield from _call(record, call, calls.get(call.id), seen)
        if record.id in notes:
            yield from _backs(record, notes[record.id], backs.get(record.id, []))
    yield from _order(ledger, seen)


def stands(seen: Apparatus) -> dict[str, Stand]:
    """Return by note id where each note stands first."""
    return {note.id: note.stand for note in reversed(seen.notes)}


# -- what the book does not have, or has once --


def _strays(ledger: Ledger, seen: Apparatus) -> Iterator[Finding]:
    notes = {record.id for record in ledger.notes}
    calls = {call.id: record.id for record in ledger.notes for call in record.calls}
    met: set[str] = set()
    for note in seen.notes:
        if note.id not in notes:
            yield Finding(STRAY_NOTE.at(note.place, f"the book has no note `{note.id}`"))
        elif note.id in met:
            yield Finding(TWICE.at(note.place, f"note `{note.id}` stands here again"), note.id)
        met.add(note.id)
    for call in seen.calls:
        if call.id not in calls:
            message = f"the book has no call `{call.id}`" if call.id else "a call has no id"
            yield Finding(STRAY_CALL.at(call.place, message))
        elif call.id in met:
            message = f"call `{call.id}` stands here again"
            yield Finding(TWICE.at(call.place, message), calls[call.id])
        met.add(call.id)


def _order(ledger: Ledger, seen: Apparatus) -> Iterator[Finding]:
    """Compare the order of notes within each chapter, naming the first that is out of place.

    Notes that stand in different places, or in series of their own, are not in order to each other.
    """
    rank = {record.id: index for index, record in enumerate(ledger.notes)}
    groups: dict[object, list[SeenNote]] = {}
    for note in seen.notes:
        if note.id in rank:
            record = ledger.notes[rank[note.id]]
            series = record.series.partition("/")[0]
            groups.setdefault((note.chapter, record.placement, series), []).append(note)
    for first, second in (pair for group in groups.values() for pair in pairwise(group)):
        if rank[first.id] > rank[second.id]:
            message = f"note `{second.id}` stands after note `{first.id}`"
            yield Finding(OUT_OF_ORDER.at(second.place, message), second.id)


# -- the note --


def title(record: NoteRecord) -> str:
    """Return what a note is called in a message."""
    return f"note {record.number} (`{record.label}`) of chapter `{record.chapter}`"


def _note(
    record: NoteRecord, note: SeenNote | None, seen: Apparatus, *, draft: bool
) -> Iterator[Finding]:
    hint = f"compare {record.place}, where the note is written"

    def finding(rule: Rule, message: str) -> Finding:
        return Finding(rule.at(note.place if note else Span(seen.name), message, hint), record.id)

    if note is None:
        yield finding(LOST_NOTE, f"{title(record)} is not there")
        return
    if note.chapter != (record.home or record.chapter):
        where = f"in chapter `{note.chapter}`" if note.chapter else "in no chapter"
        yield finding(WRONG_CHAPTER, f"{title(record)} stands {where}")
    if note.number != record.number:
        shown = f"bears the number {note.number}" if note.number else "bears no number"
        yield finding(NOTE_NUMBER, f"{title(record)} {shown}")
    words = seen.same(record.text)
    if words and not note.words:
        yield finding(LOST_NOTE, f"{title(record)} is empty")
    elif words != note.words:
        yield finding(NOTE_TEXT, f"{title(record)} {difference(words, note.words)}")
    if record.missing and not note.marked:
        yield finding(HIDDEN_PLACEHOLDER, f"{title(record)} is missing and does not look so")
    if note.marked and not record.missing:
        yield finding(NOTE_TEXT, f"{title(record)} is marked as missing and is not")
    if record.missing:
        rule = PLACEHOLDER if draft else UNFINISHED
        yield finding(rule, f"a placeholder stands for {title(record)}")


def difference(expected: str, actual: str) -> str:
    """Say where `actual` first differs from `expected`, in a clause about a note's words."""
    pairs = enumerate(zip(expected, actual, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(expected), len(actual)))
    after = f"after “…{expected[max(0, at - 24) : at]}”" if at else "at its beginning"
    if at == len(actual):
        return f"breaks off {after}: “{_start(expected[at:])}” is missing"
    if at == len(expected):
        return f"goes on {after} with “{_start(actual[at:])}”"
    return f"has “{_start(actual[at:])}” {after}, not “{_start(expected[at:])}”"


def _start(words: str) -> str:
    return words if len(words) <= 24 else f"{words[:24]}…"


# -- its calls --


def _call(
    record: NoteRecord, call: Call, found: SeenCall | None, seen: Apparatus
) -> Iterator[Finding]:
    hint = f"compare {call.place}, where the note is called"

    def finding(rule: Rule, message: str) -> Finding:
        place = found.place if found else Span(seen.name)
        return Finding(rule.at(place, message, hint), record.id)

    if found is None:
        yield finding(LOST_CALL, f"call `{call.id}` of {title(record)} is not there")
        return
    if found.target != record.id:
        where = f"to `{found.target}`" if found.target else "nowhere"
        yield finding(STRAY_TARGET, f"call `{call.id}` leads {where}, not to {title(record)}")
    if found.number != record.number and not record.unmarked:
        shown = f"shows {found.number}" if found.number else "shows no number"
        yield finding(CALL_NUMBER, f"call `{call.id}` of {title(record)} {shown}")
    if found.chapter != (call.home or record.chapter):
        where = f"in chapter `{found.chapter}`" if found.chapter else "in no chapter"
        yield finding(WRONG_CHAPTER, f"call `{call.id}` of {title(record)} stands {where}")
    if call.after is not None and not found.before.endswith(after := seen.same(call.after)):
        shown = f"“…{found.before[-24:]}”" if found.before else "no words of its block"
        message = f"call `{call.id}` of {title(record)} stands after {shown}, not “…{after[-24:]}”"
        yield finding(WRONG_PLACE, message)


# -- its ways back --


def _backs(record: NoteRecord, note: SeenNote, backs: Sequence[SeenBack]) -> Iterator[Finding]:
    calls = [call.id for call in record.calls]
    met: set[str] = set()
    for back in backs:
        if back.target not in calls:
            where = f"leads to `{back.target}`" if back.target else "leads nowhere"
            message = f"a way back from {title(record)} {where}, which does not call it"
            yield Finding(WAY_BACK_ASTRAY.at(back.place, message), record.id)
        elif back.target in met:
            message = f"two ways back from {title(record)} lead to `{back.target}`"
            yield Finding(WAY_BACK_ASTRAY.at(back.place, message), record.id)
        met.add(back.target or "")
    for call in calls:
        if call not in met:
            message = f"{title(record)} has no way back to its call `{call}`"
            yield Finding(NO_WAY_BACK.at(note.place, message), record.id)
