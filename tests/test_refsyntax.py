"""Cross-references as they are written: what is one, and what stays a citation."""

import json
from typing import Any

import pytest

from scholiast import pandoc, refsyntax
from scholiast.drafts import interpret, prepare
from scholiast.manuscript import walk
from scholiast.refsyntax import ITEM, KEY, Key
from scholiast.source import Source


def read(text: str) -> list[Any]:
    """Return the blocks of a draft with this text, and those of its notes."""
    prepared = prepare(Source("a.md", text))
    (answer,) = pandoc.read([prepared.text])
    reading = interpret(prepared, answer)
    found = [*reading.blocks, *(entry.blocks for entry in reading.entries)]
    assert reading.refers is any(map(refsyntax.is_group, walk(found)))
    return found


def items(blocks: Any) -> list[tuple[str, bool]]:
    """Return the keys of the references in some blocks, and whether each says a number alone."""
    spans = [n["c"][0] for n in walk(blocks) if n["t"] == "Span" and ITEM in n["c"][0][1]]
    return [(dict(pairs)[KEY], len(pairs) > 1) for _, _, pairs in spans]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("note:a", Key("note", "a")),
        ("Note:a:b", Key("note", "a:b", capital=True)),
        ("fig:x-1", Key("fig", "x-1")),
        ("note", None),
        ("notes:a", None),
        ("gibbon1776", None),
        ("", None),
    ],
)
def test_a_key_has_a_kind(written: str, expected: Key | None) -> None:
    """What stands before the colon tells a cross-reference from a work that is cited."""
    assert expected == refsyntax.key(written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See @note:a.", [("note:a", False)]),
        ("See [-@note:a].", [("note:a", True)]),
        ("[@note:a; @sec:b]", [("note:a", False), ("sec:b", False)]),
        ("@{note:a,b!}", [("note:a,b!", False)]),
        ("@note:{a,b!} and", [("note:a,b!", False)]),
        ("[@note:{a,b!}, p. 3]", [("note:a,b!", False)]),
        ("@note:{किताब}", [("note:किताब", False)]),
        ("@note:१४६ @note:заметка", [("note:१४६", False), ("note:заметка", False)]),
        ("x^[In a note: @note:a]", [("note:a", False)]),
        ("`@note:a` \\@note:a a@note.b", []),
        ("@gibbon [@note1776]", []),
    ],
)
def test_references_are_found(text: str, expected: list[tuple[str, bool]]) -> None:
    """In every form, with labels in any script; not in code, behind backslashes or in words."""
    assert expected == items(read(text))


def test_no_citation_is_left() -> None:
    """Citeproc sees works that are cited, and nothing else."""
    blocks = read("See @note:a, [see @fig:b, too] and [@gibbon, p. 3].")
    cited = [n for n in walk(blocks) if n["t"] == "Cite"]
    assert ["gibbon"] == [one["citationId"] for node in cited for one in node["c"][0]]


def test_a_caption_is_described_without_them() -> None:
    """A reference in the caption of a figure is not said again in its description."""
    blocks = read("![Cup, see @note:a.](a.png)")
    images = [json.dumps(n["c"][1]) for n in walk(blocks) if n["t"] == "Image"]
    assert [False] == [ITEM in description for description in images]
    assert [("note:a", False)] == items(blocks)
