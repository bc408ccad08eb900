"""Lines broken as a careful compositor does: no ladders of hyphens, no last line of one short word.

WeasyPrint 70 fills each line as far as it goes. For as long as `broken_with_care` lasts, some lines
are laid out a second time:

- one that ends in a hyphen below two that do, without hyphenation;
- the last but one of a paragraph whose last line would be the rest of a word, or one short word:
  a little tighter, so that this goes along with it, or else without its own last word;
- the last of a page that ends within a word, without hyphenation.

The new line is taken where its spaces are not too wide, and no more is sought than one line offers.
Which words a paragraph has, and which notes a line calls, is not changed by any of this.
"""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline

from scholiast.pdf.edits import digest

_DIGESTS = (
    "04aec48abfcad809bc94c54eeba0e23a389e824cec85fe67bc1b21412d29dc3a",
    "67af458c2545e74f0803072103c6c5d392d5e353dfdaa4f5bac5a96e20ed024d",
)

_STACK = 2  # lines in a row that may end in hyphens
_SHORT = 6  # letters that a last line of one word has at least
_SHORTEST = 4  # letters, for which an even wider line is taken
_FULL = 0.6  # of the measure, that a ragged line takes
_TIGHT = 0.06  # em that a space of a line may be narrower
_LOOSE = 0.55  # em that it may be wider, for the sake of a last line
_LOOSEST = 0.8  # and where it spares the reader a hyphen
_SHORT_TEXTS = ("td", "th", "caption", "pre")
_HYPHENS = ("-", "\u2010")


@contextmanager
def broken_with_care() -> Iterator[None]:
    """Break the lines of what is laid out meanwhile with care."""
    lines, paragraph, split = block.iter_line_boxes, block._linebox_layout, inline.split_first_line
    if known():
        breaks = _Breaks(split, paragraph)
        block.iter_line_boxes = breaks.lines
        block._linebox_layout = breaks.paragraph
        inline.split_first_line = breaks.first_line
    try:
        yield
    finally:
        block.iter_line_boxes, block._linebox_layout = lines, paragraph
        inline.split_first_line = split


@functools.cache
def known() -> bool:
    """Tell whether WeasyPrint's layout of lines is the one that this was made for."""
    return (digest(inline.iter_line_boxes), digest(inline.get_next_linebox)) == _DIGESTS


@dataclass(frozen=True, slots=True)
class _Line:
    """A line laid out, where the next one begins, and what it brought that has its own place."""

    box: Any
    resume_at: Any
    absolute: list[Any]
    fixed: list[Any]
    measure: float

    @property
    def stretch(self) -> float:
        """Return by how much its spaces are wider than they are by themselves, in px."""
        texts = (box for box in self.box.descendants() if isinstance(box, boxes.TextBox))
        return float(max((box.justification_spacing for box in texts), default=0))

    def is_good(self, most: float) -> bool:
        """Tell whether no space is wider by more than `most` em, and the line not half empty."""
        full = self.box.width > _FULL * self.measure
        return bool(full and self.stretch <= most * self.box.style["font_size"])


