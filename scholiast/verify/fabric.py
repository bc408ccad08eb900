"""Check what a PDF is made of beside words: its tags, the numbers of its pages, its fonts."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Ledger
from scholiast.source import Span
from scholiast.verify import apparatus
from scholiast.verify.footnotes import PrintedPage
from scholiast.verify.proof import Finding
from scholiast.verify.tagging import Tags

TAGS = Rule(
    "V311",
    "pdf-tags",
    Severity.ERROR,
    """\
The tags of a PDF do not fit together, or do not fit its pages.

Tags say in which order a text is read, what is a heading, a list or a link. Each part of the
structure tree has to know its parent; each piece of marked content on a page belongs to exactly one
element, the tree lists it there, and each link stands in an element for links. What is on a page
and in no element is marked as an artifact, as running heads and folios are (ISO 32000-2, 14.7;
ISO 14289-1, 7.1). Else screen readers leave out text, or read it where it does not stand.""",
)

NOTE_TAG = Rule(
    "V312",
    "pdf-note-tag",
    Severity.ERROR,
    """\
A note is not tagged as a note, or has no ID of its own.

A screen reader announces a note, and leads back to where it is called, by its tag `Note`
(`FENote` in PDF 2.0), which needs an ID that nothing else in the file has (ISO 14289-1, 7.9). The
same is said of the IDs of headings of tables, which cells name.""",
)

FOLIO = Rule(
    "V313",
    "folio",
    Severity.ERROR,
    """\
A page is printed with another number than it has.

The number that a reader types to get to a page is its label; contents, index and page references
say the same. The number printed at the head or foot of the page has to be that one.""",
)

FONT_TWICE = Rule(
    "V314",
    "font-twice",
    Severity.ERROR,
    """\
A font is embedded more than once under one name.

Each subset of a font has a name of its own in a file (ISO 32000-2, 9.9.2). Some printers take the
first of one name for all, and letters that it lacks are not printed.""",
)


def check(
    span: Callable[[int | None], Span],
    tags: Tags,
    pages: Sequence[PrintedPage],
    labels: Sequence[str],
    ledger: Ledger,
) -> Iterator[Finding]:
    """Yield what is wrong with tags, folios and fonts; `span` gives the place of a page."""
    if tags.tagged:
        yield from _check_tags(span, tags, pages)
        yield from _check_notes(span, tags, ledger)
    for page, message in _wrong_folios(pages, labels):
        yield Finding(FOLIO.at(span(page), message))
    for name in tags.fonts:
        message = f"more than one program is embedded for the font `{name.removeprefix('/')}`"
        yield Finding(FONT_TWICE.at(span(None), message))


def _check_tags(
    span: Callable[[int | None], Span], tags: Tags, pages: Sequence[PrintedPage]
) -> Iterator[Finding]:
    for page, message in tags.problems:
        yield Finding(TAGS.at(span(page), message))
    for number, (page_read, owned) in enumerate(zip(pages, tags.owned, strict=True), 1):
        for message in _misplaced(page_read.marks, owned):
            yield Finding(TAGS.at(span(number), message))
        if page_read.loose:
            shown = text.readable(page_read.loose)
            message = f"“{shown}” is neither in an element nor an artifact"
            yield Finding(TAGS.at(span(number), message))


def _misplaced(marks: Sequence[int], owned: Sequence[int]) -> Iterator[str]:
    """Say in what the marked contents of a page differ from those that elements have of it."""
    if sorted(marks) == sorted(owned):
        return
    drawn, had = Counter(marks), Counter(owned)
    if lost := sorted(drawn - had):
        yield f"content {lost[0]} is in no element, or stands on the page twice"
    if gone := sorted(had - drawn):
        yield f"content {gone[0]} of an element is not on the page, or is in two elements"


def _check_notes(
    span: Callable[[int | None], Span], tags: Tags, ledger: Ledger
) -> Iterator[Finding]:
    for page, message in tags.alike:
        yield Finding(NOTE_TAG.at(span(page), message))
    for note in ledger.notes:
        if not any(call.id in tags.notes for call in note.calls):
            message = f"{apparatus.title(note)} is not tagged as a note"
            yield Finding(NOTE_TAG.at(span(None), message), note.id)


def _wrong_folios(pages: Sequence[PrintedPage], labels: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield pages that bear another number than theirs, and what is to be said of it.

    Numbers in running heads may be those of chapters, or titles. Folios are those at one height
    that differ from page to page.
    """
    rows: dict[int, dict[int, list[str]]] = {}
    for number, page in enumerate(pages, 1):
        for shown, height in page.numbers:
            rows.setdefault(round(height / 100), {}).setdefault(number, []).append(shown)
    for row in rows.values():
        changes = [one != other for one, other in pairwise(row.values())]
        if sum(changes) * 2 <= len(changes):
            continue
        for number, numbers in row.items():
            label = labels[number - 1]
            if label.casefold() not in map(str.casefold, numbers):
                yield number, f"page {label} is printed with the number {numbers[-1]}"
