"""The EPUB is accessible, as DAISY Ace sees it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from scholiast.book import Book
from tests import factory
from tests.ace_tool import run_ace
from tests.epub.books import made, rich_book, unpacked


@pytest.mark.parametrize("book", [factory.book, rich_book])
def test_ace_finds_nothing(
    book: Callable[[], Book], node_modules: Path, chromium: str, tmp_path: Path
) -> None:
    """No violation of any weight."""
    path = tmp_path / "book.epub"
    path.write_bytes(made(book()))
    assert [] == run_ace(node_modules, chromium, path, tmp_path / "report")


def test_ace_would_find_something(node_modules: Path, chromium: str, tmp_path: Path) -> None:
    """The check itself works: a book that says nothing of its hazards is found."""
    path = tmp_path / "book.epub"
    files = unpacked(made(factory.book()))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.replace(b"accessibilityHazard", b"accessibilityControl"))
    found = run_ace(node_modules, chromium, path, tmp_path / "report")
    assert any("accessibilityHazard" in line or "hazard" in line.lower() for line in found)
