"""The graphics state of a content stream (ISO 32000-2, 8.4), as far as preflight needs it."""

from dataclasses import dataclass

from scholiast.preflight.geometry import IDENTITY, Box, Matrix
from scholiast.preflight.seen import Colour

BLACK: Colour = ("DeviceGray", (0.0,))
WHITE = {
    ("DeviceGray", (1.0,)),
    ("DeviceRGB", (1.0, 1.0, 1.0)),
    ("DeviceCMYK", (0.0, 0.0, 0.0, 0.0)),
    ("ICC 1", (1.0,)),
    ("ICC 3", (1.0, 1.0, 1.0)),
    ("ICC 4", (0.0, 0.0, 0.0, 0.0)),
}
SPACES = {
    b"G": "DeviceGray",
    b"RGB": "DeviceRGB",
    b"CMYK": "DeviceCMYK",
    b"DeviceGray": "DeviceGray",
    b"DeviceRGB": "DeviceRGB",
    b"DeviceCMYK": "DeviceCMYK",
    b"Pattern": "Pattern",
}
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


@dataclass(slots=True)
class State:
    """The graphics state."""

    ctm: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    fill: Colour = BLACK
    stroke: Colour = BLACK
    width: float = 1.0
    font: int = -1
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> "State":
        return State(
            self.ctm, self.clip, self.fill, self.stroke, self.width, self.font, self.size,
            self.spacing, self.word_spacing, self.stretch, self.leading, self.rise, self.mode,
        )  # fmt: skip
