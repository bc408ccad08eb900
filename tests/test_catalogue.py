"""Many books: all are found, each is built, and none stands in the way of another."""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scholiast import catalogue, cli, publish, workers
from scholiast.edition import Format
from scholiast.jobs import Here
from scholiast.order import Order, Publication
from tests import books

GOOD = {"chapters/1.md": "# One\n\nWords.[^a]\n\n[^a]: A note.\n"}
BROKEN = {"chapters/1.md": "# One\n\nWords.[^a]\n"}


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with three books, the second of them broken."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name, files in (("a", GOOD), ("b/book", BROKEN), ("c/d", GOOD)):
        books.write(tmp_path / "press" / name, files)
    return tmp_path / "press"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line."""
    monkeypatch.setattr(sys, "argv", ["scholiast", *words])
    return cli.main()


@contextmanager
def seen(name: str, names: list[str]) -> Iterator[None]:
    """Note a name."""
    names.append(name)
    yield


def test_all_books_are_found(press: Path) -> None:
    """But none in a book, in a `dist`, in a hidden folder, or behind a link."""
    for name in ("a/inner", "dist/x", ".hidden/x", "c/d/dist"):
        books.write(press / name, GOOD)
    if sys.platform != "win32":
        (press / "linked").symlink_to(press / "a")
    found = [path.relative_to(press).as_posix() for path in catalogue.books(press)]
    assert ["a", "b/book", "c/d"] == found
    assert [press / "a"] == list(catalogue.books(press / "a"))


def test_a_broken_book_stops_no_other(
    press: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its findings are told, the others are made, and the exit code is that of the worst."""
    assert cli.FAULTY == run(monkeypatch, "build", "--all", "press", "epub", "html", "--jobs", "1")
    said = capsys.readouterr()
    assert "press/b/book/chapters/1.md:3:7" in said.out
    assert "3 books: 2 made, 1 faulty" in said.err
    assert (press / "a" / "dist" / "web" / "index.html").is_file()
    assert (press / "c" / "d" / "dist" / "notes.json").is_file()
    assert not (press / "b" / "dist" / "notes.json").exists()


