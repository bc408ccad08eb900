"""An OpenDocument text (ODT) made into a manuscript, its footnotes and endnotes kept apart.

Notes stand where they are called (OpenDocument 1.3 part 3, 6.3), so none lacks its text or its
call; but what pandoc's reader passes over is known by the signs that do not come back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from scholiast import pandoc
from scholiast.diagnostics import Diagnostic
from scholiast.docx.container import Element
from scholiast.importing.given import Given
from scholiast.importing.model import Import, LeftOut
from scholiast.importing.office.about import metadata
from scholiast.importing.office.docx import ENDNOTES
from scholiast.importing.office.package import Package, open_package, packed, refused
from scholiast.importing.office.rules import CHANGES, COMMENT, NOTE_DELETED
from scholiast.importing.office.tidy import shortened
from scholiast.importing.trees import Piece, SourceNote, Text, import_trees
from scholiast.importing.trees.typed import recognise
from scholiast.marks import FIRST_SIGN, SIGNS
from scholiast.source import Span

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_T, _O = f"{{{_SPACE}:text:1.0}}", f"{{{_SPACE}:office:1.0}}"
_STYLE, _FO = f"{{{_SPACE}:style:1.0}}", f"{{{_SPACE}:xsl-fo-compatible:1.0}}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MIMETYPE = "application/vnd.oasis.opendocument.text"
_CONTENT = "content.xml"
_UNSEEN = {f"{_O}annotation", f"{_O}annotation-end", f"{_T}note-citation", f"{_T}tracked-changes"}


def is_odt(given: Given) -> bool:
    """Tell whether a file is an OpenDocument text: by what its container says, or its name."""
    if given.mimetype:
        return given.mimetype.startswith(_MIMETYPE)
    return _CONTENT in given.members and given.ends(".odt", ".ott")


@dataclass
class _Found:
    """What is known of a text beside pandoc's tree."""

    path: str
    notes: dict[str, SourceNote] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def import_odt(path: Path) -> Import:
    """Return the manuscript of the text at `path`; raises ImportRefusedError (X045), OSError."""
    package = open_package(path.as_posix(), path.read_bytes())
    content = package.tree(_CONTENT)
    if content is None:
        raise refused(package.path, f"it has no `{_CONTENT}`")
    if SIGNS.search(package.parts[_CONTENT].decode("utf-8", "replace")):
        raise refused(package.path, "it has characters of Unicode's private planes 15 and 16")
    found = _Found(package.path)
    _accept_changes(content, found)
    _take_out_comments(content, found)
    title = _take_out_title(content)
    _mark(content, found)
    try:
        document, _ = pandoc.convert(packed(package, {_CONTENT: content}), "odt")
    except pandoc.PandocError as problem:
        raise refused(package.path, str(problem)) from problem
    text = _text(package, content, found, document, title)
    return import_trees(package.path, recognise(package.path, text))


def _text(
    package: Package, content: Element, found: _Found, document: dict[str, Any], title: str
) -> Text:
    words = {"t": "MetaInlines", "c": [{"t": "Str", "c": title}]}
    meta = document["meta"] | ({"title": words} if title else {})
    values, guessed = metadata(
        package.path, meta, package.tree("meta.xml"), _language(package), _words(content)
    )
    if any(note.kind == "endnote" for note in found.notes.values()):
        values["notes"] = {"kinds": {"endnote": ENDNOTES}}
    return Text(
        kind="OpenDocument",
        pieces=(Piece(document["blocks"]),),
        notes=found.notes,
        metadata=values,
        media=package.parts,
        signs=found.signs,
        findings=(*found.findings, *guessed),
        left_out=tuple(found.left_out),
    )


