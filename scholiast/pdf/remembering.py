"""Notes of a page laid out once each, though their area is laid out anew whenever one is added.

WeasyPrint 70 lays out all notes of a page to see whether one more has room, which was a fifth of
the time of a book with many notes. A note that stands at the place where it stood before, behind
the same notes, is the same note: it is taken as it was laid out. What depends on more than that,
such as lists, whose markers are placed with the page, is laid out again as ever.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import block


@dataclass(frozen=True, slots=True)
class _Step:
    """What WeasyPrint's layout of a block in its parent gives, where the block is not broken."""

    child: Any
    position_y: float
    margins: tuple[float, ...]
    next_page: tuple[tuple[str, Any], ...]


@dataclass(slots=True)
class Memory:
    """The notes of one page, as they were laid out: `steps` by all that a layout depends on.

    `copies` are the boxes that stand for notes in a layout, by note; one that is `spent` was laid
    out itself, which changes it, so that it can only stand for what is remembered.
    """

    steps: dict[Hashable, _Step] = field(default_factory=dict)
    copies: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    notes: dict[int, Any] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)
    plain: dict[int, bool] = field(default_factory=dict)

    def can_serve(self, context: Any, area: Any) -> bool:
        """Tell whether notes of this area look the same each time they stand in one place."""
        columns = area.style["column_width"], area.style["column_count"]
        return (
            columns == ("auto", "auto")
            and not context.in_column
            and not context.excluded_shapes
            and all(self._is_plain(note) for note in area.children)
        )

    def _is_plain(self, note: Any) -> bool:
        if id(note) not in self.plain:
            self.plain[id(note)] = _is_plain(note)
        return self.plain[id(note)]

    def copy(self, area: Any) -> Any:
        """Return a copy of a note area, ready to be laid out for as long as this is `used`."""
        copy = area.copy()
        copy.children = [self._stand_in(area, note) for note in area.children]
        return copy

    def forget(self, note: Any) -> None:
        """Have a note copied anew, since its style was changed."""
        self.copies.pop(id(note), None)

    def _stand_in(self, area: Any, note: Any) -> Any:
        if id(note) not in self.copies:
            self.copies[id(note)] = note, self._fresh(area, note)
        return self.copies[id(note)][1]

    def _fresh(self, area: Any, note: Any) -> Any:
        """Return a copy of a note that was not laid out, with the boxes around it that it needs."""
        holder = area.copy()
        holder.children = [note.deepcopy()]
        (copy,) = build.create_anonymous_boxes(holder).children
        self.notes[id(copy)] = note
        return copy

    @contextmanager
    def used(self) -> Iterator[None]:
        """Remember how notes are laid out meanwhile, and take them as they are remembered."""
        original = block._in_flow_layout
        block._in_flow_layout = self._layout(original)
        try:
            yield
        finally:
            block._in_flow_layout = original

    def _layout(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return what stands for WeasyPrint's layout of a block in its parent."""

        def in_flow_layout(context: Any, area: Any, index: int, child: Any, *rest: Any) -> Any:
            if not isinstance(area, boxes.FootnoteAreaBox):
                return original(context, area, index, child, *rest)
            key = self._key(context, index, child, rest)
            if (step := self.steps.get(key)) is None:
                child = self._unspent(area, child)
                result = original(context, area, index, child, *rest)
                self._remember(key, result)
                return result
            new_children = rest[_NEW_CHILDREN]
            new_children.append(step.child)
            return (
                *(False, False, None, step.position_y, list(step.margins)),
                *(dict(step.next_page), new_children, None),
            )

        return in_flow_layout

    def _key(self, context: Any, index: int, child: Any, rest: tuple[Any, ...]) -> Hashable:
        """Return all that the layout of a note depends on, and the notes before it."""
        before = tuple(id(other) for other in rest[_NEW_CHILDREN])
        margins, position_y, start = rest[_MARGINS], rest[_POSITION_Y], rest[_SKIP_STACK]
        return (
            *(id(self.notes[id(child)]), index, before, context.forced_break),
            *(child.position_x, child.position_y, position_y, tuple(margins), id(start)),
        )

    def _unspent(self, area: Any, child: Any) -> Any:
        if id(child) in self.spent:
            again = self._fresh(area, self.notes[id(child)])
            again.position_x, again.position_y = child.position_x, child.position_y
            child = again
        self.spent.add(id(child))
        return child

    def _remember(self, key: Hashable, result: tuple[Any, ...]) -> None:
        abort, stop, resume_at, position_y, margins, next_page, new_children, max_lines = result
        if not (abort or stop) and resume_at is None and max_lines is None:
            self.steps[key] = _Step(
                new_children[-1], position_y, tuple(margins), tuple(next_page.items())
            )


# Where the arguments of WeasyPrint's function stand, counted behind the first four.
_NEW_CHILDREN, _MARGINS, _POSITION_Y, _SKIP_STACK = 0, 4, 6, 7


def _is_plain(note: Any) -> bool:
    """Tell whether all of a note is in the flow, and nothing in it is placed by something else."""
    return (
        isinstance(note, boxes.BlockLevelBox)
        and note.style["position"] == "static"
        and all(box.is_in_normal_flow() and not box.footnote for box in note.descendants())
    )
