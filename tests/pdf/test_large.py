"""A book of thirty chapters and more than a thousand notes keeps every one of them."""

import pytest

from scholiast import ledger
from scholiast.diagnostics import as_concise
from scholiast.verify import Proof
from scholiast.verify import pdf as proofreader
from tests.pdf import generated, reading

CHAPTERS = 30


@pytest.fixture(scope="module")
def proof() -> Proof:
    """Return the proof of a large book: some of its notes are longer than a page."""
    book = generated.book(CHAPTERS)
    artifact = reading.render(book)
    assert [] == list(map(as_concise, artifact.diagnostics))
    return proofreader.verify(reading.data_of(artifact), ledger.open_ledger(book), artifact.name)


@pytest.mark.slow
def test_every_note_of_a_large_book_is_proved(proof: Proof) -> None:
    """No note is lost, cut or outside the area of text; each begins on the page of its call."""
    assert [] == list(map(as_concise, proof.diagnostics))
    assert proof.proved == len(proof.stands)
    assert proof.proved > 1000


@pytest.mark.slow
def test_notes_run_on_over_few_pages(proof: Proof) -> None:
    """A note goes on to the next page where it must, and to no more pages than its words need."""
    over = [
        stand.last_page - stand.page
        for stand in proof.stands.values()
        if stand.page is not None and stand.last_page is not None
    ]
    assert len(over) == proof.proved
    assert 0 < sum(pages > 0 for pages in over) < proof.proved / 4
    assert max(over) <= 3
