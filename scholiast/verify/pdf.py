"""Proofread a finished PDF against the ledger of its book, with pikepdf and PDFium."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Format
from scholiast.jobs import Job, Works, here
from scholiast.ledger import Call, ChapterRecord, Ledger, NoteRecord, Stand
from scholiast.paging import OWN_PIECES, PageStart
from scholiast.source import Span
from scholiast.verify import (
    apparatus,
    body,
    contents,
    fabric,
    footnotes,
    gatherings,
    pages,
    placing,
    printed,
    references,
    tagging,
    verse,
)
from scholiast.verify.apparatus import Apparatus, SeenBack, SeenCall, SeenNote
from scholiast.verify.contents import Entry
from scholiast.verify.footnotes import Printed, PrintedCall, PrintedNote
from scholiast.verify.printed import Box, DamagedError, Place, Structure
from scholiast.verify.proof import Finding, Proof, conclude

OFF_PAGE = Rule(
    "V301",
    "note-off-page",
    Severity.ERROR,
    """\
A note of a PDF begins on another page than that of its call.

A note at the foot of the page stands under the line that calls it; a long one may run on to the
next page, but it begins here.""",
)

OUTSIDE = Rule(
    "V302",
    "note-outside",
    Severity.ERROR,
    """\
Words of a note stand outside of the page, or outside of the area of the text.

They are in the file, so that a search finds them, but on paper they are cut off or lie in the
margin. The finding says on which page.""",
)

OVERPRINTED = Rule(
    "V303",
    "note-overprinted",
    Severity.ERROR,
    """\
Words of a note are printed over other words.""",
)

NOT_AT_DESTINATION = Rule(
    "V304",
    "note-not-at-destination",
    Severity.ERROR,
    """\
The destination of a note is not where the note begins: its call leads the reader elsewhere.""",
)

NO_AREA = Rule(
    "V305",
    "link-without-area",
    Severity.WARNING,
    """\
A link of a PDF covers no area, so that it can't be clicked.

It happens where an element has a line height of 0.""",
)

OUTLINE = Rule(
    "V306",
    "pdf-outline",
    Severity.ERROR,
    """\
An entry of the outline (the bookmarks) of a PDF leads nowhere, or not to the page on which the
section of this name begins.""",
)

PAGE_NUMBER = Rule(
    "V307",
    "contents-page-number",
    Severity.ERROR,
    """\
The printed contents give another page number than the page has on which the chapter begins.""",
)

ACTIVE = Rule(
    "V308",
    "pdf-active-content",
    Severity.ERROR,
    """\
The PDF holds something that runs by itself: a script, or an action when it is opened.

A book is read, not executed; printers refuse such files.""",
)

DELAYED = Rule(
    "V310",
    "note-delayed",
    Severity.WARNING,
    """\
A note begins on a later page than that of its call, since a longer note before it, called on the
same page, takes up all the room up to there.

No page could hold both. Call the two notes further apart, or shorten the first one.""",
)

METADATA = Rule(
    "V309",
    "pdf-metadata",
    Severity.ERROR,
    """\
The title or the language of the PDF are not those of the book.""",
)


def verify(data: bytes, ledger: Ledger, name: str, works: Works | None = None) -> Proof:
    """Proofread a PDF against the ledger; `name` stands in the findings.

    A file that can't be read gives a finding, never an exception.
    """
    works = works or here()
    try:
        with printed.opened(data) as file:
            tags = works.submit(Job("proofread PDF", "tags", tagging.read, {"file": data}))
            structure = printed.structure(file)
            ledger = references.as_printed(ledger, structure.folios)
            reading = gatherings.begin(data, file, structure, ledger, works)
        found = gatherings.finish(reading, works)
        tagged = tagging.from_job(tags.result())
    except DamagedError as problem:
        finding = Finding(pages.UNREADABLE.at(Span(name), f"not a sound PDF: {problem}"))
        return conclude(name, Format.PDF, ledger, [finding], {})
    ledger = placing.as_counted(ledger, found)
    chapters = _chapters(structure, ledger)
    starts = [(chapter.place.page, -(chapter.place.y or 0)) for chapter in chapters]
    book = _Book(name, ledger, structure, found, chapters, starts)
    seen = _apparatus(book)
    said = body.check(name, ledger, found.pages, structure)
    findings = [
        *_check_structure(book),
        *_check_chapters(book),
        *_check_outline(book),
        *_check_contents(book),
        *_check_literals(book),
        *_check_references(book),
        *verse.check_printed(book.span, found.pages, ledger),
        *apparatus.compare(ledger, seen),
        *check_pages(name, ledger, found),
        *placing.check(name, ledger, found, _folios(structure), _first_pages(chapters)),
        *_check_areas(book),
        *said.findings,
        *fabric.check(book.span, tagged, found.pages, structure.labels, ledger),
    ]
    count = len(structure.boxes)
    order = {label: index for index, label in enumerate(structure.labels)}
    begun = [*_own_starts(structure, ledger), *said.starts]
    begun.sort(key=lambda start: order[start.label])
    return conclude(name, Format.PDF, ledger, findings, apparatus.stands(seen), count, begun)


def _own_starts(structure: Structure, ledger: Ledger) -> Iterator[PageStart]:
    """Yield where pages begin that are no chapter's."""
    for name in (*OWN_PIECES, *ledger.parts):
        if name in structure.names:
            yield PageStart(structure.labels[structure.names[name].page - 1], name)


