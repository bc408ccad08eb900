"""Findings as a JUnit report, which most servers for CI show: a test case a finding.

There is no standard; this is what Jenkins, GitLab and Azure read. What is an error is a failure, a
warning too, since whoever asked for it wants to see it; a note is output of its case.
"""

import re
from collections.abc import Sequence

from lxml import etree

from scholiast.diagnostics import Diagnostic, Severity, as_concise

_BARRED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(findings: Sequence[Diagnostic]) -> str:
    """Return a report with one suite; without findings it has one case, which passed."""
    failures = [one for one in findings if one.severity is not Severity.NOTE]
    counts = {"tests": str(max(len(findings), 1)), "failures": str(len(failures)), "errors": "0"}
    suites = etree.Element("testsuites", counts)
    suite = etree.SubElement(suites, "testsuite", {"name": "scholiast", **counts, "skipped": "0"})
    if not findings:
        etree.SubElement(suite, "testcase", classname="scholiast", name="nothing is wrong")
    for finding in findings:
        _case(suite, finding)
    text: str = etree.tostring(suites, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text.rstrip()}'


def _case(suite: etree._Element, finding: Diagnostic) -> None:
    place = finding.place
    case = etree.SubElement(suite, "testcase")
    case.set("classname", _clean(place.path if place else "scholiast"))
    where = f" {place}" if place else ""
    case.set("name", _clean(f"{finding.rule.code} {finding.rule.name}{where}"))
    if place is not None:
        case.set("file", _clean(place.path))
        if place.start is not None:
            case.set("line", str(place.start.line))
    said = as_concise(finding) + (f"\nhint: {finding.hint}" if finding.hint else "")
    if finding.severity is Severity.NOTE:
        etree.SubElement(case, "system-out").text = _clean(said)
        return
    failure = etree.SubElement(case, "failure", type=finding.severity.value)
    failure.set("message", _clean(finding.message))
    failure.text = _clean(said)


def _clean(text: str) -> str:
    """Return text with only the characters that XML can hold (XML 1.0, 2.2)."""
    return _BARRED.sub("\N{REPLACEMENT CHARACTER}", text)
