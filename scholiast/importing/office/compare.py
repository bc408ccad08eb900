"""What a copy-editor did to the notes of a Word file: changed, moved, new, and any that is gone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.docx.table import NoteRow, Table
from scholiast.importing.office.rules import (
    CHAPTER_GONE,
    CHAPTER_NEW,
    NOT_RETURNED,
    NOTE_AGREED,
    NOTE_CHANGED,
    NOTE_MOVED,
    NOTE_NEW,
    TITLE_CHANGED,
)
from scholiast.importing.office.tidy import shortened
from scholiast.importing.trees.gather import Gathered
from scholiast.importing.trees.model import Node, Text
from scholiast.importing.trees.proof import difference
from scholiast.importing.trees.words import flow, plain
from scholiast.source import Span


@dataclass(frozen=True, slots=True)
class Side:
    """A Word file as it was read: its text, its chapters without notes, words of notes by key.

    Keys are the names of bookmarks around the texts of notes. `columns` are those of the tables of
    each chapter as they are typed, by its path: Word knows no columns.
    """

    text: Text
    gathered: Gathered
    words: Mapping[str, str] = field(repr=False)
    columns: Mapping[str, list[Any]] = field(default_factory=dict, repr=False)

    def same_notes(self, other: "Side", blocks: Sequence[Node]) -> bool:
        """Tell whether all notes that blocks call are the same on another side."""
        keys = {key for key, _ in flow(blocks).calls}
        here, there = self.gathered.bodies, other.gathered.bodies
        return all(
            here.get(key) == there.get(key)
            and (key not in here or self.same_notes(other, here[key]))
            for key in keys
        )

    @property
    def chapters(self) -> dict[str, list[Node]]:
        """Return the blocks of each chapter by its path."""
        return {piece.path or "": piece.blocks for piece in self.gathered.pieces}

    @property
    def order(self) -> list[str]:
        """Return the keys of all notes in the order of their first calls."""
        trees = list(self.chapters.values())
        return list(dict.fromkeys(key for blocks in trees for key, _ in flow(blocks).calls))


@dataclass(frozen=True, slots=True)
class Both:
    """A file as it went out and as it came back; `gone` are labels of notes that may be missing."""

    path: str
    table: Table
    before: Side
    after: Side
    gone: frozenset[str] = frozenset()


def compared(both: Both) -> Iterator[Diagnostic]:
    """Yield what is different, note by note, and each note and chapter that is gone."""
    yield from _about_chapters(both)
    moved = _moved(both.before.order, both.after.order)
    for row in both.table.notes:
        yield from _about_note(both, row, is_moved=row.body in moved)
    known = {row.body for row in both.table.notes}
    for key, body in both.after.gathered.bodies.items():
        if key not in known:
            said = f"a note is new: “{shortened(plain(body))}”"
            yield NOTE_NEW.at(Span(both.path), said, f"give it a better label than `{key}`")


def _about_note(both: Both, row: NoteRow, *, is_moved: bool) -> Iterator[Diagnostic]:
    old = both.before.gathered.bodies.get(row.body)
    new = both.after.gathered.bodies.get(row.body)
    place = Span(row.home)
    if new is None or old is None:
        if {row.label, f"{row.chapter}:{row.label}"} & both.gone:
            yield NOTE_AGREED.at(place, f"note `{row.label}` of {row.chapter} is deleted")
            return
        said = f"note `{row.label}` of {row.chapter} has not come back"
        words = f"; it said “{shortened(plain(old))}”" if old is not None else ""
        hint = f"put it back in Word, or agree to it with `--gone {row.label}`"
        yield NOT_RETURNED.at(place, said + words, hint)
        return
    changed = difference(flow(old).words, flow(new).words)
    if changed or old != new:
        said = changed or "its words are the same, their form is not"
        yield NOTE_CHANGED.at(place, f"note `{row.label}` of {row.chapter} has changed: {said}")
    if is_moved:
        yield NOTE_MOVED.at(place, f"note `{row.label}` of {row.chapter} is called elsewhere now")


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return keys that are in both orders, but not where the others of both are."""
    here, there = set(before), set(after)
    old = [key for key in before if key in there]
    new = [key for key in after if key in here]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = {key for start, _, size in blocks for key in old[start : start + size]}
    return set(old) - kept


def _about_chapters(both: Both) -> Iterator[Diagnostic]:
    old, new = both.before.chapters, both.after.chapters
    for row in both.table.chapters:
        if row.path not in new:
            said = "the line that opens the chapter has not come back"
            yield CHAPTER_GONE.at(Span(row.path), said, f"write `{row.path}` over it in Word")
        elif row.titled and _title(old[row.path]) != _title(new[row.path]):
            said = f"its title has changed to “{_title(new[row.path])}”"
            yield TITLE_CHANGED.at(Span(row.path), said, "write it in the header of the chapter")
    for path in new.keys() - old.keys():
        said = f"a chapter is new: “{path or 'words before the first chapter'}”"
        yield CHAPTER_NEW.at(Span(both.path), said, "enter it in the spine of book.yaml")


def _title(blocks: Sequence[Node]) -> str:
    return next((plain(block) for block in blocks if block["t"] == "Header"), "")
