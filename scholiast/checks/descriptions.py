"""Rules on long descriptions: each describes one picture or table, in words alone."""

import difflib
from collections.abc import Iterator, Sequence

from scholiast.descriptions import CLASS, FOR
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece, attributes
from scholiast.manuscript import Manuscript, Node, walk

NOTHING_DESCRIBED = Rule(
    "S095",
    "long-description-of-nothing",
    Severity.ERROR,
    """\
A long description describes nothing: there is no picture or table of the name that it gives, or
none before it.

```markdown
![Roads to Rome.](../images/map.png){#fig-roads alt="A map of roads."}

::: {.long-description for="fig-roads"}
Five roads lead from Rome. The Via Appia runs …
:::
```

`for` is the name of a figure, a picture or a table of the same chapter. Without it the description
is that of what stands right before it.""",
)

DESCRIBED_AGAIN = Rule(
    "S096",
    "long-description-again",
    Severity.ERROR,
    """\
A picture or a table has two long descriptions, or one without words.

A screen reader is led from a picture to one description. Make one of the two, or write the words
that are missing.""",
)

NO_PLACE = Rule(
    "S097",
    "not-in-long-description",
    Severity.ERROR,
    """\
A long description holds what can't stand in it, or stands where there is none: in a note, or in
another description.

The printed book has no long descriptions, since whoever reads it sees the picture. So nothing may
stand in one that is counted, listed or led to: no note, no citation or cross-reference, no heading,
no word for the index, nothing with a name (`#id`). Paragraphs, lists and tables are fine. Put notes
and sources in the caption.""",
)

RULES = (NOTHING_DESCRIBED, DESCRIBED_AGAIN, NO_PLACE)

_ONE = "make one description of both"
_DESCRIBED = frozenset({"Image", "Table"})
_COUNTED = {
    "Note": "a note",
    "NoteCall": "a note",
    "Cite": "a citation or a cross-reference",
    "Header": "a heading",
}


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on long descriptions."""
    texts = {id(draft.blocks) for draft in manuscript.drafts}
    sources = {id(piece.source): piece.source.text for piece in pieces}
    named = {key for key, text in sources.items() if CLASS in text}
    return [
        finding
        for piece in pieces
        if id(piece.source) in named
        for finding in _check(piece, in_text=id(piece.blocks) in texts)
    ]


def _check(piece: Piece, *, in_text: bool) -> Iterator[Diagnostic]:
    locator = Locator(piece.source)
    named = _named(piece.blocks)
    seen: set[int] = set()
    for division, before in _divisions(piece.blocks, None):
        place = locator.find([CLASS], piece.start)
        if not in_text:
            yield NO_PLACE.at(place, "a note has a long description", "put it behind the figure")
            continue
        name = attributes(division)[2].get(FOR)
        described = _picture(named.get(name) if name is not None else before)
        if described is None:
            yield NOTHING_DESCRIBED.at(place, *_nothing(name, named))
        elif id(described) in seen:
            what = "the table" if described["t"] == "Table" else "the picture"
            yield DESCRIBED_AGAIN.at(place, f"{what} has a long description already", _ONE)
        seen.add(id(described))
        if not any(node["t"] in {"Str", "Code", "Math"} for node in walk(division["c"][1])):
            message = "the long description has no words"
            yield DESCRIBED_AGAIN.at(place, message, "write what the picture shows")
        for what in dict.fromkeys(_out_of_place(division)):
            message = f"{what} stands in a long description, which print leaves out"
            yield NO_PLACE.at(place, message, "put it in the caption or in the text")


def _nothing(name: str | None, named: dict[str, Node]) -> tuple[str, str]:
    if name is None:
        message = "there is no picture or table before the long description"
        return message, f'name what it describes: `{{.{CLASS} for="…"}}`'
    known = [one for one, node in named.items() if _picture(node) is not None]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"give the figure the name: `{{#{name}}}`"
    return f"there is no picture or table `{name}` in this chapter", hint


def _named(blocks: Sequence[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in walk(list(blocks)):
        name = attributes(node)[0]
        if name:
            found.setdefault(name, node)
    return found


def _divisions(blocks: Sequence[Node], before: Node | None) -> Iterator[tuple[Node, Node | None]]:
    """Yield each long description, with the block before it."""
    for block in blocks:
        if block["t"] == "Div" and CLASS in attributes(block)[1]:
            yield block, before
        else:
            for inner in _inner(block):
                yield from _divisions(inner, None)
        before = block


def _inner(block: Node) -> Iterator[list[Node]]:
    """Yield the lists of blocks that a block is made of."""
    match block["t"]:
        case "Div" | "Figure":
            yield block["c"][-1]
        case "BlockQuote":
            yield block["c"]
        case "BulletList":
            yield from block["c"]
        case "OrderedList":
            yield from block["c"][1]
        case "DefinitionList":
            for _, definitions in block["c"]:
                yield from definitions


def _picture(block: Node | None) -> Node | None:
    if block is None:
        return None
    return next((node for node in walk(block) if node["t"] in _DESCRIBED), None)


def _out_of_place(division: Node) -> Iterator[str]:
    name = attributes(division)[0]
    if name:
        yield f"the name `#{name}`"
    for node in walk(division["c"][1]):
        own, classes, _ = attributes(node)
        if node["t"] in _COUNTED:
            yield _COUNTED[node["t"]]
        elif "index" in classes:
            yield "a word for the index"
        elif CLASS in classes:
            yield "another one"
        elif node["t"] == "Link" and "page" in classes:
            yield "a page reference"
        elif own:
            yield f"the name `#{own}`"
