"""Strings of a content stream as codes of a font, and the room that they take."""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from sys import byteorder

_STRING = re.compile(rb"<([0-9A-Fa-f\s]*)>|\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_NOTHING = {b"", b"0"}
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Font:
    """A font as a content stream uses it: `bytes` of a code (0: not known here).

    `widths` are in parts of the size (1 is an em), `default` is the width of all others, `spaces`
    are the codes that leave no ink.
    """

    bytes: int
    widths: dict[int, float] = field(repr=False)
    default: float
    spaces: frozenset[int] = field(repr=False)

    def advance(self, codes: Sequence[int]) -> float:
        """Return the sum of the widths of codes."""
        widths, default = self.widths, self.default
        try:
            return sum([widths[code] for code in codes])
        except KeyError:
            return sum([widths.get(code, default) for code in codes])

    def without_space_at_end(self, codes: Sequence[int]) -> Sequence[int]:
        """Return codes up to the last that leaves ink."""
        end = len(codes)
        while end and codes[end - 1] in self.spaces:
            end -= 1
        return codes if end == len(codes) else codes[:end]


def codes(written: bytes, size: int) -> Sequence[int]:
    """Return the codes of a string, or of all strings of an array, each of `size` bytes."""
    return _codes(b"".join(_strings(written)), size)


def _strings(written: bytes) -> Iterator[bytes]:
    for found in _STRING.finditer(written):
        yield literal(found[2]) if found[1] is None else _from_hex(found[1])


def _codes(data: bytes, size: int) -> Sequence[int]:
    if size == 1:
        return list(data)
    if size != 2:
        return []
    pairs = array("H", data[: len(data) // 2 * 2])
    if byteorder == "little":
        pairs.byteswap()
    return pairs.tolist()


def spaced(written: bytes, size: int) -> tuple[Sequence[int], float]:
    """Return the codes of an array of strings, and by how much its numbers set it back."""
    if b"(" in written:
        numbers = _STRING.sub(b" ", written[1:-1])
        return codes(written, size), sum(map(float, numbers.split()))
    parts = _HEX.split(written[1:-1])
    numbers = b" ".join([part for part in parts[::2] if part not in _NOTHING])
    return _codes(_from_hex(b"".join(parts[1::2])), size), sum(map(float, numbers.split()))


def _from_hex(digits: bytes) -> bytes:
    """Return the bytes of a string in hexadecimal digits (7.3.4.3)."""
    try:
        return bytes.fromhex(digits.decode("latin-1"))
    except ValueError:  # white space within a pair, or half a pair at the end
        written = b"".join(digits.split())
        return bytes.fromhex((written + b"0" * (len(written) % 2)).decode("latin-1"))


def literal(written: bytes) -> bytes:
    """Return the bytes of a string between parentheses (ISO 32000-2, 7.3.4.2)."""
    if b"\\" not in written:
        return written
    return _ESCAPE.sub(_unescaped, written)


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, newline, char = found.groups()
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    return b"" if newline is not None else _ESCAPED.get(char, char)


@lru_cache(maxsize=4096)
def name(token: bytes) -> str:
    """Return a name as a text (7.3.5): without its slash, `#20` undone."""
    if b"#" in token:
        token = _HEX_NAME.sub(lambda found: bytes([int(found[1], 16)]), token)
    return token[1:].decode("latin-1")
