"""Files of a manuscript changed in place: all of them or none, and never over another's work."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_MARK = b"\xef\xbb\xbf"


class ChangedError(Exception):
    """A file is not what it was when it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a file held and is to hold; None is a file that is not there."""

    before: str | None
    after: str | None


def save(root: Path, changes: Mapping[str, Change]) -> None:
    """Change files of the folder `root`, by path: each is written beside its place and renamed.

    A byte order mark and the permissions of a file stay. Where the system refuses one, those
    before it are put back. Raises ChangedError where a file was changed or made since it was read
    (or is no UTF-8), and OSError.
    """
    wanted = {path: change for path, change in changes.items() if change.before != change.after}
    held = {path: _held(root / path, change.before) for path, change in wanted.items()}
    beside: dict[str, Path] = {}
    done: list[str] = []
    try:
        for path, change in wanted.items():
            if change.after is not None:
                data = change.after.encode()
                was = held[path]
                mark = _MARK if was is not None and was.startswith(_MARK) else b""
                beside[path] = _beside(_real(root / path), mark + data)
        for path in wanted:
            _move(_real(root / path), beside.get(path))
            done.append(path)
    except BaseException:
        for path in done:
            _put_back(_real(root / path), held[path])
        raise
    finally:
        for left in beside.values():
            left.unlink(missing_ok=True)


def _held(path: Path, before: str | None) -> bytes | None:
    """Return the bytes of a file; they have to be what was read."""
    if before is None:
        if os.path.lexists(path):
            raise ChangedError(f"{path} is there already")
        return None
    try:
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise ChangedError(f"{path} is gone") from problem
    if data.removeprefix(_MARK) != before.encode("utf-8", "surrogatepass"):
        raise ChangedError(f"{path} was changed meanwhile, or is not in UTF-8")
    return data


def _real(path: Path) -> Path:
    """Return the file that a path means, so that a symbolic link stays one."""
    return path.resolve()


def _beside(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    Path(name).chmod(mode)
    return Path(name)


def _move(path: Path, beside: Path | None) -> None:
    if beside is None:
        path.unlink()
    else:
        beside.replace(path)


def _put_back(path: Path, data: bytes | None) -> None:
    with contextlib.suppress(OSError):  # the first fault is the one to tell
        if data is None:
            path.unlink()
        else:
            _beside(path, data).replace(path)
