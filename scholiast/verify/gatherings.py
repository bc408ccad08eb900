"""Read the pages of a PDF by gatherings, pages that are read in one job.

A job is given nothing but the pages as they were cut out of the finished file, what links and
names say of them, and the notes that are to stand there. What it gives depends on that alone, so
that pages which are as they were, with the same notes, need not be read again.
"""

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pikepdf

from scholiast import text
from scholiast.jobs import Job, Shared, Works
from scholiast.ledger import Ledger, NoteRecord
from scholiast.verify import cutting, footnotes, sheets
from scholiast.verify.footnotes import (
    Expected,
    Known,
    Printed,
    PrintedCall,
    PrintedNote,
    PrintedPage,
    Rest,
)
from scholiast.verify.printed import Box, DamagedError, Link, Place, Structure
from scholiast.verify.references import References

_MOST = 32  # pages of a gathering
_LEAST = 6

_STAGE = "proofread PDF"


@dataclass(frozen=True, slots=True)
class _Begun:
    """A gathering that is being read, with all that it takes to read it again."""

    name: str
    pages: bytes
    fonts: Shared
    known: dict[str, Any]
    result: Future[bytes]


def begin(
    data: bytes, pdf: pikepdf.Pdf, structure: Structure, ledger: Ledger, works: Works
) -> list[_Begun]:
    """Have the pages of a PDF read; `pdf` is the file `data`, opened.

    Raises DamagedError where PDFium does not take the file for what pikepdf does.
    """
    with closing(sheets.document(data)) as document:
        count = len(document)
    if count != len(structure.boxes):
        message = f"it has {len(structure.boxes)} pages to one reader, {count} to another"
        raise DamagedError(message)
    shears = cutting.Shears(pdf)
    fonts = works.share(shears.fonts)
    telling = _Telling(structure, ledger)
    begun = []
    for start, stop in _ranges(structure, ledger):
        known, pages = telling.known(start, stop), shears.cut(start, stop)
        name = f"pages {start + 1} to {stop}"
        begun.append(
            _Begun(name, pages, fonts, known, works.submit(_job(name, pages, fonts, known)))
        )
    return begun


def _job(name: str, pages: bytes, fonts: Shared, known: Mapping[str, Any]) -> Job:
    said = json.dumps(known, ensure_ascii=False, separators=(",", ":")).encode()
    return Job(_STAGE, name, read, {"pages": pages, "known": said}, {"fonts": fonts})


def finish(begun: Sequence[_Begun], works: Works) -> Printed:
    """Return what stands on all pages; a gathering onto which a note runs on is read once more."""
    printed = Printed()
    rests: list[Rest] = []
    for part in begun:
        data = part.result.result()
        if rests:
            known = {**part.known, "rests": list(map(_rest_record, rests))}
            data = works.submit(_job(part.name, part.pages, part.fonts, known)).result()
        rests = _join(printed, json.loads(data), rests)
    return printed


def _rest_record(rest: Rest) -> list[str]:
    return [rest.note.id, rest.words, rest.place]


def _ranges(structure: Structure, ledger: Ledger) -> Iterator[tuple[int, int]]:
    """Yield the pages of each gathering, from an index up to another: mostly those of a chapter."""
    names = structure.names
    anchors = (names[c.anchor].page - 1 for c in ledger.chapters if c.anchor in names)
    starts = sorted({0, len(structure.boxes), *anchors})
    at = 0
    while at < len(structure.boxes):
        following = starts[min(bisect_left(starts, at + _LEAST), len(starts) - 1)]
        stop = min(following, at + _MOST)
        yield at, stop
        at = stop


# -- what a job is told --


