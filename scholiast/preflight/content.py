"""Walk what a page of a PDF draws: text by font and code, images, shapes, colours and line widths.

What a content stream means is that of ISO 32000-2, 8 and 9. A walk is a pure function of the bytes
that it is given, so that pages which are as they were need not be walked again.
"""

from collections.abc import Sequence

from scholiast.preflight import strings, tokens
from scholiast.preflight.geometry import (
    IDENTITY,
    Box,
    Matrix,
    around,
    common,
    scale,
    times,
    united,
)
from scholiast.preflight.seen import Colour, Placed, Run, Seen, Shape
from scholiast.preflight.state import SPACES, WHITE, State
from scholiast.preflight.stock import OWN, Form, Resources, Sheet, Stock

_DEEPEST = 16  # forms in forms
_MOST_SHAPES = 12  # shapes at the edges of a page of which more is kept than that they are there
_MOST_LOST = 3
_MOST_CODES = 60  # of a run, so that it can be quoted
_NEAR = 1.0  # pt from the edge of the trimmed page: a shape that is to reach it
_HAIR = 0.25  # pt, below which a press may lose a line
_PATHS = {b"m", b"l", b"c", b"v", b"y", b"h"}


def walk(sheet: Sheet, stock: Stock) -> Seen:
    """Return what a page draws."""
    walker = _Walker(sheet.trim, stock)
    walker.walk(sheet.content, stock.resources[sheet.resources], IDENTITY, 0)
    return walker.seen


