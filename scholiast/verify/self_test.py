"""Prove the proofreader: break copies of good artifacts in known ways and count what is caught."""

from collections.abc import Sequence
from dataclasses import dataclass

from scholiast.diagnostics import Diagnostic
from scholiast.edition import Artifact, Format
from scholiast.ledger import Ledger


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


def self_test(artifacts: Sequence[Artifact], ledger: Ledger) -> SelfTest:
    """Break copies of finished artifacts in every known way and proofread each."""
    raise NotImplementedError