def _mark(content: Element, found: _Found) -> None:
    """Give each note a sign at the beginning of its text."""
    for note in content.iter(f"{_T}note"):
        is_endnote = note.get(f"{_T}note-class") == "endnote"
        prefix, name = ("en-", "endnote") if is_endnote else ("fn-", "footnote")
        number = sum(label.startswith(prefix) for label in found.notes) + 1
        label, body = f"{prefix}{number}", note.find(f"{_T}note-body")
        words = _words(body) if body is not None else ""
        kind = "endnote" if is_endnote else "author"
        place = Span(found.path)
        found.notes[label] = SourceNote(label, f"{name} {number}", place, words, kind)
        sign = chr(FIRST_SIGN + len(found.signs))
        found.signs[sign] = label
        if body is None:
            body = etree.SubElement(note, f"{_T}note-body")
        first = next(body.iter(f"{_T}p", f"{_T}h"), None)
        if first is None:
            first = etree.SubElement(body, f"{_T}p")
        first.text = sign + (first.text or "")


def _words(element: Element) -> str:
    """Return the words of an element, without comments and numbers of notes."""
    return " ".join("".join(_parts(element)).split())


def _parts(element: Element) -> Iterator[str]:
    if element.tag not in _UNSEEN:
        yield element.text or ""
        for one in element:
            yield from _parts(one)
            yield one.tail or ""
        if element.tag in {f"{_T}p", f"{_T}h", f"{_T}s", f"{_T}tab", f"{_T}line-break"}:
            yield " "


# -- changes, comments, the title --


def _accept_changes(content: Element, found: _Found) -> None:
    """Take out what tracked changes have deleted, and say so (OpenDocument 1.3 part 3, 5.5)."""
    place = Span(found.path)
    for tracked in list(content.iter(f"{_T}tracked-changes")):
        names = {one.text or "somebody" for one in tracked.iter(f"{_DC}creator")}
        deletions = list(tracked.iter(f"{_T}deletion"))
        insertions = list(tracked.iter(f"{_T}insertion"))
        said = (
            f"tracked changes of {', '.join(sorted(names)) or 'somebody'} were accepted:"
            f" {len(insertions)} insertions, {len(deletions)} deletions"
        )
        found.findings.append(CHANGES.at(place, said, "look at them, if they were not all meant"))
        for deletion in deletions:
            words = "".join(_parts(deletion))
            found.left_out.append(LeftOut(place, "deleted by a tracked change", words))
            for note in deletion.iter(f"{_T}note"):
                text = shortened(_words(note))
                message = f"a note was deleted by a tracked change: “{text}”"
                found.findings.append(NOTE_DELETED.at(place, message, "reject it, if not meant"))
        tracked.getparent().remove(tracked)


def _take_out_comments(content: Element, found: _Found) -> None:
    for one in list(content.iter(f"{_O}annotation")):
        name = one.findtext(f"{_DC}creator") or "somebody"
        said = " ".join("".join(p.itertext()) for p in one.iter(f"{_T}p"))
        message = f"{name}: “{' '.join(said.split())}”"
        found.findings.append(COMMENT.at(Span(found.path), message, "settle it; it is in no file"))
        _cut(one)


def _cut(element: Element) -> None:
    """Take an element out of its parent, and leave the words behind it."""
    before, parent, tail = element.getprevious(), element.getparent(), element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _take_out_title(content: Element) -> str:
    """Return the words of the first paragraph, where its style is that of a title; else nothing."""
    styles = {
        one.get(f"{_STYLE}name"): one.get(f"{_STYLE}parent-style-name")
        for one in content.iter(f"{_STYLE}style")
    }
    first = next(content.iter(f"{_T}p", f"{_T}h"), None)
    if first is None or first.find(f".//{_T}note") is not None:
        return ""
    name = first.get(f"{_T}style-name")
    if "Title" not in {name, styles.get(name)}:
        return ""
    said = _words(first)
    first.getparent().remove(first)
    return said


def _language(package: Package) -> str | None:
    """Return the language of the default style (OpenDocument 1.3 part 3, 20.196)."""
    tree = package.tree("styles.xml")
    for one in tree.iter(f"{_STYLE}text-properties") if tree is not None else ():
        language, country = one.get(f"{_FO}language"), one.get(f"{_FO}country")
        if language and language not in {"none", "zxx"}:
            return f"{language}-{country}" if country and country != "none" else str(language)
    return None
