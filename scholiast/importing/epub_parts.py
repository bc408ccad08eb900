"""Chapters that an EPUB of ours has in several documents, put together again."""

import posixpath
from collections.abc import Mapping, Sequence

from scholiast.importing.html_page import HEADINGS, Element, Page, elements

_CONTINUES = "data-continues"
"""The attribute of what goes on from the document before: the id that it has there, if any."""


def joined(pages: Sequence[Page]) -> tuple[list[Page], dict[str, str]]:
    """Return pages, each with those that go on from it; and where each of those is now, by name.

    Their trees are changed: all links between them lead to where things are now.
    """
    kept: list[Page] = []
    homes: dict[str, str] = {}
    for page in pages:
        if kept and _goes_on(kept[-1], page):
            homes[page.name] = kept[-1].name
            _lead(page, homes)
            _fold(kept[-1].body, page.body)
        else:
            kept.append(page)
    for page in kept if homes else ():
        _lead(page, homes)
    return kept, homes


def _goes_on(page: Page, after: Page) -> bool:
    """Tell whether a page says that it goes on from the one before, by an id that is there."""
    first = next(iter(after.body), None)
    name = None if first is None else first.get(_CONTINUES)
    return bool(name) and any(one.get("id") == name for one in page.body)


def _fold(base: Element, part: Element) -> None:
    """Move what a part holds to where it goes on, all else behind it."""
    for child in list(part):
        if child.tag in HEADINGS and _is_said(base, child):
            continue
        home = _home(base, child) if child.get(_CONTINUES) is not None else None
        if home is None:
            base.append(child)
        else:
            _fold(home, child)


def _is_said(base: Element, heading: Element) -> bool:
    """Tell whether a heading over notes was said in the part before."""
    name = heading.get("id")
    return name is not None and any(one.get("id") == name for one in base)


def _home(base: Element, part: Element) -> Element | None:
    """Return what an element goes on from: the last one that is alike."""
    name = part.get(_CONTINUES)
    for one in reversed(base):
        if one.get("id") == name if name else _looks(one) == _looks(part):
            return one
    return None


def _looks(element: Element) -> tuple[str, str | None]:
    return element.tag, element.get("class")


def _lead(page: Page, homes: Mapping[str, str]) -> None:
    for link in elements(page.body):
        target = page.target(link.get("href")) if link.get("href") else None
        if target is not None and target[0] in homes:
            folder = posixpath.dirname(page.name) or "."
            file = posixpath.relpath(homes[target[0]], folder)
            link.set("href", f"{file}#{target[1]}" if target[1] else file)
