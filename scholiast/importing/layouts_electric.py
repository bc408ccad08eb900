"""Books of the Electric Book: files named in `_data/works`, texts in a folder for each work."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scholiast.importing.layouts import (
    Files,
    Layout,
    Leaf,
    Settings,
    broken,
    is_text,
    plain,
    read_settings,
)
from scholiast.source import Source
from scholiast.yamltree import Path, Tree

_WORK = re.compile(r"_data/works/([^/]+)/default\.ya?ml")
_FORMATS = ("print-pdf", "epub", "web", "screen-pdf", "app")
_OTHERS = {"products", "image", "identifier", "subject", "contributor", "creator", "published"}
_KINDS = {
    "dedication": "dedication",
    "epigraph": "epigraph",
    "foreword": "foreword",
    "preface": "preface",
    "colophon": "colophon",
    "acknowledgements": "acknowledgments",
    "glossary": "glossary",
    "bibliography": "bibliography",
}


def electric(files: Files) -> Layout | None:
    """Return the layout of an Electric Book (https://electricbookworks.github.io/electric-book/).

    The files are those that the first work lists for print, else for another format; where it
    lists none, all in the folder of the work, by name.
    """
    settings = sorted(path for path in files.paths if _WORK.fullmatch(path))
    work, path = _first_work(files, settings)
    read = read_settings(files, path) if path else None
    if read is None:
        return None
    source, tree = read
    table = tree.value if isinstance(tree.value, dict) else {}
    taken = Settings(source, tree)
    taken.take(table, (), _OTHERS)
    taken.take({"author": table.get("creator")}, (), set())
    taken.take({"contributor": table.get("contributor")}, (), set())
    folder = _folder_of(files, work)
    leaves = tuple(_leaves(files, source, tree, table, folder)) or _all_in(files, folder)
    statics = (f"{work}/images/_source", f"{work}/images", work, "")
    others = [one for one in settings if one != path]
    return Layout(
        "an Electric Book",
        leaves,
        taken.values,
        statics=statics,
        findings=(*broken(tree, source), *taken.findings),
        used=(path or "", *others),
    )


def _first_work(files: Files, settings: list[str]) -> tuple[str, str | None]:
    """Return the work to import: one called `book`, else the first that has texts."""
    works = [(match[1], path) for path in settings if (match := _WORK.fullmatch(path))]
    with_texts = [one for one in works if any(is_text(p) for p in _below(files, one[0]))]
    with_texts.sort(key=lambda one: one[0] != "book")
    return with_texts[0] if with_texts else ("", None)


def _below(files: Files, folder: str) -> Iterator[str]:
    return (path for path in files.paths if path.startswith(f"{folder}/"))


def _folder_of(files: Files, work: str) -> str:
    """Return where the texts of a work lie: in its folder, in older books in `text` below it."""
    old = f"{work}/text"
    return old if any(is_text(path) for path in _below(files, old)) else work


def _leaves(
    files: Files, source: Source, tree: Tree, table: Mapping[str, Any], folder: str
) -> Iterator[Leaf]:
    products = table.get("products")
    products = products if isinstance(products, dict) else {}
    lists = ((name, products[name].get("files")) for name in _FORMATS if _is_map(products, name))
    name, entries = next(((name, value) for name, value in lists if value), ("", None))
    path: Path = ("products", name, "files")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        place = tree.place((*path, index)) or source.whole()
        kind = None
        if isinstance(entry, dict) and entry:
            [(entry, meant), *_] = entry.items()
            kind = _KINDS.get(str(meant))
        if isinstance(entry, str):
            stem = f"{folder}/{entry}"
            found = next((one for one in files.paths if is_text(one) and _stem(one) == stem), None)
            yield Leaf(found or f"{stem}.md", place, None, None, kind)


def _is_map(table: Mapping[str, Any], key: str) -> bool:
    return isinstance(table.get(key), dict)


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _all_in(files: Files, folder: str) -> tuple[Leaf, ...]:
    """Return the texts in a folder itself; those in folders below it are translations."""
    inside = tuple(path for path in _below(files, folder) if "/" not in path[len(folder) + 1 :])
    return tuple(replace(leaf, part=None) for leaf in plain(replace(files, paths=inside)).leaves)