@dataclass(slots=True)
class _Breaks:
    """WeasyPrint's own functions, and what is asked of the line that is laid out: `whole` words,
    and `more` px of room."""

    split: Any
    block_of_lines: Any
    whole: bool = False
    more: float = 0

    def first_line(self, text: str, style: Any, *rest: Any, **named: Any) -> Any:
        """Break a text after its first line, as WeasyPrint does, or between words only."""
        if self.whole and style["hyphens"] == "auto":
            style = style.copy()
            style["hyphens"] = "manual"
        return self.split(text, style, *rest, **named)

    def lines(
        self,
        context: Any,
        box: Any,
        position_y: float,
        bottom_space: float,
        skip_stack: Any,
        block_box: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        letter_style: Any,
        line_style: Any,
    ) -> Iterator[tuple[Any, Any]]:
        """Yield the lines of a paragraph with the places where the next ones begin.

        As WeasyPrint's `iter_line_boxes` does, of which this has all arguments.
        """
        inline.resolve_percentages(box, block_box)
        if skip_stack is None:
            inline.resolve_one_percentage(box, "text_indent", block_box.width)
        else:
            box.text_indent = 0
        stack = 0
        while True:
            setting = _Setting(
                context,
                box,
                position_y,
                bottom_space,
                skip_stack,
                block_box,
                letter_style,
                line_style,
            )
            line = self._line(setting, stack)
            if line.box is None:
                return
            absolute_boxes.extend(line.absolute)
            fixed_boxes.extend(line.fixed)
            inline.handle_leader(context, line.box, block_box)
            position_y = line.box.position_y + line.box.height
            stack = stack + 1 if _ends_in_hyphen(line.box) else 0
            yield line.box, line.resume_at
            if line.resume_at is None:
                return
            skip_stack, letter_style, line_style = line.resume_at, None, None
            box.text_indent = 0

    def _line(self, setting: "_Setting", stack: int) -> _Line:
        shapes = len(setting.context.excluded_shapes)
        line = self._laid_out(setting)
        if line.box is None or line.resume_at is None or setting.letter_style or setting.line_style:
            return line
        if line.absolute or line.fixed or len(setting.context.excluded_shapes) != shapes:
            return line
        if stack >= _STACK and _ends_in_hyphen(line.box):
            line = self._in_whole_words(setting, line)
        tail = _tail(setting.box, line.resume_at) if not shapes and _is_running(line) else None
        if tail is not None and _is_short(tail, line.box):
            line = self._with_more_below(setting, line, tail)
        return line

    def _laid_out(self, setting: "_Setting", *, whole: bool = False, more: float = 0) -> _Line:
        """Return a line, of `whole` words, and with `more` room than there is, in px."""
        absolute: list[Any] = []
        fixed: list[Any] = []
        self.whole = whole
        collide = inline.avoid_collisions
        if more:
            inline.avoid_collisions = _wider_once(collide, more)
        try:
            box, resume_at = inline.get_next_linebox(
                *(setting.context, setting.box, setting.position_y, setting.bottom_space),
                *(setting.skip_stack, setting.block_box, absolute, fixed),
                *(setting.letter_style, setting.line_style),
            )
        finally:
            self.whole, inline.avoid_collisions = False, collide
        return _Line(box, resume_at, absolute, fixed, setting.block_box.width)

    def _in_whole_words(self, setting: "_Setting", line: _Line) -> _Line:
        again = self._laid_out(setting, whole=True)
        return again if again.box and again.is_good(_LOOSEST) else line

    def _with_more_below(self, setting: "_Setting", line: _Line, tail: str) -> _Line:
        """Return a line with all that is left of its paragraph, or one that leaves more to it."""
        size = line.box.style["font_size"]
        spaces = inline.count_expandable_spaces(line.box) + 1
        if line.box.style["direction"] == "ltr":
            room = spaces * _TIGHT * size
            tight = self._laid_out(setting, more=room)
            if tight.box and tight.resume_at is None:
                return _tightened(setting, tight)
        natural = line.box.width - line.stretch * (spaces - 1)
        loose = self._laid_out(setting, whole=True, more=natural - line.measure - 0.5)
        most = _LOOSEST if _ends_in_hyphen(line.box) or _letters(tail) < _SHORTEST else _LOOSE
        if loose.box and loose.resume_at is not None and loose.is_good(most):
            return loose
        return line

    def paragraph(
        self, context: Any, box: Any, index: int, child: Any, new_children: Any, *rest: Any
    ) -> Any:
        """Lay out the lines of a block that have room on the page, as WeasyPrint does."""
        result = self.block_of_lines(context, box, index, child, new_children, *rest)
        abort, stop, *_ = result
        if abort or not stop or context.in_column or len(new_children) < 2:
            return result
        last = new_children[-1]
        if not _ends_in_hyphen(last) or last.resume_at is None:
            return result
        setting = _Setting(
            context,
            child,
            last.position_y,
            rest[_BOTTOM],
            new_children[-2].resume_at,
            box,
            None,
            None,
        )
        again = self._in_whole_words(setting, _Line(last, last.resume_at, [], [], box.width))
        if again.box is last or again.absolute or again.fixed or again.box.height != last.height:
            return result
        again.box.resume_at = again.resume_at
        new_children[-1] = again.box
        return (abort, stop, {index: again.resume_at}, *result[3:])


_BOTTOM = 4  # where the space below stands among the arguments, counted behind the first five


@dataclass(frozen=True, slots=True)
class _Setting:
    """All that WeasyPrint's `get_next_linebox` takes, but for two lists."""

    context: Any
    box: Any
    position_y: float
    bottom_space: float
    skip_stack: Any
    block_box: Any
    letter_style: Any
    line_style: Any


def _wider_once(collide: Any, more: float) -> Any:
    """Return what tells the room of a line, first `more` px wider than it is, and then as it is."""
    asked: list[bool] = []

    def room(*arguments: Any, **named: Any) -> tuple[float, float, float]:
        x, y, width = collide(*arguments, **named)
        wider = width if asked else width + more
        asked.append(True)
        return x, y, wider

    return room


def _tightened(setting: _Setting, line: _Line) -> _Line:
    box = line.box
    excess = (
        box.width + box.position_x - (setting.block_box.content_box_x() + setting.block_box.width)
    )
    spaces = inline.count_expandable_spaces(box)
    if excess > 0 and spaces:
        inline.add_word_spacing(setting.context, box, -excess / spaces, 0)
    return line


def _ends_in_hyphen(box: Any) -> bool:
    while isinstance(box, boxes.LineBox | boxes.InlineBox):
        if not box.children:
            return False
        box = box.children[-1]
    return isinstance(box, boxes.TextBox) and box.text.endswith(_HYPHENS)


def _is_running(line: _Line) -> bool:
    """Tell whether a line is one of running text, and goes on below because it is full."""
    box, style = line.box, line.box.style
    if style["white_space"] != "normal" or box.element_tag in _SHORT_TEXTS:
        return False
    if style["text_align_all"] == "justify":
        return bool(box.width > line.measure - 1)
    return all(inside.element_tag != "br" for inside in box.descendants())


def _is_short(tail: str, line: Any) -> bool:
    """Tell whether what is left for the last line is the rest of a word, or one short word."""
    words = tail.split()
    return len(words) == 1 and (_letters(tail) < _SHORT or _ends_in_hyphen(line))


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _tail(box: Any, skip: Any) -> str | None:
    """Return what is left of a text from a place on; None if that is more than a few words."""
    if not box.is_in_normal_flow():
        return ""
    if isinstance(box, boxes.TextBox):
        rest = box.text.encode()[next(iter(skip), 0) if skip else 0 :]
        return rest.decode() if len(rest) <= 24 else None
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        return None
    index, inner = next(iter(skip.items())) if skip else (0, None)
    words = ""
    for child in box.children[index:]:
        more = _tail(child, inner)
        if more is None or len(words) > 24:
            return None
        words, inner = words + more, None
    return words
