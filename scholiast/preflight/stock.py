"""What pages draw from: streams, forms, what names mean, the measures of fonts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scholiast.preflight.geometry import Box, Matrix
from scholiast.preflight.strings import Font

Resources: TypeAlias = Mapping[str, Any]
"""What names in a content stream mean: `fonts`, `forms`, `images`, `patterns` by number (forms and
patterns share theirs), `spaces` by their names, `states` as what they set; `mixing` says in what
way a form or an image is transparent."""

OWN = -1
"""The resources of a form that has none: those of what draws it (ISO 32000-1, 8.10.1)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form or a tiling pattern: what it draws, where, and which names it uses (or OWN)."""

    content: bytes = field(repr=False)
    matrix: Matrix
    box: Box
    resources: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page draws by itself; `trim` is the page as trimmed, in units of its user space."""

    content: bytes = field(repr=False)
    resources: int
    trim: Box


@dataclass(frozen=True, slots=True)
class Stock:
    """What pages draw from: what names mean, forms, and the measures of fonts, all by number."""

    resources: Sequence[Resources] = field(repr=False)
    forms: Sequence[Form] = field(repr=False)
    fonts: Sequence[Font] = field(repr=False)
