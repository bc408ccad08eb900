"""Notes of a Word file given signs, so that each is known in pandoc's tree."""

from dataclasses import dataclass, field

from lxml import etree

from scholiast.diagnostics import Diagnostic
from scholiast.docx.container import Element, W
from scholiast.importing.model import LeftOut
from scholiast.importing.office.bookmarks import (
    REFERENCES,
    around_references,
    field_names,
    replace_fields,
    run_of,
)
from scholiast.importing.office.tidy import about_deleted_note
from scholiast.importing.office.wordml import (
    GONE,
    WordFile,
    WordNote,
    context,
    is_gone,
    words,
)
from scholiast.importing.trees import SourceNote
from scholiast.marks import FIRST_SIGN
from scholiast.source import Span


@dataclass
class Marked:
    """A Word file whose notes have signs: what they are called, and which sign is whose.

    `labels` are by whether it is an endnote and by the id in the file.
    """

    word: WordFile
    notes: dict[str, SourceNote] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    labels: dict[tuple[bool, str], str] = field(default_factory=dict)
    uncalled: list[str] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def trees(self) -> dict[str, Element]:
        """Return the parts that were changed."""
        found = {self.word.names["document"]: self.word.document}
        for kind, notes in (("footnotes", self.word.footnotes), ("endnotes", self.word.endnotes)):
            for note in notes.values():
                found[self.word.names[kind]] = note.element.getroottree().getroot()
        return found

    def sign(self, label: str) -> str:
        """Return a new sign for a label."""
        sign = chr(FIRST_SIGN + len(self.signs))
        self.signs[sign] = label
        return sign


def mark(word: WordFile) -> Marked:
    """Give all notes signs in the order of their references, then those without one."""
    marked = Marked(word)
    deleted: dict[tuple[bool, str], str] = {}
    all_notes = [*word.footnotes.values(), *word.endnotes.values()]
    roots = [word.document, *(note.element for note in all_notes)]
    for reference in [one for root in roots for one in root.iter(*REFERENCES)]:
        key = (REFERENCES[reference.tag], reference.get(f"{W}id", ""))
        if is_gone(reference):
            change = next(reference.iterancestors(*GONE), None)
            deleted[key] = _author(change)
        elif key not in marked.labels:
            _enter_called(marked, key, reference)
        elif _note(word, key) is None:
            write_sign(reference, marked.sign(marked.labels[key]))
    for note in all_notes:
        key = (note.is_endnote, note.id)
        if key in marked.labels:
            continue
        if key in deleted:
            _leave_out(marked, note, deleted[key])
        else:
            marked.uncalled.append(_enter(marked, key, note, None))
            call_at_end(word.document, note)
    _mark_fields(marked, roots)
    return marked


def _mark_fields(marked: Marked, roots: list[Element]) -> None:
    """Give each bookmark that a field repeats a call of the sign of its note."""
    wanted = {name for root in roots for name in field_names(root)}
    if not wanted:
        return
    signs: dict[str, str] = {}
    for reference, around in around_references(marked.word.document):
        key = (REFERENCES[reference.tag], reference.get(f"{W}id", ""))
        for name in sorted(around & wanted):
            signs[name] = marked.sign(marked.labels[key])
    for root in roots:
        replace_fields(root, signs)


def _author(change: Element | None) -> str:
    return (change.get(f"{W}author") if change is not None else None) or "somebody"


def _note(word: WordFile, key: tuple[bool, str]) -> WordNote | None:
    is_endnote, id = key
    return (word.endnotes if is_endnote else word.footnotes).get(id)


def _enter_called(marked: Marked, key: tuple[bool, str], reference: Element) -> None:
    note = _note(marked.word, key)
    if note is not None and reference.get(f"{W}customMarkFollows") in {"1", "true", "on"}:
        note = _without_mark(note, reference)
    label = _enter(marked, key, note, reference)
    if note is None:
        write_sign(reference, marked.sign(label))


def _enter(
    marked: Marked, key: tuple[bool, str], note: WordNote | None, reference: Element | None
) -> str:
    prefix, name = ("en-", "endnote") if key[0] else ("fn-", "footnote")
    number = sum(label.startswith(prefix) for label in marked.notes) + 1
    label = f"{prefix}{number}"
    marked.labels[key] = label
    gone = None
    if note is None and reference is not None:
        gone = f"the file has no text for it; it is called behind “… {context(reference)}”"
    marked.notes[label] = SourceNote(
        label,
        f"{name} {number}",
        Span(marked.word.package.path),
        words=note.words if note else None,
        kind="endnote" if key[0] else "author",
        gone=gone,
    )
    if note is not None:
        open_with_sign(note.element, marked.sign(label))
    return label


def _leave_out(marked: Marked, note: WordNote, author: str) -> None:
    name = "an endnote" if note.is_endnote else "a footnote"
    marked.findings.append(about_deleted_note(marked.word, name, note.words, author))
    place = Span(marked.word.package.path)
    marked.left_out.append(LeftOut(place, "a note deleted by a tracked change", note.words))


def _without_mark(note: WordNote, reference: Element) -> WordNote:
    """Return a note without the sign that it begins with, where its call has it, too (17.11.14)."""
    sign = words(reference.getparent())
    first = next((one for one in note.element.iter(f"{W}t") if (one.text or "").strip()), None)
    if sign and first is not None and first.text.lstrip().startswith(sign):
        first.text = first.text.lstrip().removeprefix(sign)
    return WordNote(note.id, note.element, words(note.element), note.is_endnote)


def open_with_sign(note: Element, sign: str) -> None:
    """Put a run with a sign at the beginning of the first paragraph of a note."""
    paragraph = next(note.iter(f"{W}p"), None)
    if paragraph is None:
        paragraph = etree.SubElement(note, f"{W}p")
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run_of(sign))


def write_sign(reference: Element, sign: str) -> None:
    """Put a sign in the place of a reference that leads nowhere."""
    text = etree.Element(f"{W}t")
    text.text = sign
    reference.getparent().replace(reference, text)


def call_at_end(document: Element, note: WordNote) -> None:
    """Add a paragraph that refers to a note, so that pandoc reads it."""
    body = document.find(f"{W}body")
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    name = "endnoteReference" if note.is_endnote else "footnoteReference"
    etree.SubElement(run, f"{W}{name}").set(f"{W}id", note.id)
    last = body.find(f"{W}sectPr")
    body.insert(len(body) if last is None else body.index(last), paragraph)
