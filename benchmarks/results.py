"""What runs took: kept, merged, and brought to medians and ratios."""

import json
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks import timings

REFERENCE = "weasyprint"
"""The contender that the others are held against: the whole book laid out at once."""


class MergeError(ValueError):
    """Results can't be put together."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a contender, or why it went wrong.

    `seconds` by the clock, `cpu` seconds of all processors, `memory` the peak of all processes in
    MB, `pages` of the PDF (0 without one), `lost` the notes that are nowhere in it, `stages`
    seconds by stage where the contender tells.
    """

    size: str
    contender: str
    round: int
    seconds: float
    cpu: float
    memory: float | None
    pages: int = 0
    lost: int | None = None
    stages: Mapping[str, float] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All runs made on one `machine`; `missing` says of contenders what has to be installed.

    `versions` names what was measured, `labels` the contenders as people read them.
    """

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    labels: Mapping[str, str]
    runs: tuple[Run, ...]
    missing: Mapping[str, str] = field(default_factory=dict)

    def good(self, size: str, contender: str) -> tuple[Run, ...]:
        """Return the runs of a contender that went well."""
        return tuple(run for run in self.all(size, contender) if not run.error)

    def all(self, size: str, contender: str) -> tuple[Run, ...]:
        """Return all runs of a contender on a size, in order."""
        return tuple(run for run in self.runs if run.size == size and run.contender == contender)

    def sizes(self) -> tuple[str, ...]:
        """Return the sizes that were run, from small to large."""
        return tuple(size for size in "SML" if any(run.size == size for run in self.runs))


Measure = Callable[[Run], float | None]


def median(runs: Sequence[Run], measure: Measure) -> float | None:
    """Return the median of what was measured; None where nothing was."""
    found = [value for run in runs if (value := measure(run)) is not None]
    return statistics.median(found) if found else None


def seconds(run: Run) -> float:
    """Return the time by the clock."""
    return run.seconds


def cpu(run: Run) -> float:
    """Return the time of all processors."""
    return run.cpu


def memory(run: Run) -> float | None:
    """Return the peak of memory in MB."""
    return run.memory


def verify_share(run: Run) -> float | None:
    """Return the time of proofreading as a part of the whole command's."""
    proofs = timings.of_proofreading(run.stages)
    return None if proofs is None else proofs / run.seconds


# -- ratios --

_AGAINST: Mapping[str, tuple[str, Measure, str]] = {
    "cold": ("cold", seconds, REFERENCE),
    "edit": ("edit", seconds, REFERENCE),
    "unchanged": ("unchanged", seconds, REFERENCE),
    "memory": ("cold", memory, REFERENCE),
    "two_cores": ("two_cores", seconds, REFERENCE),
    "one_job": ("one_job", seconds, REFERENCE),
    "epub_web": ("epub_web", seconds, "pandoc_epub"),
    "cold_xelatex": ("cold", seconds, "xelatex"),
    "edit_typst": ("edit", seconds, "typst"),
}
"""Ratios by name: a contender of ours, what is compared, and the peer it is held against."""


def ratios(results: Results) -> dict[str, dict[str, float]]:
    """Return by size how we compare with peers, as far as both were measured.

    Each is our median over the peer's, so that less is better. `verify_share` is the part of a cold
    build that proofreading takes.
    """
    return {size: dict(_ratios(results, size)) for size in results.sizes()}


def _ratios(results: Results, size: str) -> Iterable[tuple[str, float]]:
    for name, (ours, measure, peer) in _AGAINST.items():
        mine = median(results.good(size, ours), measure)
        theirs = median(results.good(size, peer), measure)
        if mine is not None and theirs:
            yield name, mine / theirs
    if (part := median(results.good(size, "cold"), verify_share)) is not None:
        yield "verify_share", part


def page_costs(results: Results, contender: str) -> dict[str, dict[str, float]]:
    """Return seconds a page, by the clock and of all processors, for each size.

    `spread` gives the dearest size over the cheapest, for each of both.
    """
    costs: dict[str, dict[str, float]] = {}
    for size in results.sizes():
        runs = [run for run in results.good(size, contender) if run.pages]
        if runs:
            costs[size] = {
                name: statistics.median(measure(run) / run.pages for run in runs)
                for name, measure in (("seconds", seconds), ("cpu", cpu))
            }
    if costs:
        costs["spread"] = {
            name: max(cost[name] for cost in costs.values())
            / min(cost[name] for cost in costs.values())
            for name in ("seconds", "cpu")
        }
    return costs


# -- files --


def as_json(results: Results) -> str:
    """Return results with all runs, and the medians and ratios that follow from them."""
    record: dict[str, Any] = asdict(results)
    record["medians"] = _medians(results)
    record["ratios"] = ratios(results)
    record["page_costs"] = {name: page_costs(results, name) for name in ("cold", REFERENCE)}
    return json.dumps(record, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _medians(results: Results) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        size: {
            name: {
                "runs": len(runs),
                "seconds": median(runs, seconds),
                "least": min(run.seconds for run in runs),
                "most": max(run.seconds for run in runs),
                "cpu": median(runs, cpu),
                "memory": median(runs, memory),
                "pages": runs[-1].pages,
                "lost": runs[-1].lost,
            }
            for name in results.labels
            if (runs := results.good(size, name))
        }
        for size in results.sizes()
    }


def from_json(text: str) -> Results:
    """Return the results that `as_json` wrote; what follows from the runs is made anew.

    Raises ValueError where the text holds none.
    """
    record = json.loads(text)
    try:
        runs = tuple(Run(**run) for run in record["runs"])
        names = ("machine", "versions", "labels", "missing")
        machine, versions, labels, missing = (record[name] for name in names)
    except (KeyError, TypeError) as problem:
        raise ValueError(f"these are no results: {problem}") from problem
    return Results(machine, versions, labels, runs, missing)


def merged(parts: Sequence[Results]) -> Results:
    """Return the runs of several measurements as one; raises MergeError for different machines.

    Raises it also where versions differ: medians over two programs mean nothing.
    """
    first = parts[0]
    for other in parts[1:]:
        _refuse("machine", first.machine, other.machine)
        _refuse("versions", first.versions, other.versions)
    labels = {name: label for part in parts for name, label in part.labels.items()}
    runs = tuple(run for part in parts for run in part.runs)
    ran = {run.contender for run in runs}
    missing = {name: why for part in parts for name, why in part.missing.items() if name not in ran}
    versions = {name: version for part in parts for name, version in part.versions.items()}
    return Results(first.machine, versions, labels, runs, missing)


def _refuse(what: str, one: Mapping[str, str], other: Mapping[str, str]) -> None:
    """Raise MergeError where two measurements say different things of what both know."""
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            raise MergeError(f"{what}: {name} is {one[name]} in one and {other[name]} in another")
