"""The command: peers that are missing are skipped, peers that fail are not passed over."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.ours import CHECKOUT
from benchmarks.results import from_json


def benchmarks(path: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m benchmarks` where programs are looked for in `path` alone."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks",
            "--sizes",
            "S",
            "--runs",
            "1",
            "--ours",
            "none",
            *words,
        ],
        cwd=CHECKOUT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_peer_is_skipped(tmp_path: Path) -> None:
    """Without XeLaTeX its row is not there, a line says what to install, and nothing has failed."""
    file = tmp_path / "figures.json"
    done = benchmarks(str(tmp_path), "--peers", "xelatex,pandoc_epub", "--json", str(file))
    assert 0 == done.returncode, done.stderr
    assert "xelatex        skipped: `xelatex` is not on the PATH" in done.stderr
    found = from_json(file.read_text(encoding="utf-8"))
    assert {"pandoc_epub"} == {run.contender for run in found.runs}
    assert {"xelatex"} == found.missing.keys()


@pytest.mark.skipif(sys.platform == "win32", reason="a script with #! is a program on POSIX")
def test_a_peer_that_fails_is_an_error(tmp_path: Path) -> None:
    """A XeLaTeX that makes no PDF is an error in the table, in the file and in the exit code."""
    program = tmp_path / "xelatex"
    program.write_text("#!/bin/sh\nexit 9\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    file = tmp_path / "figures.json"
    path = os.pathsep.join([str(tmp_path), "/usr/bin", "/bin"])
    done = benchmarks(path, "--peers", "xelatex", "--json", str(file))
    assert 1 == done.returncode
    assert "| pandoc + XeLaTeX | **failed** |" in done.stdout
    (run,) = json.loads(file.read_text(encoding="utf-8"))["runs"]
    assert run["error"].startswith("failed with code")


def test_what_is_not_known_is_refused() -> None:
    """A peer by another name is wrong usage, not an empty measurement."""
    done = benchmarks(os.environ["PATH"], "--peers", "quill")
    assert 2 == done.returncode
    assert "there is no `quill` among weasyprint" in done.stderr
