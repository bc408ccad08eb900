"""A Word file that was made of a manuscript, come back: the same labels, kinds and files.

What it was made of is made once more, and both are read alike; so what was changed is told apart
from what Word does to a file. A chapter in which nothing changed is written as it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scholiast import docx, pandoc, reading
from scholiast.docx.container import Element, W
from scholiast.docx.table import NAMESPACE, NoteRow, Table, from_xml
from scholiast.importing.folder import laid_out
from scholiast.importing.model import Import
from scholiast.importing.office.bookmarks import (
    REFERENCES,
    around_references,
    names,
    replace_fields,
)
from scholiast.importing.office.compare import Both, Side, compared
from scholiast.importing.office.marking import call_at_end, open_with_sign, write_sign
from scholiast.importing.office.package import Package, open_package, packed, refused
from scholiast.importing.office.tidy import tidy
from scholiast.importing.office.typed import chapters, columns, with_columns
from scholiast.importing.office.wordml import WordFile, WordNote, context, is_gone, open_word
from scholiast.importing.trees import Piece, SourceNote, Text, import_trees
from scholiast.importing.trees.gather import gather
from scholiast.importing.trees.write import Sheet, markdown
from scholiast.importing.writing import with_texts
from scholiast.marks import FIRST_SIGN
from scholiast.source import Source, Span
from scholiast.text import bare

_ANY_DATE = datetime(1980, 1, 1, tzinfo=UTC)


def table_of(package: Package) -> Table | None:
    """Return what a Word file knows of the manuscript that it was made of, if it does."""
    for part, data in package.parts.items():
        if part.startswith("customXml/") and NAMESPACE.encode() in data:
            return from_xml(data)
    return None


def import_returned(word: WordFile, table: Table, gone: frozenset[str] = frozenset()) -> Import:
    """Return the manuscript of a Word file that was made of one, whose XML is changed.

    `gone` are labels of notes that were deleted on purpose. Raises ImportRefusedError (X045).
    """
    path = word.package.path
    before = _original(path, table)
    said = tidy(word)
    after = _side(word, table, before)
    text = _text(word, table, before, after)
    both = Both(path, table, before, after, gone)
    findings = (*said.findings, *compared(both))
    imported = import_trees(path, replace(text, findings=findings, left_out=said.left_out))
    return replace(imported, files={**imported.files, **_changed_notes(table, before, after)})


def _original(path: str, table: Table) -> Side:
    """Return what the file said before it went out."""
    files = dict(table.files) | {one.path: one.source for one in table.chapters}
    with laid_out(files) as root:
        manuscript = reading.read(root)
    if manuscript.file is None:
        raise refused(path, "the book.yaml that it brings along can't be understood")
    data = docx.render(manuscript, _ANY_DATE)
    side = _side(open_word(open_package(path, data)), table, None)
    return replace(side, columns={draft.path: columns(draft.blocks) for draft in manuscript.drafts})


# -- one side --


@dataclass
class _Marking:
    """Notes of a file get signs, by which they are known in pandoc's tree; keys are bookmarks."""

    word: WordFile
    rows: Mapping[str, NoteRow]
    notes: dict[str, SourceNote] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    uncalled: set[str] = field(default_factory=set)
    new: int = 0

    def sign(self, key: str) -> str:
        sign = chr(FIRST_SIGN + len(self.signs))
        self.signs[sign] = key
        return sign

    def enter(self, key: str, note: WordNote | None, doubt: str | None, gone: str | None) -> None:
        row = self.rows.get(key)
        label = row.label if row else key
        place = Span(self.word.package.path)
        name = f"note `{label}` of {row.chapter}" if row else f"new note {key}"
        self.notes[key] = SourceNote(label, name, place, None, _kind(row),
                                     doubt, gone)  # fmt: skip
        if note is not None:
            self.words[key] = bare(note.words)
            open_with_sign(note.element, self.sign(key))


def _kind(row: NoteRow | None) -> str:
    """Return a note's kind with its attributes, as they are written."""
    return f"{row.kind} {row.attributes}".rstrip() if row else "author"


def _side(word: WordFile, table: Table, before: Side | None) -> Side:
    """Read a file, its notes known by their bookmarks, or else by their words `before`."""
    marking = _Marking(word, {row.body: row for row in table.notes})
    found = list(_known(word, table, before))
    for key, reference, note, doubt in found:
        if key is None:
            marking.new += 1
            key = f"new-{marking.new}"
        gone = None if note else f"its text is gone; it is called behind “… {context(reference)}”"
        marking.enter(key, note, doubt, gone)
        if note is None:
            write_sign(reference, marking.sign(key))
        elif key in marking.rows and marking.rows[key].nested:
            marking.uncalled.add(key)
    _enter_uncalled(marking, {id(note) for _, _, note, _ in found})
    again = {row.call: marking.sign(row.body) for row in table.notes if row.body in marking.notes}
    for root in _roots(word):
        replace_fields(root, again)
    return _read(marking)


