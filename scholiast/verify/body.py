"""The words of chapters on the pages of a PDF: each of them there, in order, and nothing else.

What is left of pages without notes, numbers of notes, running heads and folios is held against the
words of the ledger, line by line: letters and digits alone, since hyphens, ligatures and capitals
are matters of setting. Beside them stand what print puts in: the number over a title, markers of
lists, heads of tables on each page, headings over notes. Formulas are pictures, and no words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import ChapterRecord, Ledger, Reference
from scholiast.paging import OWN_PIECES, PageStart
from scholiast.source import Span
from scholiast.verify.aligning import Gap, Line, Script, gaps
from scholiast.verify.footnotes import PrintedPage, right_to_left
from scholiast.verify.printed import Structure
from scholiast.verify.proof import Finding
from scholiast.verify.references import filled

LOST = Rule(
    "V320",
    "words-lost",
    Severity.ERROR,
    """\
Words of a chapter are not on its pages.

The text of a PDF is compared with the book word by word. What is missing was not printed, was
painted over, or cut off at the end of a page. The finding gives the first page it could stand on.

A style sheet of the book that hides something in print (`display: none`) leads to this, too: leave
it out of the text instead.""",
)

ADDED = Rule(
    "V321",
    "words-added",
    Severity.ERROR,
    """\
A page shows words that the book does not have there: strange ones, or some that stand twice.

Running heads, folios, numbers of chapters, markers of lists and repeated heads of tables are known
not to be words of the text. A style sheet that puts words in (`content`) leads to this.""",
)

DISORDERED = Rule(
    "V322",
    "words-disordered",
    Severity.ERROR,
    """\
Words of a chapter stand in another order on its pages than in the book.""",
)

_MOST = 3  # findings of a chapter: what follows from the first is seldom worth reading
_SHOWN = 8  # words of a place that a message gives
_OWN_PIECES = ("part-", "half-title", "title-page", "imprint", "contents")


@dataclass(frozen=True, slots=True)
class Body:
    """What was found of the words of chapters, and where their pages begin in them."""

    findings: list[Finding]
    starts: list[PageStart]


def check(name: str, ledger: Ledger, found: Sequence[PrintedPage], structure: Structure) -> Body:
    """Compare the text of each chapter with what stands on its pages.

    A ledger that does not have the words gives no finding, nor does a file without tags: furniture
    can't be told from text in it. Then it isn't known where pages begin, either.
    """
    body = Body([], [])
    if not any(page.marks for page in found):
        return body
    names, on_pages = structure.names, _names(structure)
    for stretch in _stretches(ledger, structure, len(found)):
        if all(record.text is not None for record in stretch.records):
            pages = enumerate(found[stretch.first - 1 : stretch.stop - 1], stretch.first)
            lines = [Line.of(number, said) for number, page in pages for said in page.body]
            read = _faults(lines, stretch, structure.folios, on_pages)
            body.findings.extend(_findings(name, read.faults))
            others = (names[own].page for own in OWN_PIECES if own in names)
            stop = min(
                (one for one in others if stretch.first < one < stretch.stop), default=stretch.stop
            )
            there = [n for n in range(stretch.first, stop) if found[n - 1].words]
            body.starts.extend(_starts(stretch, structure, read, there))
    return body


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Pages from `first` up to `stop`, and the chapters that they hold: mostly one."""

    records: Sequence[ChapterRecord]
    first: int
    stop: int


def _stretches(ledger: Ledger, structure: Structure, pages: int) -> Iterator[_Stretch]:
    """Yield the pages of each chapter up to those of a part, those that begin on one together."""
    names = structure.names
    parts = [names[part].page for part in ledger.parts if part in names]
    starts: dict[int, list[ChapterRecord]] = {}
    for record in ledger.chapters:
        if record.anchor in names:
            starts.setdefault(names[record.anchor].page, []).append(record)
    for first, following in pairwise([*sorted(starts), pages + 1]):
        others = [page for page in parts if first < page < following]
        yield _Stretch(starts[first], first, min(others, default=following))


def _names(structure: Structure) -> Mapping[int, set[str]]:
    """Return by page the names that stand on it, but for those of notes and calls."""
    found: dict[int, set[str]] = {}
    for name, place in structure.names.items():
        if not name.startswith(("note-", "call-", "at-note-")):
            found.setdefault(place.page, set()).add(name)
    return found


def _title(record: ChapterRecord, folios: Mapping[str, str]) -> str:
    title = filled(record.title, _worded(record.references[: record.in_title]), folios)
    return f"{title} {record.byline}" if record.byline else title


def _text(record: ChapterRecord, folios: Mapping[str, str]) -> str:
    return filled(record.text or "", _worded(record.references[record.in_title :]), folios)


def _worded(references: Sequence[Reference]) -> list[Reference]:
    """Return references but for those of a number alone, which are told by what they lead to."""
    return [one for one in references if one.printed != "{folio}"]


# -- what is wrong --


