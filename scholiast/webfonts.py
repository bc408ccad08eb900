"""Fonts cut down to the characters of a book, and the style sheets that name them."""

import io
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import tinycss2
import uharfbuzz
from fontTools.ttLib import TTFont

from scholiast.jobs import Job, Parts, Works, here
from scholiast.theme import Theme

# What a script can't be read without is always on (OpenType, script-specific shaping): letters of
# Arabic and Syriac that join, conjuncts of Indic scripts, Hangul. Fonts of other scripts have none.
_SCRIPTS = [
    *("rlig", "rclt", "isol", "init", "medi", "med2", "fina", "fin2", "fin3", "mset", "stch"),
    *("curs", "rtla", "rtlm", "ltra", "ltrm", "ljmo", "vjmo", "tjmo"),
    *("nukt", "akhn", "rphf", "rkrf", "pref", "blwf", "abvf", "half", "pstf", "cfar", "vatu"),
    *("cjct", "pres", "abvs", "blws", "psts", "haln", "dist", "abvm", "blwm"),
]
_FEATURES = [
    *("calt", "ccmp", "clig", "kern", "liga", "locl", "mark", "mkmk"),
    *("c2sc", "smcp", "lnum", "onum", "pnum", "tnum", "sups", "subs"),
    *_SCRIPTS,
]
_OF_TITLES = " Display"  # of the name of a cut for large sizes
_NAMES = 26  # IDs of names that OpenType defines: family, licence, designer …
# What a style sheet or a reading system adds by itself: hyphens, dots, bullets.
_ALWAYS = frozenset(chr(code) for code in range(0x20, 0x7F)) | frozenset("\u00a0‐–—‘’“”…•◦▪")


@dataclass(frozen=True, slots=True)
class WebFont:
    """A font of a book: the file name it has in the theme, the one it is given, and its bytes."""

    source: str
    name: str
    data: bytes


def cut(
    theme: Theme, text: Iterable[str], flavor: str | None = None, works: Works | None = None
) -> tuple[WebFont, ...]:
    """Return the theme's fonts with only the glyphs that `text` needs, by name.

    A face for scripts without letter case, such as Chinese, serves only the characters that no
    other face has, and is left out where there are none. `flavor` is `"woff2"` (W3C, WOFF File
    Format 2.0) or None for the font's own format. Fonts are cut by `works`, in this process where
    None.
    """
    needed = list(_needed(theme, text))
    wanted = [_cutting(path, "".join(sorted(characters)), flavor) for path, characters in needed]
    names = [f"{path.stem}.{flavor}" if flavor else path.name for path, _ in needed]
    made = (works or here()).run(wanted)
    return tuple(
        WebFont(path.name, name, data)
        for (path, _), name, data in zip(needed, names, made, strict=True)
    )


def _cutting(path: Path, characters: str, flavor: str | None) -> Job:
    parts = {
        "font": path.read_bytes(),
        "characters": characters.encode(),
        "flavor": (flavor or "").encode(),
    }
    return Job("cut web fonts", f"{path.name} {flavor or ''}".strip(), make_font, parts)


def make_font(parts: Parts) -> bytes:
    """Cut a font down, as `cut` describes it."""
    characters, flavor = parts["characters"].decode(), parts["flavor"].decode()
    return _subset(parts["font"], characters, flavor or None)


def _needed(theme: Theme, text: Iterable[str]) -> Iterator[tuple[Path, frozenset[str]]]:
    """Yield each font that `text` needs, and the characters that are to stay in it."""
    wanted = _ALWAYS.union(*text)
    paths = theme.fonts()
    behind = {path for path in paths if _is_fallback(path) or _stands_in(theme, path)}
    covered = frozenset[str]().union(*(repertoire(p) for p in paths if p not in behind))
    for path in paths:
        needed = wanted & repertoire(path)
        if path in behind:
            needed -= covered
        if needed:
            yield path, needed


def _stands_in(theme: Theme, path: Path) -> bool:
    """Tell a font of all designs that has what those of one lack; that for code has no other."""
    return theme.is_behind(path) and not _is_for_code(path)


@cache
def _is_for_code(path: Path) -> bool:
    with TTFont(path, lazy=True) as font:
        return bool(font["post"].isFixedPitch)


