"""A file's bytes to text: UTF-8, or what the file itself says it is, and nothing guessed."""

import codecs
import re
from pathlib import Path

from scholiast.diagnostics import Diagnostic
from scholiast.importing.rules import CONTROL, ENCODING, NOT_TEXT, ImportRefusedError
from scholiast.source import Source, Span

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMATS = (
    (b"PK\x03\x04", "a zipped file, such as Word or EPUB"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
)
_STATED = re.compile(rb"^Character set encoding:[ \t]*([A-Za-z0-9_ -]+?)[ \t]*$", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BREAKS = str.maketrans({"\x0b": " ", "\x0c": " "})  # as spaces, so that line numbers stay true


def read_text(path: Path) -> tuple[Source, list[Diagnostic]]:
    """Read the text file at `path` (see `decode`); OSError where it can't be read."""
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str) -> tuple[Source, list[Diagnostic]]:
    """Return the text of a file with line ends as LF, and what is to be said of its characters.

    Raises ImportRefusedError (X001) where the bytes are no text in UTF-8 (RFC 3629) and the file
    does not say what else they are.
    """
    for sign, what in _FORMATS:
        if data.startswith(sign):
            raise _refused(name, f"the file is {what}, not a text", "see `explain X001`")
    text, encoding = _decoded(data, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(name, text.translate(_BREAKS))
    clean, findings = _without_controls(source)
    if encoding != "utf-8":
        said = ENCODING.at(Span(name), f"the file was read as {encoding.upper()}, as it says")
        findings = [said, *findings]
    if not clean.text.strip():
        raise _refused(name, "the file is empty", "name a file that holds the text")
    return clean, findings


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _as(data, encoding, name), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as problem:
        stated = _STATED.search(data[:20_000])
        if stated is None:
            raise _not_utf8(data, problem, name) from problem
        # what calls itself ISO-8859-1 has the signs of Windows-1252, if any (WHATWG Encoding, 4.2)
        encoding = stated[1].decode("ascii").strip().lower().replace(" ", "-")
        latin = encoding in {"iso-8859-1", "iso-latin-1", "latin1", "ascii", "us-ascii"}
        return _as(data, "windows-1252" if latin else encoding, name), encoding


def _as(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        said = f"the file says it is in {encoding.upper()}, but can't be read so"
        raise _refused(name, said, "save it as UTF-8") from problem


def _not_utf8(data: bytes, problem: UnicodeDecodeError, name: str) -> ImportRefusedError:
    line = len(re.findall(rb"\r\n|\n|\r", data[: problem.start])) + 1
    byte = data[problem.start]
    return _refused(
        name,
        f"the file is not in UTF-8: byte 0x{byte:02X} in line {line} is no character",
        f"convert it, as by `iconv -f WINDOWS-1252 -t UTF-8 {name} > utf8-{name}`",
    )


def _refused(name: str, message: str, hint: str) -> ImportRefusedError:
    return ImportRefusedError(NOT_TEXT.at(Span(name), message, hint))


def _without_controls(source: Source) -> tuple[Source, list[Diagnostic]]:
    """Return the source without control characters; places are those of the file as it came."""
    found = [
        CONTROL.at(source.span(match.start()), f"the control character U+{ord(match[0]):04X}")
        for match in _CONTROLS.finditer(source.text)
    ]
    if not found:
        return source, []
    return Source(source.path, _CONTROLS.sub("", source.text)), found