def _folios(structure: Structure) -> dict[int, str]:
    return dict(enumerate(structure.labels, 1))


def _first_pages(chapters: Sequence["_Chapter"]) -> dict[str, int]:
    return {chapter.record.id: chapter.place.page for chapter in chapters}


def _span(name: str, page: int | None) -> Span:
    return Span(name if page is None else f"{name}#page={page}")


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A chapter and where it begins."""

    record: ChapterRecord
    place: Place


@dataclass(frozen=True, slots=True)
class _Book:
    """A PDF with all that was read of it.

    `chapters` are in the order of pages, `starts` the page and the height that each begins at.
    """

    name: str
    ledger: Ledger
    structure: Structure = field(repr=False)
    found: Printed = field(repr=False)
    chapters: Sequence[_Chapter] = field(repr=False)
    starts: Sequence[tuple[int, float]] = field(repr=False)

    def span(self, page: int | None = None) -> Span:
        """Return the place of a page of this file, as findings name it."""
        return _span(self.name, page)

    def chapter_at(self, page: int, top: float | None, likely: str | None) -> str | None:
        """Return the chapter that a place belongs to; `likely` where its page is shared with it."""
        at = bisect_right(self.starts, (page, -(top or 0) + 1))
        own = self.chapters[at - 1].record.id if at else None
        if own == likely:
            return own
        shared = {c.record.id for c in self.chapters if c.place.page == page}
        before = bisect_right(self.starts, page - 1, key=lambda start: start[0])
        if before and shared:
            shared.add(self.chapters[before - 1].record.id)
        return likely if likely in shared else own


def _chapters(structure: Structure, ledger: Ledger) -> list[_Chapter]:
    found = [
        _Chapter(record, structure.names[record.anchor])
        for record in ledger.chapters
        if record.anchor in structure.names
    ]
    return sorted(found, key=lambda chapter: (chapter.place.page, -(chapter.place.y or 0)))


# -- notes and calls --


def _apparatus(book: _Book) -> Apparatus:
    records = {note.id: note for note in book.ledger.notes}
    calls = {call.id: (note, call) for note in book.ledger.notes for call in note.calls}
    notes = [_seen_note(book, note, records.get(note.id)) for note in book.found.notes]
    twice = [name for name in book.structure.twice if name in records]
    strays = [n for n in book.structure.names if n.startswith("note-") and n not in records]
    notes += [_address_only(book, name) for name in (*twice, *strays)]
    return Apparatus(
        name=book.name,
        notes=notes,
        calls=[
            _seen_call(book, call, *calls.get(call.id, (None, None))) for call in book.found.calls
        ],
        backs=[
            SeenBack(note.id, link.target, book.span(link.page))
            for note in book.found.notes
            for link in note.backs
        ],
        same=text.bare,
    )


def _seen_note(book: _Book, note: PrintedNote, record: NoteRecord | None) -> SeenNote:
    place = book.structure.names[note.id]
    return SeenNote(
        id=note.id,
        chapter=book.chapter_at(note.page, place.y, _home(record)),
        number=note.number,
        words=note.words,
        place=book.span(note.page),
        stand=Stand(note.id, note.page, max(note.areas, default=note.page)),
        marked=record is not None and record.missing and bool(note.words),
    )


def _home(record: NoteRecord | None) -> str | None:
    """Return the chapter that a note stands in."""
    return None if record is None else record.home or record.chapter


def _address_only(book: _Book, name: str) -> SeenNote:
    """Return a note that is known by its destination alone: stray, or defined a second time."""
    place = book.structure.names[name]
    return SeenNote(name, None, "", "", book.span(place.page), Stand(name, place.page))


def _seen_call(
    book: _Book, call: PrintedCall, record: NoteRecord | None, expected: Call | None
) -> SeenCall:
    home = (expected.home if expected else None) or (record.chapter if record else None)
    after = expected.after if expected else None
    place = book.structure.names[call.id]
    if record is not None and record.unmarked:
        chapter = book.chapter_at(call.page, place.y, home)
        said = text.bare(after or "")
        return SeenCall(call.id, chapter, "", record.id, said, book.span(call.page))
    return SeenCall(
        id=call.id,
        chapter=book.chapter_at(call.page, place.y, home),
        number=call.number,
        target=call.link.target if call.link else None,
        before=_context(call, text.bare(after or "")),
        place=book.span(call.page),
    )


def _context(call: PrintedCall, after: str) -> str:
    """Return the letters before a call, completed where a page begins amid those it is to follow.

    A large initial is drawn apart from its word, so the first letter of a block is left out.
    """
    expected = after[-footnotes.CONTEXT :]
    begins_block = len(after) < footnotes.CONTEXT
    short = 0 < len(call.before) < len(expected)
    if call.link is None or (short and expected.endswith(call.before)):
        return after
    if not call.before and expected in call.above:
        return after
    if call.before.endswith(expected) or (begins_block and call.before.endswith(expected[1:])):
        return after
    rest = call.before[-len(expected) :]
    if not footnotes.right_to_left(expected):
        return call.before
    # Lines are drawn as they look: all letters that should come before are to stand near.
    jumbled = sorted(rest) == sorted(expected) or Counter(expected) <= Counter(call.around)
    return after if jumbled else call.before


def check_pages(name: str, ledger: Ledger, found: Printed) -> Iterator[Finding]:
    """Yield notes that do not begin on the page of their first call, or at their destination.

    Only a note before it that runs on over that page may push it to a later one.
    """
    calls = {call.id: call.page for call in found.calls}
    records = {note.id: note for note in ledger.notes}
    running_on = (0, 0)  # the pages on which the latest note that runs on began and ends
    for note in found.notes:
        record = records[note.id]
        if not note.near:
            message = f"nothing stands at the destination of {apparatus.title(record)}"
            yield Finding(NOT_AT_DESTINATION.at(_span(name, note.page), message), note.id)
        if record.placement not in {None, "margin"}:
            continue
        page = calls.get(record.calls[0].id, note.page)
        begun, ended = running_on
        pushed = begun <= page < ended and ended <= note.page <= ended + 1
        if page != note.page:
            message = f"{apparatus.title(record)} begins on page {note.page}, its call is on {page}"
            rule = DELAYED if pushed else OFF_PAGE
            yield Finding(rule.at(_span(name, note.page), message), note.id)
        last = max(note.areas, default=note.page)
        running_on = (begun if pushed or ended == note.page else note.page, last)


# -- where words stand --


_EDGE = 9.0  # pt, an eighth of an inch: what is nearer to the edge of the paper may be cut off
_HANG = 12.0  # pt: punctuation and numbers hang out of the measure
_ENOUGH = 12  # notes from which the measure of a page can be told


def _check_areas(book: _Book) -> Iterator[Finding]:
    records = {note.id: note for note in book.ledger.notes}
    measures = (_measure(book, 0), _measure(book, 1))
    bottom, top = _between_furniture(book)
    for note in book.found.notes:
        for page, boxes in note.areas.items():
            left, right = measures[page % 2].without(note.id)
            if records[note.id].placement == "margin":
                left, right = -math.inf, math.inf
            x0, y0, x1, y1 = book.structure.boxes[page - 1]
            area = (max(left, x0 + _EDGE), max(bottom, y0), min(right, x1 - _EDGE), min(top, y1))
            if outside := [box for box in boxes if not _within(box, area)]:
                x0, y0, x1, y1 = outside[0]
                message = (
                    f"words of {apparatus.title(records[note.id])} stand outside of the text area "
                    f"of page {page}, at {x0:.0f}–{x1:.0f} by {y0:.0f}–{y1:.0f} pt"
                )
                yield Finding(OUTSIDE.at(book.span(page), message), note.id)
    for page in range(1, len(book.found.pages) + 1):
        yield from _check_overprint(book, page, records)


@dataclass(frozen=True, slots=True)
class _Measure:
    """How far text reaches to both sides on all left, or on all right pages.

    `lefts` and `rights` are the edges in pt, from the outermost, with the notes that have them.
    """

    lefts: Sequence[tuple[float, str]]
    rights: Sequence[tuple[float, str]]

    def without(self, note: str) -> tuple[float, float]:
        """Return how far all else than one note reaches; without bound where that is too little."""
        if len(self.lefts) <= _ENOUGH:
            return -math.inf, math.inf
        left = next(edge for edge, name in self.lefts if name != note)
        right = next(edge for edge, name in self.rights if name != note)
        return left - _HANG, right + _HANG


def _measure(book: _Book, side: int) -> _Measure:
    """Return the measure of right pages (`side` 1) or of left pages (0)."""
    reach: dict[str, tuple[float, float]] = {}
    for number, page in enumerate(book.found.pages, 1):
        if number % 2 == side:
            _extend(reach, "", [(page.reach[0], 0, page.reach[1], 0)] if page.reach else [])
    beside = {note.id for note in book.ledger.notes if note.placement == "margin"}
    for note in book.found.notes:
        for number, boxes in note.areas.items():
            if number % 2 == side and note.id not in beside:
                _extend(reach, note.id, boxes)
    lefts = sorted((left, name) for name, (left, _) in reach.items())
    rights = sorted(((right, name) for name, (_, right) in reach.items()), reverse=True)
    return _Measure(lefts, rights)


def _extend(reach: dict[str, tuple[float, float]], name: str, boxes: Sequence[Box]) -> None:
    left, right = reach.get(name, (math.inf, -math.inf))
    for box in boxes:
        left, right = min(left, box[0]), max(right, box[2])
    if boxes:
        reach[name] = (left, right)


def _between_furniture(book: _Book) -> tuple[float, float]:
    """Return the heights in pt that all folios are below, and all running heads above.

    What is drawn after the notes but stands among them are markers of lists.
    """
    reach: dict[int, tuple[float, float]] = {}
    for note in book.found.notes:
        for number, boxes in note.areas.items():
            low, high = reach.get(number, (math.inf, -math.inf))
            low = min([low, *(box[1] for box in boxes)])
            reach[number] = low, max([high, *(box[3] for box in boxes)])
    reaches = [page.reach for page in book.found.pages if page.reach]
    left = min((reach[0] for reach in reaches), default=-math.inf)
    right = max((reach[1] for reach in reaches), default=math.inf)

    def over(box: Box) -> bool:
        """Tell whether a box is above or below text, not beside it, as numbers of lines are."""
        return box[2] > left and box[0] < right

    folios, heads = [-math.inf], [math.inf]
    for number, (low, high) in reach.items():
        _, bottom, _, top = book.structure.boxes[number - 1]
        lowest, highest = book.found.pages[number - 1].height or (low, high)
        low, high = min(low, lowest), max(high, highest)
        furniture = [box for box in book.found.pages[number - 1].furniture if over(box)]
        heads += [box[1] for box in furniture if box[1] > max(high, (bottom + top) / 2)]
        folios += [box[3] for box in furniture if box[3] < min(low, (bottom + top) / 2)]
    return max(folios), min(heads)


def _within(box: Box, area: Box) -> bool:
    return (
        box[0] >= area[0] - footnotes.TOUCH
        and box[1] >= area[1] - footnotes.TOUCH
        and box[2] <= area[2] + footnotes.TOUCH
        and box[3] <= area[3] + footnotes.TOUCH
    )


def _check_overprint(
    book: _Book, page: int, records: Mapping[str, NoteRecord]
) -> Iterator[Finding]:
    for note, other in book.found.pages[page - 1].overprinted:
        with_what = f"{apparatus.title(records[other])}" if other in records else "the text"
        message = f"{apparatus.title(records[note])} is printed over {with_what}"
        yield Finding(OVERPRINTED.at(book.span(page), message), note)


# -- the file as a whole --


def _check_structure(book: _Book) -> Iterator[Finding]:
    structure = book.structure
    if text.bare(book.ledger.title) not in text.bare(structure.title):
        yield Finding(METADATA.at(book.span(), f"the title is “{structure.title}”"))
    if structure.language.lower() != book.ledger.language.lower():
        yield Finding(METADATA.at(book.span(), f"the language is `{structure.language}`"))
    for what in structure.active:
        yield Finding(ACTIVE.at(book.span(), f"the file holds {what}"))
    for name in structure.twice:
        yield Finding(pages.SAME_ID.at(book.span(), f"the destination `{name}` is defined twice"))
    for links in structure.links:
        for link in links:
            yield from _check_link(book, link)


def _check_link(book: _Book, link: printed.Link) -> Iterator[Finding]:
    place = book.span(link.page)
    left, bottom, right, top = link.box
    if right - left < footnotes.TOUCH or top - bottom < footnotes.TOUCH:
        shown = link.target or link.uri or "a link"
        yield Finding(NO_AREA.at(place, f"`{shown}` has no area that can be clicked"))
    if link.action is not None:
        scheme = (link.uri or "").partition(":")[0].lower()
        if link.action != "URI" or scheme in pages.BARRED_SCHEMES or ".invalid" in (link.uri or ""):
            yield Finding(pages.DEAD_LINK.at(place, f"`{link.uri or link.action}` leads nowhere"))
    elif book.structure.place(link) is None:
        yield Finding(pages.DEAD_LINK.at(place, f"`{link.target}` is not in the file"))


def _check_chapters(book: _Book) -> Iterator[Finding]:
    order = [chapter.record.id for chapter in book.chapters]
    for record in book.ledger.chapters:
        if record.id not in order:
            message = f"chapter `{record.id}`, {record.title}, is not there"
            yield Finding(pages.LOST_CHAPTER.at(book.span(), message))
    present = [record.id for record in book.ledger.chapters if record.id in order]
    if order != present:
        message = f"the pages have the chapters in the order {', '.join(order)}"
        yield Finding(contents.DISORDERED.at(book.span(), message))
    for chapter in book.chapters:
        untitled = chapter.record.matter == "frontmatter"  # a dedication shows no title
        if not untitled and not _shows(book, chapter.place.page, chapter.record.title):
            message = f"chapter `{chapter.record.id}` does not show its title"
            yield Finding(pages.CHAPTER_TITLE.at(book.span(chapter.place.page), message))


def _shows(book: _Book, page: int, title: str) -> bool:
    """Tell whether a page shows a title: as a whole, or word for word from right to left."""
    words = book.found.pages[page - 1].words
    parts = title.split() if footnotes.right_to_left(title) else [title]
    return all(text.bare(part) in words for part in parts)


def _is_called(book: _Book, place: Place, label: str) -> bool:
    """Tell whether a place is what a label says: its page shows it, with its number or without.

    A dedication or an epigraph shows no title, but it begins where its chapter does.
    """
    shown = _shows(book, place.page, label) or _shows(
        book, place.page, label.partition(" ")[2] or label
    )
    begins = [
        chapter.record.title
        for chapter in book.chapters
        if chapter.place.page == place.page and chapter.record.matter == "frontmatter"
    ]
    return shown or any(contents.alike(label, title) for title in begins)


def _check_outline(book: _Book) -> Iterator[Finding]:
    entries = []
    starts = {chapter.record.id: chapter.place.page for chapter in book.chapters}
    met: set[str] = set()
    for bookmark in book.structure.bookmarks:
        if bookmark.place is None:
            message = f"the entry “{bookmark.title}” of the outline leads nowhere"
            yield Finding(OUTLINE.at(book.span(), message))
            continue
        page = bookmark.place.page
        chapter = book.chapter_at(page, bookmark.place.y, None)
        if chapter is not None:
            if chapter not in met and page != starts[chapter]:
                message = f"chapter `{chapter}` has no entry for its beginning in the outline"
                yield Finding(OUTLINE.at(book.span(page), message))
            met.add(chapter)
        if not _is_called(book, bookmark.place, bookmark.title):
            message = f"page {page} does not show “{bookmark.title}”, which the outline has there"
            yield Finding(OUTLINE.at(book.span(page), message))
        entries.append(Entry(bookmark.title, chapter, None, book.span(page)))
    yield from contents.compare(book.ledger, entries, "outline", book.span())


_PAGE_LABEL = re.compile(r"(?P<label>.*\S)\s+(?P<page>\d+|[ivxlcdm]+)", re.IGNORECASE)


_PAGE_FIRST = re.compile(r"(?P<page>\d+|[ivxlcdm]+)\s+(?P<label>.*\S)", re.IGNORECASE)


def _entry(line: str, page: str, *, is_rtl: bool) -> "re.Match[str] | None":
    """Return what a line of the contents says; `page` is what it should say.

    From right to left a page is drawn at the left end, and read there first or last.
    """
    patterns = (_PAGE_FIRST, _PAGE_LABEL) if is_rtl else (_PAGE_LABEL,)
    found = [match for pattern in patterns if (match := pattern.fullmatch(line.strip()))]
    return next((match for match in found if match["page"] == page), found[0] if found else None)


def _check_contents(book: _Book) -> Iterator[Finding]:
    """Check the printed contents: lines before the body of the book that are links as a whole."""
    body = (c.place.page for c in book.chapters if c.record.matter == "bodymatter")
    first = min(body, default=len(book.found.pages) + 1)
    entries: list[Entry] = []
    is_rtl = any(footnotes.right_to_left(record.title) for record in book.ledger.chapters)
    begun: dict[str, str] = {}  # a long title takes more than one line, the last has the number
    for number, page in enumerate(book.found.pages[: first - 1], 1):
        for link, line in page.lines:
            target, place = link.target or "", book.structure.place(link)
            right = book.structure.labels[place.page - 1] if place else ""
            match = _entry(line, right, is_rtl=is_rtl or footnotes.right_to_left(line))
            if match is None or place is None:
                begun[target] = f"{begun.get(target, '')} {line}"
                continue
            label = f"{begun.pop(target, '')} {match['label']}".strip()
            if match["page"] != right:
                message = f"“{label}” stands on page {right}, not on page {match['page']}"
                yield Finding(PAGE_NUMBER.at(book.span(number), message))
            chapter = book.chapter_at(place.page, place.y, None)
            if is_rtl and label.rpartition(" ")[2].isdecimal():  # the number of a chapter
                label = " ".join(label.rpartition(" ")[::-2])
            if not _is_called(book, place, label):
                message = f"the contents lead from “{label}” to page {place.page}, without it"
                yield Finding(contents.MISLABELLED.at(book.span(number), message))
            entries.append(Entry(label, chapter, None, book.span(number)))
    listed = list(dict.fromkeys(entry.chapter for entry in entries if entry.chapter))
    expected = [c.id for c in book.ledger.chapters if c.id in listed or c.matter == "bodymatter"]
    if entries and listed != expected:
        message = (
            f"the printed contents list {', '.join(listed)}, the book has {', '.join(expected)}"
        )
        yield Finding(contents.DISORDERED.at(entries[0].place, message))


def _check_references(book: _Book) -> Iterator[Finding]:
    found = (
        (book.span(number), link.target or "", words)
        for number, page in enumerate(book.found.pages, 1)
        for link, words in page.references
    )
    yield from references.check_printed(book.name, found, book.structure.folios, book.ledger)


def _check_literals(book: _Book) -> Iterator[Finding]:
    """Compare what looks like calls of Markdown in the chapters with what the book means to show.

    Lines of contents repeat what headings say, and so may the pages before the first chapter.
    """
    first = min((chapter.place.page for chapter in book.chapters), default=1)
    shown = [
        (number, page)
        for number, page in enumerate(book.found.pages, 1)
        if number >= first
        and page.literal > sum(text.literal_calls(line) for _, line in page.lines)
    ]
    meant = sum(
        chapter.literal + text.literal_calls(chapter.title) for chapter in book.ledger.chapters
    ) + sum(text.literal_calls(note.text) for note in book.ledger.notes)
    if sum(page.literal for _, page in shown) > meant:
        number, page = shown[0]
        message = f"“{page.excerpt}” is printed as it was typed"
        yield Finding(pages.LITERAL_CALL.at(book.span(number), message))
