"""Font programs as they lie in a PDF: how many glyphs one has, which are blank, what it allows."""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fontTools.agl import toUnicode
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.ttLib import TTFont

_TYPE1_GLYPH = re.compile(rb"/([^\s/]+)\s+\d+\s+(?:RD|-\||\S+)\s")
_ENDCHAR = 14
_NAMES = (4, 6)  # of name records: in full, and that of PostScript


class BadFontError(ValueError):
    """A font program can't be read."""


@dataclass(frozen=True, slots=True)
class Program:
    """A font program: the number of its glyphs, and what is known of each.

    `names` are the glyphs in their order, `by_cid` numbers of glyphs by CID where these differ,
    `shapeless` tells whether a glyph has no outline; `allows` is `OS/2.fsType`, if there is one.
    """

    count: int
    names: Sequence[str] = field(repr=False)
    by_cid: Mapping[int, int] | None = field(default=None, repr=False)
    maps: Sequence[tuple[tuple[int, int], Mapping[int, str]]] = field(default=(), repr=False)
    shapeless: Callable[[int], bool] = field(default=lambda glyph: False, repr=False)
    allows: int | None = None

    def blank(self, glyph: int) -> bool:
        """Tell whether a glyph has no outline. Raises BadFontError."""
        try:
            return self.shapeless(glyph)
        except Exception as problem:  # as in `program`
            raise BadFontError(f"{type(problem).__name__}: {problem}") from problem

    def number(self, name: str) -> int | None:
        """Return the number of the glyph of a name."""
        try:
            return self.names.index(name)
        except ValueError:
            return None


def program(data: bytes, kind: str, *, mapped: bool) -> Program:
    """Return what a font program says; `kind` is the key of its stream, such as `FontFile2`.

    Its own map of characters is read if it is `mapped`, as for simple fonts alone it matters.

    Raises BadFontError. A font that is damaged may fail fontTools in any way.
    """
    try:
        if kind == "FontFile":
            return _type1(data)
        if data[:4] in (b"OTTO", b"\0\1\0\0", b"true"):
            return _sfnt(data, mapped=mapped)
        if kind == "FontFile2":
            raise BadFontError("it is no TrueType font")
        return _bare(data)
    except BadFontError:
        raise
    except Exception as problem:  # see above: what is raised says no more than that it is damaged
        raise BadFontError(f"{type(problem).__name__}: {problem}") from problem


def allowed(data: bytes) -> tuple[tuple[str, ...], int]:
    """Return the names of a font file and what it allows (OpenType, OS/2 fsType; 0: anything).

    Names are that of PostScript, and those of the family with its style. Of a file that says
    nothing, or can't be read, none is returned.
    """
    try:
        font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
        names = [font["name"].getDebugName(number) for number in _NAMES]
        return tuple(str(name) for name in names if name), int(font["OS/2"].fsType)
    except Exception:  # as above
        return (), 0


def _sfnt(data: bytes, *, mapped: bool) -> Program:
    font = TTFont(io.BytesIO(data), lazy=True)
    allows = int(font["OS/2"].fsType) if "OS/2" in font else None
    maps = _maps(font) if mapped else []
    if "CFF " in font:
        return _compact(font["CFF "].cff, allows, maps)
    count = int(font["maxp"].numGlyphs)
    places = font["loca"]
    names: Sequence[str] = ()
    if mapped and "post" in font and font["post"].formatType in (1.0, 2.0):
        names = font.getGlyphOrder()

    def blank(glyph: int) -> bool:
        return bool(places[glyph] == places[glyph + 1])

    return Program(count, names, None, maps, blank, allows)


def _maps(font: TTFont) -> list[tuple[tuple[int, int], Mapping[int, str]]]:
    if "cmap" not in font:
        return []
    return [((table.platformID, table.platEncID), table.cmap) for table in font["cmap"].tables]


def _bare(data: bytes) -> Program:
    cff = CFFFontSet()
    cff.decompile(io.BytesIO(data), TTFont())
    return _compact(cff, None, [])


