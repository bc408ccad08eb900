"""An import written to a folder that was empty: all of it, or nothing."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scholiast.importing.model import Import
from scholiast.importing.rules import OCCUPIED, ImportRefusedError
from scholiast.source import Span


def write_import(imported: Import, to: Path) -> None:
    """Write the files of an import to the folder `to`, made with its parents where it is not there.

    They are written beside it and moved into place. Raises ImportRefusedError (X030) where `to` is
    no empty folder, and OSError where it can't be written; nothing is left behind then.
    """
    _refuse_occupied(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        beside.chmod(0o755)  # mkdtemp lets only the owner in
        _write({**imported.files, **imported.pictures}, beside)
        _move(beside, to)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def write_onto(imported: Import, book: Path) -> None:
    """Write the files of an import over those of a book: all beside first, then each renamed.

    Raises OSError.
    """
    beside = Path(tempfile.mkdtemp(prefix=".import-", dir=book))
    try:
        _write(imported.files, beside)
        for path in imported.files:
            target = book / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                shutil.copymode(target, beside / path)
            (beside / path).replace(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def laid_out(files: Mapping[str, str | bytes]) -> Iterator[Path]:
    """Write files to a folder that is gone when the context ends, so that they can be read back."""
    with tempfile.TemporaryDirectory(prefix="scholiast-") as folder:
        _write(files, Path(folder))
        yield Path(folder)


def _write(files: Mapping[str, str | bytes], folder: Path) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


def _move(beside: Path, to: Path) -> None:
    _refuse_occupied(to)
    if to.is_dir():
        to.rmdir()  # fails where something came in meanwhile
    beside.rename(to)


def _refuse_occupied(to: Path) -> None:
    if to.is_symlink() or (to.exists() and not to.is_dir()):
        finding = OCCUPIED.at(Span(str(to)), f"`{to}` is there and is no folder", _HINT)
        raise ImportRefusedError(finding)
    if to.is_dir() and any(to.iterdir()):
        raise ImportRefusedError(
            OCCUPIED.at(Span(str(to)), f"the folder `{to}` is not empty", _HINT)
        )


_HINT = "name a folder that is not there yet, or is empty"
