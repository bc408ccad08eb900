"""Notes that are counted anew on each page: their marks, given when there are pages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from scholiast import series
from scholiast.book import Chapter
from scholiast.markup import Element, write_mark


def first_marks(chapter: Chapter) -> dict[str, str]:
    """Return by id a mark for each note that is counted by pages, before there are any."""
    return {note.id: series.mark(note.by_page, 1) for note in chapter.notes if note.by_page}


def page_marks(chapter: Chapter, places: Mapping[str, int]) -> dict[str, str]:
    """Return by id the mark of each note that is counted by pages; `places` are pages by id.

    A note counts on the page of its first call.
    """
    counts: Counter[tuple[str, int | None]] = Counter()
    found = {}
    for note in chapter.notes:
        if note.by_page:
            key = note.series, places.get(note.references[0].id)
            counts[key] += 1
            found[note.id] = series.mark(note.by_page, counts[key])
    return found


def set_marks(trees: Sequence[Element], marks: Mapping[str, str]) -> None:
    """Write marks into the calls of notes, by their ids, and into the notes themselves."""
    if not marks:
        return
    for tree in trees:
        for link in tree.iter("a"):
            if link.get("role") == "doc-noteref":
                mark = marks.get(link.get("href", "")[1:])
                if mark is not None:
                    write_mark(link, mark)
        for note in tree.iter("article"):
            mark = marks.get(note.get("id", ""))
            if mark is not None:
                next(a for a in note.iter("a") if a.get("role") == "doc-backlink").text = mark
