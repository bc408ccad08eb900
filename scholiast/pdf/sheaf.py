"""Sheaves: pages painted once, not yet bound to their place in a book.

A sheaf is to a PDF what an object file is to a program. Its pages hold the text and its notes, and
no running heads; what depends on the place in the book is left open: the numbers of pages are
*spots*, digits to be written over; links lead to names; fonts are named, not embedded. `pdf.link`
binds sheaves to a file.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from scholiast.diagnostics import Diagnostic, Rule
from scholiast.edition import Missing
from scholiast.pdf import rules
from scholiast.source import Span
from scholiast.theme import BROKEN_TEMPLATE

_HEAD = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Anchor:
    """An id on a page, at `x`, `y` in pt from the bottom left corner of its media box."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline on a page: `level` from 1 on, and its place in pt as of an Anchor."""

    level: int
    label: str
    x: float
    y: float
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A number of a page in a content stream, printed in digits that are all of one width.

    The stream, decoded, holds the glyphs of the `digits` as they were laid out between `start` and
    `end`, in hexadecimal, four letters each, perhaps with adjustments between them; `codes` are
    the glyphs of 0 to 9 in the same font. `target` is the id whose folio is printed, None for the
    page's own.
    """

    start: int
    end: int
    digits: str
    codes: tuple[str, ...]
    target: str | None = None


@dataclass(frozen=True, slots=True)
class SheafPage:
    """What is known of a page beside its content.

    `name` is that of its `@page` rules, `strings` what is assigned to named strings on it, in
    order (CSS Generated Content for Paged Media 3, 1.1), `blank` tells that a break made it,
    `fixed` that it shows its own number, and not in a spot: it is good for that number alone.
    """

    name: str = ""
    blank: bool = False
    fixed: bool = False
    strings: tuple[tuple[str, str], ...] = ()
    anchors: tuple[Anchor, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class FontUse:
    """A font of a sheaf: its resource name `hash`, its file, and the glyphs that were drawn.

    `facts` are the attributes of WeasyPrint's own `Font` that its dictionary in a PDF is made of;
    `widths` in thousandths of an em and `to_unicode` are by glyph, `file` is the SHA-256 of the
    font file.
    """

    hash: str
    file: str
    facts: Mapping[str, Any]
    widths: Mapping[int, int]
    to_unicode: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Pages painted once.

    `pdf` holds them in order, tagged, each with its one content stream, with its structure tree
    (children of `/Document`), without outline, named destinations and font programs; a link to
    an id, of these pages or others, has the id as `/Dest`. `files` are the font files by SHA-256
    that the theme does not hold as they are, `findings` what was said while it was made, `missing`
    the characters that were drawn as empty boxes.
    """

    pdf: bytes = field(repr=False)
    pages: tuple[SheafPage, ...]
    fonts: tuple[FontUse, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    findings: tuple[Diagnostic, ...] = ()
    missing: tuple[Missing, ...] = ()

    def as_bytes(self) -> bytes:
        """Return the sheaf as bytes: a head in JSON, the PDF, the font files."""
        head = json.dumps(
            {
                "pages": [asdict(page) for page in self.pages],
                "fonts": [asdict(font) for font in self.fonts],
                "files": {name: len(data) for name, data in self.files.items()},
                "findings": [_finding_record(finding) for finding in self.findings],
                "missing": [asdict(one) for one in self.missing],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        return b"".join(
            [_HEAD.pack(len(head), len(self.pdf)), head, self.pdf, *self.files.values()]
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Sheaf":
        """Return the sheaf that `as_bytes` gave."""
        size, length = _HEAD.unpack_from(data)
        head = json.loads(data[_HEAD.size : _HEAD.size + size])
        at = _HEAD.size + size
        pdf = data[at : at + length]
        at += length
        files = {}
        for name, length in head["files"].items():
            files[name] = data[at : at + length]
            at += length
        return cls(
            pdf,
            tuple(map(_page, head["pages"])),
            tuple(map(_font, head["fonts"])),
            files,
            tuple(map(_finding, head["findings"])),
            tuple(Missing(**one) for one in head["missing"]),
        )


def _page(record: Mapping[str, Any]) -> SheafPage:
    return SheafPage(
        record["name"],
        record["blank"],
        record["fixed"],
        tuple((name, value) for name, value in record["strings"]),
        tuple(Anchor(**anchor) for anchor in record["anchors"]),
        tuple(Bookmark(**bookmark) for bookmark in record["bookmarks"]),
        tuple(Spot(**{**spot, "codes": tuple(spot["codes"])}) for spot in record["spots"]),
    )


def _font(record: Mapping[str, Any]) -> FontUse:
    """Return a font; JSON has made text of the numbers of glyphs."""
    by_glyph = {
        name: {int(glyph): value for glyph, value in record[name].items()}
        for name in ("widths", "to_unicode")
    }
    return FontUse(record["hash"], record["file"], record["facts"], **by_glyph)


_RULES: Mapping[str, Rule] = {
    rule.code: rule for rule in (BROKEN_TEMPLATE, *vars(rules).values()) if isinstance(rule, Rule)
}


def _finding_record(finding: Diagnostic) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.rule.code,
        "path": None if place is None else place.path,
        "message": finding.message,
        "hint": finding.hint,
    }


def _finding(record: Mapping[str, Any]) -> Diagnostic:
    """Return a finding; while pages are made, a place is a file."""
    place = None if record["path"] is None else Span(record["path"])
    return _RULES[record["code"]].at(place, record["message"], record["hint"])
