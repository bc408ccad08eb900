"""The note calls of a plain text: by their notes where it holds them, else by their sequence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scholiast.diagnostics import Diagnostic
from scholiast.importing.candidates import USABLE, Candidate, Style, find, find_hidden
from scholiast.importing.model import Mark
from scholiast.importing.notes import Notes, explicit_calls
from scholiast.importing.rules import GAP, LEFT, RIVAL, TWO_STYLES, UNSURE
from scholiast.importing.runs import Run, find_runs
from scholiast.source import Source

SURE = 0.95
"""The confidence under which a call is listed as unsure."""

_NOTABLE = 2.0
"""The score from which on a number that is no call is worth a word."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of a text in order, how sure they are together (0 to 1), and what is unsure."""

    marks: tuple[Mark, ...]
    confidence: float
    findings: tuple[Diagnostic, ...] = ()


def find_calls(
    source: Source, start: int, end: int, notes: Notes, boundaries: Sequence[int] = ()
) -> Calls:
    """Return the calls in `source.text[start:end]`.

    Where the text holds notes, what is written in brackets or superscripts with the name of one is
    its call. Else the calls are the runs of numbers that the text has: see `runs`.
    """
    explicit = explicit_calls(source.text, start, end, notes)
    if explicit and 2 * len({mark.name for mark in explicit}) >= len(notes.found):
        more = _without_note(source, start, end, notes, explicit)
        marks = tuple(sorted([*explicit, *more], key=lambda mark: mark.start))
        sure = sum(mark.confidence for mark in marks) / len(marks)
        return Calls(marks, sure, tuple(_unsure_marks(source, more)))
    return _by_sequence(source, start, end, notes, boundaries)


def _without_note(
    source: Source, start: int, end: int, notes: Notes, explicit: Sequence[Mark]
) -> list[Mark]:
    """Return glued `[17]` that no note answers, in a text whose other calls are written so."""
    if not any(source.text[mark.start] == "[" and mark.name.isdigit() for mark in explicit):
        return []
    known = {mark.start for mark in explicit}
    numbers = [int(note.name) for note in notes.found if note.name.isdigit()]
    found = _outside(find(source.text, Style.BRACKET), start, end, notes.spans)
    return [
        Mark(str(one.value), one.start, one.end, 0.85)
        for one in found
        if one.start not in known and one.score >= 3 and one.value <= max(numbers) + 5
    ]


def _unsure_marks(source: Source, marks: Iterable[Mark]) -> Iterator[Diagnostic]:
    for mark in marks:
        place = source.span(mark.start, mark.end)
        yield UNSURE.at(place, f"`[{mark.name}]` was taken for a call, but the text has no note")


def _outside(
    found: Iterable[Candidate], start: int, end: int, spans: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """Return the candidates in `start:end` that stand in none of `spans`, which are in order."""
    kept, waiting = [], list(spans)
    for one in found:
        while waiting and waiting[0][1] <= one.start:
            waiting.pop(0)
        inside = bool(waiting) and waiting[0][0] <= one.start
        if start <= one.start < end and not inside:
            kept.append(one)
    return kept


def _by_sequence(
    source: Source, start: int, end: int, notes: Notes, boundaries: Sequence[int]
) -> Calls:
    by_style = {
        style: _outside(find(source.text, style), start, end, notes.spans) for style in Style
    }
    runs = {style: find_runs(found, boundaries) for style, found in by_style.items()}
    strength = {style: _strength(found) for style, found in runs.items()}
    best = max(Style, key=lambda style: strength[style])
    if not strength[best]:
        every = sorted((c for found in by_style.values() for c in found), key=lambda c: c.start)
        return Calls((), 1.0, tuple(_left(source, every, ())))
    chosen = runs[best]
    members = [member for run in chosen for member in run.members]
    marks = tuple(
        Mark(str(m.candidate.value), m.candidate.start, m.candidate.end, m.confidence)
        for m in members
    )
    numbers = sum(run.last for run in chosen)
    return Calls(
        marks,
        sum(mark.confidence for mark in marks) / numbers,
        (
            *(finding for run in chosen for finding in _doubts(source, run, by_style[best])),
            *_left(source, by_style[best], chosen),
            *_other_styles(source, best, runs),
        ),
    )


def _strength(runs: Sequence[Run]) -> float:
    return sum(member.candidate.score for run in runs for member in run.members)


# -- what is unsure --


def _doubts(source: Source, run: Run, candidates: Sequence[Candidate]) -> Iterator[Diagnostic]:
    yield from _gaps(source, run, candidates)
    for member in run.members:
        found = member.candidate
        place = source.span(found.start, found.end)
        if member.rivals:
            others = " and ".join(str(source.span(rival.start)) for rival in member.rivals)
            said = f"note {found.value} may be called here or at {others}: taken here"
            yield RIVAL.at(place, said, "look at both places; move the call if need be")
        elif member.confidence < SURE:
            said = f"`{_context(source.text, found)}` was taken for the call of note {found.value}"
            yield UNSURE.at(place, said, "look whether this number is a note")


def _gaps(source: Source, run: Run, candidates: Sequence[Candidate]) -> Iterator[Diagnostic]:
    members = [member.candidate for member in run.members]
    for number in run.missing:
        before = max((m for m in members if m.value < number), key=_value, default=None)
        after = min((m for m in members if m.value > number), key=_value)
        first = before.end if before else 0
        where = f"behind note {before.value}, and " if before else ""
        said = f"note {number} was not found; it must stand {where}before note {after.value}"
        place = source.span(before.start, before.end) if before else source.span(after.start)
        doubtful = {c.start for c in candidates if c.value == number and c.start > first}
        doubtful |= set(find_hidden(source.text, number, first, after.start))
        hidden = sorted(at for at in doubtful if at < after.start)[:3]
        hint = "find its place, and write its call and the note"
        if hidden:
            perhaps = " or ".join(
                f"{source.span(at)} (`{_around(source.text, at)}`)" for at in hidden
            )
            hint = f"look at {perhaps}; write its call where the note belongs"
        yield GAP.at(place, said, hint)


def _value(found: Candidate) -> int:
    return found.value


def _left(
    source: Source, candidates: Sequence[Candidate], runs: Sequence[Run]
) -> Iterator[Diagnostic]:
    taken = {member.candidate.start for run in runs for member in run.members}
    rivals = {rival.start for run in runs for m in run.members for rival in m.rivals}
    next_ones = {run.last + 1: run.members[-1].candidate.start for run in runs}
    for found in candidates:
        may_be_next = found.start > next_ones.get(found.value, len(source.text))
        notable = found.score >= (USABLE if may_be_next else _NOTABLE)
        if notable and found.start not in taken | rivals:
            context = _context(source.text, found)
            said = f"`{context}` looks like a note number, but is in no run: left as text"
            yield LEFT.at(source.span(found.start, found.end), said)


def _other_styles(
    source: Source, best: Style, runs: dict[Style, list[Run]]
) -> Iterator[Diagnostic]:
    for style, found in runs.items():
        if style is not best and found:
            first = found[0].members[0].candidate
            count = sum(len(run.members) for run in found)
            said = (
                f"{count} marks such as `{style.value}` also look like calls;"
                f" those such as `{best.value}` were taken"
            )
            yield TWO_STYLES.at(source.span(first.start, first.end), said)


def _context(text: str, found: Candidate) -> str:
    return " ".join(text[max(0, found.start - 12) : found.end].split())


def _around(text: str, at: int) -> str:
    return " ".join(text[max(0, at - 8) : at + 4].split())
