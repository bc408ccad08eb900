"""`python -m benchmarks`: measure Scholiast beside its peers, and print a table."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from benchmarks import corpus, ours, peers, table
from benchmarks.contender import Contender
from benchmarks.place import machine_of, versions_of
from benchmarks.results import Results, Run, as_json
from benchmarks.schedule import rounds

T = TypeVar("T")


def main() -> int:
    """Measure what the command line asks for; return 1 where a run failed, else 0."""
    asked = _arguments()
    present = [contender for contender in asked.contenders if not contender.missing]
    missing = {one.name: one.missing for one in asked.contenders if one.missing}
    for name, why in missing.items():
        _say(f"{name:<14} skipped: {why}")
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="benchmarks-", dir=asked.work) as folder:
        for size in asked.sizes:
            for run in rounds(
                present,
                corpus.SIZES[size],
                Path(folder),
                runs=asked.runs,
                patience=asked.patience,
                allowed=asked.allowed,
            ):
                _say(_line(run))
                runs.append(run)
    labels = {contender.name: contender.label for contender in asked.contenders}
    versions = versions_of(labels.keys())
    results = Results(machine_of(), versions, labels, tuple(runs), missing)
    if asked.json is not None:
        asked.json.write_text(as_json(results), encoding="utf-8")
    sys.stdout.write(table.whole(results))
    return 1 if any(run.error for run in runs) else 0


def _arguments() -> argparse.Namespace:
    own, others = ours.contenders(), peers.contenders()
    usual = [one for one in own if one.name != "whole"]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--sizes", default="S,M", metavar="NAME,...", help="of S, M, L [default: S,M]")
    add("--ours", default=_joined(usual), metavar="NAME,...", help=f"of {_joined(own)}, or none")
    add(
        "--peers",
        default=_joined(others),
        metavar="NAME,...",
        help=f"of {_joined(others)}, or none",
    )
    add("--runs", type=int, default=3, help="rounds [default: 3]")
    add("--patience", type=float, default=60, help="seconds above which one run is enough [60]")
    add("--allowed", type=float, default=900, help="seconds after which a run has failed [900]")
    add("--json", type=Path, metavar="FILE", help="write every run, medians and ratios to FILE")
    add("--work", type=Path, metavar="DIR", help="where books are built [a temporary folder]")
    asked = parser.parse_args()
    try:
        asked.sizes = _chosen(asked.sizes, {name: name for name in corpus.SIZES})
        asked.contenders = [
            *_chosen(asked.ours, {one.name: one for one in own}),
            *_chosen(asked.peers, {one.name: one for one in others}),
        ]
    except ValueError as problem:
        parser.error(str(problem))
    return asked


def _joined(contenders: Iterable[Contender]) -> str:
    return ",".join(contender.name for contender in contenders)


def _chosen(names: str, known: Mapping[str, T]) -> list[T]:
    """Return what is named in a list such as `S,M`, in the order of `known`; `none` is nothing.

    Raises ValueError for a name that is not known.
    """
    wanted = [] if names == "none" else names.split(",")
    if unknown := [name for name in wanted if name not in known]:
        raise ValueError(f"there is no `{unknown[0]}` among {', '.join(known)}")
    return [one for name, one in known.items() if name in wanted]


def _line(run: Run) -> str:
    what = f"{run.size} {run.round + 1} {run.contender:<14}"
    if run.error:
        return f"{what} {run.error.splitlines()[0]}"
    memory = f"{run.memory:6.0f} MB" if run.memory is not None else ""
    pages = f"{run.pages:5} pages" if run.pages else ""
    return f"{what} {run.seconds:7.2f} s {run.cpu:7.2f} s of processors {memory} {pages}"


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
