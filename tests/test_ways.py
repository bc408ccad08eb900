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


def with_sample(folder: Path) -> Path:
    """Put a copy of the sample book into a folder, and return the folder."""
    ignored = shutil.ignore_patterns(".scholiast", "dist")
    shutil.copytree(ROOT / "tests" / "sample", folder / "book", ignore=ignored)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that holds the sample book."""
    return with_sample(tmp_path)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the digests of the sample book as one process makes it, with nothing there."""
    folder = with_sample(tmp_path_factory.mktemp("alone"))
    digests = built(folder, "0", "--jobs", "1", "--no-cache")
    assert not (folder / "book" / ".scholiast").exists()
    return digests


def test_processes_and_the_cache_change_nothing(folder: Path, alone: dict[str, str]) -> None:
    """One process or three, all anew or nothing made again, and half of the cache damaged."""
    assert alone == built(folder, "1", "--jobs", "3")
    assert alone == built(folder, "2", "--jobs", "3")
    entries = [p for p in (folder / "book" / ".scholiast").rglob("*") if len(p.name) == 62]
    for path in sorted(entries)[::2]:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    assert alone == built(folder, "3", "--jobs", "1")


def test_a_cluster_changes_nothing(folder: Path, alone: dict[str, str]) -> None:
    """Two workers on a network make the book that one process makes."""
    pytest.importorskip("distributed")
    with (
        scheduler() as address,
        worker(address),
        worker(address),
    ):
        wait_for(address, 2)
        assert alone == built(folder, "1", "--no-cache", "--dask", address)
