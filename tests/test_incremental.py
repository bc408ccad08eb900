"""A build that takes up what an earlier one made gives what a build from nothing gives."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scholiast import cache, ledger, workers
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.diagnostics import Diagnostic
from scholiast.jobs import Works
from scholiast.order import Order
from scholiast.publish import publish
from scholiast.reading import read

SAMPLE = Path(__file__).parent / "sample"

Edit = Callable[[Path], None]


def replacing(path: str, old: str, new: str) -> Edit:
    """Return an edit that replaces words in a file of the book."""

    def edit(book: Path) -> None:
        text = (book / path).read_text(encoding="utf-8")
        assert old in text
        (book / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


EDITS: dict[str, Edit] = {
    "as it is": lambda _: None,
    "words": replacing("chapters/athens.md", "had walls.", "had strong walls."),
    "a note more": replacing(
        "chapters/athens.md", "strong walls.", "strong walls,^[As is told.] and high."
    ),
    "the title": replacing("book.yaml", "title: ", "title: New "),
    "another style": lambda book: _style(book, "p { color: #111; }\n"),
    "words again": replacing("chapters/athens.md", "strong walls,", "walls,"),
}


def _style(book: Path, css: str) -> None:
    (book / "styles").mkdir(exist_ok=True)
    (book / "styles" / "web.css").write_text(css, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def built(book: Path, dist: Path, works: Works) -> tuple[tuple[Diagnostic, ...], dict[str, bytes]]:
    """Build a book in all formats; return findings and files."""
    done = publish(Order(book, dist), lambda _: nullcontext(), works)
    assert 3 == len(done.made), done.findings
    return done.findings, contents(dist)


def test_all_ways_to_build_give_the_same_bytes(tmp_path: Path) -> None:
    """After each of some edits: with a cache or without, in this process or in others."""
    book = tmp_path / "book"
    shutil.copytree(SAMPLE, book)
    shelf = cache.Cache(tmp_path / "cache", b"s" * 32)
    earlier: dict[str, bytes] = {}
    with workers.crew(2) as crew:
        for name, edit in EDITS.items():
            edit(book)
            cold = built(book, tmp_path / "cold", Works())
            works = Works(crew, shelf)
            warm = built(book, tmp_path / "warm", works)
            works.settle()
            assert cold == warm, name
            assert cold[1] != earlier, name
            assert (any(done.reused for done in works.account)) == (name != "as it is"), name
            earlier = cold[1]
    again = Works(None, shelf)
    assert warm == built(book, tmp_path / "again", again)
    assert not [done for done in again.account if not done.reused], "nothing was left to do"


def texts(book: Path) -> list[str]:
    """Return the paths of the chapters of a book."""
    found = (book / "chapters").glob("*.md")
    return sorted(path.relative_to(book).as_posix() for path in found)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the sample book, and a cache beside it."""
    folder = tmp_path_factory.mktemp("edits")
    shutil.copytree(SAMPLE, folder / "book")
    return folder


SCRAPS = (
    *(
        "more words",
        "^[a *note*]",
        "\n\n",
        "\n\n## A heading\n\n",
        "`code[^x]`",
        "\n\n[^new]: A note.\n\n",
    ),
    *(
        "[^new]",
        "<!-- hidden[^new] -->",
        "![](none.png)",
        '"',
        "[",
        "$x$",
        "*",
        "[^of-no-one]",
        "@who",
    ),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.floats(0, 1), st.sampled_from(SCRAPS)),
        min_size=1,
        max_size=4,
    )
)
def test_an_edited_book_is_read_as_one_never_seen(
    sample: Path, edits: list[tuple[int, float, str]]
) -> None:
    """Manuscript, findings, book and ledger are those of a book without a cache."""
    book, works = sample / "book", Works(None, cache.Cache(sample / "cache", b"s" * 32))
    paths = texts(book)
    before = {path: (book / path).read_text(encoding="utf-8") for path in paths}
    try:
        for which, where, words in edits:
            path = book / paths[which % len(paths)]
            text = path.read_text(encoding="utf-8")
            at = round(where * len(text))
            path.write_text(text[:at] + words + text[at:], encoding="utf-8")
        _assert_same(book, works)
    finally:
        for name, text in before.items():
            (book / name).write_text(text, encoding="utf-8")


def _assert_same(book: Path, works: Works) -> None:
    cold, warm = read(book), read(book, works)
    assert cold == warm
    found = check(cold)
    assert found == check(warm)
    if any(finding.severity.value == "error" for finding in found):
        return
    date = datetime(2026, 1, 1, tzinfo=UTC)
    one, other = compose(cold, modified=date), compose(warm, modified=date, works=works)
    assert one == other
    assert ledger.open_ledger(one) == ledger.open_ledger(other)