def _known(
    word: WordFile, table: Table, before: Side | None
) -> Iterator[tuple[str | None, Element, WordNote | None, str | None]]:
    """Yield for each reference the key of its note, where known, and why that is in doubt."""
    bodies = {row.body for row in table.notes}
    calls = {row.call: row.body for row in table.notes}
    found: list[tuple[set[str], set[str], Element, WordNote | None]] = []
    for reference, around in around_references(word.document):
        notes = word.endnotes if REFERENCES[reference.tag] else word.footnotes
        note = notes.get(reference.get(f"{W}id", ""))
        inside = set(names(note.element) & bodies) if note else set[str]()
        called = {calls[name] for name in around & calls.keys()}
        found.append((inside, called, reference, note))
    taken: set[str] = {key for inside, _, _, _ in found for key in inside}
    for inside, called, reference, note in found:
        if inside:
            yield min(inside), reference, note, None
            continue
        free = called - taken
        doubt = "the bookmark in its text is gone, and it is known by the one at its call"
        if not free and note is not None and before is not None:
            free = {key for key, said in before.words.items()
                    if key not in taken and said == bare(note.words)}  # fmt: skip
            doubt = "its bookmarks are gone, and it is known by its words"
        key = min(free) if free else None
        taken |= {key} if key else set()
        yield key, reference, note, doubt if key else None


def _enter_uncalled(marking: _Marking, called: set[int]) -> None:
    """Enter notes that the file still has although nothing calls them."""
    deleted = {
        (REFERENCES[one.tag], one.get(f"{W}id"))
        for one in marking.word.document.iter(*REFERENCES)
        if is_gone(one)
    }
    for note in (*marking.word.footnotes.values(), *marking.word.endnotes.values()):
        if id(note) not in called and (note.is_endnote, note.id) not in deleted:
            key = min(names(note.element) & marking.rows.keys() - marking.notes.keys(), default="")
            if not key:
                marking.new += 1
                key = f"new-{marking.new}"
            marking.enter(key, note, None, None)
            marking.uncalled.add(key)
            call_at_end(marking.word.document, note)


def _roots(word: WordFile) -> list[Element]:
    notes = (*word.footnotes.values(), *word.endnotes.values())
    return [word.document, *(note.element for note in notes)]


def _read(marking: _Marking) -> Side:
    """Have pandoc read a marked file; take its notes out of the tree."""
    word = marking.word
    parts = {word.names["document"]: word.document}
    for note in (*word.footnotes.values(), *word.endnotes.values()):
        part = word.names["endnotes" if note.is_endnote else "footnotes"]
        parts[part] = note.element.getroottree().getroot()
    try:
        document, _ = pandoc.convert(packed(word.package, parts), "docx+styles")
    except pandoc.PandocError as problem:
        raise refused(word.package.path, str(problem)) from problem
    pieces = tuple(Piece(blocks, path=path or "") for path, blocks in chapters(document["blocks"]))
    text = Text("Word", pieces, marking.notes, signs=marking.signs,
                uncalled=frozenset(marking.uncalled))  # fmt: skip
    return Side(text, gather(text), marking.words)


# -- the manuscript --


def _text(word: WordFile, table: Table, before: Side, after: Side) -> Text:
    """Return what is to be written: chapters under their paths, unchanged ones as they were."""
    rows = {one.path: one for one in table.chapters}
    old = {piece.path: piece.blocks for piece in before.gathered.pieces}
    pieces: list[Piece] = []
    for piece, seen in zip(after.text.pieces, after.gathered.pieces, strict=True):
        row = rows.get(piece.path or "")
        if row is None:
            pieces.append(replace(piece, path=f"chapters/new-{len(pieces) + 1}.md"))
            continue
        same = seen.blocks == old.get(row.path) and after.same_notes(before, seen.blocks)
        blocks = _without_title(piece.blocks) if row.titled else piece.blocks
        blocks = with_columns(blocks, before.columns.get(row.path, []))
        verbatim = row.source if same else None
        pieces.append(replace(piece, blocks=blocks, header=row.header, verbatim=verbatim))
    labels = {row.body: row.label for row in table.notes}
    apart = {row.body for row in table.notes if row.home not in rows}
    return replace(
        after.text,
        kind="Word, made of a manuscript",
        pieces=tuple(pieces),
        metadata={"title": _title(table)},
        files=dict(table.files),
        names=labels,
        shared=frozenset(apart & after.text.notes.keys()),
        inline=frozenset(row.body for row in table.notes if row.inline),
    )


def _changed_notes(table: Table, before: Side, after: Side) -> dict[str, str]:
    """Return files of `notes/` by path, with the new texts of notes that were changed."""
    files = dict(table.files)
    names_ = {row.body: row.label for row in table.notes}
    texts: dict[str, dict[str, str]] = {}
    for row in table.notes:
        body = after.gathered.bodies.get(row.body)
        if row.home in files and body and body != before.gathered.bodies.get(row.body):
            [said] = markdown([Sheet(body, ())], {}, {}, names_)
            texts.setdefault(row.home, {})[row.label] = said.rstrip("\n")
    return {path: with_texts(Source(path, files[path]), changed) for path, changed in texts.items()}


def _without_title(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return a chapter without the heading that its header makes."""
    at = next((i for i, block in enumerate(blocks) if block["t"] == "Header"), None)
    return blocks if at is None else [*blocks[:at], *blocks[at + 1 :]]


def _title(table: Table) -> str:
    files = dict(table.files)
    first = next((line for line in files.get("book.yaml", "").split("\n")
                  if line.startswith("title:")), "title: Untitled")  # fmt: skip
    return first.removeprefix("title:").strip().strip("'\"") or "Untitled"
