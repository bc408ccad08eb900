"""Small manuscripts written to disk for the tests that go through pandoc."""

import datetime
from collections.abc import Mapping
from pathlib import Path

from scholiast import reading
from scholiast.book import Book
from scholiast.compose import compose
from scholiast.manuscript import Manuscript

MODIFIED = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)

BOOK_YAML = """\
title: A Book
language: en-GB
contributors: [{name: Ada Writer}]
date: 2026-05-01
spine:
  body:
"""


def write(folder: Path, files: Mapping[str, str], book: str | None = None) -> Path:
    """Write a manuscript of `files` into `folder`; `book.yaml` lists those of `chapters/`."""
    chapters = [path for path in files if path.startswith("chapters/")]
    listing = "".join(f"    - {path}\n" for path in chapters)
    everything = {"book.yaml": book or BOOK_YAML + listing, **files}
    for path, text in everything.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, files: Mapping[str, str], book: str | None = None) -> Manuscript:
    """Return the manuscript of `files`, written into `folder`."""
    return reading.read(write(folder, files, book))


def composed(
    folder: Path, files: Mapping[str, str], book: str | None = None, *, draft: bool = False
) -> Book:
    """Return the book of `files`, written into `folder`."""
    return compose(read(folder, files, book), draft=draft, modified=MODIFIED)
