"""Progress of a long work, shown on stderr as it goes on: the stages, and the time each takes."""

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from scholiast.terminal import console, show_table

if sys.platform != "win32":
    import resource


@dataclass(frozen=True, slots=True)
class Timing:
    """What a stage took: `seconds`, and `peak`, the largest memory of this process so far in MB.

    `peak` is 0 on systems that do not tell.
    """

    stage: str
    seconds: float
    peak: float


@dataclass(slots=True)
class Clock:
    """Shows the stages of a long work as they pass, on stderr, and keeps what each took.

    On a terminal that is a bar with the time elapsed, elsewhere a line a stage, and nothing at all
    when `quiet`.
    """

    quiet: bool = False
    timings: list[Timing] = field(default_factory=list)
    _bar: Progress | None = None

    @contextlib.contextmanager
    def running(self, stages: int) -> Iterator[None]:
        """Show progress through `stages` stages while the context lasts."""
        screen = console(stderr=True)
        if self.quiet or not screen.is_terminal:
            yield
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=screen, transient=True) as bar:
            bar.add_task("", total=stages)
            self._bar = bar
            yield
            self._bar = None

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show that the stage `name` runs while the context lasts."""
        started = time.perf_counter()
        self._begin(name)
        try:
            yield
        finally:
            seconds = time.perf_counter() - started
            self.timings.append(Timing(name, seconds, _peak()))
            self._end(seconds)

    def _begin(self, name: str) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], description=name)
        elif not self.quiet:
            console(stderr=True).print(f"{name:<12} ", end="")

    def _end(self, seconds: float) -> None:
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])
        elif not self.quiet:
            console(stderr=True).print(f"{seconds:6.1f} s")


def show_timings(timings: Iterable[Timing]) -> None:
    """Print what each stage took, on stderr."""
    rows = [(t.stage, f"{t.seconds:.2f}", f"{t.peak:.0f}") for t in timings]
    head = ("stage", "seconds", "peak MB")
    show_table(head, rows, right=head[1:], stderr=True)


def _peak() -> float:
    if sys.platform == "win32":
        return 0.0
    # Linux counts in KiB, macOS in bytes (getrusage(2) of each).
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000
