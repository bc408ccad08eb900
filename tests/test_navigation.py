"""The contents nest parts, chapters and headings, and mix none of them up."""

import pytest

from scholiast import navigation
from scholiast.book import Part
from tests import factory


def test_a_heading_or_chapter_may_be_called_as_a_part_is() -> None:
    """Only a part is a part, whatever ids other things have."""
    one = factory.chapter(
        "part-two", '<p>x</p><h2 id="part-three">Part three</h2>', part="part-one"
    )
    book = factory.book(one, parts=[Part("part-one", "I", "One", ("part-two",))])
    (part,) = navigation.contents(book, 2, lambda id: f"{id}.html", lambda id: f"index.html#{id}")
    assert (part.part, part.target, part.label) == (True, "index.html#part-one", "I. One")
    (chapter,) = part.children
    assert (chapter.part, chapter.target) == (False, "part-two.html")
    (heading,) = chapter.children
    assert (heading.part, heading.target) == (False, "part-two.html#part-three")


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "1. Rome"), ("de", "1. Rome"), ("zh-Hant", "1\u3000Rome"), ("ja", "1\u3000Rome")],
)
def test_numbers_are_set_off_as_the_script_does_it(language: str, label: str) -> None:
    """By a full stop and a space, and where there are none, by a space as wide as a character."""
    book = factory.book(factory.chapter("rome", "<p>x</p>"), metadata={"language": language})
    (point,) = navigation.contents(book, 2, str, str)
    assert label == point.label