class _Telling:
    """Tells what is known of pages, and of the notes on them."""

    def __init__(self, structure: Structure, ledger: Ledger) -> None:
        self._structure = structure
        self._records = {note.id: note for note in ledger.notes}
        self._owners = {note.id: note for note in ledger.notes}
        self._owners |= {call.id: note for note in ledger.notes for call in note.calls}
        self._patterns = References.of(ledger).patterns
        self._folios = structure.folios
        self._names: dict[int, list[tuple[str, float | None, float | None]]] = {}
        self._verse: dict[int, list[tuple[str, float | None]]] = {}
        lines = {line.id for chapter in ledger.chapters for line in chapter.lines}
        for name, place in structure.names.items():
            if name.startswith(("note-", "call-")):
                self._names.setdefault(place.page, []).append((name, place.x, place.y))
            elif name in lines:
                self._verse.setdefault(place.page, []).append((name, place.y))

    def known(self, start: int, stop: int) -> dict[str, Any]:
        """Return what is known of the pages from an index up to another, as JSON can hold it."""
        links = [
            [(link.box, link.target) for link in page if link.target is not None]
            for page in self._structure.links[start:stop]
        ]
        names = [self._names.get(page, []) for page in range(start + 1, stop + 1)]
        notes = [
            self._records[name] for page in names for name, _, _ in page if name in self._records
        ]
        targets = {target for page in links for _, target in page} & self._patterns.keys()
        return {
            "first": start + 1,
            "boxes": self._structure.boxes[start:stop],
            "links": links,
            "names": names,
            "notes": {note.id: _expected(note) for note in notes},
            "numbers": self._numbers({str(target) for page in links for _, target in page}),
            "said": {t: [one.pattern for one in self._patterns[t]] for t in sorted(targets)},
            **self._lines(start, stop),
        }

    def _lines(self, start: int, stop: int) -> dict[str, Any]:
        """Return the numbered lines of verse on some pages, nothing where there are none."""
        found = [self._verse.get(page, []) for page in range(start + 1, stop + 1)]
        return {"verse": found} if any(found) else {}

    def _numbers(self, targets: Iterable[str]) -> dict[str, list[str]]:
        """Return the marks that links to notes and calls may show, but for plain numbers."""
        owners = {name: self._owners.get(name) for name in sorted(targets)}
        found = {name: self._marks(note) for name, note in owners.items() if note is not None}
        return {name: marks for name, marks in found.items() if not all(map(str.isdecimal, marks))}

    def _marks(self, note: NoteRecord) -> list[str]:
        """Return the marks that a note may bear; at the end of the book the page of its call."""
        page = [self._folios.get(note.calls[0].id, "")] if note.home is not None else []
        return [text.compact(mark) for mark in (*(note.by_page or (note.number,)), *page)]


def _expected(note: NoteRecord) -> list[Any]:
    place = _PLACES.get(note.placement or "", footnotes.FOOT)
    paged = note.home is not None
    return [note.number, note.text, *([place, paged] if place != footnotes.FOOT else [])]


_PLACES = {
    "margin": footnotes.MARGIN,
    "chapter-end": footnotes.END,
    "book-end": footnotes.END,
}


def _known(record: Mapping[str, Any]) -> Known:
    first = record["first"]
    notes: dict[int, list[tuple[str, Place]]] = {}
    calls: dict[int, list[tuple[str, Place]]] = {}
    for page, names in enumerate(record["names"], first):
        for name, x, y in names:
            by_page = notes if name.startswith("note-") else calls
            by_page.setdefault(page, []).append((name, Place(page, x, y)))
    return Known(
        links={
            page: [Link(page, _box(box), target=target) for box, target in links]
            for page, links in enumerate(record["links"], first)
        },
        boxes={page: _box(box) for page, box in enumerate(record["boxes"], first)},
        notes=notes,
        calls=calls,
        records={
            name: Expected(number, text.bare(words), *more)
            for name, (number, words, *more) in record["notes"].items()
        },
        said=References.from_patterns(record["said"]),
        verse={
            page: [(name, top or 0.0) for name, top in lines]
            for page, lines in enumerate(record.get("verse", ()), first)
        },
        numbers=record["numbers"],
    )


def _box(sides: Sequence[float]) -> Box:
    left, bottom, right, top = sides
    return left, bottom, right, top


def _boxes(rows: Sequence[Sequence[float]]) -> list[Box]:
    return [(left, bottom, right, top) for left, bottom, right, top in rows]


# -- the job, and what it gives --


