"""However the work is shared out, and whatever is there already: the same bytes."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clusters import scheduler, wait_for, worker

ROOT = Path(__file__).parents[1]


def built(folder: Path, seed: str, *words: str) -> dict[str, str]:
    """Build the book in a folder anew; return the digest of every file by path."""
    shutil.rmtree(folder / "dist", ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "scholiast", "build", "--quiet", "--format", "concise", *words],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONHASHSEED": seed,
            "TZ": "Asia/Tokyo" if int(seed) % 2 else "America/Lima",
            "XDG_STATE_HOME": str(folder / "state"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    files = (path for path in (folder / "dist").rglob("*") if path.is_file())
    return {
        path.relative_to(folder / "dist").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that holds the sample book."""
    ignored = shutil.ignore_patterns(".scholiast", "dist")
    shutil.copytree(ROOT / "tests" / "sample", tmp_path / "book", ignore=ignored)
    return tmp_path


def test_processes_and_the_cache_change_nothing(folder: Path) -> None:
    """One process or three, all anew or nothing made again, and half of the cache damaged."""
    alone = built(folder, "0", "--jobs", "1", "--no-cache")
    assert not (folder / "book" / ".scholiast").exists()
    assert alone == built(folder, "1", "--jobs", "3")
    assert alone == built(folder, "2", "--jobs", "3")
    entries = [p for p in (folder / "book" / ".scholiast").rglob("*") if len(p.name) == 62]
    for path in sorted(entries)[::2]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    assert alone == built(folder, "3", "--jobs", "1")


def test_a_cluster_changes_nothing(folder: Path) -> None:
    """Two workers on a network make the book that one process makes."""
    pytest.importorskip("distributed")
    alone = built(folder, "0", "--jobs", "1", "--no-cache")
    with (
        scheduler() as address,
        worker(address),
        worker(address),
    ):
        wait_for(address, 2)
        assert alone == built(folder, "1", "--no-cache", "--dask", address)
