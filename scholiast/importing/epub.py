"""An EPUB made into a manuscript: its pages in the order of the spine, its notes one by one."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from scholiast.book import Matter
from scholiast.config import Kind
from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors_links import is_note_list
from scholiast.importing.anchors_rules import NO_EPUB, PAGE_LEFT_OUT, PAGE_MISSING
from scholiast.importing.epub_made import losses
from scholiast.importing.epub_package import Epub, is_page, metadata, open_epub
from scholiast.importing.epub_parts import joined
from scholiast.importing.given import Given
from scholiast.importing.html_page import (
    Element,
    Page,
    classes,
    elements,
    parse,
    said,
    words,
)
from scholiast.importing.html_text import Source, Told, import_pages
from scholiast.importing.model import Import, LeftOut
from scholiast.importing.rules import ImportRefusedError
from scholiast.source import Span

_MADE_ANEW = frozenset(
    {"cover", "titlepage", "halftitlepage", "imprint", "copyright-page", "colophon", "toc"}
    | {"landmarks", "page-list", "title-page", "table-of-contents"}
)
_NO_OWN_KIND = frozenset({"chapter", "colophon"})
_KINDS = frozenset(get_args(Kind)) - _NO_OWN_KIND


def is_epub(given: Given) -> bool:
    """Tell whether a file is an EPUB: by what is in the container."""
    return given.mimetype == "application/epub+zip" or "META-INF/container.xml" in given.members


def import_epub(path: Path) -> Import:
    """Return the manuscript of the EPUB at `path`; raises ImportRefusedError, OSError."""
    return import_epub_data(path.as_posix(), path.read_bytes())


def import_epub_data(path: str, data: bytes) -> Import:
    """Return the manuscript of an EPUB that was read from the file `path`; ImportRefusedError."""
    epub = open_epub(path, data)
    pages, findings = _pages(epub)
    if not pages:
        raise ImportRefusedError(NO_EPUB.at(Span(path), "the EPUB has no page that can be read"))
    pages, homes = joined(pages)
    findings += losses(pages)
    told = _told(epub, pages, homes)
    left_out = tuple(_left_out(pages, told))
    findings += [PAGE_LEFT_OUT.at(one.place, f"left out: {one.text[:80]}") for one in left_out]
    values, cover = _with_cover(epub, metadata(epub))
    found = import_pages(
        Source(
            path,
            "EPUB",
            tuple(pages),
            told,
            epub.container.parts,
            values,
            tuple(findings),
            left_out,
        )
    )
    return replace(found, pictures={**found.pictures, **cover})


def _pages(epub: Epub) -> tuple[list[Page], list[Diagnostic]]:
    """Return the pages of the spine, and those of which notes are called that it leaves out."""
    pages: list[Page] = []
    findings: list[Diagnostic] = []
    for name in epub.spine:
        place = Span(f"{epub.container.path}/{name}")
        if name not in epub.container.parts:
            findings.append(PAGE_MISSING.at(place, f"the page `{name}` is not in the EPUB"))
        elif is_page(epub, name):
            try:
                page, problems = parse(epub.container.parts[name], name, place.path)
            except ImportRefusedError as problem:
                message = f"the page can't be read: {problem.finding.message}"
                findings.append(PAGE_MISSING.at(place, message))
                continue
            pages.append(page)
            findings += problems
        else:
            message = f"the page `{name}` is no XHTML"
            findings.append(PAGE_MISSING.at(place, message))
    return pages, findings


def _with_cover(epub: Epub, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return metadata with the cover, and its picture by its path in the book."""
    data = epub.container.parts.get(epub.cover or "")
    if not data:
        return values, {}
    path = f"cover{posixpath.splitext(epub.cover or '')[1].lower()}"
    return {**values, "cover": path}, {path: data}


# -- what is known of each page --


def _told(epub: Epub, pages: list[Page], homes: Mapping[str, str]) -> dict[str, Told]:
    """Return what is known of each page; `homes` gives by name where pages are that were joined."""
    entries = list(_contents(epub, homes))
    titles = {name: title for name, title, _ in reversed(entries)}
    parts = {name: part for name, _, part in reversed(entries) if part}
    by_name = {page.name: page for page in pages}
    holders = {name for name, part in parts.items() if name in by_name}
    found: dict[str, Told] = {}
    for page in pages:
        types = _types(page, epub)
        is_part = "part" in types and page.name not in holders and _is_bare(page)
        kept = not (types & _MADE_ANEW or is_part or _is_cover(page, epub))
        kind = next((one for one in sorted(types) if one in _KINDS), None)
        matter = next((one for one in Matter if one.value in types), None)
        found[page.name] = Told(
            titles.get(page.name), kind, parts.get(page.name), kept, matter, "endnotes" in types
        )
    return found


