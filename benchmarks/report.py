"""Bring measurements into README and handbook: `python -m benchmarks.report [FILE...]`.

Each FILE was written by `python -m benchmarks --json`; together they become
`benchmarks/figures.json`.
Without a FILE the tables and pictures are made anew from what is there.
"""

import argparse
from pathlib import Path

from benchmarks import plot, table
from benchmarks.ours import CHECKOUT
from benchmarks.results import Results, as_json, from_json, merged

FIGURES = CHECKOUT / "benchmarks" / "figures.json"
README = CHECKOUT / "README.md"
PICTURE = CHECKOUT / "docs" / "images" / "speed.svg"
IN_PRINT = CHECKOUT / "book" / "images" / "speed.svg"

BEGIN = "<!-- figures: made by `python -m benchmarks.report` -->"
END = "<!-- figures end -->"


def main() -> None:
    """Merge what the command line names, and write everything that shows figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    files = parser.parse_args().files or [FIGURES]
    found = merged([from_json(path.read_text(encoding="utf-8")) for path in files])
    FIGURES.write_text(as_json(found), encoding="utf-8")
    PICTURE.write_text(plot.drawn(found, adaptive=True), encoding="utf-8")
    IN_PRINT.write_text(plot.drawn(found, adaptive=False), encoding="utf-8")
    README.write_text(with_figures(README.read_text(encoding="utf-8"), found), encoding="utf-8")


def with_figures(text: str, found: Results) -> str:
    """Return a text with the tables between its two marks; raises ValueError where they lack."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no place for figures: `{BEGIN}`, later `{END}`")
    return f"{before}{begin}\n\n{table.whole(found)}\n{end}{after}"


if __name__ == "__main__":
    main()
