"""What browsers are shown at this moment, and how they learn that it is another."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from scholiast.diagnostics import Diagnostic, Severity, excerpt
from scholiast.source import Source

MOST = 50
"""Findings that a page shows; the rest are in the terminal."""


class Doing(Enum):
    """What the server does: it builds, shows the manuscript as it is, or could not build it."""

    BUILDING = "building"
    SHOWN = "shown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as a page shows it: `place` is `path:line:column`, `excerpt` the line itself."""

    severity: str
    code: str
    place: str
    message: str
    hint: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class State:
    """What is shown: the `files` of the last book that could be built, by address.

    `since` is when it began to do so, in seconds since 1970. `proved` is the number of notes that
    were proofread in these files, None while they are not. `errors` and `warnings` count all
    findings, of which `remarks` are the first.
    """

    doing: Doing
    since: float
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    looks: str = ""
    remarks: tuple[Remark, ...] = ()
    errors: int = 0
    warnings: int = 0
    proved: int | None = None

    def showing(self, files: Mapping[str, bytes], since: float) -> "State":
        """Return a state that shows other files, in which nothing was found so far."""
        return State(Doing.SHOWN, since, files, _digest(_looks(files)))

    def with_findings(
        self, findings: tuple[Diagnostic, ...], sources: Mapping[str, Source]
    ) -> "State":
        """Return the state with what was found in the manuscript; what is waived is left out."""
        said = [one for one in findings if one.severity is not Severity.NOTE]
        said.sort(key=lambda one: one.severity is not Severity.ERROR)
        severities = [one.severity for one in said]
        return replace(
            self,
            remarks=tuple(_remark(one, sources) for one in said[:MOST]),
            errors=severities.count(Severity.ERROR),
            warnings=severities.count(Severity.WARNING),
        )

    def stamp(self, path: str) -> str:
        """Return what a page is known by: another one means that it looks otherwise."""
        data = self.files.get(path)
        return "none" if data is None else _digest({path: data}, self.looks)


def _remark(finding: Diagnostic, sources: Mapping[str, Source]) -> Remark:
    return Remark(
        severity=finding.severity.value,
        code=finding.rule.code,
        place=str(finding.place) if finding.place else "",
        message=finding.said,
        hint=finding.hint or "",
        excerpt=excerpt(finding, sources),
    )


def _looks(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what all pages load: style sheets, fonts and scripts, but not what is searched."""
    return {
        path: data
        for path, data in files.items()
        if path.endswith((".css", ".js", ".woff2")) and "/search-" not in path
    }


def _digest(files: Mapping[str, bytes], more: str = "") -> str:
    found = hashlib.sha256(more.encode())
    for path, data in sorted(files.items()):
        found.update(f"{path}\n{len(data)}\n".encode() + data)
    return found.hexdigest()[:20]


class Stand:
    """The state that browsers see, which one thread changes and others wait for."""

    def __init__(self, first: State) -> None:
        self._state = first
        self._number = 0
        self._ended = False
        self._changed = threading.Condition()

    @property
    def state(self) -> State:
        """Return what is shown now."""
        with self._changed:
            return self._state

    def show(self, state: State) -> None:
        """Show another state, and wake all who wait for one."""
        with self._changed:
            self._state = state
            self._number += 1
            self._changed.notify_all()

    def exchange(self, old: State, new: State) -> bool:
        """Show a state in the place of another; tell whether that was still shown."""
        with self._changed:
            if self._state is not old:
                return False
            self.show(new)
            return True

    def end(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> tuple[int, State] | None:
        """Return the state after that of a `number`, and its own; None where all has ended.

        Waits so many `seconds` for it; then it is the same.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._number != number, seconds)
            return None if self._ended else (self._number, self._state)
