"""Verse: each number stands beside the line that it counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Ledger, VerseLine
from scholiast.source import Span
from scholiast.verify.footnotes import PrintedPage, right_to_left
from scholiast.verify.pages import Page, words
from scholiast.verify.proof import Finding

LINE_NUMBER = Rule(
    "V040",
    "line-number",
    Severity.ERROR,
    """\
A line of verse does not bear the number that the book gives it, or a number stands beside another
line.

Who looks up line 12 of a poem, or reads a note on it, finds other words there.""",
)

_NUMBER = "data-line"


def check_pages(
    pages: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Compare the numbered lines of documents with the ledger; `chapters` as for `apparatus`."""
    expected = {chapter.id: {one.id: one for one in chapter.lines} for chapter in ledger.chapters}
    last = {chapters.get(page.path, ""): page for page in pages}
    met: dict[str, set[str]] = {}
    for page in pages:
        chapter = chapters.get(page.path, "")
        lines = expected.get(chapter, {})
        seen = met.setdefault(chapter, set())
        for element in page.root.iter(etree.Element):
            number = element.get(_NUMBER)
            if number is None:
                continue
            line = lines.get(element.get("id", ""))
            seen.add(element.get("id", ""))
            said = text.readable(words(element))
            if line is None or number != line.number or not said.startswith(line.begins):
                message = f"the number {number} stands beside “{said[:40]}”"
                yield Finding(LINE_NUMBER.at(page.place(element), message))
        if last[chapter] is page:  # it may be one of several documents of its chapter
            for line in (line for name, line in lines.items() if name not in seen):
                yield Finding(LINE_NUMBER.at(page.place(), _lost(line)))


def check_printed(
    span: Callable[[int | None], Span], pages: Sequence[PrintedPage], ledger: Ledger
) -> Iterator[Finding]:
    """Compare the numbered lines of pages with the ledger; `span` gives the place of a page."""
    expected = {line.id: line for chapter in ledger.chapters for line in chapter.lines}
    seen: set[str] = set()
    for number, page in enumerate(pages, 1):
        for name, shown, said in page.verse:
            line = expected[name]
            seen.add(name)
            if shown.strip() != line.number or not _begins(said, line.begins):
                message = f"beside “{text.readable(said)[:40]}” stands “{shown.strip()}”, which is"
                yield Finding(LINE_NUMBER.at(span(number), f"{message} not {_line(line)}"))
    for line in (line for name, line in expected.items() if name not in seen):
        yield Finding(LINE_NUMBER.at(span(None), _lost(line)))


def _begins(said: str, words: str) -> bool:
    """Tell whether a line begins with some words; one that is turned over has only the first."""
    there, wanted = text.bare(said), text.bare(words)
    if right_to_left(wanted):
        return set(wanted) <= set(there) or set(there) <= set(wanted)
    return there.startswith(wanted) or (bool(there) and wanted.startswith(there))


def _line(line: VerseLine) -> str:
    return f"line {line.number}, “{line.begins}”"


def _lost(line: VerseLine) -> str:
    return f"{_line(line)}, is not there with its number"
