"""A plain text made into a manuscript, as its typist wrote it or as Project Gutenberg keeps it."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scholiast.diagnostics import Diagnostic, in_order
from scholiast.importing import headings
from scholiast.importing.about import metadata
from scholiast.importing.anatomy import Section, Text, cut_chapters, lonely, take_apart
from scholiast.importing.calls import Calls, find_calls
from scholiast.importing.draft import Inserts, Writer
from scholiast.importing.escape import with_emphasis
from scholiast.importing.findings import about_lines, about_notes, left_out, missing_entries
from scholiast.importing.labels import Matched, chapter_at, localised, pair
from scholiast.importing.model import FoundNote, Import, LeftOut, Shape
from scholiast.importing.rules import LEFT_OUT
from scholiast.importing.writing import Chapter, book_files
from scholiast.source import Source, Span


def import_plain(source: Source, findings: Sequence[Diagnostic] = ()) -> Import:
    """Return the manuscript of a plain text; `findings` of reading it are kept."""
    text = take_apart(source)
    values, comments, guessed = metadata(text)
    sections, title_pages = _without_title_page(source, cut_chapters(text), values)
    calls = _calls(text)
    matched = pair(calls.marks, text.notes.found)
    matched = localised(matched, [section.start for section in sections])
    missing = missing_entries(source, matched)
    chapters = _chapters(text, sections, matched, values)
    out = (*left_out(text), *title_pages)
    found = [
        *(*findings, *guessed, *text.notes.findings, *calls.findings),
        *about_notes(source, matched, missing),
        *about_lines(text),
        *(LEFT_OUT.at(one.place, f"left out: {one.reason}") for one in out),
    ]
    return Import(
        source=source,
        files=book_files(values, chapters, missing, numbered=False, comments=comments),
        title=values["title"],
        kind="Project Gutenberg text" if text.frame.frame else "plain text",
        chapters=len(chapters),
        calls=len(matched.marks),
        notes=len(matched.notes),
        missing=len(missing),
        confidence=calls.confidence,
        sure=tuple((source.span(m.start, m.end), m.label, m.confidence) for m in matched.marks),
        findings=tuple(in_order(found)),
        left_out=out,
    )


def _calls(text: Text) -> Calls:
    boundaries = [block.lines[0].start for block in text.blocks if block.shape is Shape.HEADING]
    spans = [block for block in text.blocks if block.lines]
    start = spans[0].lines[0].start if spans else text.frame.start
    if text.opening.chapter is not None:
        start = min(start, text.opening.chapter.lines[0].start)
    return find_calls(text.source, start, text.frame.end, text.notes, boundaries)


# -- chapters --


def _without_title_page(
    source: Source, sections: Sequence[Section], values: Mapping[str, Any]
) -> tuple[list[Section], list[LeftOut]]:
    """Drop the lines over the first chapter where they but repeat title and authors."""
    first, *rest = sections
    if not rest or first.heading is not None:
        return list(sections), []
    names = " ".join(person["name"] for person in values.get("contributors", ()))
    known = f"{values['title']} {values.get('subtitle', '')} {names} by a an the of and"
    lines = [line for block in first.blocks for line in block.lines]
    said = "\n".join(line.text for line in lines)
    if not _words(said) <= _words(known):
        return list(sections), []
    end = lines[-1].start + len(lines[-1].text)
    place = Span(source.path, source.position(lines[0].start), source.position(end))
    return rest, [LeftOut(place, "the title page, which book.yaml makes again", said)]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _chapters(
    text: Text, sections: Sequence[Section], matched: Matched, values: Mapping[str, Any]
) -> list[Chapter]:
    starts = [section.start for section in sections]
    notes = _notes_by_chapter(matched, starts)
    calls = {mark.start: (mark.end, f"[^{mark.label}]") for mark in matched.marks}
    writer = Writer(Inserts.of({**text.pages, **calls}), _pending(text))
    chapters = []
    for index, section in enumerate(sections):
        title = section.heading.text if section.heading else _untitled(section, values)
        written = [
            writer.heading(replace(section.heading), 1)
            if section.heading
            else f"# {with_emphasis(title)}",
            *writer.body(section.blocks),
            *(writer.note(note, text.width) for note in notes.get(index, ())),
        ]
        body = "\n\n".join(written) + "\n"
        chapters.append(Chapter(title, body, headings.kind_of(title), section.part))
    return chapters


def _notes_by_chapter(matched: Matched, starts: Sequence[int]) -> dict[int, list[FoundNote]]:
    """Return the notes of each chapter: those first called there, and those nothing calls."""
    first: dict[tuple[str, int], int] = {}
    for mark in matched.marks:
        first.setdefault((mark.label, chapter_at(mark.start, starts)), mark.start)
    homes: dict[str, list[int]] = {}
    for label, chapter in first:
        homes.setdefault(label, []).append(chapter)
    found: dict[int, list[FoundNote]] = {}
    for note in matched.notes:
        own = chapter_at(note.start, starts)
        near = homes.get(note.label, [own])
        place = own if own in near else max((c for c in near if c <= own), default=near[0])
        found.setdefault(place, []).append(note)
    return found


def _pending(text: Text) -> dict[int, str]:
    """Return the marks of pages in lines of their own, by the block before which they stand."""
    starts = [
        block.lines[0].start
        for block in text.blocks
        if block.lines and block.shape not in {Shape.BREAK, Shape.HEADING, Shape.TABLE}
    ]
    pending: dict[int, str] = {}
    for start, _ in lonely(text.source.text, text.pages):
        if starts:
            at = starts[min(bisect_right(starts, start), len(starts) - 1)]
            pending[at] = pending.get(at, "") + text.pages[start][1]
    return pending


def _untitled(section: Section, values: Mapping[str, Any]) -> str:
    """Return a title for what stands over the first heading: its own, if it is a known note."""
    said = section.blocks[0].text if section.blocks else ""
    match = re.match(r"\W*(Transcriber[’']?s?[’']? Notes?)\b", said, re.IGNORECASE)
    return match[1] if match else str(values["title"])
