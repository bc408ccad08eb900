"""What is told of a comparison: as a record for programs, and as a page with pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from scholiast.comparing.model import Change, Comparison, NoteChange, Pair, Printed
from scholiast.comparing.pictures import name, pictures, with_pictures
from scholiast.theme import Theme

PAGE = "index.html"
FOLDER = "pages"


def record(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it; pages by their labels, and counted from 1."""
    return {
        "old": _release(comparison.old),
        "new": _release(comparison.new),
        "same": comparison.same,
        "pages": [_page(pair) for pair in comparison.pairs if pair.change is not Change.SAME],
        "notes": [_note(change) for change in comparison.notes],
        "notes_moved_along": comparison.along,
    }


def _release(printed: Printed) -> dict[str, Any]:
    return {
        "path": printed.release.path,
        "file": printed.release.name,
        "pages": len(printed.sheets),
    }


def _page(pair: Pair) -> dict[str, Any]:
    found: dict[str, Any] = {"change": pair.change.value}
    for side, sheet in (("old", pair.old), ("new", pair.new)):
        if sheet is not None:
            found[side] = {"label": sheet.label, "page": sheet.index + 1}
    lost, gained = said(pair)
    return found | ({"lost": lost} if lost else {}) | ({"gained": gained} if gained else {})


def said(pair: Pair) -> tuple[str, str]:
    """Return the words that a page lost, and those that it gained, an ellipsis between places."""
    lost = _words(pair.old.words, pair.lost) if pair.old else ""
    return lost, _words(pair.new.words, pair.gained) if pair.new else ""


def _words(words: Sequence[str], found: Sequence[int]) -> str:
    rows = groupby(enumerate(found), key=lambda pair: pair[1] - pair[0])
    return " … ".join(" ".join(words[index] for _, index in row) for _, row in rows)


def _note(change: NoteChange) -> dict[str, Any]:
    names = ("old_page", "new_page", "old_number", "new_number", "old_text", "new_text")
    known = {one: value for one in names if (value := getattr(change, one)) is not None}
    return {"id": change.id, "fates": [fate.value for fate in change.fates], **known}


# -- stretches of pages --


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages in a row of which the same became, by the labels of the first and the last.

    `said` are words that differ on them.
    """

    change: Change
    count: int
    old: str
    new: str
    said: str


def stretches(comparison: Comparison, changes: Iterable[Change]) -> list[Stretch]:
    """Return the pages of which any of `changes` became, those in a row together."""
    wanted = set(changes)
    found = []
    for change, row in groupby(comparison.pairs, key=lambda pair: pair.change):
        pairs = list(row)
        if change in wanted:
            old = [pair.old.label for pair in pairs if pair.old]
            new = [pair.new.label for pair in pairs if pair.new]
            words = " … ".join(one for pair in pairs for one in reversed(said(pair)) if one)
            found.append(Stretch(change, len(pairs), _range(old), _range(new), words))
    return found


def _range(labels: Sequence[str]) -> str:
    if not labels:
        return "–"
    return labels[0] if len(labels) == 1 else f"{labels[0]}–{labels[-1]}"


# -- the page --


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page of the report: its pictures, and the words that differ."""

    id: str
    change: str
    what: str
    old: str | None
    new: str | None
    old_picture: str | None
    new_picture: str | None
    lost: str
    gained: str


_WHAT = {
    Change.CHANGED: "changed",
    Change.RENUMBERED: "other numbers",
    Change.REFLOWED: "broken otherwise",
    Change.ADDED: "new",
    Change.REMOVED: "gone",
}


def report(comparison: Comparison, theme: Theme, *, reflowed: bool = False) -> dict[str, bytes]:
    """Return the files of a report by path: a page, and the pictures that it shows.

    It needs neither scripts nor another host. Pages that are only broken otherwise have pictures
    where `reflowed` asks for them.
    """
    pairs = with_pictures(comparison, reflowed=reflowed)
    shown = [_shown(pair) for pair in pairs]
    page = theme.render(
        "diff/report.html",
        old=comparison.old,
        new=comparison.new,
        counts=counts(comparison),
        pages=shown,
        moved=stretches(comparison, [Change.MOVED]),
        reflowed=[] if reflowed else stretches(comparison, [Change.REFLOWED]),
        notes=comparison.notes,
        along=comparison.along,
    )
    files = {f"{FOLDER}/{path}": data for path, data in pictures(comparison, pairs)}
    return {PAGE: page.encode(), **files}


def _shown(pair: Pair) -> _Shown:
    lost, gained = said(pair)
    is_drawn = pair.change is Change.CHANGED and not (pair.lost or pair.gained or any(pair.numbers))
    return _Shown(
        id=_id(pair),
        change=pair.change.value,
        what="drawn otherwise" if is_drawn else _WHAT[pair.change],
        old=pair.old.label if pair.old else None,
        new=pair.new.label if pair.new else None,
        old_picture=f"{FOLDER}/{name('old', pair.old)}" if pair.old else None,
        new_picture=f"{FOLDER}/{name('new', pair.new)}" if pair.new else None,
        lost=lost,
        gained=gained,
    )


def _id(pair: Pair) -> str:
    if pair.new is not None:
        return f"new-{pair.new.index + 1}"
    return f"old-{pair.old.index + 1}" if pair.old is not None else ""


def counts(comparison: Comparison) -> list[tuple[str, int]]:
    """Return how many pages there are of each change, in words, nothing where there are none."""
    words = {Change.SAME: "as they were", Change.MOVED: "moved", **_WHAT}
    found = [(words[change], len(comparison.pages(change))) for change in Change]
    return [(word, count) for word, count in found if count]
