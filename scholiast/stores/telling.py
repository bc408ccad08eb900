"""What is told of stores, and of notes that pop up or don't: rows for tables, records for JSON."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholiast.stores.known import LIMITS, MATTERS, Limit, Store
from scholiast.stores.noted import Noted
from scholiast.stores.popups import READ_ON, Prediction, System, Way

Rows = list[tuple[str, ...]]

_UNITS = {
    "book": ("size of the EPUB", 1e6, "MB"),
    "document": ("size of a document with its pictures", 1e6, "MB"),
    "pixels": ("pixels of a picture", 1e6, "million"),
    "svg_side": ("side of a drawing", 1, "px"),
    "columns": ("columns of a table", 1, ""),
    "depth": ("levels of the contents", 1, ""),
    "description": ("description", 1, "characters"),
}


def facts(store: Store) -> Rows:
    """Return what a store asks, whether it refuses or advises, and what is second-hand."""
    rows: Rows = []
    cover = store.cover
    for what, limit, scale, unit in (
        ("cover, shorter side at least", cover.least_side, 1, "px"),
        ("cover, height at least", cover.least_height, 1, "px"),
        ("cover, longer side at most", cover.most_side, 1, "px"),
        ("cover, size at most", cover.size, 1e6, "MB"),
    ):
        rows += _figures(what, limit, scale, unit, store, "cover")
    if cover.ratio is not None:
        ratio = f"{cover.ratio:g}"
        rows.append(("cover, height by width", ratio, "advised", _hand(store, "cover")))
    for name in LIMITS:
        what, scale, unit = _UNITS[name]
        rows += _figures(f"{what} at most", getattr(store, name), scale, unit, store, name)
    kinds = ", ".join(sorted(kind.removeprefix("image/") for kind in store.images))
    rows.append(("pictures", kinds, "advised", _hand(store, "images")))
    if store.fonts:
        fonts = ", ".join(sorted(store.fonts))
        rows.append(("fonts", fonts, "advised", _hand(store, "fonts")))
    for matter, words in MATTERS.items():
        refused = store.minds(matter)
        if refused is not None:
            weight = "refused" if refused else "advised against"
            rows.append((words, "", weight, _hand(store, matter)))
    return rows


def _figures(
    what: str, limit: Limit, scale: float, unit: str, store: Store, name: str
) -> Iterable[tuple[str, ...]]:
    for weight, value in (("advised", limit.advised), ("required", limit.refused)):
        if value is not None:
            yield what, f"{value / scale:,g} {unit}".rstrip(), weight, _hand(store, name)


def _hand(store: Store, name: str) -> str:
    return "others" if name in store.second_hand else "the store"


def line(store: Store) -> tuple[str, ...]:
    """Return a store in one line: name, title, size of an EPUB, what is second-hand, date."""
    most = store.book.refused or store.book.advised
    size = "–" if most is None else f"{most / 1e6:,g} MB"
    rows = facts(store)
    others = sum(row[-1] == "others" for row in rows)
    return (store.name, store.title, size, f"{others} of {len(rows)}", store.verified.isoformat())


def record(store: Store) -> dict[str, Any]:
    """Return what a store asks as a record."""
    return {
        "name": store.name,
        "title": store.title,
        "verified": store.verified.isoformat(),
        "sources": list(store.sources),
        "rules": [
            dict(zip(("what", "value", "weight", "known_from"), row, strict=True))
            for row in facts(store)
        ],
    }


@dataclass(frozen=True, slots=True)
class Forecast:
    """What reading systems will do with the calls of an EPUB.

    `written` tells where notes were written, by id, if that is known.
    """

    name: str
    notes: tuple[tuple[Noted, tuple[Prediction, ...]], ...]
    systems: tuple[System, ...]
    written: Mapping[str, str]

    def count(self, number: int) -> Counter[Way]:
        """Return how many calls have each outcome in the system of this number."""
        return Counter(predictions[number].way for _, predictions in self.notes)

    @property
    def lost(self) -> bool:
        """Tell whether a note can't be reached somewhere."""
        return any(p.way is Way.LOST for _, predictions in self.notes for p in predictions)

    @property
    def is_full(self) -> bool:
        """Tell whether all that ask for a pop-up have one wherever there are pop-ups."""
        return not any(
            prediction.way in (Way.LINK, Way.LOST)
            for _, predictions in self.notes
            for system, prediction in zip(self.systems, predictions, strict=True)
            if system.pops
        )


