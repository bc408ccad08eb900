"""Books of mdBook, and of others that list their chapters in a `SUMMARY.md`."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from scholiast.diagnostics import Diagnostic
from scholiast.importing.folder_rules import FLAT, UNPUBLISHED
from scholiast.importing.layouts import (
    Files,
    Layout,
    Leaf,
    Settings,
    broken,
    is_text,
    read_settings,
)
from scholiast.source import Source

_SETTINGS = "book.toml"
_LINK = re.compile(
    r"^(?P<indent>[ \t]*)(?P<bullet>[-*+][ \t]+|\d+[.)][ \t]+)?"
    r"\[(?P<title>(?:\\.|[^\[\]\\]|\[[^\[\]]*\])*)\]"
    r"\([ \t]*(?P<target><[^>\n]*>|(?:[^\s()]|\([^\s()]*\))*)[^)\n]*\)[ \t]*$",
    re.MULTILINE,
)
_PART = re.compile(r"^#[ \t]+(?P<title>.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


def mdbook(files: Files) -> Layout | None:
    """Return the layout of an mdBook (https://rust-lang.github.io/mdBook/format/summary.html).

    Chapters in the list are numbered, those before and after it are not; a heading in it begins a
    part. GitBook's lists are read the same way.
    """
    read = read_settings(files, _SETTINGS)
    settings = Settings(*read) if read else None
    table = read[1].value.get("book") if read and isinstance(read[1].value, dict) else None
    table = table if isinstance(table, dict) else {}
    src = str(table.get("src") or "src")
    places = [f"{src}/SUMMARY.md"] if read else ["src/SUMMARY.md", "SUMMARY.md"]
    path = next((posixpath.normpath(one) for one in places if posixpath.normpath(one) in files), "")
    source = files.source(path) if path else None
    if source is None:
        return None
    summary = _Summary(files, source, PurePosixPath(path).parent.as_posix())
    summary.read()
    said = tuple(broken(settings.tree, settings.source)) if settings else ()
    if settings:
        settings.take(table, ("book",), {"src", "multilingual", "text-direction"})
        said += tuple(settings.findings)
    return Layout(
        "an mdBook" if settings else "a book with a SUMMARY.md",
        tuple(summary.leaves),
        settings.values if settings else {},
        statics=(summary.folder, ""),
        findings=(*said, *summary.findings),
        used=(path,),
        commonmark=True,
    )


@dataclass
class _Summary:
    """A `SUMMARY.md`, read line by line: chapters in their order, in the folder of the file."""

    files: Files
    source: Source
    folder: str
    leaves: list[Leaf] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    def read(self) -> None:
        part: str | None = None
        nested: list[int] = []
        lines = sorted([*self._links(), *self._parts()], key=lambda found: found.start())
        begun = False
        for found in lines:
            if found.re is _PART:
                part = found["title"]
                continue
            begun = begun or bool(found["bullet"])
            if not found["bullet"] and begun:
                part = None  # what follows the list closes the book
            if found["indent"] and found["bullet"]:
                nested.append(found.start())
            self._leaf(found, part)
        if nested:
            place = self.source.span(nested[0], self.source.text.find("\n", nested[0]))
            count = f"{len(nested)} chapter{'' if len(nested) == 1 else 's'}"
            said = f"{count} stood below others in the list, and now follow them"
            self.findings.append(FLAT.at(place, said))

    def _links(self) -> Iterator["re.Match[str]"]:
        yield from _LINK.finditer(self.source.text)

    def _parts(self) -> Iterator["re.Match[str]"]:
        """Yield the titles of parts; the first heading is that of the list, before all chapters."""
        first = next(self._links(), None)
        for index, found in enumerate(_PART.finditer(self.source.text)):
            is_title = index == 0 and (first is None or found.start() < first.start())
            if not is_title or found["title"].casefold() not in {"summary", "table of contents"}:
                yield found

    def _leaf(self, found: "re.Match[str]", part: str | None) -> None:
        title = re.sub(r"\\(.)", r"\1", found["title"]).strip()
        target = unquote(found["target"].strip("<>").partition("#")[0])
        place = self.source.span(found.start("title") - 1, found.end())
        if not target:
            said = f"the chapter `{title}` has no text yet"
            self.findings.append(UNPUBLISHED.at(place, said, "write it, and put it in the spine"))
            return
        path = posixpath.normpath(posixpath.join(self.folder, target.lstrip("/")))
        if any(leaf.path == path for leaf in self.leaves) or not is_text(path):
            return  # a section of a chapter that is listed, or a web page
        numbered = None if found["bullet"] else False
        self.leaves.append(Leaf(path, place, title, part, None, numbered))