@dataclass(frozen=True, slots=True)
class _Fault:
    """Letters and words that are lost from a chapter, or added to it, at a page.

    `at_edge` tells that they are the first or the last to be drawn on their page.
    """

    rule: Rule
    page: int
    letters: str
    words: Sequence[str]
    chapter: str
    at_edge: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    """What is wrong with the lines of some pages, and where in the script each page begins.

    `begins` gives by page the letters of the script before its first line that is known, `lengths`
    by chapter those of its title and of all it says.
    """

    faults: list[_Fault]
    begins: Mapping[int, int]
    lengths: Sequence[tuple[int, int]]


def _faults(
    lines: Sequence[Line],
    stretch: _Stretch,
    folios: Mapping[str, str],
    names: Mapping[int, set[str]],
) -> _Read:
    """Read the lines of some pages."""
    titles = [_title(record, folios) for record in stretch.records]
    texts = [_text(record, folios) for record in stretch.records]
    said = (f"{title} {words}" for title, words in zip(titles, texts, strict=True))
    script = Script.of(" ".join(said))
    above, at = _opening(lines, script, len(text.bare(titles[0])))
    repeated = [said for record in stretch.records for said in _repeated(record)]
    text_lines = lines[above:]
    faults: list[_Fault] = []
    known: dict[int, int] = {}
    for gap in gaps(text_lines, script, at, repeated, known):
        kept = _without_others(gap, text_lines, script, names)
        faults += _of_gap(kept, text_lines, script, stretch)
    over = [_over(line) for line in lines[:above]]
    strange = [one for one in over if len(one.letters) > (_OVER if at == 0 else _INITIAL)]
    begins: dict[int, int] = {}
    for index, before in known.items():
        page = text_lines[index].page
        begins[page] = min(before, begins.get(page, before))
    lengths = [
        (len(text.bare(title)), len(text.bare(f"{title} {words}")))
        for title, words in zip(titles, texts, strict=True)
    ]
    said_faults = _paired([*strange, *faults], [one for one in over if one not in strange])
    return _Read(said_faults, begins, lengths)


# -- where pages begin --


def _starts(
    stretch: _Stretch, structure: Structure, read: _Read, pages: Sequence[int]
) -> Iterator[PageStart]:
    """Yield where `pages` of a stretch begin, those that are not blank.

    A page on which no line is known, such as one that notes fill, begins where the next one does.
    """
    after = sum(length for _, length in read.lengths)
    begins: dict[int, int] = {}
    for page in reversed(pages):
        after = begins[page] = min(read.begins.get(page, after), after)
    anchors = {structure.names[one.anchor].page: one.anchor for one in reversed(stretch.records)}
    for page in pages:
        label = structure.labels[page - 1]
        if page == stretch.first:
            yield PageStart(label, anchors[page])
        else:
            yield _start(label, begins[page], stretch, read, structure.folios)


def _start(
    label: str, at: int, stretch: _Stretch, read: _Read, folios: Mapping[str, str]
) -> PageStart:
    """Return the beginning of a page at a letter of the script of a stretch."""
    index = 0
    while index + 1 < len(read.lengths) and at >= read.lengths[index][1]:
        at -= read.lengths[index][1]
        index += 1
    record, (title, _) = stretch.records[index], read.lengths[index]
    if at < title or (at == title and index > 0):
        return PageStart(label, record.anchor)
    return PageStart(label, record.anchor, _without_references(at - title, record, folios))


def _without_references(at: int, record: ChapterRecord, folios: Mapping[str, str]) -> int:
    """Return how many letters of a chapter's own words stand before a letter of what it says."""
    words, said = record.text or "", 0
    for reference in _worded(record.references[record.in_title :]):
        before = len(text.bare(words[: reference.at]))
        if at <= before + said:
            break
        own = len(text.bare(filled("", [replace(reference, at=0)], folios)))
        at, said = max(at, before + said + own), said + own
    return at - said


def _over(line: Line) -> _Fault:
    """Return what it would be if a line over a title had no place there."""
    return _Fault(ADDED, line.page, line.words, [line.said], "", len(line.words) <= _INITIAL)


def _repeated(record: ChapterRecord) -> list[str]:
    return [text.bare(words) for words in (*record.tables, *record.over_notes)]


_ABOVE = 5  # lines that may stand over a title: a number, the name of what is numbered
_KNOWN = 20  # letters by which a beginning is known
_OVER = 60  # letters of a line over a title
_INITIAL = 2  # letters of a large initial, which may be drawn before all else


def _opening(lines: Sequence[Line], script: Script, title: int) -> tuple[int, int]:
    """Return how many lines stand over the title of a chapter, and where its script begins.

    That is behind the `title` letters of it where none is shown, as in a dedication.
    """
    shown, text_alone = script.letters[:title], script.letters[title : title + _KNOWN]
    beginnings = [(shown + text_alone, 0), (shown, 0), (text_alone, title)]
    for known, start in beginnings:
        for count in range(min(_ABOVE, len(lines)) + 1):
            said = "".join(line.words for line in lines[count : count + _KNOWN])
            if known and _begins(said, known):
                return count, start
    return 0, 0


