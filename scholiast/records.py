"""Works as records for reference managers: BibTeX, RIS and CSL JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scholiast import imprint

Name = dict[str, str]
"""A name as CSL has it: `family` and `given`, or `literal` where it is no person's."""


def name(written: str, sort: str | None = None) -> Name:
    """Return a name as CSL has it; `sort` is how it is sorted, where the author said that."""
    family, comma, given = (sort or imprint.sort_name(written)).partition(", ")
    return {"family": family, "given": given} if comma else {"literal": written}


def written(key: str, item: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield records of a work, as CSL JSON has it without `id`, by the ending of their files."""
    yield "bib", _bibtex(key, item).encode()
    yield "ris", _ris(item).encode()
    yield "json", _json(key, item).encode()


# -- CSL JSON (CSL 1.0.2, appendix IV) --


def _json(key: str, item: Mapping[str, Any]) -> str:
    parts = [int(part) for part in item["issued"].split("-")]
    record = {"id": key, **item, "issued": {"date-parts": [parts]}}
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"


# -- BibTeX --

_BIBTEX = {
    "author": "author",
    "editor": "editor",
    "translator": "translator",
    "title": "title",
    "container-title": "booktitle",
    "edition": "edition",
    "collection-title": "series",
    "collection-number": "number",
    "publisher": "publisher",
    "publisher-place": "address",
    "ISBN": "isbn",
    "DOI": "doi",
    "URL": "url",
    "language": "language",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
_AS_WRITTEN = frozenset({"url", "doi"})
_KEPT = frozenset({"title", "booktitle", "series"})
"""Fields whose capitals a style must not change: they are doubly braced."""


def _bibtex(key: str, item: Mapping[str, Any]) -> str:
    kind = "book" if item["type"] == "book" else "incollection"
    year, _, rest = item["issued"].partition("-")
    lines = [f"  {_BIBTEX[name]} = {_field(_BIBTEX[name], item[name])}" for name in _BIBTEX
             if name in item]  # fmt: skip
    lines.append(f"  year = {{{year}}}")
    if rest:
        lines.append(f"  month = {_MONTHS[int(rest[:2]) - 1]}")
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _field(field: str, value: str | Sequence[Name]) -> str:
    if not isinstance(value, str):
        return f"{{{' and '.join(map(_bibtex_name, value))}}}"
    if field in _AS_WRITTEN:
        return f"{{{value}}}"
    return f"{{{{{_escaped(value)}}}}}" if field in _KEPT else f"{{{_escaped(value)}}}"


def _bibtex_name(name: Name) -> str:
    if "literal" in name:
        return f"{{{_escaped(name['literal'])}}}"
    return f"{_escaped(name['family'])}, {_escaped(name['given'])}"


def _escaped(words: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in words)


# -- RIS (Research Information Systems, 2001 and 2012) --

_RIS = {
    "author": "AU",
    "title": "TI",
    "container-title": "T2",
    "container-author": "A3",
    "editor": "ED",
    "translator": "A4",
    "edition": "ET",
    "collection-title": "T3",
    "collection-number": "M1",
    "publisher": "PB",
    "publisher-place": "CY",
    "ISBN": "SN",
    "DOI": "DO",
    "URL": "UR",
    "language": "LA",
}


def _ris(item: Mapping[str, Any]) -> str:
    date = item["issued"].split("-")
    lines = ["TY  - BOOK" if item["type"] == "book" else "TY  - CHAP"]
    for name, tag in _RIS.items():
        value = item.get(name, ())
        values = [value] if isinstance(value, str) else map(_ris_name, value)
        lines += [f"{tag}  - {' '.join(one.split())}" for one in values]
    lines.append(f"PY  - {date[0]}")
    if len(date) == 3:
        lines.append(f"DA  - {'/'.join(date)}/")
    return "\r\n".join([*lines, "ER  - ", ""])


def _ris_name(name: Name) -> str:
    return name.get("literal") or f"{name['family']}, {name['given']}"
