"""Characters that were drawn as empty boxes, found again in the words of the book.

Which those are the layout itself says: what a font maps is not all that it can draw, since a letter
may be drawn as another one with a mark, and a capital as a small one.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from scholiast import markup
from scholiast.book import Book, Chapter
from scholiast.edition import Missing
from scholiast.pdf.log import Log

_AROUND = 40  # characters on both sides: enough to tell a place, little enough to read

_Text: TypeAlias = tuple[str, str | None, str]
"""Words, behind the path of their draft and the id of their note, if they are of one."""


def place_missing(book: Book, log: Log) -> None:
    """Enter in the log for each missing character the texts of the book that it stands in.

    What stands in none, such as the content of a style sheet, stays without a place.
    """
    if log.missing:
        texts = list(_texts(book))
        log.missing = [placed for one in log.missing for placed in _placed(one, texts)]


def _placed(one: Missing, texts: Sequence[_Text]) -> list[Missing]:
    found = [
        _around(replace(one, path=path, note=note), form, spelling)
        for path, note, words in texts
        for form, spelling in _spellings(one.character, words)
    ]
    return found or [one]


def _spellings(character: str, words: str) -> list[tuple[str, str]]:
    """Return some words and how a character is written in them; nothing where it is not.

    It may be written in the other letter case, or as a letter with marks that were drawn as one.
    """
    spellings = (character, character.lower(), character.upper())
    forms = (words, unicodedata.normalize("NFC", words))
    found = ((form, one) for form in forms for one in spellings if one in form)
    return list(found)[:1]


def _around(one: Missing, words: str, spelling: str) -> Missing:
    at = words.index(spelling)
    after = words[at + len(spelling) :][:_AROUND]
    return replace(
        one,
        character=spelling,
        before=words[:at][-_AROUND:],
        after=after,
        count=words.count(spelling),
    )


def _texts(book: Book) -> Iterator[_Text]:
    """Yield the words of chapters, of their notes and of the title pages."""
    for chapter in book.chapters:
        yield from _chapter_texts(chapter)
    metadata = book.metadata
    said = (metadata.title, metadata.subtitle, metadata.publisher, metadata.place, metadata.rights)
    people = (person.name for person in metadata.contributors)
    yield "book.yaml", None, " ".join(filter(None, (*said, *people)))


def _chapter_texts(chapter: Chapter) -> Iterator[_Text]:
    for fragment in (chapter.title_xhtml, chapter.body):
        yield chapter.path, None, markup.words(markup.parse(fragment))
    for note in markup.standing(chapter):
        yield chapter.path, note.id, markup.words(markup.parse(note.body))
