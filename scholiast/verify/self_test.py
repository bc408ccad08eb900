"""Prove the proofreader: break copies of good artifacts in known ways and count what is caught."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from scholiast.diagnostics import Diagnostic, Severity
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger
from scholiast.verify import artifact as proofread
from scholiast.verify import below
from scholiast.verify.mutations import (
    access,
    books,
    documents,
    found,
    lines,
    pagelist,
    places,
    sheets,
    standing,
)
from scholiast.verify.mutations.documents import Copy, Mutation

MUTATIONS = MappingProxyType(
    {
        Format.EPUB: (*documents.MUTATIONS, *books.EPUB, *access.EPUB),
        Format.HTML: (*documents.MUTATIONS, *books.WEB, *found.PAGES),
        Format.SINGLE_HTML: found.SINGLE,
        Format.PDF: (*sheets.MUTATIONS, *lines.MUTATIONS),
    }
)
"""All known ways to break an artifact, by its format."""

PLACED = MappingProxyType(
    {Format.PDF: places.MUTATIONS, Format.EPUB: standing.EPUB, Format.HTML: standing.WEB}
)
"""More ways, for books whose notes stand in several places."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One fault put into a copy: `what` was done to which `format`, and the `findings` it gave.

    `findings` are the errors that the unbroken artifact does not have.
    """

    format: Format
    name: str
    what: str
    findings: tuple[Diagnostic, ...]

    @property
    def caught(self) -> bool:
        """Tell whether the proofreader saw it."""
        return bool(self.findings)


@dataclass(frozen=True, slots=True)
class SelfTest:
    """All trials, and the faults that the artifacts gave no room for (`format: what`)."""

    trials: tuple[Trial, ...]
    left_out: tuple[str, ...] = ()

    @property
    def missed(self) -> tuple[Trial, ...]:
        """Return the trials that were not caught."""
        return tuple(trial for trial in self.trials if not trial.caught)

    @property
    def share(self) -> float:
        """Return the share of faults caught, from 0 to 1; 0 where nothing was tried."""
        return 1 - len(self.missed) / len(self.trials) if self.trials else 0.0


def self_test(artifacts: Sequence[Artifact], whole_book: Ledger) -> SelfTest:
    """Break copies of finished artifacts in every known way and proofread each.

    The artifacts should be good; what is wrong with one already does not count as caught.
    """
    trials: list[Trial] = []
    left_out: list[str] = []
    for whole in artifacts:
        ledger = whole_book.edition(whole.format.value)
        base = _rewritten(whole, ledger)
        known = {*_errors(whole, ledger), *_errors(base, ledger)}
        for mutation in (*mutations(whole.format, ledger), *_of_its_address(whole)):
            broken = break_copy(base, ledger, mutation)
            if broken is None:
                left_out.append(f"{whole.format.value}: {mutation.what}")
                continue
            findings = tuple(f for f in _errors(broken, ledger) if f not in known)
            trials.append(Trial(whole.format, mutation.name, mutation.what, findings))
    return SelfTest(tuple(trials), tuple(left_out))


def mutations(format: Format, ledger: Ledger) -> tuple[Mutation, ...]:
    """Return the ways to break an artifact of a book."""
    kind = format if format in MUTATIONS else format.file
    more = PLACED.get(kind, ()) if any(note.placement for note in ledger.notes) else ()
    paged = pagelist.EPUB if kind is Format.EPUB and ledger.starts else ()
    return (*MUTATIONS[kind], *more, *paged)


def _of_its_address(whole: Artifact) -> tuple[Mutation, ...]:
    """Return the ways to break a web book that knows where it will stand."""
    return found.WITH_ADDRESS if f"{whole.name}/sitemap.xml" in whole.files else ()


def break_copy(whole: Artifact, ledger: Ledger, mutation: Mutation) -> Artifact | None:
    """Return a copy of an artifact that is broken in one way.

    None where it gives no room for that, or would be changed in nothing.
    """
    copy = _copy(whole, ledger)
    if not mutation.apply(copy):
        return None
    broken = _packed(whole, copy)
    return None if broken.files == whole.files else broken


def _rewritten(whole: Artifact, ledger: Ledger) -> Artifact:
    """Return the artifact read and written as the broken copies are, without a fault.

    What differs from it was changed by a mutation, not by writing.
    """
    copy = _copy(whole, ledger)
    if whole.format.is_paged:
        sheets.rewrite(copy)
    else:
        copy.rewrite()
    return _packed(whole, copy)


def _copy(whole: Artifact, ledger: Ledger) -> Copy:
    if whole.format is Format.EPUB:
        return Copy(whole.format, ledger, books.unpack(whole.files[whole.name]))
    return Copy(whole.format, ledger, dict(below(whole)))


def _packed(whole: Artifact, copy: Copy) -> Artifact:
    if whole.format is Format.HTML:
        files = {f"{whole.name}/{path}": data for path, data in copy.files.items()}
    elif copy.raw is not None:
        files = {whole.name: copy.raw}
    elif whole.format is Format.EPUB:
        files = {whole.name: books.pack(copy.files)}
    else:
        files = dict(copy.files)
    return Artifact(whole.format, whole.name, files)


def _errors(whole: Artifact, ledger: Ledger) -> Iterator[Diagnostic]:
    for finding in proofread(whole, ledger).diagnostics:
        if finding.severity is Severity.ERROR:
            yield finding
