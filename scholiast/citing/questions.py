"""What citeproc is asked about the citations of a book, and what its answers come to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scholiast import csl, pandoc, worklists
from scholiast.citing.desk import Desk, keys_of
from scholiast.manuscript import Node, walk
from scholiast.numbering import plain
from scholiast.register import Address
from scholiast.weaving import BREAK, Unwoven, cited_series, only, unweave


@dataclass(frozen=True, slots=True)
class Question:
    """Blocks of documents given to citeproc: `parts` are documents with the places of the blocks.

    `series` is that of the notes which it is asked about, None for all. `is_full` asks for each
    work in full, whatever was cited before.
    """

    citing: pandoc.Citing
    parts: tuple[tuple[int, tuple[int, ...]], ...]
    series: str | None = None
    is_full: bool = False


def questions(desk: Desk) -> Iterator[Question]:
    """Yield what is to be set: the whole book, or chapters where a work's first citation differs.

    So the first one in each chapter, and in each series of its notes, is in full. Works that have
    numbers have those of the book.
    """
    with_citations = [at for at, keys in enumerate(desk.cited) if keys]
    if not with_citations:
        return
    if not desk.style.begins_anew:
        yield _question(desk, "the book", with_citations, desk.woven)
        return
    for at in with_citations:
        yield from _by_series(desk, at)


def _by_series(desk: Desk, at: int) -> Iterator[Question]:
    blocks, name = desk.woven[at], desk.documents[at].path
    for one in sorted(cited_series(blocks, desk.series)):
        seen = {at: only(blocks, one, desk.series)}
        yield replace(_question(desk, f"{name} {one}".strip(), [at], seen), series=one)
    if desk.style.is_note or any(keys_of(n["c"]) for n in walk(blocks) if n["t"] == "Note"):
        full = _question(desk, f"{name} in full", [at], desk.woven)
        assert full.citing.style is not None
        citing = replace(full.citing, style=csl.in_full(full.citing.style))
        yield replace(full, citing=citing, is_full=True)


def _question(
    desk: Desk, name: str, chosen: Sequence[int], woven: Mapping[int, list[Node]] | Sequence[Any]
) -> Question:
    """Return a question about documents.

    Only blocks with citations are given to citeproc, so that it need not do again what an edit of
    another block does not change.
    """
    parts = tuple(
        (at, tuple(n for n, block in enumerate(woven[at]) if keys_of(block))) for at in chosen
    )
    blocks = [
        {"t": "Div", "c": [["", [], []], [woven[at][n] for n in found]]} for at, found in parts
    ]
    keys = set(keys_of(blocks))
    if desk.style.has_suffixes and len(chosen) < len(desk.woven):
        others = [key for key in desk.keys if key not in keys]
        blocks.append({"t": "Para", "c": [worklists.cite([key]) for key in others]})
        keys.update(others)
    works = [work for work in (*desk.manuscript.references, NOTHING) if work.id in keys]
    citing = pandoc.Citing(name, blocks, desk.file.language, works, desk.manuscript.style)
    return Question(citing, parts)


NOTHING = pandoc.Reference(
    BREAK,
    {
        "t": "MetaMap",
        "c": {
            "id": {"t": "MetaString", "c": BREAK},
            "type": {"t": "MetaString", "c": "document"},
            "title": {"t": "MetaString", "c": BREAK},
        },
    },
)
"""The work that nobody wrote."""


def about_lists(desk: Desk) -> list[pandoc.Citing]:
    in_parts = any(not place.is_whole for places in desk.places for place in places)
    return worklists.entries(
        desk.manuscript.references,
        desk.keys,
        desk.file.language,
        desk.manuscript.style,
        in_parts=in_parts,
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A document with citations set; `full` are its notes that name works in full, if they differ.

    `words` are those of its notes, in full where they are known.
    """

    text: Unwoven
    full: Mapping[Address, list[Node]]

    @property
    def words(self) -> Mapping[Address, str]:
        """Return what notes without a label get their names by: those change least."""
        return {**self.text.words, **{where: plain(body) for where, body in self.full.items()}}


def answered(
    desk: Desk, asked: Sequence[Question], done: Sequence[pandoc.CitingDone]
) -> dict[int, Answered]:
    """Return documents in which there are citations, or places for lists."""
    answers: dict[int, list[tuple[Question, Unwoven]]] = {}
    for setting, answer in zip(asked, done, strict=True):
        for (at, found), block in zip(setting.parts, answer.blocks, strict=False):
            own = dict(zip(found, block["c"][1], strict=True))
            blocks = [own.get(n, old) for n, old in enumerate(desk.woven[at])]
            text = unweave(desk.documents[at].path, blocks)
            answers.setdefault(at, []).append((setting, text))
    for at, places in enumerate(desk.places):
        if places and at not in answers:
            text = unweave(desk.documents[at].path, desk.woven[at])
            answers[at] = [(Question(pandoc.NOTHING_CITED, ()), text)]
    return {at: _joined(found, desk, at) for at, found in sorted(answers.items())}


def _joined(answers: Sequence[tuple[Question, Unwoven]], desk: Desk, at: int) -> Answered:
    """Return one text of several: each note from that which was asked about its series."""
    (first, text), *_ = answers
    notes, words = dict(text.notes), dict(text.words)
    in_full: Unwoven | None = None
    for setting, other in answers:
        if setting.is_full:
            in_full = other
        elif setting is not first:
            own = [where for where in notes if desk.series(where) == setting.series]
            notes |= {where: other.notes[where] for where in own}
            words |= {where: other.words[where] for where in own}
    full = {} if in_full is None else in_full.notes
    differing = {
        where: full[where] for where, body in notes.items() if full.get(where, body) != body
    }
    numbers = {**text.numbers, **desk.counters[at].notes}
    return Answered(Unwoven(text.blocks, notes, words, numbers), differing)
