"""Written files read back as any manuscript is, and compared with the trees, note by note."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scholiast import reading
from scholiast.diagnostics import Diagnostic, Severity
from scholiast.importing.trees.model import SourceNote, Text
from scholiast.importing.trees.words import TYPED, Flow, flow
from scholiast.importing.trees.write import Sheet
from scholiast.manuscript import Draft, Manuscript, Node
from scholiast.text import bare

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
    text: Text,
    notes: Mapping[str, SourceNote],
) -> Proof:
    """Compare the manuscript in `root` with the sheets it was written from, by their paths."""
    manuscript = reading.read(root)
    way = _Words(text.names, TYPED if text.files else frozenset(), text.inline)
    drafts = {draft.path: draft for draft in manuscript.drafts}
    lost, differs, texts = dict[str, str](), dict[str, str](), dict[str, str]()
    for path, sheet in sheets.items():
        if path not in drafts:
            lost.update(dict.fromkeys(sheet.labels, f"{path} could not be read back"))
            texts[path] = "it could not be read back"
            continue
        _compare(drafts[path], sheet, bodies, way, lost, differs, texts)
    entries = {entry.label: entry.blocks for entry in manuscript.notes}
    for label in text.shared & bodies.keys():
        if text.names.get(label, label) not in entries:
            lost[label] = "no file of notes/ has it"
    for label, note in notes.items():
        _against_source(label, note, bodies, lost, differs)
    return Proof(lost, differs, texts, () if text.files else _problems(manuscript))


def _problems(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a manuscript that was made from nothing but a text."""
    return tuple(one for one in manuscript.problems if one.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class _Words:
    """How trees are read: written labels by those in the trees, and types that say nothing.

    Notes that are `inline` have no label, and are known by their order.
    """

    names: Mapping[str, str]
    skip: frozenset[str]
    inline: frozenset[str]


def _compare(
    draft: Draft,
    sheet: Sheet,
    bodies: Mapping[str, list[Node]],
    way: _Words,
    lost: dict[str, str],
    differs: dict[str, str],
    texts: dict[str, str],
) -> None:
    labels = {call.key: call.label for call in draft.calls}
    unlabelled = [entry for entry in draft.entries if entry.inline]
    called = [one for one, _ in flow(sheet.blocks).calls if one in way.inline]
    for key, entry in zip(called, unlabelled, strict=False):
        labels[entry.key] = way.names.get(key, key)
    own = {way.names.get(one, one): one for one, _ in flow(sheet.blocks).calls}
    own |= {way.names.get(one, one): one for one in sheet.labels}
    wanted = flow(sheet.blocks, way.names, way.skip)
    found = flow(draft.blocks, labels, way.skip)
    if said := difference(wanted.words, found.words):
        texts[draft.path] = said
    differs.update((own.get(one, one), said) for one, said in _calls(wanted, found))
    entries = {
        labels.get(entry.key, "") if entry.inline else entry.label: entry.blocks
        for entry in reversed(draft.entries)
    }
    for label in (*sheet.labels, *called):
        name = way.names.get(label, label)
        if name not in entries:
            lost[label] = f"{draft.path} read back has no such note"
            continue
        here, there = (
            flow(bodies[label], way.names, way.skip),
            flow(entries[name], labels, way.skip),
        )
        if said := difference(here.words, there.words):
            differs[label] = f"its text is read back in other words: {said}"
        differs.update((own.get(one, one), said) for one, said in _calls(here, there))


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
        said = difference(bare(note.words), bare(flow(bodies[label]).words))
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
