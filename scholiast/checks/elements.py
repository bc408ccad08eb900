"""Rules on elements that are marked by classes: each stands where it means something."""

from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.elements import DIALOGUE
from scholiast.locate import Locator, Piece
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.openings import OPENING

OPENING_OUT_OF_PLACE = Rule(
    "S093",
    "opening-out-of-place",
    Severity.WARNING,
    """\
Words are marked as the opening of a chapter, and don't stand at its beginning.

```markdown
# The Long Walls

[Arms and the man I sing]{.opening}, who first from the shores of Troy …
```

They are the first words of the first paragraph, behind the title and the epigraphs. Anywhere else
the mark does nothing. For small capitals within a text there is `[AD]{.smallcaps}`.""",
)

NO_SPEECHES = Rule(
    "S094",
    "dialogue-without-speeches",
    Severity.WARNING,
    """\
A division is a dialogue, and nobody speaks in it.

What is said is a definition list: the name in a line of its own, then a colon and what is said.

```markdown
::: {.dialogue}
Bernardo
:   Who's there?

Francisco
:   Nay, answer me: stand, and unfold yourself.
:::
```""",
)

RULES = (OPENING_OUT_OF_PLACE, NO_SPEECHES)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on elements."""
    texts = {id(draft.blocks) for draft in manuscript.drafts}
    sources = {id(piece.source): piece.source.text for piece in pieces}
    named = {key for key, text in sources.items() if f".{OPENING}" in text or DIALOGUE in text}
    return [
        finding
        for piece in pieces
        if id(piece.source) in named
        for finding in _check(piece, in_text=id(piece.blocks) in texts)
    ]


def _check(piece: Piece, *, in_text: bool) -> Iterator[Diagnostic]:
    locator = Locator(piece.source)
    opening = _opening(piece.blocks) if in_text else None
    for node in piece.nodes:
        if _has(node, "Span", OPENING):
            place = locator.find([f".{OPENING}", OPENING], piece.start)
            if node is not opening:
                message = "these words don't stand at the beginning of a chapter"
                yield OPENING_OUT_OF_PLACE.at(place, message, "take the class `opening` away")
        elif _has(node, "Div", DIALOGUE):
            place = locator.find([f".{DIALOGUE}", DIALOGUE], piece.start)
            if not any(inner["t"] == "DefinitionList" for inner in walk(node["c"][1])):
                message = "nobody speaks in this dialogue"
                yield NO_SPEECHES.at(place, message, "write names, and `:   ` before what is said")


def _opening(blocks: Sequence[Node]) -> Node | None:
    """Return the first words of the first paragraph of a text, if they are marked."""
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] == 1:
            continue
        if _has(block, "Div", "epigraph"):
            continue
        words = block["c"] if block["t"] == "Para" else []
        return words[0] if words and _has(words[0], "Span", OPENING) else None
    return None


def _has(node: Node, kind: str, name: str) -> bool:
    return bool(node["t"] == kind and name in node["c"][0][1])
