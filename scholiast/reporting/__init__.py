"""Findings in the forms that other programs read: annotations of GitHub, SARIF, JUnit."""

from collections.abc import Sequence

from scholiast.diagnostics import Diagnostic
from scholiast.reporting import github, junit, sarif

_WRITERS = {"github": github.write, "sarif": sarif.write, "junit": junit.write}


def report(form: str, findings: Sequence[Diagnostic]) -> str:
    """Return findings in the form of another program, as text that ends without a line end.

    The forms are `github`, `sarif` and `junit`; KeyError for others.
    """
    return _WRITERS[form](findings)
