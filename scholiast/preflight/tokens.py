"""Operators of a content stream with what stands before them (ISO 32000-2, 7.8.2)."""

import re
from collections.abc import Sequence

from scholiast.preflight.geometry import Matrix

TOKEN = re.compile(
    rb"([A-Za-z'\"][A-Za-z0-9*]*)"  # an operator, or true, false, null
    rb"|((?:[-+.\d][-+.\d\s]*[mlcvy]\s+|h\s+)+)"  # a path, which has no other operands
    rb"|(/(?!Artifact\b)[^\s()<>\[\]{}/%]+\s+<<\s*/MCID\s+\d+\s*>>\s*BDC\b)"  # tagged content
    rb"|([-+.\d][-+.\d\s]*"  # numbers
    rb"|/[^\s()<>\[\]{}/%]*"
    rb"|\[(?:[^\[\]()%]++|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*\))*\))*\]"
    rb"|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*\))*\))*\)"
    rb"|<<(?:[^<>()]++|<(?!<)[^<>]*>|\((?:[^()\\]++|\\.)*\)|<<[^<>]*>>)*>>"
    rb"|<[0-9A-Fa-f\s]*>)"
    rb"|%[^\r\n]*"
    rb"|\(.*",  # a string without an end: all that is left is none of ours
    re.DOTALL,
)
OPERATOR, PATH, TAGGED, OPERAND = 1, 2, 3, 4
"""What a token is: the number of its group."""
_INLINE = re.compile(
    rb"(?<![^\s])BI\s(?P<said>[^()]*?)\sID[\s](?P<data>.*?)[\s]?EI(?=\s+[\x20-\x7e\s]{0,12}|$)",
    re.DOTALL,
)

_DATA = re.compile(rb"\sID\s")


def number(given: Sequence[bytes]) -> float:
    """Return the last of the numbers before an operator."""
    return float(given[-1].split()[-1])


def numbers(given: Sequence[bytes]) -> tuple[float, ...]:
    """Return the numbers before an operator; those side by side are one token."""
    return tuple(map(float, given[-1].split())) if given else ()


def matrix(given: Sequence[bytes]) -> Matrix:
    """Return the matrix before an operator."""
    a, b, c, d, e, f = map(float, given[-1].split()[-6:])
    return a, b, c, d, e, f


def without_images(content: bytes) -> bytes:
    """Return a stream in which each inline image (8.9.7) is an operator of our own."""
    return _INLINE.sub(_stand_in, content) if _DATA.search(content) else content


def _stand_in(found: re.Match[bytes]) -> bytes:
    said = found["said"].translate(None, b"<>()[]%")
    return b"<%b> InlineImage" % said.hex().encode()
