"""A text in LaTeX made into a manuscript: its files joined, its notes counted in the source."""

import bisect
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scholiast import pandoc
from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors_rules import PAGE_MISSING
from scholiast.importing.given import Given
from scholiast.importing.latex_notes import sign
from scholiast.importing.latex_scan import FILES, commands
from scholiast.importing.model import Import
from scholiast.importing.reading import decode
from scholiast.importing.rules import ImportRefusedError
from scholiast.importing.trees import Piece, Text, import_trees
from scholiast.importing.trees.model import Node
from scholiast.importing.trees.rules import UNREADABLE
from scholiast.importing.trees.words import plain
from scholiast.marks import SIGNS
from scholiast.source import Position, Span

_ENDNOTES = {"marks": "lower-roman", "placement": "book-end"}
_LANGUAGES = {
    "american": "en-US", "british": "en-GB", "english": "en", "french": "fr", "german": "de",
    "italian": "it", "ngerman": "de", "portuguese": "pt", "brazilian": "pt-BR", "russian": "ru",
    "spanish": "es", "dutch": "nl", "latin": "la",
}  # fmt: skip
_PICTURES = ("", ".png", ".jpg", ".jpeg", ".svg", ".gif")
_DEEPEST = 20  # files in files
_LARGEST = 64 << 20  # bytes of all files together


def is_latex(given: Given) -> bool:
    """Tell whether a file is LaTeX: by what it begins with, or by its name."""
    return given.ends(".tex", ".ltx") or b"\\documentclass" in given.head


def import_latex(path: Path) -> Import:
    """Return the manuscript of the LaTeX file at `path`; raises ImportRefusedError, OSError."""
    joined = _Joined(path.parent.resolve())
    joined.add(path)
    text = "".join(joined.parts)
    if SIGNS.search(text):
        raise _refused(path, "it has characters of Unicode's private planes 15 and 16")
    media: dict[str, bytes] = {}
    try:
        signed = sign(text, joined.place)
        document, _ = pandoc.convert(signed.text.encode(), "latex")
        blocks = _tidied(document["blocks"], joined.root, media)
    except (pandoc.PandocError, RecursionError) as problem:
        said = "it is nested too deep" if isinstance(problem, RecursionError) else str(problem)
        raise _refused(path, said) from problem
    values = _metadata(document["meta"], text)
    if any(note.kind == "endnote" for note in signed.notes.values()):
        values["notes"] = {"kinds": {"endnote": _ENDNOTES}}
    found = import_trees(
        path.as_posix(),
        Text(
            kind="LaTeX",
            pieces=tuple(_pieces(blocks, has_parts=re.search(r"\\part\b", text) is not None)),
            notes=signed.notes,
            metadata=values,
            media=media,
            signs=signed.signs,
            uncalled=frozenset(signed.uncalled),
            findings=tuple(joined.findings),
        ),
    )
    return _with_bibliography(found, text, joined.root)


def _refused(path: Path, why: str) -> ImportRefusedError:
    return ImportRefusedError(UNREADABLE.at(Span(path.as_posix()), f"it can't be read: {why}"))


# -- files in files --


@dataclass
class _Joined:
    """A text put together of files below `root`; `starts` tell where each part is from."""

    root: Path
    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    origins: list[tuple[str, int]] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    length: int = 0
    size: int = 0

    def add(self, path: Path, depth: int = 0) -> None:
        """Add a file and all files that it names; raises ImportRefusedError where it is no text."""
        source, said = decode(path.read_bytes(), path.as_posix())
        self.findings += said
        self.size += len(source.text)
        if depth > _DEEPEST or self.size > _LARGEST:
            raise _refused(path, "files name each other without end")
        text, at = source.text, 0
        for one in commands(text):
            if one.name not in FILES or one.argument is None:
                continue
            self._part(text, at, one.start, path)
            at = one.end
            self._file(text[slice(*one.argument)].strip(), path, source.span(one.start), depth)
        self._part(text, at, len(text), path)

    def _part(self, text: str, start: int, end: int, path: Path) -> None:
        self.starts.append(self.length)
        self.origins.append((path.as_posix(), text.count("\n", 0, start) + 1))
        self.parts.append(text[start:end])
        self.length += end - start

    def _file(self, name: str, path: Path, place: Span, depth: int) -> None:
        for ending in (".tex", ""):
            file = (self.root / f"{name}{ending}").resolve()
            if not file.is_relative_to(self.root):
                message = f"the file `{name}` lies outside of the folder, and is not read"
                self.findings.append(PAGE_MISSING.at(place, message))
                return
            if file.is_file():
                shown = path.parent / f"{name}{ending}" if depth == 0 else file
                self.add(shown if shown.is_file() else file, depth + 1)
                return
        self.findings.append(PAGE_MISSING.at(place, f"the file `{name}` is not there"))

    def place(self, offset: int) -> Span:
        """Return where a character of the whole text stands in its file."""
        at = max(0, bisect.bisect_right(self.starts, offset) - 1)
        path, line = self.origins[at]
        line += self.parts[at].count("\n", 0, offset - self.starts[at])
        return Span(path, Position(line, 1))


