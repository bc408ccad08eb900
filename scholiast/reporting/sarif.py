"""Findings as SARIF 2.1.0, which code scanning reads.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import scholiast
from scholiast.diagnostics import Diagnostic, Rule
from scholiast.source import Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(findings: Sequence[Diagnostic]) -> str:
    """Return a log with one run, that of `findings`."""
    return json.dumps(log(findings), ensure_ascii=False, indent=2)


def log(findings: Sequence[Diagnostic]) -> dict[str, Any]:
    """Return the log as what JSON is made of."""
    rules = sorted({finding.rule.code: finding.rule for finding in findings}.items())
    index = {code: at for at, (code, _) in enumerate(rules)}
    driver = {
        "name": "Scholiast",
        "version": scholiast.__version__,
        "rules": [_rule(rule) for _, rule in rules],
    }
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index, seen) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    first = rule.explanation.strip().split("\n\n")[0]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": " ".join(first.split())},
        "fullDescription": {"text": " ".join(first.split())},
        "help": {"text": rule.explanation, "markdown": rule.explanation},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(finding: Diagnostic, index: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    said = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": index[finding.rule.code],
        "level": finding.severity.value,
        "message": {"text": said},
        "partialFingerprints": {"scholiast/v1": _fingerprint(finding, seen)},
    }
    if finding.waived:
        suppression = {"kind": "external", "status": "accepted", "justification": finding.waived}
        result |= {"level": finding.rule.severity.value, "suppressions": [suppression]}
    if finding.place is not None:
        result["locations"] = [{"physicalLocation": _location(finding.place)}]
    return result


def _fingerprint(finding: Diagnostic, seen: Counter[str]) -> str:
    """Return what a finding is known by when lines move: all of it but its line (3.27.17)."""
    path = finding.place.path if finding.place else ""
    words = f"{finding.rule.code}\0{path}\0{finding.message}"
    seen[words] += 1
    return hashlib.sha256(f"{words}\0{seen[words]}".encode()).hexdigest()[:32]


def _location(place: Span) -> dict[str, Any]:
    located: dict[str, Any] = {"artifactLocation": {"uri": quote(place.path)}}
    if place.start is not None:
        region = {"startLine": place.start.line, "startColumn": place.start.column}
        if place.end is not None:
            region |= {"endLine": place.end.line, "endColumn": place.end.column}
        located["region"] = region
    return located
