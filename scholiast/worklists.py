"""Lists of works: where they stand, which works each has, and in what order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scholiast import csl, pandoc
from scholiast.manuscript import Node, walk
from scholiast.pandoc import Reference

PLACE = "refs"
"""The id or the class of a division that a list of works stands in."""

OF_CHAPTER = "of-chapter"
"""The class of a list that has only what its chapter cites."""

CHOOSING = ("keyword", "not-keyword", "type", "not-type", "works")
"""Attributes that choose works; each has one value or several, set apart by spaces or commas."""

ALL = "*"
"""In `nocite` the word for every work of the bibliography."""


@dataclass(frozen=True, slots=True)
class Place:
    """A division for a list of works: its id, classes and attributes, and what stands in it."""

    id: str
    classes: tuple[str, ...]
    attributes: Mapping[str, str]
    blocks: list[Node] = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Tell a list of all works from one that has some of them."""
        return not self.is_of_chapter and not any(n in self.attributes for n in CHOOSING)

    @property
    def is_of_chapter(self) -> bool:
        """Tell a list of what its chapter cites."""
        return OF_CHAPTER in self.classes

    def has(self, work: Reference, in_chapter: Iterable[str]) -> bool:
        """Tell whether a work belongs in the list; `in_chapter` are those cited in its chapter."""
        if self.is_of_chapter and work.id not in in_chapter:
            return False
        return all(
            _is_chosen(name, _several(self.attributes[name]), work)
            for name in CHOOSING
            if name in self.attributes
        )


def _several(value: str) -> set[str]:
    return {word.casefold() for word in value.replace(",", " ").split()}


def _is_chosen(name: str, wanted: set[str], work: Reference) -> bool:
    if name == "works":
        return work.id.casefold() in wanted
    kind = name.removeprefix("not-")
    found = {work.value("type").casefold()} if kind == "type" else keywords(work)
    return bool(found & wanted) == (kind == name)


def keywords(work: Reference) -> set[str]:
    """Return the keywords of a work in small letters, with hyphens for spaces."""
    words = work.value("keyword").replace(";", ",").split(",")
    return {"-".join(word.casefold().split()) for word in words}


def is_place(node: Node) -> bool:
    """Tell whether a node is a division for a list of works."""
    return node.get("t") == "Div" and (node["c"][0][0] == PLACE or PLACE in node["c"][0][1])


def place(node: Node) -> Place:
    """Return what a division for a list of works asks for."""
    (name, classes, pairs), blocks = node["c"]
    return Place(name, tuple(classes), dict(pairs), blocks)


def places(blocks: Any) -> list[Place]:
    """Return the places for lists among some blocks, in order."""
    return [place(node) for node in walk(blocks) if is_place(node)]


def without_citation(nocite: str | Sequence[str], works: Sequence[Reference]) -> list[str]:
    """Return the keys of works that are listed though nothing cites them, as `nocite` says."""
    named = [nocite] if isinstance(nocite, str) else nocite
    keys = [name.removeprefix("@") for name in named]
    return [work.id for work in works] if ALL in keys else keys


# -- entries --


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of all works in the order of the style, by key.

    `plain` are those without dashes for authors, where the style has any. `attributes` are those of
    the division that they stand in.
    """

    dashed: Mapping[str, Node] = field(default_factory=dict)
    plain: Mapping[str, Node] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def chosen(self, keys: Iterable[str]) -> Iterator[tuple[str, Node]]:
        """Yield keys and entries of some works, in order.

        A dash stands for the author of the entry before. Where that is not in the list, it is right
        if all between have dashes, too.
        """
        wanted = set(keys)
        follows = False
        for key, entry in self.dashed.items():
            plain = self.plain.get(key, entry)
            has_dash = entry != plain
            follows = follows and has_dash
            if key in wanted:
                yield key, entry if follows else plain
                follows = True


def entries(
    works_: Sequence[Reference],
    keys: Sequence[str],
    language: str,
    style: bytes | None,
    *,
    in_parts: bool,
) -> list[pandoc.Citing]:
    """Return what citeproc is to be asked for the entries of all works; see `read`.

    With `in_parts` there are lists that do not have them all.
    """
    known = {work.id: work for work in works_}
    used = [known[key] for key in keys if key in known]
    blocks = [{"t": "Para", "c": [cite([key])]} for key in keys]
    styles = [style]
    if in_parts and style is not None and csl.read(style).has_dashes:
        styles.append(csl.without_dashes(style))
    return [
        pandoc.Citing(f"list of works {n}", blocks, language, used, one)
        for n, one in enumerate(styles, 1)
    ]


def cite(keys: Iterable[str]) -> Node:
    """Return a citation of works."""
    citations = [
        {
            "citationId": key,
            "citationPrefix": [],
            "citationSuffix": [],
            "citationMode": {"t": "NormalCitation"},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for key in keys
    ]
    return {"t": "Cite", "c": [citations, []]}


def read(answers: Sequence[pandoc.CitingDone]) -> Entries:
    """Return the entries that citeproc gave."""
    found = [_last_list(one.blocks) for one in answers]
    if not found or found[0] is None:
        return Entries()
    (_, classes, pairs), blocks = found[0]["c"]
    dashed = _by_key(blocks)
    plain = _by_key(found[1]["c"][1]) if len(found) > 1 and found[1] is not None else dashed
    return Entries(dashed, plain, tuple(classes), tuple((k, v) for k, v in pairs))


def _last_list(blocks: Sequence[Node]) -> Node | None:
    last = blocks[-1] if blocks else None
    return last if last is not None and last["t"] == "Div" and last["c"][0][0] == PLACE else None


def _by_key(blocks: Sequence[Node]) -> dict[str, Node]:
    return {block["c"][0][0].removeprefix("ref-"): block for block in blocks if block["t"] == "Div"}
