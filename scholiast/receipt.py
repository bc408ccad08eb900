"""Receipts: what went into a build and what came out, so that none is made twice.

A receipt holds as long as every file that was read is the same to the byte, none that was looked
for and missing has come, and every finished file is still what was written. Dates and sizes of
files are not asked: to read a book's files and finished files takes less time than to be wrong.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from scholiast import folder, tools
from scholiast.diagnostics import Diagnostic, Rule, Severity, as_record
from scholiast.edition import Format
from scholiast.order import Made, Order, Publication
from scholiast.source import Position, Source, Span

FOLDERS = ("notes", "styles", "templates")
"""The folders of a book in which each file counts that comes or goes."""


class Shelf(Protocol):
    """Where receipts are kept, by key; what is damaged or not ours is not there."""

    def get(self, key: str) -> bytes | None:
        """Return what is kept, None where it is not."""

    def put(self, key: str, content: bytes) -> None:
        """Keep `content`."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where the receipt of an order is kept: on `shelf`, by `key`."""

    shelf: Shelf
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What went into a build, and what came out.

    `files` gives for each path below the book's folder that was looked for the digest of what was
    there (None: nothing), `folders` the digests of all in FOLDERS, `outputs` those of all finished
    files below `dist/`, `others` names artifacts that lay there beside them.
    """

    files: Mapping[str, str | None]
    folders: Mapping[str, str | None]
    outputs: Mapping[str, str]
    others: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...]
    made: tuple[Mapping[str, Any], ...]
    stale: tuple[str, ...]


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def archive(shelf: Shelf, order: Order) -> Archive:
    """Return where the receipt of an order is kept: another order, date or tool, another place."""
    words = {
        "dist": os.fspath(order.dist.resolve()),
        "formats": [format.value for format in order.formats],
        "whole": order.whole,
        "strict": order.strict,
        "draft": order.draft,
        "enabled": sorted(order.enabled),
        "epoch": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "tools": tools.digest(),
        "design": _design(),
    }
    return Archive(shelf, digest(b"receipt" + json.dumps(words, sort_keys=True).encode()))


def _design() -> dict[str, str]:
    """Return the digests of the styles and templates that were shipped, by path."""
    home = Path(__file__).resolve().parent  # they lie in it where it is installed, else beside it
    home = home if (home / "styles").is_dir() else home.parent
    found = (path for name in ("styles", "templates") for path in _files(home / name))
    return {path.relative_to(home).as_posix(): digest(path.read_bytes()) for path in found}


def folders(root: Path) -> dict[str, str | None]:
    """Return the digest of each file in FOLDERS of a book, None for a folder, by path."""
    found = (path for name in FOLDERS for path in (root / name, *(root / name).rglob("*")))
    paths = sorted(path.relative_to(root).as_posix() for path in found)
    return {path: digest_at(root, path) for path in paths}


def digest_at(root: Path, path: str) -> str | None:
    """Return the digest of the file at a path below a book, None where there is none."""
    place = folder.file_at(root, path)
    return None if place is None else digest(place.read_bytes())


def keep(
    archive: Archive,
    publication: Publication,
    *,
    files: Mapping[str, str | None],
    folders: Mapping[str, str | None],
    outputs: Mapping[str, bytes],
    others: Iterable[str],
) -> None:
    """Keep the receipt of what was published; the other arguments are as in Receipt."""
    receipt = Receipt(
        files=files,
        folders=folders,
        outputs={path: digest(data) for path, data in outputs.items()},
        others=tuple(others),
        findings=tuple(map(as_record, publication.findings)),
        made=tuple({**asdict(one), "format": one.format.value} for one in publication.made),
        stale=publication.stale,
    )
    archive.shelf.put(archive.key, json.dumps(asdict(receipt), ensure_ascii=False).encode())


def recall(archive: Archive, order: Order) -> Publication | None:
    """Return what an order gave when it was last built, if it would give the same again."""
    data = archive.shelf.get(archive.key)
    if data is None:
        return None
    try:
        receipt = Receipt(**json.loads(data))
        return _publication(receipt, order.root) if _holds(receipt, order) else None
    except (KeyError, TypeError, ValueError):  # no receipt of ours
        return None


def _holds(receipt: Receipt, order: Order) -> bool:
    return (
        _is_written(receipt, order.folder)
        and all(digest_at(order.root, path) == was for path, was in receipt.files.items())
        and folders(order.root) == receipt.folders
    )


def _is_written(receipt: Receipt, place: Path) -> bool:
    """Tell whether finished files lie in `place` as they were written, and nothing else in them."""
    tops = {path.partition("/")[0] for path in receipt.outputs}
    lying = {path.relative_to(place).as_posix() for top in tops for path in _files(place / top)}
    if lying != receipt.outputs.keys():
        return False
    same = all(digest((place / path).read_bytes()) == was for path, was in receipt.outputs.items())
    return same and all((place / name).exists() for name in receipt.others)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [found for found in path.rglob("*") if found.is_file()]
    return [path] if path.is_file() else []


def _publication(receipt: Receipt, root: Path) -> Publication:
    findings = tuple(map(_finding, receipt.findings))
    made = (Made(**{**one, "format": Format(one["format"])}) for one in receipt.made)
    return Publication(_sources(findings, root), findings, tuple(made), tuple(receipt.stale), True)


def _finding(record: Mapping[str, Any]) -> Diagnostic:
    """Return a finding as it was; what its rule explains is not asked here."""
    rule = Rule(record["code"], record["name"], Severity(record["severity"]), "")
    start = _position(record["line"], record["column"])
    end = _position(record["end_line"], record["end_column"])
    place = None if record["path"] is None else Span(record["path"], start, end)
    return Diagnostic(rule, record["message"], place, record["hint"], record["waived"])


def _position(line: int | None, column: int | None) -> Position | None:
    return None if line is None or column is None else Position(line, column)


def _sources(findings: Iterable[Diagnostic], root: Path) -> dict[str, Source]:
    """Return the texts that findings are about."""
    found: dict[str, Source] = {}
    for path in {finding.place.path for finding in findings if finding.place is not None}:
        place = folder.file_at(root, path)
        if place is not None:
            found[path], _ = folder.decode(place.read_bytes(), path)
    return found
