"""A build in which nothing changed makes nothing, and one in which anything did makes it again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scholiast import publish, receipt, tools
from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Format
from scholiast.order import Made, Order, Publication
from scholiast.source import Position, Source, Span

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "sample"

FINDING = Rule("N015", "missing", Severity.WARNING, "why").at(
    Span("chapters/a.md", Position(1, 3), Position(1, 5)), "it is not there", "write it"
)
MADE = Made(Format.HTML, "web", 7, None, 3, 0.25)


@dataclass
class Shelf:
    """What keeps receipts in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        """Return what is kept."""
        return self.kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        """Keep it."""
        self.kept[key] = content


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """Return the order of a book that lies built in a folder."""
    files = {
        "book/book.yaml": "title: T\n",
        "book/chapters/a.md": "# A\n",
        "book/styles/web.css": "p {}\n",
        "dist/web/index.html": "<p>\n",
        "dist/notes.json": "{}\n",
        "dist/t.pdf": "%PDF\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return Order(tmp_path / "book", tmp_path / "dist", (Format.HTML,))


def kept(order: Order, shelf: Shelf) -> Publication:
    """Keep the receipt of what lies there; return what it is of."""
    source = Source("chapters/a.md", "# A\n")
    done = Publication({"chapters/a.md": source}, (FINDING,), (MADE,), ("t.pdf",))
    read = ("book.yaml", "chapters/a.md")
    outputs = ("web/index.html", "notes.json")
    receipt.keep(
        receipt.archive(shelf, order),
        done,
        files={
            **{path: receipt.digest((order.root / path).read_bytes()) for path in read},
            "images/missing.png": None,
        },
        folders=receipt.folders(order.root),
        outputs={path: (order.dist / path).read_bytes() for path in outputs},
        others=["t.pdf"],
    )
    return done


def recalled(order: Order, shelf: Shelf) -> Publication | None:
    """Return what is known of an order."""
    return receipt.recall(receipt.archive(shelf, order), order)


def test_what_was_built_is_known_in_full(order: Order) -> None:
    """Findings with their texts, artifacts, and what is out of date are as they were."""
    shelf = Shelf()
    assert recalled(order, shelf) is None
    done, found = kept(order, shelf), recalled(order, shelf)
    assert found is not None
    assert found.unchanged
    assert (done.made, done.stale, done.sources) == (found.made, found.stale, found.sources)
    (one,) = found.findings
    assert (FINDING.place, FINDING.message, FINDING.hint) == (one.place, one.message, one.hint)
    assert (FINDING.rule.code, FINDING.severity) == (one.rule.code, one.severity)


CHANGES: dict[str, Callable[[Order], object]] = {
    "a text": lambda o: (o.root / "chapters/a.md").write_text("# B\n"),
    "a text is gone": lambda o: (o.root / "chapters/a.md").unlink(),
    "what was missing": lambda o: _new(o.root / "images/missing.png"),
    "a new note file": lambda o: _new(o.root / "notes/a.yaml"),
    "a new template": lambda o: _new(o.root / "templates/web/page.html"),
    "a style": lambda o: (o.root / "styles/web.css").write_text("q {}\n"),
    "a style is gone": lambda o: (o.root / "styles/web.css").unlink(),
    "a finished file": lambda o: (o.dist / "web/index.html").write_text("<q>\n"),
    "a finished file is gone": lambda o: (o.dist / "notes.json").unlink(),
    "a folder is gone": lambda o: shutil.rmtree(o.dist / "web"),
    "a file too many": lambda o: _new(o.dist / "web/more.html"),
    "another artifact is gone": lambda o: (o.dist / "t.pdf").unlink(),
}


def _new(path: Path, text: str = "new") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_counts(order: Order, change: str) -> None:
    """Whatever was read, looked for, or written: if it is not as it was, the book is built.

    Times and sizes are as they were.
    """
    shelf = Shelf()
    kept(order, shelf)
    times = {p: p.stat() for p in order.root.parent.rglob("*") if p.is_file()}
    CHANGES[change](order)
    for path, stat in times.items():
        if path.exists():
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert recalled(order, shelf) is None


def test_times_of_files_do_not_count(order: Order) -> None:
    """A file that was written again as it was is the same."""
    shelf = Shelf()
    kept(order, shelf)
    for path in order.root.parent.rglob("*"):
        os.utime(path, (1, 1))
    assert recalled(order, shelf) is not None


def test_another_order_has_another_receipt(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats, severity, rules, folder, date and tools are part of what was asked for."""
    shelf, enabled = Shelf(), frozenset({"N012"})
    kept(order, shelf)
    others = [
        Order(order.root, order.dist, (Format.HTML, Format.EPUB)),
        Order(order.root, order.dist, order.formats, strict=True),
        Order(order.root, order.dist, order.formats, draft=True),
        Order(order.root, order.dist, order.formats, enabled=enabled),
        Order(order.root, order.dist, order.formats, whole=True),
        Order(order.root, order.root.parent / "else", order.formats),
    ]
    assert [None] * len(others) == [recalled(other, shelf) for other in others]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert recalled(order, shelf) is None
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert recalled(order, shelf) is not None
    monkeypatch.setattr(tools, "digest", lambda: "another Pango")
    assert recalled(order, shelf) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"files": {}}', b"\xff"])
def test_what_is_no_receipt_is_none(order: Order, damage: bytes) -> None:
    """A damaged receipt is as if there were none."""
    shelf = Shelf()
    shelf.put(receipt.archive(shelf, order).key, damage)
    assert recalled(order, shelf) is None


LARGE = (
    *("lxml", "weasyprint", "jinja2", "ebooklib", "pikepdf", "fontTools", "PIL", "rich.markdown"),
    *("scholiast.config", "scholiast.verify", "scholiast.importing", "scholiast.publish"),
)
SMALL_WAY = f"""
import sys
from scholiast import cli
sys.argv = ["scholiast", *sys.argv[1:]]
code = cli.main()
print("LOADED", *(name for name in {LARGE!r} if name in sys.modules))
sys.exit(code)
"""


def run(folder: Path, *words: str) -> tuple[str, str]:
    """Run the command line in a process of its own; return stderr, and what it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SMALL_WAY, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stderr, done.stdout.splitlines()[-1]


def test_nothing_large_is_loaded_where_nothing_is_done(tmp_path: Path) -> None:
    """Neither to say the version nor to find that nothing has changed."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    assert "LOADED" == run(tmp_path, "--version")[1]
    said, loaded = run(tmp_path, "build", "html")
    assert "lxml" in loaded
    assert "nothing has changed" not in said
    said, loaded = run(tmp_path, "build", "html")
    assert "LOADED" == loaded
    assert said.endswith("nothing has changed since then: nothing was made again\n")


def test_an_edit_of_the_design_meanwhile_leaves_no_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read for the book may be one state or the other, so it is built again."""
    shutil.copytree(SAMPLE, tmp_path / "book")
    asked = Order(tmp_path / "book", tmp_path / "dist", (Format.HTML,))
    shelf, render = Shelf(), publish.render

    def edited(*arguments: object, **more: object) -> object:
        _new(tmp_path / "book" / "styles" / "web.css", "p {}\n")
        return render(*arguments, **more)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(publish, "render", edited)
    archive = receipt.archive(shelf, asked)
    done = publish.publish(asked, lambda _: nullcontext(), None, archive)
    assert 1 == len(done.made)
    assert {} == shelf.kept


def test_a_receipt_is_json(order: Order) -> None:
    """It holds nothing that could run."""
    shelf = Shelf()
    kept(order, shelf)
    (data,) = shelf.kept.values()
    assert {"files", "folders", "outputs"} <= json.loads(data).keys()
