"""Brackets opened in brackets, which pandoc's reader takes ever longer to tell apart."""

import re

from scholiast.diagnostics import Rule, Severity
from scholiast.verbatim import masked

MOST_OPEN = 8
"""Brackets that may be open at once: pandoc 3.9 needs 0.7 s for 8, 15 s for 11, hours for 20."""

TOO_MANY = Rule(
    "S043",
    "brackets-too-deep",
    Severity.ERROR,
    f"""\
More than {MOST_OPEN} square brackets are open at once in a paragraph.

A bracket can begin a link, an image, a note, a citation or a span, and pandoc tries them all, each
in each. The time that takes triples with every bracket: at twenty it would not end today, so the
file is not read at all.

Put a backslash before brackets that are meant as text (`\\[`), close those that are left open, or
make the passage a fenced code block.""",
)

_SIGNS = re.compile(r"\\.|(?P<blank>\n[ \t>]*(?=\n))|(?P<open>\[)|(?P<close>\])", re.DOTALL)


def too_deep(text: str, start: int = 0) -> int | None:
    """Return the offset of the first bracket, from `start` on, that is one too many; else None."""
    depth = 0
    for sign in _SIGNS.finditer(masked(text), start):
        if sign["blank"] is not None:
            depth = 0  # a paragraph ends, and with it what was left open
        elif sign["open"]:
            depth += 1
        elif sign["close"]:
            depth = max(depth - 1, 0)
        if depth > MOST_OPEN:
            return sign.start()
    return None
