"""Run commands one after another and say what they and all their children took.

This module runs as a process of its own between the benchmark and what is measured:
`python -m benchmarks.watch SECONDS` reads the commands as JSON from stdin and writes a `Cost` as
JSON to stdout. It adopts what a command leaves behind (a browser's processes, say), so that their
time is counted too, and ends them when the time allowed is over.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

_PROC = Path("/proc")
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER, prctl(2)."""

_INTERVAL = 0.01
_SHARE = 0.05
"""Seconds between two looks at memory, and the share of the time that looking may take."""

_GRACE = 5.0
"""Seconds that processes left behind have to end by themselves."""

_TAIL = 4_000
"""Characters of what a program that failed said last."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command: `arguments` run in the folder `cwd` with this `environment`."""

    arguments: tuple[str, ...]
    cwd: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Cost:
    """What steps took: seconds by the clock, seconds of all processors, memory in MB (10^6 bytes).

    `memory` is the largest sum seen of the proportional set sizes of all processes (proc(5),
    `smaps_rollup`), so that what processes share counts once; None where the system does not tell.
    `code` is the exit code of the step that failed, or 0; `printed` is what went to stdout, and
    `said` is what was printed last, there and on stderr.
    """

    seconds: float
    cpu: float
    memory: float | None
    code: int
    said: str = ""
    printed: str = ""


@dataclass(slots=True)
class _Sampler:
    """Looks at the memory of all processes below this one, until told to stop."""

    peak: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        wait = _INTERVAL
        while not self.done.wait(wait):
            begun = time.perf_counter()
            self.peak = max(self.peak, sum(map(_pss, descendants(os.getpid()))))
            wait = max(_INTERVAL, (time.perf_counter() - begun) / _SHARE)


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, itself left out; none where the system does not tell."""
    found, open_ = [], [pid]
    while open_:
        below = list(_children(open_.pop()))
        found += below
        open_ += below
    return found


def _children(pid: int) -> Iterator[int]:
    """Yield what each thread of a process has started (proc(5), `task/TID/children`)."""
    try:
        for thread in (_PROC / str(pid) / "task").iterdir():
            yield from map(int, (thread / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return


def _pss(pid: int) -> int:
    """Return the proportional set size of a process in bytes, 0 where it has ended."""
    try:
        rollup = (_PROC / str(pid) / "smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0
    )


@contextlib.contextmanager
def _sampled() -> Iterator[_Sampler]:
    sampler = _Sampler()
    thread = threading.Thread(target=sampler.run, daemon=True)
    if (_PROC / "self" / "smaps_rollup").exists():
        thread.start()
    try:
        yield sampler
    finally:
        sampler.done.set()
        if thread.is_alive():
            thread.join()


def watch(steps: Sequence[Step], allowed: float) -> Cost:
    """Run the steps until one fails, for `allowed` seconds at most, and return what they took.

    A step that takes longer is ended and has the code -9.
    """
    _adopt()
    deadline = time.monotonic() + allowed
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, _sampled() as sampler:
        begun = time.perf_counter()
        code = 0
        for step in steps:
            code = _run(step, out, err, deadline)
            if code:
                break
        seconds = time.perf_counter() - begun
        _end_left_behind()
        printed, complained = _text(out), _text(err)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    memory = sampler.peak / 1e6 if sampler.peak else None
    said = f"{printed.strip()[-_TAIL:]}\n{complained.strip()[-_TAIL:]}".strip()
    return Cost(seconds, cpu, memory, code, said, printed)


def _run(step: Step, out: IO[bytes], err: IO[bytes], deadline: float) -> int:
    process = subprocess.Popen(
        step.arguments,
        cwd=step.cwd,
        env=step.environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
    )
    try:
        return process.wait(timeout=max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _adopt() -> None:
    """Become the parent of what commands leave behind, where the system can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def _end_left_behind() -> None:
    """Wait for adopted processes, then end those that stay, so that their time is counted."""
    if not (_PROC / "self").exists():
        return
    deadline = time.monotonic() + _GRACE
    while _reap() and time.monotonic() < deadline:
        time.sleep(0.01)
    for pid in descendants(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while _reap():
        time.sleep(0.01)


def _reap() -> bool:
    """Take leave of children that have ended; tell whether there are others."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def measure(steps: Sequence[Step], allowed: float) -> Cost:
    """Return what the steps took, run below a process of their own; see `watch`."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.watch", str(allowed)],
        cwd=Path(__file__).resolve().parents[1],
        input=json.dumps([asdict(step) for step in steps]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Cost(**json.loads(done.stdout))


def main() -> None:
    """Watch the steps that stdin tells of."""
    steps = [
        Step(tuple(step["arguments"]), step["cwd"], step["environment"])
        for step in json.load(sys.stdin)
    ]
    json.dump(asdict(watch(steps, float(sys.argv[1]))), sys.stdout)


if __name__ == "__main__":
    main()
