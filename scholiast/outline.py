"""What each document of the spine is called: its id, its kind, its number, its part."""

from collections.abc import Iterator, Sequence
from typing import get_args

from scholiast import slugs
from scholiast.book import Chapter, Matter, Part
from scholiast.config import BookFile, Kind, PartEntry
from scholiast.manuscript import Draft

RESERVED = frozenset(
    {"index", "nav", "cover", "title-page", "imprint", "contents", "toc", "search", "assets"}
)
"""File names that editions use for pages of their own."""

_KINDS = frozenset(get_args(Kind))
_DEFAULT_KINDS = {Matter.FRONT: "preface", Matter.BODY: "chapter", Matter.BACK: "afterword"}


def names(drafts: Sequence[Draft], parts: Sequence[str] = ()) -> list[str]:
    """Return an id for each draft: its header's `id`, or its file's stem without leading numbers.

    Ids are unique, also among `parts`, and address the documents in every edition.
    """
    taken = set(parts)
    found = []
    for index, draft in enumerate(drafts, 1):
        stem = draft.path.rpartition("/")[2].rpartition(".")[0]
        wish = slugs.file(str(draft.header.get("id") or stem)) or f"text-{index}"
        name = slugs.unique(f"{wish}-text" if wish in RESERVED else wish, taken)
        taken.add(name)
        found.append(name)
    return found


def kind(draft: Draft) -> str:
    """Return what a draft is: as spine or header say, by its file name, or by its place."""
    said = draft.kind or draft.header.get("kind")
    if said:
        return str(said)
    stem = slugs.file(draft.path.rpartition("/")[2].rpartition(".")[0])
    word = stem.partition("-")[0].replace("acknowledgements", "acknowledgments")
    return word if word in _KINDS else _DEFAULT_KINDS[draft.matter]


def numbers(drafts: Sequence[Draft], file: BookFile) -> list[str | None]:
    """Return the number of each draft: 1, 2 … for chapters of the body, A, B … for appendices."""
    kinds = [kind(draft) for draft in drafts]
    letters = kinds.count("appendix") > 1
    chapters, appendices = iter(range(1, 100_000)), iter(range(100_000))
    found: list[str | None] = []
    for draft, its_kind in zip(drafts, kinds, strict=True):
        wish = draft.numbered if draft.numbered is not None else draft.header.get("numbered")
        is_chapter = draft.matter is Matter.BODY and its_kind == "chapter"
        if wish is False or (wish is None and is_chapter and not file.number_chapters):
            found.append(None)
        elif is_chapter or (wish is True and its_kind != "appendix"):
            found.append(str(next(chapters)))
        elif its_kind == "appendix" and (letters or wish):
            found.append(_letter(next(appendices)))
        else:
            found.append(None)
    return found


def _letter(index: int) -> str:
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def part_ids(file: BookFile) -> list[str]:
    """Return the ids of the parts of the body, in order."""
    found: list[str] = []
    for number, entry in enumerate(_part_entries(file), 1):
        found.append(slugs.unique(f"part-{slugs.file(entry.part) or number}", set(found)))
    return found


def parts(file: BookFile, chapters: Sequence[Chapter]) -> tuple[Part, ...]:
    """Return the parts of the body with the ids of their chapters, numbered I, II …"""
    return tuple(
        Part(
            id=part,
            number=roman(index),
            title=entry.part,
            chapters=tuple(chapter.id for chapter in chapters if chapter.part == part),
        )
        for index, (part, entry) in enumerate(
            zip(part_ids(file), _part_entries(file), strict=True), 1
        )
    )


def _part_entries(file: BookFile) -> Iterator[PartEntry]:
    return (entry for entry in file.spine.body if isinstance(entry, PartEntry))


_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def roman(number: int) -> str:
    """Return a positive number in Roman numerals."""
    out = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        out += letters * count
    return out