def families(theme: Theme, text: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the families that `text` is set in, each once."""
    return _names_of(path for path, _ in _needed(theme, text))


def text_families(theme: Theme) -> tuple[str, ...]:
    """Return the names of the families of text in a design.

    Those for code and other scripts are left out, and cuts for titles of a family that is named.
    """
    latin = [path for path, _ in _needed(theme, [string.ascii_letters]) if not _is_for_code(path)]
    return _names_of(latin)


def _names_of(fonts: Iterable[Path]) -> tuple[str, ...]:
    names = dict.fromkeys(_family(path).removesuffix(" O") for path in fonts)
    return tuple(name for name in names if name.removesuffix(_OF_TITLES) not in {*names} - {name})


@cache
def _family(path: Path) -> str:
    """Return the name of a font's family (OpenType, table `name`, 16 or 1)."""
    with TTFont(path, lazy=True) as font:
        return str(font["name"].getDebugName(16) or font["name"].getDebugName(1) or path.stem)


def licences(theme: Theme, fonts: Iterable[WebFont]) -> dict[str, bytes]:
    """Return the licences that lie beside `fonts` in the theme, by file name.

    `OFL-LinuxLibertine.txt` is that of the family which begins with this name; a text that names
    no family of the theme goes with all of them.
    """
    used = {font.source for font in fonts}
    found = {}
    for folder in dict.fromkeys(path.parent for path in theme.fonts()):
        for text in sorted(folder.glob("*.txt")):
            named = text.stem.rpartition("-")[2].casefold()
            of = {p.name for p in theme.fonts() if _plain(_family(p)).startswith(named)}
            if not of or of & used:
                found[text.name] = text.read_bytes()
    return found


def _plain(family: str) -> str:
    return "".join(family.split()).casefold()


@cache
def repertoire(path: Path) -> frozenset[str]:
    """Return the characters that a font has."""
    with TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def _is_fallback(path: Path) -> bool:
    """Tell whether most of what a font has are letters without case."""
    has = repertoire(path)
    return sum(c.isalpha() and not c.islower() and not c.isupper() for c in has) * 2 > len(has)


@cache
def _subset(data: bytes, characters: str, flavor: str | None) -> bytes:
    """Cut a font down; the same input gives the same bytes, its dates being those of the font.

    HarfBuzz does it, in a fiftieth of the time that fontTools takes for it, and fontTools packs
    what is left as WOFF2.
    """
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _FEATURES)
    wanted.name_id_set.update(range(_NAMES))
    wanted.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    face = uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob(data)), wanted)
    small = bytes(face.blob.data)
    return small if flavor is None else _packed(small, flavor)


def _packed(data: bytes, flavor: str) -> bytes:
    with TTFont(io.BytesIO(data), recalcTimestamp=False) as font:
        font.flavor = flavor
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def style_sheet(css: str, names: Mapping[str, str], display: str = "") -> str:
    """Return a style sheet whose `@font-face` rules name the fonts that there are.

    `names` gives the address of each font by its file name in the theme; a rule that names another
    font is taken out (CSS Fonts Level 4, 4.3: the `src` descriptor). `display` says what is shown
    while a font is on its way (11.3: the `font-display` descriptor), empty to leave it to the
    browser.
    """
    return _style_sheet(css, tuple(names.items()), display)


@lru_cache(maxsize=32)  # to read a sheet takes a tenth of what one edit has made anew (`serve`)
def _style_sheet(css: str, names: tuple[tuple[str, str], ...], display: str) -> str:
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = (rule for rule in rules if _has_its_font(rule, dict(names)))
    text = "\n".join(_shown(rule, display) for rule in kept) + "\n"
    for source, name in names:
        text = text.replace(f"url(fonts/{source})", f"url({name})")
    return text


def _shown(rule: "tinycss2.ast.Node", display: str) -> str:
    if display and rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
        descriptor = tinycss2.parse_component_value_list(f"font-display: {display};\n")
        rule.content[:0] = descriptor
    written: str = rule.serialize()
    return written


def _has_its_font(rule: "tinycss2.ast.Node", names: Mapping[str, str]) -> bool:
    if rule.type != "at-rule" or rule.lower_at_keyword != "font-face":
        return True
    urls = [token.value for token in rule.content if token.type == "url"]
    return all(url.rpartition("/")[2] in names for url in urls)
