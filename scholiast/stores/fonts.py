"""Rules of stores on fonts: their format, and what their makers allow."""

import io
from collections.abc import Iterator

from fontTools.ttLib import TTFont

from scholiast.diagnostics import Rule, Severity
from scholiast.stores.faults import Fault
from scholiast.stores.known import Store
from scholiast.stores.opening import Epub, Item

FONT_FORMAT = Rule(
    "V152",
    "store-font-format",
    Severity.WARNING,
    """\
A font is in a format that a store does not show.

OpenType and TrueType (`.otf`, `.ttf`) are taken everywhere. Kobo reads WOFF too, Kindle does not;
WOFF2 is for the web. Where a font can't be read the text is set in another one, which may lack
characters.""",
)

FONT_RIGHTS = Rule(
    "V153",
    "store-font-rights",
    Severity.WARNING,
    """\
A font says of itself that it must not be embedded.

`OS/2.fsType` of an OpenType font says what its maker allows; 2 is *Restricted License embedding*:
it must not be passed on in any form without leave. An EPUB passes it on to each reader. If your
licence allows it, ask for a font that says so; else take another one.""",
)

_TYPES = {
    b"OTTO": "otf",
    b"\0\1\0\0": "ttf",
    b"true": "ttf",
    b"wOFF": "woff",
    b"wOF2": "woff2",
}
_RESTRICTED = 0x0002
_USES = 0x000F  # of which one alone should be set (OpenType 1.9, OS/2, fsType)


def check(epub: Epub, store: Store, rights: dict[str, int]) -> Iterator[Fault]:
    """Yield what a store minds in fonts; `rights` is what each allows, by path."""
    for item in fonts(epub):
        kind = _TYPES.get(epub.files[item.path][:4])
        place = epub.at(item.path)
        if kind is not None and store.fonts and kind not in store.fonts:
            message, hint = f"`{item.path}` is {kind.upper()}", "embed it as `.otf` or `.ttf`"
            yield Fault(store, FONT_FORMAT, False, place, message, hint)
        if rights.get(item.path, 0) & _USES == _RESTRICTED:
            message = f"`{item.path}` says that it must not be embedded"
            hint = "ask for another licence, or take another font"
            yield Fault(store, FONT_RIGHTS, False, place, message, hint)


def fonts(epub: Epub) -> Iterator[Item]:
    """Yield the fonts of a book, by their bytes or their media type."""
    for item in epub.items:
        data = epub.files.get(item.path)
        if data is not None and (data[:4] in _TYPES or "font" in item.media_type):
            yield item


def rights(epub: Epub) -> dict[str, int]:
    """Return what each font allows (`OS/2.fsType`), those left out that don't say."""
    found = ((item.path, _allows(epub.files[item.path])) for item in fonts(epub))
    return {path: allows for path, allows in found if allows is not None}


def _allows(data: bytes) -> int | None:
    try:
        with TTFont(io.BytesIO(data), lazy=True) as font:
            return int(font["OS/2"].fsType)
    except Exception:  # a font that is damaged or obfuscated may fail in any way
        return None
