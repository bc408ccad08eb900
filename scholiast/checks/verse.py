"""Rules on verse: its numbers are numbers, and there are lines to bear them."""

from collections.abc import Iterator, Sequence

from scholiast import verse
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece
from scholiast.manuscript import Manuscript, Node, walk

NO_NUMBER = Rule(
    "S060",
    "verse-number",
    Severity.ERROR,
    """\
The numbers that a poem asks for are none.

```markdown
::: {.verse numbered=5 start=101}
| Arma virumque cano, Troiae qui primus ab oris
:::
```

`numbered` says that one line of so many bears its number, every fifth where it is a class alone,
`start` the number of the first line. Both are whole numbers in plain digits.""",
)

NO_LINES = Rule(
    "S061",
    "verse-without-lines",
    Severity.ERROR,
    """\
A poem asks for numbers and has no lines.

What counts as a line of verse begins with a bar and a space:

```markdown
::: {.verse .numbered}
| Arma virumque cano, Troiae qui primus ab oris
| Italiam, fato profugus, Laviniaque venit
:::
```""",
)

OUT_OF_PLACE = Rule(
    "S062",
    "numbered-verse-out-of-place",
    Severity.ERROR,
    """\
Verse with numbers stands in a note or in a table, where there is no room beside the lines.

Leave out `numbered`, and say in words which lines they are.""",
)

RULES = (NO_NUMBER, NO_LINES, OUT_OF_PLACE)


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on verse."""
    texts = {id(draft.blocks) for draft in manuscript.drafts}
    return [
        finding
        for piece in pieces
        if any(map(verse.is_poem, piece.nodes))
        for finding in _check(piece, in_text=id(piece.blocks) in texts)
    ]


def _check(piece: Piece, *, in_text: bool) -> Iterator[Diagnostic]:
    locator = Locator(piece.source)
    tables = [node for node in walk(piece.blocks) if node["t"] == "Table"]
    inside = {id(inner) for table in tables for inner in walk(table)}
    for poem in filter(verse.is_poem, piece.nodes):
        place = locator.find([f".{verse.VERSE}", verse.VERSE], piece.start)
        try:
            wish = verse.options(poem["c"][0][1], dict(poem["c"][0][2]))
        except ValueError as problem:
            yield NO_NUMBER.at(place, str(problem), "write a whole number")
            continue
        if not wish.every:
            continue
        if not _has_lines(poem):
            yield NO_LINES.at(place, "the poem has no lines", "begin each line with `| `")
        if not in_text or id(poem) in inside:
            where = "a table" if in_text else "a note"
            message = f"verse with numbers stands in {where}"
            yield OUT_OF_PLACE.at(place, message, "leave out `numbered`")


def _has_lines(poem: Node) -> bool:
    return any(line for block in verse.line_blocks(poem) for line in block["c"])
