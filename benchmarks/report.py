"""Bring measurements into README and handbook: `python -m benchmarks.report [FILE...]`.

Each FILE was written by `python -m benchmarks --json`; together they become
`benchmarks/figures.json`.
Without a FILE the tables and pictures are made anew from what is there.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import plot, table
from benchmarks.ours import CHECKOUT
from benchmarks.results import Results, as_json, from_json, merged

FIGURES = CHECKOUT / "benchmarks" / "figures.json"
README = CHECKOUT / "README.md"
CHAPTER = CHECKOUT / "book" / "chapters" / "42-speed.md"
DRAWING = CHECKOUT / "book" / "images" / "draw.py"
PICTURE = CHECKOUT / "docs" / "images" / "speed.svg"

BEGIN = "<!-- figures: made by `python -m benchmarks.report` -->"
END = "<!-- figures end -->"


def main() -> None:
    """Merge what the command line names, and write everything that shows figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    files = parser.parse_args().files or [FIGURES]
    found = merged([from_json(path.read_text(encoding="utf-8")) for path in files])
    FIGURES.write_text(as_json(found), encoding="utf-8")
    for path, text in shown(found).items():
        path.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, str(DRAWING)], check=True)


def shown(found: Results) -> dict[Path, str]:
    """Return the text of each file that shows figures, with these."""
    return {
        README: between(README.read_text(encoding="utf-8"), table.whole(found)),
        CHAPTER: between(CHAPTER.read_text(encoding="utf-8"), table.brief(found)),
        PICTURE: plot.drawn(found),
    }


def between(text: str, figures: str) -> str:
    """Return a text with other figures between its two marks; raises ValueError without marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the text has no place for figures: `{BEGIN}`, later `{END}`")
    return f"{before}{begin}\n\n{figures}\n{end}{after}"


if __name__ == "__main__":
    main()
