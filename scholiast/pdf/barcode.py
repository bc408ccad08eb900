"""The barcode of an ISBN as SVG: EAN-13 in its nominal size (GS1 General Specifications, 5.2)."""

import barcode as ean  # type: ignore[import-untyped]  # it ships no types
from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_LEFT, _RIGHT = 11, 7  # modules of quiet zones
_BARS, _GUARDS = 69.24, 74.24  # modules: 22.85 mm, and guard bars that reach between the digits
_MODULES = _LEFT + 95 + _RIGHT
_HEIGHT = 78.58  # modules: 25.93 mm with the digits
_SIZE = 9.4  # modules of the digits

WIDTH, HEIGHT = 37.29, 25.93
"""Width and height in mm, where a module is 0.33 mm wide."""


def isbn_barcode(number: str) -> bytes:
    """Return the barcode of an ISBN of 13 digits, hyphens and all, as SVG.

    Raises ValueError where it is none.
    """
    digits = "".join(char for char in number if char.isdigit())
    if len(digits) != 13:
        raise ValueError(f"`{number}` has not 13 digits")
    code = ean.get("ean13", digits)
    if code.get_fullcode() != digits:
        raise ValueError(f"`{number}` has a wrong check digit")
    (modules,) = code.build()
    svg = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    svg.set("viewBox", f"0 0 {_MODULES} {_HEIGHT}")
    svg.set("width", f"{WIDTH}mm")
    svg.set("height", f"{HEIGHT}mm")
    for at, width in _bars(modules):
        guard = at < 3 or at >= 92 or 45 <= at < 50
        _rectangle(svg, _LEFT + at, width, _GUARDS if guard else _BARS)
    _digits(svg, digits)
    drawn: bytes = etree.tostring(svg)
    return drawn


def _bars(modules: str) -> list[tuple[int, int]]:
    """Return where each bar begins, and how wide it is."""
    found: list[tuple[int, int]] = []
    for at, module in enumerate(modules):
        if module == "1" and at and modules[at - 1] == "1":
            found[-1] = found[-1][0], found[-1][1] + 1
        elif module == "1":
            found.append((at, 1))
    return found


def _rectangle(svg: etree._Element, x: float, width: float, height: float) -> None:
    bar = etree.SubElement(svg, f"{{{_SVG}}}rect")
    for name, value in (("x", x), ("y", 0), ("width", width), ("height", height)):
        bar.set(name, f"{value:g}")


def _digits(svg: etree._Element, digits: str) -> None:
    """Write the first digit into the quiet zone, and six below each half."""
    places = [(_LEFT - 8.0, digits[0])]
    places += [(_LEFT + 3 + 7 * index + 0.8, digit) for index, digit in enumerate(digits[1:7])]
    places += [(_LEFT + 50 + 7 * index + 0.8, digit) for index, digit in enumerate(digits[7:])]
    for x, digit in places:
        text = etree.SubElement(svg, f"{{{_SVG}}}text")
        text.set("x", f"{x:g}")
        text.set("y", f"{_HEIGHT - 1.2:g}")
        text.set("font-family", "Source Code Pro")
        text.set("font-size", f"{_SIZE:g}")
        text.text = digit
