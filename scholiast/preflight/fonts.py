"""Read the fonts of a PDF: how they are embedded, what they are called, how wide they run."""

import re
from typing import Any

import pikepdf

from scholiast.preflight import fontfiles, strings, tounicode
from scholiast.preflight.facts import Font
from scholiast.preflight.fontfiles import BadFontError, Program

_PREFIX = re.compile(r"[A-Z]{6}\+")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SYMBOLIC = 4  # ISO 32000-2, 9.8.2
_BLANK = frozenset("\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff")
_NUMBER = re.compile(rb"\[|\]|-?\d*\.?\d+")

UNKNOWN = (
    Font("?", "?", False, None, None, None, {}, {}, None, exact=False),
    strings.Font(0, {}, 0.0, frozenset()),
)
"""A font of which nothing can be read."""


def read(font: Any) -> tuple[Font, strings.Font]:
    """Return what a font dictionary says (ISO 32000-2, 9.5 to 9.10), and its widths."""
    kind = str(font.get("/Subtype", "/?"))[1:]
    composite = kind == "Type0"
    inner = font.DescendantFonts[0] if composite else font
    if composite:
        kind = str(inner.get("/Subtype", "/?"))[1:]
    letters = _letters(font)
    described = inner.get("/FontDescriptor")
    key, program, fault = _program(described, mapped=not composite)
    if kind == "Type3":
        key, fault = "CharProcs", None
    name = str(font.get("/BaseFont", "/" + str(font.get("/Name", "/(no name)"))[1:]))[1:]
    flags = int(described.get("/Flags", 0)) if isinstance(described, pikepdf.Dictionary) else 0
    size, coded = _codes(font) if composite else (1, None)
    encoding = {} if composite else _encoding(font)
    fact = Font(
        name=_PREFIX.sub("", name),
        kind=kind,
        subset=bool(_PREFIX.match(name)),
        file=key,
        program=program,
        fault=fault,
        letters=letters,
        encoding=encoding,
        cids=_glyphs(_cids(inner, kind, program), coded) if composite else None,
        symbolic=bool(flags & _SYMBOLIC),
        exact=(not composite or size == 2) and kind != "Type3",
        composite=composite,
    )
    widths, default = _wide(inner) if composite else _narrow(font)
    if coded is not None:
        widths = {code: widths.get(cid, default) for code, cid in coded.items()}
    return fact, strings.Font(size, widths, default, _spaces(letters, encoding, composite))


def _letters(font: Any) -> dict[int, str]:
    said = font.get("/ToUnicode")
    return tounicode.read(said.read_bytes()) if isinstance(said, pikepdf.Stream) else {}


def _program(described: Any, *, mapped: bool) -> tuple[str | None, Program | None, str | None]:
    if not isinstance(described, pikepdf.Dictionary):
        return None, None, None
    for key in _FILES:
        stream = described.get(key)
        if isinstance(stream, pikepdf.Stream):
            try:
                data = stream.read_bytes()
                return key[1:], fontfiles.program(data, key[1:], mapped=mapped), None
            except (BadFontError, pikepdf.PdfError) as problem:
                return key[1:], None, str(problem)
    return None, None, None


def _codes(font: Any) -> tuple[int, dict[int, int] | None]:
    """Return of how many bytes codes are, 0 where that is not known; and CIDs where codes are none.

    The many CMaps of East Asian standards (9.7.5.2) are not known here.
    """
    said = font.get("/Encoding")
    if isinstance(said, pikepdf.Name):
        return (2 if str(said).startswith("/Identity-") else 0), None
    return tounicode.cids(said.read_bytes()) if isinstance(said, pikepdf.Stream) else (0, None)


def _glyphs(by_cid: dict[int, int] | None, coded: dict[int, int] | None) -> dict[int, int] | None:
    """Return glyphs by code, from glyphs by CID and CIDs by code; None where all are the same."""
    if by_cid is None or coded is None:
        return coded if by_cid is None else by_cid
    return {code: by_cid.get(cid, 0) for code, cid in coded.items()}


def _encoding(font: Any) -> dict[int, str]:
    said = font.get("/Encoding")
    if isinstance(said, pikepdf.Name):
        return fontfiles.encoding(str(said)[1:], ())
    if not isinstance(said, pikepdf.Dictionary):
        return {}
    base = said.get("/BaseEncoding")
    differences = [
        str(one)[1:] if isinstance(one, pikepdf.Name) else int(one)
        for one in said.get("/Differences", ())
    ]
    return fontfiles.encoding(None if base is None else str(base)[1:], differences)


def _cids(inner: Any, kind: str, program: Program | None) -> dict[int, int] | None:
    """Return glyphs by CID (9.7.4.2); None where both are the same."""
    if kind == "CIDFontType0":
        by_cid = program.by_cid if program else None
        return None if by_cid is None else dict(by_cid)
    said = inner.get("/CIDToGIDMap")
    if not isinstance(said, pikepdf.Stream):
        return None
    return dict(enumerate(strings.codes(b"<" + said.read_bytes().hex().encode() + b">", 2)))


def _spaces(letters: dict[int, str], encoding: dict[int, str], composite: bool) -> frozenset[int]:
    """Return the codes that leave no ink."""
    found = {c for c, t in letters.items() if t and all(x.isspace() or x in _BLANK for x in t)}
    if not composite and not letters:
        found |= {code for code, name in encoding.items() if name in ("space", "nbspace")} or {32}
    return frozenset(found)


def _narrow(font: Any) -> tuple[dict[int, float], float]:
    """Return the widths of a simple font by code (9.6.2), in parts of the size."""
    part = 0.001
    if font.get("/Subtype") == "/Type3":
        part = abs(float(font.FontMatrix[0]))
    first = int(font.get("/FirstChar", 0))
    widths = font.get("/Widths")
    if not isinstance(widths, pikepdf.Array):
        return {}, 0.5  # one of the fonts that every reader has
    return {first + at: float(width) * part for at, width in enumerate(widths)}, 0.0


def _wide(inner: Any) -> tuple[dict[int, float], float]:
    """Return the widths of a composite font by CID (9.7.4.3), in parts of the size."""
    default = float(inner.get("/DW", 1000)) / 1000
    said = inner.get("/W")
    if not isinstance(said, pikepdf.Array):
        return {}, default
    found: dict[int, float] = {}
    outside: list[float] = []
    inside: list[float] | None = None
    for token in _NUMBER.findall(said.unparse(resolved=True)[1:-1]):
        if token == b"[":
            inside = []
        elif token == b"]":
            if outside and inside is not None:
                first = int(outside[-1])
                found |= {first + at: width / 1000 for at, width in enumerate(inside)}
            outside, inside = [], None
        elif inside is not None:
            inside.append(float(token))
        else:
            outside.append(float(token))
            if len(outside) == 3:
                begin, end, width = outside
                end = min(end, begin + 0xFFFF)
                found |= dict.fromkeys(range(int(begin), int(end) + 1), width / 1000)
                outside = []
    return found, default