class _Walker:
    """Walks the streams of a page, each operator a method that is named in `_OPERATORS`."""

    def __init__(self, trim: Box, stock: Stock) -> None:
        self.trim = trim
        self.stock = stock
        self.seen = Seen()
        self.state = State()
        self.stack: list[State] = []
        self.resources: Resources = {}
        self.base = IDENTITY
        self.line = self.text = IDENTITY
        self.path: Box | None = None
        self.pieces = 0
        self.clipping = False
        self.marked: list[bool] = []
        self.artifacts = 0
        self.depth = 0
        self.patterns: set[int] = set()

    def walk(self, content: bytes, resources: Resources, base: Matrix, depth: int) -> None:
        """Walk one stream with what its names mean; `base` is the matrix that it begins with."""
        before = self.resources, self.base, self.depth, len(self.stack)
        self.resources, self.base, self.depth = resources, base, depth
        operands: list[bytes] = []
        for token in tokens.TOKEN.finditer(tokens.without_images(content)):
            kind = token.lastindex
            if kind == tokens.OPERAND:
                operands.append(token.group())
            elif kind == tokens.OPERATOR:
                name = token.group()
                operator = _OPERATORS.get(name)
                if operator is not None:
                    try:
                        operator(self, operands)
                    except (ValueError, IndexError, KeyError, OverflowError):
                        self.seen.faults.append(name.decode("latin-1"))
                operands.clear()
            elif kind == tokens.TAGGED:
                self.marked.append(False)
            elif kind == tokens.PATH:
                self._follow(token.group())
        del self.stack[before[3] :]
        self.resources, self.base, self.depth, _ = before

    # -- state --

    def save(self, _: list[bytes]) -> None:
        self.stack.append(self.state.copy())

    def restore(self, _: list[bytes]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concat(self, given: list[bytes]) -> None:
        self.state.ctm = times(tokens.matrix(given), self.state.ctm)

    def set_width(self, given: list[bytes]) -> None:
        self.state.width = tokens.number(given)

    def set_state(self, given: list[bytes]) -> None:
        said = self.resources.get("states", {}).get(strings.name(given[-1]), {})
        self.state.width = said.get("LW", self.state.width)
        self.seen.mixing.update(said.get("mixing", ()))
        if "Font" in said:
            self.state.font, self.state.size = said["Font"]

    # -- colour --

    def fill_space(self, given: list[bytes]) -> None:
        self.state.fill = self._initial(given[-1])

    def stroke_space(self, given: list[bytes]) -> None:
        self.state.stroke = self._initial(given[-1])

    def _initial(self, name: bytes) -> Colour:
        space = self._space(name)
        return space, (0.0,) * {"DeviceRGB": 3, "DeviceCMYK": 4, "ICC 3": 3}.get(space, 1)

    def _space(self, name: bytes) -> str:
        found = self.resources.get("spaces", {}).get(strings.name(name))
        return found or SPACES.get(name[1:], "unknown")

    def fill_colour(self, given: list[bytes]) -> None:
        self.state.fill = self._colour(given, self.state.fill)

    def stroke_colour(self, given: list[bytes]) -> None:
        self.state.stroke = self._colour(given, self.state.stroke)

    def _colour(self, given: list[bytes], now: Colour) -> Colour:
        if given and given[-1].startswith(b"/"):
            number = self.resources.get("patterns", {}).get(strings.name(given[-1]))
            if number is not None and number not in self.patterns:
                self.patterns.add(number)
                self._draw(self.stock.forms[number], self.base)
            return "Pattern", ()
        return now[0], tokens.numbers(given)

    def fill_grey(self, given: list[bytes]) -> None:
        self.state.fill = "DeviceGray", tokens.numbers(given)[-1:]

    def stroke_grey(self, given: list[bytes]) -> None:
        self.state.stroke = "DeviceGray", tokens.numbers(given)[-1:]

    def fill_rgb(self, given: list[bytes]) -> None:
        self.state.fill = "DeviceRGB", tokens.numbers(given)[-3:]

    def stroke_rgb(self, given: list[bytes]) -> None:
        self.state.stroke = "DeviceRGB", tokens.numbers(given)[-3:]

    def fill_cmyk(self, given: list[bytes]) -> None:
        self.state.fill = "DeviceCMYK", tokens.numbers(given)[-4:]

    def stroke_cmyk(self, given: list[bytes]) -> None:
        self.state.stroke = "DeviceCMYK", tokens.numbers(given)[-4:]

    # -- paths --

    def _follow(self, written: bytes) -> None:
        """Take lines and curves for the box around all points that are named for them."""
        numbers = [float(word) for word in written.split() if word not in _PATHS]
        if len(numbers) < 2:
            return
        xs, ys = numbers[::2], numbers[1::2]
        self._extend(around(self.state.ctm, (min(xs), min(ys), max(xs), max(ys))))

    def rectangle(self, given: list[bytes]) -> None:
        x, y, width, height = tokens.numbers(given)[-4:]
        self._extend(around(self.state.ctm, (x, y, x + width, y + height)))

    def _extend(self, box: Box) -> None:
        self.pieces += 1
        self.path = box if self.path is None else united(self.path, box)

    def clip(self, _: list[bytes]) -> None:
        self.clipping = True

    def end_path(self, _: list[bytes]) -> None:
        if self.clipping and self.path is not None:
            self.state.clip = common(self.state.clip, self.path) or (0.0, 0.0, 0.0, 0.0)
        self.path, self.pieces, self.clipping = None, 0, False

    def fill(self, given: list[bytes]) -> None:
        if self.path is not None:
            self._paint(self.path, self.state.fill)
            self._watch_thin(self.path)
        self.end_path(given)

    def stroke(self, given: list[bytes]) -> None:
        if self.path is not None:
            width = self.state.width * scale(self.state.ctm)
            half = width / 2
            x0, y0, x1, y1 = self.path
            box = (x0 - half, y0 - half, x1 + half, y1 + half)
            if self._paint(box, self.state.stroke):
                self._watch_width(width)
        self.end_path(given)

    def fill_and_stroke(self, given: list[bytes]) -> None:
        if self.path is not None:
            self._paint(self.path, self.state.fill)
        self.stroke(given)

    def shade(self, _: list[bytes]) -> None:
        self._paint(self.state.clip, ("Pattern", ()))

    def _paint(self, box: Box, colour: Colour) -> bool:
        """Note that an area is painted; tell whether any of that shows."""
        shown = common(box, self.state.clip)
        if shown is None or colour in WHITE:
            return False
        self.seen.painted[colour] = self.seen.painted.get(colour, 0) + 1
        self._show(Shape(shown, "shape"))
        return True

    def _show(self, shape: Shape) -> None:
        """Count a shape, text or image; keep it if it stands at the edges of the trimmed page."""
        trim = self.trim
        if common(shape.box, trim) is None:
            self.seen.beyond += 1
            if shape.what == "text" and len(self.seen.lost) < _MOST_LOST:
                self.seen.lost.append(shape)
            return
        self.seen.drawn += 1
        if not self._is_within(shape.box) and len(self.seen.edges) < _MOST_SHAPES:
            self.seen.edges.append(shape)

    def _is_within(self, box: Box) -> bool:
        """Tell whether something keeps away from the edges of the trimmed page."""
        left, bottom, right, top = self.trim
        return (
            box[0] >= left + _NEAR
            and box[1] >= bottom + _NEAR
            and box[2] <= right - _NEAR
            and box[3] <= top - _NEAR
        )

    def _watch_thin(self, box: Box) -> None:
        """Take a filled rectangle that is long and thin for the line that it is."""
        short, long = sorted((box[2] - box[0], box[3] - box[1]))
        if self.pieces == 1 and long > 5 and self.state.fill not in WHITE:
            self._watch_width(short)

    def _watch_width(self, width: float) -> None:
        if width < _HAIR:
            self.seen.hairlines += 1
            self.seen.thinnest = min(self.seen.thinnest, width)

    # -- images and forms --

    def draw(self, given: list[bytes]) -> None:
        name = strings.name(given[-1])
        if (mixing := self.resources.get("mixing", {}).get(name)) is not None:
            self.seen.mixing.add(mixing)
        image = self.resources.get("images", {}).get(name)
        if image is not None:
            self._place(image)
        form = self.resources.get("forms", {}).get(name)
        if form is not None:
            self._draw(self.stock.forms[form], self.state.ctm)

    def _place(self, image: int, said: str = "") -> None:
        shown = common(around(self.state.ctm, (0, 0, 1, 1)), self.state.clip)
        if shown is not None:
            self.seen.images.append(Placed(image, self.state.ctm, said))
            self._show(Shape(shown, "image"))

    def _draw(self, form: Form, ctm: Matrix) -> None:
        if self.depth >= _DEEPEST:
            self.seen.faults.append("Do")
            return
        state, text = self.state, (self.line, self.text)
        self.state = state.copy()
        self.state.ctm = times(form.matrix, ctm)
        area = around(self.state.ctm, form.box)
        self.state.clip = common(self.state.clip, area) or (0.0, 0.0, 0.0, 0.0)
        inside = form.resources
        names = self.resources if inside == OWN else self.stock.resources[inside]
        self.walk(form.content, names, self.state.ctm, self.depth + 1)
        self.state = state
        self.line, self.text = text

    def inline(self, given: list[bytes]) -> None:
        self._place(-1, bytes.fromhex(given[-1][1:-1].decode()).decode("latin-1"))

    # -- text --

    def begin_text(self, _: list[bytes]) -> None:
        self.line = self.text = IDENTITY

    def set_matrix(self, given: list[bytes]) -> None:
        self.line = self.text = tokens.matrix(given)

    def move_text(self, given: list[bytes]) -> None:
        x, y = tokens.numbers(given)[-2:]
        self.line = self.text = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)

    def move_leading(self, given: list[bytes]) -> None:
        self.state.leading = -tokens.numbers(given)[-1]
        self.move_text(given)

    def next_line(self, _: list[bytes]) -> None:
        self.line = self.text = times((1.0, 0.0, 0.0, 1.0, 0.0, -self.state.leading), self.line)

    def set_font(self, given: list[bytes]) -> None:
        self.state.font = self.resources.get("fonts", {}).get(strings.name(given[-2]), -1)
        self.state.size = tokens.number(given)

    def show(self, given: list[bytes]) -> None:
        if (font := self._font()) is not None:
            self._show_text(font, strings.codes(given[-1], font.bytes), 0.0)

    def show_line(self, given: list[bytes]) -> None:
        self.next_line(given)
        self.show(given)

    def show_spaced(self, given: list[bytes]) -> None:
        self.state.word_spacing, self.state.spacing = tokens.numbers(given[:-1])[-2:]
        self.show_line(given)

    def show_array(self, given: list[bytes]) -> None:
        if (font := self._font()) is not None:
            self._show_text(font, *strings.spaced(given[-1], font.bytes))

    def _font(self) -> strings.Font | None:
        if self.state.font < 0:
            self.seen.faults.append("Tj")
            return None
        return self.stock.fonts[self.state.font]

    def _show_text(self, font: strings.Font, codes: Sequence[int], shift: float) -> None:
        """Show codes of a font; `shift` is the sum of the numbers between them."""
        state = self.state
        advance = font.advance(codes) - shift / 1000
        extra = len(codes) * state.spacing
        if font.bytes == 1 and state.word_spacing:
            extra += codes.count(32) * state.word_spacing
        whole = (advance * state.size + extra) * state.stretch
        if state.mode != 3:
            self._see_text(font, codes, whole)
        self.text = times((1.0, 0.0, 0.0, 1.0, whole, 0.0), self.text)

    def _see_text(self, font: strings.Font, codes: Sequence[int], whole: float) -> None:
        state, seen = self.state, self.seen
        inked = font.without_space_at_end(codes)
        if not inked:
            return
        if state.mode != 7:
            seen.codes.setdefault(state.font, set()).update(inked)
            colour = state.stroke if state.mode in (1, 5) else state.fill
            seen.inked[colour] = seen.inked.get(colour, 0) + len(inked)
        if len(inked) < len(codes):
            blank = font.advance(codes[len(inked) :]) * state.size * state.stretch
            whole -= blank
        place = times(self.text, state.ctm)
        size = round(abs(state.size) * scale(place), 2)
        low, high = state.rise - 0.22 * state.size, state.rise + 0.74 * state.size
        box = around(place, (0.0, low, whole, high))
        shown = common(box, state.clip)
        if shown is not None:
            self._keep(inked, size, shown)
            if self._is_within(shown):
                seen.drawn += 1
            else:
                self._show(Shape(shown, "text", tuple(inked[:_MOST_CODES]), state.font))

    def _keep(self, inked: Sequence[int], size: float, box: Box) -> None:
        """Keep a run if it is the outermost to a side, or the longest of its size."""
        seen = self.seen
        own = self.state.font, size
        longest = seen.sizes.get(own)
        is_long = longest is None or len(inked) > len(longest.codes) < _MOST_CODES
        ends = seen.furniture if self.artifacts else seen.reach
        sides = [
            side
            for side in range(4)
            if side not in ends
            or (box[side] < ends[side].box[side] if side < 2 else box[side] > ends[side].box[side])
        ]
        if is_long or sides:
            run = Run(self.state.font, tuple(inked[:_MOST_CODES]), size, box, bool(self.artifacts))
            if is_long:
                seen.sizes[own] = run
            for side in sides:
                ends[side] = run

    # -- marked content --

    def begin_marked(self, given: list[bytes]) -> None:
        is_artifact = bool(given) and given[0] == b"/Artifact"
        self.marked.append(is_artifact)
        self.artifacts += is_artifact

    def end_marked(self, _: list[bytes]) -> None:
        if self.marked:
            self.artifacts -= self.marked.pop()

    # -- plain settings --

    def set_spacing(self, given: list[bytes]) -> None:
        self.state.spacing = tokens.number(given)

    def set_word_spacing(self, given: list[bytes]) -> None:
        self.state.word_spacing = tokens.number(given)

    def set_stretch(self, given: list[bytes]) -> None:
        self.state.stretch = tokens.number(given) / 100

    def set_leading(self, given: list[bytes]) -> None:
        self.state.leading = tokens.number(given)

    def set_rise(self, given: list[bytes]) -> None:
        self.state.rise = tokens.number(given)

    def set_mode(self, given: list[bytes]) -> None:
        self.state.mode = int(tokens.number(given))


