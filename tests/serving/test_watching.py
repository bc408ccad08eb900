"""Changes of a manuscript are seen, each once, and nothing else is."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from scholiast.serving.watching import Watcher


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with a few files as a book has them."""
    for path in ("book.yaml", "chapters/a.md", "notes/n.yaml", "dist/web/a.html", ".git/HEAD"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("words", encoding="utf-8")
    return tmp_path


def test_files_of_the_manuscript_are_looked_at_and_no_others(root: Path) -> None:
    """What was built, what version control keeps and what editors leave are no manuscript."""
    for name in ("chapters/.a.md.swp", "chapters/a.md~"):
        (root / name).write_text("x", encoding="utf-8")
    assert {"book.yaml", "chapters/a.md", "notes/n.yaml"} == Watcher(root).look().keys()


@pytest.mark.parametrize("way", ["written", "renamed onto", "deleted", "new", "a folder gone"])
def test_a_change_is_seen_however_it_is_made(root: Path, way: str) -> None:
    """Editors write files, or others beside them that take their place."""
    watcher, path = Watcher(root), root / "chapters/a.md"
    before = watcher.look()
    if way == "written":
        path.write_text("other words", encoding="utf-8")
    elif way == "renamed onto":
        times = path.stat()
        other = root / "chapters/.new"
        other.write_text("sword", encoding="utf-8")  # as long, and as old
        os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
        other.rename(path)
    elif way == "deleted":
        path.unlink()
    elif way == "new":
        path = root / "chapters/b.md"
        path.write_text("words", encoding="utf-8")
    else:
        shutil.rmtree(root / "chapters")
    changed = watcher.wait(before, threading.Event())
    assert (path.relative_to(root).as_posix(),) == changed
    assert () == watcher.changed(watcher.look(), watcher.look())


def test_only_what_was_read_counts_once_all_was_read(root: Path) -> None:
    """A log beside the book has nothing built; a new file of notes, and one from afar, do."""
    watcher = Watcher(root)
    (root / ".own").mkdir()
    watcher.depend({"book.yaml", "chapters/a.md", ".own/a.png"}, is_whole=True)
    before = watcher.look()
    for name in ("log.txt", "chapters/draft.md", "notes/more.yaml", "styles.css", ".own/a.png"):
        (root / name).write_text("x", encoding="utf-8")
    assert (".own/a.png", "notes/more.yaml") == watcher.changed(before, watcher.look())
    watcher.depend({"book.yaml"}, is_whole=False)
    assert "chapters/draft.md" in watcher.changed(before, watcher.look())


def test_a_book_that_is_gone_looks_like_nothing(root: Path) -> None:
    """A folder that was taken away is no fault, and is seen when it is back."""
    watcher = Watcher(root)
    root.rename(root.with_name("away"))
    assert {} == watcher.look()
    root.with_name("away").rename(root)
    assert "book.yaml" in watcher.look()


def test_waiting_ends_when_all_ends(root: Path) -> None:
    """Nobody waits for a change that nobody wants to know of."""
    ended = threading.Event()
    ended.set()
    watcher = Watcher(root)
    assert () == watcher.wait(watcher.look(), ended)
