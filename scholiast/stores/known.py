"""What stores ask of an EPUB, from a dated file with its sources (`stores.toml`)."""

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure that a store advises to keep to, and one beyond which it refuses a book.

    None where there is no such figure.
    """

    advised: float | None = None
    refused: float | None = None


NONE = Limit()
"""What a store has no figure for."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a store asks of the picture of a cover.

    The shorter side, the height and the longer side are in px, `ratio` is the height by the width
    that is thought best, `size` is in bytes.
    """

    least_side: Limit = NONE
    least_height: Limit = NONE
    most_side: Limit = NONE
    ratio: float | None = None
    size: Limit = NONE


@dataclass(frozen=True, slots=True)
class Store:
    """What a store asks of an EPUB.

    `second_hand` names what was not read at the store's own place, `verified` is when it was read.
    `images` are the media types that it shows, `fonts` the formats (any where empty). `refuses`
    and `advises` name what it does not take and what it asks to be avoided. Of limits, `book`
    and `document` (with its pictures) are in bytes, `pixels` are those of a picture, `svg_side` is
    in px, `columns` are those of a table, `depth` that of the contents, `description` counts
    characters.
    """

    name: str
    title: str
    verified: datetime.date
    sources: tuple[str, ...]
    second_hand: tuple[str, ...]
    images: frozenset[str]
    fonts: frozenset[str]
    refuses: frozenset[str]
    advises: frozenset[str]
    cover: Cover = Cover()
    book: Limit = NONE
    document: Limit = NONE
    pixels: Limit = NONE
    svg_side: Limit = NONE
    columns: Limit = NONE
    depth: Limit = NONE
    description: Limit = NONE

    def minds(self, what: str) -> bool | None:
        """Tell whether a store refuses a thing (True), advises against it (False), or neither."""
        return True if what in self.refuses else False if what in self.advises else None


LIMITS = ("book", "document", "pixels", "svg_side", "columns", "depth", "description")
"""The limits of a store that are a field of it."""

MATTERS = MappingProxyType(
    {
        "no-cover": "no picture that is declared as the cover",
        "no-contents": "no table of contents in a navigation document",
        "no-title": "no title",
        "no-language": "no language",
        "no-creator": "nobody named who wrote it",
        "no-publisher": "no publisher",
        "no-description": "no description",
        "no-subject": "no subject",
        "no-isbn": "no ISBN in the file or in its name",
        "ncx-identifier": "an NCX that names another identifier",
        "gif-cover": "a cover that is a GIF",
        "cover-not-alone": "text or links on the page of the cover",
        "cmyk": "pictures in CMYK",
        "transparency": "pictures that are transparent in places",
        "px-sizes": "pictures with sizes fixed in px",
        "remote": "what is fetched from the network",
        "scripts": "scripts",
        "encryption": "files that are encrypted",
        "special-names": "spaces and special characters in names of files",
        "store-links": "links to other stores",
    }
)
"""What a store may mind, in words."""


@cache
def stores() -> Mapping[str, Store]:
    """Return all stores by name."""
    text = (files("scholiast.stores") / "stores.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: _store(name, row) for name, row in tomllib.loads(text).items()})


def _store(name: str, row: Mapping[str, Any]) -> Store:
    return Store(
        name=name,
        title=row["title"],
        verified=row["verified"],
        sources=tuple(row["sources"]),
        second_hand=tuple(row["second_hand"]),
        images=frozenset(row["images"]),
        fonts=frozenset(row.get("fonts", ())),
        refuses=_matters(name, row["refuses"]),
        advises=_matters(name, row["advises"]),
        cover=_cover(row.get("cover", {})),
        **{limit: Limit(**row.get(limit, {})) for limit in LIMITS},
    )


def _matters(name: str, given: list[str]) -> frozenset[str]:
    """Return what a store minds. Raises ValueError where the file names what no rule knows."""
    if unknown := set(given) - MATTERS.keys():
        raise ValueError(f"stores.toml, {name}: no rule is about {', '.join(sorted(unknown))}")
    return frozenset(given)


def _cover(row: Mapping[str, Any]) -> Cover:
    limits = ("least_side", "least_height", "most_side", "size")
    return Cover(ratio=row.get("ratio"), **{name: Limit(**row.get(name, {})) for name in limits})
