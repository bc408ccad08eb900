"""What moving notes to `notes/` and back has in common: the chapter, and the proof of a move."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from scholiast.diagnostics import Diagnostic
from scholiast.manuscript import Draft, Manuscript, NoteEntry
from scholiast.noting import trial
from scholiast.noting.model import LEFT, Changes, RefusedError
from scholiast.outline import names, part_ids
from scholiast.saving import Change
from scholiast.source import Span

Files = Callable[[Sequence[str]], Mapping[str, Change]]
"""Returns the files as they are to be where the notes of some labels are moved."""


def chapter(manuscript: Manuscript, name: str) -> Draft:
    """Return the chapter that a person means: by its path, its file's name or number, or its id.

    Raises RefusedError where none or several are meant.
    """
    ids = names(manuscript.drafts, part_ids(manuscript.file) if manuscript.file else ())
    found = [
        draft
        for draft, own in zip(manuscript.drafts, ids, strict=True)
        if name in {draft.path, own, *_file_names(draft.path)}
    ]
    if len(found) == 1:
        return found[0]
    which = "no chapter is" if not found else "several chapters are"
    listed = ", ".join(f"`{own}`" for own in ids[:12])
    raise RefusedError(f"{which} called `{name}`", Span("book.yaml"), f"name one of {listed}")


def _file_names(path: str) -> set[str]:
    """Return what a file may be called: `03-rome.md`, `03-rome`, `03`."""
    file = PurePosixPath(path)
    number = re.match(r"\d+(?:[.-]\d+)*(?=[-_. ]|$)", file.stem)
    return {file.name, file.stem, *([number[0]] if number else [])}


def left(entry: NoteEntry, reason: str, hint: str | None = None) -> Diagnostic:
    """Return what is said of a note that is not moved."""
    return LEFT.at(entry.place, f"note `{entry.label}` was left where it is: {reason}", hint)


def proved(
    manuscript: Manuscript,
    entries: Sequence[NoteEntry],
    files: Files,
    said: Sequence[Diagnostic],
    reason: str,
) -> Changes:
    """Return the move of as many of some notes as leave the book as it was.

    Those that would be read as something else where they are to stand are left, for `reason`.
    Raises RefusedError where that is not enough.
    """
    was = trial.before(manuscript)
    moved = list(entries)
    told = list(said)
    while moved:
        labels = [entry.label for entry in moved]
        changes = files(labels)
        _, now = trial.after(manuscript, changes)
        if now.is_same(was):
            return Changes(changes, tuple(labels), tuple(told))
        own = {(entry.place.path, entry.label): was.labels[entry.place.path, entry.label]
               for entry in moved}  # fmt: skip
        there = {label: digest for (path, label), digest in now.labels.items() if path in changes}
        other = [one for one in moved if there.get(one.label) != own[one.place.path, one.label]]
        if not other or len(other) == len(moved) > 1:
            other = _alone(manuscript, moved, files)
        if not other:
            raise RefusedError("the book would not be the same", entries[0].place)
        told += [left(entry, reason) for entry in other]
        moved = [entry for entry in moved if entry not in other]
    return Changes({}, (), tuple(told))


def _alone(manuscript: Manuscript, entries: Sequence[NoteEntry], files: Files) -> list[NoteEntry]:
    """Return those of some notes that can't be moved even alone."""
    was = trial.before(manuscript)
    return [
        entry
        for entry in entries
        if not trial.after(manuscript, files([entry.label]))[1].is_same(was)
    ]
