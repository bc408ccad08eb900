"""Whether files of a manuscript have changed, by asking for their times and sizes again and again.

Systems tell of changes, but each in its own way, and of files on other machines not at all. To ask
after some hundred files takes a millisecond or two, needs nothing but Python, and can't miss that a
folder went away and came back.
"""

import contextlib
import os
import stat
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

Looks: TypeAlias = Mapping[str, tuple[int, ...]]
"""Times, size and number of each file, by its path from the book's folder; what is not there is
left out."""

IGNORED = frozenset({"dist", "node_modules", "__pycache__"})
"""Folders in which no manuscript lies, beside those whose names begin with a point."""

ALWAYS = ("notes/", "styles/", "templates/")
"""Folders of which new files count, too."""

EVERY = 0.06  # seconds between two looks
QUIET = 0.05  # seconds in which nothing more changes, before what changed is read
LONGEST = 1.0  # seconds that a burst of changes is waited for
_SHARE = 15  # a look may take one part in so many of the time


@dataclass(slots=True)
class Watcher:
    """Looks after the files of the book in `root`, and those in `read`, wherever they lie.

    `read` are the paths of the files that the last reading depended on; while it is None, any
    file of the folder counts.
    """

    root: Path
    read: frozenset[str] | None = None
    _beside: frozenset[str] = field(default=frozenset())

    def depend(self, read: Collection[str], *, is_whole: bool) -> None:
        """Say which files were read; only those count where that was the whole manuscript."""
        self._beside = frozenset(read) | self._beside if not is_whole else frozenset(read)
        self.read = frozenset(read) if is_whole else None

    def look(self) -> Looks:
        """Return how the files look now."""
        found = dict(_files(str(self.root), ""))
        for path in self._beside - found.keys():
            with contextlib.suppress(OSError, ValueError):
                found[path] = _state((self.root / path).stat())
        return found

    def changed(self, since: Looks, now: Looks) -> tuple[str, ...]:
        """Return the paths of files that count and look otherwise than they did, in order."""
        paths = since.keys() | now.keys()
        return tuple(sorted(p for p in paths if since.get(p) != now.get(p) and self._counts(p)))

    def wait(self, since: Looks, ended: threading.Event) -> tuple[str, ...]:
        """Return what has changed `since`, as soon as that is something and no more changes.

        Nothing where it `ended`.
        """
        pause = EVERY
        while not ended.wait(pause):
            started = time.perf_counter()
            now = self.look()
            pause = max(EVERY, (time.perf_counter() - started) * _SHARE)
            if self.changed(since, now):
                return self.changed(since, self._settled(now, ended))
        return ()

    def _settled(self, last: Looks, ended: threading.Event) -> Looks:
        """Return how files look when they have stopped changing, or have not for too long."""
        until = time.perf_counter() + LONGEST
        while not ended.wait(QUIET) and time.perf_counter() < until:
            now = self.look()
            if now == last:
                break
            last = now
        return last

    def _counts(self, path: str) -> bool:
        return self.read is None or path in self.read or path.startswith(ALWAYS)


def _files(folder: str, below: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield path and looks of each file in a folder; one that can't be read has its own looks."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError as problem:
        if below:
            yield below, (problem.errno or 0,)
        return
    for entry in found:
        if entry.name.startswith(".") or entry.name in IGNORED or entry.name.endswith("~"):
            continue
        path = f"{below}{entry.name}"
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{path}/")
            else:
                yield path, _state(entry.stat())


def _state(found: os.stat_result) -> tuple[int, ...]:
    is_there = stat.S_ISREG(found.st_mode)
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, int(is_there))
