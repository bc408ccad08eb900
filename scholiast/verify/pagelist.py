"""Proofread the page list of an EPUB: it is whole, and its pages begin where those of print do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Ledger
from scholiast.paging import OWN_PIECES, PageStart
from scholiast.source import Span
from scholiast.verify import pages
from scholiast.verify.pages import Element, Page
from scholiast.verify.proof import Finding

UNLISTED = Rule(
    "V130",
    "page-list-broken",
    Severity.ERROR,
    """\\
The page list of an EPUB and its page markers do not agree.

Each entry of the list has to lead to a marker with the same label, each marker is in the list once,
and the list is in the order of reading (EPUB 3.3, 7.4.4; EPUB Accessibility 1.1, 4.2). A class that
is told to turn to page 12 finds it by this list.""",
)

UNLIKE_PRINT = Rule(
    "V131",
    "page-list-unlike-print",
    Severity.ERROR,
    """\\
The pages in the page list of an EPUB are not those of the printed book.

One is missing that begins in a chapter, or there is one that print does not have. The ledger says
where pages begin, from the proof of the PDF that was made in the same build.""",
)

MISPLACED = Rule(
    "V132",
    "page-marker-misplaced",
    Severity.ERROR,
    """\\
A page marker of an EPUB stands at another place in the text than where the printed page begins.

Who follows a reference to a page would look for it in vain on the page before or behind.""",
)

NO_SOURCE = Rule(
    "V133",
    "page-list-without-source",
    Severity.ERROR,
    """\\
An EPUB has a page list and does not say of which edition.

The package names it with `pageBreakSource`, best by its ISBN (EPUB Accessibility 1.1, 4.2.3):
numbers of pages mean something only if it is known which book they are of.""",
)

_OPF = "{http://www.idpf.org/2007/opf}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_MARKER = "doc-pagebreak"


def check(
    package: Element,
    place: Span,
    nav: Page | None,
    documents: Sequence[Page],
    chapters: Mapping[str, str],
    ledger: Ledger,
) -> Iterator[Finding]:
    """Yield what is wrong with page list and markers; `documents` are in the order of reading.

    `chapters` gives by path of a document the id of its chapter.
    """
    markers = list(_markers(documents))
    links = [] if nav is None else list(_links(nav))
    if not markers and not links and not ledger.starts:
        return
    yield from _agreement(place, markers, links)
    yield from _print(place, markers, documents, chapters, ledger)
    properties = {meta.get("property") for meta in package.iter(f"{_OPF}meta")}
    if (markers or links) and "pageBreakSource" not in properties:
        yield Finding(NO_SOURCE.at(place, "the package has no `pageBreakSource`"))


_Marker = tuple[str, Page, Element]


def _markers(documents: Sequence[Page]) -> Iterator[_Marker]:
    """Yield label, document and element of each marker.

    A manuscript may have marks of the pages of another edition: they have the role alone.
    """
    for page in documents:
        for element in page.root.iter(etree.Element):
            is_ours = "pagebreak" in element.get(_TYPE, "").split()
            if is_ours and element.get("role") == _MARKER:
                yield element.get("aria-label", ""), page, element


_Link = tuple[str, tuple[str, str] | None]


def _links(nav: Page) -> Iterator[_Link]:
    """Yield label and target of each entry of the page list."""
    for element in nav.root.iter("nav"):
        if "page-list" in element.get(_TYPE, "").split():
            for link in element.iter("a"):
                target = pages.resolve(nav.path, link.get("href", ""))
                yield text.readable("".join(link.itertext())), target


def _agreement(
    place: Span,
    markers: Sequence[_Marker],
    links: Sequence[_Link],
) -> Iterator[Finding]:
    there: list[_Link] = [
        (label, (page.path, element.get("id", ""))) for label, page, element in markers
    ]
    for label, _ in (Counter(links) - Counter(there)).items():
        message = f"the entry “{label[0]}” leads to no marker of that page"
        yield Finding(UNLISTED.at(place, message))
    for label, _ in (Counter(there) - Counter(links)).items():
        message = f"the marker of page {label[0]} is not in the page list"
        yield Finding(UNLISTED.at(place, message))
    if Counter(there) == Counter(links) and there != links:
        yield Finding(UNLISTED.at(place, "the page list is not in the order of reading"))


def _print(
    place: Span,
    markers: Sequence[_Marker],
    documents: Sequence[Page],
    chapters: Mapping[str, str],
    ledger: Ledger,
) -> Iterator[Finding]:
    if not ledger.starts:
        return
    known = {start.label: start for start in ledger.starts}
    texts = {record.anchor for record in ledger.chapters} | set(ledger.parts)
    found = {label for label, _, _ in markers}
    for start in ledger.starts:
        if start.anchor in texts and start.label not in found:
            message = f"page {start.label} of the printed book has no marker"
            yield Finding(UNLIKE_PRINT.at(place, message))
    anchors = {record.id: record.anchor for record in ledger.chapters}
    before = _letters_before(documents, chapters)
    for label, page, element in markers:
        anchor = anchors.get(chapters.get(page.path, ""))
        if label not in known:
            message = f"the printed book has no page {label}"
            yield Finding(UNLIKE_PRINT.at(page.place(element), message))
        elif not _is_in_place(known[label], page, element, anchor, before.get(page.path, 0)):
            message = f"the marker of page {label} is not where that page begins"
            yield Finding(MISPLACED.at(page.place(element), message))


def _letters_before(documents: Sequence[Page], chapters: Mapping[str, str]) -> dict[str, int]:
    """Return by path how many letters of its chapter stand in documents before one."""
    counts: Counter[str] = Counter()
    found: dict[str, int] = {}
    for page in documents:
        if (chapter := chapters.get(page.path)) is not None:
            found[page.path] = counts[chapter]
            counts[chapter] += sum(len(text.bare(pages.words(body))) for body in _bodies(page))
    return found


def _bodies(page: Page) -> list[Element]:
    return [e for e in page.root.iter(etree.Element) if "chapter-text" in _classes(e)]


def _is_in_place(
    start: PageStart, page: Page, marker: Element, anchor: str | None, before: int
) -> bool:
    """Tell whether a marker stands where a page begins.

    `anchor` is that of the chapter of its document, if any, of which so many letters stand `before`
    that document.
    """
    if start.anchor in OWN_PIECES:
        return anchor is None
    if anchor is None:
        return start.anchor in page.ids and start.letters is None
    bodies = _bodies(page)
    inside = any(body in marker.iterancestors() for body in bodies)
    if start.anchor != anchor or inside is (start.letters is None):
        return False
    if start.letters is None:
        return True
    return start.letters == before + len(text.bare(pages.words_before(bodies[0], marker)))


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()
