"""Rules on characters: none that breaks a file, none that hides or turns what a reader sees."""

import re
import unicodedata
from collections.abc import Iterator

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Manuscript
from scholiast.source import Source
from scholiast.verbatim import masked

CONTROL = Rule(
    "M005",
    "control-character",
    Severity.ERROR,
    """\
The text has a character that no XML document may hold: NUL, another control character, or one of
Unicode's noncharacters (U+FFFE, U+FFFF).

They come from broken conversions and from copying out of PDF files or terminals, and are invisible
in most editors. One of them makes the whole EPUB unreadable (XML 1.0, 2.2 Characters). The same
holds for one that is written as a reference, such as `&#1;`.

Delete it. The message says which character it is and where it stands.""",
)

INVISIBLE = Rule(
    "M006",
    "invisible-character",
    Severity.ERROR,
    """\
The text has a character that changes the order of letters or hides text from the eye: a
bidirectional override, embedding or isolate (U+202A to U+202E, U+2066 to U+2069), or a tag
character (U+E0000 to U+E007F).

What you see in the editor is then not what stands in the file, and what readers see may be a third
thing. They mostly come in by copying; they have been used to hide text on purpose.

Delete it. Where a passage runs from right to left, say so in its markup, which every format
understands:

```markdown
[שלום עולם]{lang=he dir=rtl}
```""",
)

CR_LINES = Rule(
    "M007",
    "cr-line-ends",
    Severity.ERROR,
    """\
Lines of the file end with a carriage return alone, as on the Macintosh of the 1990s.

Pandoc does not take it for the end of a line: it joins the lines, and `one` and `two` become
`onetwo` without a word. LF (Unix, macOS) and CR LF (Windows) are both fine, even mixed.

Save the file with LF line ends in your editor, or convert it:

```console
$ tr '\\r' '\\n' < rome.md > rome-lf.md
```""",
)

RULES = (CONTROL, INVISIBLE, CR_LINES)

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
    )
    + "]"
)
_INVISIBLE = re.compile("[\u202a-\u202e\u2066-\u2069]|[\U000e0000-\U000e007f]+")
# England, Scotland and Wales have flags that are spelt with tag characters (Unicode UTS #51).
_FLAG = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9A-Fa-f]{1,8})|(?P<decimal>\d{1,8}));?")
_CR = re.compile(r"\r(?!\n)")


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every finding of the rules on characters, in all text files of the book."""
    return [
        finding
        for path in sorted(manuscript.sources)
        for finding in check_source(manuscript.sources[path])
    ]


def check_source(source: Source) -> Iterator[Diagnostic]:
    """Yield the findings in one text file; a character that comes again and again is told once."""
    yield from _characters(source)
    yield from _references(source)
    yield from _line_ends(source)


def _characters(source: Source) -> Iterator[Diagnostic]:
    lines = source.text.replace("\n", "").replace("\r", "").replace("\t", "")
    if lines.isprintable():  # as nothing is that is sought here
        return
    seen: set[str] = set()
    for match in _CONTROL.finditer(source.text):
        if match[0] not in seen:
            seen.add(match[0])
            count = source.text.count(match[0])
            times = f", {count} times in this file" if count > 1 else ""
            message = f"the text has {_called(match[0])}{times}"
            yield CONTROL.at(source.span(match.start()), message, "delete it")
    flags = [match.span() for match in _FLAG.finditer(source.text)]
    for match in _INVISIBLE.finditer(source.text):
        if not any(start <= match.start() < end for start, end in flags):
            yield _invisible(source, match)


def _invisible(source: Source, match: "re.Match[str]") -> Diagnostic:
    """Tell of a run of invisible characters; text that is hidden in tags is read out."""
    run, place = match[0], source.span(*match.span())
    if run[0] >= "\U000e0000":
        hidden = "".join(chr(ord(c) - 0xE0000) for c in run)
        hidden = "".join(c for c in hidden if c.isprintable())
        message = f"the text has {len(run)} tag characters that hide `{hidden}`"
        return INVISIBLE.at(place, message, "delete them")
    hint = "delete it; write `[…]{dir=rtl}` for text from right to left"
    return INVISIBLE.at(place, f"the text has {_called(run[0])}", hint)


def _called(char: str) -> str:
    """Return code point and name of a character: `U+0007 (BEL)`."""
    code = f"U+{ord(char):04X}"
    name = str(_CONTROL_NAMES.get(ord(char)) or unicodedata.name(char, ""))
    kind = {"Cc": "a control character", "Cn": "a noncharacter"}.get(unicodedata.category(char))
    return f"{code} ({name.lower() or kind or 'no character'})"


_CONTROL_NAMES = {0: "null", 7: "bell", 8: "backspace", 11: "vertical tab", 12: "form feed"} | {
    26: "substitute",
    27: "escape",
    0x7F: "delete",
}


def _references(source: Source) -> Iterator[Diagnostic]:
    for match in _REFERENCE.finditer(masked(source.text)):
        code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
        if code > 0x10FFFF or (code not in {9, 10, 13} and _CONTROL.fullmatch(chr(code))):
            what = _called(chr(code)) if code <= 0x10FFFF else "no character of Unicode"
            yield CONTROL.at(
                source.span(*match.span()), f"`{match[0]}` stands for {what}", "delete it"
            )


def _line_ends(source: Source) -> Iterator[Diagnostic]:
    found = list(_CR.finditer(source.text))
    if found:
        lines = f"{len(found)} lines end" if len(found) > 1 else "a line ends"
        yield CR_LINES.at(
            source.span(found[0].start()),
            f"{lines} with a carriage return alone",
            "save the file with LF line ends",
        )
