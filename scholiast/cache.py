"""Finished work kept from build to build: bytes by key, in a folder that can be deleted any time.

A book is not trusted, and a cache may lie in its folder. So each entry is signed with a secret of
the user's own, which lies elsewhere: what somebody else put there, and what is damaged or cut off,
is as if it were not there. No entry is run or unpickled, and no symbolic link in a cache is
followed, so that a book can't have files written, or deleted, outside its own folder. Entries are
written beside and moved into place, so that builds can use one cache at the same time; nothing is
locked. Where a disk is full or can't be written, nothing is kept, and the build goes on.
"""

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 1_000_000_000
"""Bytes that a cache may hold when a build ends; what was used longest ago goes first."""

MOST = 100_000
"""Entries that a cache may hold when a build ends."""

FOLDER = ".scholiast/cache"
"""Where in the folder of a book its cache lies."""

VARIABLE = "SCHOLIAST_CACHE"
"""The environment variable that names another folder for all caches."""

SIZE_VARIABLE = "SCHOLIAST_CACHE_SIZE"
"""The environment variable that gives another limit for each cache, in MB (1,000,000 bytes)."""

_SIGNATURE = 32  # bytes
_SECRET = 32  # bytes
_UNFINISHED = ".new-"
_ABANDONED = 3600  # seconds after which an entry that is still being written never will be
_TRIES = 3
_ENTRY = re.compile(r"[0-9a-f]{62}")
_TAG = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder holds what builds of a book made, to be used again. It can be deleted.\n"
)
"""What programs that make backups know a cache by (bford.info/cachedir)."""


@dataclass(slots=True)
class Cache:
    """Bytes by key (64 hexadecimal digits) in `folder`, signed with `secret`.

    It is cut down to `limit` bytes and `most` entries in all. `trouble` says why nothing more is
    kept, where that is so; without a secret nothing is there either.
    """

    folder: Path
    secret: bytes = field(repr=False)
    limit: int = LIMIT
    trouble: str | None = None
    most: int = MOST

    def get(self, key: str) -> bytes | None:
        """Return what was kept under `key`; None where nothing was, or not by this user."""
        if not self.secret:
            return None
        path = self._path(key)
        data = _read(path, self.limit)
        if data is None:
            return None
        content = data[_SIGNATURE:]
        if not hmac.compare_digest(data[:_SIGNATURE], self._signature(key, content)):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # so that what is used is not what goes first
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under `key`, if the disk takes them."""
        if self.trouble is not None or len(content) + _SIGNATURE > self.limit:
            return None
        path = self._path(key)
        data = self._signature(key, content) + content
        for _ in range(_TRIES):
            try:
                return self._write(path, data)
            except (FileNotFoundError, FileExistsError):  # it was deleted in this very moment
                continue
            except OSError as problem:
                self.trouble = str(problem)
                return None
        return None

    def trim(self) -> None:
        """Delete what was used longest ago, until no more than the limits is left."""
        total = 0
        entries = sorted(self._entries(), reverse=True)
        for number, (_, size, path) in enumerate(entries, start=1):
            total += size
            if total > self.limit or number > self.most:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _signature(self, key: str, content: bytes) -> bytes:
        """Return the keyed digest of an entry (BLAKE2b as a MAC, RFC 7693)."""
        keyed = hashlib.blake2b(key=self.secret, digest_size=_SIGNATURE)
        keyed.update(f"{len(key)}:{key}".encode())
        keyed.update(content)
        return keyed.digest()

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _is_real(self.folder, path.parent.name):
            path.parent.lstat()  # FileNotFoundError where it is there no more
            raise NotADirectoryError(f"{path.parent} leads elsewhere")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each entry was last used, its size and its path.

        Nothing else is looked at, but for what writers that were killed have left: it is as old as
        can be.
        """
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            if not _is_real(self.folder, folder.name):
                continue
            with contextlib.suppress(OSError):
                for entry in os.scandir(folder):
                    found = entry.stat(follow_symlinks=False)
                    if _ENTRY.fullmatch(entry.name):
                        yield found.st_mtime, found.st_size, Path(entry.path)
                    elif _is_abandoned(entry.name, found):
                        yield 0, self.limit, Path(entry.path)


