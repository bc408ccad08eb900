"""How a folder of chapters is laid out: which files are chapters, in what order, and whose words.

Each way of laying out a folder has a function that returns a `Layout`, or None where the folder is
none of its kind. `find_layout` asks them one after the other; a plain folder is what is left.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from scholiast import folder as folders
from scholiast.diagnostics import Diagnostic
from scholiast.importing.folder_rules import BROKEN_SETTINGS, SETTING, TOO_MANY
from scholiast.importing.reading import decode
from scholiast.importing.rules import ImportRefusedError
from scholiast.source import Source, Span
from scholiast.tomltree import parse as parse_toml
from scholiast.yamltree import Tree
from scholiast.yamltree import parse as parse_yaml

TEXT_ENDINGS = (".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd")
"""Endings of files that hold Markdown, in small letters."""

MOST_FILES = 50_000
"""Files of a folder that are looked at: a book has fewer, a home folder more."""

_NOT_OURS = {"node_modules", "_book", "_site", "public", "resources", "renv", "target", "dist"}
"""Folders that programs make, beside those whose names begin with a point."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a folder: `paths` are relative to `root`, with `/`, in natural order.

    `name` is how the person who imports calls the folder; places begin with it.
    """

    root: Path
    name: str
    paths: tuple[str, ...]

    def __contains__(self, path: str) -> bool:
        return path in self.paths

    def span(self, path: str) -> Span:
        """Return the place that means the whole of a file."""
        return Span(f"{self.name}/{path}")

    def data(self, path: str) -> bytes | None:
        """Return the bytes of a file of the folder; None where it is none, or leads out of it."""
        found = folders.file_at(self.root, path)
        return found.read_bytes() if found is not None else None

    def source(self, path: str) -> Source | None:
        """Return a text of the folder, None where it is none that can be read."""
        data = self.data(path)
        if data is None:
            return None
        try:
            return decode(data, self.span(path).path)[0]
        except ImportRefusedError:
            return None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A chapter as a layout lists it, at `place`: `path` in the folder and what is said of it.

    `title` is what the list calls it; `part` the title of the part that it stands in.
    """

    path: str
    place: Span
    title: str | None = None
    part: str | None = None
    kind: str | None = None
    numbered: bool | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a folder says of its book.

    `metadata` are values for `book.yaml`; `bibliography`, `csl` and `cover` are paths in the
    folder with the place that names them; `statics` folders in which addresses that begin with `/`
    are looked for. `used` are files that were read for what they say of others; `header_of_book` is
    the chapter whose header speaks of the whole book. `commonmark` tells how texts are to be read,
    `crossrefs` that they refer to one another as Quarto or bookdown does.
    """

    name: str
    leaves: tuple[Leaf, ...]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    bibliography: tuple[tuple[str, Span], ...] = ()
    csl: tuple[str, Span] | None = None
    cover: tuple[str, Span] | None = None
    statics: tuple[str, ...] = ("",)
    findings: tuple[Diagnostic, ...] = ()
    used: tuple[str, ...] = ()
    header_of_book: str | None = None
    commonmark: bool = False
    crossrefs: bool = False


Finder = Callable[[Files], Layout | None]


def find_layout(files: Files, finders: Sequence[Finder]) -> Layout:
    """Return the layout of a folder: that of the first of `finders` that knows it, else plain."""
    for finder in finders:
        if (layout := finder(files)) is not None:
            return layout
    return plain(files)


def list_files(root: Path, name: str) -> Files:
    """Return the files of the folder `root`, those of programs and hidden ones left out.

    Raises ImportRefusedError (X118) where there are more than a book has, and OSError.
    """
    found: list[str] = []
    for here, inner, names in os.walk(root, onerror=_refuse):
        inner[:] = [one for one in inner if one[0] != "." and one not in _NOT_OURS]
        base = Path(here).relative_to(root)
        found += [(base / one).as_posix() for one in names if one[0] != "."]
        if len(found) > MOST_FILES:
            said = f"the folder `{name}` has more than {MOST_FILES:,} files"
            raise ImportRefusedError(TOO_MANY.at(Span(name), said, "name the folder of the book"))
    return Files(root, name, tuple(sorted(found, key=natural)))


def _refuse(problem: OSError) -> None:
    """Tell of a folder that can't be read: chapters may lie in it."""
    raise problem


def natural(path: str) -> list[list[tuple[bool, int, str]]]:
    """Return a key that sorts paths as people do: `2-rome.md` before `10-athens.md`."""
    return [
        [
            (not part.isdecimal(), int(part) if part.isdecimal() else 0, part.casefold())
            for part in re.split(r"(\d+)", step)
            if part
        ]
        for step in path.split("/")
    ]


def is_text(path: str) -> bool:
    """Tell whether a file is a chapter by its name."""
    return path.lower().endswith(TEXT_ENDINGS)


# -- a plain folder --

_ABOUT = {"readme", "license", "licence", "contributing", "changelog", "code_of_conduct", "todo"}
"""Files about a project, beside its chapters."""


