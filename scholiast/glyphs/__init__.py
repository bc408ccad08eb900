"""Characters that no font of the design has: where each stands in the manuscript, and what has it.

A renderer says which characters it drew as empty boxes, and in which text of the book. Here the
place in the source is found again, so that an author is led to the very character.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from fontTools import unicodedata as scripts

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.edition import Missing
from scholiast.glyphs import families, installed
from scholiast.glyphs.places import Found, locate
from scholiast.source import Source, Span

MISSING_CHARACTER = Rule(
    "R301",
    "missing-character",
    Severity.ERROR,
    """\
The text holds a character that no font of the design has; in print an empty box would stand for it.

Pages are set with the fonts of the design alone, so that they are the same on every machine. Those
that are shipped have Latin, Greek, Cyrillic and Hebrew letters, and the common characters of
Chinese, Japanese and Korean. The words stay whole in the file, so that a search finds them: only
on paper can it be seen that they are missing.

The message leads to the first place. Characters of one script are told together. In a draft
(`--draft`) it is a warning.

To have the character printed, put a font that has it, an `.otf` or `.ttf` file whose licence allows
embedding, into `styles/fonts/` of your book, and name it in a copy of `base.css` there:

```css
@font-face {
  font-family: "Noto Serif Devanagari";
  src: url(fonts/NotoSerifDevanagari-Regular.ttf);
}
html {
  font-family: "Linux Libertine", "Noto Serif CJK", "Noto Serif Devanagari", serif;
}
```

The hint says which font of your machine has the character, else which family under the SIL Open
Font License does. Reading systems and browsers have fonts of their own to fall back on, so EPUB and
web book are not held to this.""",
)


def report(
    missing: Iterable[Missing],
    sources: Mapping[str, Source],
    notes: Mapping[str, Span],
    *,
    draft: bool,
) -> list[Diagnostic]:
    """Return what is to be said of missing characters: one finding for each script or sign.

    `sources` are the texts of the manuscript by path, `notes` the places of notes by id. In a draft
    it is a warning.
    """
    severity = Severity.WARNING if draft else Severity.ERROR
    rule = replace(MISSING_CHARACTER, severity=severity)
    return [
        _finding(rule, [(one, _text(one, notes)) for one in group], sources)
        for group in _groups(missing)
    ]


def _text(one: Missing, notes: Mapping[str, Span]) -> Span | None:
    """Return the place of the text that a missing character is of."""
    if one.note is not None and one.note in notes:
        return notes[one.note]
    return None if one.path is None else Span(one.path)


def _groups(missing: Iterable[Missing]) -> list[list[Missing]]:
    """Return missing characters, those of one script together.

    What running heads and contents lack is known from the text, and is left out.
    """
    found = list(dict.fromkeys(missing))
    placed = {one.character.casefold() for one in found if one.path is not None}
    groups: dict[str, list[Missing]] = {}
    for one in found:
        if one.path is not None or one.character.casefold() not in placed:
            groups.setdefault(_kind(one.character), []).append(one)
    return list(groups.values())


def _kind(character: str) -> str:
    """Return the script of a character; for signs, marks and emoji the family that has them."""
    script: str = scripts.script(character)
    return families.having(character) or character if script in families.NO_SCRIPTS else script


def _finding(
    rule: Rule, group: Sequence[tuple[Missing, Span | None]], sources: Mapping[str, Source]
) -> Diagnostic:
    characters = "".join(dict.fromkeys(one.character for one, _ in group))
    tried = (locate(one, text, characters, sources) for one, text in group)
    found = [place for place in tried if place is not None]
    first = min(found, key=lambda one: _order(one, found), default=None)
    lead = group[0][0] if first is None else first.missing
    message = f"no font of the design has {_named(lead.character)}{_others(characters)}"
    message += _where(first, sum(one.count for one, _ in group) - 1)
    return rule.at(first.place if first else None, message, _hint(characters))


def _order(one: Found, found: Sequence[Found]) -> tuple[bool, bool, tuple[int, int]]:
    """Sort places that are exact before others, and those of the first text by line and column."""
    start = one.place.start
    at = (start.line, start.column) if start else (0, 0)
    return not one.exact, one.place.path != found[0].place.path, at


def _named(character: str) -> str:
    name = unicodedata.name(character, "a character without a name").lower()
    return f"`{character}` (U+{ord(character):04X}, {name})"


def _others(characters: str) -> str:
    if len(characters) == 1:
        return ""
    script, more = scripts.script(characters[0]), len(characters) - 1
    ending = "s" if more > 1 else ""
    if script in families.NO_SCRIPTS:
        return f" and {more} more sign{ending}"
    return f" and {more} more character{ending} of {scripts.script_name(script).replace('_', ' ')}"


def _where(first: Found | None, more: int) -> str:
    """Return what is said of places: that of the first where the source doesn't show it."""
    if first is None:
        return ", which stands in no text of the manuscript but in a style sheet or a template"
    before, after = first.missing.before[-20:], first.missing.after[:20]
    words = " ".join(f"{before}{first.missing.character}{after}".split())
    around = "" if first.exact else f", in the words “{words}”"
    return around + (f", here and {more} more time{'s' if more > 1 else ''}" if more else "")


def _hint(characters: str) -> str:
    """Return which font has some characters: one of this machine, else one that is known to."""
    font = installed.having(characters)
    put = "into `styles/fonts/`, and name it in a style sheet (`scholiast explain R301`)"
    if font is not None:
        return f"`{font.family}` on this machine has it: put {font.file} {put}"
    family = families.having(characters[0])
    if family is not None:
        return f"`{family}` has it (free, {families.source(family)}): put its file {put}"
    return f"put a font that has it {put}, or write it otherwise"
