"""Labels that join calls and notes: which call leads to which note, and what both are called."""

import bisect
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scholiast.importing.model import FoundNote, Mark


@dataclass(frozen=True, slots=True)
class Matched:
    """Calls and notes with their labels: equal labels belong together."""

    marks: tuple[Mark, ...]
    notes: tuple[FoundNote, ...]
    renamed: bool


def pair(marks: Sequence[Mark], notes: Sequence[FoundNote]) -> Matched:
    """Give calls and notes the labels that join them.

    Where each name is defined once, the name is the label. Where names come again, a call means the
    next note of its name, as in a text that has notes under its paragraphs, or calls and notes go
    together run by run, as where each chapter counts from 1: whichever leaves fewer without each
    other.
    """
    if not notes and len(_runs([mark.name for mark in marks])) > 1:
        return _by_run(marks, notes)
    counts = Counter(note.name.upper() for note in notes)
    if not any(count > 1 for count in counts.values()):
        return Matched(
            tuple(replace(mark, label=plain_label(mark.name)) for mark in marks),
            tuple(replace(note, label=plain_label(note.name)) for note in notes),
            renamed=False,
        )
    ways = [_by_place(marks, notes), _by_run(marks, notes)]
    return min(ways, key=_alone)


def _alone(matched: Matched) -> int:
    calls = {mark.label for mark in matched.marks}
    notes = {note.label for note in matched.notes}
    return len(calls ^ notes)


def plain_label(name: str) -> str:
    """Return a name as a label: signs that Markdown or a file would trip over get words."""
    words = {"*": "star", "†": "dagger", "‡": "double-dagger", "§": "section"}
    return "-".join(words.get(c, c) for c in name) if name[0] in words else name.upper()


def _by_place(marks: Sequence[Mark], notes: Sequence[FoundNote]) -> Matched:
    """Join each call to the next note of its name that stands behind it."""
    numbers: dict[str, int] = defaultdict(int)
    labelled = []
    for note in notes:
        name = plain_label(note.name)
        numbers[name] += 1
        suffix = f"-{numbers[name]}" if numbers[name] > 1 else ""
        labelled.append(replace(note, label=name + suffix))
    places: dict[str, list[FoundNote]] = defaultdict(list)
    for note in labelled:
        places[plain_label(note.name)].append(note)
    found = []
    for mark in marks:
        same = places[plain_label(mark.name)]
        index = bisect.bisect_right(same, mark.start, key=lambda note: note.end)
        label = same[index].label if index < len(same) else f"{plain_label(mark.name)}-{mark.start}"
        found.append(replace(mark, label=label))
    return Matched(tuple(found), tuple(labelled), renamed=True)


def _by_run(marks: Sequence[Mark], notes: Sequence[FoundNote]) -> Matched:
    call_runs = _numbered([mark.name for mark in marks])
    note_runs = _numbered([note.name for note in notes])
    return Matched(
        tuple(
            replace(mark, label=f"{run}-{plain_label(mark.name)}")
            for mark, run in zip(marks, call_runs, strict=True)
        ),
        tuple(
            replace(note, label=f"{run}-{plain_label(note.name)}")
            for note, run in zip(notes, note_runs, strict=True)
        ),
        renamed=True,
    )


def _runs(names: Sequence[str]) -> set[int]:
    return set(_numbered(names))


def _numbered(names: Sequence[str]) -> list[int]:
    """Return for each name the number of its run: a new one begins where names go back to 1."""
    run, last, out = 1, 0, []
    for name in names:
        value = int(name) if name.isdigit() else last + 1
        if value == 1 and last > 1:
            run += 1
        out.append(run)
        last = value
    return out


def localised(matched: Matched, starts: Sequence[int]) -> Matched:
    """Give a note its own name for a label where no other note of its chapter has that name.

    `starts` are the offsets at which chapters begin. Labels are local to their chapter, so notes
    that count from 1 in each chapter keep their numbers.
    """
    if not matched.renamed:
        return matched
    homes = _homes(matched, starts)
    names: dict[tuple[int, str], set[str]] = {}
    answered = {note.label for note in matched.notes}
    named = [(mark.name, mark.label) for mark in matched.marks]
    named += [(note.name, note.label) for note in matched.notes]
    for name, label in named:
        for home in homes[label]:
            names.setdefault((home, plain_label(name)), set()).add(label)
    new = {
        label: plain_label(name)
        for name, label in named
        if len(homes[label]) == 1 and names[min(homes[label]), plain_label(name)] == {label}
    }
    _keep_apart(new, [mark for mark in matched.marks if mark.label not in answered])
    return Matched(
        tuple(replace(mark, label=new.get(mark.label, mark.label)) for mark in matched.marks),
        tuple(replace(note, label=new.get(note.label, note.label)) for note in matched.notes),
        renamed=any(new.get(label) != plain_label(name) for name, label in named),
    )


def _keep_apart(new: dict[str, str], absent: Sequence[Mark]) -> None:
    """Give calls without a note labels that are unique in the book: their entries share a file."""
    names = Counter(name for _, name in {(mark.label, plain_label(mark.name)) for mark in absent})
    for mark in absent:
        if names[plain_label(mark.name)] > 1:
            new.pop(mark.label, None)


def _homes(matched: Matched, starts: Sequence[int]) -> dict[str, set[int]]:
    """Return for each label the chapters in which it is called, or its note stands uncalled."""
    homes: dict[str, set[int]] = {}
    for mark in matched.marks:
        homes.setdefault(mark.label, set()).add(chapter_at(mark.start, starts))
    for note in matched.notes:
        homes.setdefault(note.label, {chapter_at(note.start, starts)})
    return homes


def chapter_at(offset: int, starts: Sequence[int]) -> int:
    return max(0, bisect.bisect_right(starts, offset) - 1)