def _types(page: Page, epub: Epub) -> frozenset[str]:
    """Return what a page says that it is: on its body, or on what holds all of its text."""
    found = said(page.body)
    one: Element = page.body
    while True:
        inner = [child for child in one if isinstance(child.tag, str)]
        if len(inner) != 1 or (one.text or "").strip():
            break
        one = inner[0]
        found |= said(one) | (classes(one) & _MADE_ANEW)
    if any("toc" in said(nav) for nav in page.body.iter("nav")):
        found |= {"toc"}
    guide = epub.guide.get(page.name, "").replace("title-page", "titlepage")
    return found | ({guide} if guide in _MADE_ANEW else set())


def _is_cover(page: Page, epub: Epub) -> bool:
    """Tell whether a page shows the cover and says nothing."""
    shown = [one.get("src") or one.get("{http://www.w3.org/1999/xlink}href") or one.get("href")
             for one in elements(page.body) if one.tag in {"img", "image"}]  # fmt: skip
    targets = [page.target(one) for one in shown if one]
    is_shown = any(target is not None and target[0] == epub.cover for target in targets)
    return is_shown and not words(page.body)


def _is_bare(page: Page) -> bool:
    """Tell whether a page holds no more than headings and a few words, as that of a part does."""
    return len(words(page.body)) < 200 and not any(is_note_list(one) for one in elements(page.body))


def _left_out(pages: list[Page], told: Mapping[str, Told]) -> Iterator[LeftOut]:
    for page in pages:
        if not told[page.name].kept:
            yield LeftOut(Span(page.path), "every edition gets its own", words(page.body))


# -- contents: nav (EPUB 3.3, 5.4) and NCX (OPF 2.0.1, 2.4.1) --


def _contents(epub: Epub, homes: Mapping[str, str]) -> Iterator[tuple[str, str, str | None]]:
    """Yield name, title and part of each page that the table of contents names."""
    if epub.nav and epub.nav in epub.container.parts:
        page, _ = parse(epub.container.parts[epub.nav], epub.nav, epub.container.path)
        for nav in page.root.iter("nav"):
            if "toc" in said(nav) and (top := nav.find("ol")) is not None:
                yield from _nav_list(page, top, None, homes)
        return
    tree = epub.container.tree(epub.ncx) if epub.ncx else None
    if tree is not None:
        page = Page(epub.ncx or "", epub.container.path, tree)
        top = next(tree.iter("{*}navMap"), None)
        if top is not None:
            yield from _ncx_points(page, top, None, homes)


def _nav_list(
    page: Page, top: Element, part: str | None, homes: Mapping[str, str]
) -> Iterator[tuple[str, str, str | None]]:
    for item in top.findall("li"):
        label = next((one for one in item if one.tag in {"a", "span"}), None)
        inner = item.find("ol")
        if label is None:
            continue
        target = page.target(label.get("href") or "")
        name = target[0] if target is not None and label.get("href") else ""
        name = homes.get(name, name)
        yield from _entry(name, _unnumbered(words(label)), part)
        if inner is not None:
            below = list(_nav_list(page, inner, None, homes))
            yield from _below(name, words(label), below, part)


def _ncx_points(
    page: Page, top: Element, part: str | None, homes: Mapping[str, str]
) -> Iterator[tuple[str, str, str | None]]:
    for point in top.findall("{*}navPoint"):
        label, content = point.find("{*}navLabel"), point.find("{*}content")
        if label is None or content is None:
            continue
        target = page.target(content.get("src") or "")
        name = target[0] if target is not None else ""
        name = homes.get(name, name)
        yield from _entry(name, _unnumbered(words(label)), part)
        yield from _below(name, words(label), list(_ncx_points(page, point, None, homes)), part)


def _entry(name: str, title: str, part: str | None) -> Iterator[tuple[str, str, str | None]]:
    if name:
        yield name, title, part


def _below(
    name: str, title: str, below: list[tuple[str, str, str | None]], part: str | None
) -> Iterator[tuple[str, str, str | None]]:
    """Yield entries under another; where they are pages of their own, that one is a part."""
    others = {one for one, _, _ in below} - {name}
    for one, words_, inner in below:
        is_of_part = bool(others) and one != name
        yield one, words_, inner or (_unnumbered(title) if is_of_part else part)


def _unnumbered(title: str) -> str:
    """Return a title in a table of contents without the number that was put before it."""
    return re.sub(r"^(?:\d{1,3}|[IVXLC]+)\.\s+(?=\S)", "", title)
