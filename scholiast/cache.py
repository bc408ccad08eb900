"""Finished work kept from build to build: bytes by key, in a folder that can be deleted any time.

A book is not trusted, and a cache may lie in its folder. So each entry is signed with a secret of
the user's own, which lies elsewhere: what somebody else put there, and what is damaged or cut off,
is as if it were not there. Entries are written beside and moved into place, so that builds can use
one cache at the same time; nothing is locked. Where a disk is full or can't be written, nothing is
kept, and the build goes on.
"""

import contextlib
import hashlib
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 1_000_000_000
"""Bytes that a cache may hold when a build ends; what was used longest ago goes first."""

FOLDER = ".scholiast/cache"
"""Where in the folder of a book its cache lies."""

VARIABLE = "SCHOLIAST_CACHE"
"""The environment variable that names another folder for all caches."""

_SIGNATURE = 32  # bytes
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds what builds of a book made, to be used again. It can be deleted.\n"
)
"""What programs that make backups know a cache by (bford.info/cachedir)."""


@dataclass(slots=True)
class Cache:
    """Bytes by key in `folder`, of at most `limit` bytes in all, signed with `secret`.

    `trouble` says why nothing more is kept, where that is so.
    """

    folder: Path
    secret: bytes = field(repr=False)
    limit: int = LIMIT
    trouble: str | None = None

    def get(self, key: str) -> bytes | None:
        """Return what was kept under `key`; None where nothing was, or not by this user."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        content = data[_SIGNATURE:]
        if data[:_SIGNATURE] != self._signature(key, content):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # so that what is used is not what goes first
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under `key`, if the disk takes them."""
        if self.trouble is not None:
            return
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._write(path, self._signature(key, content) + content)
        except OSError as problem:
            self.trouble = str(problem)

    def trim(self) -> None:
        """Delete what was used longest ago, until no more than the limit is left."""
        entries = sorted(self._entries(), reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > self.limit:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _signature(self, key: str, content: bytes) -> bytes:
        keyed = hashlib.blake2b(key=self.secret, digest_size=_SIGNATURE)
        keyed.update(key.encode())
        keyed.update(content)
        return keyed.digest()

    def _write(self, path: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each entry was last used, its size and its path; left-overs among them."""
        for folder in self.folder.glob("??"):
            with contextlib.suppress(OSError):
                for entry in os.scandir(folder):
                    found = entry.stat()
                    yield found.st_mtime, found.st_size, Path(entry.path)


def for_book(root: Path) -> Cache | None:
    """Return the cache of the book in folder `root`; None where none can be had.

    It lies in the book's folder, or where SCHOLIAST_CACHE says.
    """
    try:
        secret = _secret()
        folder = _folder(root)
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
    except OSError:
        return None
    return Cache(folder, secret)


def _folder(root: Path) -> Path:
    given = os.environ.get(VARIABLE)
    if not given:
        return root / FOLDER
    return Path(given) / hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]


def _secret() -> bytes:
    """Return the secret of this user, made when it is first needed; no one else can read it."""
    path = _state() / "scholiast" / "cache-secret"
    with contextlib.suppress(FileNotFoundError):
        data = path.read_bytes()
        if len(data) == 32:
            return data
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
    Path(name).replace(path)
    return path.read_bytes()


def _state() -> Path:
    """Return the folder for what programs keep for a user (XDG Base Directory 0.8)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state")
