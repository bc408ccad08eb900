"""The folder of finished files: written beside, made safe on the disk, then moved into place.

Whatever happens, and whenever, each artifact in the folder is whole: the old one or the new one.
A write has three steps. All files go to `.scholiast/incoming`; when every byte is on the disk that
folder becomes `.scholiast/ready`, in one rename; then each artifact is renamed into place. Before
the second step nothing has changed; after it the next write, or `tidy`, finishes what is left.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from scholiast.locks import exclusive

LEDGER = "notes.json"
"""The name of the note ledger, beside the artifacts that it proves."""

_LOCK = ".scholiast.lock"
_STAGING = ".scholiast"
_INCOMING = "incoming"
_READY = "ready"
_OLD = "old"


def write(dist: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (bytes by path below `dist`, with `/`) in place, all or none.

    What stands at the top of `dist` is replaced as a whole: a file, or a folder with all in it.
    The note ledger moves last, since it speaks of the others. Raises OSError where the system
    refuses, and `dist` is then as it was.
    """
    dist.mkdir(parents=True, exist_ok=True)
    with exclusive(dist / _LOCK):
        _finish(dist)
        try:
            _stage(dist / _STAGING / _INCOMING, files)
            (dist / _STAGING / _INCOMING).replace(dist / _STAGING / _READY)
            _sync(dist / _STAGING)
        except BaseException:
            _clear(dist / _STAGING, ignore_errors=True)
            raise
        _finish(dist)


def tidy(dist: Path) -> None:
    """Finish or clear away what a write that was killed has left in `dist`."""
    left = any((dist / _STAGING / name).is_dir() for name in (_INCOMING, _READY, _OLD))
    if left or (dist / _LOCK).is_file():
        with exclusive(dist / _LOCK):
            _finish(dist)


def _stage(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for parent in sorted({path.parent for path in folder.rglob("*")}):
        _sync(parent)


def _finish(dist: Path) -> None:
    staging = dist / _STAGING
    ready = staging / _READY
    if ready.is_dir():
        for entry in _in_order(ready.iterdir()):
            _move(entry, dist / entry.name, staging / _OLD)
        _sync(dist)
    _clear(staging)


def _clear(staging: Path, *, ignore_errors: bool = False) -> None:
    """Delete what a write makes, and nothing else: a book built into its own folder has a cache."""
    for name in (_INCOMING, _READY, _OLD):
        if (staging / name).is_dir():
            shutil.rmtree(staging / name, ignore_errors=ignore_errors)
    with contextlib.suppress(OSError):  # not empty, or not there
        staging.rmdir()


def _in_order(entries: Iterable[Path]) -> list[Path]:
    return sorted(entries, key=lambda entry: (entry.name == LEDGER, entry.name))


def _move(entry: Path, target: Path, old: Path) -> None:
    """Rename `entry` to `target`; where either is a folder, what stands there is moved away first.

    For that instant there is nothing at `target`: no system renames a folder onto another.
    """
    if os.path.lexists(target) and (target.is_dir() or entry.is_dir()):
        old.mkdir(exist_ok=True)
        target.replace(old / target.name)
    entry.replace(target)


def _sync(folder: Path) -> None:
    """Make the names in `folder` safe on the disk, on systems that can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
