"""The contents of a book as a tree of points, and what stands over a chapter's title."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from scholiast.book import Book, Chapter
from scholiast.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Point:
    """An entry of the contents; `id` is unique among them, `part` tells one of a part."""

    id: str
    label: str
    target: str
    children: tuple["Point", ...] = ()
    part: bool = False


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
    return Point(chapter.anchor, label, file, _heading_points(chapter, file, depth))


def _label(book: Book, number: str | None, title: str) -> str:
    if number is None:
        return title
    return wording(book.metadata.language).numbered.format(number=number, title=title)


def _heading_points(chapter: Chapter, file: str, depth: int) -> tuple[Point, ...]:
    """Return the headings of a chapter, nested as their levels are."""
    shown = [h for h in chapter.headings if 1 < h.level <= depth and h.title]

    def take(start: int, level: int) -> tuple[list[Point], int]:
        points: list[Point] = []
        while start < len(shown) and shown[start].level >= level:
            heading = shown[start]
            children, start = take(start + 1, heading.level + 1)
            target = f"{file}#{heading.id}"
            points.append(Point(heading.id, heading.title, target, tuple(children)))
        return points, start

    return tuple(take(0, 0)[0])
