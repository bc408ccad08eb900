"""How notes are counted, of what kinds they are and where they stand; how captions are."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator

from scholiast.config.base import Model, Text, as_text

MarkStyle = Literal[
    "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "symbols",
    "arabic-indic", "persian", "devanagari", "bengali", "full-width", "none",
]  # fmt: skip
"""How notes are counted: by numbers, letters or reference marks (`scholiast.series`)."""

MARK_STYLES = frozenset(get_args(MarkStyle))


def _as_marks(value: Any) -> Any:
    """Take a list of marks as it is, and a name for a style."""
    if isinstance(value, list | tuple):
        marks = tuple(str(as_text(mark)).strip() for mark in value)
        if not marks or not all(marks) or len(set(marks)) < len(marks):
            raise ValueError("write marks that are different, such as [*, †, ‡]")
        return marks
    if value not in MARK_STYLES:
        known = ", ".join(get_args(MarkStyle))
        raise ValueError(f"`{value}` is no way to count: write one of {known}, or a list of marks")
    return value


Marks = Annotated[
    str | tuple[str, ...],
    BeforeValidator(_as_marks, json_schema_input_type=MarkStyle | tuple[str, ...]),
]

Restart = Literal["book", "part", "chapter", "page"]
"""Where a series begins again; pages are those of print, elsewhere they are chapters."""

PrintPlacement = Literal["page-foot", "chapter-end", "book-end", "margin", "none"]

EpubPlacement = Literal["pop-up", "chapter-end", "book-end", "none"]

WebPlacement = Literal["pop-up", "margin", "chapter-end", "book-end", "none"]

AnyPlacement = Literal["page-foot", "pop-up", "margin", "chapter-end", "book-end", "none"]

_PRINTED = {"pop-up": "page-foot"}

_IN_EPUB = {"page-foot": "pop-up", "margin": "pop-up"}

_ON_WEB = {"page-foot": "pop-up"}


class Placements(Model):
    """Where notes of a kind stand in each edition."""

    pdf: PrintPlacement = "page-foot"
    epub: EpubPlacement = "pop-up"
    html: WebPlacement = "pop-up"


def _as_placements(value: Any) -> Any:
    """Take one word for all editions: what an edition has not is what comes nearest to it."""
    if not isinstance(value, str):
        return value
    if value not in get_args(AnyPlacement):
        known = ", ".join(get_args(AnyPlacement))
        raise ValueError(f"`{value}` is no place for notes: write one of {known}")
    return {
        "pdf": _PRINTED.get(value, value),
        "epub": _IN_EPUB.get(value, value),
        "html": _ON_WEB.get(value, value),
    }


class KindOfNote(Model):
    """A kind of notes: how they are counted, what they are called, where they stand."""

    series: Text | None = Field(
        None, description="the kind that they are counted with; without it they have their own"
    )
    marks: Marks = Field("decimal", description="how they are counted: `decimal`, `symbols` …")
    restart: Restart | None = Field(
        None, description="where counting begins again; without it as `numbering` says"
    )
    label: Text | None = Field(None, description="what one is called: `Translator’s note`")
    heading: Text | None = Field(None, description="what they are called: `Translator’s notes`")
    placement: Annotated[
        Placements,
        BeforeValidator(_as_placements, json_schema_input_type=AnyPlacement | Placements),
    ] = Field(Placements(), description="where they stand, in all editions or in each")


BUILT_IN_KINDS = ("author", "editor", "translator", "source", "gloss", "variant")
"""Kinds of notes that need not be declared; then they are counted with those of the author."""

_KIND_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Notes(Model):
    """How notes are numbered, and of what kinds they are."""

    numbering: Literal["chapter", "part", "book"] = Field(
        "chapter", description="where numbers begin again at 1"
    )
    digits: Literal["native", "latin"] = Field(
        "native", description="numbers in the digits of the language, or in European ones"
    )
    nested: Marks = Field("lower-alpha", description="how notes within notes are counted")
    kinds: dict[Text, KindOfNote] = Field({}, description="kinds of notes by name")

    @field_validator("nested")
    @classmethod
    def _has_marks(cls, value: Marks) -> Marks:
        if value == "none":
            raise ValueError("notes within notes need marks: they stand in no line of the text")
        return value

    @field_validator("kinds")
    @classmethod
    def _have_names(cls, value: dict[str, KindOfNote]) -> dict[str, KindOfNote]:
        for name, kind in value.items():
            if not _KIND_NAME.fullmatch(name):
                raise ValueError(f"`{name}` can't name a kind: use small letters, digits, hyphens")
            if kind.series and (kind.series not in {*value, "author"} or kind.series == name):
                raise ValueError(f"`series: {kind.series}` of `{name}` is no other kind declared")
            if kind.series and kind.series in value and value[kind.series].series:
                raise ValueError(f"`{kind.series}`, with which `{name}` counts, has no own series")
        return value


CaptionNumbers = Literal["none", "chapter", "book"]


class Captions(Model):
    """How figures and tables are numbered."""

    figures: CaptionNumbers = Field(
        "none", description="whether figures are numbered, and where numbers begin again at 1"
    )
    tables: CaptionNumbers = Field(
        "none", description="whether tables are numbered, and where numbers begin again at 1"
    )
