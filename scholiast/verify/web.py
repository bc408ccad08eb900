"""Proofread a finished web book, its files by path below its folder, against the ledger of its book."""

from collections.abc import Mapping
from scholiast.ledger import Ledger
from scholiast.verify.proof import Proof


def verify(files: Mapping[str, bytes], ledger: Ledger, name: str) -> Proof:
    """Proofread a finished web book, its files by path below its folder, against `ledger`; `name` stands in the findings."""
    raise NotImplementedError
