"""What of a text is code or comment, told by pattern, where pandoc can't be asked."""

import re
from functools import lru_cache

_VERBATIM = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|<!--.*?-->"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:[^\n]|\n(?![ \t]*\n))+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)


@lru_cache(maxsize=512)  # many rules look at the same texts
def masked(text: str) -> str:
    """Return `text` with fenced and inline code and comments blanked out by NUL.

    Every offset stays as it was; CR counts as the end of a line.
    """
    return _VERBATIM.sub(lambda match: "\0" * len(match[0]), text.replace("\r", "\n"))
