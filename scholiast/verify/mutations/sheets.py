"""Ways to break a PDF: the words of its notes, its links and destinations, outline and pages."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator, Page, Pdf, String

from scholiast.verify.mutations.documents import Break, Copy, Mutation

_Object: TypeAlias = Any
"""An array or a dictionary of a PDF: what is in it is only known when it is read."""

_Operation: TypeAlias = ContentStreamInstruction | pikepdf.ContentStreamInlineImage
_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


def edit(change: Callable[[Pdf], bool]) -> Break:
    """Return what applies a change to a PDF, and writes it anew."""

    def apply(copy: Copy) -> bool:
        ((name, data),) = copy.files.items()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            changed = change(pdf)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True)
        copy.files[name] = buffer.getvalue()
        return changed

    return apply


rewrite = edit(lambda pdf: True)
"""Read and write a PDF, without a change."""


# -- what stands in a PDF --


def _leaves(node: _Object) -> Iterator[_Object]:
    """Yield the arrays of names and values of a name tree."""
    if "/Names" in node:
        yield node.Names
    for kid in node.get("/Kids", ()):
        yield from _leaves(kid)


def destinations(pdf: Pdf, prefix: str) -> list[tuple[str, _Object]]:
    """Return names that begin with `prefix` and their destinations, in the order of the book."""
    found = [
        (str(leaf[index]), leaf[index + 1])
        for leaf in _leaves(pdf.Root.Names.Dests)
        for index in range(0, len(leaf), 2)
        if str(leaf[index]).startswith(prefix)
    ]
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return sorted(found, key=lambda pair: (numbers[pair[1][0].objgen], -float(pair[1][3])))


def _forget(pdf: Pdf, name: str) -> bool:
    for leaf in _leaves(pdf.Root.Names.Dests):
        for index in range(0, len(leaf), 2):
            if str(leaf[index]) == name:
                del leaf[index + 1]
                del leaf[index]
                return True
    return False


def _links(pdf: Pdf, prefix: str) -> list[tuple[Page, _Object]]:
    """Return the links whose target begins with `prefix`, with their pages."""
    return [
        (page, link)
        for page in pdf.pages
        for link in page.obj.get("/Annots", ())
        if str(link.get("/Dest", "")).startswith(prefix)
    ]


def page_of(pdf: Pdf, destination: _Object) -> Page:
    return next(page for page in pdf.pages if page.obj.objgen == destination[0].objgen)


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of text that a page draws: its operator at `index`, its matrix set at `matrix`.

    `x` and `y` say in pt where it begins; `outer` is the transformation around it.
    """

    index: int
    matrix: int
    x: float
    y: float
    outer: _Matrix


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (
        *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _shown(operations: list[_Operation]) -> list[Shown]:
    """Return the pieces of text whose place a page sets by itself (PDF 2.0, 9.4)."""
    found: list[Shown] = []
    stack: list[_Matrix] = []
    outer, inner, at = _UNIT, _UNIT, -1
    for index, operation in enumerate(operations):
        match str(operation.operator):
            case "q":
                stack.append(outer)
            case "Q":
                outer = stack.pop()
            case "cm":
                outer = _times(_numbers(operation), outer)
            case "Tm":
                inner, at = _numbers(operation), index
            case "TJ" | "Tj" if at >= 0:
                placed = _times(inner, outer)
                found.append(Shown(index, at, placed[4], placed[5], outer))
                at = -1
    return found


def _numbers(operation: _Operation) -> _Matrix:
    a, b, c, d, e, f = (float(number) for number in operation.operands)
    return a, b, c, d, e, f


def _move(operations: list[_Operation], shown: Shown, x: float, y: float) -> None:
    """Set a piece of text to another place, `x` and `y` in pt."""
    a, b, c, d, _, _ = _numbers(operations[shown.matrix])
    g, h, i, j, k, m = shown.outer
    size = g * j - h * i
    left, right = x - k, y - m
    place = ((left * j - right * i) / size, (right * g - left * h) / size)
    operands = [a, b, c, d, *place]
    operations[shown.matrix] = ContentStreamInstruction(operands, Operator("Tm"))


@dataclass(frozen=True, slots=True)
class _Note:
    """A note on its page: the pieces of its `words`, and of its `number` where that is a link."""

    name: str
    page: Page
    operations: list[_Operation]
    words: list[Shown]
    number: list[Shown]
    shown: list[Shown]

    def write(self, pdf: Pdf) -> bool:
        """Write the operations of the page back."""
        _write(pdf, self.page, self.operations)
        return True


def _write(pdf: Pdf, page: Page, operations: list[_Operation]) -> None:
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operations))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page with its operations, and the `pieces` of text whose place it sets by itself."""

    page: Page
    operations: list[_Operation]
    pieces: list[Shown]

    @classmethod
    def of(cls, page: Page) -> "Drawn":
        """Return a page as it is drawn."""
        operations = list(pikepdf.parse_content_stream(page))
        return cls(page, operations, _shown(operations))

    def move(self, piece: Shown, x: float, y: float) -> None:
        """Set a piece to another place, in pt."""
        _move(self.operations, piece, x, y)

    def swap(self, one: Shown, other: Shown) -> bool:
        """Exchange what two pieces show; False where that is the same."""
        first, second = self.operations[one.index], self.operations[other.index]
        self.operations[one.index], self.operations[other.index] = second, first
        return bool(first.operands[0] != second.operands[0])

    def in_links(self, page: Page, prefix: str) -> list[Shown]:
        """Return the pieces that stand in links of the page to names that begin with `prefix`."""
        areas = list(_areas(page, prefix))
        return [piece for piece in self.pieces if any(_in(piece, area) for area in areas)]

    def write(self, pdf: Pdf) -> None:
        """Write the operations back."""
        _write(pdf, self.page, self.operations)


def _areas(page: Page, prefix: str) -> Iterator[Any]:
    for link in page.obj.get("/Annots", ()):
        if str(link.get("/Dest", "")).startswith(prefix):
            yield link.Rect


@dataclass(frozen=True, slots=True)
class Furnished:
    """The operation at `index` of a page, which draws a part of its furniture."""

    page: Page
    operations: list[_Operation]
    index: int

    def shows(self, other: "Furnished") -> bool:
        """Tell whether two of them draw the same."""
        own, its = self.operations[self.index], other.operations[other.index]
        return bool(own.operands[0] == its.operands[0])

    def show(self, other: "Furnished") -> None:
        """Draw what another one draws."""
        self.operations[self.index] = other.operations[other.index]

    def write(self, pdf: Pdf) -> None:
        """Write the operations back."""
        _write(pdf, self.page, self.operations)


def longest_of_furniture(page: Page) -> Furnished | None:
    """Return the longest text among the furniture of a page, which is its running head."""
    found = _furniture(page)
    if found is None:
        return None
    operations, drawn = found
    longest = max(drawn, key=lambda index: len(operations[index].operands[0]))
    return Furnished(page, operations, longest)


def _notes(pdf: Pdf) -> Iterator[_Note]:
    """Yield the notes whose words end on their page, since another note begins below them."""
    names = destinations(pdf, "note-")
    for (name, place), (_, following) in pairwise(names):
        if place[0].objgen != following[0].objgen:
            continue
        page = page_of(pdf, place)
        operations = list(pikepdf.parse_content_stream(page))
        shown = _shown(operations)
        top, bottom = float(place[3]), float(following[3])
        inside = [piece for piece in shown if bottom < piece.y < top]
        areas = [link.Rect for on, link in _links(pdf, "call-") if on.obj.objgen == page.obj.objgen]
        number = [piece for piece in inside if any(_in(piece, area) for area in areas)]
        words = [piece for piece in inside if piece not in number]
        if words:
            yield _Note(name, page, operations, words, number, shown)


def _in(piece: Shown, area: Any) -> bool:
    x0, y0, x1, y1 = (float(side) for side in area)
    left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    return left - 1 <= piece.x < right - 0.5 and bottom - 1 <= piece.y <= top + 1


# -- words of notes --


def _on_note(change: Callable[[_Note], bool]) -> Break:
    """Return what changes the first note that `change` can."""

    def apply(pdf: Pdf) -> bool:
        return any(change(note) and note.write(pdf) for note in _notes(pdf))

    return edit(apply)


def _lose_words(note: _Note) -> bool:
    for piece in note.words:
        note.operations[piece.index] = ContentStreamInstruction([Array()], Operator("TJ"))
    return True


def _lose_last_piece(note: _Note) -> bool:
    last = _last_words(note)
    if last is None:
        return False
    note.operations[last.index] = ContentStreamInstruction([Array()], Operator("TJ"))
    return True


def _last_words(note: _Note) -> Shown | None:
    """Return the last piece that is long enough to hold more than punctuation."""
    long = [p for p in note.words if len(note.operations[p.index].operands[0]) > 6]
    return long[-1] if long else None


def _cut_last_letters(note: _Note) -> bool:
    """Take away the second half of the last piece of words."""
    last = _last_words(note)
    if last is None:
        return False
    operands = list(note.operations[last.index].operands[0])
    kept = Array(operands[: len(operands) // 2])
    note.operations[last.index] = ContentStreamInstruction([kept], Operator("TJ"))
    return True


def _exchange(note: _Note) -> bool:
    """Put the longest words of the text in the place of the first ones of the note."""
    text = [piece for piece in note.shown if piece not in note.words]
    note.operations[note.words[0].index] = note.operations[_longest(note.operations, text).index]
    return True


def _longest(operations: list[_Operation], pieces: list[Shown]) -> Shown:
    return max(pieces, key=lambda piece: len(operations[piece.index].operands[0]))


def _off_sheet(note: _Note) -> bool:
    for piece in note.words:
        _move(note.operations, piece, piece.x, piece.y - 2000)
    return True


def _below_edge(note: _Note) -> bool:
    """Let the words run over the lower edge of the page."""
    for piece in note.words:
        _move(note.operations, piece, piece.x, -20)
    return True


def _into_margin(note: _Note) -> bool:
    for piece in note.words:
        _move(note.operations, piece, 2, piece.y)
    return True


def _over_text(note: _Note) -> bool:
    """Set the first words of the note on the first line of the page."""
    body = next((piece for piece in note.shown if piece.y > note.words[0].y + 20), None)
    if body is None:
        return False
    _move(note.operations, note.words[0], body.x, body.y)
    return True


def _change_note_number(note: _Note) -> bool:
    """Print words where the number of the note stands."""
    if not note.number:
        return False
    words = _longest(note.operations, note.words)
    note.operations[note.number[0].index] = note.operations[words.index]
    return True


def _swap_words(pdf: Pdf) -> bool:
    for note in _notes(pdf):
        others = [n for n in _notes(pdf) if n.name != note.name and _same_page(n, note)]
        for other in others:
            one, two = note.words[0].index, other.words[0].index
            first, second = note.operations[one], note.operations[two]
            note.operations[one], note.operations[two] = second, first
            if first.operands[0] != second.operands[0]:
                return note.write(pdf)
    return False


def _same_page(one: _Note, other: _Note) -> bool:
    return bool(one.page.obj.objgen == other.page.obj.objgen)


def _next_page(pdf: Pdf, page: Page) -> Page | None:
    numbers = [other.obj.objgen for other in pdf.pages]
    at = numbers.index(page.obj.objgen) + 1
    return pdf.pages[at] if at < len(numbers) else None


def _draw_later(pdf: Pdf, *, with_address: bool) -> bool:
    """Draw the words of a note on the next page, with its number and destination or without."""
    for note in _notes(pdf):
        following = _next_page(pdf, note.page)
        if following is None:
            continue
        pieces = [*note.number, *note.words] if with_address else note.words
        _draw_on(pdf, following, note, pieces)
        for piece in pieces:
            note.operations[piece.index] = ContentStreamInstruction([Array()], Operator("TJ"))
        if with_address:
            _readdress(pdf, note, following)
        return note.write(pdf)
    return False


def _font(operations: list[_Operation], piece: Shown) -> _Operation:
    """Return the operation that selects the font of a piece of text."""
    before = reversed(operations[: piece.index])
    return next(operation for operation in before if str(operation.operator) == "Tf")


def _draw_on(pdf: Pdf, page: Page, note: _Note, pieces: list[Shown]) -> None:
    """Add pieces of a note to what another page draws, in the same places."""
    if "/Font" not in page.obj.Resources:
        page.obj.Resources.Font = Dictionary()
    fonts = page.obj.Resources.Font
    for name, font in note.page.obj.Resources.Font.items():
        if name not in fonts:
            fonts[name] = font
    drawn: list[_Operation] = [ContentStreamInstruction([], Operator("q"))]
    for piece in pieces:
        select = _font(note.operations, piece)
        a, b, c, d, e, f = _times(_numbers(note.operations[piece.matrix]), piece.outer)
        place = ContentStreamInstruction([a, b, c, d, e, f], Operator("Tm"))
        begin = ContentStreamInstruction([], Operator("BT"))
        end = ContentStreamInstruction([], Operator("ET"))
        drawn += (begin, select, place, note.operations[piece.index], end)
    drawn.append(ContentStreamInstruction([], Operator("Q")))
    before = list(pikepdf.parse_content_stream(page))
    guarded = [
        ContentStreamInstruction([], Operator("q")),
        *before,
        ContentStreamInstruction([], Operator("Q")),
    ]
    _write(pdf, page, [*guarded, *drawn])


def _readdress(pdf: Pdf, note: _Note, page: Page) -> None:
    """Move the destination of a note, and the links in it, to another page."""
    for name, place in destinations(pdf, "note-"):
        if name == note.name:
            place[0] = page.obj
    moved = [
        link
        for link in list(note.page.obj.Annots)
        if str(link.get("/Dest", "")).startswith("call-")
        and any(_in(piece, link.Rect) for piece in note.number)
    ]
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    for link in moved:
        _unlink(note.page, link)
        page.obj.Annots.append(link)


def _literal_call(pdf: Pdf) -> bool:
    """Print a call of Markdown on the page of the first call."""
    for _, place in destinations(pdf, "call-")[:1]:
        page = page_of(pdf, place)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources.Font["/Plain"] = pdf.make_indirect(font)
        operations = list(pikepdf.parse_content_stream(page))
        x, y = float(place[2]), float(place[3])
        drawn = pikepdf.parse_content_stream(
            pdf.make_stream(f"q BT /Plain 8 Tf 1 0 0 1 {x} {y} Tm ([^nope]) Tj ET Q".encode())
        )
        _write(
            pdf,
            page,
            [
                ContentStreamInstruction([], Operator("q")),
                *operations,
                ContentStreamInstruction([], Operator("Q")),
                *drawn,
            ],
        )
        return True
    return False


# -- calls and links --


def _unlink(page: Page, link: _Object) -> None:
    page.obj.Annots = Array([other for other in page.obj.Annots if not _same(other, link)])


def _same(one: _Object, other: _Object) -> bool:
    """Tell whether two links are one: two objects may be read of the same annotation."""
    sides = [[float(side) for side in link.Rect] for link in (one, other)]
    return sides[0] == sides[1] and str(one.get("/Dest", "")) == str(other.get("/Dest", ""))


def _drop_link(prefix: str) -> Break:
    def change(pdf: Pdf) -> bool:
        for page, link in _links(pdf, prefix)[:1]:
            _unlink(page, link)
            return True
        return False

    return edit(change)


def _swap_links(prefix: str) -> Break:
    def change(pdf: Pdf) -> bool:
        links = [link for _, link in _links(pdf, prefix)]
        for one, other in pairwise(links):
            first, second = one.Dest, other.Dest
            if str(first) != str(second):
                one.Dest, other.Dest = second, first
                return True
        return False

    return edit(change)


def _dead_link(prefix: str) -> Break:
    def change(pdf: Pdf) -> bool:
        for _, link in _links(pdf, prefix)[:1]:
            link.Dest = String(f"{prefix}nowhere")
            return True
        return False

    return edit(change)


def _call_number(*, drop: bool) -> Break:
    """Return what takes away the number of a call, or prints other words in its place."""

    def change(pdf: Pdf) -> bool:
        for page, link in _links(pdf, "note-"):
            operations = list(pikepdf.parse_content_stream(page))
            shown = _shown(operations)
            for piece in shown:
                if _in(piece, link.Rect):
                    nothing = ContentStreamInstruction([Array()], Operator("TJ"))
                    words = operations[_longest(operations, shown).index]
                    operations[piece.index] = nothing if drop else words
                    _write(pdf, page, operations)
                    return True
        return False

    return edit(change)


def _move_call(pdf: Pdf) -> bool:
    """Set a call, with its number, link and destination, beside the first words of its page."""
    for _, place in destinations(pdf, "call-"):
        page = page_of(pdf, place)
        operations = list(pikepdf.parse_content_stream(page))
        shown = _shown(operations)
        for link in page.obj.Annots:
            pieces = [piece for piece in shown if _in(piece, link.Rect)]
            at_place = abs(float(link.Rect[0]) - float(place[2])) < 1
            if not str(link.get("/Dest", "")).startswith("note-") or not at_place or not pieces:
                continue
            piece, first = pieces[0], shown[0]
            if shown.index(piece) < 3:
                continue
            _move(operations, piece, first.x - 15, first.y)
            number, words = _font(operations, piece), _font(operations, first)
            moved = [operations[piece.matrix], number, operations[piece.index], words]
            operations[piece.index] = ContentStreamInstruction([Array()], Operator("TJ"))
            operations[first.index + 1 : first.index + 1] = moved
            shift = first.x - 15 - piece.x, first.y - piece.y
            sides = [float(side) for side in link.Rect]
            link.Rect = Array([side + shift[index % 2] for index, side in enumerate(sides)])
            place[2], place[3] = float(place[2]) + shift[0], float(place[3]) + shift[1]
            _write(pdf, page, operations)
            return True
    return False


def _script_link(pdf: Pdf) -> bool:
    for _, link in _links(pdf, "")[:1]:
        if "/Dest" in link:
            del link.Dest
        link.A = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        return True
    return False


def _open_action(pdf: Pdf) -> bool:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return True


# -- destinations --


def _drop_destination(prefix: str) -> Break:
    return edit(lambda pdf: any(_forget(pdf, name) for name, _ in destinations(pdf, prefix)[:1]))


def _double_destination(pdf: Pdf) -> bool:
    for name, place in destinations(pdf, "note-")[:1]:
        for leaf in _leaves(pdf.Root.Names.Dests):
            leaf.append(String(name))
            leaf.append(place)
            return True
    return False


def _stray_destination(pdf: Pdf) -> bool:
    for _, place in destinations(pdf, "note-")[:1]:
        for leaf in _leaves(pdf.Root.Names.Dests):
            leaf.append(String("note-stray"))
            leaf.append(Array(list(place)))
            return True
    return False


def _readdress_to_page(prefix: str) -> Break:
    """Return what leads a destination to the next page."""

    def change(pdf: Pdf) -> bool:
        for _, place in destinations(pdf, prefix):
            following = _next_page(pdf, page_of(pdf, place))
            if following is not None:
                place[0] = following.obj
                return True
        return False

    return edit(change)


def _raise_destination(pdf: Pdf) -> bool:
    """Lead the destination of a note to the top of its page."""
    for _, place in destinations(pdf, "note-"):
        top = float(page_of(pdf, place).mediabox[3])
        place[3] = top - 1
        return True
    return False


def _swap_lines(copy: Copy) -> bool:
    """Exchange the places of two numbered lines of verse."""
    names = {line.id for chapter in copy.ledger.chapters for line in chapter.lines}

    def change(pdf: Pdf) -> bool:
        places = [place for name, place in destinations(pdf, "") if name in names]
        for one, other in pairwise(places):
            first, second = list(one), list(other)
            for index, (new, old) in enumerate(zip(second, first, strict=True)):
                one[index], other[index] = new, old
            return True
        return False

    return edit(change)(copy)


# -- contents, outline and pages --


def _swap_contents(pdf: Pdf) -> bool:
    """Swap the targets of two entries of the printed contents."""
    chapters = [place[0].objgen for _, place in destinations(pdf, "chapter-")]
    names = {name: place[0].objgen for name, place in destinations(pdf, "")}
    for page in pdf.pages:
        found: dict[str, list[_Object]] = {}
        for _, link in ((p, k) for p, k in _links(pdf, "") if p.obj.objgen == page.obj.objgen):
            target = str(link.get("/Dest", ""))
            width = abs(float(link.Rect[2]) - float(link.Rect[0]))
            if names.get(target) in chapters and width > float(page.mediabox[2]) / 2:
                found.setdefault(target, []).append(link)
        if len(found) > 1:
            one, other = list(found)[:2]
            for link in [*found[one], *found[other]]:
                link.Dest = String(other if str(link.Dest) == one else one)
            return True
    return False


def _shift_labels(pdf: Pdf) -> bool:
    """Number the pages from another number on."""
    labels = pdf.Root.get("/PageLabels", Dictionary()).get("/Nums", ())
    ranges = [item for item in labels if isinstance(item, Dictionary)]
    for item in ranges:
        item["/St"] = int(item.get("/St", 1)) + 2
    return bool(ranges)


def _chapter_entries(pdf: Pdf) -> list[_Object]:
    """Return the entries of the outline that lead to chapters, in order."""
    chapters = {(p[0].objgen, round(float(p[3]))) for _, p in destinations(pdf, "chapter-")}
    pages = {place[0] for place in chapters}
    found: dict[tuple[int, int], _Object] = {}
    for entry in _entries(pdf.Root.get("/Outlines")):
        if "/Dest" in entry and entry.Dest[0].objgen in pages:
            found.setdefault(entry.Dest[0].objgen, entry)
    return list(found.values())


def _entries(node: _Object) -> Iterator[_Object]:
    entry = node.get("/First") if node is not None else None
    while entry is not None:
        yield entry
        yield from _entries(entry)
        entry = entry.get("/Next")


def _drop_entry(pdf: Pdf) -> bool:
    """Take the last chapter out of the outline, with what is below it."""
    for entry in _chapter_entries(pdf)[-1:]:
        before, after, above = entry.get("/Prev"), entry.get("/Next"), entry.Parent
        for one, key, other in ((before, "/Next", after), (after, "/Prev", before)):
            if one is not None and other is not None:
                one[key] = other
            elif one is not None:
                del one[key]
        if before is None:
            _set_or_delete(above, "/First", after)
        if after is None:
            _set_or_delete(above, "/Last", before)
        return True
    return False


def _set_or_delete(node: _Object, key: str, value: Any) -> None:
    if value is None:
        del node[key]
    else:
        node[key] = value


def _entry_astray(pdf: Pdf) -> bool:
    for entry in _chapter_entries(pdf):
        following = _next_page(pdf, page_of(pdf, entry.Dest))
        if following is not None:
            entry.Dest = Array([following.obj, *list(entry.Dest)[1:]])
            return True
    return False


def _dead_entry(pdf: Pdf) -> bool:
    for entry in _chapter_entries(pdf)[:1]:
        entry.Dest = String("chapter-nowhere")
        return True
    return False


def _rename_entry(pdf: Pdf) -> bool:
    for entry in _chapter_entries(pdf)[-1:]:
        entry.Title = String("Another Title")
        return True
    return False


def _swap_entries(pdf: Pdf) -> bool:
    entries = _chapter_entries(pdf)
    if len(entries) < 2:
        return False
    one, other = entries[-2:]
    first, second = Array(list(one.Dest)), Array(list(other.Dest))
    one.Dest, other.Dest = second, first
    return True


def _drop_page(pdf: Pdf) -> bool:
    for _, place in destinations(pdf, "note-")[-1:]:
        del pdf.pages[pdf.pages.index(page_of(pdf, place))]
        return True
    return False


def _swap_pages(pdf: Pdf) -> bool:
    """Swap what two pages draw, with notes and all, but not what leads to them."""
    places = destinations(pdf, "note-")
    pages = list({p[0].objgen: page_of(pdf, p) for _, p in places}.values())
    if len(pages) < 2:
        return False
    one, other = pages[:2]
    one.obj.Contents, other.obj.Contents = other.obj.Contents, one.obj.Contents
    one.obj.Resources, other.obj.Resources = other.obj.Resources, one.obj.Resources
    return True


def _swap_chapters(pdf: Pdf) -> bool:
    """Bind the first page of the last chapter before that of the first."""
    chapters = destinations(pdf, "chapter-")
    if len(chapters) < 2:
        return False
    first = pdf.pages.index(page_of(pdf, chapters[0][1]))
    last = pdf.pages.index(page_of(pdf, chapters[-1][1]))
    page = pdf.pages[last]
    del pdf.pages[last]
    pdf.pages.insert(first, page)
    return True


def _trim_page(pdf: Pdf) -> bool:
    """Trim the page of a note above the note."""
    for note in _notes(pdf):
        left, _, right, top = (float(side) for side in note.page.mediabox)
        box = Array([left, note.words[0].y + 20, right, top])
        note.page.obj.TrimBox = box
        note.page.obj.CropBox = box
        return True
    return False


# -- tags, folios and fonts --


def _elements_of(pdf: Pdf, role: str) -> list[_Object]:
    """Return the structure elements of a role, in reading order."""
    root = pdf.Root.get("/StructTreeRoot")
    waiting = [] if root is None else list(reversed(_kids(root)))
    found = []
    while waiting:
        element = waiting.pop()
        if isinstance(element, Dictionary) and "/S" in element:
            if element.S == f"/{role}":
                found.append(element)
            waiting += reversed(_kids(element))
    return found


def _kids(element: _Object) -> list[_Object]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _on_element(role: str, change: Callable[[_Object], None]) -> Break:
    """Return what changes the last element of a role."""

    def apply(pdf: Pdf) -> bool:
        for element in _elements_of(pdf, role)[-1:]:
            change(element)
            return True
        return False

    return edit(apply)


def _drop_id(element: _Object) -> None:
    del element.ID


def _call_otherwise(element: _Object) -> None:
    element.S = Name.Div


def _orphan(element: _Object) -> None:
    """Let an element name its own parent's parent as its parent."""
    element.P = element.P.P


