"""The rule on lemmata: the words that a note is on stand right before its call."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any

from scholiast import lemma, verse
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.kinds import kinds
from scholiast.lemma import Words
from scholiast.manuscript import Manuscript, Node
from scholiast.register import address, all_calls, open_register
from scholiast.series import UNMARKED

NOT_THERE = Rule(
    "N050",
    "lemma-not-in-text",
    Severity.ERROR,
    """\
The words that a note says it is on do not stand before its call.

```markdown
Arma virumque cano, Troiae[^troy] qui primus ab oris

[^troy]: {.variant lemma="Troiae"} Troia *M*
```

A reader looks them up in the text, so they have to be there, and end where the call stands. The
middle of a long lemma can be left out: `lemma="Arma … cano"`. Punctuation and letter case don't
count. Mostly the text was changed after the note was written: look at both.""",
)

NOT_FOUND = Rule(
    "N051",
    "unmarked-note-not-found",
    Severity.ERROR,
    """\
A note is of a kind that has no marks, and nothing leads to it.

With `marks: none` the text shows no sign of a note, as in a critical edition: its reader comes from
the line. So such a note needs a lemma, and its call stands in verse with line numbers.

```markdown
::: {.verse .numbered}
| Arma virumque cano,[^cano] Troiae qui primus ab oris
:::

[^cano]: {.variant lemma="cano"} canam *M*
```

In prose give the kind marks, such as `marks: lower-alpha`.""",
)

RULES = (NOT_THERE, NOT_FOUND)


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every call whose note names words that are not before it, or can't be found."""
    entries = [entry for draft in manuscript.drafts for entry in draft.entries]
    unmarked = _unmarked(manuscript)
    if not any(
        entry.attributes.get(lemma.ATTRIBUTE) or entry.kind in unmarked
        for entry in [*entries, *manuscript.notes]
    ):
        return []
    return list(_findings(manuscript, unmarked))


def _unmarked(manuscript: Manuscript) -> set[str]:
    """Return the kinds of notes that have no marks."""
    if manuscript.file is None:
        return set()
    named = kinds(manuscript.file.notes, manuscript.file.language)
    return {kind.name for kind in named if kind.marks == UNMARKED}


def _findings(manuscript: Manuscript, unmarked: Container[str]) -> Iterator[Diagnostic]:
    register = open_register(manuscript)
    before = _before(manuscript)
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        place = before.get((path, call.key))
        if entry is None or place is None:
            continue
        words = entry.attributes.get(lemma.ATTRIBUTE)
        if entry.kind in unmarked and not (words and place.numbered):
            what = "stands in no numbered verse" if words else "has no lemma"
            message = f"the note is of the kind `{entry.kind}`, without marks, and {what}"
            yield NOT_FOUND.at(call.place, message, "give the kind marks, or see `explain N051`")
        elif words and lemma.found([Words(place.said)], words) is None:
            shown = " ".join(place.said.split())[-40:].lstrip()
            message = f"`{words}` does not stand before the call: “{shown}” does"
            where = address(entry)[0]
            yield NOT_THERE.at(call.place, message, f"correct the lemma in `{where}`, or the text")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a call stands: the words before it in its block or poem, and whether it is numbered."""

    said: str
    numbered: bool


def _before(manuscript: Manuscript) -> dict[tuple[str, str], _Place]:
    """Return by file and key of each call where it stands."""
    found: dict[tuple[str, str], _Place] = {}
    for draft in manuscript.drafts:
        for blocks in (draft.blocks, *(entry.blocks for entry in draft.entries)):
            found |= {(draft.path, key): place for key, place in _Walk().walk(blocks).items()}
    for entry in manuscript.notes:
        path = entry.place.path
        found |= {(path, key): place for key, place in _Walk().walk(entry.blocks).items()}
    return found


_BLOCKS = {"Para", "Plain", "Header", "LineBlock", "DefinitionList", "Table", "Figure"}
_SPACES = {"Space", "SoftBreak", "LineBreak"}


@dataclass(slots=True)
class _Walk:
    """Goes through a tree: `said` are the words of its block so far, `calls` those before each."""

    said: list[str] = field(default_factory=list)
    calls: dict[str, _Place] = field(default_factory=dict)
    in_poem: bool = False
    numbered: bool = False

    def walk(self, value: Any) -> dict[str, _Place]:
        """Return where each call of a tree stands, by its key."""
        if isinstance(value, list):
            for item in value:
                self.walk(item)
        elif isinstance(value, dict) and "t" in value:
            self._node(value)
        return self.calls

    def _node(self, node: Node) -> None:
        kind, content = node["t"], node.get("c", "")
        if kind == "NoteCall":
            self.calls[content] = _Place("".join(self.said), self.numbered)
        elif kind == "Str":
            self.said.append(content)
        elif kind in {"Code", "Math"}:
            self.said.append(content[1])
        elif kind in _SPACES:
            self.said.append(" ")
        elif verse.is_poem(node) and not self.in_poem:
            self.said, self.in_poem, self.numbered = [], True, verse.is_numbered(node)
            self.walk(content)
            self.said, self.in_poem, self.numbered = [], False, False
        else:
            if kind in _BLOCKS and not self.in_poem:
                self.said = []
            self.walk(content)
