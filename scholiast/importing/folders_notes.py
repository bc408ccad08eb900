"""What became of the notes of a folder: each found, and resolved, doubtful or lost."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scholiast import brackets, drafts, pandoc
from scholiast.book import Matter
from scholiast.checks import notes
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.importing.model import Account, Fate
from scholiast.manuscript import Draft, Manuscript, NoteEntry
from scholiast.marks import TooManyMarksError
from scholiast.reading import PANDOC_FAILS, SIGNS_TAKEN
from scholiast.register import address, all_calls, open_register
from scholiast.source import Source, Span

Key = tuple[str, str]
"""A note: the file that defines or calls it, and its label, or what stands for one without."""


def read_drafts(texts: Sequence[tuple[Source, int]]) -> tuple[list[Draft], list[Diagnostic]]:
    """Return what pandoc reads in each text, from an offset on, and what it can't read."""
    problems: list[Diagnostic] = []
    prepared = [_prepared(source, start, problems) for source, start in texts]
    ready = [one for one in prepared if one is not None]
    answers = iter(pandoc.read([one.text for one in ready], [one.path for one in ready]))
    read = []
    for (source, _), one in zip(texts, prepared, strict=True):
        reading = drafts.interpret(one, next(answers)) if one else drafts.Reading([])
        if reading.error is not None:
            said = f"pandoc can't read the file: {reading.error}"
            problems.append(PANDOC_FAILS.at(source.whole(), said))
        read.append(_draft(source, reading))
    return read, problems


def _prepared(source: Source, start: int, problems: list[Diagnostic]) -> drafts.Prepared | None:
    taken = drafts.foreign_sign(source.text)
    deep = brackets.too_deep(source.text, start)
    if taken is not None:
        said = f"the private character U+{ord(source.text[taken]):04X} can't stand in a text"
        problems.append(SIGNS_TAKEN.at(source.span(taken), said, "replace it"))
    elif deep is not None:
        said = f"more than {brackets.MOST_OPEN} square brackets are open at once"
        hint = "put a backslash before those meant as text"
        problems.append(brackets.TOO_MANY.at(source.span(deep), said, hint))
    else:
        try:
            return drafts.prepare(source, start)
        except TooManyMarksError:
            said = "the file has more note marks than can be told apart"
            problems.append(SIGNS_TAKEN.at(source.whole(), said, "cut the file in two"))
    return None


def _draft(source: Source, reading: drafts.Reading) -> Draft:
    return Draft(
        path=source.path,
        source=source,
        matter=Matter.BODY,
        part=None,
        kind=None,
        numbered=None,
        place=source.whole(),
        header={},
        blocks=reading.blocks,
        calls=reading.calls,
        entries=reading.entries,
        glued=reading.glued,
        lost=reading.lost,
    )


def accounts(
    read: Sequence[Draft], paths: Mapping[str, str]
) -> tuple[tuple[Account, ...], list[Diagnostic]]:
    """Return what became of every note of some texts, and what is wrong with those that suffered.

    It is told by the rules that `check` goes by: a note is resolved where a call leads to it and
    nothing is wrong with either, doubtful where its text is at hand but no reader would find it so,
    and lost where a call has no text. `paths` says in which file of the manuscript each text is.
    """
    sources = {draft.path: draft.source for draft in read}
    manuscript = Manuscript(Path(), None, sources, drafts=tuple(read))
    findings = [one for one in notes.check(manuscript) if one.rule.default]
    fates = dict.fromkeys(_resolved(manuscript), (Fate.RESOLVED, ""))
    marks = _marks(read)
    named = {place: key for key, places in marks.items() for place in places}
    for finding in findings:
        key = named.get(finding.place) if finding.place else None
        if key is not None and finding.rule.severity is not Severity.NOTE:
            fates[key] = _worse(fates.get(key), finding)
    told = tuple(
        Account(
            label=_label(key),
            name=f"[^{_label(key)}]" if _label(key) else "inline note",
            place=marks[key][0],
            fate=fate,
            reason=reason or None,
            file=paths.get(key[0]),
        )
        for key, (fate, reason) in fates.items()
    )
    return tuple(sorted(told, key=lambda one: one.place)), findings


def _label(key: Key) -> str:
    return key[1].removeprefix("=") if key[1].startswith("=") else ""


_LOST = {notes.UNDEFINED.code, notes.LOST.code}
_ELSEWHERE = ("put an empty line above", "write the colon")
"""How a hint begins that knows where the text of a note is, which pandoc does not read as one."""


def _worse(state: tuple[Fate, str] | None, finding: Diagnostic) -> tuple[Fate, str]:
    """Return the fate of a note of which something is wrong: its text is at hand, or is not."""
    text_is_there = finding.hint is not None and finding.hint.startswith(_ELSEWHERE)
    without_text = state is None or state[0] is Fate.LOST
    if finding.rule.code in _LOST and without_text and not text_is_there:
        return Fate.LOST, finding.message
    return Fate.DOUBTFUL, finding.message


def _resolved(manuscript: Manuscript) -> Iterable[Key]:
    """Yield each note that a call leads to."""
    register = open_register(manuscript)
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is not None:
            yield _key(entry)


def _key(entry: NoteEntry) -> Key:
    path, key = address(entry)
    return path, f"={entry.label}" if entry.label else key


def _marks(read: Sequence[Draft]) -> Mapping[Key, list[Span]]:
    """Return the places of each note: first of its text, then of its calls."""
    marks: dict[Key, list[Span]] = {}
    for draft in read:
        for entry in draft.entries:
            marks.setdefault(_key(entry), []).append(entry.place)
        for label, place in (*draft.glued, *draft.lost):
            marks.setdefault((draft.path, f"={label}"), []).append(place)
        for call in draft.calls:
            key = (draft.path, f"={call.label}" if call.label else call.key)
            marks.setdefault(key, []).append(call.place)
    return marks
