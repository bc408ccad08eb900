"""Rounds of runs: each contender in turn, so that a busy minute of the machine hits all alike."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.contender import Bench, Contender, Made, WrongOutputError
from benchmarks.corpus import Size
from benchmarks.ours import CHECKOUT
from benchmarks.results import Run
from benchmarks.watch import Cost, Step, measure
from scholiast import machine

Meter = Callable[[Sequence[Step], float], Cost]
"""Runs steps, for at most so many seconds, and says what they took."""


def rounds(
    contenders: Sequence[Contender],
    size: Size,
    folder: Path,
    *,
    runs: int,
    patience: float,
    allowed: float,
    meter: Meter = measure,
) -> Iterator[Run]:
    """Yield `runs` runs of each contender on a book in `folder`: A B C, A B C.

    A contender that takes more than `patience` seconds, or fails, is not run again. `allowed` is
    the number of seconds after which a run is ended as failed.
    """
    over: set[str] = set()
    for round in range(runs):
        for contender in contenders:
            if contender.name in over:
                continue
            run = _run(contender, size, folder, round, allowed, meter)
            if run.error or run.seconds > patience:
                over.add(contender.name)
            yield run


def _run(
    contender: Contender, size: Size, folder: Path, round: int, allowed: float, meter: Meter
) -> Run:
    desk = folder / size.name / contender.desk
    bench = Bench(size, desk / "book", round, environment(desk))
    desk.mkdir(parents=True, exist_ok=True)
    cost, made, error = Cost(0.0, 0.0, None, 0), Made(), ""
    try:
        contender.prepare(bench)
        cost = meter(contender.steps(bench), allowed)
        if cost.code:
            raise WrongOutputError(_ended(cost, allowed))
        made = contender.inspect(bench, cost.printed)
    except WrongOutputError as problem:
        error = str(problem)
    return Run(
        size=size.name,
        contender=contender.name,
        round=round,
        seconds=cost.seconds,
        cpu=cost.cpu,
        memory=cost.memory,
        pages=made.pages,
        lost=made.lost,
        stages=made.stages,
        error=error,
    )


def _ended(cost: Cost, allowed: float) -> str:
    if cost.code < 0 and cost.seconds >= allowed:
        return f"ended after {allowed:.0f} s"
    return f"failed with code {cost.code}: {cost.said}"


def environment(desk: Path) -> Mapping[str, str]:
    """Return the environment of all runs: caches of their own, and the Chromium of this machine."""
    variables = dict(os.environ)
    paths = [str(CHECKOUT), variables.get("PYTHONPATH", "")]
    variables["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    variables["XDG_CACHE_HOME"] = str(desk / "cache")
    variables.pop("SCHOLIAST_CACHE", None)  # or what was built before would be found there
    variables["PUPPETEER_EXECUTABLE_PATH"] = machine.chromium() or ""
    return variables
