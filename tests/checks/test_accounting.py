"""A manuscript in which nothing is found loses nothing: each word and each note is in the book."""

import datetime
import itertools
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from scholiast.book import Book
from scholiast.checks import check
from scholiast.compose import compose
from scholiast.diagnostics import Diagnostic, failed
from scholiast.reading import read

BOOK = """\
title: A Book
language: en
contributors: [{name: Ada Writer}]
spine:
  body: [chapters/one.md, chapters/two.md]
"""
WHEN = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

# `W` is a word that stands nowhere else, `L` a label.
SHAPES = (
    "W W.[^L] W",
    "W[^L] W[^L]",
    "W W[^L]: W",
    "[^L]: W W",
    "[^L]: W [^L] W",
    "[^L]:\n    W",
    "[^L]: W\n\n    W",
    "   [^L]: W",
    "    [^L]: W",
    "[^L] W",
    "[^L] : W",
    "[^L]:",
    "[^L L]: W",
    "> W [^L]",
    "> [^L]: W",
    "- W\n- W [^L]",
    "- W\n\n    [^L]: W",
    "1. W\n\n    W[^L]\n\n    - W",
    "W^[W W] W",
    "W^[W ^[W] W [^L]] W",
    "## W[^L]",
    "| W | W[^L] |\n|---|---|\n| W[^L] | W |",
    "W\n:   W[^L]",
    "| W[^L]\n| W",
    "W `W [^L]` W",
    "W \\[^L] W",
    "```\nW [^L]\n[^L]: W\n```",
    "W *W[^L]* **W** ~~W~~[^L]",
    "W <!-- [^L] --> W",
    "W $x[^L]$ W",
    "W [W][^L] W",
    "[W](two.md)[^L] W",
    "<div>\nW [^L]\n</div>",
    "<p>W[^L]</p>",
    "::: {.x}\nW [^L]\n:::",
    "***",
    "W\\\nW[^L]",
    "W [W]{.smallcaps}[^L]",
    "Table: W[^L]\n\n| W |\n|---|\n| W |",
    "(@) W[^L]",
)
LABELS = ("a", "b", "1")


TRAPS = [
    shape
    for shape in SHAPES
    if re.search(r"\[\^L[^\]]*\] ?:|^\[\^|<p>|\[W\]\[\^L\]", shape) or shape.startswith("    ")
]
TAME = [shape for shape in SHAPES if shape not in TRAPS]


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw the text of two chapters, with a word of its own in each place, mostly all right."""
    numbers = itertools.count()
    chapters = []
    for _ in range(2):
        tame = st.lists(st.sampled_from(TAME), min_size=1, max_size=6)
        pieces = [*draw(tame), *draw(st.lists(st.sampled_from(TRAPS), max_size=1))]
        pieces = [
            re.sub("L", lambda _: draw(st.sampled_from(LABELS)), piece)
            for piece in draw(st.permutations(pieces))
        ]
        called = set(re.findall(r"\[\^(\w)\](?! ?:)", "".join(pieces)))
        pieces += [f"[^{label}]: W" for label in sorted(called) if draw(st.integers(0, 9))]
        gap = st.sampled_from(["\n\n"] * 18 + ["\n", " "])
        text = "# W\n\nW" + "".join(draw(gap) + piece for piece in pieces)
        chapters.append(re.sub("W", lambda _: f"word{next(numbers)}x", text) + "\n")
    return chapters[0], chapters[1]


def build(one: str, two: str) -> tuple[list[Diagnostic], Book | None]:
    """Return what is found in a book of two chapters, and the book where that is no error."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "chapters").mkdir()
        (root / "book.yaml").write_text(BOOK)
        (root / "chapters/one.md").write_text(one)
        (root / "chapters/two.md").write_text(two)
        manuscript = read(root)
        found = check(manuscript)
        return found, None if failed(found) else compose(manuscript, modified=WHEN)


def _words(book: Book) -> Iterator[str]:
    for chapter in book.chapters:
        yield chapter.title
        yield chapter.text
        for note in chapter.notes:
            yield note.text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts())
def test_nothing_is_lost_where_nothing_is_found(chapters: tuple[str, str]) -> None:
    """Without an error each word is in the book once, and each note has its calls."""
    _, book = build(*chapters)
    event("errors" if book is None else "a book")
    if book is None:
        return
    planted = Counter(re.findall(r"word\d+x", " ".join(chapters)))
    printed = Counter(re.findall(r"word\d+x", " ".join(_words(book))))
    twice = {word for word in printed if printed[word] > 1} - _shared(book)
    assert [] == sorted(planted.keys() - printed.keys()), chapters
    assert set() == twice, chapters
    assert all(note.references for note in book.notes)


def _shared(book: Book) -> set[str]:
    """Return the words of notes that two chapters call: they stand in both."""
    counted = Counter(note.label for note in book.notes if note.label)
    words = " ".join(note.text for note in book.notes if counted[note.label] > 1 or note.parent)
    return set(re.findall(r"word\d+x", words))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=6), st.data())
def test_a_book_with_all_its_notes_is_made(labels: list[str], data: st.DataObject) -> None:
    """Calls and definitions of good shape are never refused, in whatever order they stand."""
    good = [shape for shape in TAME if shape.count("[^L]") == 1]
    good = [shape for shape in good if not any(sign in shape for sign in ("`", "\\[", "$", "<!"))]
    calls = [data.draw(st.sampled_from(good)).replace("L", label) for label in labels]
    notes = [f"[^{label}]: W" for label in sorted(set(labels))]
    pieces = data.draw(st.permutations([*calls, *notes]))
    numbers = itertools.count()
    text = re.sub("W", lambda _: f"word{next(numbers)}x", "\n\n".join(["# W", "W", *pieces]))
    found, book = build(text + "\n", "# Two\n\nText.\n")
    assert book is not None, (text, [finding.message for finding in found])
    assert sorted(set(labels)) == sorted(note.label for note in book.notes if note.label)
    assert len(labels) == sum(len(n.references) for n in book.notes if n.label)
