"""Functions of another package made anew with a few places of their source edited.

Each is known by a digest of its source, so that no edit is made to what it was not written for.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeAlias

Edit: TypeAlias = tuple[str, str, str]
"""What to replace, from the first text to the end of the second, and by what."""


def digest(thing: object) -> str:
    """Return the SHA-256 of the source of a function or class, in hexadecimal."""
    return hashlib.sha256(inspect.getsource(thing).encode()).hexdigest()  # type: ignore[arg-type]


@functools.cache
def edited(module: ModuleType, name: str, edits: tuple[Edit, ...]) -> Callable[..., Any]:
    """Return a function of a module with its source edited; the module stays as it was.

    Raises ValueError where the source lacks what an edit looks for.
    """
    source = inspect.getsource(getattr(module, name))
    for first, last, new in edits:
        start = source.index(first)
        stop = source.index(last, start) + len(last) if last else start + len(first)
        source = source[:start] + new + source[stop:]
    made: dict[str, Any] = {}
    exec(compile(source, f"<{name}, edited>", "exec"), vars(module), made)
    changed: Callable[..., Any] = made[name]
    return changed
