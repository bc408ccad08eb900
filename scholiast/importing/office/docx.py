"""A Word file (DOCX) made into a manuscript, its footnotes and endnotes kept apart.

Pandoc reads the text; notes are counted in the file's own XML. Each gets a character of a private
plane at its beginning, as marks of a draft do (`scholiast.marks`), so that what comes back in
pandoc's tree is known one by one. What pandoc would drop without a word is written so that it does
not: a reference to a note that is not there becomes such a character, a note that nothing refers to
gets a reference at the end of the text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from scholiast import pandoc
from scholiast.importing.given import Given
from scholiast.importing.model import Import
from scholiast.importing.office.package import Element, Package, open_package, packed, refused
from scholiast.importing.office.wordml import W, WordFile, WordNote, is_gone, open_word
from scholiast.importing.trees import Piece, SourceNote, Text, import_trees
from scholiast.importing.trees.words import plain
from scholiast.marks import FIRST_SIGN, SIGNS
from scholiast.source import Span

_REFERENCES = {f"{W}footnoteReference": False, f"{W}endnoteReference": True}

_ENDNOTES = {"marks": "lower-roman", "placement": "book-end"}


def is_docx(given: Given) -> bool:
    """Tell whether a file is a Word file: by what is in the container."""
    return "word/document.xml" in given.members or (
        "[Content_Types].xml" in given.members and given.ends(".docx", ".docm", ".dotx")
    )


def import_docx(path: Path) -> Import:
    """Return the manuscript of the Word file at `path`; raises ImportRefusedError, OSError."""
    package = open_package(path.as_posix(), path.read_bytes())
    word = open_word(package)
    if any(SIGNS.search(data.decode("utf-8", "replace")) for data in _texts(word)):
        raise refused(package.path, "it has characters of Unicode's private planes 15 and 16")
    marked = _Marked(word)
    marked.mark()
    document = _converted(package, marked)
    return import_trees(package.path, _text(word, marked, document))


def _texts(word: WordFile) -> Iterator[bytes]:
    for kind in ("document", "footnotes", "endnotes"):
        if kind in word.names:
            yield word.package.parts[word.names[kind]]


def _converted(package: Package, marked: "_Marked") -> dict[str, Any]:
    try:
        document, _ = pandoc.convert(packed(package, marked.trees()), "docx")
    except pandoc.PandocError as problem:
        raise refused(package.path, str(problem)) from problem
    return document


def _text(word: WordFile, marked: "_Marked", document: dict[str, Any]) -> Text:
    meta = {key: _value(value) for key, value in document["meta"].items()}
    return Text(
        kind="Word",
        pieces=(Piece(document["blocks"]),),
        notes=marked.notes,
        metadata={
            "title": meta.get("title"),
            "subtitle": meta.get("subtitle"),
            "notes": {"kinds": {"endnote": _ENDNOTES}} if word.endnotes else None,
        },
        media={name.removeprefix("word/"): data for name, data in word.package.parts.items()
               if name.startswith("word/media/")},
        signs=marked.signs,
        uncalled=frozenset(marked.uncalled),
    )  # fmt: skip


def _value(meta: dict[str, Any]) -> Any:
    return plain(meta)


# -- notes marked --


@dataclass
class _Marked:
    """A Word file whose notes get signs: what they are called, and which sign is whose."""

    word: WordFile
    notes: dict[str, SourceNote] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    uncalled: list[str] = field(default_factory=list)

    def trees(self) -> dict[str, Element]:
        """Return the parts that were changed."""
        found = {self.word.names["document"]: self.word.document}
        for kind, notes in (("footnotes", self.word.footnotes), ("endnotes", self.word.endnotes)):
            for note in notes.values():
                found[self.word.names[kind]] = note.element.getroottree().getroot()
        return found

    def mark(self) -> None:
        """Sign all notes in the order of their references, then those without one."""
        labels: dict[tuple[bool, str], str] = {}
        for reference in list(self.word.document.iter(*_REFERENCES)):
            if is_gone(reference):
                continue
            is_endnote = _REFERENCES[reference.tag]
            key = (is_endnote, reference.get(f"{W}id", ""))
            note = (self.word.endnotes if is_endnote else self.word.footnotes).get(key[1])
            if key in labels:
                continue
            labels[key] = self._enter(note, is_endnote)
            if note is None:
                _write_sign(reference, self._sign(labels[key]))
        for note in [*self.word.footnotes.values(), *self.word.endnotes.values()]:
            if (note.is_endnote, note.id) not in labels:
                self.uncalled.append(self._enter(note, note.is_endnote))
                _call_at_end(self.word.document, note)

    def _enter(self, note: WordNote | None, is_endnote: bool) -> str:
        prefix, name = ("en-", "endnote") if is_endnote else ("fn-", "footnote")
        number = sum(label.startswith(prefix) for label in self.notes) + 1
        label = f"{prefix}{number}"
        part = self.word.names.get(f"{name}s", "")
        place = Span(self.word.package.path)
        self.notes[label] = SourceNote(
            label,
            f"{name} {number}",
            place,
            words=note.words if note else None,
            kind="endnote" if is_endnote else "author",
            gone=None if note else f"its text is not in the file (`{part or name + 's'}`)",
        )
        if note is not None:
            _open_with_sign(note.element, self._sign(label))
        return label

    def _sign(self, label: str) -> str:
        sign = chr(FIRST_SIGN + len(self.signs))
        self.signs[sign] = label
        return sign


def _open_with_sign(note: Element, sign: str) -> None:
    """Put a run with a sign at the beginning of the first paragraph of a note."""
    paragraph = next(note.iter(f"{W}p"), None)
    if paragraph is None:
        paragraph = etree.SubElement(note, f"{W}p")
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, _run(sign))


def _write_sign(reference: Element, sign: str) -> None:
    """Put a sign in the place of a reference that leads nowhere."""
    words = etree.Element(f"{W}t")
    words.text = sign
    reference.getparent().replace(reference, words)


def _call_at_end(document: Element, note: WordNote) -> None:
    """Add a paragraph that refers to a note, so that pandoc reads it."""
    body = document.find(f"{W}body")
    paragraph = etree.Element(f"{W}p")
    run = etree.SubElement(paragraph, f"{W}r")
    name = "endnoteReference" if note.is_endnote else "footnoteReference"
    etree.SubElement(run, f"{W}{name}").set(f"{W}id", note.id)
    last = body.find(f"{W}sectPr")
    body.insert(len(body) if last is None else body.index(last), paragraph)


def _run(words: str) -> Element:
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
