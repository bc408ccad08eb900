"""A chapter of a book as bytes: what a job in another process needs of the book, and no more.

Places in the manuscript are left out: nothing that is printed depends on them, and a line more in a
file of notes must not have every chapter made again.
"""

import json
from collections.abc import Mapping
from typing import Any

from scholiast.book import (
    Chapter,
    Heading,
    Matter,
    Note,
    NoteGroup,
    NoteReference,
    PageReference,
    Part,
)
from scholiast.source import Span


def chapter_bytes(chapter: Chapter) -> bytes:
    """Return a chapter as JSON, without places; equal chapters give equal bytes."""
    return _bytes(chapter)


def chapter_from(data: bytes) -> Chapter:
    """Return the chapter that `chapter_bytes` gave; each place in it is its whole file."""
    record = json.loads(data)
    place = Span(record["path"])
    record["matter"] = Matter(record["matter"])
    record["headings"] = tuple(Heading(**heading) for heading in record["headings"])
    record["authors"] = tuple(record["authors"])
    references = record["page_references"]
    record["page_references"] = tuple(PageReference(**reference) for reference in references)
    record["notes"] = tuple(_note(note, place) for note in record["notes"])
    for name in ("guests", "strangers"):
        record[name] = tuple(_note(note, place) for note in record[name])
    record["groups"] = tuple(
        NoteGroup(**{**group, "notes": tuple(group["notes"])}) for group in record["groups"]
    )
    return Chapter(**record)


def part_bytes(part: Part | None) -> bytes:
    """Return a part as JSON, or what stands for none."""
    return _bytes(part)


def part_from(data: bytes) -> Part | None:
    """Return the part that `part_bytes` gave."""
    record = json.loads(data)
    return None if record is None else Part(**{**record, "chapters": tuple(record["chapters"])})


def _bytes(thing: object) -> bytes:
    text = json.dumps(thing, default=_record, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _record(thing: Any) -> Any:
    """Return what JSON has for a dataclass or an enumeration."""
    if isinstance(thing, Matter):
        return thing.value
    return {name: getattr(thing, name) for name in thing.__slots__ if name != "place"}


def _note(record: Mapping[str, Any], place: Span) -> Note:
    references = tuple(NoteReference(**one, place=place) for one in record["references"])
    by_page = record["by_page"]
    marks = tuple(by_page) if isinstance(by_page, list) else by_page
    return Note(**{**record, "references": references, "by_page": marks}, place=place)