def forecast(
    name: str, notes: Sequence[Noted], systems: Sequence[System], written: Mapping[str, str]
) -> Forecast:
    """Return what each reading system will do with each call of an EPUB."""
    found = tuple((note, tuple(one.predict(note) for one in systems)) for note in notes)
    return Forecast(name, found, tuple(systems), written)


SUMMARY = ("reading system", "pop-ups on", *(way.value for way in Way), "known from")


def summary(found: Forecast) -> Rows:
    """Return a line for each reading system: how many calls have each outcome."""
    return [
        (
            system.title,
            system.where,
            *(str(found.count(number)[way] or "–") for way in Way),
            "others" if system.second_hand else "its makers",
        )
        for number, system in enumerate(found.systems)
    ]


DETAILS = ("call", "where", "note", "reading system", "what becomes of it", "why", "what helps")


def details(found: Forecast) -> Rows:
    """Return a line for each call that is lost, or that does not pop up where it could."""
    return [
        (
            note.mark,
            found.written.get(note.id, str(note.place)),
            note.words,
            ", ".join(titles),
            *said,
        )
        for note, predictions in found.notes
        for said, titles in _alike(predictions, found.systems).items()
    ]


def _alike(
    predictions: Sequence[Prediction], systems: Sequence[System]
) -> dict[tuple[str, str, str], list[str]]:
    """Return the systems that say the same of a call, by what they say."""
    said: dict[tuple[str, str, str], list[str]] = {}
    for system, one in zip(systems, predictions, strict=True):
        if one.way is Way.LOST or (one.way is Way.LINK and system.pops):
            said.setdefault((one.way.value, one.reason, one.hint), []).append(system.title)
    return said


def as_record(found: Forecast) -> dict[str, Any]:
    """Return all predictions as a record for JSON."""
    return {
        "file": found.name,
        "systems": [
            {
                "name": system.name,
                "title": system.title,
                "pops_up_on": system.where,
                "verified": READ_ON,
                "second_hand": system.second_hand,
                "sources": list(system.sources),
                "counts": {way.value: found.count(number)[way] for way in Way},
            }
            for number, system in enumerate(found.systems)
        ],
        "notes": [_note(found, note, predictions) for note, predictions in found.notes],
    }


def _note(found: Forecast, note: Noted, predictions: Sequence[Prediction]) -> dict[str, Any]:
    return {
        "mark": note.mark,
        "path": note.place.path,
        "line": note.place.start.line if note.place.start else None,
        "leads_to": note.address,
        "written": found.written.get(note.id),
        "characters": note.characters,
        "text": note.words,
        "outcomes": {
            system.name: {"way": one.way.value, "reason": one.reason, "hint": one.hint}
            for system, one in zip(found.systems, predictions, strict=True)
        },
    }


COLUMNS = (
    "mark",
    "path",
    "line",
    "leads_to",
    "written",
    "characters",
    "text",
    "system",
    "way",
    "reason",
    "hint",
)


def as_csv(found: Forecast) -> str:
    """Return a row for each call and reading system as CSV (RFC 4180), with a head."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for note, predictions in found.notes:
        values = _note(found, note, predictions)
        for system, outcome in values["outcomes"].items():
            row = {**values, **outcome, "system": system}
            writer.writerow(_harmless(row[name]) for name in COLUMNS)
    return out.getvalue()


def _harmless(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    is_formula = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if is_formula else value
