"""Rounds: who runs when, who does not run again, and what becomes of failures."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.contender import Bench, Contender, Made, WrongOutputError
from benchmarks.corpus import SIZES
from benchmarks.results import Run
from benchmarks.schedule import rounds
from benchmarks.watch import Cost, Step


def contender(name: str, *, wrong: str = "") -> Contender:
    """Return a contender whose command is its name; `wrong` is what inspection finds."""

    def inspect(bench: Bench, printed: str) -> Made:
        if wrong:
            raise WrongOutputError(wrong)
        return Made(pages=len(printed))

    return Contender(
        name, name.title(), name, lambda bench: None, lambda bench: (bench.step(name),), inspect
    )


def meter(steps: Sequence[Step], allowed: float) -> Cost:
    """Say what a command took, by its name, instead of running it."""
    (name,) = steps[0].arguments
    code = {"broken": 3, "endless": -9}.get(name, 0)
    seconds = {"slow": 100.0, "endless": allowed}.get(name, 1.0)
    return Cost(seconds, 2.0, 3.0, code, "it said so", "ten signs.")


def measured(folder: Path, *contenders: Contender, runs: int = 2) -> list[Run]:
    """Return the runs of some contenders."""
    told = rounds(contenders, SIZES["S"], folder, runs=runs, patience=60, allowed=900, meter=meter)
    return list(told)


def test_contenders_take_turns(tmp_path: Path) -> None:
    """A B, A B: not all runs of one and then all of the other."""
    done = measured(tmp_path, contender("first"), contender("second"))
    expected = [(0, "first"), (0, "second"), (1, "first"), (1, "second")]
    assert expected == [(run.round, run.contender) for run in done]
    assert Run("S", "first", 0, 1.0, 2.0, 3.0, pages=10) == done[0]


def test_the_slow_run_once(tmp_path: Path) -> None:
    """What takes longer than our patience is run once."""
    done = measured(tmp_path, contender("slow"), contender("quick"), runs=3)
    assert ["slow", "quick", "quick", "quick"] == [run.contender for run in done]


def test_failures_are_told_and_not_repeated(tmp_path: Path) -> None:
    """A command that fails, one that is ended and one that makes the wrong thing are errors."""
    wrong = contender("wrong", wrong="two pages are missing")
    done = measured(tmp_path, contender("broken"), contender("endless"), wrong)
    expected = {
        "broken": "failed with code 3: it said so",
        "endless": "ended after 900 s",
        "wrong": "two pages are missing",
    }
    assert expected == {run.contender: run.error for run in done}
    assert len(expected) == len(done)
