"""The definitions of a chapter moved to a file of `notes/`."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from scholiast.manuscript import Draft, Manuscript, NoteEntry
from scholiast.noting.extents import Extent, extent, without
from scholiast.noting.model import Changes, RefusedError
from scholiast.noting.moving import chapter, left, proved
from scholiast.noting.yamlfile import Record, UnfitError, appended
from scholiast.register import Register, open_register
from scholiast.saving import Change
from scholiast.slugs import file as slug
from scholiast.source import Source, Span

_ELSE = "it would be read as something else there"


def extract(manuscript: Manuscript, name: str, to: str | None = None) -> Changes:
    """Return the move of the definitions of a chapter to the file `to` of `notes/`.

    Without `to` it is called after the chapter. The book is the same before and after; what can't
    be moved so is left, and told. Raises RefusedError.
    """
    draft = chapter(manuscript, name)
    path = _target(draft, to)
    source = _source(manuscript, path)
    said = []
    moved: dict[str, tuple[NoteEntry, Extent]] = {}
    register = open_register(manuscript)
    for entry in draft.entries:
        if entry.inline:
            continue
        where = extent(draft.source, entry)
        reason = _reason(register, draft, entry)
        if where is None:
            said.append(left(entry, "its definition stands in a quotation or a list"))
        elif reason is not None:
            hint = f"`scholiast notes rename {entry.label} … --chapter {draft.path}`"
            said.append(left(entry, reason, f"give it another label: {hint}"))
        elif entry.attributes:
            said.append(left(entry, "its braces say more than its kind"))
        else:
            moved[entry.label] = entry, where

    def files(labels: Sequence[str]) -> Mapping[str, Change]:
        records = [
            Record(label, moved[label][0].kind, moved[label][1].body.strip()) for label in labels
        ]
        try:
            notes = appended(source, records)
        except UnfitError as problem:
            hint = "name another file by --to"
            raise RefusedError(f"`{path}` can't be added to: {problem}", Span(path), hint) from None
        text = without(draft.source.text, [moved[label][1] for label in labels])
        return {
            draft.path: Change(draft.source.text, text),
            path: Change(source.text if source else None, notes),
        }

    return proved(manuscript, [entry for entry, _ in moved.values()], files, said, _ELSE)


def _target(draft: Draft, to: str | None) -> str:
    stem = slug(PurePosixPath(draft.path).stem) or "notes"
    path = PurePosixPath(to or f"notes/{stem}.yaml").as_posix()
    inside = path.startswith("notes/") and ".." not in path.split("/")
    if not inside or not path.endswith((".yaml", ".yml")):
        hint = "name a file such as `notes/rome.yaml`"
        raise RefusedError(f"`{path}` is no YAML file of `notes/`", draft.place, hint)
    return path


def _source(manuscript: Manuscript, path: str) -> Source | None:
    if path in manuscript.sources:
        return manuscript.sources[path]
    if (manuscript.root / path).exists():
        raise RefusedError(f"`{path}` could not be read", Span(path), "mend it first, by `check`")
    return None


def _reason(register: Register, draft: Draft, entry: NoteEntry) -> str | None:
    """Return why a label can't mean this note in the whole book."""
    if len(register.labels[draft.path][entry.label]) > 1:
        return "it is defined twice in its chapter"
    if entry.label in register.shared:
        return f"its label means another note, at {register.shared[entry.label][0].place}"
    for path, labels in register.labels.items():
        if path != draft.path and entry.label in labels:
            return f"its label means another note, at {labels[entry.label][0].place}"
    return None
