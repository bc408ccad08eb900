"""Cross-references of Quarto and bookdown, written as Scholiast writes them where they lead.

Only what is certain is changed: the id stands in one of the chapters, on a heading, or on a figure
or table that has a caption (https://quarto.org/docs/authoring/cross-references.html,
https://bookdown.org/yihui/bookdown/cross-references.html).
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from scholiast.importing.edits import Edit
from scholiast.source import Source
from scholiast.verbatim import masked

_TARGETS = (
    ("sec", re.compile(r"^(?P<marks>#{1,6})[ \t][^\n]*\{[^}\n]*#(?P<id>[\w:.-]+)", re.MULTILINE)),
    ("fig", re.compile(r"!\[[^\[\]\n]*\w[^\[\]\n]*\]\([^()\n]*\)\{[^}\n]*#(?P<id>fig-[\w-]+)")),
    ("tab", re.compile(r"^(?:Table)?:[ \t]+\S[^\n]*\{[^}\n]*#(?P<id>tbl-[\w-]+)", re.MULTILINE)),
)
_QUARTO = re.compile(r"(?<![\w@\\])@(?P<id>(?:sec|fig|tbl)-[\w-]*\w)")
_BOOKDOWN = re.compile(r"\\@ref\((?P<id>[\w.-]+)\)")


def known(sources: Iterable[Source]) -> dict[str, str]:
    """Return what can be referred to in some texts: `chapter`, `sec`, `fig` or `tab` by id.

    An id that is there twice is not: nothing says which is meant.
    """
    found: dict[str, str] = {}
    twice: set[str] = set()
    for source in sources:
        text = masked(source.text)
        for kind, pattern in _TARGETS:
            for match in pattern.finditer(text):
                twice |= {match["id"]} & found.keys()
                is_title = kind == "sec" and match["marks"] == "#"
                found[match["id"]] = "chapter" if is_title else kind
    return {name: kind for name, kind in found.items() if name not in twice}


def references(text: str, start: int, ids: Mapping[str, str]) -> Iterator[Edit]:
    """Yield an edit for each reference in a text, code blanked out, that leads to one of `ids`."""
    for found in _QUARTO.finditer(text, start):
        kind = ids.get(found["id"])
        if kind is not None:
            yield Edit(found.start(), found.end(), f"@{kind}:{found['id']}")
    for found in _BOOKDOWN.finditer(text, start):  # which says the number alone
        kind = ids.get(found["id"])
        if kind is not None:
            yield Edit(found.start(), found.end(), f"[-@{kind}:{found['id']}]")
