"""Open a PDF and read what it is made of, with pikepdf; `content` reads what its pages draw."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

from scholiast.preflight import fonts, images, strings
from scholiast.preflight.facts import Font, Image
from scholiast.preflight.geometry import IDENTITY, Box, Matrix
from scholiast.preflight.stock import OWN, Form, Sheet, Stock

Number: TypeAlias = tuple[int, int]

DAMAGE = (
    pikepdf.PdfError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What reading an object may raise that is not what it should be."""


class LockedError(ValueError):
    """A password is needed to open the file."""


class NoFileError(ValueError):
    """The file is no PDF, not even one that can be repaired."""


@contextmanager
def opened(data: bytes) -> Iterator[tuple[pikepdf.Pdf, str | None]]:
    """Open a PDF, and say what had to be repaired for it, if anything.

    Raises LockedError and NoFileError.
    """
    trouble = None
    try:
        pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as problem:
        raise LockedError(str(problem)) from problem
    except (pikepdf.PdfError, *DAMAGE) as problem:
        trouble = str(problem)
        try:
            pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
        except pikepdf.PasswordError as locked:
            raise LockedError(str(locked)) from locked
        except (pikepdf.PdfError, *DAMAGE) as hopeless:
            raise NoFileError(str(hopeless)) from hopeless
    with pdf:
        yield pdf, trouble


@dataclass(slots=True)
class Register:
    """The fonts and images of a file as they are met, each once."""

    fonts: list[Font] = field(default_factory=list)
    metrics: list[strings.Font] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _known: dict[tuple[str, Number], int] = field(default_factory=dict)

    def font(self, font: Any) -> int:
        """Return the number of a font."""
        known = self._known.get(("font", font.objgen)) if font.is_indirect else None
        if known is not None:
            return known
        try:
            fact, metrics = fonts.read(font)
        except DAMAGE as problem:
            self.faults.append(f"a font can't be read: {problem}")
            fact, metrics = fonts.UNKNOWN
        self.fonts.append(fact)
        self.metrics.append(metrics)
        return self._note("font", font, len(self.fonts) - 1)

    def image(self, image: Any) -> int:
        """Return the number of an image."""
        known = self._known.get(("image", image.objgen)) if image.is_indirect else None
        if known is not None:
            return known
        self.images.append(images.read(image))
        return self._note("image", image, len(self.images) - 1)

    def _note(self, kind: str, thing: Any, number: int) -> int:
        if thing.is_indirect:
            self._known[kind, thing.objgen] = number
        return number


