"""The one register of a book's notes: which entry a label means in which draft."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.manuscript import Draft, Manuscript, NoteCall, NoteEntry

Address = tuple[str, str]
"""An entry's address in a manuscript: the path of its file and its key there."""


@dataclass(frozen=True, slots=True)
class Register:
    """All note entries of a manuscript, by address and by label.

    `labels` gives for each file the entries of each label, in order; `shared` those of `notes/`.
    """

    entries: Mapping[Address, NoteEntry]
    labels: Mapping[str, Mapping[str, Sequence[NoteEntry]]]
    shared: Mapping[str, Sequence[NoteEntry]]
    _defining: Mapping[str, Sequence[str]] = field(repr=False)

    def meaning(self, path: str, label: str) -> list[NoteEntry]:
        """Return the entries that `label` may mean in the draft at `path`: one where all is well.

        A label means the entry of its own draft; else that of `notes/`; else that of the one other
        draft that defines it. Two entries or more are two definitions in one place, or an ambiguity
        between drafts.
        """
        own = self.labels.get(path, {}).get(label)
        if own:
            return list(own)
        if label in self.shared:
            return list(self.shared[label])
        return [self.labels[other][label][0] for other in self._defining.get(label, ())]

    def resolve(self, path: str, call: NoteCall) -> NoteEntry | None:
        """Return the entry that a call means, where it means exactly one."""
        inline = self.entries.get((path, call.key))
        if inline is not None and inline.inline:
            return inline
        found = self.meaning(path, call.label)
        return found[0] if len(found) == 1 else None

    def known_labels(self, path: str) -> list[str]:
        """Return every label that could be called from the draft at `path`, its own first."""
        own = list(self.labels.get(path, {}))
        return list(dict.fromkeys([*own, *self.shared, *self._defining]))


def open_register(manuscript: Manuscript) -> Register:
    """Return the register of a manuscript."""
    labels = {draft.path: _by_label(draft.entries) for draft in manuscript.drafts}
    defining: dict[str, list[str]] = {}
    for path, found in labels.items():
        for label in found:
            defining.setdefault(label, []).append(path)
    everything = [entry for draft in manuscript.drafts for entry in draft.entries]
    return Register(
        entries={(e.place.path, e.key): e for e in [*everything, *manuscript.notes]},
        labels=labels,
        shared=_by_label(manuscript.notes),
        _defining=defining,
    )


def _by_label(entries: Sequence[NoteEntry]) -> dict[str, list[NoteEntry]]:
    found: dict[str, list[NoteEntry]] = {}
    for entry in entries:
        if not entry.inline:
            found.setdefault(entry.label, []).append(entry)
    return found


def address(entry: NoteEntry) -> Address:
    """Return the address of an entry."""
    return entry.place.path, entry.key


def all_calls(manuscript: Manuscript) -> Iterator[tuple[str, NoteCall]]:
    """Yield every call with the path of the file it stands in, drafts first, then `notes/`."""
    for draft in manuscript.drafts:
        for call in draft.calls:
            yield draft.path, call
    for call in manuscript.note_calls:
        yield call.place.path, call


def nested_calls(manuscript: Manuscript) -> dict[Address, list[NoteCall]]:
    """Return for each entry that calls notes its calls, in order."""
    found: dict[Address, list[NoteCall]] = {}
    for path, call in all_calls(manuscript):
        if call.entry is not None:
            found.setdefault((path, call.entry), []).append(call)
    return found


def skeleton(label: str) -> str:
    """Return a label with letter case and look-alikes evened out: `l`, `I`, `1`; `O`, `0`."""
    even = unicodedata.normalize("NFKC", label).casefold()
    return even.translate(str.maketrans("il|o", "1110"))


def draft_at(manuscript: Manuscript, path: str) -> Draft | None:
    """Return the draft at `path`, if it is one."""
    return next((draft for draft in manuscript.drafts if draft.path == path), None)


@dataclass(frozen=True, slots=True)
class Index:
    """All calls of a manuscript by file and key, and the register that tells what they mean."""

    register: Register
    calls: dict[tuple[str, str], NoteCall]

    def entry(self, path: str, call: NoteCall) -> NoteEntry:
        """Return the note that a call means; one that is missing where it means none."""
        found = self.register.resolve(path, call)
        if found is not None:
            return found
        return NoteEntry(f"absent:{call.label}", call.label, call.place, [], missing=True)


def open_index(manuscript: Manuscript) -> Index:
    """Return the index of a manuscript."""
    calls = {(path, call.key): call for path, call in all_calls(manuscript)}
    return Index(open_register(manuscript), calls)
