"""Addresses of paragraphs, made of their own words: they stay when the text around them changes."""

import base64
import hashlib
from collections.abc import Iterator

from lxml import etree

from scholiast import text
from scholiast.html.trees import Element

PREFIX = "p-"
"""What the id of a paragraph begins with, where its author gave it none."""

_OPENING = 60
"""Letters and digits of a paragraph that its address is made of."""

_BLOCKS = frozenset({"dd", "figure", "li", "p", "pre", "table"})
_WHOLE = frozenset({"figure", "table", "pre"})
_CELLS = frozenset({"dd", "li"})
_LISTED = frozenset({"endnotes"})


def give(section: Element, seed: str) -> None:
    """Give each paragraph of a text that has no id one of its own.

    These are paragraphs, items of lists, stanzas, figures, tables and code, each the innermost
    that holds words; a figure and a table have one for all that is in them. `seed` is the id of the
    chapter, so that paragraphs of a book that open alike have different addresses. An id is made of
    the first letters and digits of a paragraph, so that it stays where quotation marks, notes or
    later words of it are mended. Of several that open alike each has its number.
    """
    known = {name for name in (e.get("id") for e in section.getroottree().iter("*")) if name}
    for block in paragraphs(section):
        if block.get("id") is None:
            known.add(name := _unused(_name(block, seed), known))
            block.set("id", name)


def paragraphs(section: Element) -> Iterator[Element]:
    """Yield the paragraphs of a text that have addresses, in order."""
    if _classes(section) & _LISTED:  # of notes, which have ids of their own
        return
    for child in section.iterchildren(etree.Element):
        if child.tag in _CELLS and not _holds_blocks(child):
            yield child
            yield from paragraphs(child)
        elif child.tag in _WHOLE or child.tag == "p" or _is_stanza(child):
            yield child
        else:
            yield from paragraphs(child)


def _holds_blocks(item: Element) -> bool:
    """Tell whether the words of an item stand in blocks of their own."""
    first = next(item.iterchildren(etree.Element), None)
    is_bare = bool((item.text or "").strip())
    return not is_bare and first is not None and (first.tag in _BLOCKS or first.tag == "div")


def _is_stanza(element: Element) -> bool:
    return element.tag == "div" and "line-block" in _classes(element)


def _classes(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def _unused(name: str, known: set[str]) -> str:
    number, candidate = 1, name
    while candidate in known:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _name(block: Element, seed: str) -> str:
    words = "".join(_words(block))
    opening = text.bare(words)[:_OPENING] or text.compact(words)
    digest = hashlib.sha256(f"{seed}\n{opening}".encode()).digest()
    return PREFIX + base64.b32encode(digest[:5]).decode().lower()


_UNSAID = frozenset({"note-ref", "page-ref", "section-link"})


def _words(element: Element) -> Iterator[str]:
    """Yield what an author wrote in a paragraph: no number, nor the title that a reference says."""
    if not isinstance(element.tag, str):
        return
    names = _classes(element)
    if names & _UNSAID and "note-ref-words" not in names:
        return
    yield element.get("alt", "")
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""
