"""The notes of a book as a list: what each is, how long, where it was written, where it stands."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scholiast.checks import check
from scholiast.compose import compose
from scholiast.diagnostics import failed
from scholiast.ledger import Ledger, NoteRecord, Stand
from scholiast.locate import plain
from scholiast.manuscript import Manuscript, NoteEntry
from scholiast.register import Address, address, all_calls, open_register
from scholiast.source import Span

_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """A note as it is listed.

    `label` is empty for one that is written at its call, `chapter` the path of the chapter that
    calls it, empty where none does; `number` as printed, empty where the book can't be composed.
    `words` counts its text (`word_count`), `place` is where that is written, None where it is
    nowhere. `stands` says by format where it is in what was built last.
    """

    label: str
    kind: str
    chapter: str
    number: str
    words: int
    place: Span | None
    calls: tuple[Span, ...]
    text: str = ""
    missing: bool = False
    stands: Mapping[str, Stand] = field(default_factory=dict)

    @property
    def unused(self) -> bool:
        """Tell whether nothing calls it."""
        return not self.calls


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes are listed: of a kind, of a chapter (its path), only some, the longest first."""

    kind: str | None = None
    chapter: str | None = None
    unused: bool = False
    missing: bool = False
    longest: int | None = None


def rows(manuscript: Manuscript, ledger: Ledger | None, wanted: Wanted) -> list[Row]:
    """Return the notes of a manuscript that are wanted, in the order of the book.

    A note that two chapters call stands in both, and is listed twice. Notes that nothing calls come
    last. `ledger` is that of the last build: it says where notes stand that are the same still.
    """
    found = [row for row in _rows(manuscript, ledger) if _is_wanted(row, wanted)]
    if wanted.longest is not None:
        found = sorted(found, key=lambda row: -row.words)[: wanted.longest]
    return found


def _is_wanted(row: Row, wanted: Wanted) -> bool:
    own = {row.chapter, row.place.path if row.place else ""}
    return (
        (wanted.kind is None or row.kind == wanted.kind)
        and (wanted.chapter is None or wanted.chapter in own)
        and (not wanted.unused or row.unused)
        and (not wanted.missing or row.missing)
    )


def _rows(manuscript: Manuscript, ledger: Ledger | None) -> list[Row]:
    register = open_register(manuscript)
    entries = {address(one): one for one in _entries(manuscript)}
    calls: dict[tuple[str, Address], list[Span]] = {}
    undefined: dict[tuple[str, str], list[Span]] = {}
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is not None:
            calls.setdefault((path, address(entry)), []).append(call.place)
        elif call.label and not register.meaning(path, call.label):
            undefined.setdefault((path, call.label), []).append(call.place)
    numbers = _composed(manuscript)
    standing = _standing(ledger)
    done = [
        _row(entries[where], path, places, numbers, standing)
        for (path, where), places in calls.items()
    ]
    done += [
        Row(label, "", path, "", 0, None, tuple(places), missing=True)
        for (path, label), places in undefined.items()
    ]
    order = {draft.path: index for index, draft in enumerate(manuscript.drafts)}
    done.sort(key=lambda row: (order.get(row.chapter, len(order)), row.calls[0]))
    called = {where for _, where in calls}
    return done + [
        _row(entry, "", (), numbers, standing)
        for where, entry in entries.items()
        if where not in called and not entry.inline
    ]


def _entries(manuscript: Manuscript) -> Iterable[NoteEntry]:
    for draft in manuscript.drafts:
        yield from draft.entries
    yield from manuscript.notes


@dataclass(frozen=True, slots=True)
class _Printed:
    """A note as the book has it: its id, number and words."""

    id: str
    number: str
    text: str


def _composed(manuscript: Manuscript) -> dict[tuple[str, Span], _Printed]:
    """Return by chapter and place the notes of the book; none where it can't be composed."""
    if manuscript.file is None or failed(check(manuscript)):
        return {}
    book = compose(manuscript, modified=_UNDATED)
    return {
        (chapter.path, note.place): _Printed(note.id, note.number, note.text)
        for chapter in book.chapters
        for note in chapter.notes
    }


def _standing(ledger: Ledger | None) -> dict[str, dict[str, NoteRecord]]:
    """Return by the id of each note its records, by format: each edition has its own."""
    found: dict[str, dict[str, NoteRecord]] = {}
    if ledger is None:
        return found
    for format in ("pdf", "epub", "html"):
        for note in ledger.edition(format).notes:
            if format in note.stands:
                found.setdefault(note.id, {})[format] = note
    return found


def _row(
    entry: NoteEntry,
    path: str,
    places: Sequence[Span],
    printed: Mapping[tuple[str, Span], _Printed],
    standing: Mapping[str, Mapping[str, NoteRecord]],
) -> Row:
    own = printed.get((path, entry.place))
    text = own.text if own else plain(entry.blocks)
    stands = {
        format: note.stands[format]
        for format, note in (standing.get(own.id, {}) if own else {}).items()
        if own and note.text == own.text
    }
    return Row(
        label=entry.label,
        kind=entry.kind,
        chapter=path,
        number=own.number if own else "",
        words=word_count(text),
        place=entry.place,
        calls=tuple(places),
        text=text,
        missing=entry.missing,
        stands=stands,
    )


_WORDS = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
    r"|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])\S)+"
)


def word_count(text: str) -> int:
    """Return the number of words: each ideograph and each kana counts as one, as editors do."""
    return sum(any(char.isalnum() for char in word) for word in _WORDS.findall(text))


# -- how they look --

COLUMNS = (
    *("label", "kind", "chapter", "number", "words", "defined", "called"),
    *("pdf_page", "epub", "html", "text"),
)
"""The columns of the list in CSV, and the keys in JSON."""


def record(row: Row) -> dict[str, Any]:
    """Return a row as a flat record; places are `path:line:column`."""
    pdf = row.stands.get("pdf")
    epub, web = row.stands.get("epub"), row.stands.get("html")
    return {
        "label": row.label,
        "kind": row.kind,
        "chapter": row.chapter,
        "number": row.number,
        "words": row.words,
        "defined": str(row.place) if row.place else None,
        "called": [str(place) for place in row.calls],
        "pdf_page": pdf.page if pdf else None,
        "epub": epub.address if epub else None,
        "html": web.address if web else None,
        "text": row.text,
        "unused": row.unused,
        "missing": row.missing or row.place is None,
    }


def as_csv(found: Sequence[Row]) -> str:
    """Return rows as CSV (RFC 4180) with a head; several calls stand in one field, by spaces."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found:
        values = record(row) | {"called": " ".join(map(str, row.calls))}
        writer.writerow(_harmless(values[name]) for name in COLUMNS)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return "" if value is None else value
