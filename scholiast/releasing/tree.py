"""What git knows of the tree that a book stands in: commit, tags, and what was not committed."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scholiast.diagnostics import Diagnostic
from scholiast.releasing.rules import DIRTY, NO_TAG, NO_TREE
from scholiast.source import Span

_SECONDS = 30  # for one answer of git
_SHOWN = 5  # files that a message names
_MISLEADING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=no")


@dataclass(frozen=True, slots=True)
class Tree:
    """The state of a tree: its `commit`, the `tags` of that, and what is `dirty`, by path."""

    commit: str
    tags: tuple[str, ...]
    dirty: tuple[str, ...]

    def tag(self, version: str) -> str | None:
        """Return the tag of a version, None where the commit has none."""
        return next((tag for tag in (f"v{version}", version) if tag in self.tags), None)


class NoTreeError(Exception):
    """There is no tree of git, no commit in it, or git does not answer; the message says which."""


def look(root: Path, files: Iterable[str], dist: Path) -> Tree:
    """Return the tree that the book in `root` stands in, which read `files` (paths below it).

    What lies in `dist`, or in the folder of the cache, does not count. Raises NoTreeError.
    """
    top = Path(_ask(root, "rev-parse", "--show-toplevel").rstrip("\n"))
    commit = _ask(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip()
    tags = _ask(root, "tag", "--points-at", "HEAD").split()
    aside = [dist.resolve(), (root / ".scholiast").resolve()]
    status = _ask(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
    changed = [entry[3:] for entry in status.split("\0") if entry]
    dirty = {path for path in changed if not _is_below(top / path, aside)}
    return Tree(commit, tuple(sorted(tags)), tuple(sorted({*dirty, *_ignored(root, files, top)})))


def _ignored(root: Path, files: Iterable[str], top: Path) -> Iterator[str]:
    """Yield the files of the book that git does not have, below the top of the tree."""
    home = root.resolve()
    tracked = {(home / path) for path in _ask(root, "ls-files", "-z").split("\0") if path}
    for path in files:
        if home / path not in tracked:
            place = home / path
            yield (
                place.relative_to(top.resolve()) if place.is_relative_to(top) else place
            ).as_posix()


def _is_below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _ask(root: Path, *words: str) -> str:
    """Return what git answers in the folder of a book; no program that the tree names is run."""
    known = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    try:
        answer = subprocess.run(
            ["git", "-C", os.fspath(root), *_QUIET, *words],
            env={**known, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as problem:
        raise NoTreeError("git is not installed") from problem
    except subprocess.TimeoutExpired as problem:
        raise NoTreeError(f"git did not answer within {_SECONDS} seconds") from problem
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().partition("\n")[0]
        raise NoTreeError(said.removeprefix("fatal: ") or "there is no commit")
    return answer.stdout.decode(errors="surrogateescape")


def faults(tree: Tree | NoTreeError, version: str | None, place: Span) -> Iterator[Diagnostic]:
    """Yield why a release can't be made of a tree."""
    if isinstance(tree, NoTreeError):
        yield NO_TREE.at(place, f"nothing is known of the tree: {tree}", "commit the book to git")
        return
    if tree.dirty:
        names = ", ".join(tree.dirty[:_SHOWN])
        more = f" and {len(tree.dirty) - _SHOWN} more" if len(tree.dirty) > _SHOWN else ""
        message = f"files are not in the commit as they are: {names}{more}"
        yield DIRTY.at(place, message, "commit them, or release with `--allow-dirty`")
    if version is not None and tree.tag(version) is None:
        message = f"the commit {tree.commit[:10]} has no tag {version} or v{version}"
        yield NO_TAG.at(place, message, f"`git tag -a v{version}` when all is committed")
