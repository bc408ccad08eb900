"""RIS as catalogues write it, made into RIS as pandoc reads it: places, dates and kinds.

Pandoc 3.9 passes over the tags `CY` (place) and `DA` (date), does not see a date in `1899/02/11`,
and knows no web pages. The format was made by Research Information Systems, in 2001 and again in
2012; the tags and their dates (`YYYY/MM/DD/other`) are those of both. No line is added or lost, so
that places in the text stay what they are.
"""

import re

_RECORD = re.compile(r"^TY  - .*?(?:^ER  -|\Z)", re.DOTALL | re.MULTILINE)
_DATE = re.compile(
    r"^(?P<tag>PY|Y1|DA)  - (?P<date>\d{4}(?:/\d{0,2}){0,2})(?:/[^\r\n]*)?(?=\r?$)", re.M
)
_KINDS = {"ELEC": "WEB", "EJOUR": "JOUR"}


def for_pandoc(text: str) -> str:
    """Return RIS that means to pandoc what `text` says."""
    return _RECORD.sub(lambda record: _mended(record[0]), text)


def _mended(record: str) -> str:
    kind = record[len("TY  - ") :].split("\n", 1)[0].strip()
    if kind in _KINDS:
        record = record.replace(f"TY  - {kind}", f"TY  - {_KINDS[kind]}", 1)
    if not re.search(r"^PP  - ", record, re.MULTILINE):
        record = re.sub(r"^CY  - ", "PP  - ", record, count=1, flags=re.MULTILINE)
    dates = {found["tag"]: found["date"] for found in _DATE.finditer(record)}
    year = dates.get("PY") or dates.get("Y1") or ""
    whole = dates.get("DA", "")
    chosen = whole if whole.startswith(year[:4]) and len(whole) > len(year) else year
    tag = "PY" if "PY" in dates else "Y1" if "Y1" in dates else "DA"
    return _DATE.sub(lambda m: f"PY  - {_iso(chosen)}" if m["tag"] == tag else m[0], record)


def _iso(date: str) -> str:
    """Return a date as ISO 8601 writes it, as far as it goes."""
    return "-".join(part.zfill(2) for part in date.split("/") if part)
