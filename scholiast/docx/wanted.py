"""What a Word file must show of a manuscript: chapters, and notes in order with their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scholiast import refsyntax, text
from scholiast.manuscript import Draft, Manuscript, NoteCall
from scholiast.register import Address, Index, address, open_index

_TYPED = {"Cite", "Math", "RawInline", "RawBlock", "CodeBlock"}


@dataclass(frozen=True, slots=True)
class WantedNote:
    """A note as the file must show it: its `label`, and the letters and digits of its `words`."""

    label: str
    chapter: str
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The paths of all chapters, and each note once a chapter, those of a note right behind it."""

    chapters: tuple[str, ...]
    notes: tuple[WantedNote, ...]


def wanted(manuscript: Manuscript) -> Wanted:
    """Return what the Word file of a manuscript must show."""
    index = open_index(manuscript)
    return Wanted(
        tuple(draft.path for draft in manuscript.drafts),
        tuple(note for draft in manuscript.drafts for note in _notes(draft, index)),
    )


def _notes(draft: Draft, index: Index) -> Iterator[WantedNote]:
    seen: set[Address] = set()
    waiting = list(_calls(draft.title, draft.path)) + list(_calls(draft.blocks, draft.path))
    while waiting:
        path, key = waiting.pop(0)
        call: NoteCall = index.calls[path, key]
        entry = index.entry(path, call)
        if address(entry) in seen:
            continue
        seen.add(address(entry))
        yield WantedNote(entry.label, draft.path, text.bare(_words(entry.blocks)))
        waiting = [*_calls(entry.blocks, entry.place.path), *waiting]


def _calls(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _calls(one, path)
    elif isinstance(value, dict):
        if value.get("t") == "NoteCall":
            yield path, value["c"]
        else:
            yield from _calls(value.get("c"), path)


def _words(value: Any) -> str:
    """Return the words of a tree but for what stands in the file as it is typed."""
    if isinstance(value, list):
        return "".join(_words(one) for one in value)
    if not isinstance(value, dict) or value.get("t") in _TYPED or refsyntax.is_group(value):
        return ""
    match value.get("t"):
        case "Str":
            return str(value["c"])
        case "Code" | "Link" | "Image":
            said = value["c"][1]
            return said if isinstance(said, str) else _words(said)
        case "Figure":
            return _words(value["c"][1])
        case _:
            return _words(value.get("c"))
