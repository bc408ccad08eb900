"""Find the words of each note on the pages of a PDF.

A note begins where the way back that is printed as its number stands beside its destination. Its
words follow in the order of drawing, up to the beginning of the next note; those of the last note
of a page may run on right above the first note of the next page, or at its foot. What may follow
them there is furniture: folio and running head.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot

from scholiast import text
from scholiast.verify.printed import Box, Link, Place
from scholiast.verify.references import References
from scholiast.verify.sheets import Questions, Sheet

_NEAR = 24.0  # pt: a number stands within about two lines of the destination made for it
_NEARBY = 240  # characters to both sides of a call: three lines of a book, or more
CONTEXT = 20  # letters before a call: enough to tell its place
_LINE = re.compile(r"[^\r\n\ufffe]+")
_MARKER = re.compile(r"\s*(?:\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)]|[•◦▪–—*])\s", re.IGNORECASE)


@dataclass(slots=True)
class PrintedNote:
    """A note as it stands in a PDF.

    `words` are its letters and digits, `backs` its ways back, `areas` the boxes of its lines by
    page; `near` is false where no number stands at its destination. `folio` is what stands beside a
    note at the end of the book for the page of its call.
    """

    id: str
    page: int
    number: str = ""
    near: bool = False
    backs: list[Link] = field(default_factory=list)
    words: str = ""
    areas: dict[int, list[Box]] = field(default_factory=dict)
    folio: str = ""


@dataclass(frozen=True, slots=True)
class PrintedCall:
    """A call as it stands in a PDF; `before` are letters and digits before it on its page.

    `link` is None where nothing at its destination is a link to a note. `above` are the last of
    the page before, which may end in a folio, for a call that is the first thing on its page.
    `around` are the letters of the lines near it, where some are written from right to left.
    """

    id: str
    page: int
    number: str
    link: Link | None
    before: str
    above: str = ""
    around: str = ""


@dataclass(slots=True)
class PrintedPage:
    """A page with what stands on it beside notes, and the boxes of its `furniture`.

    `words` are the letters and digits of all of it, `reach` how far its body goes to both sides and
    `height` down and up, `ending` the last letters of that. Where no notes stand, running heads and
    folios are not told from the body. `literal` counts what looks like calls of Markdown, of which
    `excerpt` is the first; `lines` holds links as wide as a line of contents, with their text,
    `references` links to targets of page references with theirs. `overprinted` are notes with what
    is printed over them, another note or the text (""). `marks`, `numbers` and `loose` are as in a
    Sheet, `body` the lines that are left without notes, their numbers and furniture.
    """

    words: str = field(repr=False)
    literal: int
    excerpt: str = ""
    lines: list[tuple[Link, str]] = field(default_factory=list)
    references: list[tuple[Link, str]] = field(default_factory=list)
    reach: tuple[float, float] | None = None
    height: tuple[float, float] | None = None
    furniture: list[Box] = field(default_factory=list)
    ending: str = ""
    overprinted: list[tuple[str, str]] = field(default_factory=list)
    marks: Sequence[int] = ()
    numbers: Sequence[tuple[str, int]] = ()
    loose: str = ""
    verse: Sequence[tuple[str, str, str]] = ()
    body: Sequence[str] = ()


@dataclass(slots=True)
class Printed:
    """All that was read from the pages of a PDF."""

    notes: list[PrintedNote] = field(default_factory=list)
    calls: list[PrintedCall] = field(default_factory=list)
    pages: list[PrintedPage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the words of a note are (`text.bare`), its number, and where it stands.

    `place` is `FOOT`, `MARGIN` or `END`; `paged` tells that the page of its call stands beside it.
    """

    number: str
    words: str
    place: str = "foot"
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some pages before they are read, by page, and of the notes on them.

    `numbers` gives the marks that links to a note or a call may show (`text.compact`), `verse` the
    ids of numbered lines of verse and the heights that they begin at.
    """

    links: Mapping[int, Sequence[Link]]
    boxes: Mapping[int, Box]
    notes: Mapping[int, Sequence[tuple[str, Place]]]
    calls: Mapping[int, Sequence[tuple[str, Place]]]
    records: Mapping[str, Expected]
    said: References
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    verse: Mapping[int, Sequence[tuple[str, float]]] = field(default_factory=dict)

    def questions(self) -> list[Questions]:
        """Return for each page what has to be known of it: what stands in links, and at notes."""
        asked = []
        for page, links in self.links.items():
            areas = [link.box for link in links]
            areas += [_around(place) for _, place in self.notes.get(page, ())]
            wide = [link.box for link in links if _is_wide(link, self.boxes[page])]
            columns = any(
                self.records[name].place == MARGIN
                for name, _ in self.notes.get(page, ())
                if name in self.records
            )
            tops = [top for _, top in self.verse.get(page, ())]
            asked.append(
                Questions(list(dict.fromkeys(areas)), list(dict.fromkeys(wide)), columns, tops)
            )
        return asked


@dataclass(frozen=True, slots=True)
class Rest:
    """A note of a place whose `words` have not all been met when its page ends."""

    note: PrintedNote
    words: str
    place: str = "foot"


FOOT, MARGIN, END = "foot", "margin", "end"
"""Where notes stand on a page: at its foot, beside the text, or in it, at the end of something."""


def read(
    sheets: Iterable[Sheet], known: Known, rests: Sequence[Rest]
) -> tuple[Printed, list[Rest]]:
    """Return the notes and calls on pages, and the notes that may run on after them.

    `rests` are those that may run on to the first of them, one of each place. What is known says
    how far the words of a note may run on; what is found is what is printed.
    """
    printed = Printed()
    standing: dict[int, list[tuple[str, Box]]] = {}
    running = [rest.note for rest in rests]
    rests = list(rests)
    bodies: list[list[Box]] = []
    for sheet in sheets:
        links = known.links[sheet.page]
        marks = list(_marks(sheet, links, known))
        body, rests = _read_page(sheet, marks, known, rests, printed)
        bodies.append(body)
        printed.pages[-1].lines += _wide_links(sheet, links, known.boxes[sheet.page])
        printed.pages[-1].references += _links_to(sheet, links, known.said.patterns)
    for note in (*running, *printed.notes):
        for number, boxes in note.areas.items():
            standing.setdefault(number, []).extend((note.id, box) for box in boxes)
    for number, page, body in zip(known.links, printed.pages, bodies, strict=True):
        around = [("", box) for box in (*body, *page.furniture)]
        page.overprinted += _overprinted(standing.get(number, []), around)
    return printed, rests


def _read_page(
    sheet: Sheet,
    marks: Sequence["_Mark"],
    known: Known,
    rests: Sequence[Rest],
    printed: Printed,
) -> tuple[list[Box], list[Rest]]:
    """Read a page; return the boxes of its body, and the notes that may run on to the next."""
    plain = _blank_out(sheet.text, marks)
    page = PrintedPage(
        text.bare(plain),
        *_literal(sheet),
        marks=sheet.marks,
        numbers=sheet.numbers,
        loose=sheet.loose(),
        verse=[(name, *sheet.verse[top]) for name, top in known.verse.get(sheet.page, ())],
    )
    printed.pages.append(page)
    on_page, records = known.notes.get(sheet.page, ()), known.records
    beside = [
        place.x or 0.0
        for name, place in on_page
        if name in records and records[name].place == MARGIN
    ]
    text_only = _without_margin(sheet, plain, beside) if beside else plain
    for name, place in known.calls.get(sheet.page, ()):
        above = printed.pages[-2].ending if len(printed.pages) > 1 else ""
        printed.calls.append(_call(sheet, name, place, marks, text_only, above))
    starts = [_start(sheet, n, p, marks, records[n]) for n, p in on_page if n in records]
    starts.sort(key=lambda start: start.start)
    printed.notes += [start.note for start in starts]
    first = starts[0].start if starts else len(plain)
    zone, end = first, first
    over: list[Rest] = []
    taken = [*sheet.aside, *((start.begin, start.start) for start in starts)]
    for rest in rests:
        own = [start.start for start in starts if records[start.note.id].place == rest.place]
        limit = own[0] if own else len(plain)
        run, more = _go_on(sheet, plain, limit, rest, bounded=bool(own) and rest.place != END)
        over += [] if more is None else [more]
        zone, end = (min(zone, run[0]), max(run[1], end)) if run else (zone, end)
        taken += [run] if run else []
    stops = [start.start for start in starts[1:]] + [len(plain)] * bool(starts)
    for start, stop in zip(starts, stops, strict=True):
        expected = records[start.note.id]
        start.note.backs += [m.link for m in _backs(marks) if start.start <= m.start < stop]
        left = dict(on_page)[start.note.id].x or 0.0
        if expected.paged:
            _take_folio(start.note, left, sheet)
        if start.note.near:
            lines, words = _take(
                sheet, plain, start, stop, expected, left=left, last=stop == len(plain)
            )
            end = max([end, start.start, *(line.stop for line in lines)])
            taken += [(line.start, line.stop) for line in lines]
            is_last = start is _last_of(expected.place, starts, records)
            if words and is_last:
                over.append(Rest(start.note, words, expected.place))
    body = sheet.boxes(0, zone, furniture=False)
    if body:
        page.reach = min(box[0] for box in body), max(box[2] for box in body)
        page.height = min(box[1] for box in body), max(box[3] for box in body)
    page.ending = text.bare(text_only[max(0, zone - 20 * CONTEXT) : zone])[-5 * CONTEXT :]
    page.furniture = sheet.boxes(end, len(plain))
    taken += _numbers_of_pages(sheet, known)
    page.body = _left(plain, taken)
    return body, over


def _numbers_of_pages(sheet: Sheet, known: Known) -> Iterator[tuple[int, int]]:
    """Yield where page references stand that are a number alone, as those of an index."""
    for link in known.links[sheet.page] if known.said.patterns else ():
        found = sheet.find(link.box) if link.target in known.said.patterns else None
        if found is not None:
            shown = sheet.text[found.start : found.stop]
            if known.said.is_number(link.target or "", shown):
                yield found.start, found.stop


def _left(plain: str, taken: Sequence[tuple[int, int]]) -> list[str]:
    """Return the lines of a page without what was taken away, and without those of no words."""
    characters = list(plain)
    for start, stop in taken:
        characters[start:stop] = "\n" * (stop - start)
    lines = map(text.readable, _LINE.findall("".join(characters)))
    return [line for line in lines if text.bare(line)]


def _without_margin(sheet: Sheet, plain: str, lefts: Sequence[float]) -> str:
    """Return the text of a page with spaces for lines in the margin, which stand amid others."""
    characters = list(plain)
    for line in _LINE.finditer(plain):
        start, stop = line.span()
        boxes = sheet.boxes(start, stop)
        if any(_begins_at(left, boxes) for left in lefts):
            characters[start:stop] = " " * (stop - start)
    return "".join(characters)


def _last_of(
    place: str, starts: Sequence["_Start"], records: Mapping[str, Expected]
) -> "_Start | None":
    """Return the last of the notes that begin on a page in one place."""
    return next((s for s in reversed(starts) if records[s.note.id].place == place), None)


def _take_folio(note: PrintedNote, left: float, sheet: Sheet) -> None:
    """Take from the ways back of a note what says on which page it is called.

    It leads to the first call, as the number does, which stands at the `left` side of the note.
    """
    counts = Counter(link.target for link in note.backs)
    to_call = [link for link in note.backs if counts[link.target] > 1]
    if to_call:
        page = max(to_call, key=lambda link: abs(link.box[0] - left))
        note.backs.remove(page)
        found = sheet.find(page.box)
        note.folio = sheet.text[found.start : found.stop].strip() if found else ""


# -- numbers that are links --


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number that is a link: the characters `start:stop` of a page, and their middle line."""

    start: int
    stop: int
    shown: str
    left: float
    middle: float
    link: Link


