"""Books of Hugo: sections are folders with an `_index.md`, the order is in the headers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from scholiast.diagnostics import Diagnostic
from scholiast.importing.headers import Head, read_head
from scholiast.importing.layouts import (
    Files,
    Layout,
    Leaf,
    Settings,
    broken,
    is_text,
    natural,
    read_settings,
    titled,
)

_CONTENT = "content"
_SETTINGS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "config/_default/")
    for name in ("hugo", "config")
    for ending in ("toml", "yaml", "yml")
)
_BUNDLES = {"_index.md", "index.md"}


def hugo(files: Files) -> Layout | None:
    """Return the layout of a Hugo site, or of a section of one.

    Pages are in Hugo's own order: by weight (those without come last), then the newest first, then
    by title (https://gohugo.io/quick-reference/page-collections/). The sections at the top are
    parts; the text of an `_index.md` is the first chapter of its section.
    """
    path = next((name for name in _SETTINGS if name in files), None)
    has_content = any(one.startswith(f"{_CONTENT}/") for one in files.paths)
    read = read_settings(files, path) if path and has_content else None
    if read is None and not any(PurePosixPath(one).name == "_index.md" for one in files.paths):
        return None
    settings = Settings(*read) if read else None
    table = settings.tree.value if settings else None
    if settings and isinstance(table, dict):
        # what else is set is how the site works and looks: nothing of it is about a book
        asked = {"title", "languageCode", "languagecode", "copyright", "author"}
        settings.take({key: table[key] for key in asked & table.keys()}, (), {"copyright"})
        if isinstance(table.get("copyright"), str):
            settings.values["rights"] = table["copyright"]
    top = _top(files, _CONTENT if has_content else "")
    site = _Site(files)
    leaves = tuple(site.chapters(top))
    return Layout(
        "a Hugo site",
        leaves,
        {**site.about(top), **(settings.values if settings else {})},
        statics=("static", "assets", _CONTENT, ""),
        findings=tuple(broken(settings.tree, settings.source)) if settings else (),
        used=(path,) if path else (),
        commonmark=True,
    )


def _top(files: Files, folder: str) -> str:
    """Return the folder that holds the book: down to where there is more than one section."""
    inner = {part for part in _steps(files, folder) if part is not None}
    pages = any(one is None for one in _steps(files, folder))
    if len(inner) == 1 and not pages:
        [only] = inner
        return _top(files, f"{folder}/{only}" if folder else only)
    return folder


def _steps(files: Files, folder: str) -> Iterator[str | None]:
    """Yield for each page below a folder the next step to it, None where it lies there itself."""
    for path in files.paths:
        if is_text(path) and path.startswith(f"{folder}/" if folder else ""):
            first, slash, _ = path[len(folder) + 1 if folder else 0 :].partition("/")
            if first != "_index.md":
                yield first if slash else None


@dataclass
class _Site:
    """The pages of a site, each header read once."""

    files: Files
    heads: dict[str, Head] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def about(self, folder: str) -> dict[str, Any]:
        """Return what the opening page of the book says of it."""
        title = self.head(_join(folder, "_index.md")).values.get("title")
        return {"title": title} if isinstance(title, str) and title else {}

    def head(self, path: str) -> Head:
        if path not in self.heads:
            source = self.files.source(path)
            self.heads[path] = read_head(source) if source else Head()
        return self.heads[path]

    def chapters(self, folder: str, part: str | None = None) -> Iterator[Leaf]:
        """Yield the chapters of a section in their order, its own text first."""
        opening = _join(folder, "_index.md")
        if opening in self.files and self._has_text(opening):
            yield Leaf(opening, self.files.span(opening), None, part, None, False if part else None)
        for path in sorted(self._members(folder), key=self._order):
            if path in self.files:
                yield Leaf(path, self.files.span(path), None, part)
            else:
                yield from self.chapters(path, part or self._title(path))

    def _members(self, folder: str) -> Iterator[str]:
        """Yield pages and sections of a folder; a folder with an `index.md` is one page."""
        inner: set[str] = set()
        for path in self.files.paths:
            if not is_text(path) or not path.startswith(f"{folder}/" if folder else ""):
                continue
            name, slash, _ = path[len(folder) + 1 if folder else 0 :].partition("/")
            if slash:
                inner.add(_join(folder, name))
            elif name not in _BUNDLES:
                yield path
        for one in inner:
            bundle = _join(one, "index.md")
            yield bundle if bundle in self.files else one

    def _has_text(self, path: str) -> bool:
        source = self.files.source(path)
        return source is not None and bool(source.text[self.head(path).end :].strip())

    def _title(self, path: str) -> str:
        named = self.head(_join(path, "_index.md")).values
        title = named.get("linkTitle") or named.get("title")
        return title if isinstance(title, str) and title else titled(PurePosixPath(path).name)

    def _order(self, path: str) -> tuple[bool, int, Any, str, Any]:
        values = self.head(path if path in self.files else _join(path, "_index.md")).values
        weight = _number(values.get("weight"))
        newest = [-ord(sign) for sign in str(values.get("date") or "")]
        title = str(values.get("linkTitle") or values.get("title") or "")
        return weight == 0, weight, newest or [1], title.casefold(), natural(path)


def _number(value: Any) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
