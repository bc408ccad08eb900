"""Ways to break a PDF whose notes stand in several places: beside the text, and at its end."""

import io
from collections.abc import Callable, Iterator
from itertools import pairwise

import pikepdf
from pikepdf import Page, Pdf

from scholiast.ledger import Ledger, NoteRecord
from scholiast.verify.mutations import sheets
from scholiast.verify.mutations.documents import Break, Copy, Mutation
from scholiast.verify.mutations.sheets import Drawn

_NEAR = 30.0  # pt: the pieces of a note in the margin begin so near to its side


def edit(change: Callable[[Pdf, Ledger], bool]) -> Break:
    """Return what applies a change to a PDF of which the ledger is known."""

    def apply(copy: Copy) -> bool:
        ((name, data),) = copy.files.items()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            changed = change(pdf, copy.ledger)
            buffer = io.BytesIO()
            pdf.save(buffer, deterministic_id=True)
        copy.files[name] = buffer.getvalue()
        return changed

    return apply


def _standing(
    pdf: Pdf, ledger: Ledger, wanted: Callable[[NoteRecord], bool]
) -> Iterator[tuple[Page, float, float]]:
    """Yield page and upper left corner of the notes that are wanted."""
    places = dict(sheets.destinations(pdf, "note-"))
    for note in ledger.notes:
        if wanted(note) and note.id in places:
            place = places[note.id]
            yield sheets.page_of(pdf, place), float(place[2]), float(place[3])


def _into_text(pdf: Pdf, ledger: Ledger) -> bool:
    """Move a note in the margin over to the text beside it."""
    for page, left, top in _standing(pdf, ledger, lambda note: note.placement == "margin"):
        drawn = Drawn.of(page)
        own = [p for p in drawn.pieces if abs(p.x - left) < _NEAR and top - 40 < p.y < top]
        middle = float(page.mediabox[2]) / 2
        for piece in own:
            drawn.move(piece, piece.x + (middle - left) * 0.7, piece.y)
        if own:
            drawn.write(pdf)
            return True
    return False


def _swap_pages_of_calls(pdf: Pdf, ledger: Ledger) -> bool:
    """Exchange the pages of their calls beside two notes at the end of the book."""
    for page, left, _ in _standing(pdf, ledger, lambda note: note.home is not None):
        drawn = Drawn.of(page)
        beside = [p for p in drawn.in_links(page, "call-") if abs(p.x - left) > 100]
        for one, other in pairwise(beside):
            if drawn.swap(one, other):
                drawn.write(pdf)
                return True
    return False


def _other_head(pdf: Pdf, ledger: Ledger) -> bool:
    """Put the running head of another page over notes at the end of the book."""
    homes = {chapter.anchor for chapter in ledger.chapters if chapter.heads}
    starts = [place for name, place in sheets.destinations(pdf, "chapter-") if name in homes]
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for place in starts:
        first = numbers[place[0].objgen]
        for number in range(first + 1, min(first + 3, len(pdf.pages))):
            head = sheets.longest_of_furniture(pdf.pages[number])
            for other in range(number - 2, 0, -2):
                found = sheets.longest_of_furniture(pdf.pages[other])
                if head is None or found is None or head.shows(found):
                    continue
                head.show(found)
                head.write(pdf)
                return True
    return False


MUTATIONS = (
    Mutation("margin-into-text", "a note in the margin set in the text", edit(_into_text)),
    Mutation(
        "swap-pages-of-calls",
        "the pages of their calls swapped beside two notes at the end",
        edit(_swap_pages_of_calls),
    ),
    Mutation("other-head", "another running head over notes at the end", edit(_other_head)),
)