def _is_number(shown: str) -> bool:
    """Tell a number, or the letter of a further way back, from words that lead to a note."""
    return shown.isdecimal() or len(text.bare(shown)) < _WORD


_WORD = 3  # letters: what is shorter may be what is left of a number, or stands in its place


def _marks(sheet: Sheet, links: Sequence[Link], known: Known) -> Iterator[_Mark]:
    for link in links:
        if link.target is None or not link.target.startswith(("note-", "call-")):
            continue
        found = sheet.find(link.box)
        if found is not None:
            left, bottom, _, top = found.box
            shown = text.compact(sheet.text[found.start : found.stop])
            is_mark = shown in known.numbers.get(link.target, ()) or _is_number(shown)
            if is_mark and not known.said.is_said(link.target, shown):
                yield _Mark(found.start, found.stop, shown, left, (bottom + top) / 2, link)


def _backs(marks: Sequence[_Mark]) -> list[_Mark]:
    return [mark for mark in marks if (mark.link.target or "").startswith("call-")]


def _blank_out(page: str, marks: Sequence[_Mark]) -> str:
    """Return the text of a page with spaces for marks, as long as it was."""
    characters = list(page)
    for mark in marks:
        characters[mark.start : mark.stop] = " " * (mark.stop - mark.start)
    return "".join(characters)


