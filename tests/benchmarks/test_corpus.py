"""The generated books: the same bytes each time, as large as they say, and without a fault."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import corpus, ours, prose
from scholiast.checks import check
from scholiast.diagnostics import as_concise
from scholiast.reading import read

DIGESTS = {
    "S": "795b50c6bf797142c966a5ebf7aff38881f580b07257af753d0ad80767ad1fa0",
    "M": "3802c6671b857f40cb68606d9a02c5fdb7064d7f44890b9370d7340351f001f2",
}
"""What was measured once can be measured again: a change here makes all figures of before void."""


def texts(size: str) -> dict[str, str]:
    """Return the chapters of a book by path."""
    found = corpus.files(corpus.SIZES[size])
    return {path: data.decode() for path, data in found.items() if path.endswith(".md")}


def digest(size: str) -> str:
    """Return a digest of all files of a book."""
    found = hashlib.sha256()
    for path, data in sorted(corpus.files(corpus.SIZES[size]).items()):
        found.update(f"{path} {len(data)}\n".encode() + data)
    return found.hexdigest()


@pytest.mark.parametrize("size", DIGESTS)
def test_a_book_is_the_same_everywhere(size: str) -> None:
    """A book of the corpus has the bytes that it had when figures were first taken."""
    assert DIGESTS[size] == digest(size)


def test_the_command_writes_the_same_book_under_any_hash_seed(tmp_path: Path) -> None:
    """`python -m benchmarks.corpus` in another process, with other hashes, makes the same files."""
    command = [sys.executable, "-m", "benchmarks.corpus", "S", str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ours.CHECKOUT)}
    subprocess.run(command, check=True, env=environment, cwd=ours.CHECKOUT)
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert corpus.files(corpus.SIZES["S"]) == written


@pytest.mark.parametrize("size", corpus.SIZES)
def test_a_book_is_as_large_as_it_says(size: str) -> None:
    """Chapters and notes are as many as asked for; words are so within one in a hundred."""
    wanted = corpus.SIZES[size]
    chapters = texts(size)
    whole = "\n".join(chapters.values())
    labels = re.findall(r"^\[\^([^\]]+)\]: ", whole, re.MULTILINE)
    bare = re.sub(r"\[\^[^\]]*\]:?|\{[^}]*\}|\]\([^)]*\)", " ", whole)
    assert wanted.chapters == len(chapters)
    assert wanted.notes == len(set(labels)) == len(labels)
    assert abs(prose.count(bare) / wanted.words - 1) < 0.01


@pytest.mark.parametrize("size", ["M", "L"])
def test_a_book_has_all_that_books_have(size: str) -> None:
    """There are quotes, lists of both kinds, tables, figures, links, and page references."""
    chapters = texts(size)
    forms = {
        "quote": r"^> ",
        "bullets": r"^- ",
        "numbers": r"^1\. ",
        "table": r"^\|:---",
        "figure": r"^!\[",
        "link": r"[^!]\[[^\]]+\]\(#c\d+",
        "long note": r"^\[\^[^\]]+\]: .{1000}",
        "note of two paragraphs": r"^\[\^[^\]]+\]: .*\n\n    \S",
    }
    whole = "\n".join(chapters.values())
    assert [] == [form for form, sign in forms.items() if not re.search(sign, whole, re.MULTILINE)]
    referring = [path for path, text in chapters.items() if "{.page}" in text]
    assert len(chapters) * 2 // 5 == len(referring)


@pytest.mark.parametrize("size", ["S", "M"])
def test_nothing_is_wrong_in_a_book(size: str, tmp_path: Path) -> None:
    """`scholiast check` finds neither an error nor a warning."""
    corpus.write(corpus.SIZES[size], tmp_path)
    manuscript = read(tmp_path)
    findings = [*manuscript.problems, *check(manuscript)]
    assert [] == [as_concise(finding) for finding in findings if finding.rule.default]


def test_an_edit_changes_one_word_of_one_paragraph() -> None:
    """The edit that is measured changes one line, by one word, and another line each round."""
    before = texts("M")["chapters/c016.md"]
    changed = []
    for round in range(3):
        after = ours.edited(before, round)
        pairs = zip(before.split("\n"), after.split("\n"), strict=True)
        ((old, new),) = [(old, new) for old, new in pairs if old != new]
        assert old.replace(" the ", " our ", 1) == new
        changed.append(old)
    assert 3 == len(set(changed))


def test_an_edit_needs_a_paragraph() -> None:
    """A chapter that has nothing to edit is said to have none, and not measured unchanged."""
    with pytest.raises(ValueError, match="no paragraph"):
        ours.edited("# Title\n\nShort.\n", 0)