@dataclass(slots=True)
class Store:
    """What some pages draw from, numbered as it is met on them.

    `fonts` and `images` are numbers of the register.
    """

    register: Register
    resources: list[dict[str, Any]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    fonts: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    _known: dict[tuple[str, Number], int] = field(default_factory=dict)

    @property
    def stock(self) -> Stock:
        """Return what the pages draw from as they use it."""
        metrics = [self.register.metrics[number] for number in self.fonts]
        return Stock(self.resources, self.forms, metrics)

    def names(self, said: Any) -> int:
        """Return the number of what names mean."""
        indirect = isinstance(said, pikepdf.Dictionary) and said.is_indirect
        if indirect and ("names", said.objgen) in self._known:
            return self._known["names", said.objgen]
        number = len(self.resources)
        if indirect:  # at once, since a form may use what uses it
            self._known["names", said.objgen] = number
        self.resources.append({})
        if isinstance(said, pikepdf.Dictionary):
            self.resources[number] |= self._read(said)
        return number

    def _read(self, said: Any) -> dict[str, Any]:
        found: dict[str, Any] = {"forms": {}, "images": {}, "patterns": {}, "mixing": {}}
        found["fonts"] = {name: self._font(font) for name, font in _entries(said, "/Font")}
        found["spaces"] = {n: images.space(space) for n, space in _entries(said, "/ColorSpace")}
        found["states"] = self._states(said)
        for name, thing in _entries(said, "/XObject"):
            kind = thing.get("/Subtype")
            if kind == "/Image":
                found["images"][name] = number = self._image(thing)
                if self.register.images[self.images[number]].alpha == "soft mask":
                    found["mixing"][name] = "an image with a soft mask"
            elif kind == "/Form":
                found["forms"][name] = self._form(thing)
                if _is_group(thing):
                    found["mixing"][name] = "a transparency group"
        for name, thing in _entries(said, "/Pattern"):
            if isinstance(thing, pikepdf.Stream):
                found["patterns"][name] = self._form(thing)
        return found

    def _font(self, font: Any) -> int:
        return _index(self.fonts, self.register.font(font))

    def _image(self, image: Any) -> int:
        return _index(self.images, self.register.image(image))

    def _form(self, form: Any) -> int:
        known = self._known.get(("form", form.objgen))
        if known is None:
            known = self._known["form", form.objgen] = len(self.forms)
            area = box(form.get("/BBox")) or (-1e9, -1e9, 1e9, 1e9)
            place = matrix(form.get("/Matrix"))
            self.forms.append(Form(b"", place, area, OWN))
            inside = form.get("/Resources")
            names = OWN if inside is None else self.names(inside)
            self.forms[known] = Form(form.read_bytes(), place, area, names)
        return known

    def _states(self, said: Any) -> dict[str, dict[str, Any]]:
        found = {}
        for name, state in _entries(said, "/ExtGState"):
            entry: dict[str, Any] = {}
            if ways := list(_ways(state)):
                entry["mixing"] = ways
            if "/LW" in state:
                entry["LW"] = float(state.LW)
            if "/Font" in state:
                entry["Font"] = [self._font(state.Font[0]), float(state.Font[1])]
            if entry:
                found[name] = entry
        return found


def _index(numbers: list[int], number: int) -> int:
    """Return where a number stands in a list, to which it is added if it is new."""
    if number not in numbers:
        numbers.append(number)
    return numbers.index(number)


def _is_group(form: Any) -> bool:
    group = form.get("/Group")
    return isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency"


def _ways(state: Any) -> Iterator[str]:
    """Yield in what ways a graphics state is transparent (ISO 32000-2, 11.6)."""
    for key, what in (("/ca", "fills"), ("/CA", "strokes")):
        if float(state.get(key, 1)) < 1:
            yield f"{what} of less than full opacity"
    if state.get("/SMask", "/None") != "/None":
        yield "a soft mask"
    mode = state.get("/BM", "/Normal")
    modes = list(mode) if isinstance(mode, pikepdf.Array) else [mode]
    if modes and str(modes[0]) not in ("/Normal", "/Compatible"):
        yield f"the blend mode {str(modes[0])[1:]}"


def _entries(resources: Any, kind: str) -> Iterator[tuple[str, Any]]:
    found = resources.get(kind)
    if isinstance(found, pikepdf.Dictionary):
        for name, thing in found.items():
            if isinstance(thing, pikepdf.Object):
                yield name[1:], thing


def sheet(page: pikepdf.Page, trim: Box, store: Store) -> Sheet:
    """Return what a page draws."""
    names = store.names(page.obj.get("/Resources") or _inherited(page.obj))
    drawn = page.obj.get("/Contents")
    streams = drawn if isinstance(drawn, pikepdf.Array) else [] if drawn is None else [drawn]
    data = b"\n".join([one.read_bytes() for one in streams])
    return Sheet(data, names, trim)


def _inherited(node: Any) -> Any:
    """Return the resources that a page has from those above it (ISO 32000-2, 7.7.3.4)."""
    for _ in range(32):
        node = node.get("/Parent")
        if node is None or "/Resources" in node:
            return None if node is None else node.Resources
    return None


def box(array: Any) -> Box | None:
    """Return a rectangle with its corners in order; None where there is none."""
    if not isinstance(array, pikepdf.Array) or len(array) != 4:
        return None
    x0, y0, x1, y1 = (float(value) for value in array)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def matrix(array: Any) -> Matrix:
    """Return a matrix; that which changes nothing where there is none."""
    if not isinstance(array, pikepdf.Array) or len(array) != 6:
        return IDENTITY
    a, b, c, d, e, f = (float(value) for value in array)
    return a, b, c, d, e, f