def _double_id(pdf: Pdf) -> bool:
    notes = _elements_of(pdf, "Note")
    if len(notes) < 2:
        return False
    notes[0].ID = String(str(notes[1].ID))
    return True


def _forget_content(pdf: Pdf) -> bool:
    """Take a piece of marked content out of its paragraph."""
    for element in _elements_of(pdf, "P"):
        kids = _kids(element)
        if kids and isinstance(kids[0], int):
            element.K = Array(kids[1:])
            return True
    return False


def _mislead_content(pdf: Pdf) -> bool:
    """Let a page name the wrong owner for a piece of its content."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return False
    for _, owners in pikepdf.NumberTree(root.ParentTree).items():
        known = [owner for owner in owners if owner is not None] if _is_list(owners) else []
        numbers = {owner.objgen for owner in known}
        if len(numbers) > 1 and len(known) == len(owners):
            first = next(i for i, o in enumerate(known) if o.objgen != known[0].objgen)
            owners[0], owners[first] = known[first], known[0]
            return True
    return False


def _is_list(value: _Object) -> bool:
    return isinstance(value, Array)


def _untag_words(pdf: Pdf) -> bool:
    """Take the marks off the first piece of marked content of a page with notes."""
    for _, place in destinations(pdf, "note-"):
        page = page_of(pdf, place)
        operations = list(pikepdf.parse_content_stream(page))
        for index, operation in enumerate(operations):
            marked = str(operation.operator) == "BDC"
            if marked and "/MCID" in _properties(operation):
                plain = [Name.Span, Dictionary()]
                operations[index] = ContentStreamInstruction(plain, Operator("BDC"))
                _write(pdf, page, operations)
                return True
    return False


def _properties(operation: _Operation) -> _Object:
    given = operation.operands[1]
    return given if isinstance(given, Dictionary) else Dictionary()


def _swap_folios(pdf: Pdf) -> bool:
    """Exchange the numbers that are printed on two pages of one side."""
    folios = [found for page in pdf.pages if (found := _folio(page)) is not None]
    for one, other in zip(folios, folios[2:], strict=False):
        first, second = one[1][one[2]], other[1][other[2]]
        if first.operands[0] != second.operands[0]:
            one[1][one[2]], other[1][other[2]] = second, first
            _write(pdf, one[0], one[1])
            _write(pdf, other[0], other[1])
            return True
    return False


def _folio(page: Page) -> tuple[Page, list[_Operation], int] | None:
    """Return a page with its operations, and which of them draws its folio: the shortest one."""
    found = _furniture(page)
    if found is None:
        return None
    operations, drawn = found
    shortest = min(drawn, key=lambda index: len(operations[index].operands[0]))
    return page, operations, shortest


def _furniture(page: Page) -> tuple[list[_Operation], list[int]] | None:
    """Return the operations of a page, and which of them draw text of its furniture."""
    operations = list(pikepdf.parse_content_stream(page))
    depth, found = 0, list[int]()
    for index, operation in enumerate(operations):
        match str(operation.operator):
            case "BDC" | "BMC" if depth or operation.operands[0] == "/Artifact":
                depth += 1
            case "EMC" if depth:
                depth -= 1
            case "TJ" if depth:
                found.append(index)
    return (operations, found) if found else None


def _embed_twice(pdf: Pdf) -> bool:
    """Give a page a copy of one of its fonts, under the same name."""
    for _, place in destinations(pdf, "note-")[:1]:
        resources = page_of(pdf, place).obj.Resources
        for name, font in resources.get("/Font", Dictionary()).items():
            copy, inner = _copied(font), _copied(font.DescendantFonts[0])
            descriptor = _copied(inner.FontDescriptor)
            program = next(key for key, _ in descriptor.items() if key.startswith("/FontFile"))
            descriptor[program] = pdf.make_stream(descriptor[program].read_bytes())
            inner.FontDescriptor = pdf.make_indirect(descriptor)
            copy.DescendantFonts = Array([pdf.make_indirect(inner)])
            resources.Font[f"{name}Copy"] = pdf.make_indirect(copy)
            return True
    return False


def _copied(value: _Object) -> _Object:
    """Return a dictionary with the same entries."""
    return Dictionary(dict(value.items()))


def _rename_book(pdf: Pdf) -> bool:
    pdf.docinfo["/Title"] = "Another Book"
    return True


def _cut_file(copy: Copy) -> bool:
    ((name, data),) = copy.files.items()
    copy.files[name] = data[: len(data) * 2 // 3]
    return True


def _spoil_file(copy: Copy) -> bool:
    """Overwrite the table of where objects stand."""
    ((name, data),) = copy.files.items()
    at = data.rindex(b"startxref")
    copy.files[name] = data[:at] + b"startxref\n7\n%%EOF\n"
    return True


MUTATIONS = (
    Mutation("lose-words", "all words of a note taken out", _on_note(_lose_words)),
    Mutation("lose-last-words", "the last words of a note taken out", _on_note(_lose_last_piece)),
    Mutation("cut-words", "the last letters of a note cut off", _on_note(_cut_last_letters)),
    Mutation("replace-words", "words of a note replaced by others", _on_note(_exchange)),
    Mutation("swap-words", "the words of two notes swapped", edit(_swap_words)),
    Mutation("off-sheet", "the words of a note drawn far off the sheet", _on_note(_off_sheet)),
    Mutation("below-edge", "the words of a note run over the edge", _on_note(_below_edge)),
    Mutation("into-margin", "the words of a note set in the margin", _on_note(_into_margin)),
    Mutation("over-text", "a note printed over the text", _on_note(_over_text)),
    Mutation(
        "words-later",
        "the words of a note drawn on the next page",
        edit(lambda pdf: _draw_later(pdf, with_address=False)),
    ),
    Mutation(
        "note-later",
        "a whole note, with its number and address, moved to the next page",
        edit(lambda pdf: _draw_later(pdf, with_address=True)),
    ),
    Mutation("renumber-note", "the number of a note changed", _on_note(_change_note_number)),
    Mutation("literal-call", "a call as it is typed, [^x]", edit(_literal_call)),
    Mutation("drop-call", "the link of a call taken out", _drop_link("note-")),
    Mutation("swap-targets", "the targets of two calls swapped", _swap_links("note-")),
    Mutation("dead-call", "a call led nowhere", _dead_link("note-")),
    Mutation("lose-call-number", "the number of a call taken out", _call_number(drop=True)),
    Mutation("renumber-call", "the number of a call changed", _call_number(drop=False)),
    Mutation("move-call", "a call moved behind other words", edit(_move_call)),
    Mutation("drop-back", "a way back taken out", _drop_link("call-")),
    Mutation("back-astray", "two ways back swapped", _swap_links("call-")),
    Mutation("dead-back", "a way back led nowhere", _dead_link("call-")),
    Mutation("script-link", "a link that runs a script", edit(_script_link)),
    Mutation("open-action", "a script that runs at opening", edit(_open_action)),
    Mutation("drop-note-address", "the address of a note lost", _drop_destination("note-")),
    Mutation("drop-call-address", "the address of a call lost", _drop_destination("call-")),
    Mutation(
        "drop-chapter-address", "the address of a chapter lost", _drop_destination("chapter-")
    ),
    Mutation("note-page", "the address of a note on another page", _readdress_to_page("note-")),
    Mutation("call-page", "the address of a call on another page", _readdress_to_page("call-")),
    Mutation(
        "note-height", "the address of a note elsewhere on its page", edit(_raise_destination)
    ),
    Mutation("swap-lines", "the places of two lines of verse exchanged", _swap_lines),
    Mutation("double-address", "the address of a note given twice", edit(_double_destination)),
    Mutation("stray-address", "the address of a note that is none", edit(_stray_destination)),
    Mutation("contents-swap", "two entries of the printed contents swapped", edit(_swap_contents)),
    Mutation("page-labels", "the pages numbered wrongly", edit(_shift_labels)),
    Mutation("outline-drop", "a chapter taken out of the outline", edit(_drop_entry)),
    Mutation("outline-astray", "an entry of the outline on a wrong page", edit(_entry_astray)),
    Mutation("outline-dead", "an entry of the outline led nowhere", edit(_dead_entry)),
    Mutation("outline-rename", "an entry of the outline renamed", edit(_rename_entry)),
    Mutation("outline-swap", "the targets of two entries swapped", edit(_swap_entries)),
    Mutation("drop-page", "a page with notes taken out", edit(_drop_page)),
    Mutation("swap-pages", "what stands on two pages swapped", edit(_swap_pages)),
    Mutation("swap-chapters", "a chapter bound in the wrong place", edit(_swap_chapters)),
    Mutation("trim-page", "a page trimmed above its notes", edit(_trim_page)),
    Mutation("note-no-id", "the ID of a note's tag lost", _on_element("Note", _drop_id)),
    Mutation("note-untagged", "a note tagged otherwise", _on_element("Note", _call_otherwise)),
    Mutation("double-id", "an ID given to two notes", edit(_double_id)),
    Mutation("orphan-tag", "a tag that names another parent", _on_element("P", _orphan)),
    Mutation("link-untagged", "a link tagged otherwise", _on_element("Link", _call_otherwise)),
    Mutation("content-untold", "content taken out of the tags", edit(_forget_content)),
    Mutation("content-misled", "content listed under a wrong tag", edit(_mislead_content)),
    Mutation("words-untagged", "words on a page without a tag", edit(_untag_words)),
    Mutation("swap-folios", "the numbers printed on two pages swapped", edit(_swap_folios)),
    Mutation("font-twice", "a font embedded a second time", edit(_embed_twice)),
    Mutation("another-book", "the title of another book", edit(_rename_book)),
    Mutation("cut-file", "the file cut off", _cut_file),
    Mutation("spoil-file", "the table of objects overwritten", _spoil_file),
)
