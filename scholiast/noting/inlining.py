"""Notes of `notes/` moved into the chapter that calls them, as definitions at its end."""

import re
from collections.abc import Mapping, Sequence

from scholiast.bookfile import read_notes_file
from scholiast.config import NoteEntryModel
from scholiast.manuscript import Draft, Manuscript, NoteEntry
from scholiast.noting.model import Changes, RefusedError
from scholiast.noting.moving import chapter, left, proved
from scholiast.noting.yamlfile import UnfitError, removed
from scholiast.register import Address, address, all_calls, open_register
from scholiast.saving import Change
from scholiast.source import Span

_ELSE = "as a definition it would be read as something else"


def inline(manuscript: Manuscript, name: str) -> Changes:
    """Return the move of the notes that a chapter alone calls from `notes/` into it.

    The book is the same before and after; what can't be moved so is left, and told. Raises
    RefusedError.
    """
    draft = chapter(manuscript, name)
    models = _models(manuscript)
    said = []
    moved: list[NoteEntry] = []
    callers = _callers(manuscript)
    for entry in _called(manuscript, draft, callers):
        others = callers[address(entry)] - {draft.path}
        if entry.missing:
            said.append(left(entry, "its text is missing"))
        elif entry.sources:
            said.append(left(entry, "a definition has no place for its `sources`"))
        elif others:
            said.append(left(entry, f"`{min(others)}` calls it, too"))
        elif address(entry) in models:
            moved.append(entry)

    def files(labels: Sequence[str]) -> Mapping[str, Change]:
        entries = [entry for entry in moved if entry.label in labels]
        text = _with_definitions(draft, [models[address(entry)] for entry in entries])
        changes = {draft.path: Change(draft.source.text, text)}
        for path in dict.fromkeys(entry.place.path for entry in entries):
            own = {entry.label for entry in entries if entry.place.path == path}
            source = manuscript.sources[path]
            try:
                changes[path] = Change(source.text, removed(source, own))
            except UnfitError as problem:
                said = f"entries of `{path}` can't be taken out: {problem}"
                raise RefusedError(said, Span(path), "write each in lines of its own") from None
        return changes

    return proved(manuscript, moved, files, said, _ELSE)


def _models(manuscript: Manuscript) -> dict[Address, NoteEntryModel]:
    """Return the entries of `notes/` as they are written, by their addresses."""
    read = {
        one.place: one.model
        for path in dict.fromkeys(entry.place.path for entry in manuscript.notes)
        for one in read_notes_file(manuscript.sources[path]).entries
    }
    return {
        address(entry): read[entry.place]
        for entry in manuscript.notes
        if not entry.inline and entry.place in read
    }


def _callers(manuscript: Manuscript) -> dict[Address, set[str]]:
    """Return for each note of `notes/` the chapters that call it, or a note that they call."""
    register = open_register(manuscript)
    callers: dict[Address, set[str]] = {}
    nested: list[tuple[Address, Address]] = []
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is None:
            continue
        if any(draft.path == path for draft in manuscript.drafts):
            callers.setdefault(address(entry), set()).add(path)
        elif call.entry is not None:
            nested.append(((path, call.entry), address(entry)))
    for _ in nested:
        for holder, inner in nested:
            callers.setdefault(inner, set()).update(callers.get(holder, set()))
    return callers


def _called(
    manuscript: Manuscript, draft: Draft, callers: Mapping[Address, set[str]]
) -> list[NoteEntry]:
    """Return the notes of `notes/` that a chapter calls, in the order of the calls."""
    register = open_register(manuscript)
    order: dict[Address, int] = {}
    for call in draft.calls:
        entry = register.resolve(draft.path, call)
        if entry is not None:
            order.setdefault(address(entry), len(order))
    found = [
        entry
        for entry in manuscript.notes
        if not entry.inline and draft.path in callers.get(address(entry), set())
    ]
    return sorted(found, key=lambda entry: order.get(address(entry), len(order)))


def _with_definitions(draft: Draft, models: Sequence[NoteEntryModel]) -> str:
    end = "\r\n" if "\r\n" in draft.source.text else "\n"
    text = draft.source.text.rstrip("\r\n")
    written = (definition(model).replace("\n", end) for model in models)
    return end.join([text, *(f"{end}{one}" for one in written)]) + end


_PARAGRAPH = re.compile(r"[^\W\d_] ?[^\W\d_]|[\"'“‘«„(*_\[][^\W\d_]{2}")
"""How a text begins that is a paragraph for certain: by letters, perhaps behind one sign."""


def definition(model: NoteEntryModel) -> str:
    """Return a note of `notes/` as the definition of a chapter, without the end of its last line.

    What is no paragraph begins below the label, since some of it is not read behind one.
    """
    first, *rest = model.text.strip().split("\n")
    kind = f" {{.{model.kind}}}" if model.kind != "author" else ""
    head = f"[^{model.id}]:{kind}"
    lines = [f"    {line}" if line.strip() else "" for line in rest]
    if _PARAGRAPH.match(first):
        return "\n".join([f"{head} {first}", *lines])
    return "\n".join([head, *([""] if kind else []), f"    {first}", *lines])
