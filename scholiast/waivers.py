"""Findings that a book accepts for a time, with a reason: they no longer stop a strict build."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from scholiast.config import Waiver
from scholiast.diagnostics import Diagnostic, Rule, Severity

_ERRORS = ("V14", "V15", "V33", "V34", "V35")
"""Families of errors that are a matter between the book and a printer or a store."""


def may_be_waived(rule: Rule) -> bool:
    """Tell whether a finding of a rule can be accepted: any warning, and what a printer may take.

    A note that is lost, or anything else without which a book is not whole, never can.
    """
    return rule.severity is not Severity.ERROR or rule.code.startswith(_ERRORS)


def waive(findings: Iterable[Diagnostic], waivers: Sequence[Waiver]) -> list[Diagnostic]:
    """Return findings, those for which there is a waiver as waived.

    Whether a waiver has ended is not asked here, so that a build does not depend on the day.
    """
    return [_waived(finding, waivers) for finding in findings] if waivers else list(findings)


def _waived(finding: Diagnostic, waivers: Sequence[Waiver]) -> Diagnostic:
    waiver = next((one for one in waivers if covers(one, finding)), None)
    if waiver is None or finding.severity is Severity.NOTE:
        return finding
    return replace(finding, waived=f"until {waiver.until}: {waiver.reason}")


def covers(waiver: Waiver, finding: Diagnostic) -> bool:
    """Tell whether a waiver is for a finding: its rule, and the file that it is about."""
    path = finding.place.path if finding.place else ""
    return (
        waiver.rule == finding.rule.code
        and may_be_waived(finding.rule)
        and fnmatchcase(path.partition("#")[0], waiver.place)
    )
