"""Documents on their way from draft to chapter: what is known of them before notes are numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

from scholiast import fragments, outline
from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.manuscript import Draft, Manuscript
from scholiast.markup import Element
from scholiast.numbering import Numbered
from scholiast.pieces import first_heading
from scholiast.register import Address


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


@dataclass(frozen=True, slots=True)
class Written:
    """A document as trees of XHTML: title, body, and the body of each note."""

    document: Document
    title: Element
    body: Element
    notes: tuple[Element, ...]
    addresses: Mapping[Address, str]

    @property
    def trees(self) -> tuple[Element, ...]:
        """Return all trees of the document."""
        return (self.title, self.body, *self.notes)

    @property
    def full(self) -> tuple[Element, ...]:
        """Return notes that name works in full, which have no ids but those of `trees`."""
        return tuple(note.full for note in self.document.notes if note.full is not None)

    @property
    def ids(self) -> list[str]:
        """Return all ids of the document, each once, that of its title first."""
        return list(dict.fromkeys([self.document.title_id, *fragments.ids(self.trees)]))


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
