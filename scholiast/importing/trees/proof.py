"""Written files read back as any manuscript is, and compared with the trees, note by note."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scholiast import reading, text
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.importing.trees.model import SourceNote
from scholiast.importing.trees.words import Flow, flow
from scholiast.importing.trees.write import Sheet
from scholiast.manuscript import Draft, Manuscript, Node

_SHOWN = 40  # characters on both sides of the first difference


@dataclass(frozen=True, slots=True)
class Proof:
    """What reading files back showed: by label why a note is `lost`, or its text or calls differ.

    `texts` say by path where the words of a chapter differ, `problems` what reading found wrong.
    """

    lost: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()


def read_back(
    root: Path,
    sheets: Mapping[str, Sheet],
    bodies: Mapping[str, list[Node]],
    notes: Mapping[str, SourceNote],
) -> Proof:
    """Compare the manuscript in `root` with the sheets it was written from, by their paths."""
    manuscript = reading.read(root)
    drafts = {draft.path: draft for draft in manuscript.drafts}
    lost, differs, texts = dict[str, str](), dict[str, str](), dict[str, str]()
    for path, sheet in sheets.items():
        if path not in drafts:
            lost.update(dict.fromkeys(sheet.labels, f"{path} could not be read back"))
            texts[path] = "it could not be read back"
            continue
        _compare(drafts[path], sheet, bodies, lost, differs, texts)
    for label, note in notes.items():
        _against_source(label, note, bodies, lost, differs)
    return Proof(lost, differs, texts, _problems(manuscript))


def _problems(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    return tuple(one for one in manuscript.problems if one.severity is Severity.ERROR)


def _compare(
    draft: Draft,
    sheet: Sheet,
    bodies: Mapping[str, list[Node]],
    lost: dict[str, str],
    differs: dict[str, str],
    texts: dict[str, str],
) -> None:
    labels = {call.key: call.label for call in draft.calls}
    wanted, found = flow(sheet.blocks), flow(draft.blocks, labels)
    if said := difference(wanted.words, found.words):
        texts[draft.path] = said
    differs.update(_calls(wanted, found))
    entries = {entry.label: entry.blocks for entry in reversed(draft.entries)}
    for label in sheet.labels:
        if label not in entries:
            lost[label] = f"{draft.path} read back has no such note"
            continue
        here, there = flow(bodies[label]), flow(entries[label], labels)
        if said := difference(here.words, there.words):
            differs[label] = f"its text is read back in other words: {said}"
        differs.update(_calls(here, there))


def _calls(wanted: Flow, found: Flow) -> Iterator[tuple[str, str]]:
    """Yield the label of each call that is not read back where it stood, and what differs."""
    there = [(label, found.before(at)) for label, at in found.calls]
    here = [(label, wanted.before(at)) for label, at in wanted.calls]
    if here == there:
        return
    left = list(there)
    for label, before in here:
        if (label, before) in left:
            left.remove((label, before))
        elif any(one == label for one, _ in left):
            yield label, f"its call is read back behind other words than “…{before}”"
        else:
            yield label, f"its call behind “…{before}” is not read back"


def _against_source(
    label: str,
    note: SourceNote,
    bodies: Mapping[str, list[Node]],
    lost: dict[str, str],
    differs: dict[str, str],
) -> None:
    """Compare what pandoc read of a note with what the source says by another reading."""
    if note.gone or label in lost:
        return
    if label not in bodies:
        lost[label] = "pandoc's tree of the text has no such note"
    elif note.words is not None:
        said = difference(text.bare(note.words), text.bare(flow(bodies[label]).words))
        if said:
            differs.setdefault(label, f"the source says it in other words: {said}")


def difference(wanted: str, found: str) -> str | None:
    """Return where two runs of words begin to differ, None where they are equal."""
    if wanted == found:
        return None
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b),
        min(len(wanted), len(found)),
    )
    start = max(0, at - _SHOWN // 2)
    return f"“{wanted[start : at + _SHOWN]}” and “{found[start : at + _SHOWN]}”"
