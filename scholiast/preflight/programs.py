"""Other programs that look at a PDF, where they are on the machine: qpdf and veraPDF.

They are run by `scholiast preflight` alone, never by a build: what a build says is not to depend on
what happens to be installed.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_QPDF_SECONDS = 300
_VERAPDF_SECONDS = 900
_QPDF_GOOD, _QPDF_ERRORS, _QPDF_WARNINGS = 0, 2, 3
_WORDS = 300  # of a message

FLAVOURS = {
    "pdf/ua-1": "ua1", "pdf/ua-2": "ua2",
    "pdf/a-1a": "1a", "pdf/a-1b": "1b",
    "pdf/a-2a": "2a", "pdf/a-2b": "2b", "pdf/a-2u": "2u",
    "pdf/a-3a": "3a", "pdf/a-3b": "3b", "pdf/a-3u": "3u",
    "pdf/a-4": "4", "pdf/a-4f": "4f", "pdf/a-4e": "4e",
}  # fmt: skip
"""The standards that veraPDF knows, by its names for them (docs.verapdf.org/cli/validation)."""


class ProgramError(RuntimeError):
    """A program is there, but said nothing that can be understood."""


def qpdf(path: Path) -> list[str] | None:
    """Return what `qpdf --check` finds wrong with a file; None where there is no qpdf.

    Exit codes are those of qpdf's manual, "Exit Status". Raises ProgramError.
    """
    program = shutil.which("qpdf")
    if program is None:
        return None
    done = _run([program, "--check", str(path)], _QPDF_SECONDS)
    if done.returncode == _QPDF_GOOD:
        return []
    if done.returncode not in (_QPDF_ERRORS, _QPDF_WARNINGS):
        raise ProgramError(f"qpdf ended with {done.returncode}: {done.stderr.strip()[:_WORDS]}")
    lines = [line.partition(str(path))[2] or line for line in done.stderr.splitlines()]
    told = [line.lstrip(" :") for line in lines if "operation succeeded" not in line]
    return [line[:_WORDS] for line in told if line] or [f"exit code {done.returncode}"]


def _run(command: list[str], seconds: int) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ProgramError(str(problem)) from problem


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule of a standard that a file breaks, `count` times."""

    clause: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class Validation:
    """What veraPDF says of one standard: by which profile it looked, and what failed."""

    profile: str
    compliant: bool
    failures: tuple[Failure, ...]


def has_verapdf() -> bool:
    """Tell whether veraPDF is on this machine."""
    return shutil.which("verapdf") is not None


def verapdf(path: Path, claim: str) -> Validation:
    """Return what veraPDF says of a claim that is one of FLAVOURS. Raises ProgramError."""
    program = shutil.which("verapdf")
    if program is None:
        raise ProgramError("veraPDF is not on this machine")
    command = [program, "--format", "json", "--flavour", FLAVOURS[claim], str(path)]
    done = _run(command, _VERAPDF_SECONDS)
    try:
        return understood(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as problem:
        said = (done.stderr or done.stdout).strip()[:_WORDS]
        raise ProgramError(f"veraPDF's report can't be read ({problem}): {said}") from problem


def understood(report: Mapping[str, Any]) -> Validation:
    """Return what a report of veraPDF in JSON says of the one file it is about.

    `validationResult` is a list since version 1.26, and an object before that. Raises ProgramError
    where veraPDF could not examine the file, and KeyError, TypeError where it is no such report.
    """
    job = report["report"]["jobs"][0]
    if "taskException" in job:
        told = job["taskException"]
        raise ProgramError(str(told.get("exceptionMessage") or told.get("exception")))
    result = job["validationResult"]
    results = result if isinstance(result, list) else [result]
    failures = tuple(failure for one in results for failure in _failures(one))
    compliant = bool(results) and all(one["compliant"] is True for one in results)
    profile = ", ".join(str(one["profileName"]) for one in results)
    return Validation(profile, compliant, failures)


def _failures(result: Mapping[str, Any]) -> Iterator[Failure]:
    for rule in result["details"].get("ruleSummaries", ()):
        if str(rule.get("status") or rule.get("ruleStatus")).lower() != "failed":
            continue
        clause = f"{rule['specification']}, {rule['clause']}, test {rule['testNumber']}"
        said = " ".join(str(rule.get("description") or "").split())
        yield Failure(clause, said[:_WORDS], int(rule.get("failedChecks", 1)))
