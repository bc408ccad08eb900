"""Rules on lists of figures and tables: there is something to list."""

from collections.abc import Iterator, Sequence
from typing import Any

from scholiast.captions import UNNUMBERED
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Piece
from scholiast.manuscript import Manuscript

NOTHING_TO_LIST = Rule(
    "S098",
    "list-of-nothing",
    Severity.WARNING,
    """\
`book.yaml` asks for a list of figures or tables, but none in the book has a caption.

```yaml
lists: [figures, tables]
```

Only what has a caption can be listed: an image that stands alone in its paragraph, with words in
its brackets, or a table with a line that begins with `:` above or below it. Those of the class
`unnumbered` are left out. The list is not printed; write captions, or take it out of `lists:`.""",
)

RULES = (NOTHING_TO_LIST,)

_KINDS = {
    "figures": ("Figure", "<figcaption"),
    "tables": ("Table", "<caption"),
}


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> Iterator[Diagnostic]:
    """Yield a finding for each list that the book asks for and has nothing for."""
    if manuscript.file is None or not manuscript.file.lists:
        return
    nodes = [
        node
        for piece in pieces
        if not piece.source.path.startswith("notes/")
        for node in piece.nodes
    ]
    for listed in dict.fromkeys(manuscript.file.lists):
        kind, tag = _KINDS[listed]
        if not any(_is_captioned(node, kind, tag) for node in nodes):
            message = f"a list of {listed} is asked for, and none of them has a caption"
            hint = f"write captions, or take `{listed}` out of `lists`"
            yield NOTHING_TO_LIST.at(manuscript.place("lists"), message, hint)


def _is_captioned(node: dict[str, Any], kind: str, tag: str) -> bool:
    match node:
        case {"t": "RawBlock" | "RawInline", "c": [_, raw]}:
            return tag in raw.lower()
        case {"t": found, "c": [[_, classes, _], [_, caption], *_]} if found == kind:
            return bool(caption) and UNNUMBERED not in classes
    return False
