"""Targets of links and images: which file of the book each means."""

import posixpath
from collections.abc import Container
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