def _beside(place: Place, marks: Sequence[_Mark]) -> _Mark | None:
    """Return the mark that stands at a destination, which is the upper left corner of its box."""
    x, y = place.x or 0.0, place.y or 0.0
    below = [(hypot(mark.left - x, y - mark.middle), mark) for mark in marks if mark.middle < y + 2]
    distance, mark = min(below, key=lambda pair: pair[0], default=(_NEAR, None))
    return mark if distance < _NEAR else None


def _call(
    sheet: Sheet, name: str, place: Place, marks: Sequence[_Mark], plain: str, above: str
) -> PrintedCall:
    forward = [mark for mark in marks if (mark.link.target or "").startswith("note-")]
    mark = _beside(place, forward)
    if mark is None:
        return PrintedCall(name, sheet.page, "", None, "")
    before = text.bare(plain[max(0, mark.start - 20 * CONTEXT) : mark.start])[-CONTEXT:]
    near = text.bare(plain[max(0, mark.start - _NEARBY) : mark.stop + _NEARBY])
    around = near if right_to_left(near) else ""
    return PrintedCall(name, sheet.page, mark.shown, mark.link, before, above, around)


@dataclass(frozen=True, slots=True)
class _Start:
    """The beginning of a note on a page: its words come after the character `start`.

    From `begin` on stands its number, where that is no link.
    """

    note: PrintedNote
    start: int
    begin: int


