"""Documents are named, told apart and numbered by what the spine, the header and the file say."""

from typing import Any

import pytest

from scholiast import outline
from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.manuscript import Draft
from scholiast.source import Source, Span


def draft(path: str, matter: Matter = Matter.BODY, **values: Any) -> Draft:
    """Return an empty draft."""
    given = {"part": None, "kind": None, "numbered": None, "header": {}, **values}
    source = Source(path, "")
    return Draft(path=path, source=source, matter=matter, place=Span(path), blocks=[], **given)


def book_file(**values: Any) -> BookFile:
    """Return a book file with `values` over the least that it needs."""
    return BookFile.model_validate(
        {"title": "T", "language": "en", "spine": {"body": ["a.md"]}, **values}
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("chapters/03-The Roman_Roads.md", "the-roman-roads"),
        ("1984.md", "1984"),
        ("chapters/2-0-what.md", "what"),
        ("漢字.md", "text-1"),
        ("index.md", "index-text"),
        ("Évora.md", "evora"),
    ],
)
def test_names_come_from_files(path: str, name: str) -> None:
    """A name is the file's stem in plain letters, without its leading numbers."""
    assert outline.names([draft(path)]) == [name]


def test_names_are_unique_and_may_be_given() -> None:
    """Two files of one name are told apart; a header may say the id."""
    drafts = [draft("a/x.md"), draft("b/x.md"), draft("y.md", header={"id": "z"})]
    assert outline.names(drafts) == ["x", "x-2", "z"]
    assert outline.names([draft("part-one.md")], ["part-one"]) == ["part-one-2"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (draft("preface.md", Matter.FRONT), "preface"),
        (draft("00-foreword-by-a-friend.md", Matter.FRONT), "foreword"),
        (draft("x.md", Matter.FRONT), "preface"),
        (draft("x.md"), "chapter"),
        (draft("x.md", Matter.BACK), "afterword"),
        (draft("acknowledgements.md", Matter.BACK), "acknowledgments"),
        (draft("x.md", kind="epilogue"), "epilogue"),
        (draft("x.md", header={"kind": "prologue"}), "prologue"),
    ],
)
def test_kinds(given: Draft, kind: str) -> None:
    """The spine and the header say what a document is, else its file name, else its place."""
    assert outline.kind(given) == kind


def test_chapters_count_and_appendices_have_letters() -> None:
    """Chapters of the body are numbered, others not; several appendices have letters."""
    drafts = [
        draft("preface.md", Matter.FRONT),
        draft("a.md"),
        draft("introduction.md"),
        draft("b.md", numbered=False),
        draft("c.md"),
        draft("appendix-one.md", Matter.BACK),
        draft("appendix-two.md", Matter.BACK),
    ]
    assert outline.numbers(drafts, book_file()) == [None, "1", None, None, "2", "A", "B"]
    none = outline.numbers(drafts[:3], book_file(number_chapters=False))
    assert none == [None, None, None]
    assert outline.numbers(drafts[5:6], book_file()) == [None]


def test_parts_have_ids_and_roman_numbers() -> None:
    """Two parts of one title have two ids."""
    part = {"part": "One", "chapters": ["a.md"]}
    file = book_file(spine={"body": [part, {**part, "chapters": ["b.md"]}]})
    assert outline.part_ids(file) == ["part-one", "part-one-2"]
    assert [found.number for found in outline.parts(file, [])] == ["I", "II"]


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "I"), (4, "IV"), (14, "XIV"), (1994, "MCMXCIV")]
)
def test_roman_numerals(number: int, numeral: str) -> None:
    """Numbers are written as on title pages."""
    assert outline.roman(number) == numeral
