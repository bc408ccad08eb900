"""The report of a release: what was made, proved and found, for people and for programs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scholiast import reporting, text
from scholiast.diagnostics import as_record
from scholiast.edition import WEB, Format
from scholiast.ledger import NoteRecord, Stand
from scholiast.order import Made
from scholiast.releasing import manifest
from scholiast.releasing.changes import Changes
from scholiast.releasing.manifest import Release
from scholiast.theme import Theme

SCHEMA = "https://scholiast.invalid/schema/report-1"
_WORDS = 90  # letters of a note that a row shows


@dataclass(frozen=True, slots=True)
class _Cell:
    """Where a note stands in an artifact, in words and as a link; both None where it does not."""

    where: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    number: str
    kind: str
    text: str
    cells: tuple[_Cell, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The notes of a chapter."""

    title: str
    rows: tuple[_Row, ...]


def files(release: Release, changes: Changes) -> dict[str, bytes]:
    """Return the files of the report by path."""
    found = release.findings
    return {
        "report.html": page(release, changes).encode(),
        **({"errata.html": errata(release, changes).encode()} if changes.before else {}),
        "report.json": (json.dumps(record(release), ensure_ascii=False, indent=2) + "\n").encode(),
        "report.junit.xml": (reporting.report("junit", found) + "\n").encode(),
        "report.sarif": (reporting.report("sarif", found) + "\n").encode(),
    }


def page(release: Release, changes: Changes) -> str:
    """Return the page that people read; it needs no scripts and no other host."""
    whole = manifest.record(release)
    return Theme.find().render(
        "release/report.html",
        release=whole,
        language=release.file.language,
        artifacts=[{**one, "link": _open(one["name"])} for one in whole["artifacts"]],
        findings=release.findings,
        parts=list(_parts(release)),
        changes=changes,
        size=_size,
    )


def errata(release: Release, changes: Changes) -> str:
    """Return the page for readers of the release before: notes that are otherwise by now."""
    return Theme.find().render(
        "release/errata.html",
        title=release.file.title,
        language=release.file.language,
        changes=changes,
    )


def record(release: Release) -> dict[str, Any]:
    """Return the report for programs as what JSON is made of."""
    return {
        "schema": SCHEMA,
        "title": release.file.title,
        "version": release.version,
        "artifacts": [manifest.artifact(release, made) for made in release.made],
        "findings": [as_record(finding) for finding in release.findings],
        "waivers": manifest.waivers(release),
        "notes": [_note(note, release) for note in release.ledger.notes],
    }


def _note(note: NoteRecord, release: Release) -> dict[str, Any]:
    stands = {}
    for made in release.made:
        stand = note.stands.get(made.format.value)
        if stand is not None:
            stands[made.name] = {"address": stand.address, "page": stand.page}
    return {
        "id": note.id,
        "label": note.label,
        "kind": note.kind,
        "number": note.number,
        "chapter": note.chapter,
        "stands": stands,
    }


def _parts(release: Release) -> Iterator[_Part]:
    for chapter in release.ledger.chapters:
        notes = [note for note in release.ledger.notes if note.chapter == chapter.id]
        if notes:
            yield _Part(chapter.title, tuple(_row(note, release) for note in notes))


def _row(note: NoteRecord, release: Release) -> _Row:
    words = " ".join(text.readable(note.text).split())
    short = words if len(words) <= _WORDS else f"{words[:_WORDS].rpartition(' ')[0]} …"
    cells = tuple(_cell(made, note.stands) for made in release.made)
    return _Row(note.id, note.number, note.kind, short, cells)


def _cell(made: Made, stands: Mapping[str, Stand]) -> _Cell:
    stand = stands.get(made.format.value)
    if stand is None:
        return _Cell(None, None)
    if stand.page is not None:
        last = stand.last_page
        pages = f"{stand.page}–{last}" if last and last != stand.page else f"{stand.page}"
        return _Cell(f"p. {pages}", f"{quote(made.name)}#page={stand.page}")
    place, _, name = stand.address.rpartition("#")
    if made.format is Format.EPUB:  # no address leads into it
        return _Cell(place.rpartition("/")[2] or name, None)
    base = made.name if made.format is Format.SINGLE_HTML else _within(place)
    return _Cell(place.rpartition("/")[2] or made.name, f"{quote(base)}#{quote(name)}")


def _within(place: str) -> str:
    return place if place.startswith(f"{WEB}/") else f"{WEB}/{place}"


def _open(name: str) -> str:
    return quote(f"{name}/index.html" if name == WEB else name)


def _size(count: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