def _compact(
    cff: CFFFontSet,
    allows: int | None,
    maps: Sequence[tuple[tuple[int, int], Mapping[int, str]]],
) -> Program:
    """Return what a compact font says (Adobe Technical Note 5176)."""
    top = cff[0]
    outlines = top.CharStrings.charStringsIndex
    names = list(top.charset)
    by_cid = None
    if hasattr(top, "ROS"):
        cids = (int(name[3:]) if name.startswith("cid") else 0 for name in names)
        by_cid = {cid: glyph for glyph, cid in enumerate(cids)}

    def blank(glyph: int) -> bool:
        return _says_nothing(bytes(outlines[glyph].bytecode or b""))

    return Program(len(outlines), names, by_cid, maps, blank, allows)


def _says_nothing(outline: bytes) -> bool:
    """Tell whether an outline is at most a width and its end (Technical Note 5177)."""
    first = outline[0] if outline else _ENDCHAR
    width = 3 if first == 28 else 1 if 32 <= first <= 246 else 2 if 247 <= first <= 254 else 0
    return outline[width:] in (b"", bytes([_ENDCHAR]))


def _type1(data: bytes) -> Program:
    """Return the names of the glyphs of a Type 1 font."""
    at = data.find(b"eexec")
    if at < 0:
        raise BadFontError("it is no Type 1 font")
    clear = _decrypted(data[at + 5 :].lstrip(b" \r\n\t"))
    written = clear.partition(b"/CharStrings")[2]
    names = [found[1].decode("latin-1") for found in _TYPE1_GLYPH.finditer(written)]
    if not names:
        raise BadFontError("its glyphs can't be found")
    others = [name for name in names if name != ".notdef"]  # which may stand anywhere
    return Program(len(names), [".notdef", *others])


def _decrypted(hidden: bytes) -> bytes:
    """Return what the hidden part of a font says (Adobe Type 1 Font Format, 7.3).

    fontTools does the same, letter by letter in objects, and twenty times as slowly.
    """
    key, clear = 55665, bytearray()
    for byte in hidden:
        clear.append(byte ^ key >> 8)
        key = (byte + key) * 52845 + 22719 & 0xFFFF
    return bytes(clear)


# -- codes of simple fonts --


def named(program: Program, names: Mapping[int, str], code: int) -> bool:
    """Tell whether a font of Type 1 has a glyph for a code (ISO 32000-2, 9.6.5.2).

    `names` are those of its encoding. Where nothing can be told the answer is that it has.
    """
    name = names.get(code)
    return name is None or not program.names or program.number(name) not in (None, 0)


def mapped(program: Program, names: Mapping[int, str], code: int, *, symbolic: bool) -> bool:
    """Tell whether a simple TrueType font has a glyph for a code (9.6.5.4), as `named` does."""
    name = names.get(code)
    if not program.maps:
        return named(program, names, code)
    if name is not None and (not symbolic or program.number(name)):
        return _by_name(program, name)
    tables = dict(program.maps)
    codes = [code, *(high + code for high in (0xF000, 0xF100, 0xF200))]
    found = [code in tables.get((1, 0), {}), *(c in tables.get((3, 0), {}) for c in codes)]
    known = tables.keys() & {(1, 0), (3, 0)}
    return any(found) or not known


def _by_name(program: Program, name: str) -> bool:
    tables = dict(program.maps)
    letter = toUnicode(name)
    tried = []
    if letter and (3, 1) in tables:
        tried.append(ord(letter[0]) in tables[3, 1])
    if (1, 0) in tables:
        tried.append(name in MacRoman and MacRoman.index(name) in tables[1, 0])
    if program.names:
        tried.append(program.number(name) not in (None, 0))
    return any(tried) or not tried


def encoding(base: str | None, differences: Sequence[object]) -> dict[int, str]:
    """Return the names of an encoding by code: what it is based on, and its differences."""
    found: dict[int, str] = {}
    if base == "StandardEncoding":
        found = dict(enumerate(StandardEncoding))
    elif base == "MacRomanEncoding":
        found = dict(enumerate(MacRoman))
    elif base == "WinAnsiEncoding":
        found = _windows()
    found = {code: name for code, name in found.items() if name != ".notdef"}
    code = 0
    for one in differences:
        if isinstance(one, int):
            code = one
        else:
            found[code] = str(one)
            code += 1
    return found


def _windows() -> dict[int, str]:
    from fontTools.agl import UV2AGL

    found = {}
    for code in range(32, 256):
        letter = bytes([code]).decode("cp1252", "replace")
        found[code] = UV2AGL.get(ord(letter), "bullet")
    return {**found, 0xA0: "space", 0xAD: "hyphen"}