def read(parts: Mapping[str, bytes]) -> bytes:
    """Read `pages` with their `fonts`, of which something is `known`: a job."""
    record = json.loads(parts["known"])
    known = _known(record)
    rests = [
        Rest(PrintedNote(name, record["first"]), words, place)
        for name, words, place in record.get("rests", ())
    ]
    data = cutting.bind(parts["fonts"], parts["pages"])
    pages = sheets.read(data, known.questions(), record["first"])
    printed, left = footnotes.read(pages, known, rests)
    given = {
        "notes": list(map(_note_record, printed.notes)),
        "calls": list(map(_call_record, printed.calls)),
        "pages": list(map(_page_record, printed.pages)),
        "carried": [_note_record(rest.note) for rest in rests],
        "rests": list(map(_rest_record, left)),
    }
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()


def _join(printed: Printed, record: Mapping[str, Any], carried: Sequence[Rest]) -> list[Rest]:
    """Add what a job gave to what was read before it; return the notes that may run on."""
    for rest, found in zip(carried, record["carried"], strict=True):
        more = _note(found)
        rest.note.words += more.words
        rest.note.areas.update(more.areas)
    above = printed.pages[-1].ending if printed.pages else ""
    first = len(printed.pages) + 1
    calls = map(_call, record["calls"])
    printed.calls += [replace(c, above=above) if c.page == first else c for c in calls]
    printed.notes += map(_note, record["notes"])
    printed.pages += [_page(page, number) for number, page in enumerate(record["pages"], first)]
    known = {rest.note.id: rest.note for rest in carried}
    known |= {note.id: note for note in printed.notes if note.page >= first}
    return [Rest(known[name], words, place) for name, words, place in record["rests"]]


def _note_record(note: PrintedNote) -> list[Any]:
    backs = [_link_record(link) for link in note.backs]
    areas = list(note.areas.items())
    return [note.id, note.page, note.number, note.near, backs, note.words, areas, note.folio]


def _note(record: Sequence[Any]) -> PrintedNote:
    id, page, number, near, backs, words, areas, folio = record
    return PrintedNote(
        id,
        page,
        number,
        near,
        [_link(link) for link in backs],
        words,
        {number: _boxes(boxes) for number, boxes in areas},
        folio,
    )


def _call_record(call: PrintedCall) -> list[Any]:
    link = None if call.link is None else _link_record(call.link)
    found = [call.id, call.page, call.number, link, call.before, call.above]
    return [*found, call.around] if call.around else found


def _call(record: Sequence[Any]) -> PrintedCall:
    id, page, number, link, *said = record
    return PrintedCall(id, page, number, None if link is None else _link(link), *said)


def _link_record(link: Link) -> list[Any]:
    return [link.page, link.box, link.target]


def _link(record: Sequence[Any]) -> Link:
    page, box, target = record
    return Link(page, _box(box), target=target)


def _page_record(page: PrintedPage) -> dict[str, Any]:
    """Return a page as JSON can hold it, without what is not there."""
    found = {
        "words": page.words,
        "literal": page.literal,
        "excerpt": page.excerpt,
        "lines": [(link.box, link.target, said) for link, said in page.lines],
        "references": [(link.box, link.target, said) for link, said in page.references],
        "reach": page.reach,
        "height": page.height,
        "furniture": page.furniture,
        "ending": page.ending,
        "overprinted": page.overprinted,
        "marks": page.marks,
        "numbers": page.numbers,
        "loose": page.loose,
        "verse": page.verse,
        "body": page.body,
    }
    return {name: value for name, value in found.items() if value}


def _page(record: Mapping[str, Any], number: int) -> PrintedPage:
    def links(name: str) -> list[tuple[Link, str]]:
        found = record.get(name, ())
        return [(Link(number, _box(box), target=target), said) for box, target, said in found]

    reach, height = record.get("reach"), record.get("height")
    return PrintedPage(
        words=record.get("words", ""),
        literal=record.get("literal", 0),
        excerpt=record.get("excerpt", ""),
        lines=links("lines"),
        references=links("references"),
        reach=None if reach is None else (reach[0], reach[1]),
        height=None if height is None else (height[0], height[1]),
        furniture=_boxes(record.get("furniture", ())),
        ending=record.get("ending", ""),
        overprinted=[(note, other) for note, other in record.get("overprinted", ())],
        marks=record.get("marks", ()),
        numbers=[(shown, height) for shown, height in record.get("numbers", ())],
        loose=record.get("loose", ""),
        verse=[(name, shown, words) for name, shown, words in record.get("verse", ())],
        body=record.get("body", ()),
    )
