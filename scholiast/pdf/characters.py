"""Characters that no font of the design has, found before they are printed as empty boxes."""

import io
import unicodedata
from collections.abc import Iterable, Iterator, Set

from fontTools.ttLib import TTFont

from scholiast import markup
from scholiast.book import Book, Chapter
from scholiast.pdf import rules
from scholiast.pdf.log import Log

# Spaces, signs that only steer layout, and selectors of forms are drawn without a glyph.
_UNDRAWN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Zs"}
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x034F}


def check_characters(book: Book, known: Set[int], log: Log) -> None:
    """Enter in the log each character of the book, by chapter, that is not a `known` one."""
    for path, words in _texts(book):
        for char in sorted(set(words)):
            if ord(char) not in known and not _is_undrawn(char):
                name = unicodedata.name(char, "a character without a name").lower()
                with log.at(path):
                    log.add(
                        rules.MISSING_CHARACTER,
                        f"no font has `{char}` (U+{ord(char):04X}, {name})",
                        "put a font that has it into `styles/fonts/`, or write the word otherwise",
                    )


def known_characters(fonts: Iterable[bytes]) -> frozenset[int]:
    """Return the code points that any of the font files has a glyph for."""
    known: set[int] = set()
    for data in fonts:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            known |= set(font.getBestCmap() or ())
    return frozenset(known)


def _is_undrawn(char: str) -> bool:
    return unicodedata.category(char) in _UNDRAWN_CATEGORIES or ord(char) in _SELECTORS


def _texts(book: Book) -> Iterator[tuple[str | None, str]]:
    """Yield the words of the title pages, and those of each chapter with its path."""
    metadata = book.metadata
    people = "".join(person.name for person in metadata.contributors)
    yield None, "".join(filter(None, (metadata.title, metadata.subtitle, people, metadata.rights)))
    for chapter in book.chapters:
        yield chapter.path, "".join(_chapter_texts(chapter))


def _chapter_texts(chapter: Chapter) -> Iterator[str]:
    for fragment in (chapter.title_xhtml, chapter.body, *(note.body for note in chapter.notes)):
        yield unicodedata.normalize("NFC", markup.words(markup.parse(fragment)))
