"""What a printed book is made of, in order: its documents, and where each of them begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from scholiast.book import BEFORE_CONTENTS, Book, Chapter, Part
from scholiast.config import PdfEdition
from scholiast.languages import direction
from scholiast.pdf import frontmatter


class Kind(Enum):
    """The kinds of documents; each is made by the template of its name."""

    HALF_TITLE = "half-title"
    TITLE_PAGE = "title-page"
    IMPRINT = "imprint"
    FRONTISPIECE = "frontispiece"
    CONTENTS = "contents"
    PART = "part"
    CHAPTER = "chapter"
    COVER_PAGE = "cover-page"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of a printed book, laid out by itself.

    `recto` tells that it begins on a right-hand page, `verso` on a left-hand one, `filled` that a
    blank verso follows where it ends on a recto.
    """

    kind: Kind
    recto: bool
    filled: bool = False
    chapter: Chapter | None = None
    part: Part | None = None
    verso: bool = False

    @property
    def name(self) -> str:
        """Return a name that no other piece of the book has."""
        one = self.chapter or self.part
        return self.kind.value if one is None else f"{self.kind.value} {one.id}"

    @property
    def path(self) -> str | None:
        """Return the path of the draft it was made of, where it was of one."""
        return None if self.chapter is None else self.chapter.path


def is_mirrored(book: Book, settings: PdfEdition) -> bool:
    """Tell whether a book is bound on the right, so that its odd pages lie on the left."""
    return settings.facing and direction(book.metadata.language) == "rtl"


def cover_pieces(settings: PdfEdition) -> Iterator[Piece]:
    """Yield the cover, where it is the first page; where pages face each other, a blank follows."""
    if settings.cover_page:
        yield Piece(Kind.COVER_PAGE, recto=True, filled=settings.facing)


def front_pieces(book: Book, settings: PdfEdition) -> Iterator[Piece]:
    """Yield what stands before the text, where folios are Roman."""
    front = [chapter for chapter in book.chapters if frontmatter.is_front(chapter)]
    before = [one for one in front if one.kind in BEFORE_CONTENTS]
    after = [one for one in front if one.kind not in BEFORE_CONTENTS]
    if settings.half_title:
        yield Piece(Kind.HALF_TITLE, recto=settings.facing)
    if book.metadata.frontispiece is not None:
        yield Piece(Kind.FRONTISPIECE, recto=False, verso=settings.facing)
    yield Piece(Kind.TITLE_PAGE, recto=settings.facing)
    yield Piece(Kind.IMPRINT, recto=False)
    for chapter in before:
        yield from _chapter_pieces(book, chapter, settings)
    yield Piece(Kind.CONTENTS, recto=settings.facing)
    for chapter in after:
        yield from _chapter_pieces(book, chapter, settings)


def body_pieces(book: Book, settings: PdfEdition) -> Iterator[Piece]:
    """Yield the text and what follows it."""
    for chapter in book.chapters:
        if not frontmatter.is_front(chapter):
            yield from _chapter_pieces(book, chapter, settings)


def _chapter_pieces(book: Book, chapter: Chapter, settings: PdfEdition) -> Iterator[Piece]:
    """Yield a chapter, and before the first of a part the page that opens it."""
    part = frontmatter.part_of(book, chapter)
    if part is not None and part.chapters[0] == chapter.id:
        facing = settings.facing
        yield Piece(Kind.PART, recto=facing, filled=facing, part=part)
    recto = settings.recto and settings.facing
    yield Piece(Kind.CHAPTER, recto=recto, chapter=chapter, part=part)
