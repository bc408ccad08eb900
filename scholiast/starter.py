"""A new book: a small, complete, correct one to write over, which shows what a book can hold."""

import shutil
import uuid
from pathlib import Path

from scholiast import config
from scholiast.theme import shipped

_SCHEMA = "book.schema.json"
_NO_UUID = "00000000-0000-4000-8000-000000000000"
"""Stands in the shipped `book.yaml` where each new book gets a name of its own."""


def create(folder: Path) -> Path:
    """Make a book in `folder` and return the path of its `book.yaml`.

    Raises FileExistsError where `folder` holds something already, and OSError where the system
    refuses.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already, and not empty")
    shutil.copytree(
        shipped() / "templates" / "starter",
        folder,
        dirs_exist_ok=True,
        copy_function=shutil.copyfile,
    )
    # Shipped without its dot, or packaging tools would obey it.
    (folder / "gitignore").rename(folder / ".gitignore")
    book = folder / "book"
    (book / _SCHEMA).write_text(config.schema(), encoding="utf-8")
    settings = book / "book.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace(_NO_UUID, str(uuid.uuid4())), encoding="utf-8")
    return settings
