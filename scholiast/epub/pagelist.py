"""The pages of the printed book in an EPUB: a marker where each begins, and the list of them.

Sources: EPUB Accessibility 1.1, 4.2 (page navigation); EPUB 3.3, 7.4.4 (the page-list nav element);
DPUB-ARIA 1.1, doc-pagebreak; https://www.w3.org/publishing/a11y/page-source-id/ (pageBreakSource).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from scholiast import imprint, markup, text
from scholiast.book import Book
from scholiast.config import Metadata
from scholiast.edition import Format
from scholiast.markup import Element
from scholiast.paging import PageStart, marker_id

FEATURES = ("pageBreakMarkers", "pageNavigation")
"""What an EPUB with a page list has of schema.org's accessibility features."""

ROLE = "doc-pagebreak"
_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the page list: the label of a page, and where it begins."""

    label: str
    target: str


def shown(book: Book, starts: Iterable[PageStart]) -> tuple[PageStart, ...]:
    """Return those of the pages of print that begin in what an EPUB shows of a book.

    Its contents come before all texts, so that their page is left out where print has a text first.
    """
    texts = {chapter.anchor for chapter in book.chapters}
    anchors = texts | {part.id for part in book.parts} | {"title-page", "imprint"}
    found = list(starts)
    first = next((start.anchor for start in found if start.anchor in texts | {"contents"}), None)
    if first == "contents":
        anchors.add("contents")
    return tuple(start for start in found if start.anchor in anchors)


def with_markers(book: Book, starts: Iterable[PageStart]) -> Book:
    """Return a book with a marker in the text of its chapters where each page begins."""
    within: dict[str, list[PageStart]] = {}
    for start in starts:
        if start.letters is not None:
            within.setdefault(start.anchor, []).append(start)
    return replace(
        book,
        chapters=tuple(
            replace(chapter, body=mark(chapter.body, within[chapter.anchor]))
            if chapter.anchor in within
            else chapter
            for chapter in book.chapters
        ),
    )


def openings(starts: Iterable[PageStart]) -> dict[str, list[str]]:
    """Return the labels of pages that begin with a document, by the id of what is in it."""
    found: dict[str, list[str]] = {}
    for start in starts:
        if start.letters is None:
            found.setdefault(start.anchor, []).append(start.label)
    return found


def entries(starts: Sequence[PageStart], addresses: Mapping[str, str]) -> list[Entry]:
    """Return the page list; `addresses` gives the document of each anchor, from the package."""
    return [
        Entry(start.label, f"{addresses[start.anchor]}#{marker_id(start.label)}")
        for start in starts
    ]


def source(metadata: Metadata) -> str:
    """Return what names the printed edition: its ISBN as a URN, else its title and publisher."""
    number = imprint.isbn(metadata, Format.PDF)
    if number:
        return f"urn:isbn:{''.join(c for c in number if c.isalnum())}"
    said = [metadata.title, metadata.publisher, metadata.date and metadata.date[:4]]
    return ", ".join(part for part in said if part)


# -- markers in a text --


@dataclass(frozen=True, slots=True)
class _Slot:
    """A stretch of text in a tree: the text of an element, or what follows it (`is_tail`)."""

    element: Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""


def mark(fragment: str, starts: Sequence[PageStart]) -> str:
    """Return the text of a chapter with a marker before the letters at which pages begin.

    Letters are those of `text.bare`, as PageStart counts them; past the last one it is the end.
    """
    tree = markup.parse(fragment)
    places = list(_places(tree, starts))
    for start, slot, at in reversed(places):
        _insert(slot, at, start.label)
    return markup.serialise(tree)


def _places(tree: Element, starts: Sequence[PageStart]) -> Iterator[tuple[PageStart, _Slot, int]]:
    slots = [slot for slot in _slots(tree) if slot.text]
    before, waiting = 0, list(starts)
    last = _Slot(tree, is_tail=False)
    for slot in slots:
        count = len(text.bare(slot.text))
        if count:
            last = slot
        while waiting and (waiting[0].letters or 0) < before + count:
            start = waiting.pop(0)
            yield start, slot, _place(slot.text, (start.letters or 0) - before)
        before += count
    for start in waiting:
        yield start, last, len(last.text)


def _place(words: str, letters: int) -> int:
    """Return the index of the letter before which so many stand, or of marks that open its word."""
    at, count = 0, 0
    while at < len(words):
        own = len(text.bare(words[at]))
        if own and count >= letters:
            break
        count, at = count + own, at + 1
    first = at
    while first and not words[first - 1].isspace() and not text.bare(words[first - 1]):
        first -= 1
    return first if first == 0 or words[first - 1].isspace() else at


def _slots(element: Element) -> Iterator[_Slot]:
    """Yield all text of a tree that counts as its words, as `markup.words` does."""
    if not isinstance(element.tag, str) or element.tag in (markup.MATHML, _SVG):
        return
    if markup.is_call(element) or markup.is_page_reference(element):
        return
    yield _Slot(element, is_tail=False)
    for child in element:
        yield from _slots(child)
        yield _Slot(child, is_tail=True)


def _insert(slot: _Slot, at: int, label: str) -> None:
    marker = etree.Element("span", {"id": marker_id(label), "role": ROLE})
    marker.set(markup.EPUB_TYPE, "pagebreak")
    marker.set("aria-label", label)
    words, element = slot.text, slot.element
    marker.tail = words[at:]
    if slot.is_tail:
        element.tail = words[:at]
        parent = element.getparent()
        assert parent is not None
        parent.insert(parent.index(element) + 1, marker)
    else:
        element.text = words[:at]
        element.insert(0, marker)
