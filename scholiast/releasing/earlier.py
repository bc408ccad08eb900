"""The release before: which it is among those that lie in `dist/`, and its ledger."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from scholiast import ledger
from scholiast.dist import LEDGER
from scholiast.ledger import Ledger

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


class NoReleaseError(ValueError):
    """A folder holds no release that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that was made before."""

    version: str
    ledger: Ledger


def read(folder: Path) -> Earlier:
    """Return the release in a folder; NoReleaseError where there is none."""
    try:
        version = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["version"]
        return Earlier(
            str(version), ledger.from_json((folder / LEDGER).read_text(encoding="utf-8"))
        )
    except OSError as problem:
        raise NoReleaseError(f"{folder} holds no release: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError) as problem:
        raise NoReleaseError(f"the release in {folder} can't be read: {problem}") from problem


def last(dist: Path, version: str) -> Earlier | None:
    """Return the last release in `dist` before a version, None where there is none."""
    folders = [path.parent for path in sorted(dist.glob(f"*/{MANIFEST}"))]
    folders = [path for path in folders if (path / SUMS).is_file()]
    before = [path for path in folders if order(path.name) < order(version)]
    return read(max(before, key=lambda path: order(path.name))) if before else None


def order(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return what versions are sorted by: numbers as numbers, and 1.0-rc1 before 1.0.

    A `+` and what follows does not count (semver.org, 10 and 11).
    """
    words = re.findall(r"\d+|[A-Za-z]+", re.sub(r"^v(?=\d)", "", version.partition("+")[0]))
    parts = [(2, int(one), "") if one.isdigit() else (0, 0, one) for one in words]
    return (*parts, (1, 0, ""))
