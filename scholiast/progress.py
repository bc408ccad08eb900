"""Progress of a long work, shown on stderr as it goes on: the stages, and the time each takes."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scholiast.jobs import Done
from scholiast.terminal import complain, console, show_table

if TYPE_CHECKING:
    from rich.progress import Progress

if sys.platform != "win32":
    import resource

MOST_REASONS = 20
"""How many of the jobs that were done again `--timings` names, with what had changed."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What a stage took: `jobs` that were done in it, others that were `reused`, `seconds`.

    `peak` is the largest memory of this process so far in MB, `workers` that of all its workers
    together, where the stage is one of this process; both are 0 on systems that do not tell. The
    seconds of a stage of jobs are those of all its jobs, which are done side by side.
    """

    stage: str
    seconds: float
    peak: float = 0.0
    workers: float = 0.0
    jobs: int = 0
    reused: int = 0
    is_of_jobs: bool = False


@dataclass(slots=True)
class Clock:
    """Shows the stages of a long work as they pass, on stderr, and keeps what each took.

    On a terminal that is a bar with the time elapsed, elsewhere a line a stage, and nothing at all
    when `quiet`. Stages may run side by side: the line of such a one is told again at its end.
    The memory of other processes is asked for only when `measuring`, since that takes time.
    """

    quiet: bool = False
    measuring: bool = False
    timings: list[Timing] = field(default_factory=list)
    _bar: "Progress | None" = None
    _running: list[str] = field(default_factory=list)
    _open: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def running(self, stages: int) -> Iterator[None]:
        """Show progress through `stages` stages while the context lasts."""
        if self.quiet or not console(stderr=True).is_terminal:
            yield
            return
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        screen = console(stderr=True)
        with Progress(*columns, TimeElapsedColumn(), console=screen, transient=True) as bar:
            bar.add_task("", total=stages)
            self._bar = bar
            yield
            self._bar = None

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show that the stage `name` runs while the context lasts."""
        started = time.perf_counter()
        with self._lock:
            self._begin(name)
        try:
            yield
        finally:
            seconds = time.perf_counter() - started
            with self._lock:
                workers = _workers() if self.measuring else 0.0
                self.timings.append(Timing(name, seconds, _peak(), workers))
                self._end(name, seconds)

    def _begin(self, name: str) -> None:
        self._running.append(name)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], description=", ".join(self._running))
        elif not self.quiet:
            self._end_line()
            complain(f"{name:<12} ", end="")
            self._open = name

    def _end(self, name: str, seconds: float) -> None:
        self._running.remove(name)
        if self._bar is not None:
            task = self._bar.task_ids[0]
            self._bar.update(task, description=", ".join(self._running) or name, advance=1)
        elif not self.quiet:
            if self._open != name:
                self._end_line()
                complain(f"{name:<12} ", end="")
            complain(f"{seconds:6.1f} s")
            self._open = None

    def _end_line(self) -> None:
        """End the line of a stage that began last and still runs."""
        if self._open is not None:
            complain("")
        self._open = None


def collect(timings: Iterable[Timing], account: Iterable[Done]) -> list[Timing]:
    """Return the timings of this process's stages, then those of jobs, by the stage they were in.

    Jobs are told in the order of the names of their stages: they are done side by side.
    """
    by_stage: dict[str, list[Done]] = {}
    for one in account:
        by_stage.setdefault(one.stage, []).append(one)
    return [*timings, *(_of_jobs(stage, done) for stage, done in sorted(by_stage.items()))]


def _of_jobs(stage: str, done: Sequence[Done]) -> Timing:
    reused = sum(one.reused for one in done)
    seconds = sum(one.seconds for one in done if not one.reused)
    return Timing(stage, seconds, jobs=len(done) - reused, reused=reused, is_of_jobs=True)


def reasons(account: Iterable[Done]) -> list[tuple[str, str, str]]:
    """Return stage, name and reason of each job that was done again since something changed."""
    found = {(one.stage, one.name, one.why) for one in account if one.why not in ("", "new")}
    return sorted(found)


def show_timings(timings: Iterable[Timing], account: Sequence[Done]) -> None:
    """Print what each stage took, and why jobs were done again, on stderr."""
    rows = [_row(one) for one in collect(timings, account)]
    head = ("stage", "jobs", "reused", "seconds", "peak MB", "workers MB")
    show_table(head, rows, right=head[1:], stderr=True)
    found = reasons(account)
    for stage, name, why in found[:MOST_REASONS]:
        complain(f"{stage} {name}: {why}")
    if len(found) > MOST_REASONS:
        complain(f"and {len(found) - MOST_REASONS} more")


def _row(one: Timing) -> tuple[str, ...]:
    if one.is_of_jobs:
        return f"  {one.stage}", str(one.jobs), str(one.reused), f"{one.seconds:.2f}", "", ""
    return one.stage, "", "", f"{one.seconds:.2f}", f"{one.peak:.0f}", f"{one.workers:.0f}"


def as_records(timings: Iterable[Timing], account: Sequence[Done]) -> dict[str, object]:
    """Return what `show_timings` tells, for machines."""
    stages = [
        {
            "stage": one.stage,
            "of": "jobs" if one.is_of_jobs else "build",
            "jobs": one.jobs,
            "reused": one.reused,
            "seconds": round(one.seconds, 3),
            "peak_mb": round(one.peak),
            "workers_mb": round(one.workers),
        }
        for one in collect(timings, account)
    ]
    again = [{"stage": s, "name": name, "why": why} for s, name, why in reasons(account)]
    return {"timings": stages, "redone": again}


def _peak() -> float:
    if sys.platform == "win32":
        return 0.0
    # Linux counts in KiB, macOS in bytes (getrusage(2) of each).
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000


def _workers() -> float:
    """Return the sum of the largest memories so far of all processes below this one, in MB.

    What they share is counted in each. Read from proc(5), which only Linux has.
    """
    if not sys.platform.startswith("linux"):
        return 0.0
    states = dict(_states())
    below = {os.getpid()}
    for _ in range(3):  # workers, and what started them
        below |= {number for number, (parent, _) in states.items() if parent in below}
    return sum(states[number][1] for number in below - {os.getpid()} if number in states)


def _states() -> Iterator[tuple[int, tuple[int, float]]]:
    """Yield number, parent, and largest memory in MB of each process."""
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(
                line.split(":", 1) for line in path.read_text().splitlines() if ":" in line
            )
        except OSError:  # it ended meanwhile
            continue
        kib = int(lines.get("VmHWM", "0 kB").split()[0])
        yield int(path.parent.name), (int(lines["PPid"]), kib * 1024 / 1_000_000)
