"""What the pages before the text say: title page, imprint, contents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scholiast import markup
from scholiast.book import BEFORE_CONTENTS, Book, Chapter, Matter, Part
from scholiast.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: `level` 0 for parts, 1 for chapters, 2 and more for headings.

    `byline` names the authors of a chapter that has its own.
    """

    level: int
    number: str | None
    title: str
    target: str
    folio: str
    in_part: bool = False
    byline: str = ""


def entries(book: Book, folios: Mapping[str, str], depth: int) -> list[Entry]:
    """Return the contents of a book: parts, chapters, and headings down to level `depth`.

    `folios` gives the page of each id; where it has none, the line has no folio.
    """
    found: list[Entry] = []
    between = wording(book.metadata.language).between_names
    parts = {part.chapters[0]: part for part in book.parts if part.chapters}
    for chapter in book.chapters:
        if (part := parts.get(chapter.id)) is not None:
            found.append(Entry(0, part.number, part.title, part.id, folios.get(part.id, "")))
        if chapter.kind not in BEFORE_CONTENTS:
            found += _chapter_entries(chapter, folios, depth, between.join(chapter.authors))
    return found


def _chapter_entries(
    chapter: Chapter, folios: Mapping[str, str], depth: int, byline: str
) -> Iterator[Entry]:
    in_part = chapter.part is not None
    folio = folios.get(chapter.anchor, "")
    yield Entry(1, chapter.number, chapter.title, chapter.title_id, folio, in_part, byline)
    for heading in chapter.headings:
        if 2 <= heading.level <= depth:
            folio = folios.get(heading.id, "")
            yield Entry(heading.level, None, heading.title, heading.id, folio, in_part)


def authors(book: Book) -> list[str]:
    """Return the names that stand over the title."""
    return [person.name for person in book.metadata.by_role("author")]


def properties(book: Book, generator: str) -> list[tuple[str, str]]:
    """Return what the file says of itself, by the names that WeasyPrint reads."""
    metadata = book.metadata
    stamp = book.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    people = metadata.by_role("author") or metadata.contributors
    return [
        *(("author", person.name) for person in people),
        *([("keywords", ", ".join(metadata.subjects))] if metadata.subjects else []),
        *([("description", metadata.description)] if metadata.description else []),
        ("generator", generator),
        ("dcterms.created", stamp),
        ("dcterms.modified", stamp),
    ]


def descriptions(book: Book, wording: Wording) -> dict[str, str]:
    """Return what a link to each address of the book leads to, in words, by address."""
    found = {part.id: label(part.number, part.title) for part in book.parts}
    for chapter in book.chapters:
        name = label(chapter.number, chapter.title)
        found |= {chapter.anchor: name, chapter.title_id: name}
        found |= {heading.id: heading.title for heading in chapter.headings}
        for note in chapter.notes:
            found[note.id] = markup.note_label(note, wording)
            for number, reference in enumerate(note.references, 1):
                found[reference.id] = wording.back_label.format(number=note.number, call=number)
    return found


def part_of(book: Book, chapter: Chapter) -> Part | None:
    """Return the part that a chapter stands in."""
    return next((part for part in book.parts if part.id == chapter.part), None)


def label(number: str | None, title: str) -> str:
    """Return what the outline calls a part or a chapter."""
    return f"{number} {title}" if number else title


def running_head(title: str, limit: int) -> str:
    """Return a title in at most `limit` characters: cut at its colon, or else between words."""
    if len(title) <= limit:
        return title
    main = title.partition(":")[0].strip()
    if 3 < len(main) <= limit:
        return main
    return title[:limit].rpartition(" ")[0].rstrip(" ,;:–—-") + "…"


def is_front(chapter: Chapter) -> bool:
    """Tell whether a chapter stands before the text, where folios are Roman."""
    return chapter.matter is Matter.FRONT
