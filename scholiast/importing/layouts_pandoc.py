"""Books of Quarto and of bookdown: both are pandoc's Markdown, with a list of files in YAML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.importing.folder_rules import UNREADABLE
from scholiast.importing.headers import read_head
from scholiast.importing.layouts import (
    Files,
    Layout,
    Leaf,
    Settings,
    broken,
    is_text,
    named_files,
    natural,
    plain,
    read_settings,
    titled,
)
from scholiast.source import Source, Span
from scholiast.yamltree import Path, Tree

# -- Quarto --

_QUARTO = ("_quarto.yml", "_quarto.yaml")
_QUARTO_KEYS = {"project", "book", "bibliography", "csl", "editor", "format", "execute"}
_BOOK_KEYS = {"chapters", "appendices", "references", "cover-image"}


def quarto(files: Files) -> Layout | None:
    """Return the layout of a Quarto book (https://quarto.org/docs/books/book-structure.html)."""
    path = next((name for name in _QUARTO if name in files), None)
    read = read_settings(files, path) if path else None
    if path is None or read is None:
        return None
    source, tree = read
    if not isinstance(tree.value, dict):
        layout = plain(files)
        findings = (*layout.findings, *broken(tree, source))
        return replace(layout, name="a Quarto book", findings=findings, used=(path,))
    book = tree.value.get("book")
    if not isinstance(book, dict):
        return None
    settings = Settings(source, tree)
    settings.take(book, ("book",), _BOOK_KEYS)
    settings.take(tree.value, (), _QUARTO_KEYS)
    listed = _Listing(files, source, tree)
    listed.add(book.get("chapters"), ("book", "chapters"))
    listed.add(book.get("appendices"), ("book", "appendices"), kind="appendix")
    if isinstance(book.get("references"), str):
        listed.add([book["references"]], ("book", "references"))
    cover = named_files(tree, source, ("book", "cover-image"), book.get("cover-image"))
    styles = named_files(tree, source, ("csl",), tree.value.get("csl"))
    return Layout(
        "a Quarto book",
        tuple(listed.leaves),
        settings.values,
        bibliography=named_files(tree, source, ("bibliography",), tree.value.get("bibliography")),
        csl=styles[0] if styles else None,
        cover=cover[0] if cover else None,
        findings=(*broken(tree, source), *settings.findings, *listed.findings),
        used=(path,),
        crossrefs=True,
    )


@dataclass
class _Listing:
    """The chapters that `_quarto.yml` lists, gathered in their order."""

    files: Files
    source: Source
    tree: Tree
    leaves: list[Leaf] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    def add(
        self, entries: Any, path: Path, part: str | None = None, kind: str | None = None
    ) -> None:
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            here = (*path, index)
            place = self.tree.place(here) or self.source.whole()
            if isinstance(entry, str):
                self._leaf(entry, place, None, part, kind)
            elif isinstance(entry, dict) and isinstance(entry.get("file"), str):
                self._leaf(entry["file"], place, entry.get("text"), part, kind)
            elif isinstance(entry, dict) and isinstance(entry.get("part"), str):
                self._part(entry, here, kind)

    def _leaf(self, path: str, place: Span, title: Any, part: str | None, kind: str | None) -> None:
        if not is_text(path):
            said = f"`{path}` is no Markdown, and was not taken"
            hint = f"make Markdown of it, as by `quarto convert {path}` or `pandoc`"
            self.findings.append(UNREADABLE.at(place, said, hint))
            return
        title = title if isinstance(title, str) else None
        self.leaves.append(Leaf(path, place, title, part, kind))

    def _part(self, entry: Mapping[str, Any], path: Path, kind: str | None) -> None:
        """Add a part: a title, or a file whose heading is the title and whose text comes first."""
        title = entry["part"]
        if is_text(title):
            place = self.tree.place((*path, "part")) or self.source.whole()
            named = first_heading(self.files.source(title)) or titled(PurePosixPath(title).stem)
            self.leaves.append(Leaf(title, place, named, named, kind, numbered=False))
            title = named
        self.add(entry.get("chapters"), (*path, "chapters"), title, kind)


_HEADING = re.compile(r"^#[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*(?:\{[^}\n]*\})?[ \t]*$", re.MULTILINE)


def first_heading(source: Source | None) -> str | None:
    """Return the title of a text: of its header, else its first heading of level 1."""
    if source is None:
        return None
    head = read_head(source)
    title = head.values.get("title")
    if isinstance(title, str) and title:
        return title
    found = _HEADING.search(source.text, head.end)
    return found["words"] if found else None


# -- bookdown --

_BOOKDOWN = "_bookdown.yml"
_OF_BOOKDOWN = re.compile(r"\bbookdown(?:::|_site\b)")


def bookdown(files: Files) -> Layout | None:
    """Return the layout of a bookdown book (https://bookdown.org/yihui/bookdown/usage.html).

    `rmd_files` of `_bookdown.yml` says the order, else it is `index.Rmd` and the others by name.
    What the header of the first file says is said of the book.
    """
    first = next((path for path in files.paths if path.lower() == "index.rmd"), None)
    opening = files.source(first) if first else None
    of_bookdown = opening is not None and _OF_BOOKDOWN.search(opening.text[:5000]) is not None
    if _BOOKDOWN not in files and not of_bookdown:
        return None
    read = read_settings(files, _BOOKDOWN)
    findings: list[Diagnostic] = []
    paths: list[tuple[str, Span]] = []
    if read is not None:
        source, tree = read
        findings += broken(tree, source)
        paths = list(_listed(source, tree))
    if not paths:
        paths = [(path, files.span(path)) for path in _by_name(files, read[1] if read else None)]
    leaves = [Leaf(path, place) for path, place in paths]
    return _with_opening(files, leaves, findings)


def _listed(source: Source, tree: Tree) -> Iterator[tuple[str, Span]]:
    """Yield what `rmd_files` lists: for all formats, or for one."""
    if not isinstance(tree.value, dict):
        return
    path: Path = ("rmd_files",)
    value = tree.value.get("rmd_files")
    if isinstance(value, dict):
        name = next((one for one in ("latex", "html", "epub") if value.get(one)), None)
        name = name or next(iter(value), "")
        path, value = (*path, name), value.get(name)
    yield from named_files(tree, source, path, value)


def _by_name(files: Files, tree: Tree | None) -> list[str]:
    value = tree.value.get("rmd_subdir") if tree and isinstance(tree.value, dict) else None
    deep = value == "true"
    inside = tuple(f"{one}/" for one in value) if isinstance(value, list) else ()
    found = [
        path
        for path in files.paths
        if path.lower().endswith((".rmd", ".md"))
        and not PurePosixPath(path).name.startswith("_")
        and (deep or "/" not in path or path.startswith(inside))
        and (path.lower().endswith(".rmd") or PurePosixPath(path).stem.lower() != "readme")
    ]
    rmd = [path for path in found if path.lower().endswith(".rmd")]
    return sorted(rmd or found, key=lambda path: (path.lower() != "index.rmd", natural(path)))


_OF_OUTPUT = {
    *("output", "site", "documentclass", "link-citations", "biblio-style", "bibliography", "csl"),
    *("cover-image", "github-repo", "always_allow_html", "favicon", "geometry", "fontsize"),
}


def _with_opening(files: Files, leaves: list[Leaf], findings: list[Diagnostic]) -> Layout:
    opening = files.source(leaves[0].path) if leaves else None
    layout = Layout("a bookdown book", tuple(leaves), findings=tuple(findings), used=(_BOOKDOWN,))
    if opening is None:
        return layout
    head = read_head(opening)
    settings = Settings(opening, head.tree)
    settings.take(head.values, (), _OF_OUTPUT)

    def named(key: str) -> tuple[tuple[str, Span], ...]:
        return named_files(head.tree, opening, (key,), head.values.get(key))

    styles, covers = named("csl"), named("cover-image")
    return replace(
        layout,
        metadata=settings.values,
        bibliography=named("bibliography"),
        csl=styles[0] if styles else None,
        cover=covers[0] if covers else None,
        findings=(*findings, *settings.findings),
        header_of_book=leaves[0].path,
        crossrefs=True,
    )
