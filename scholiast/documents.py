"""Documents on their way from draft to chapter: what is known of them before notes are numbered."""

from dataclasses import dataclass

from scholiast import outline
from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.manuscript import Draft, Manuscript
from scholiast.numbering import Numbered
from scholiast.pieces import first_heading


@dataclass(frozen=True, slots=True)
class Document:
    """A document on its way: what is known of it before its notes are numbered.

    `title` is what stands for a title where it has none.
    """

    id: str
    kind: str
    matter: Matter
    part: str | None
    number: str | None
    language: str
    path: str
    title_id: str
    title: str = ""
    notes: tuple[Numbered, ...] = ()
    authors: tuple[str, ...] = ()
    short: str | None = None
    date: str | None = None


def documents(manuscript: Manuscript, file: BookFile) -> list[Document]:
    """Return the documents of a manuscript, in the order of its spine."""
    parts = outline.part_ids(file)
    names = outline.names(manuscript.drafts, parts)
    numbers = outline.numbers(manuscript.drafts, file)
    return [
        Document(
            id=name,
            kind=outline.kind(draft),
            matter=draft.matter,
            part=parts[draft.part - 1] if draft.part else None,
            number=number,
            language=str(draft.header.get("language") or file.language),
            path=draft.path,
            title_id=_title_id(draft) or f"{name}-title",
            title="" if draft.title or first_heading(draft.blocks) is not None else name,
            authors=tuple(draft.header.get("author", ())),
            short=draft.header.get("short_title"),
            date=draft.header.get("date"),
        )
        for draft, name, number in zip(manuscript.drafts, names, numbers, strict=True)
    ]


def _title_id(draft: Draft) -> str:
    index = first_heading(draft.blocks)
    return "" if index is None else str(draft.blocks[index]["c"][1][0])
