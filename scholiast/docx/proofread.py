"""A Word file read again as bytes, and compared with what the manuscript wants of it.

It shares no code with what made the file: here are a ZIP container and XML, and nothing of pandoc.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Diagnostic
from scholiast.docx.rules import (
    CHAPTER_LINE,
    NOTE_ABSENT,
    NOTE_NAME,
    NOTE_ORDER,
    NOTE_WORDS,
    SIGN_LEFT,
    UNREADABLE,
)
from scholiast.docx.wanted import Wanted, WantedNote
from scholiast.source import Span

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_CODE, _CODE_LINES, _CHAPTER = "Scholiast Code", "Scholiast Code Block", "Scholiast Chapter"
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Footnote:
    """A footnote: its words (letters and digits), its bookmark, and that around its call."""

    words: str
    name: str | None
    call: str | None


@dataclass(frozen=True, slots=True)
class _File:
    """What a Word file shows: chapters' lines, and footnotes in the order of their references."""

    chapters: tuple[str, ...]
    notes: tuple[_Footnote | None, ...]
    bookmarks: tuple[str, ...]
    signs: int = field(default=0)


def proofread(name: str, data: bytes, wanted: Wanted) -> tuple[list[Diagnostic], int]:
    """Return what is wrong with the Word file in `data`, and how many notes were proved."""
    place = Span(name)
    try:
        file = _read(data)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as problem:
        return [UNREADABLE.at(place, f"the file can't be read: {problem}")], 0
    findings = list(_about_file(place, file, wanted))
    proved = 0
    for number, (note, shown) in enumerate(zip(wanted.notes, file.notes, strict=False), 1):
        faults = list(_about_note(place, number, note, shown, file))
        findings += faults
        proved += not faults
    for note in wanted.notes[len(file.notes) :]:
        said = f"the note {_named(note)} is no footnote"
        findings.append(NOTE_ABSENT.at(place, said))
    return findings, proved


def _about_file(place: Span, file: _File, wanted: Wanted) -> Iterator[Diagnostic]:
    if file.chapters != wanted.chapters:
        yield CHAPTER_LINE.at(place, f"its chapters are {', '.join(file.chapters) or 'unnamed'}")
    if len(file.notes) > len(wanted.notes):
        more = len(file.notes) - len(wanted.notes)
        yield NOTE_ORDER.at(place, f"it has {more} footnotes that the manuscript has not")
    if file.signs:
        yield SIGN_LEFT.at(place, f"{file.signs} private characters are left in it")


def _about_note(
    place: Span, number: int, note: WantedNote, shown: _Footnote | None, file: _File
) -> Iterator[Diagnostic]:
    said = f"footnote {number}, {_named(note)},"
    if shown is None:
        yield NOTE_ABSENT.at(place, f"{said} is called, but not in the file")
        return
    if shown.words != note.words:
        others = [one.words for one in file.notes if one is not None]
        rule = NOTE_ORDER if note.words in others and note.words else NOTE_WORDS
        yield rule.at(place, f"{said} has other words than the manuscript")
    once = all(name and file.bookmarks.count(name) == 1 for name in (shown.name, shown.call))
    if not once:
        yield NOTE_NAME.at(place, f"{said} has not its two bookmarks")


def _named(note: WantedNote) -> str:
    return f"`{note.label}` of {note.chapter}" if note.label else f"an inline one of {note.chapter}"


# -- reading --


def _read(data: bytes) -> _File:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    trees = {
        name: etree.fromstring(parts[f"word/{name}.xml"], _PARSER)
        for name in ("document", "footnotes", "styles")
    }
    styles = {
        one.get(f"{_W}styleId"): named.get(f"{_W}val")
        for one in trees["styles"].iter(f"{_W}style")
        if (named := one.find(f"{_W}name")) is not None
    }
    document, footnotes = trees["document"], trees["footnotes"]
    bodies = {one.get(f"{_W}id"): one for one in footnotes.iter(f"{_W}footnote")}
    return _File(
        chapters=tuple(_chapters(document, styles)),
        notes=tuple(_notes(document, bodies, styles)),
        bookmarks=tuple(
            one.get(f"{_W}name", "")
            for tree in (document, footnotes)
            for one in tree.iter(f"{_W}bookmarkStart")
        ),
        signs=sum(
            len(_PRIVATE.findall(one.text or ""))
            for tree in (document, footnotes)
            for one in tree.iter(f"{_W}t")
        ),
    )


def _chapters(document: Any, styles: Mapping[str, str]) -> Iterator[str]:
    for paragraph in document.iter(f"{_W}p"):
        if _style(paragraph, "pPr", "pStyle", styles) == _CHAPTER:
            yield "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))


def _notes(
    document: Any, bodies: Mapping[str, Any], styles: Mapping[str, str]
) -> Iterator[_Footnote | None]:
    for reference in document.iter(f"{_W}footnoteReference"):
        body = bodies.get(reference.get(f"{_W}id"))
        if body is None:
            yield None
            continue
        before = reference.getparent().getprevious()
        around = before if before is not None and before.tag == f"{_W}bookmarkStart" else None
        inside = next(body.iter(f"{_W}bookmarkStart"), None)
        yield _Footnote(
            words=text.bare("".join(_words(body, styles))),
            name=inside.get(f"{_W}name") if inside is not None else None,
            call=around.get(f"{_W}name") if around is not None else None,
        )


def _words(body: Any, styles: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of a footnote but for code as it is typed, and numbers that fields show."""
    depth = 0
    for paragraph in body.iter(f"{_W}p"):
        if _style(paragraph, "pPr", "pStyle", styles) == _CODE_LINES:
            continue
        for run in paragraph.iter(f"{_W}r"):
            for mark in run.iter(f"{_W}fldChar"):
                depth += {"begin": 1, "end": -1}.get(mark.get(f"{_W}fldCharType"), 0)
            if not depth and _style(run, "rPr", "rStyle", styles) != _CODE:
                yield from (one.text or "" for one in run.iter(f"{_W}t"))


def _style(element: Any, properties: str, kind: str, styles: Mapping[str, str]) -> str | None:
    """Return the name of the style of a paragraph or a run."""
    found = element.find(f"{_W}{properties}/{_W}{kind}")
    return styles.get(found.get(f"{_W}val")) if found is not None else None
