"""What the import of a plain text has to say of its notes and lines, and of what it left out."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scholiast.diagnostics import Diagnostic
from scholiast.importing.anatomy import Text
from scholiast.importing.draft import is_hyphenated
from scholiast.importing.labels import Matched
from scholiast.importing.model import LeftOut, Line, Mark, Shape
from scholiast.importing.rules import HYPHEN, NO_CALL, NO_TEXT, RENAMED, TABLE
from scholiast.importing.writing import Entry
from scholiast.source import Source


def missing_entries(source: Source, matched: Matched) -> list[Entry]:
    answered = {note.label for note in matched.notes}
    found = {m.label: m for m in reversed(matched.marks) if m.label not in answered}
    return [Entry(label, _context(source.text, found[label])) for label in reversed(found)]


def _context(text: str, mark: Mark) -> str:
    """Return the words around a call, with its place between them."""
    before = " ".join(text[max(0, mark.start - 120) : mark.start].rpartition("\n\n")[2].split())
    after = " ".join(text[mark.end : mark.end + 60].partition("\n\n")[0].split())
    if len(before) > 70:
        before = "… " + before[-70:].partition(" ")[2]
    if len(after) > 30:
        after = after[:30].rpartition(" ")[0] + " …"
    gap = " " if text[mark.end : mark.end + 1].isspace() else ""
    return f"{before}[^{mark.label}]{gap}{after}".rstrip()


def about_notes(source: Source, matched: Matched, missing: Sequence[Entry]) -> Iterator[Diagnostic]:
    called = {mark.label for mark in matched.marks}
    if missing:
        what = "one note" if len(missing) == 1 else f"{len(missing)} notes"
        hint = "write it in notes/notes.yaml; `check` names what is missing"
        yield NO_TEXT.at(source.whole(), f"the file does not hold the text of {what}", hint)
    for note in matched.notes:
        if note.label not in called:
            place = source.span(note.start, min(note.end, note.start + 20))
            said = f"note `{note.name}` is never called"
            yield NO_CALL.at(place, said, f"write `[^{note.label}]` where it belongs")
    if matched.renamed and matched.marks:
        yield RENAMED.at(source.whole(), "the numbers of notes begin again; labels name their run")


def about_lines(text: Text) -> Iterator[Diagnostic]:
    words = set(re.findall(r"[^\W\d_]+", text.source.text.lower()))
    above = None
    for block in text.blocks:
        if block.shape is Shape.TABLE and above is not Shape.TABLE:
            first = block.lines[0]
            place = text.source.span(first.start, first.start + len(first.text))
            yield TABLE.at(place, "lines in columns were kept as typed")
        elif block.shape in {Shape.PARAGRAPH, Shape.QUOTE}:
            yield from _about_hyphens(text, block.lines, words)
        above = block.shape


def _about_hyphens(text: Text, lines: Sequence[Line], words: set[str]) -> Iterator[Diagnostic]:
    for line, after in pairwise(lines):
        if not is_hyphenated(line.text, after.text.strip()):
            continue
        first = re.findall(r"[^\W\d_]+", line.text)[-1:]
        second = re.match(r"[^\W\d_]+", after.text.strip())
        whole = (first[0] + second[0]).lower() if first and second else ""
        if whole in words:
            end = line.start + len(line.text)
            said = f"`{first[0]}-{second[0] if second else ''}` may be the word `{whole}`"
            yield HYPHEN.at(text.source.span(end - 1, end), said, "delete the hyphen if so")


def left_out(text: Text) -> Iterator[LeftOut]:
    for start, end, what in text.frame.frame:
        yield LeftOut(text.source.span(start, end), what, text.source.text[start:end])
    if text.opening.byline is not None:
        line = text.opening.byline.lines[0]
        place = text.source.span(line.start, line.start + len(line.text))
        yield LeftOut(place, "the line that names the author, now in book.yaml", line.text)
    for start, end in text.notes.headings:
        words = text.source.text[start:end]
        yield LeftOut(text.source.span(start, end), "the heading over the notes", words)
