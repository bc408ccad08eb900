"""What codes of a font mean: letters (ISO 32000-2, 9.10.3), and CIDs by a CMap (9.7.5)."""

import re

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])")
_WIDEST = 0x10000  # codes of a range
_SPACE = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>")
_CID_CHARS = re.compile(rb"begincidchar(.*?)endcidchar", re.DOTALL)
_CID_RANGES = re.compile(rb"begincidrange(.*?)endcidrange", re.DOTALL)
_CID = re.compile(rb"<([0-9A-Fa-f]+)>\s*(\d+)")
_CID_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(\d+)")


def cids(written: bytes) -> tuple[int, dict[int, int]]:
    """Return of how many bytes codes are, and the CID of each; 0 bytes where codes differ in that.

    A map that is built on another one is not known here, and counts as such.
    """
    sizes = {len(begin) // 2 for begin in _SPACE.findall(written)}
    if len(sizes) != 1 or b"usecmap" in written:
        return 0, {}
    found: dict[int, int] = {}
    for block in _CID_CHARS.findall(written):
        found |= {int(code, 16): int(cid) for code, cid in _CID.findall(block)}
    for block in _CID_RANGES.findall(written):
        for first, last, cid in _CID_RANGE.findall(block):
            begin = int(first, 16)
            codes = range(begin, min(int(last, 16) + 1, begin + _WIDEST))
            found |= {code: int(cid) + code - begin for code in codes}
    return sizes.pop(), found


def read(written: bytes) -> dict[int, str]:
    """Return the letters of each code."""
    found: dict[int, str] = {}
    for block in _CHARS.findall(written):
        found |= {int(code, 16): _text(text) for code, text in _PAIR.findall(block) if code}
    for block in _RANGES.findall(written):
        for first, last, text, texts in _RANGE.findall(block):
            found |= _stretch(int(first, 16), int(last, 16), text, texts)
    return found


def _stretch(first: int, last: int, text: bytes, texts: bytes) -> dict[int, str]:
    codes = range(first, min(last + 1, first + _WIDEST))
    if texts:
        each = re.findall(rb"<([0-9A-Fa-f\s]*)>", texts)
        return {code: _text(one) for code, one in zip(codes, each, strict=False)}
    begin = _text(text)
    if not begin:
        return {}
    last_letter = ord(begin[-1])
    return {
        code: begin[:-1] + chr(last_letter + code - first)
        for code in codes
        if last_letter + code - first < 0x110000
    }


def _text(digits: bytes) -> str:
    written = b"".join(digits.split())
    data = bytes.fromhex((written + b"0" * (len(written) % 2)).decode())
    return data.decode("utf-16-be" if len(data) > 1 else "latin-1", "replace")
