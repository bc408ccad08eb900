"""Notes that begin on the page of their call and run on to the next page only when they must.

WeasyPrint 70 moves a note that does not fit to a later page as a whole, draws a note taller than
the page over its top edge, and drops some notes without a word. Its layout is changed here in four
places, for as long as `notes_run_on` lasts and for no one else:

- a line keeps the notes of the lines above it on the page (they were pushed away, and the line's
  own notes then forgotten);
- a note that does not fit is broken, as a paragraph is, and its rest begins the notes of the next
  page; where not even its first lines fit, the line of its call moves to the next page;
- a page that begins with the rest of a note may hold no text at all, where a figure or a heading
  finds no room below: it was printed over the note;
- a table whose head or foot finds no room for its notes moves to the next page (head or foot were
  left out, words and all).

Each place is known by a digest of WeasyPrint's source. In any other version nothing is changed,
`is_known` is false, and the proof of each note after layout stands alone.
"""

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from weasyprint import document
from weasyprint.css.properties import Dimension
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, block, page, table

from scholiast.pdf.columns import take_columns
from scholiast.pdf.edits import Edit, digest, edited
from scholiast.pdf.remembering import Memory

_DIGESTS = {
    "_linebox_layout": "e07bbe000974787ee370be1f419a01a21b327a1a1e3025a65afd47589060883d",
    "make_page": "656f183328e8b1b56311a342621442056c067422958dcaf6730acdfb6c7b8971",
    "table_layout": "6594fa40743fbc0bd49b2ba12682897bfa86b75b7f6f1e395d8ba947b0641376",
    "LayoutContext": "211f859ff4e2d663a49c6536de3718fdcbdee69830752a27ec6d44779012b933",
    "_in_flow_layout": "c2537262836dd9812b584633bee887846dba6de921b3b31bff299c5ba29e6dca",
    "block_container_layout": "65842ca53a8391ebad539e7ff642eec2f429e981df4396590c37c7b0a0e524dc",
}

PARENT = "data-parent"
"""The attribute of the element of a nested note: the id of the note that it is called in."""

BLOCK = "data-block"
"""The attribute that says in which block of the notes of a page a note stands, counted from 0."""

_APART = 5.0  # px between two blocks, a little more than a third of a line of notes


