"""A chapter goes through bytes and comes back whole, but for the places in the manuscript."""

from dataclasses import replace

from scholiast import excerpt
from scholiast.book import Chapter, PageReference
from scholiast.source import Span
from tests.pdf import generated


def without_places(chapter: Chapter) -> Chapter:
    """Return a chapter whose notes say no more of their place than its file."""
    place = Span(chapter.path)
    notes = tuple(
        replace(
            note,
            place=place,
            references=tuple(replace(one, place=place) for one in note.references),
        )
        for note in chapter.notes
    )
    return replace(chapter, notes=notes)


def test_a_chapter_comes_back_as_it_was() -> None:
    """Notes, headings and all."""
    chapter = replace(generated.chapter(3), page_references=(PageReference("x", "Walls"),))
    assert without_places(chapter) == excerpt.chapter_from(excerpt.chapter_bytes(chapter))


def test_places_make_no_difference() -> None:
    """A chapter whose text stands further down in its file is the same chapter."""
    chapter = generated.chapter(3)
    assert excerpt.chapter_bytes(chapter) == excerpt.chapter_bytes(without_places(chapter))


def test_a_part_comes_back_as_it_was() -> None:
    """Also where there is none."""
    for part in (None, *generated.book(2).parts):
        assert part == excerpt.part_from(excerpt.part_bytes(part))
