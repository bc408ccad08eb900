r"""Plain text as pandoc Markdown that reads back as exactly that text.

Pandoc takes a backslash before any ASCII sign that is no letter or digit as that sign itself
(https://pandoc.org/MANUAL.html#backslash-escapes). Only what could be mark-up is escaped, so that
what is left stays readable: quotation marks, dashes and ellipses are, since pandoc's `smart` would
change them; points and commas are not.
"""

import re
from collections.abc import Iterator, Sequence

INSERT = "\x01"
"""Stands in a text for Markdown to insert there, such as a note call; no text holds it."""

_ACTIVE = re.compile(r"[\\`*_\[\]<>$^~@{}|#'\"]")
_DASHES = re.compile(r"-{2,}")
_DOTS = re.compile(r"\.{3,}")
_ENTITY = re.compile(r"&(?=#|[A-Za-z])")
_ENUMERATOR = re.compile(r"(\(?)([0-9]+|[A-Za-z]|[ivxlcdmIVXLCDM]+)([.)])(?=\s|$)")
_BULLET = re.compile(r"[-+](?=\s|$)")
_OPENER = re.compile(r"[:%=]|[-+](?=[-+=])")
_EMPHASIS = re.compile(r"(?<!\w)_(?=[^\s_])([^_]*[^\s_])_(?!\w)")


def escape(text: str) -> str:
    r"""Return one line of text as Markdown for a place inside a paragraph.

    White space at both ends is taken off and `INSERT` is kept as it is.
    """
    out = _ACTIVE.sub(lambda sign: "\\" + sign[0], text.strip())
    out = _DASHES.sub(lambda run: "\\-" * len(run[0]), out)
    out = _DOTS.sub(lambda run: "\\." * len(run[0]), out)
    return _ENTITY.sub(r"\\&", out)


def paragraph(text: str) -> str:
    """Return one line of text as a Markdown paragraph: what could open a block is escaped too."""
    return _escape_opening(escape(text))


def _escape_opening(line: str) -> str:
    if match := _ENUMERATOR.match(line):
        opening = "\\(" if match[1] else ""
        return f"{opening}{match[2]}\\{line[match.end() - 1 :]}"
    if _BULLET.match(line) or _OPENER.match(line):
        return "\\" + line
    if line.startswith(INSERT):  # a call with a colon behind it would be a definition
        return re.sub(rf"\A({INSERT}+\s?):", r"\1\\:", line)
    return line


def with_emphasis(text: str, *, opens: bool = True) -> str:
    """Return text in which `_words_` are emphasised, as plain texts write italics.

    With `opens` the text opens a block, and what could be mark-up there is escaped. Line ends are
    kept, as verse needs them: emphasis ends and begins again at each.
    """
    out, at = [], 0
    for match in _EMPHASIS.finditer(text):
        lines = (f"*{escape(line)}*" for line in match[1].split("\n"))
        out += [_part(text[at : match.start()]), "\n".join(lines)]
        at = match.end()
    out.append(_part(text[at:]))
    whole = "".join(out).strip()
    return _escape_opening(whole) if opens else whole


def _part(text: str) -> str:
    """Escape a part of a text, with the white space at its ends kept as one space or line end."""
    if not text.strip():
        return text[:1] and ("\n" if "\n" in text else " ")
    inner = text.strip()
    head = text[: text.index(inner)]
    tail = text[len(head) + len(inner) :]
    return f"{_gap(head)}{escape(inner)}{_gap(tail)}"


def _gap(space: str) -> str:
    return "" if not space else "\n" if "\n" in space else " "


def insert(markdown: str, pieces: Sequence[str]) -> str:
    """Return `markdown` with each `INSERT` replaced by the next of `pieces`."""
    return "".join(_inserted(markdown, iter(pieces)))


def _inserted(markdown: str, pieces: Iterator[str]) -> Iterator[str]:
    first, *rest = markdown.split(INSERT)
    yield first
    for part in rest:
        yield next(pieces)
        yield part