_OPERATORS = {
    b"q": _Walker.save,
    b"Q": _Walker.restore,
    b"cm": _Walker.concat,
    b"w": _Walker.set_width,
    b"gs": _Walker.set_state,
    b"cs": _Walker.fill_space,
    b"CS": _Walker.stroke_space,
    b"sc": _Walker.fill_colour,
    b"scn": _Walker.fill_colour,
    b"SC": _Walker.stroke_colour,
    b"SCN": _Walker.stroke_colour,
    b"g": _Walker.fill_grey,
    b"G": _Walker.stroke_grey,
    b"rg": _Walker.fill_rgb,
    b"RG": _Walker.stroke_rgb,
    b"k": _Walker.fill_cmyk,
    b"K": _Walker.stroke_cmyk,
    b"re": _Walker.rectangle,
    b"W": _Walker.clip,
    b"W*": _Walker.clip,
    b"n": _Walker.end_path,
    b"f": _Walker.fill,
    b"F": _Walker.fill,
    b"f*": _Walker.fill,
    b"S": _Walker.stroke,
    b"s": _Walker.stroke,
    b"B": _Walker.fill_and_stroke,
    b"B*": _Walker.fill_and_stroke,
    b"b": _Walker.fill_and_stroke,
    b"b*": _Walker.fill_and_stroke,
    b"sh": _Walker.shade,
    b"Do": _Walker.draw,
    b"InlineImage": _Walker.inline,
    b"BT": _Walker.begin_text,
    b"Tm": _Walker.set_matrix,
    b"Td": _Walker.move_text,
    b"TD": _Walker.move_leading,
    b"T*": _Walker.next_line,
    b"Tf": _Walker.set_font,
    b"Tj": _Walker.show,
    b"TJ": _Walker.show_array,
    b"'": _Walker.show_line,
    b'"': _Walker.show_spaced,
    b"Tc": _Walker.set_spacing,
    b"Tw": _Walker.set_word_spacing,
    b"Tz": _Walker.set_stretch,
    b"TL": _Walker.set_leading,
    b"Ts": _Walker.set_rise,
    b"Tr": _Walker.set_mode,
    b"BMC": _Walker.begin_marked,
    b"BDC": _Walker.begin_marked,
    b"EMC": _Walker.end_marked,
}
