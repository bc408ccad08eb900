"""The manifest of a release: what it was made of, what with, and the digest of each file in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scholiast
from scholiast import tools
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.edition import twin_name
from scholiast.ledger import Ledger
from scholiast.order import Made
from scholiast.receipt import digest
from scholiast.releasing.tree import NoTreeError, Tree
from scholiast.theme import Theme, shipped
from scholiast.waivers import covers

SCHEMA = "https://scholiast.invalid/schema/manifest-1"
_LOCK = "requirements.lock"


@dataclass(frozen=True, slots=True)
class Release:
    """All that a release is: `files` are its artifacts and its ledger by path, `sources` the
    digests of all files of the manuscript by theirs; `again` tells that a second build gave the
    same bytes, None that none was made.
    """

    version: str
    root: Path
    file: BookFile
    made: tuple[Made, ...]
    files: Mapping[str, bytes]
    ledger: Ledger
    sources: Mapping[str, str]
    findings: tuple[Diagnostic, ...]
    tree: Tree | NoTreeError
    allowed_dirty: bool = False
    again: bool | None = None


def of_one(release: Release, made: Made) -> dict[str, bytes]:
    """Return the files of an artifact by path: a file and its twin for the press, or a folder."""
    names = {made.name, twin_name(made.name)}
    return {
        path: data
        for path, data in release.files.items()
        if path in names or path.startswith(f"{made.name}/")
    }


def over_all(digests: Mapping[str, str]) -> str:
    """Return one digest of many: that of the lines `DIGEST  PATH` in the order of the paths."""
    return digest(sums(digests).encode())


def sums(digests: Mapping[str, str]) -> str:
    """Return digests by path as `sha256sum` writes and reads them (GNU coreutils)."""
    return "".join(f"{value}  {path}\n" for path, value in sorted(digests.items()))


def record(release: Release) -> dict[str, Any]:
    """Return the manifest as what JSON is made of."""
    return {
        "schema": SCHEMA,
        "title": release.file.title,
        "version": release.version,
        "tree": _tree(release),
        "manuscript": {"sha256": over_all(release.sources), "files": dict(release.sources)},
        "tools": {"release": scholiast.__version__, **tools.fingerprint()},
        "lock": lock(),
        "fonts": _fonts(release),
        "artifacts": [artifact(release, made) for made in release.made],
        "notes": len(release.ledger.notes),
        "waivers": waivers(release),
        "built_twice": release.again,
    }


def as_json(release: Release) -> str:
    """Return the manifest as text that ends in a newline."""
    return json.dumps(record(release), ensure_ascii=False, indent=2) + "\n"


def _tree(release: Release) -> dict[str, Any]:
    tree = release.tree
    if isinstance(tree, NoTreeError):
        known: dict[str, Any] = {"commit": None, "tag": None, "dirty": None}
    else:
        tag = tree.tag(release.version)
        known = {"commit": tree.commit, "tag": tag, "dirty": list(tree.dirty)}
    return {**known, "allow_dirty": release.allowed_dirty}


def lock() -> str | None:
    """Return the digest of the lock of what we are built on, None where only a package is."""
    path = shipped() / _LOCK
    return digest(path.read_bytes()) if path.is_file() else None


def _fonts(release: Release) -> dict[str, str]:
    theme = Theme.find(release.root, release.file.theme)
    homes = [*theme.roots]
    found = {}
    for font in theme.fonts():
        home = next(home for home in homes if font.is_relative_to(home))
        found[font.relative_to(home).as_posix()] = digest(font.read_bytes())
    return dict(sorted(found.items()))


def artifact(release: Release, made: Made) -> dict[str, Any]:
    """Return what is said of an artifact; the digest of a folder is that `over_all` its files."""
    files = {path: digest(data) for path, data in of_one(release, made).items()}
    alone = len(files) == 1
    return {
        "format": made.format.value,
        "name": made.name,
        "sha256": next(iter(files.values())) if alone else over_all(files),
        "bytes": made.size,
        "pages": made.pages,
        "notes_proved": made.notes,
        **({} if alone else {"files": dict(sorted(files.items()))}),
    }


def waivers(release: Release) -> list[dict[str, Any]]:
    """Return the waivers of a book, and how many findings each covers."""
    return [
        {
            "rule": one.rule,
            "place": one.place,
            "reason": one.reason,
            "until": one.until,
            "findings": sum(covers(one, finding) for finding in release.findings),
        }
        for one in release.file.waivers
    ]
