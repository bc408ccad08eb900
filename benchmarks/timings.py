"""What `scholiast build --timings` prints, as numbers."""

import re

_GAP = re.compile(r"\s{2,}")


def stages(printed: str) -> dict[str, float]:
    """Return the seconds of each stage by its name; empty where nothing was told.

    The table has a line of headings, of which the first is `stage` and one is `seconds`; columns
    are two spaces apart.
    """
    found: dict[str, float] = {}
    column = 0
    for line in printed.splitlines():
        cells = _GAP.split(line.strip())
        if cells[0] == "stage" and "seconds" in cells:
            column = cells.index("seconds")
        elif column and len(cells) > column and _is_number(cells[column]):
            found[cells[0]] = found.get(cells[0], 0.0) + float(cells[column])
    return found


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", text) is not None


def share(stages: dict[str, float], begins: str) -> float | None:
    """Return the part of all seconds that stages take whose names begin with a word."""
    whole = sum(stages.values())
    part = sum(seconds for name, seconds in stages.items() if name.split()[0] == begins)
    return part / whole if whole else None
