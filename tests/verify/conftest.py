"""A small book as three good artifacts, and its ledger, for all tests of proofreading."""

from collections.abc import Mapping

import pytest

from scholiast.book import Book
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger, open_ledger
from tests import factory
from tests.verify import artifacts


@pytest.fixture(scope="session")
def book() -> Book:
    """Return the sample book."""
    return factory.book()


@pytest.fixture(scope="session")
def ledger(book: Book) -> Ledger:
    """Return the ledger of the sample book."""
    return open_ledger(book)


@pytest.fixture(scope="session")
def whole(book: Book) -> Mapping[Format, Artifact]:
    """Return the sample book in all formats, nothing wrong with it."""
    return {
        Format.EPUB: artifacts.epub(book),
        Format.HTML: artifacts.web(book),
        Format.PDF: artifacts.pdf(book),
    }
