"""Places of works in bibliography files, which pandoc, which reads them, does not tell."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scholiast.source import Source, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A work as it is written: the place of its key, and of each field by its name in CSL.

    A work without a key, as RIS may have it, has the place of its beginning.
    """

    key: str
    place: Span
    fields: Mapping[str, Span] = field(default_factory=dict)


def entries(source: Source) -> list[Entry]:
    """Return the works of a file in order, told from its ending; none where it can't be read."""
    ending = source.path[source.path.rfind(".") :].lower()
    readers = {".bib": _bibtex, ".bibtex": _bibtex, ".ris": _ris, ".json": _json}
    return list(readers.get(ending, _yaml)(source))


def _fields(
    source: Source, found: Iterator["re.Match[str]"], names: Mapping[str, str]
) -> dict[str, Span]:
    """Return the places of fields by their names in CSL, the first of each name."""
    fields: dict[str, Span] = {}
    for match in found:
        written = match["name"]
        name = names.get(written, written)
        fields.setdefault(name, source.span(match.start("value"), match.end("value")))
    return fields


_BIBTEX_ENTRY = re.compile(
    r"^[ \t]*@\s*(?P<type>[A-Za-z]+)\s*\{\s*(?P<key>[^\s,{}()\"=]+)\s*(?=,|\})", re.MULTILINE
)
_BIBTEX_FIELD = re.compile(
    r"(?<=[,\s])(?P<name>[A-Za-z][\w-]*)\s*=\s*[\"{]*(?P<value>[^\n\"}]*)", re.ASCII
)
_BIBTEX_NAMES = {"url": "URL", "doi": "DOI", "date": "issued", "year": "issued"}
_NO_WORKS = {"comment", "preamble", "string"}


def _bibtex(source: Source) -> Iterator[Entry]:
    found = [m for m in _BIBTEX_ENTRY.finditer(source.text) if m["type"].lower() not in _NO_WORKS]
    ends = [*(match.start() for match in found), len(source.text)][1:]
    for match, end in zip(found, ends, strict=True):
        fields = _BIBTEX_FIELD.finditer(source.text, match.end(), end)
        place = source.span(match.start("key"), match.end("key"))
        yield Entry(match["key"], place, _fields(source, fields, _BIBTEX_NAMES))


_RIS_RECORD = re.compile(r"^TY  - .*?(?:^ER  -|\Z)", re.DOTALL | re.MULTILINE)
_RIS_FIELD = re.compile(r"^(?P<name>[A-Z][A-Z0-9])  - (?P<value>[^\r\n]*)", re.MULTILINE)
_RIS_NAMES = {
    "UR": "URL",
    "DO": "DOI",
    "TI": "title",
    "T1": "title",
    "AU": "author",
    "A1": "author",
    "PY": "issued",
    "Y1": "issued",
    "DA": "issued",
    "ID": "id",
}


def _ris(source: Source) -> Iterator[Entry]:
    for record in _RIS_RECORD.finditer(source.text):
        found = _RIS_FIELD.finditer(source.text, record.start(), record.end())
        fields = _fields(source, found, _RIS_NAMES)
        place = fields.get("id", source.span(record.start(), record.start() + len("TY")))
        key = _text(source, place) if "id" in fields else ""
        yield Entry(key, place, fields)


def _text(source: Source, place: Span) -> str:
    assert place.start is not None
    assert place.end is not None
    return source.text[source.offset(place.start) : source.offset(place.end)].strip()


_JSON_GAP = re.compile(r"[\s,\[]*")
_JSON_FIELD = re.compile(
    r'"(?P<name>[A-Za-z-]+)"\s*:\s*"?(?P<value>(?:[^"\\\n]|\\.)*?)(?="|\s*[,}\n])'
)


def _json(source: Source) -> Iterator[Entry]:
    """Yield the items of a list; each is read as a whole, so that names in it mislead nobody."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        gap = _JSON_GAP.match(source.text, at)
        assert gap is not None
        at = gap.end()
        try:
            item, end = decoder.raw_decode(source.text, at)
        except json.JSONDecodeError:
            return
        fields = _fields(source, _JSON_FIELD.finditer(source.text, at, end), {})
        key = str(item.get("id", "")) if isinstance(item, dict) else ""
        yield Entry(key, fields.get("id", source.span(at, at + 1)), fields)
        at = end


_YAML_ID = re.compile(
    r"(?:^|[\s{,-])id[ \t]*:[ \t]*(?P<quote>[\"']?)(?P<key>[^\"'\n,}]+)(?P=quote)", re.MULTILINE
)
_YAML_ITEM = re.compile(r"^[ \t]*-[ \t]", re.MULTILINE)
_YAML_FIELD = re.compile(
    r"(?:^|[\s{,-])(?P<name>[A-Za-z-]+)[ \t]*:[ \t]*[\"']?(?P<value>[^\n\"',}]*)", re.MULTILINE
)


def _yaml(source: Source) -> Iterator[Entry]:
    found = list(_YAML_ID.finditer(source.text))
    items = [0, *(match.start() for match in _YAML_ITEM.finditer(source.text))]
    starts = [items[bisect_left(items, match.start("key")) - 1] for match in found]
    ends = [*starts, len(source.text)][1:]
    for match, start, end in zip(found, starts, ends, strict=True):
        fields = _fields(source, _YAML_FIELD.finditer(source.text, start, end), {})
        key = match["key"].strip()
        place = source.span(match.start("key"), match.start("key") + len(key))
        yield Entry(key, place, fields)
