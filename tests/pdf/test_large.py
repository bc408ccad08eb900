"""A book of thirty chapters and more than a thousand notes, laid out whole and proofread."""

import pytest

from scholiast import verify
from scholiast.diagnostics import as_concise
from scholiast.ledger import open_ledger
from tests.pdf import generated, reading


@pytest.mark.slow
def test_a_large_book_loses_nothing() -> None:
    """No note is lost, cut, late or outside the area of text, and no link leads nowhere."""
    book = generated.book(30)
    assert len(book.notes) > 1000
    artifact = reading.render(book)
    assert [] == list(map(as_concise, artifact.diagnostics))
    proof = verify.pdf.verify(reading.data_of(artifact), open_ledger(book), artifact.name)
    assert [] == list(map(as_concise, proof.diagnostics))
    assert {note.id for note in book.notes} == set(proof.stands)
