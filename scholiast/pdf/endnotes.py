"""Running heads over notes at the end of the book: to which pages the notes of a page belong."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scholiast.book import Chapter
from scholiast.markup import Element
from scholiast.wording import apparatus_words

HEADS = ("verso", "recto")
"""The named strings of the running heads."""


def heads(
    chapter: Chapter, pages: Iterable[Iterable[str]], folios: Mapping[str, str]
) -> Iterator[str | None]:
    """Yield for each page of a chapter of notes its running head, None where it is as before.

    `pages` are given by the ids on them, `folios` by id. A note that runs on over several pages is
    on each of them.
    """
    calls = {note.id: note.references[0].id for note in chapter.guests if note.parent is None}
    words = apparatus_words(chapter.language)
    for names in pages:
        found = [folios[calls[name]] for name in names if calls.get(name) in folios]
        if not found:
            yield None
            continue
        line = words.to_page if found[0] == found[-1] else words.to_pages
        yield line.format(first=found[0], last=found[-1])


def begin_heads(
    chapter: Chapter,
    trees: Sequence[Element],
    pages: Sequence[Sequence[str]],
    said: Iterable[str | None],
) -> None:
    """Have the first note on each page begin its running head, or where it has one, the next."""
    calls = {note.id for note in chapter.guests}
    notes = {note.get("id"): note for tree in trees for note in tree.iter("article")}
    for names, head in zip(pages, said, strict=True):
        first = next((n for n in names if n in calls and "data-head" not in notes[n].attrib), None)
        if head is not None and first is not None:
            notes[first].set("data-head", head)