def _start(
    sheet: Sheet,
    name: str,
    place: Place,
    marks: Sequence[_Mark],
    record: Expected,
) -> _Start:
    mark = _beside(place, _backs(marks))
    if mark is None and right_to_left(record.words):
        mark = _at_right_end(name, place, _backs(marks))
    if mark is not None:
        start = _line_start(sheet.text, mark.start)
        return _Start(PrintedNote(name, sheet.page, mark.shown, near=True), start, start)
    return _unlinked_start(sheet, name, place, record)


_FIRST_LINE = 16.0  # pt: as far below its destination the middle of a note's first line stands


def _at_right_end(name: str, place: Place, backs: Sequence[_Mark]) -> _Mark | None:
    """Return the number of a note whose lines begin on the right, away from its destination.

    It is the way back to the call of that very note, in the first line.
    """
    call, y = f"call-{name.removeprefix('note-')}", place.y or 0.0
    own = (mark for mark in backs if mark.link.target == call)
    return next((mark for mark in own if 0 <= y - mark.middle < _FIRST_LINE), None)


def _line_start(words: str, start: int) -> int:
    """Return where a note begins whose number stands at `start`.

    A line that begins and ends with words from right to left is read from its right end, so that
    the number comes last in it.
    """
    line = max(words.rfind("\n", 0, start), words.rfind("\r", 0, start)) + 1
    return line if right_to_left(words[line:start]) else start


def _unlinked_start(sheet: Sheet, name: str, place: Place, record: Expected) -> _Start:
    """Return the beginning of a note whose number is no link: what stands at its destination."""
    found = sheet.find(_around(place))
    if found is None:
        return _Start(PrintedNote(name, sheet.page), len(sheet.text), len(sheet.text))
    number = record.number
    if number and sheet.text.startswith(number, found.start):
        note = PrintedNote(name, sheet.page, number, near=True)
        return _Start(note, found.start + len(number), found.start)
    return _Start(PrintedNote(name, sheet.page, near=True), found.start, found.start)