def _read(path: Path, limit: int) -> bytes | None:
    """Return the bytes of a file; None where there is none, or something else, or a giant."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not block
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or not _SIGNATURE <= found.st_size <= limit:
                return None
            return file.read()
    except OSError:
        return None


def _is_real(folder: Path, *names: str) -> bool:
    """Tell whether a folder below another is where it seems to be: no link leads elsewhere."""
    return folder.joinpath(*names).resolve() == folder.resolve().joinpath(*names)


def _is_abandoned(name: str, found: os.stat_result) -> bool:
    return name.startswith(_UNFINISHED) and found.st_mtime < time.time() - _ABANDONED


# -- where caches lie --


def for_book(root: Path) -> Cache:
    """Return the cache of the book in folder `root`.

    It lies in the book's folder, or where SCHOLIAST_CACHE says, or, where that can't be written,
    where programs keep what can be made again (XDG_CACHE_HOME). Its `trouble` says why there is
    none, where all this fails.
    """
    try:
        secret, limit = _secret(), _limit()
    except (OSError, RuntimeError, ValueError) as problem:  # RuntimeError: there is no home
        return Cache(root / FOLDER, b"", trouble=str(problem))
    trouble = ""
    for base, folder in _places(root):
        try:
            _make(base, folder)
            return Cache(folder, secret, limit)
        except (OSError, RuntimeError) as problem:
            trouble = trouble or str(problem)
    return Cache(root / FOLDER, b"", trouble=trouble)


def _places(root: Path) -> Iterator[tuple[Path, Path]]:
    """Yield where a book's cache can lie, best first: a folder below another that is trusted."""
    book = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    given = os.environ.get(VARIABLE)
    if given:
        yield Path(given), Path(given, book)
    else:
        yield root, root / FOLDER
        home = _home("XDG_CACHE_HOME", ".cache") / "scholiast"
        yield home, home / book


def _make(base: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not _is_real(base, *folder.relative_to(base).parts):
        raise NotADirectoryError(f"{folder} leads elsewhere")
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        # "x" follows no link, not even one that leads nowhere yet.
        with contextlib.suppress(FileExistsError), (folder / name).open("x") as file:
            file.write(text)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} can't be written")


def _limit() -> int:
    """Return how many bytes a cache may hold; raises ValueError where that is no number."""
    given = os.environ.get(SIZE_VARIABLE)
    if not given:
        return LIMIT
    if not given.isdecimal():
        raise ValueError(f"{SIZE_VARIABLE} is not a number of megabytes: {given}")
    return int(given) * 1_000_000


def _secret() -> bytes:
    """Return the secret of this user, made when it is first needed; no one else can read it."""
    path = _home("XDG_STATE_HOME", ".local/state") / "scholiast" / "cache-secret"
    found = _read(path, _SECRET)
    if found is not None:
        return found
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_SECRET))
    try:
        _place(Path(name), path)
    finally:
        Path(name).unlink(missing_ok=True)
    found = _read(path, _SECRET)
    if found is None:
        raise OSError(f"{path} can't be read")
    return found


def _place(new: Path, path: Path) -> None:
    """Move a secret to its place, unless another build was first: it is never changed then."""
    if path.exists() and path.stat().st_size != _SECRET:
        path.unlink()  # cut off: whatever it signed is lost
    try:
        os.link(new, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        new.replace(path)


def _home(variable: str, folder: str) -> Path:
    """Return a folder for what programs keep for a user (XDG Base Directory 0.8)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    given = os.environ.get(variable, "")
    return Path(given) if given.startswith("/") else Path.home() / folder
