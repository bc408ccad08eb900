"""Ways to break the text of a PDF, apart from its notes: lines lost, doubled, cut, exchanged."""

from collections.abc import Callable, Iterator, Sequence

from pikepdf import Array, ContentStreamInstruction, Operator, Pdf

from scholiast.verify.mutations.documents import Break, Mutation
from scholiast.verify.mutations.sheets import Drawn, Shown, destinations, edit, page_of

_LEAST = 6  # operands of a piece of text that is more than a number or a single letter


def _on_text(change: Callable[[Drawn, list[Shown]], bool]) -> Break:
    """Return what changes the first page of text that `change` can."""

    def apply(pdf: Pdf) -> bool:
        for page, pieces in _texts(pdf):
            if change(page, pieces):
                page.write(pdf)
                return True
        return False

    return edit(apply)


def _texts(pdf: Pdf) -> Iterator[tuple[Drawn, list[Shown]]]:
    """Yield pages on which chapters begin, with the lines of their text, the longest first."""
    notes = destinations(pdf, "note-")
    for _, place in destinations(pdf, "chapter-"):
        page = page_of(pdf, place)
        top = max((float(at[3]) for _, at in notes if at[0].objgen == page.obj.objgen), default=0)
        drawn = Drawn.of(page)
        pieces = [piece for piece in _tagged(drawn) if piece.y > top and _long(drawn, piece)]
        if len(pieces) > 1:
            yield drawn, sorted(pieces, key=lambda piece: -_length(drawn, piece))


def _tagged(drawn: Drawn) -> list[Shown]:
    """Return the pieces of a page up to its furniture, but for its calls and other links."""
    ends = (
        index
        for index, one in enumerate(drawn.operations)
        if str(one.operator) == "BDC" and str(one.operands[0]) == "/Artifact"
    )
    end = next(ends, len(drawn.operations))
    links = drawn.in_links(drawn.page, "")
    return [piece for piece in drawn.pieces if piece.index < end and piece not in links]


def _length(drawn: Drawn, piece: Shown) -> int:
    return len(drawn.operations[piece.index].operands[0])


def _long(drawn: Drawn, piece: Shown) -> bool:
    return _length(drawn, piece) > _LEAST


def _show(drawn: Drawn, piece: Shown, operands: Sequence[object]) -> None:
    drawn.operations[piece.index] = ContentStreamInstruction(
        [Array(list(operands))], Operator("TJ")
    )


def _lose_line(drawn: Drawn, pieces: list[Shown]) -> bool:
    _show(drawn, pieces[0], [])
    return True


def _cut_line(drawn: Drawn, pieces: list[Shown]) -> bool:
    """Take away the second half of a line."""
    operands = list(drawn.operations[pieces[0].index].operands[0])
    _show(drawn, pieces[0], operands[: len(operands) // 2])
    return True


def _turn_words(drawn: Drawn, pieces: list[Shown]) -> bool:
    """Draw the second half of a line before the first."""
    operands = list(drawn.operations[pieces[0].index].operands[0])
    half = len(operands) // 2
    _show(drawn, pieces[0], [*operands[half:], *operands[:half]])
    return True


def _swap_lines(drawn: Drawn, pieces: list[Shown]) -> bool:
    """Exchange lines of one font: what is drawn in another one would be other words."""
    alike = [other for other in pieces[1:] if _font(drawn, other) == _font(drawn, pieces[0])]
    return any(drawn.swap(pieces[0], other) for other in alike)


def _font(drawn: Drawn, piece: Shown) -> str:
    before = (one for one in reversed(drawn.operations[: piece.index]) if str(one.operator) == "Tf")
    found = next(before, None)
    return "" if found is None else str(found.operands[0])


def _double_line(drawn: Drawn, pieces: list[Shown]) -> bool:
    """Draw a line once more, a little lower."""
    piece = pieces[0]
    a, b, c, d, e, f = (float(one) for one in drawn.operations[piece.matrix].operands)
    below = ContentStreamInstruction([a, b, c, d, e, f + 24], Operator("Tm"))
    again = drawn.operations[piece.index]
    drawn.operations[piece.index + 1 : piece.index + 1] = [below, again]
    return True


def _other_words(drawn: Drawn, pieces: list[Shown]) -> bool:
    """Draw the words of one line in the place of another."""
    one, other = (drawn.operations[piece.index] for piece in pieces[:2])
    drawn.operations[pieces[1].index] = one
    return bool(one.operands[0] != other.operands[0])


MUTATIONS = (
    Mutation("lose-line", "a line of the text taken out", _on_text(_lose_line)),
    Mutation("cut-line", "the second half of a line of the text cut off", _on_text(_cut_line)),
    Mutation("turn-words", "the halves of a line of the text exchanged", _on_text(_turn_words)),
    Mutation("swap-text", "two lines of the text exchanged", _on_text(_swap_lines)),
    Mutation("double-line", "a line of the text printed twice", _on_text(_double_line)),
    Mutation("other-words", "words in the place of others", _on_text(_other_words)),
)
"""Ways to break the text of chapters."""
