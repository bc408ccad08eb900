"""`release`: a version is written whole, with all that vouches for it, or it is refused."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scholiast.cli import app
from tests import books

RUN = CliRunner()
FIXED = {
    "GIT_AUTHOR_NAME": "Ada Writer",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-05-01T12:00:00+0000",
    "GIT_COMMITTER_NAME": "Ada Writer",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2026-05-01T12:00:00+0000",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
ONE = "chapters/1.md"
TWO = "chapters/2.md"
FIRST = "# One\n\nWords[^a] and words[^b].\n\n[^a]: The first note.\n\n[^b]: The second note.\n"
SECOND = "# Two\n\nMore[^c].\n\n[^c]: The third note.\n"


def git(folder: Path, *words: str) -> None:
    """Run git with fixed dates and names."""
    env = {**os.environ, **FIXED}
    subprocess.run(["git", "-C", folder, *words], env=env, check=True, capture_output=True)


def settings(version: str | None = "1.0.0", more: str = "") -> str:
    """Return a `book.yaml` of two chapters."""
    line = f"version: {version}\n" if version else ""
    return f"{line}{books.BOOK_YAML}    - {ONE}\n    - {TWO}\n{more}"


def book(folder: Path, text: str = FIRST, yaml: str | None = None) -> Path:
    """Write a book of two chapters that is kept in git, and return its folder."""
    root = books.write(folder / "book", {ONE: text, TWO: SECOND}, yaml or settings())
    git(folder, "init", "-q", "-b", "main")
    return commit(root)


def commit(root: Path, tag: str | None = "v1.0.0") -> Path:
    """Commit all of a book, and tag it."""
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "State")
    if tag:
        git(root, "tag", tag)
    return root


def released(root: Path, *words: str) -> tuple[int, dict[str, object]]:
    """Return the exit code of a release, and what it says."""
    order = ["release", "--book", str(root), "--dist", str(root.parent / "dist"), "-q"]
    done = RUN.invoke(app, [*order, "--jobs", "1", "--format", "json", *words])
    assert done.stdout, done.output
    return done.exit_code, json.loads(done.stdout)


def codes(said: dict[str, object]) -> set[str]:
    """Return the codes of the findings of a release."""
    findings = said["findings"]
    assert isinstance(findings, list)
    return {finding["code"] for finding in findings}


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder, by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder `dist` in which a book was released, proved twice."""
    root = book(tmp_path_factory.mktemp("first"))
    code, said = released(root, "--prove")
    assert (0, set()) == (code, codes(said))
    return root.parent / "dist"


def test_all_of_it_is_written(first: Path) -> None:
    """Nothing is missing, nothing lies about, and each file has its digest in SHA256SUMS."""
    made = files(first / "1.0.0")
    expected = {"notes.json", "report.html", "report.json", "report.junit.xml", "report.sarif"}
    expected |= {"manifest.json", "changes.json", "CHANGES.md", "SHA256SUMS"}
    expected |= {"a-book.epub", "a-book.pdf", "web/index.html"}
    assert set() == expected - made.keys()
    assert ["1.0.0"] == [path.name for path in first.iterdir()]
    lines = made.pop("SHA256SUMS").decode().splitlines()
    sums = {path: value for value, path in (line.split("  ", 1) for line in lines)}
    assert {path: hashlib.sha256(data).hexdigest() for path, data in made.items()} == sums
