"""Rules on fonts: embedded, cut down, licensed, with a glyph for each character that is shown."""

import unicodedata
from collections.abc import Iterator

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight import fontfiles
from scholiast.preflight.examined import Examined, in_words
from scholiast.preflight.facts import Font
from scholiast.preflight.fontfiles import BadFontError, Program
from scholiast.preflight.seen import union

NOT_EMBEDDED = Rule(
    "V331",
    "font-not-embedded",
    Severity.ERROR,
    """\
A font of the PDF is not in the file.

Whoever opens it sets the text in a font of his own: other widths, other letters, sometimes none.
Printers refuse such files, and PDF/A, PDF/UA and PDF/X forbid them. Even the fourteen fonts that
every reader of PDF once had (Times, Helvetica, Courier, Symbol) are to be embedded. Have the
program that made the file embed all fonts.""",
)

NOT_SUBSET = Rule(
    "V332",
    "font-not-subset",
    Severity.WARNING,
    """\
A font lies whole in the PDF, though only part of its glyphs is shown.

The file is larger than it need be, and the whole font goes to everyone who gets it, which not every
licence allows. A font that is cut down has six letters and a plus before its name (`ABCDEF+Name`).
A font of which nearly all glyphs are shown is not reported.""",
)

NOT_LICENSED = Rule(
    "V333",
    "font-not-licensed",
    Severity.ERROR,
    """\
A font says of itself that it must not be embedded: restricted licence embedding.

OpenType fonts carry that in `OS/2.fsType`. With nothing but bit 1 set a font may be in no file
unless its owner has allowed it. Ask for such a licence, which comes with another font file, or set
the text in another font. All fonts that Scholiast ships may be embedded.""",
)

LIMITED_LICENCE = Rule(
    "V334",
    "font-licence-limited",
    Severity.WARNING,
    """\
A font may be embedded, but not in every way.

`OS/2.fsType` of the font says so:

- *preview and print*: the file may be looked at and printed, but not edited. A printer who mends a
  word in it does what the licence forbids; a file that is given away is mostly within it.
- *no subsetting*: the font is to be embedded whole or not at all.
- *bitmaps alone*: outlines may not be embedded, and Scholiast embeds outlines.

Read the licence, or set the text in another font.""",
)

TYPE_3 = Rule(
    "V335",
    "type-3-font",
    Severity.WARNING,
    """\
A font of the PDF is of Type 3: its glyphs are small drawings, often bitmaps.

They have no hints, may be coarse on paper, and some presses draw them badly or slowly. They come
from old TeX fonts (use Type 1 or OpenType fonts) and from emoji and bitmap fonts.""",
)

MISSING_GLYPH = Rule(
    "V336",
    "glyph-not-in-file",
    Severity.ERROR,
    """\
A page shows a character for which its font in the file has no glyph.

On paper an empty box stands there, or nothing. The text of the file may still be right: a search
finds the word, and it can be copied. So it is looked for where the page is drawn: the number of the
glyph is past the last one of the font, is that of `.notdef`, or is that of a glyph without an
outline, though the character has one.

Set the word in a font that has the character.""",
)

