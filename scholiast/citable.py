"""How a book and its chapters are cited: set in styles, and as records for reference managers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from scholiast import csl, imprint, markup, pandoc, records, worklists
from scholiast.book import Book, Chapter, Citation
from scholiast.config import HtmlEdition, Metadata
from scholiast.edition import Format
from scholiast.jobs import Works
from scholiast.manuscript import Node
from scholiast.pandoc import Reference

STYLES = {
    "Chicago": "scholiast-notes",
    "APA": "of-books-apa",
    "MLA": "scholiast-author-page",
}
"""Styles in which pages say how they are cited, by the names that readers know them by."""

_ROLES = {"author": "author", "editor": "editor", "translator": "translator"}
_WHOLE = ""
"""What stands for the whole book among its chapters."""


def cited(book: Book, settings: HtmlEdition, works: Works | None = None) -> Book:
    """Return a book that knows how it and its chapters are cited, where its metadata suffice.

    That takes someone who wrote or edited it, and a date. A draft is not to be cited.
    """
    if not settings.cite or book.draft or not suffices(book.metadata):
        return book
    items = {_WHOLE: of_book(book.metadata, settings.url)}
    items |= {one.id: of_chapter(book.metadata, one, settings.url) for one in book.chapters}
    keys = {id: f"{book.slug}-{id}" if id else book.slug for id in items}
    set_in = _set(items, book.metadata.language, works)
    citations = {
        id: Citation(
            entries=tuple((name, entries[id]) for name, entries in set_in.items()),
            records=tuple(records.written(keys[id], item)),
        )
        for id, item in items.items()
    }
    return replace(book, citations=citations)


def suffices(metadata: Metadata) -> bool:
    """Tell whether a book says enough of itself to be cited."""
    return bool(metadata.date and (metadata.by_role("author") or metadata.by_role("editor")))


# -- as CSL has it --

Item = Mapping[str, Any]
"""A work as CSL JSON has it (CSL 1.0.2, appendix IV): names as lists, others as text."""


def of_book(metadata: Metadata, base: str | None) -> Item:
    """Return a book as CSL has it; `base` is where it stands on the web."""
    return _without_nothing(
        {
            "type": "book",
            "title": _title(metadata),
            **{role: _people(metadata, role) for role in _ROLES},
            "edition": metadata.edition,
            **_house(metadata),
            "issued": metadata.date,
            "DOI": metadata.identifiers.doi,
            "URL": base,
        }
    )


def of_chapter(metadata: Metadata, chapter: Chapter, base: str | None) -> Item:
    """Return a chapter as CSL has it: by its own authors, in a book that may be by others."""
    own = [records.name(one) for one in chapter.authors]
    by = _people(metadata, "author")
    return _without_nothing(
        {
            "type": "chapter",
            "title": chapter.title,
            "author": own or by,
            "container-title": _title(metadata),
            "container-author": by if own and own != by else [],
            **{role: _people(metadata, role) for role in ("editor", "translator")},
            "edition": metadata.edition,
            **_house(metadata),
            "issued": chapter.date or metadata.date,
            "URL": None if base is None else f"{base}{chapter.id}.html",
        }
    )


def _title(metadata: Metadata) -> str:
    return f"{metadata.title}: {metadata.subtitle}" if metadata.subtitle else metadata.title


def _people(metadata: Metadata, role: str) -> list[dict[str, str]]:
    return [records.name(person.name, person.sort) for person in metadata.by_role(role)]


def _house(metadata: Metadata) -> dict[str, str | None]:
    series = metadata.series
    return {
        "collection-title": series.name if series else None,
        "collection-number": series.number if series else None,
        "publisher-place": metadata.place,
        "publisher": metadata.publisher,
        "ISBN": imprint.isbn(metadata, Format.HTML),
        "language": metadata.language,
    }


def _without_nothing(item: dict[str, Any]) -> Item:
    return {name: value for name, value in item.items() if value}


# -- set by citeproc --


def _set(
    items: Mapping[str, Item], language: str, works: Works | None
) -> dict[str, dict[str, str]]:
    """Return XHTML of each entry by style and id."""
    numbers = {f"n{number}": id for number, id in enumerate(items)}
    bibliography = [_reference(number, items[id]) for number, id in numbers.items()]
    blocks = [{"t": "Para", "c": [worklists.cite([number])]} for number in numbers]
    asked = [
        pandoc.Citing("this book", blocks, language, bibliography, _alone(csl.shipped(name)))
        for name in STYLES.values()
    ]
    found: dict[str, dict[str, str]] = {}
    for style, answer in zip(STYLES, pandoc.cite(asked, works), strict=True):
        entries = worklists.read([answer]).plain
        found[style] = {numbers[n]: _as_xhtml(entry["c"][1]) for n, entry in entries.items()}
    return found


def _alone(style: bytes) -> bytes:
    """Return a style that sets each entry as if it were the only one."""
    return csl.without_suffixes(csl.without_dashes(style))


def _reference(key: str, item: Item) -> Reference:
    return Reference(key, {"t": "MetaMap", "c": {**_meta(item)["c"], "id": _meta(key)}}, "")


def _meta(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"t": "MetaString", "c": value}
    if isinstance(value, Mapping):
        return {"t": "MetaMap", "c": {name: _meta(one) for name, one in value.items()}}
    return {"t": "MetaList", "c": [_meta(one) for one in value]}


_MARKS = {"Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub"}
_SPACES = frozenset({"Space", "SoftBreak", "LineBreak"})


def _as_xhtml(blocks: Sequence[Node]) -> str:
    """Return an entry of a list of works, which is one paragraph, as inline XHTML."""
    line = etree.Element("span")
    for block in blocks:
        _write(line, block["c"])
    return markup.inner(line)


def _write(line: markup.Element, nodes: Sequence[Node]) -> None:
    """Write pandoc's inlines behind what stands in an element."""
    for node in nodes:
        kind, content = node["t"], node.get("c", "")
        if kind == "Str":
            _say(line, content)
        elif kind in _SPACES:
            _say(line, " ")
        elif kind == "Link":
            _write(etree.SubElement(line, "a", href=content[2][0]), content[1])
        elif kind in _MARKS:
            _write(etree.SubElement(line, _MARKS[kind]), content)
        else:  # what has nothing but words in it: spans, small capitals
            _write(line, content if isinstance(content[0], dict) else content[1])


def _say(line: markup.Element, words: str) -> None:
    if len(line):
        line[-1].tail = (line[-1].tail or "") + words
    else:
        line.text = (line.text or "") + words
