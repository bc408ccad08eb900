"""Proofread a finished EPUB against the ledger of its book."""

from scholiast.ledger import Ledger
from scholiast.verify.proof import Proof


def verify(data: bytes, ledger: Ledger, name: str) -> Proof:
    """Proofread a finished EPUB against `ledger`; `name` stands in the findings."""
    raise NotImplementedError
