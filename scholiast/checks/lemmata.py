"""The rule on lemmata: the words that a note is on stand right before its call."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scholiast import lemma, verse
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.lemma import Words
from scholiast.manuscript import Manuscript, Node
from scholiast.register import address, all_calls, open_register

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

RULES = (NOT_THERE,)


def check(manuscript: Manuscript) -> list[Diagnostic]:
    """Return every call whose note names words that are not before it."""
    entries = [entry for draft in manuscript.drafts for entry in draft.entries]
    if not any(entry.attributes.get(lemma.ATTRIBUTE) for entry in [*entries, *manuscript.notes]):
        return []
    return list(_missing(manuscript))


def _missing(manuscript: Manuscript) -> Iterator[Diagnostic]:
    register = open_register(manuscript)
    before = _before(manuscript)
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        words = entry.attributes.get(lemma.ATTRIBUTE) if entry else None
        said = before.get((path, call.key))
        if entry is None or not words or said is None:
            continue
        if lemma.found([Words(said)], words) is None:
            shown = " ".join(said.split())[-40:].lstrip()
            message = f"`{words}` does not stand before the call: “{shown}” does"
            where = address(entry)[0]
            yield NOT_THERE.at(call.place, message, f"correct the lemma in `{where}`, or the text")


def _before(manuscript: Manuscript) -> dict[tuple[str, str], str]:
    """Return by file and key of each call the words before it in its block, or its poem."""
    found: dict[tuple[str, str], str] = {}
    for draft in manuscript.drafts:
        for blocks in (draft.blocks, *(entry.blocks for entry in draft.entries)):
            found |= {(draft.path, key): said for key, said in _Walk().walk(blocks).items()}
    for entry in manuscript.notes:
        path = entry.place.path
        found |= {(path, key): said for key, said in _Walk().walk(entry.blocks).items()}
    return found


_BLOCKS = {"Para", "Plain", "Header", "LineBlock", "DefinitionList", "Table", "Figure"}
_SPACES = {"Space", "SoftBreak", "LineBreak"}


@dataclass(slots=True)
class _Walk:
    """Goes through a tree: `said` are the words of its block so far, `calls` those before each."""

    said: list[str] = field(default_factory=list)
    calls: dict[str, str] = field(default_factory=dict)
    in_poem: bool = False

    def walk(self, value: Any) -> dict[str, str]:
        """Return the words before each call in a tree by its key."""
        if isinstance(value, list):
            for item in value:
                self.walk(item)
        elif isinstance(value, dict) and "t" in value:
            self._node(value)
        return self.calls

    def _node(self, node: Node) -> None:
        kind, content = node["t"], node.get("c", "")
        if kind == "NoteCall":
            self.calls[content] = "".join(self.said)
        elif kind == "Str":
            self.said.append(content)
        elif kind in {"Code", "Math"}:
            self.said.append(content[1])
        elif kind in _SPACES:
            self.said.append(" ")
        elif verse.is_poem(node) and not self.in_poem:
            self.said, self.in_poem = [], True
            self.walk(content)
            self.said, self.in_poem = [], False
        else:
            if kind in _BLOCKS and not self.in_poem:
                self.said = []
            self.walk(content)
