"""Compare a table of contents, of whatever kind, with the chapters of the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Ledger
from scholiast.source import Span
from scholiast.verify.proof import Finding

INCOMPLETE = Rule(
    "V030",
    "contents-incomplete",
    Severity.ERROR,
    """\
A table of contents does not lead to one of the chapters.

This is said of the navigation and the older NCX of an EPUB, of the contents of a web book, and of
the outline (the bookmarks) of a PDF.""",
)

DISORDERED = Rule(
    "V031",
    "contents-order",
    Severity.ERROR,
    """\
Chapters stand in another order than in the book: in the spine, in a table of contents, or in the
pages themselves.""",
)

MISLABELLED = Rule(
    "V032",
    "contents-label",
    Severity.ERROR,
    """\
An entry of a table of contents is called otherwise than the chapter or section that it leads to.
""",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a table of contents: its `label`, and the `chapter` in which it lands.

    `heading` are the words it lands at, None where that is not the beginning of a section.
    """

    label: str
    chapter: str | None
    heading: str | None
    place: Span


def compare(ledger: Ledger, entries: Sequence[Entry], what: str, place: Span) -> Iterator[Finding]:
    """Yield how the table of contents called `what` differs from the chapters of the ledger."""
    landed = [entry for entry in entries if entry.chapter is not None]
    runs = [chapter or "" for chapter, _ in groupby(landed, lambda entry: entry.chapter)]
    yield from order(ledger, runs, what, place)
    titles = {chapter.id: chapter.title for chapter in ledger.chapters}
    met: set[str] = set()
    for entry in landed:
        title = titles[entry.chapter or ""]
        heading = title if entry.chapter not in met else entry.heading
        met.add(entry.chapter or "")
        if heading is not None and not alike(entry.label, heading):
            message = f"the entry “{entry.label}” of the {what} leads to “{heading}”"
            yield Finding(MISLABELLED.at(entry.place, message))


def order(ledger: Ledger, chapters: Sequence[str], what: str, place: Span) -> Iterator[Finding]:
    """Yield how `chapters`, ids in the order of the `what`, differ from the ledger's order."""
    expected = [chapter.id for chapter in ledger.chapters]
    for chapter in expected:
        if chapter not in chapters:
            yield Finding(INCOMPLETE.at(place, f"chapter `{chapter}` is missing from the {what}"))
    present = [chapter for chapter in expected if chapter in chapters]
    for want, have in zip(present, chapters, strict=False):
        if want != have:
            message = f"in the {what}, chapter `{have}` stands in the place of `{want}`"
            yield Finding(DISORDERED.at(place, message))
            return
    if len(chapters) > len(present):
        again = chapters[len(present)]
        yield Finding(DISORDERED.at(place, f"chapter `{again}` stands twice in the {what}"))


def alike(label: str, heading: str) -> bool:
    """Tell whether a label names a heading: either may have a number or a kind before it."""
    one, other = text.bare(label), text.bare(heading)
    return one.endswith(other) or other.endswith(one)