def _begins(said: str, known: str) -> bool:
    """Tell whether lines begin with what is known; from right to left, in whatever order."""
    if said.startswith(known):
        return True
    return right_to_left(known) and sorted(said[: len(known)]) == sorted(known)


def _without_others(
    gap: Gap, lines: Sequence[Line], script: Script, names: Mapping[int, set[str]]
) -> Gap:
    """Return a gap without pages behind the chapter that have a name, and so are others."""
    if gap.stop < len(script.letters) or gap.last < len(lines) or gap.start < gap.stop:
        return gap
    own = lines[gap.first - 1].page if gap.first else 0
    others = (
        index
        for index in range(gap.first, gap.last)
        if lines[index].page > own and names.get(lines[index].page)
    )
    return replace(gap, last=next(others, gap.last))


_LONGEST = 6000  # letters of a gap that are compared one by one


def _of_gap(gap: Gap, lines: Sequence[Line], script: Script, stretch: _Stretch) -> Iterator[_Fault]:
    """Yield what is lost from a gap and added in it."""
    there = [line for line in lines[gap.first : gap.last] if not line.marks]
    printed = Script.of(" ".join(line.said for line in there))
    lost = script.letters[gap.start : gap.stop]
    chapter = stretch.records[-1].id if len(stretch.records) == 1 else ""
    page = there[0].page if there else _page(gap, lines, stretch)
    edge = not lost and _at_edge(gap, lines)

    def fault(rule: Rule, letters: str, words: Sequence[str]) -> _Fault:
        return _Fault(rule, page, letters, words, chapter, at_edge=edge)

    if not lost or not printed.letters:
        if lost:
            yield fault(LOST, lost, script.between(gap.start, gap.stop))
        if printed.letters:
            yield fault(ADDED, printed.letters, printed.words)
        return
    if sorted(lost) == sorted(printed.letters):
        yield fault(DISORDERED, "", printed.words)
        return
    for (a, b), (x, y) in _differences(lost, printed.letters):
        if b > a:
            yield fault(LOST, lost[a:b], script.between(gap.start + a, gap.start + b))
        if y > x and not _is_marker(printed.between(x, y)):
            yield fault(ADDED, printed.letters[x:y], printed.between(x, y))


def _differences(one: str, other: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the ranges of two texts that differ; both as a whole where they are too long."""
    if max(len(one), len(other)) > _LONGEST:
        yield (0, len(one)), (0, len(other))
        return
    for kind, a, b, x, y in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            yield (a, b), (x, y)


def _is_marker(words: Sequence[str]) -> bool:
    return all(Line.of(0, word).marks for word in words)


def _page(gap: Gap, lines: Sequence[Line], stretch: _Stretch) -> int:
    """Return the page on which lost words should stand: that of the words before them."""
    if not lines:
        return stretch.first
    return lines[max(gap.first - 1, 0)].page


def _at_edge(gap: Gap, lines: Sequence[Line]) -> bool:
    """Tell whether the lines of a gap are the first or the last that are drawn on a page."""
    if gap.first == gap.last:
        return False
    before = lines[gap.first - 1].page if gap.first else 0
    after = lines[gap.last].page if gap.last < len(lines) else 0
    return before != lines[gap.first].page or after != lines[gap.last - 1].page


def _paired(faults: Sequence[_Fault], over: Sequence[_Fault]) -> list[_Fault]:
    """Return faults, where what is lost here is added elsewhere as one: that of the order.

    What is drawn first or last on its page may stand anywhere on it, as a large initial does.
    """
    left, strange = list(faults), [fault for fault in (*over, *faults) if fault.rule is ADDED]
    for fault in faults:
        other = next(
            (o for o in strange if fault.rule is LOST and o.letters == fault.letters), None
        )
        if other is None:
            continue
        strange.remove(other)
        at = left.index(fault)
        left = [one for one in left if one is not other and one is not fault]
        if not (other.at_edge and other.page == fault.page):
            left.insert(at, replace(fault, rule=DISORDERED))
    return left


# -- what is said of it --

_MOST = 3  # findings of a chapter: what follows from the first is seldom worth reading
_SHOWN = 12  # words of a place that a message gives


def _findings(name: str, faults: Sequence[_Fault]) -> Iterator[Finding]:
    for fault in faults[:_MOST]:
        words = " ".join(fault.words[:_SHOWN]) + ("…" if len(fault.words) > _SHOWN else "")
        of = f" of chapter `{fault.chapter}`" if fault.chapter else ""
        if fault.rule is LOST:
            message = f"“{words}”{of} is not on its pages"
        elif fault.rule is ADDED:
            message = f"“{words}” is none of the words{of} there"
        else:
            message = f"“{words}”{of} stands in another place than in the book"
        yield Finding(fault.rule.at(Span(f"{name}#page={fault.page}"), message))
