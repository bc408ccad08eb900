"""One at a time: a lock between processes, held on a file, let go even when its holder is killed.

Only the standard library is imported here, since `build.py` locks before anything is installed.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        while True:
            try:
                # It gives up with an OSError after ten tries, a second apart.
                return msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
            except OSError:
                continue

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file `path`, waiting while another process does; it is removed in the end.

    The system drops the lock of a process that is killed, so a file left behind blocks nobody.
    """
    handle = _acquire(path)
    try:
        yield
    finally:
        # Removed while held, or it could be another's by then; Windows removes no open file.
        with contextlib.suppress(PermissionError):
            path.unlink()
        os.close(handle)


def _acquire(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        _lock(handle)
        if _still_there(path, handle):
            return handle
        os.close(handle)


def _still_there(path: Path, handle: int) -> bool:
    """Tell whether the file that was locked is not one that its last holder removed meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