class NotesContext(LayoutContext):  # type: ignore[misc]  # WeasyPrint ships no types
    """The state of a layout, with notes that may break across pages.

    `current_page_footnotes` are the notes of a page, `reported_footnotes` those that are left to
    the next. The one note that stands in both is broken: `broken`, up to the height `limit` of the
    note area's content, and from `rest` on, a skip stack. `start` is where the first note of the
    page goes on; `carried` are the notes that were called on an earlier page. `latest` is the note
    area as it was last laid out, with what it was made of, `memory` the notes in it. Heights in px.
    """

    page_bottom: Any
    current_page_footnotes: list[Any]
    current_footnote_area: Any
    reported_footnotes: list[Any]

    broken: Any = None
    cause: Any = None
    limit: float | None = None
    rest: Any = None
    start: Any = None
    carried: Sequence[Any] = ()
    latest: tuple[object, Any, list[Any]] | None = None
    memory: Memory

    def layout_footnote(self, footnote: Any) -> bool:
        """Add a note to the page, and tell whether the notes are higher than they may be."""
        take_columns(footnote)
        return bool(super().layout_footnote(footnote))

    def _update_footnote_area(self) -> bool:
        """Lay out the notes of the page anew, and tell whether they are higher than they may be."""
        area = self.current_footnote_area
        self._put_in_blocks()
        if area.height != "auto" and not self.in_column:
            self.page_bottom += area.margin_height()
        area.children = self.current_page_footnotes
        laid_out = self._lay_out(self.limit)[0] if area.children else None
        area.height = laid_out.height if laid_out else 0
        if not self.in_column:
            self.page_bottom -= laid_out.margin_height() if laid_out else area.margin_height()
        return laid_out is not None and _natural_height(laid_out) > self._highest + 0.01

    def _put_in_blocks(self) -> None:
        """Put notes of one series together, set apart from those of others.

        What is left of a note that was called on an earlier page stands before all blocks.
        """
        notes = self.current_page_footnotes
        if not any(_block(note) for note in notes):
            return
        carried = {id(note) for note in self.carried}
        notes.sort(key=lambda note: -1 if id(note) in carried else _block(note))
        before = None
        for note in notes:
            own = -1 if id(note) in carried else _block(note)
            self._set_apart(note, _APART if before not in (None, own) else 0.0)
            before = own

    def _set_apart(self, note: Any, space: float) -> None:
        if note.style["margin_top"].value != space:
            note.style = note.style.copy()
            note.style["margin_top"] = Dimension(space, "px")
            self.memory.forget(note)

    @property
    def _highest(self) -> float:
        """The greatest height of the note area's content: `max-height` of `@footnote`, in px."""
        area = self.current_footnote_area
        decoration = area.margin_height() - area.height if area.height != "auto" else 0
        return min(float(area.max_height), float(area.page.height) - float(decoration))

    def _lay_out(self, limit: float | None, *, force: bool = True) -> tuple[Any, Any]:
        """Return the note area laid out up to the height `limit`, and where it broke off.

        Without `force`, the area is None where nothing fits.
        """
        area = self.current_footnote_area
        remembers = limit is None and self.memory.can_serve(self, area)
        if remembers:
            area = self.memory.copy(area)
        else:
            area = build.create_anonymous_boxes(area.deepcopy())
        area.style = area.style.copy()
        area.style["box_decoration_break"] = "clone"  # a rule over notes that go on as over others
        space = -float("inf")
        if limit is not None:
            area.max_height = float("inf")
            below = area.padding_bottom + area.border_bottom_width + area.margin_bottom
            space = self.page_bottom - (area.content_box_y() + limit + below)
        start = None if self.start is None else {0: self.start}
        positioned: list[Any] = []
        with self.memory.used() if remembers else nullcontext():
            laid_out, rest = block.block_level_layout(
                *(self, area, space, start, self.current_footnote_area.page, force),
                *(positioned, positioned),
            )[:2]
        self.latest = (self._recipe(limit), laid_out, positioned)
        return laid_out, rest

    def _recipe(self, limit: float | None) -> object:
        """Return what the note area is made of at present; equal recipes give equal areas."""
        notes = [id(note) for note in self.current_page_footnotes]
        return (
            self.current_page,
            notes,
            limit,
            id(self.start),
            self.current_footnote_area.position_y,
        )

    def run_on(self, footnote: Any, bottom_space: float, line_bottom: float, movable: bool) -> bool:
        """Break the last note of the page below a line that ends at `line_bottom`.

        That is `footnote`, which was added last, or one of a later block.
        False means that the line of its call has to move, or, where that can't be, the note.
        """
        if self.in_column:
            return False
        if self.reported_footnotes:
            if _parent(footnote) not in [_name(other) for other in self.reported_footnotes]:
                return False
            self.report_footnote(footnote)  # its call stands in the rest of its parent, or above it
            return True
        area = self.current_footnote_area
        bottom = self.page_bottom + area.margin_height()
        decoration = area.margin_height() - area.height
        room = bottom - bottom_space - line_bottom - decoration
        self.cause = footnote
        return self._break(min(room, self._highest), force=not movable)

    def _break(self, limit: float, *, force: bool) -> bool:
        area = self.current_footnote_area
        bottom = self.page_bottom + area.margin_height()
        laid_out, rest = self._lay_out(limit, force=force)
        if laid_out is None or not rest or len(laid_out.children) < len(area.children):
            return False
        ((index, inner),) = rest.items()
        if index != len(area.children) - 1 or not _holds_words(laid_out.children[-1]):
            return False
        self.broken, self.limit, self.rest = self.current_page_footnotes[-1], limit, inner
        self.reported_footnotes.append(self.broken)
        area.height = laid_out.height
        self.page_bottom = bottom - laid_out.margin_height()
        return True

    def unlayout_footnote(self, footnote: Any) -> None:
        """Take back a note whose call was taken off the page.

        The call of a table's head is met again on every page, its note stands on the first.
        """
        if footnote in self.carried:
            return
        is_cause = self.broken is not None and footnote is self.cause
        if footnote is self.broken or is_cause:
            self.reported_footnotes.remove(self.broken)
            self.broken = self.limit = self.rest = None
        elif not (footnote in self.current_page_footnotes or footnote in self.reported_footnotes):
            return
        super().unlayout_footnote(footnote)

    def carry_over(self) -> None:
        """Begin a page with the notes that the page before it left over."""
        carried, self.memory = self.reported_footnotes, Memory()
        self.start = self.rest if carried and carried[0] is self.broken else None
        self.broken = self.limit = self.rest = None
        self.reported_footnotes, self.carried = [], tuple(carried)
        for index, footnote in enumerate(carried):
            self.current_page_footnotes.append(footnote)
            if not self._update_footnote_area():
                continue
            if self._break(self._highest, force=index == 0):
                self.reported_footnotes += carried[index + 1 :]
            elif index:
                self.current_page_footnotes.remove(footnote)
                self._update_footnote_area()
                self.reported_footnotes = carried[index:]
            else:
                self.reported_footnotes = carried[1:]
            break

    def finished_notes(self, positioned: list[Any]) -> Any:
        """Return the note area of the page as it is printed."""
        if self.latest is None or self.latest[0] != self._recipe(self.limit):
            self._lay_out(self.limit)
        assert self.latest is not None
        _, area, inside = self.latest
        self.latest = None
        positioned.extend(inside)
        return area


