"""What proofreading one artifact gives: findings, and where each note stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scholiast.diagnostics import Diagnostic, Severity, failed, in_order
from scholiast.edition import Format
from scholiast.ledger import Ledger, Stand
from scholiast.paging import PageStart


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of one artifact against the ledger.

    `artifact` is the name of the file or folder, `stands` says by note id where each note was
    found, `proved` counts the notes of which nothing at all is wrong, `pages` those of a PDF,
    `starts` where these begin.
    """

    artifact: str
    format: Format
    diagnostics: tuple[Diagnostic, ...]
    stands: Mapping[str, Stand] = field(repr=False)
    proved: int
    pages: int | None = None
    starts: tuple[PageStart, ...] = field(default=(), repr=False)

    @property
    def good(self) -> bool:
        """Tell whether the artifact may be published: no error was found in it."""
        return not failed(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic, and the id of the note that it casts doubt on, if it is about one."""

    diagnostic: Diagnostic
    note: str | None = None


def conclude(
    name: str,
    format: Format,
    ledger: Ledger,
    findings: Iterable[Finding],
    stands: Mapping[str, Stand],
    pages: int | None = None,
    starts: Iterable[PageStart] = (),
) -> Proof:
    """Return the proof that these findings make: a note with an error against it is not proved."""
    found = list(findings)
    doubted = {f.note for f in found if f.diagnostic.severity is Severity.ERROR}
    proved = [n for n in ledger.notes if n.id in stands and n.id not in doubted and not n.missing]
    return Proof(
        artifact=name,
        format=format,
        diagnostics=tuple(in_order(f.diagnostic for f in found)),
        stands={note.id: stands[note.id] for note in ledger.notes if note.id in stands},
        proved=len(proved),
        pages=pages,
        starts=tuple(starts),
    )