def test_what_has_not_changed_is_not_made_again(
    press: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In JSON there is one document for all; a mended book is made."""
    words = ("build", "--all", "press", "epub", "--format", "json", "--jobs", "1", "--quiet")
    assert cli.FAULTY == run(monkeypatch, *words)
    first = json.loads(capsys.readouterr().out)
    assert ["made", "faulty", "made"] == [one["outcome"] for one in first["books"]]
    assert ["N001"] == [finding["code"] for finding in first["books"][1]["findings"]]
    (artifact,) = first["books"][0]["artifacts"]
    assert Path(artifact["path"]).is_file()
    books.write(press / "b" / "book", GOOD)
    assert cli.GOOD == run(monkeypatch, *words)
    second = json.loads(capsys.readouterr().out)
    assert {"made": 1, "unchanged": 2, "faulty": 0, "failed": 0} == second["summary"]


def test_all_can_go_to_one_folder(
    press: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each in a folder of its own there, named as the book's is."""
    words = ("--dist", "out", "--jobs", "1", "--no-cache", "--timings", "--format", "concise")
    assert cli.FAULTY == run(monkeypatch, "build", "--all", "press", "epub", *words)
    found = sorted(p.parent.as_posix() for p in Path("out").rglob("notes.json"))
    assert ["out/a", "out/c/d"] == found
    said = capsys.readouterr()
    assert "book=press/a outcome=made errors=0" in said.out
    assert "press/c/d" in said.err
    assert not list(press.rglob(".scholiast"))


def test_one_book_is_not_all(press: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both at once, or a folder without books, is wrong usage."""
    assert 2 == run(monkeypatch, "build", "--all", "press", "--book", "press/a")
    assert 2 == run(monkeypatch, "build", "--all", "press/a/chapters")
    assert 2 == run(monkeypatch, "build", "--jobs", "0")


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (OSError(28, "No space left on device"), cli.MACHINE_AT_FAULT),
        (ZeroDivisionError("a bug"), cli.BUG),
    ],
)
def test_neither_the_machine_nor_a_bug_stops_others(
    press: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    problem: Exception,
    code: int,
) -> None:
    """They are told of the book that they met, a bug with its traceback."""

    def fail(order: Order, *others: object) -> Publication:
        if order.root.name == "a":
            raise problem
        return publish.publish(order, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogue, "publish", fail)
    assert code == run(monkeypatch, "build", "--all", "press", "epub", "--jobs", "1")
    said = capsys.readouterr().err
    assert f"press/a: {problem}" in said
    assert ("Traceback" in said) == (code == cli.BUG)
    assert "3 books: 1 made, 1 faulty, 1 failed" in said


def test_each_book_is_told_as_it_begins(press: Path) -> None:
    """And its jobs are in its own account."""
    names: list[str] = []
    orders = [Order(p, p / "dist", (Format.EPUB,)) for p in catalogue.books(press)]
    titles = list(catalogue.build(orders, Here(), lambda name: seen(name, names)))
    assert [order.root.as_posix() for order in orders] == names
    assert {"chapters/1.md"} <= {done.name for done in titles[0].account}
    assert all(title.trouble is None for title in titles)


def test_many_books_are_built_side_by_side(
    press: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by one process, and all as they are when they are built one after the other."""
    books.write(press / "e", GOOD)
    words = ("build", "epub", "html", "--all", "press", "--no-cache")
    assert cli.FAULTY == run(monkeypatch, *words, "--jobs", "2", "--dist", "two")
    two = capsys.readouterr()
    assert "4 books: 3 made, 1 faulty" in two.err
    assert "press/b/book/chapters/1.md:3:7" in two.out
    assert cli.FAULTY == run(monkeypatch, *words, "--jobs", "1", "--dist", "one")
    assert digests(Path("one")) == digests(Path("two"))


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of each file in a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def kill(order: Order, cached: bool) -> catalogue.Title:
    """Be killed at the book `a`, each time; take a while for all others."""
    if order.root.name == "a":
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.5)
    return catalogue.Title(order, Publication({}, ()), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
def test_a_book_that_is_too_much_stops_no_other(
    press: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is killed each time, and those beside it with it, but not for good."""
    for name in "efgh":
        books.write(press / name, GOOD)
    orders = [Order(p, p / "dist", (Format.EPUB,)) for p in catalogue.books(press)]
    monkeypatch.setattr(catalogue, "_alone", kill)
    with workers.crew(3) as crew:
        titles = list(catalogue.build(orders, crew, lambda name: seen(name, [])))
    assert orders == [title.order for title in titles]
    assert [True] + [False] * 6 == [title.problem is not None for title in titles]
    assert titles[0].problem is not None
    assert "--jobs" in titles[0].problem.message
    assert not titles[0].problem.is_bug


def test_a_cache_that_can_not_be_written_is_told_once(
    press: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The books are made all the same; with `--quiet` nothing is said."""
    monkeypatch.setenv("SCHOLIAST_CACHE_SIZE", "much")
    assert cli.FAULTY == run(monkeypatch, "build", "--all", "press", "epub", "--jobs", "1")
    said = capsys.readouterr().err
    assert 1 == said.count("nothing was kept for the next build: SCHOLIAST_CACHE_SIZE")
    assert "2 made, 1 faulty" in said
    monkeypatch.chdir(press / "a")
    assert cli.GOOD == run(monkeypatch, "build", "epub", "--jobs", "1")
    assert "nothing was kept for the next build" in capsys.readouterr().err
    assert cli.GOOD == run(monkeypatch, "build", "epub", "--jobs", "1", "--quiet")
    assert "" == capsys.readouterr().err
