"""The run of note numbers 1, 2, 3 … found among all numbers of a text, with how sure each is.

Among all candidates the chain of the greatest total score is taken whose values rise. A number left
out costs, a run that begins again at 1 costs more, so that stray numbers don't pay. It is found in
O(n log n) by dynamic programming with a Fenwick tree over the values.
"""

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from scholiast.importing.candidates import USABLE, Candidate

GAP = 1.2
"""What each number left out of a run costs, in points."""

RESTART = 4.0
"""What it costs to begin again at 1; at a heading, half of it."""

NEIGHBOUR = 1.0
"""How many points a neighbour in the run is worth as evidence that a number is no accident."""

SHORTEST = 2
"""The fewest numbers that make a run; a lone 1 is no sequence."""

DOUBTFUL = 1.0
"""The score under which a number, such as a decimal, can't be the last of a run."""

EVIDENCE = 5.0
"""The total score from which on a run is believed: two clear calls, or five doubtful ones."""


@dataclass(frozen=True, slots=True)
class Member:
    """A candidate taken into a run: `confidence` from 0 to 1, `rivals` that would fit as well."""

    candidate: Candidate
    confidence: float
    rivals: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers that rise from 1 (`members`), and those that were not found (`missing`)."""

    members: tuple[Member, ...]
    missing: tuple[int, ...]

    @property
    def last(self) -> int:
        """Return the greatest number of the run."""
        return self.members[-1].candidate.value

    @property
    def confidence(self) -> float:
        """Return how sure the run is, from 0 to 1: the mean of its numbers, 0 for missing ones."""
        return sum(member.confidence for member in self.members) / self.last


def find_runs(candidates: Sequence[Candidate], boundaries: Sequence[int] = ()) -> list[Run]:
    """Return the runs among `candidates` (in the order of the text), in their order.

    `boundaries` are offsets of headings, where a run more easily begins again.
    """
    usable = [found for found in candidates if found.score >= USABLE]
    forward = _best_endings(usable, sorted(boundaries))
    runs = [_without_doubtful_end(run) for run in _cut(_trace(usable, forward))]
    return [_run(run, usable, runs) for run in runs if _is_believed(run)]


def _without_doubtful_end(run: list[Candidate]) -> list[Candidate]:
    """Return a run without doubtful numbers at its end, which no later number bears out."""
    end = len(run)
    while end and run[end - 1].score < DOUBTFUL:
        end -= 1
    return run[:end]


def _is_believed(run: Sequence[Candidate]) -> bool:
    return len(run) >= SHORTEST and sum(found.score for found in run) >= EVIDENCE


@dataclass
class _Highest:
    """A Fenwick tree that holds the highest (total, index) seen up to each value."""

    size: int
    tree: list[tuple[float, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.tree = [(-math.inf, -1)] * (self.size + 1)

    def put(self, value: int, total: float, index: int) -> None:
        while value <= self.size:
            if total > self.tree[value][0]:
                self.tree[value] = (total, index)
            value += value & -value

    def up_to(self, value: int) -> tuple[float, int]:
        best = (-math.inf, -1)
        while value > 0:
            if self.tree[value][0] > best[0]:
                best = self.tree[value]
            value -= value & -value
        return best


@dataclass(frozen=True, slots=True)
class _Ending:
    """The best chain that ends with a candidate: its total, and the index before it (-1: none)."""

    total: float
    previous: int


def _best_endings(usable: Sequence[Candidate], boundaries: Sequence[int]) -> list[_Ending]:
    highest = _Highest(max((found.value for found in usable), default=0))
    endings: list[_Ending] = []
    best: tuple[float, int] = (0.0, -1)  # the best chain so far, whatever it ends with
    for index, found in enumerate(usable):
        opening = found.score - GAP * (found.value - 1)
        options = [_Ending(opening, -1)]
        total, before = highest.up_to(found.value - 1)
        if before >= 0:
            options.append(_Ending(found.score + total - GAP * (found.value - 1), before))
        if best[1] >= 0:
            cost = _restart_cost(usable[best[1]].end, found.start, boundaries)
            options.append(_Ending(opening + best[0] - cost, best[1]))
        chosen = max(options, key=lambda option: option.total)
        endings.append(chosen)
        highest.put(found.value, chosen.total + GAP * found.value, index)
        if chosen.total > best[0]:
            best = (chosen.total, index)
    return endings


def _restart_cost(end: int, start: int, boundaries: Sequence[int]) -> float:
    between = bisect.bisect_right(boundaries, start) > bisect.bisect_left(boundaries, end)
    return RESTART / 2 if between else RESTART


def _trace(usable: Sequence[Candidate], endings: Sequence[_Ending]) -> list[Candidate]:
    if not endings:
        return []
    index = max(range(len(endings)), key=lambda i: endings[i].total)
    chain = []
    while index >= 0 and endings[index].total > 0:
        chain.append(usable[index])
        index = endings[index].previous
    return chain[::-1]


def _cut(chain: Sequence[Candidate]) -> list[list[Candidate]]:
    """Cut a chain where its values begin again."""
    runs: list[list[Candidate]] = []
    for found in chain:
        if not runs or found.value <= runs[-1][-1].value:
            runs.append([])
        runs[-1].append(found)
    return runs


# -- how sure --


def _run(chosen: list[Candidate], usable: Sequence[Candidate], runs: list[list[Candidate]]) -> Run:
    starts = [found.start for found in usable]
    members = []
    for index, found in enumerate(chosen):
        first, last = _slot(chosen, index, runs)
        between = usable[bisect.bisect_left(starts, first) : bisect.bisect_left(starts, last)]
        rivals = tuple(c for c in between if c.value == found.value and c is not found)
        members.append(Member(found, _confidence(found, rivals, chosen, index), rivals))
    values = {found.value for found in chosen}
    missing = tuple(n for n in range(1, chosen[-1].value) if n not in values)
    return Run(tuple(members), missing)


def _slot(
    chosen: Sequence[Candidate], index: int, runs: Sequence[Sequence[Candidate]]
) -> tuple[int, float]:
    """Return the offsets between which a member of a run might stand."""
    own = next(number for number, run in enumerate(runs) if run is chosen)
    before = runs[own - 1][-1].end if own else 0
    after = runs[own + 1][0].start if own + 1 < len(runs) else math.inf
    first = chosen[index - 1].end if index else before
    last = chosen[index + 1].start if index + 1 < len(chosen) else after
    return first, last


def _confidence(
    found: Candidate, rivals: Sequence[Candidate], chosen: Sequence[Candidate], index: int
) -> float:
    """Return the chance that a member is a call: by its lead over a rival, or over no call."""
    neighbours = sum(
        1 for other in (index - 1, index + 1)
        if 0 <= other < len(chosen) and abs(chosen[other].value - found.value) == 1
    )  # fmt: skip
    lead = found.score + GAP + NEIGHBOUR * neighbours
    if rivals:
        lead = min(lead, found.score - max(rival.score for rival in rivals))
    return 1 / (1 + math.exp(-lead))
