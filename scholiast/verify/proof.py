"""What proofreading one artifact gives: findings, and where each note stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scholiast.diagnostics import Diagnostic, failed
from scholiast.edition import Format
from scholiast.ledger import Stand


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of one artifact against the ledger.

    `artifact` is the name of the file or folder, `stands` says by note id where each note was
    found, `proved` counts the notes of which nothing at all is wrong, `pages` those of a PDF.
    """

    artifact: str
    format: Format
    diagnostics: tuple[Diagnostic, ...]
    stands: Mapping[str, Stand] = field(repr=False)
    proved: int
    pages: int | None = None

    @property
    def good(self) -> bool:
        """Tell whether the artifact may be published: no error was found in it."""
        return not failed(self.diagnostics)