_KIND = 0x000F
_RESTRICTED, _PREVIEW, _WHOLE, _BITMAPS = 0x0002, 0x0004, 0x0100, 0x0200
_ENOUGH = 0.8  # of the glyphs of a font: cut down, it would be hardly smaller
_PAGES = 12  # on which missing glyphs are told
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters without ink


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield what is wrong with the fonts of a file."""
    used = union(book.seen)
    for number, font in enumerate(book.fonts):
        codes = used.get(number, set())
        if not codes:
            continue
        pages = [at for at, page in enumerate(book.seen, 1) if number in page.codes]
        yield from _check_font(book, font, codes, pages)
        yield from _check_licence(book, font, pages)
        yield from _check_glyphs(book, number, font, codes)


def _check_font(
    book: Examined, font: Font, codes: set[int], pages: list[int]
) -> Iterator[Diagnostic]:
    place, where = book.first(pages), in_words(pages)
    if font.kind == "Type3":
        message = f"the font {font.name} on {where} is of Type 3: drawings, often coarse"
        yield TYPE_3.at(place, message)
    elif font.file is None and font.kind != "?":
        message = f"the font {font.name} ({font.shown}) on {where} is not embedded"
        yield NOT_EMBEDDED.at(place, message, "embed all fonts when the file is made")
    program = font.program
    if program is not None and not font.subset and len(codes) < program.count * _ENOUGH:
        message = f"{font.name} is embedded whole: {len(codes)} of {program.count} glyphs are shown"
        yield NOT_SUBSET.at(place, message)


def _check_licence(book: Examined, font: Font, pages: list[int]) -> Iterator[Diagnostic]:
    allows = font.program.allows if font.program else None
    if allows is None:
        allows = book.wanted.licences.get(plain(font.name))
    if not allows:
        return
    place = book.first(pages)
    if allows & _KIND == _RESTRICTED:
        message = f"the licence of {font.name} forbids to embed it (fsType {allows})"
        yield NOT_LICENSED.at(place, message, "ask its owner, or choose another font")
        return
    limits = [
        what
        for holds, what in (
            (allows & _KIND == _PREVIEW, "to preview and print alone"),
            (allows & _WHOLE and font.subset, "whole, and it is cut down here"),
            (allows & _BITMAPS and font.kind != "Type3", "as bitmaps alone"),
        )
        if holds
    ]
    if limits:
        message = f"{font.name} may be embedded {' and '.join(limits)} (fsType {allows})"
        yield LIMITED_LICENCE.at(place, message)


def plain(name: str) -> str:
    """Return the name of a font as it is compared: letters and digits, `regular` left out."""
    return "".join(c for c in name.casefold() if c.isalnum()).replace("regular", "")


def _check_glyphs(book: Examined, number: int, font: Font, codes: set[int]) -> Iterator[Diagnostic]:
    lost = {code: why for code in codes if (why := _why_missing(font, code)) is not None}
    if not lost:
        return
    shown = 0
    for page, seen in enumerate(book.seen, 1):
        here = sorted(seen.codes.get(number, set()) & lost.keys())
        if here and shown < _PAGES:
            shown += 1
            named = ", ".join(_named(font, code) for code in here[:5])
            more = f" and {len(here) - 5} more" if len(here) > 5 else ""
            message = f"{font.name} has no glyph for {named}{more}: {lost[here[0]]}"
            hint = "set it in a font that has it"
            yield MISSING_GLYPH.at(book.span(page), message, hint)


def _named(font: Font, code: int) -> str:
    text = font.letters.get(code, "")
    if not text or not text.isprintable():
        return f"code {code}"
    points = " ".join(f"U+{ord(letter):04X}" for letter in text)
    return f"“{text}” ({points})"


def _why_missing(font: Font, code: int) -> str | None:
    """Return why a code has no glyph, None where it has one or nothing can be told."""
    program, text = font.program, font.letters.get(code, "")
    if program is None or not font.exact or (text and _leaves_no_ink(text)):
        return None
    if not font.composite:
        if not text and font.encoding.get(code) in ("space", "nbspace"):
            return None
        return None if _has(font, program, code) else "its font in the file has no such name"
    glyph = code if font.cids is None else font.cids.get(code, 0)
    if glyph >= program.count:
        return f"its number is {glyph}, and the font in the file has {program.count} glyphs"
    if glyph == 0 and text:
        return "the glyph of missing characters stands there"
    try:
        return "its glyph has no outline" if _has_ink(text) and program.blank(glyph) else None
    except BadFontError:
        return "its glyph can't be read"


def _has(font: Font, program: Program, code: int) -> bool:
    if font.kind == "TrueType":
        return fontfiles.mapped(program, font.encoding, code, symbolic=font.symbolic)
    return fontfiles.named(program, font.encoding, code)


def _leaves_no_ink(text: str) -> bool:
    return all(unicodedata.category(c)[0] in "ZC" and not _private(c) for c in text)


def _private(letter: str) -> bool:
    return unicodedata.category(letter) == "Co"


def _has_ink(text: str) -> bool:
    return bool(text) and all(
        unicodedata.category(c)[0] in "LNPS" and c not in _EMPTY for c in text
    )
