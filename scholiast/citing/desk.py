"""A book in which citations are to be set: its texts with notes woven in, and what they cite."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholiast import csl, worklists
from scholiast.config import BookFile
from scholiast.documents import Document
from scholiast.kinds import AUTHOR, kinds
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.pieces import title_apart
from scholiast.register import Address, Index
from scholiast.source import Span
from scholiast.weaving import Counter, Series, Weaver, foresee, note_address
from scholiast.wording import wording
from scholiast.worklists import Place


@dataclass(frozen=True, slots=True)
class Desk:
    """A book with notes woven in, in which citations are to be set.

    `places` are those for lists of works in each document, `cited` the keys that each cites, `keys`
    all of them, and those of `nocite` behind them. Each once, in order.
    """

    manuscript: Manuscript
    file: BookFile
    documents: Sequence[Document]
    woven: Sequence[list[Node]]
    places: Sequence[Sequence[Place]]
    style: csl.Style
    series: Series
    counters: Sequence[Counter]
    cited: Sequence[list[str]]

    @property
    def keys(self) -> list[str]:
        """Return the keys of all works that the book is to list."""
        cited = [key for keys in self.cited for key in keys]
        others = worklists.without_citation(self.file.nocite, self.manuscript.references)
        return list(dict.fromkeys([*cited, *others]))


def open_desk(
    manuscript: Manuscript, file: BookFile, documents: Sequence[Document], index: Index
) -> Desk:
    style = csl.read(manuscript.style)
    woven = _woven(manuscript, documents, index)
    series = _series(woven, index, file, style)
    places = [worklists.places(blocks) for blocks in woven]
    woven = [
        _marked(blocks, iter(range(len(found)))) if found else blocks
        for blocks, found in zip(woven, places, strict=True)
    ]
    counters = [
        Counter(series, 0 if style.begins_anew else _MOST_NOTES * at) for at in range(len(woven))
    ]
    if style.is_note:
        woven = [foresee(blocks, one) for blocks, one in zip(woven, counters, strict=True)]
    cited = [keys_of(blocks) for blocks in woven]
    return Desk(manuscript, file, documents, woven, places, style, series, counters, cited)


def _series(woven: Sequence[list[Node]], index: Index, file: BookFile, style: csl.Style) -> Series:
    """Return what tells the series of a note; citations in the text are none, or become sources.

    A note in a note counts with that where its kind says nothing else.
    """
    series = {kind.name: kind.series for kind in kinds(file.notes, file.language)}
    found: dict[Address, str] = {}
    waiting: list[tuple[Any, str]] = [(list(woven), AUTHOR)]
    while waiting:
        value, around = waiting.pop()
        if isinstance(value, list):
            waiting += [(part, around) for part in value if isinstance(part, list | dict)]
        elif value.get("t") == "Note":
            where = note_address(value)
            entry = None if where is None else index.register.entries.get(where)
            own = series.get(entry.kind if entry else AUTHOR, AUTHOR)
            own = around if own == AUTHOR else own
            if where is not None:
                found.setdefault(where, own)
            waiting.append((value["c"], own))
        else:
            waiting += [(p, around) for p in value.values() if isinstance(p, list | dict)]
    in_text = series["source"] if style.is_note else ""
    return lambda where: in_text if where is None else found.get(where, AUTHOR)


def _woven(manuscript: Manuscript, documents: Sequence[Document], index: Index) -> list[list[Node]]:
    """Return the blocks of each document, its title first, as its notes come first, too."""
    woven = []
    for draft, one in zip(manuscript.drafts, documents, strict=True):
        title, blocks = title_apart(draft)
        weaver = Weaver(draft.path, index, wording(one.language).missing_note)
        woven.append(weaver.weave([*_heading(title or [word(one.title)]), *blocks]))
    return woven


def _heading(title: list[Node]) -> list[Node]:
    return [{"t": "Header", "c": [1, ["", [], []], title]}]


def word(word: str) -> Node:
    return {"t": "Str", "c": word}


_MOST_NOTES = 100_000  # of a chapter, where a style counts notes through the book
LIST_CLASS = "scholiast-list"


def _marked(value: Any, numbers: Iterator[int]) -> Any:
    """Return a tree whose places for lists are empty and numbered, so that citeproc fills none."""
    if isinstance(value, list):
        return [_marked(i, numbers) if isinstance(i, dict | list) else i for i in value]
    if worklists.is_place(value):
        return {"t": "Div", "c": [["", [LIST_CLASS], [["n", str(next(numbers))]]], []]}
    return {
        name: _marked(part, numbers) if isinstance(part, dict | list) else part
        for name, part in value.items()
    }


def keys_of(value: Any) -> list[str]:
    found = (one["citationId"] for n in walk(value) if n["t"] == "Cite" for one in n["c"][0])
    return list(dict.fromkeys(found))


def places_of_notes(desk: Desk, at: int, numbers: Mapping[int, Address]) -> dict[Address, Span]:
    """Return where the notes that the style makes of citations in a text are written.

    `numbers` are those that citations were given, with the addresses of their notes.
    """
    source = desk.manuscript.drafts[at].source
    locator = Locator(source)
    places = {}
    for cited in _in_text(desk.woven[at]):
        key = cited[0]["citationId"]
        place = locator.find([f"@{key}", f"@{{{key}}}"])
        where = numbers.get(cited[0]["citationNoteNum"])
        if where is not None:
            places[where] = place
    return places


def _in_text(value: Any) -> Iterator[list[Node]]:
    """Yield citations outside notes, in order."""
    if isinstance(value, list):
        for item in value:
            yield from _in_text(item)
    elif isinstance(value, dict) and value.get("t") == "Cite":
        yield value["c"][0]
    elif isinstance(value, dict) and value.get("t") != "Note":
        yield from _in_text(value.get("c"))
