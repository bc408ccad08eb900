"""Citations set by citeproc: in the text, in notes, and in lists of works."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast import pandoc, worklists
from scholiast.citing.desk import Desk, keys_of, open_desk, places_of_notes, word
from scholiast.citing.lists import Filler, Lists, as_sentence, list_apart, open_lists
from scholiast.citing.questions import Answered, about_lists, answered, questions
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.documents import Document
from scholiast.jobs import Works
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript, Node
from scholiast.markup import Element
from scholiast.pieces import Pieces, Text, write
from scholiast.reading import BOOK_FILE, PANDOC_SAYS
from scholiast.register import Address, Index
from scholiast.source import Span
from scholiast.worklists import Place


@dataclass(frozen=True, slots=True)
class Own:
    """The pieces of a document with citations, and the words of its notes by address.

    `full` are the notes that name works in full, where those in `pieces` name them shortly,
    `places` those of notes that the style made.
    """

    pieces: Pieces
    words: Mapping[Address, str]
    full: Mapping[Address, Element] = field(default_factory=dict)
    places: Mapping[Address, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cited:
    """What setting citations gave: documents that it changed by id, and what citeproc says.

    `more` is the list of works, where no chapter has a place for one.
    """

    changed: Mapping[str, Own] = field(default_factory=dict)
    more: tuple[Document, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def set_citations(
    manuscript: Manuscript,
    file: BookFile,
    documents: Sequence[Document],
    index: Index,
    works: Works | None,
) -> Cited:
    """Set the citations and the lists of works of a book."""
    if not manuscript.references or not may_cite(manuscript, file):
        return Cited()
    desk = open_desk(manuscript, file, documents, index)
    if not desk.keys:
        return Cited()
    asked = list(questions(desk))
    answers = pandoc.cite([*(one.citing for one in asked), *about_lists(desk)], works)
    done, of_lists = answers[: len(asked)], answers[len(asked) :]
    entries = worklists.read(of_lists)
    more = list_apart(desk, entries)
    lists = open_lists(desk, more, entries)
    changed = _written(desk, answered(desk, asked, done), lists, more, works)
    said = tuple(_said(manuscript, answers))
    return Cited(changed, () if more is None else (more,), said)


def may_cite(manuscript: Manuscript, file: BookFile) -> bool:
    """Tell, at little cost, whether there may be citations in a manuscript."""
    return (
        bool(file.nocite)
        or any("@" in draft.source.text for draft in manuscript.drafts)
        or any("@" in manuscript.sources[one.place.path].text for one in manuscript.notes)
        or any(entry.sources for entry in manuscript.notes)
    )


def _written(
    desk: Desk,
    texts: Mapping[int, Answered],
    lists: Lists,
    more: Document | None,
    works: Works | None,
) -> Mapping[str, Own]:
    """Return the documents that were changed, in XHTML, by id."""
    asked: list[Text] = []
    for at, one in texts.items():
        document = desk.documents[at]
        numbers = _numbers(desk, texts, at)
        fill = Filler(document.id, desk.places[at], lists, numbers).fill
        heading, *blocks = fill(one.text.blocks)
        close = as_sentence if desk.style.is_note else list[Node]
        notes = {where: close(fill(body)) for where, body in one.text.notes.items()}
        full = {where: close(fill(body)) for where, body in one.full.items()}
        asked.append(Text(document.path, heading["c"][2], blocks, notes))
        asked.append(Text(f"{document.path}, notes in full", [], [], full))
    if more is not None:
        place = Place(worklists.PLACE, (), {}, [])
        entries = lists.found[more.id][0]
        listed = Filler(more.id, [place], lists).list(place, entries)
        asked.append(Text(more.path, [word(more.title)], [listed]))
    pieces = iter(write(asked, works))
    done = {
        desk.documents[at].id: Own(
            next(pieces),
            one.words,
            next(pieces).notes,
            places_of_notes(desk, at, one.text.numbers) if desk.style.is_note else {},
        )
        for at, one in texts.items()
    }
    return done if more is None else {**done, more.id: Own(next(pieces), {})}


def _numbers(desk: Desk, texts: Mapping[int, Answered], at: int) -> dict[int, Address]:
    """Return the notes that a document may name by numbers, where the style does."""
    if not desk.style.numbers_notes:
        return {}
    seen = [at] if desk.style.begins_anew else list(texts)
    return {number: where for one in seen for number, where in texts[one].text.numbers.items()}


def _said(manuscript: Manuscript, answers: Sequence[pandoc.CitingDone]) -> Iterator[Diagnostic]:
    """Yield each warning of citeproc once, at the first citation of a work that it names."""
    messages = dict.fromkeys(message.text for one in answers for message in one.messages)
    for message in messages:
        yield PANDOC_SAYS.at(_place(manuscript, message), f"pandoc says: {message}")


def _place(manuscript: Manuscript, message: str) -> Span:
    words = set(message.split())
    for draft in manuscript.drafts:
        for key in keys_of(draft.blocks):
            if key in words:
                return Locator(draft.source).find([f"@{key}"])
    return Span(BOOK_FILE)
