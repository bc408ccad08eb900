"""Results as tables in Markdown."""

from collections.abc import Iterator, Sequence

from benchmarks import results
from benchmarks.corpus import SIZES
from benchmarks.results import Results, median

GOALS = {
    "cold": ("cold, all formats, proved / WeasyPrint's PDF alone", {"M": 0.5, "L": 0.3}),
    "memory": ("peak memory of all processes, cold / WeasyPrint's", {"L": 0.5}),
    "edit": ("a paragraph edited / WeasyPrint's PDF", {"M": 0.08, "L": 0.025}),
    "unchanged": ("nothing changed / WeasyPrint's PDF", {"M": 0.02, "L": 0.02}),
    "epub_web": ("EPUB and web, cold, proved / pandoc's EPUB alone", {"M": 0.6}),
    "verify_share": ("proofreading / the whole cold build", {"M": 0.15, "L": 0.15}),
    "two_cores": ("cold on 2 cores / WeasyPrint's PDF alone", {"M": 1.0}),
    "one_job": ("cold with 1 job / WeasyPrint's PDF alone", {"M": 1.0}),
    "cold_xelatex": ("cold / pandoc + XeLaTeX", {"M": 1.0}),
    "edit_typst": ("a paragraph edited / pandoc + Typst from cold", {"M": 1.0, "L": 1.0}),
}
"""Ratios by name: what they compare, and by size the most that they are meant to be."""

_DASH = "–"


def whole(found: Results) -> str:
    """Return all that was measured: times, ratios, costs a page, and what is not there and why."""
    parts = [said_of(found), times(found), ratios(found), pages(found), notes(found)]
    return "\n".join(part for part in parts if part)


def said_of(found: Results) -> str:
    """Return what was measured, on what machine, and with which versions."""
    place = found.machine
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    sizes = "; ".join(f"{size}, {_contents(size)}" for size in found.sizes())
    return (
        f"- Books: {sizes}.\n"
        f"- Machine: {place['processor']}, {place['cores']} cores, {place['memory']}, "
        f"{place['system']}.\n"
        f"- Versions: {versions}.\n"
        "- Times are medians by the clock, with the fastest and the slowest run; memory is the "
        "peak of all processes together; notes lost are nowhere in the PDF.\n"
    )


def _contents(size: str) -> str:
    asked = SIZES[size]
    chapters = f"{asked.chapters} chapters" if asked.chapters > 1 else "1 chapter"
    return f"{chapters}, {asked.words:,} words, {asked.notes:,} notes"


def times(found: Results) -> str:
    """Return a table by contender and size: seconds with their spread, memory, notes lost."""
    sizes = found.sizes()
    large = [size for size in sizes if size != "S"] or list(sizes)
    more = [f"{what}, {size}" for what in ("memory", "notes lost") for size in large]
    rows = [
        [label, *(_time(found, size, name) for size in sizes), *_cells(found, large, name)]
        for name, label in found.labels.items()
        if any(found.all(size, name) for size in sizes)
    ]
    return _table(["", *sizes, *more], rows)


def brief(found: Results) -> str:
    """Return a table of medians by contender and size, and nothing else."""
    sizes = found.sizes()
    rows = []
    for name, label in found.labels.items():
        middles = [median(found.good(size, name), results.seconds) for size in sizes]
        if any(middle is not None for middle in middles):
            cells = [_DASH if middle is None else seconds(middle) for middle in middles]
            rows.append([label, *cells])
    return _table(["", *sizes], rows)


def _cells(found: Results, sizes: Sequence[str], name: str) -> Iterator[str]:
    for size in sizes:
        peak = median(found.good(size, name), results.memory)
        yield _DASH if peak is None else f"{peak:,.0f} MB"
    for size in sizes:
        lost = [run.lost for run in found.good(size, name) if run.lost is not None]
        yield f"{max(lost)}" if lost else _DASH


def _time(found: Results, size: str, name: str) -> str:
    """Return the median with the spread; a contender that failed once has failed."""
    good = found.good(size, name)
    if any(run.error for run in found.all(size, name)):
        return "**failed**"
    middle = median(good, results.seconds)
    if middle is None:
        return _DASH
    if len(good) == 1:
        return f"{seconds(middle)} (1 run)"
    times = [run.seconds for run in good]
    return f"{seconds(middle)} ({seconds(min(times), '')}{_DASH}{seconds(max(times), '')})"


def seconds(value: float, unit: str = " s") -> str:
    """Return seconds with as many places as can be trusted."""
    places = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{places}f}{unit}"


def ratios(found: Results) -> str:
    """Return a table of the ratios that have a goal, with the goal."""
    measured = results.ratios(found)
    sizes = found.sizes()
    rows = []
    for name, (said, goals) in GOALS.items():
        cells = [_ratio(measured[size].get(name), goals.get(size)) for size in sizes]
        if any(cell != _DASH for cell in cells):
            rows.append([said, *cells])
    return _table(["less is better", *sizes], rows) if rows else ""


def _ratio(value: float | None, goal: float | None) -> str:
    if value is None:
        return _DASH
    shown = f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
    if goal is None:
        return shown
    return f"{shown} (goal {goal:g}{'' if value <= goal else ', **missed**'})"


def pages(found: Results) -> str:
    """Return a table of what a page costs at each size, and how far sizes are apart."""
    rows = []
    for name in ("cold", results.REFERENCE):
        costs = results.page_costs(found, name)
        for unit, what in (("seconds", "by the clock"), ("cpu", "of all processors")):
            if len(costs) > 1:
                cells = [_cost(costs.get(size), unit) for size in found.sizes()]
                spread = f"{costs['spread'][unit]:.2f}"
                rows.append([f"{found.labels[name]}: {what}", *cells, spread])
    return (
        _table(["milliseconds a page", *found.sizes(), "dearest / cheapest"], rows) if rows else ""
    )


def _cost(costs: dict[str, float] | None, unit: str) -> str:
    return _DASH if costs is None else f"{1000 * costs[unit]:.0f}"


def notes(found: Results) -> str:
    """Return a line for each run that failed and each peer that is not installed."""
    failed = {
        f"- {run.size}, {found.labels[run.contender]}: {run.error.splitlines()[0]}"
        for run in found.runs
        if run.error
    }
    absent = [f"- {found.labels[name]} was not run: {why}" for name, why in found.missing.items()]
    return "".join(f"{line}\n" for line in [*sorted(failed), *absent])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ruler, *rows])
