"""What all settings are made of: texts, days, lengths, and the sizes of pages."""

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

TRIM_PRESETS = {
    "5x8": (127.0, 203.2),
    "5.25x8": (133.35, 203.2),
    "5.5x8.5": (139.7, 215.9),
    "6x9": (152.4, 228.6),
    "7x10": (177.8, 254.0),
    "8.5x11": (215.9, 279.4),
    "A5": (148.0, 210.0),
    "B5": (176.0, 250.0),
    "A4": (210.0, 297.0),
}
"""Trim sizes by name: width and height in mm."""

_LENGTH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)\s*$")

_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}

_SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)\s*$")


def millimetres(length: str) -> float:
    """Return a length such as `18mm`, `0.75in` or `54 pt` in mm; ValueError where it is none."""
    match = _LENGTH.match(length)
    if match is None:
        raise ValueError(f"`{length}` is not a length: write a number and mm, cm, in or pt")
    return round(float(match[1]) * _MM[match[2]], 3)


def trim_size(name: str) -> tuple[float, float]:
    """Return width and height in mm of a preset (`6x9`) or a free size (`120x190mm`)."""
    if name in TRIM_PRESETS:
        return TRIM_PRESETS[name]
    match = _SIZE.match(name)
    if match is None:
        known = ", ".join(TRIM_PRESETS)
        raise ValueError(f"`{name}` is no trim size: write one of {known}, or such as 120x190mm")
    factor = _MM[match[3]]
    return round(float(match[1]) * factor, 3), round(float(match[2]) * factor, 3)


class Model(BaseModel):
    """What all parts of `book.yaml` share: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def as_text(value: Any) -> Any:
    """Return what an author wrote: YAML reads `1999`, `1999-05-01` and `9.5` as other than text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | datetime.date):
        return str(value)
    return value


Text = Annotated[str, BeforeValidator(as_text, json_schema_input_type=str | float)]


def _is_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError("write a date as YYYY, YYYY-MM or YYYY-MM-DD")
    if len(value) > 4:
        datetime.date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    return value


Date = Annotated[Text, AfterValidator(_is_date)]
"""A year, a month or a day, as ISO 8601 writes them."""


def as_several(value: Any) -> Any:
    """Return one word that stands for a list as a list."""
    return (value,) if isinstance(value, str) else value


Authors = Annotated[
    tuple[Text, ...],
    BeforeValidator(as_several, json_schema_input_type=str | tuple[str, ...]),
]
"""One name or several, always as several."""


def is_length(value: Any) -> Any:
    """Return a value that is a length, or None; ValueError where it is something else."""
    if value is not None:
        millimetres(str(value))
    return value


Length = Annotated[str, BeforeValidator(is_length)]

Design = Literal["classic", "modern", "scholarly"]
"""The designs that there are (`styles/designs`)."""

AUTO = "auto"
"""A margin at the spine that grows with the number of pages."""

Openings = Literal["plain", "drop-cap", "small-caps"]
"""How the first words of chapters are set."""

OPENINGS_SAID = "how chapters open: `plain`, with a `drop-cap`, or with words in `small-caps`"


def _is_day(value: str) -> str:
    try:
        datetime.date.fromisoformat(value)
    except ValueError as problem:
        raise ValueError(f"`{value}` is no day: write it as 2027-06-30") from problem
    return value


Day = Annotated[Text, AfterValidator(_is_day)]
