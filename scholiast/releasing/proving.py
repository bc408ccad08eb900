"""The second build of a release: in another folder, zone, locale and order of hashes, compared."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import scholiast
from scholiast import dist
from scholiast.diagnostics import Diagnostic
from scholiast.folder import file_at
from scholiast.releasing.rules import DIFFERS, NOT_AGAIN
from scholiast.source import Span

_SECONDS = 7200  # for the second build
_ELSEWHERE = {"TZ": "Pacific/Chatham", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "4711"}
_SAID = 300  # letters of what a build said last


def prove(root: Path, sources: Mapping[str, str], first: Mapping[str, bytes]) -> list[Diagnostic]:
    """Build a book again from its files `sources` in `root` alone; return what differs.

    `first` are all files of the first build by path. It is done by a process of its own, which
    knows neither our cache nor our memory.
    """
    with tempfile.TemporaryDirectory(prefix="scholiast é ") as place:
        book, made = Path(place, "le livre"), Path(place, "les fichiers")
        dist.write(book, {path: _bytes(root, path) for path in sources})
        said = _build(book, made)
        if said is not None:
            message = f"the book could not be built a second time: {said}"
            return [NOT_AGAIN.at(Span("book.yaml"), message)]
        return list(compare(first, below(made)))


def below(folder: Path) -> dict[str, bytes]:
    """Return all files in and below a folder, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def compare(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    """Yield each file of two builds that is not the same to the byte."""
    for path in sorted(first.keys() | second.keys()):
        one, other = first.get(path), second.get(path)
        if one == other:
            continue
        if one is None or other is None:
            what = "was made by the second build only" if one is None else "was not made again"
            yield DIFFERS.at(Span(path), what)
            continue
        same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
        at = min(len(one), len(other)) if same is None else same
        yield DIFFERS.at(Span(path), f"differs in a second build, from byte {at} on")


def _bytes(root: Path, path: str) -> bytes:
    place = file_at(root, path)
    if place is None:
        raise FileNotFoundError(f"{root / path} is gone")
    return place.read_bytes()


def _build(book: Path, made: Path) -> str | None:
    """Build a book into a folder; return what the build said last where it failed."""
    home = os.fspath(Path(scholiast.__file__).resolve().parents[1])
    paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
    order = ["build", "--strict", "--no-cache", "--quiet", "--format", "concise"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scholiast", *order, "--book", book, "--dist", made],
            env={**os.environ, **_ELSEWHERE, "PYTHONPATH": os.pathsep.join(paths)},
            cwd=book.parent,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it took more than {_SECONDS} seconds"
    said = (done.stdout + done.stderr).decode(errors="replace").strip()
    return None if done.returncode == 0 else said[-_SAID:].replace("\n", " ")
