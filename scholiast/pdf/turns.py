"""Lines ended early, where a second note is called in a line and the first leaves it no room.

A note that is longer than the page fills it, and the next one can only begin where it ends. Where
both are called in one line, that line is ended before the word of the second call, so that the word
goes to the page where its note begins.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from scholiast.book import Book, Chapter
from scholiast.markup import Element
from scholiast.pdf import rules
from scholiast.pdf.log import Log

AT_CALL = {None, "margin"}
"""Where notes stand that have to begin on the page of their call."""


def first_pages(pages: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return by id the index of the page where it first stands, of pages given by their ids."""
    places: dict[str, int] = {}
    for number, page in enumerate(pages):
        for name in page:
            places.setdefault(name, number)
    return places


def late_notes(chapter: Chapter, places: Mapping[str, int]) -> Iterator[str]:
    """Yield the ids of the first calls of notes that do not begin on the page of their call.

    `places` are pages by id. A note that is called in a note begins where that one ends, and is
    not counted.
    """
    for note in chapter.notes:
        call = note.references[0].id
        if (
            note.placement in AT_CALL
            and note.parent is None
            and places.get(note.id) != places.get(call)
        ):
            yield call


def inspect_notes(book: Book, pages: Iterable[Iterable[str]], log: Log) -> None:
    """Enter in the log each note that does not begin on the page of its call.

    `pages` are the ids that stand on each page, in order. A note that is called in a note begins
    where that one ends, and is left to proofreading.
    """
    places = first_pages(pages)
    for chapter in book.chapters:
        late = set(late_notes(chapter, places))
        for note in chapter.notes:
            if note.references[0].id in late:
                log.diagnostics.append(
                    rules.LATE_NOTE.at(
                        note.place,
                        f"the note `{note.label}` does not begin on the page of its call",
                        "move its call to another line, or shorten the note before it",
                    )
                )


def turn_before(call: str, trees: Sequence[Element]) -> bool:
    """End the line before the word of a call; False where that was done, or can't be."""
    for tree in trees:
        for element in tree.iter("a"):
            if element.get("id") == call:
                return _turn(element)
    return False


def _turn(call: Element) -> bool:
    before = call.getprevious()
    parent = call.getparent()
    words = (parent.text if before is None else before.tail) or ""
    head, space, word = words.rstrip().rpartition(" ")
    if not space or not word:
        return False
    line_end = etree.Element("br")
    line_end.tail = word + words[len(words.rstrip()) :]
    if before is None:
        parent.text = head
        parent.insert(0, line_end)
    else:
        before.tail = head
        before.addnext(line_end)
    return True
