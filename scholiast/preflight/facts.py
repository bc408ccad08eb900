"""What a PDF is made of: pages, fonts, images and what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scholiast.preflight.fontfiles import Program
from scholiast.preflight.geometry import Box


@dataclass(frozen=True, slots=True)
class Font:
    """A font of a file: `name` without the prefix of a subset.

    `kind` is its subtype, that of its descendant for a composite font; `file` the key of the
    stream it is embedded in, None where it is not; `fault` why that can't be read. `cids` are
    glyphs by code where they are not the same; `exact` tells that codes of it can be looked up.
    """

    name: str
    kind: str
    subset: bool
    file: str | None
    program: Program | None = field(repr=False)
    fault: str | None
    letters: Mapping[int, str] = field(repr=False)
    encoding: Mapping[int, str] = field(repr=False)
    cids: Mapping[int, int] | None = field(repr=False)
    symbolic: bool = False
    exact: bool = True
    composite: bool = False

    @property
    def shown(self) -> str:
        """Return the kind of font in words."""
        return {
            "CIDFontType0": "OpenType (CFF)",
            "CIDFontType2": "TrueType (CID)",
            "Type1": "Type 1",
            "MMType1": "Multiple Master",
            "Type3": "Type 3",
        }.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Image:
    """An image: its size in pixels, bits of a component, colour space, how it is packed.

    `alpha` tells how it is transparent (`soft mask`, `mask`, `key`), `stencil` that it is painted
    in the colour of what is drawn; `most_ink` is the most of all inks together, in per cent, where
    that can be told.
    """

    width: int
    height: int
    bits: int
    space: str
    packed: str
    alpha: str = ""
    stencil: bool = False
    most_ink: float | None = None

    @property
    def bilevel(self) -> bool:
        """Tell whether it has black and white alone."""
        return self.stencil or self.bits == 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its boxes in pt (None where the file has none), and what hangs on it.

    `annotations` are their subtypes, `mixing` ways in which it is transparent.
    """

    media: Box
    crop: Box | None
    bleed: Box | None
    trim: Box | None
    art: Box | None
    rotation: int
    unit: float
    label: str
    annotations: tuple[str, ...]
    mixing: tuple[str, ...]

    @property
    def trimmed(self) -> Box:
        """Return the area that is left when the page is trimmed (ISO 32000-2, 14.11.2)."""
        return self.trim or self.crop or self.media


@dataclass(frozen=True, slots=True)
class Intent:
    """An output intent: its kind, its name; inks, colours and device of its profile."""

    kind: str
    condition: str
    inks: int | None
    profile: str | None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """What a PDF says of itself.

    `claims` are standards as `Wanted.conformance` names them; `begun` the pages, from 1, on which
    something begins that can be turned to; `things` what only a screen has: scripts, attachments;
    `defaults` are spaces of devices that all pages say the meaning of.
    """

    version: str
    size: int
    encrypted: bool
    locks: tuple[str, ...]
    title: str
    language: str
    tagged: bool
    shows_title: bool
    right_to_left: bool
    claims: tuple[str, ...]
    intents: tuple[Intent, ...]
    things: tuple[str, ...]
    identified: bool
    begun: frozenset[int] = field(repr=False)
    defaults: frozenset[str] = frozenset()
    xmp_fault: str | None = None
    trapped: str = ""