def plain(files: Files) -> Layout:
    """Return the layout of a folder that has nothing but chapters: in natural order of names.

    Folders in it are parts. A file `index` comes first in its folder; files about the project come
    in only where there is nothing else.
    """
    texts = [path for path in files.paths if is_text(path) and not _is_aside(path)]
    chapters = [path for path in texts if PurePosixPath(path).stem.lower() not in _ABOUT]
    chapters = sorted(chapters or texts, key=_index_first)
    leaves = tuple(Leaf(path, files.span(path), part=_part(path)) for path in chapters)
    bibliography = [path for path in files.paths if path.endswith((".bib", ".bibtex", ".ris"))]
    styles = [path for path in files.paths if path.endswith(".csl")]
    return Layout(
        "a folder of Markdown",
        leaves,
        bibliography=tuple((path, files.span(path)) for path in bibliography),
        csl=(styles[0], files.span(styles[0])) if len(styles) == 1 else None,
    )


def _is_aside(path: str) -> bool:
    return any(part.startswith("_") for part in path.split("/"))


def _index_first(path: str) -> list[list[tuple[bool, int, str]]]:
    pure = PurePosixPath(path)
    key = natural(path)
    return [*key[:-1], []] if pure.stem.lower() == "index" else key


def _part(path: str) -> str | None:
    first, slash, _ = path.partition("/")
    return titled(first) if slash else None


def titled(name: str) -> str:
    """Return the name of a file or folder as words: `02-the_long-road` gives `The long road`."""
    words = re.sub(r"^(?:\d+[-_. ]+)+|[-_]+", " ", name)
    words = " ".join(words.split()) or name
    return words[:1].upper() + words[1:]


# -- files of settings --


def read_settings(files: Files, path: str) -> tuple[Source, Tree] | None:
    """Return a file of settings in YAML or TOML as text and tree, None where there is none."""
    source = files.source(path)
    if source is None:
        return None
    return source, parse_toml(source) if path.endswith(".toml") else parse_yaml(source)


def broken(tree: Tree, source: Source) -> Iterator[Diagnostic]:
    """Yield what is wrong with a file of settings, as findings of an import."""
    for problem in tree.problems:
        place = problem.place or source.whole()
        yield BROKEN_SETTINGS.at(place, problem.message, problem.hint)


_ROLES = {
    **dict.fromkeys(("author", "authors", "creator"), "author"),
    **{name: name for name in ("editor", "translator", "illustrator", "contributor")},
}


@dataclass
class Settings:
    """Reads keys of a tree into values for `book.yaml`, and says which were left over."""

    source: Source
    tree: Tree
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def take(self, table: Mapping[str, Any], prefix: tuple[str, ...], known: set[str]) -> None:
        """Take over the keys of a mapping; those of `known` are read elsewhere."""
        for key, value in table.items():
            if key in known or value in (None, "", [], {}):
                continue
            if not self._took(key, value):
                place = self.tree.key((*prefix, key)) or self.source.whole()
                self.findings.append(SETTING.at(place, f"the setting `{key}` was left out"))

    def _took(self, key: str, value: Any) -> bool:
        even = key.replace("_", "-")
        if even in _ROLES:
            people = [_person(one, _ROLES[even]) for one in _several(value)]
            self.values.setdefault("contributors", []).extend(one for one in people if one)
        elif even in {"lang", "language", "languagecode", "languageCode"}:
            self.values["language"] = str(value).replace("_", "-")
        elif even in {"title", "subtitle", "publisher", "description", "rights"}:
            if not isinstance(value, str):
                return False
            self.values[even] = " ".join(value.split())
        elif even == "date":
            found = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?=$|[T ])", str(value))
            if found is None:
                return False
            self.values["date"] = found[0]
        else:
            return False
        return True


def _several(value: Any) -> list[Any]:
    if isinstance(value, str):
        return re.split(r"\s*;\s*|,?\s+and\s+", value)
    return value if isinstance(value, list) else [value]


def _person(value: Any, role: str) -> dict[str, str] | None:
    if isinstance(value, dict):
        value = value.get("name")
        if isinstance(value, dict):
            given, family = value.get("given", ""), value.get("family", "")
            value = value.get("literal") or f"{given} {family}".strip()
    if not isinstance(value, str) or not value.strip():
        return None
    name = " ".join(value.split())
    return {"name": name} if role == "author" else {"name": name, "role": role}


def named_files(
    tree: Tree, source: Source, path: tuple[str | int, ...], value: Any
) -> tuple[tuple[str, Span], ...]:
    """Return the files that a setting names, one or several, each with its place."""
    if isinstance(value, str):
        return ((value, tree.place(path) or source.whole()),)
    if not isinstance(value, list):
        return ()
    places = (tree.place((*path, index)) or source.whole() for index in range(len(value)))
    return tuple((one, place) for one, place in zip(value, places, strict=True) if one)
