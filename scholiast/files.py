"""Paths in a manuscript: what a target means, and whether it stays in the book's folder."""

import posixpath
from collections.abc import Container
from pathlib import Path, PurePosixPath
from urllib.parse import unquote


def meanings(path: str, target: str) -> tuple[str, ...]:
    """Return the paths that `target`, written in the file at `path`, may mean, nearest first.

    It is looked for beside the file, then in the book's folder. A target that is an address with
    a scheme, is absolute or leaves the folder means nothing.
    """
    bare = unquote(target.partition("#")[0])
    if not bare or ":" in bare or "\\" in bare or bare.startswith("/"):
        return ()
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), bare))
    whole = posixpath.normpath(bare)
    inside = (found for found in (beside, whole) if not found.startswith("../"))
    return tuple(dict.fromkeys(inside))


def meaning(path: str, target: str, known: Container[str]) -> str | None:
    """Return the first meaning of `target` that is `known`, if any."""
    return next((found for found in meanings(path, target) if found in known), None)


def inside(root: Path, path: str) -> Path | None:
    """Return the file at `path` under `root`, or None where none is or it leads out of `root`.

    Symbolic links are followed before the comparison, so a link out of the folder is not inside.
    """
    if PurePosixPath(path).is_absolute() or "\0" in path:
        return None
    found = (root / path).resolve()
    return found if found.is_relative_to(root.resolve()) and found.is_file() else None
