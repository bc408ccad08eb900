"""The folder of finished files is never half-written, at whatever moment a build is killed."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scholiast import dist

OLD = {"book.epub": b"old", "web/index.html": b"old", "web/gone.html": b"old", "notes.json": b"old"}
NEW = {
    "book.epub": b"new",
    "web/index.html": b"new",
    "web/more/a.html": b"new",
    "notes.json": b"new",
}

KILLED_AT = """
import os, pathlib, shutil, signal, sys
from scholiast import dist

left = int(sys.argv[2])

def mortal(function):
    def call(*arguments, **keywords):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **keywords)
    return call

os.fsync = mortal(os.fsync)
shutil.rmtree = mortal(shutil.rmtree)
pathlib.Path.replace = mortal(pathlib.Path.replace)
pathlib.Path.mkdir = mortal(pathlib.Path.mkdir)
pathlib.Path.unlink = mortal(pathlib.Path.unlink)
dist.write(pathlib.Path(sys.argv[1]), {new})
"""
"""Writes NEW, and is killed just before its nth call that changes the disk."""


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def write_killed(folder: Path, step: int) -> bool:
    """Write NEW into `folder`, killed before step `step`; tell whether it came so far."""
    script = KILLED_AT.replace("{new}", repr(NEW))
    arguments = [sys.executable, "-c", script, str(folder), str(step)]
    code = subprocess.run(arguments, check=False, cwd=Path(__file__).parents[1]).returncode
    assert code in (0, -signal.SIGKILL)
    return code != 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGKILL")
def test_a_write_killed_at_any_step_leaves_whole_artifacts(tmp_path: Path) -> None:
    """Killed before any of its steps, each artifact is the old or the new one; then all are one."""
    outcomes = []
    for step in range(1, 100):
        folder = tmp_path / str(step)
        dist.write(folder, OLD)
        killed = write_killed(folder, step)
        seen = contents(folder)
        assert seen["book.epub"] in (b"old", b"new")
        assert seen["notes.json"] in (b"old", b"new")
        assert {p: d for p, d in seen.items() if p.startswith("web/")} in (
            {p: d for p, d in OLD.items() if p.startswith("web/")},
            {p: d for p, d in NEW.items() if p.startswith("web/")},
            {},  # between two renames, when the new one is at hand under another name
        )
        dist.tidy(folder)
        outcomes.append("old" if contents(folder) == OLD else "new")
        assert contents(folder) in (OLD, NEW)
        if not killed:
            break
    assert not killed, "the last run must come to its end"
    assert outcomes.index("new") > 3, "the first steps must change nothing"
    assert outcomes == sorted(outcomes, reverse=True), "what was committed stays committed"


def test_a_write_leaves_nothing_of_its_own(tmp_path: Path) -> None:
    """After a write the folder holds the artifacts, and files of others as they were."""
    (tmp_path / "mine.txt").write_text("mine")
    dist.write(tmp_path, OLD)
    dist.write(tmp_path, NEW)
    assert {**NEW, "mine.txt": b"mine"} == contents(tmp_path)
    assert {"mine.txt", "book.epub", "web", "notes.json"} == {p.name for p in tmp_path.iterdir()}


def test_a_write_that_fails_changes_nothing(tmp_path: Path) -> None:
    """Where a file can't be written, the folder is as it was."""
    dist.write(tmp_path, OLD)
    with pytest.raises(OSError, match="name too long"):
        dist.write(tmp_path, {**NEW, "x" * 300: b"new"})
    assert OLD == contents(tmp_path)


def test_files_and_folders_take_each_others_place(tmp_path: Path) -> None:
    """A folder where a file stood, and a file where a folder stood, are put in place."""
    dist.write(tmp_path, {"web": b"a file", "book.epub/x": b"a folder"})
    dist.write(tmp_path, NEW)
    assert NEW == contents(tmp_path)


def test_writes_at_the_same_time_do_not_mix(tmp_path: Path) -> None:
    """Of several writes at once one comes last, whole."""
    versions = [{name: str(n).encode() for name in NEW} for n in range(8)]
    threads = [threading.Thread(target=dist.write, args=(tmp_path, files)) for files in versions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert contents(tmp_path) in versions


def test_the_cache_of_a_book_that_is_built_into_its_own_folder_stays(tmp_path: Path) -> None:
    """Files are staged beside it; neither a write nor clearing up takes it away."""
    kept = tmp_path / ".scholiast" / "cache" / "entry"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    dist.write(tmp_path, {"a.txt": b"a", "web/index.html": b"b"})
    dist.write(tmp_path, {"a.txt": b"c", "web/index.html": b"d"})
    (tmp_path / ".scholiast" / "incoming").mkdir()
    dist.tidy(tmp_path)
    assert ["cache"] == [path.name for path in (tmp_path / ".scholiast").iterdir()]
    assert ["kept", "c"] == [kept.read_text(), (tmp_path / "a.txt").read_text()]
