"""The contents of a book as a tree of points, and what stands over a chapter's title."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scholiast import languages, markup
from scholiast.book import Book, Chapter
from scholiast.markup import Element
from scholiast.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Point:
    """An entry of the contents; `id` is unique among them, `part` tells one of a part.

    `language` is that of its label, None where it is the book's.
    """

    id: str
    label: str
    target: str
    children: tuple["Point", ...] = ()
    part: bool = False
    language: str | None = None

    @property
    def direction(self) -> str | None:
        """Return the direction of a label in another language than the book's."""
        return None if self.language is None else languages.direction(self.language)


def chapter_number(chapter: Chapter, words: Wording) -> str | None:
    """Return what is printed over a title: `Chapter 3`, `Appendix A`, or nothing."""
    if chapter.number is None:
        return None
    line = words.appendix if chapter.kind == "appendix" else words.chapter
    return line.format(number=chapter.number)


def contents(
    book: Book, depth: int, file: Callable[[str], str], part_file: Callable[[str], str]
) -> tuple[Point, ...]:
    """Return the contents: parts, chapters, and headings down to level `depth`.

    `file` gives the address of a chapter by its id, `part_file` that of a part.
    """
    points: list[Point] = []
    held: dict[str, list[Point]] = {}
    for chapter in book.chapters:
        point = _chapter_point(book, chapter, depth, file(chapter.id))
        if chapter.part is None:
            points.append(point)
        elif chapter.part in held:
            held[chapter.part].append(point)
        else:
            held[chapter.part] = [point]
            points.append(_part_point(book, chapter.part, part_file(chapter.part)))
    return tuple(
        replace(point, children=tuple(held[point.id])) if point.part else point for point in points
    )


def _part_point(book: Book, id: str, file: str) -> Point:
    part = next(part for part in book.parts if part.id == id)
    label = _label(book, part.number, part.title)
    return Point(part.id, label, file, part=True)


def _chapter_point(book: Book, chapter: Chapter, depth: int, file: str) -> Point:
    label = _label(book, chapter.number, chapter.title)
    own = title_language(chapter)
    language = own if own != book.metadata.language else None
    points = _heading_points(book, chapter, file, depth)
    return Point(chapter.anchor, label, file, points, language=language)


def _label(book: Book, number: str | None, title: str) -> str:
    if number is None:
        return title
    return wording(book.metadata.language).numbered.format(number=number, title=title)


def _heading_points(book: Book, chapter: Chapter, file: str, depth: int) -> tuple[Point, ...]:
    """Return the headings of a chapter, nested as their levels are."""
    spoken = heading_languages(chapter)
    around = chapter.language if chapter.language != book.metadata.language else None
    shown = [h for h in chapter.headings if 1 < h.level <= depth and h.title]

    def take(start: int, level: int) -> tuple[list[Point], int]:
        points: list[Point] = []
        while start < len(shown) and shown[start].level >= level:
            heading = shown[start]
            children, start = take(start + 1, heading.level + 1)
            target = f"{file}#{heading.id}"
            language = spoken.get(heading.id, around)
            point = Point(heading.id, heading.title, target, tuple(children), language=language)
            points.append(point)
        return points, start

    return tuple(take(0, 0)[0])


# -- languages --


def title_language(chapter: Chapter) -> str:
    """Return the language of a chapter's title."""
    if 'lang="' not in chapter.title_xhtml:
        return chapter.language
    return _whole(markup.parse(chapter.title_xhtml)) or chapter.language


def heading_languages(chapter: Chapter) -> Mapping[str, str]:
    """Return the languages of headings by id, of those that are all in another one."""
    if 'lang="' not in chapter.body:
        return {}
    return dict(_of_headings(markup.parse(chapter.body), chapter.language))


def _of_headings(body: Element, language: str) -> Iterator[tuple[str, str]]:
    for heading in body.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        around = (outer.get("lang") for outer in (heading, *heading.iterancestors()))
        own = _whole(heading) or next((name for name in around if name), None)
        if own is not None and own != language and heading.get("id"):
            yield heading.get("id", ""), own


def _whole(element: Element) -> str | None:
    """Return the language of the one element that all words stand in."""
    parts = [one for one in element if one.get("class") != "note-ref"]
    if len(parts) != 1 or (element.text or "").strip():
        return None
    is_alone = not any((one.tail or "").strip() for one in element)
    return parts[0].get("lang") if is_alone else None