def _natural_height(area: Any) -> float:
    """Return the height of the content of a note area, whatever `max-height` says."""
    last = area.children[-1]
    bottom = last.position_y + last.margin_height() - last.margin_bottom
    return float(bottom - area.content_box_y())


def _holds_words(box: Any) -> bool:
    """Tell whether anything of a note was placed: words, or a picture."""
    return any(
        isinstance(inside, boxes.ReplacedBox) or (isinstance(inside, boxes.TextBox) and inside.text)
        for inside in box.descendants()
    )


def _name(footnote: Any) -> str:
    return str(footnote.element.get("id"))


def _block(footnote: Any) -> int:
    return int(footnote.element.get(BLOCK, 0))


def _parent(footnote: Any) -> str | None:
    parent = footnote.element.get(PARENT)
    return None if parent is None else str(parent)


# -- the changes to WeasyPrint's own functions --

_LINE: tuple[Edit, ...] = (
    ("report = not context.in_column", "not could_break_before", "report = False"),
    ("if descendant.footnote in", "", "if descendant.footnote and descendant.footnote in"),
    (
        "                if overflow:",
        "",
        "                if overflow and not context.run_on("
        "footnote, bottom_space, new_position_y + offset_y,"
        " bool(new_children or not page_is_empty)):",
    ),
)

_PAGE: tuple[Edit, ...] = (
    ("    reported_footnotes = context.", "            break\n", "    context.carry_over()\n"),
    (
        "    # Display out-of-flow boxes broken",
        "    page_is_empty = True\n",
        "    page_is_empty = not context.current_page_footnotes\n",
    ),
    (
        # The place to go on from is looked for among blocks: in a line it is counted in letters.
        "while skip_stack and len(skip_stack) == 1:",
        "",
        "while skip_stack and len(skip_stack) == 1 and not isinstance(box, boxes.LineBox):",
    ),
    (
        "    footnote_area = build.create_anonymous_boxes(",
        "fixed_boxes=positioned_boxes)[0]\n",
        "    footnote_area = context.finished_notes(positioned_boxes)\n",
    ),
)

_TABLE: tuple[Edit, ...] = tuple(
    (
        f"# {part} too big for the page.",
        "",
        "if not page_is_empty: return None, None, None, position_y, None, next_page",
    )
    for part in ("Header", "Footer")
)


@functools.cache
def is_known() -> bool:
    """Tell whether WeasyPrint's layout is the one that the changes were made for."""
    return all(digest(thing) == _DIGESTS[name] for name, thing in _changed().items())


def _changed() -> dict[str, object]:
    return {
        "_linebox_layout": block._linebox_layout,
        "make_page": page.make_page,
        "table_layout": table.table_layout,
        "LayoutContext": LayoutContext,
        "_in_flow_layout": block._in_flow_layout,
        "block_container_layout": block.block_container_layout,
    }


@contextmanager
def notes_run_on() -> Iterator[None]:
    """Let notes run on to the next page in what is laid out meanwhile; see `is_known`."""
    if not is_known():
        yield
        return
    line, whole_page, context = block._linebox_layout, page.make_page, document.LayoutContext
    whole_table = block.table_layout
    block._linebox_layout = edited(block, "_linebox_layout", _LINE)
    page.make_page = edited(page, "make_page", _PAGE)
    block.table_layout = edited(table, "table_layout", _TABLE)
    document.LayoutContext = NotesContext
    try:
        yield
    finally:
        block._linebox_layout, page.make_page = line, whole_page
        block.table_layout, document.LayoutContext = whole_table, context
