"""Rules on the spine: each chapter stands in it once, and none was forgotten."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scholiast import folder
from scholiast.bookfile import read_header
from scholiast.config import BookFile, Document, PartEntry
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Draft, Manuscript
from scholiast.source import Span

LISTED_TWICE = Rule(
    "S001",
    "chapter-listed-twice",
    Severity.ERROR,
    """\
The spine names the same file twice.

The chapter would stand in the book twice, and every note and every address in it would mean two
places. Delete one of the two entries.""",
)

NOT_LISTED = Rule(
    "S002",
    "chapter-not-listed",
    Severity.WARNING,
    """\
A Markdown file lies beside the chapters, but the spine does not name it, so it is not in the book.

Add it to the spine in `book.yaml`, or move it elsewhere. A file whose name begins with `_` or `.`,
and a README, are taken to be meant for the author alone.""",
)

EMPTY_CHAPTER = Rule(
    "S003",
    "empty-chapter",
    Severity.WARNING,
    """\
A file of the spine has no text, or nothing but its title.

Readers would turn to an empty page. Write the chapter, or take it out of the spine for now.""",
)

SAME_ID = Rule(
    "S004",
    "same-chapter-id",
    Severity.ERROR,
    """\
Two chapters say the same `id` in their headers.

The id is the address of a chapter: its file in the EPUB, its page on the web, the target of links.
Give one of them another one.""",
)

RULES = (LISTED_TWICE, NOT_LISTED, EMPTY_CHAPTER, SAME_ID)


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding of the rules on the spine."""
    if manuscript.file is None:
        return []
    listed = list(listed_documents(manuscript, manuscript.file))
    return [
        *_twice(listed),
        *_not_listed(manuscript, [path for path, _ in listed]),
        *_empty(manuscript),
        *_same_ids(manuscript),
    ]


def listed_documents(manuscript: Manuscript, file: BookFile) -> Iterator[tuple[str, Span]]:
    """Yield path and place of each document, as the spine lists them."""
    for name in ("front", "body", "back"):
        for index, entry in enumerate(getattr(file.spine, name)):
            where = f"spine.{name}.{index}"
            if isinstance(entry, PartEntry):
                for number, chapter in enumerate(entry.chapters):
                    yield _path(chapter), manuscript.place(f"{where}.chapters.{number}.file")
            else:
                yield _path(entry), manuscript.place(f"{where}.file")


def _path(entry: str | Document) -> str:
    return folder.normal(entry.file if isinstance(entry, Document) else entry)


def _twice(listed: list[tuple[str, Span]]) -> Iterator[Diagnostic]:
    first: dict[str, Span] = {}
    for path, place in listed:
        before = first.setdefault(path, place)
        if before is not place:
            line = before.start.line if before.start else 1
            yield LISTED_TWICE.at(
                place,
                f"`{path}` is listed twice",
                f"delete one of the two: it is in line {line} too",
            )


_FOR_THE_AUTHOR = {"readme", "changelog", "contributing", "license", "todo"}


def _not_listed(manuscript: Manuscript, listed: list[str]) -> Iterator[Diagnostic]:
    folders = {str(PurePosixPath(path).parent) for path in listed} | {"chapters"}
    known = {path.casefold() for path in listed}
    for place in sorted(folders - {"."} if len(folders) > 2 else folders):
        if not folder.normal(place).startswith(("..", "/")):
            for path in _markdown_files(manuscript, place):
                if path.casefold() not in known:
                    yield NOT_LISTED.at(
                        Span(path),
                        "the file is not in the spine",
                        "add it to the spine in book.yaml, or begin its name with `_`",
                    )


def _markdown_files(manuscript: Manuscript, place: str) -> list[str]:
    found = (manuscript.root / place).glob("*")
    return sorted(
        path.relative_to(manuscript.root).as_posix()
        for path in found
        if path.suffix.lower() in {".md", ".markdown"}
        and path.is_file()
        and not path.name.startswith(("_", "."))
        and path.stem.lower() not in _FOR_THE_AUTHOR
    )


def _empty(manuscript: Manuscript) -> Iterator[Diagnostic]:
    for draft in manuscript.drafts:
        if is_read_well(manuscript, draft) and not _has_text(draft):
            yield EMPTY_CHAPTER.at(
                draft.source.whole(),
                "the chapter has no text",
                "write it, or take it out of the spine for now",
            )


def is_read_well(manuscript: Manuscript, draft: Draft) -> bool:
    """Tell whether reading found nothing wrong with a draft that could hide some of its text."""
    has_problem = any(p.place and p.place.path == draft.path for p in manuscript.problems)
    return not has_problem and "\r" not in draft.source.text.replace("\r\n", "")


def _has_text(draft: Draft) -> bool:
    return any(block["t"] != "Header" or block["c"][0] > 1 for block in draft.blocks)


def _same_ids(manuscript: Manuscript) -> Iterator[Diagnostic]:
    first: dict[str, str] = {}
    for draft in manuscript.drafts:
        name = draft.header.get("id")
        if name is None:
            continue
        other = first.setdefault(str(name), draft.path)
        if other != draft.path:
            place = read_header(draft.source).places["id"]
            message = f"the chapter has the id `{name}` of `{other}`"
            yield SAME_ID.at(place, message, "give one of them another id")