def _around(place: Place) -> Box:
    """Return where the number of a note stands of which this is the destination."""
    x, y = place.x or 0.0, place.y or 0.0
    return x - 16, y - 14, x + 32, y


# -- words --


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: the characters `start:stop` of a page, its letters and digits in `words`.

    `unmarked` are the words without the marker of a list item, which is no word of the note.
    """

    start: int
    stop: int
    words: str
    unmarked: str


def _lines(plain: str, start: int, stop: int) -> list[_Line]:
    found = []
    for match in _LINE.finditer(plain, start, stop):
        words = text.bare(match[0])
        if words:
            marker = _MARKER.match(match[0])
            unmarked = text.bare(match[0][marker.end() :]) if marker else words
            found.append(_Line(*match.span(), words, unmarked))
    return found


def _agreeing(lines: Sequence[_Line], words: str) -> tuple[int, int]:
    """Return how many whole lines, and how many letters, agree with the beginning of `words`."""
    at = 0
    for count, line in enumerate(lines):
        length = _agreement(line, words, at)
        if not length:
            return count, at
        at += length
    return len(lines), at


def _agreement(line: _Line, words: str, at: int) -> int:
    """Return how many letters of `words` a line has from `at` on: all of its own, or none."""
    for said in (line.words, line.unmarked):
        if words.startswith(said, at):
            return len(said)
    there = words[at : at + len(line.words)]
    return len(there) if right_to_left(there) and sorted(there) == sorted(line.words) else 0


def right_to_left(words: str) -> bool:
    """Tell whether some of the words are written from right to left.

    A PDF draws them as they look, and their order in a line is a guess: it is left out of account.
    """
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in words)


def _take(
    sheet: Sheet,
    plain: str,
    start: _Start,
    stop: int,
    expected: Expected,
    *,
    left: float,
    last: bool,
) -> tuple[Sequence[_Line], str]:
    """Take the words of a note that begins on this page, from `start` up to `stop`.

    Return their lines, and what has to come on the next page. Behind the `last` note of a page
    stands what is none, and behind one at the end of a chapter there may be a heading. Amid the
    lines of one in the margin may stand lines of the text: its own begin at its `left` side.
    """
    note, words = start.note, expected.words
    lines = _lines(plain, start.start, stop)
    if expected.place == MARGIN:
        lines = [line for line in lines if _begins_at(left, sheet.boxes(line.start, line.stop))]
    count, at = _agreeing(lines, words)
    over = lines[count:]
    if last or expected.place != FOOT:
        over = over[: _attached(sheet, lines, count)]
    note.words = words[:at] + "".join(line.words for line in over)
    taken = lines[: count + len(over)]
    end = taken[-1].stop if taken else start.start
    note.areas[sheet.page] = (
        [box for line in taken for box in sheet.boxes(line.start, line.stop)]
        if expected.place == MARGIN
        else sheet.boxes(start.start, end)
    )
    runs_on = not over and count > 0 and at < len(words)
    return taken, words[at:] if runs_on else ""


_INDENT = 24.0  # pt: a line of a note in the margin begins so near to its side


def _begins_at(left: float, boxes: Sequence[Box]) -> bool:
    return bool(boxes) and abs(min(box[0] for box in boxes) - left) < _INDENT


def _attached(sheet: Sheet, lines: Sequence[_Line], count: int) -> int:
    """Return how many lines from `count` on stand right below each other, so are of one note."""
    found = 0
    for upper, lower in pairwise(lines[max(0, count - 1) :]):
        above, below = (sheet.boxes(line.start, line.stop) for line in (upper, lower))
        if sheet.is_artifact(lower.start) or not above or not below:
            break
        gap = min(box[1] for box in above) - max(box[3] for box in below)
        height = max(box[3] - box[1] for box in above)
        if not -height / 2 < gap < height:
            break
        found += 1
    return found


def _go_on(
    sheet: Sheet, plain: str, limit: int, rest: Rest, *, bounded: bool
) -> tuple[tuple[int, int] | None, Rest | None]:
    """Take the words of a note that has begun on an earlier page, from before `limit`.

    Where another note begins there (`bounded`), all that is left has to stand right before it.
    Return the range they were found in, and what is still to come.
    """
    lines = _lines(plain, 0, limit)
    first, count, at = _longest(lines, rest.words, bounded=bounded)
    if not at:
        return None, None
    note = rest.note
    start, stop = lines[first].start, lines[first + count - 1].stop
    note.words += rest.words[:at]
    note.areas[sheet.page] = sheet.boxes(start, stop)
    done = at == len(rest.words)
    return (start, stop), None if done else Rest(note, rest.words[at:], rest.place)


def _longest(lines: Sequence[_Line], words: str, *, bounded: bool) -> tuple[int, int, int]:
    """Return the first line, the count of lines and of letters of the longest run of `words`."""
    best = (0, 0, 0)
    for first in range(len(lines)):
        count, at = _agreeing(lines[first:], words)
        if bounded and (first + count < len(lines) or at < len(words)):
            continue
        if at > best[2]:
            best = (first, count, at)
    return best


def _wide_links(sheet: Sheet, links: Sequence[Link], page: Box) -> Iterator[tuple[Link, str]]:
    for link in links:
        if _is_wide(link, page):
            yield link, text.readable(sheet.line(link.box))


def _is_wide(link: Link, page: Box) -> bool:
    """Tell whether a link may be a line of contents: it is wider than half of its page."""
    own = link.target is not None and not link.target.startswith(("note-", "call-"))
    return own and link.box[2] - link.box[0] > (page[2] - page[0]) / 2


def _links_to(
    sheet: Sheet, links: Sequence[Link], targets: Container[str]
) -> Iterator[tuple[Link, str]]:
    """Yield links that lead to some targets, with the words that stand in their area."""
    for link in links:
        if link.target in targets and (found := sheet.find(link.box)) is not None:
            yield link, sheet.text[found.start : found.stop]


def _literal(sheet: Sheet) -> tuple[int, str]:
    """Count what looks like calls of Markdown in the text of a page, running heads left out.

    Return the first of them with the words after it, too.
    """
    starts = [match.start() for match in re.finditer(r"\[\s*\^", sheet.text)]
    found = [start for start in starts if not sheet.is_artifact(start)]
    excerpt = text.readable(sheet.text[found[0] : found[0] + 32]) if found else ""
    return len(found), excerpt


# -- what is printed over what --

TOUCH = 1.0  # pt: ink of neighbouring lines may touch
_LEANING = 0.15  # of the height of a line that a letter may lean over the next


def _overprinted(
    notes: Sequence[tuple[str, Box]], around: Sequence[tuple[str, Box]]
) -> Iterator[tuple[str, str]]:
    """Yield notes of a page over which something is printed, each once, and what that is."""
    printed = [*around, *notes]
    met: set[str] = set()
    for note, box in notes:
        if note in met:
            continue
        for other, its_box in _touching(box, printed):
            if (other != note or not _on_one_line(box, its_box)) and _overlap(box, its_box):
                yield note, other
                met.add(note)
                break


def _touching(box: Box, printed: Sequence[tuple[str, Box]]) -> list[tuple[str, Box]]:
    """Return what comes so near to a box that it may lie over it."""
    left, bottom, right, top = box
    left, bottom, right, top = left + TOUCH, bottom + TOUCH, right - TOUCH, top - TOUCH
    return [
        (name, other)
        for name, other in printed
        if other[1] < top and other[3] > bottom and other[0] < right and other[2] > left
    ]


def _on_one_line(one: Box, other: Box) -> bool:
    """Tell whether two pieces stand in one line, where PDFium's boxes of CJK reach too far."""
    return abs(one[1] + one[3] - other[1] - other[3]) / 2 < (one[3] - one[1]) / 4


def _overlap(one: Box, other: Box) -> bool:
    """Tell whether the inner halves of two lines meet: ascenders of one may reach the other.

    A letter that leans may hang over the comma behind it.
    """
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    smaller, larger = sorted((one[3] - one[1], other[3] - other[1]))
    return width > max(TOUCH, larger * _LEANING) and height > max(TOUCH, smaller / 2)