# -- the tree --


def _tidied(value: Any, root: Path, media: dict[str, bytes]) -> Any:
    """Return a tree without what only LaTeX knows, with pictures by their files' names."""
    if isinstance(value, list):
        return [_tidied(one, root, media) for one in value]
    if not isinstance(value, dict) or not isinstance(value.get("c"), list):
        return value
    content = _tidied(value["c"], root, media)
    if value["t"] in {"Link", "Span", "Div"}:
        name, classes, pairs = content[0]
        kept = [pair for pair in pairs if pair[0] not in {"reference-type", "reference", "label"}]
        content = [[name, classes, kept], *content[1:]]
    elif value["t"] == "Image":
        words, (target, title) = content[1:]
        content = [["", [], []], words, [_picture(target, root, media), title]]
    return {**value, "c": content}


def _picture(target: str, root: Path, media: dict[str, bytes]) -> str:
    for ending in _PICTURES:
        name = posixpath.normpath(f"{target}{ending}")
        file = (root / name).resolve()
        if file.is_relative_to(root) and file.is_file() and file.stat().st_size < _LARGEST:
            media[name] = file.read_bytes()
            return name
    return target


def _pieces(blocks: Sequence[Node], *, has_parts: bool) -> Iterator[Piece]:
    """Yield the text, or each of its parts, which pandoc reads as its highest headings."""
    part: str | None = None
    here: list[Node] = []
    for block in blocks:
        if has_parts and block["t"] == "Header" and block["c"][0] == 1:
            if here:
                yield Piece(here, part or "", part, part=part)
            part, here = plain(block), []
        else:
            here.append(block)
    if here or part is None:
        yield Piece(here, part or "", part, part=part)


# -- what is known of the book --


def _metadata(meta: dict[str, Any], text: str) -> dict[str, Any]:
    found: dict[str, Any] = {key: plain(meta[key]) for key in ("title", "subtitle") if key in meta}
    authors = meta.get("author")
    people = (
        authors["c"] if authors and authors["t"] == "MetaList" else [authors] if authors else []
    )
    found["contributors"] = [{"name": name} for one in people if (name := plain(one))]
    babel = re.search(r"\\usepackage\[([^\]]*)\]\{babel\}", text)
    main = re.search(r"\\setmainlanguage(?:\[[^\]]*\])?\{(\w+)\}", text)
    named = (babel[1].rpartition(",")[2] if babel else main[1] if main else "").strip()
    named = named.removeprefix("main=")
    if named in _LANGUAGES:
        found["language"] = _LANGUAGES[named]
    return found


def _with_bibliography(found: Import, text: str, root: Path) -> Import:
    """Return an import with the bibliographies that a text names, and `book.yaml` naming them."""
    files: dict[str, str] = {}
    findings: list[Diagnostic] = []
    for one in commands(text):
        if one.name not in {"bibliography", "addbibresource"} or one.argument is None:
            continue
        for name in text[slice(*one.argument)].split(","):
            file = (root / f"{name.strip().removesuffix('.bib')}.bib").resolve()
            if file.is_relative_to(root) and file.is_file():
                source, said = decode(file.read_bytes(), file.name)
                files[file.name] = source.text
                findings += said
            else:
                message = f"the bibliography `{name.strip()}` is not there"
                findings.append(PAGE_MISSING.at(found.source.whole(), message))
    named = "".join(f"  - {name}\n" for name in files)
    book = found.files["book.yaml"] + (f"bibliography:\n{named}" if files else "")
    return replace(
        found,
        files={**found.files, **files, "book.yaml": book},
        findings=(*found.findings, *findings),
    )
