"""Cross-references as they are written, `@note:erfurt`, found among pandoc's citations.

Pandoc reads them as citations, so they are taken out of its tree before citeproc sees it: each
becomes a span of the class `GROUP`, with a span of the class `ITEM` for each thing it leads to.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("note", "sec", "chapter", "fig", "tab", "page", "line")
"""What a cross-reference can lead to, as it is written before the colon."""

GROUP, ITEM = "scholiast-references", "scholiast-reference"
"""The classes of what stands for one or several cross-references, and for each of them."""

KEY, BARE = "data-key", "data-bare"
"""Attributes of an item: what it leads to (`note:erfurt`), and whether it says a number alone."""

_KEY = re.compile(rf"(?P<kind>{'|'.join(KINDS)}):(?P<name>.+)", re.DOTALL)
_BRACED = re.compile(r":\{(?P<name>[^{}]*)\}")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """What a cross-reference leads to: a `name` of a `kind`; `capital` where it began with one."""

    kind: str
    name: str
    capital: bool = False


def ids(one: Key) -> tuple[str, str]:
    """Return the ids that a key may name: the second as other tools write them, `#fig:plan`."""
    return one.name, f"{one.kind}:{one.name}"


def key(written: str) -> Key | None:
    """Return what `note:erfurt` or `Note:erfurt` means; None where it is another citation's key."""
    found = _KEY.fullmatch(written[:1].lower() + written[1:])
    return Key(found["kind"], found["name"], written[:1].isupper()) if found else None


_AT = "@"


def to_note(where: tuple[str, str]) -> Node:
    """Return what stands for the number of the note at an address of the register."""
    name = f"note:{_AT}{json.dumps(where)}"
    return _span(GROUP, [], [_span(ITEM, [[KEY, name], [BARE, "1"]], [])])


def address(name: str) -> tuple[str, str] | None:
    """Return the address of the note that `to_note` gave this name; None for a label."""
    if not name.startswith(f"{_AT}["):
        return None
    path, entry = json.loads(name.removeprefix(_AT))
    return path, entry


def with_braces(inlines: Sequence[Any]) -> list[Any]:
    """Return inlines in which `@note:{label}` is one citation, as `@{note:label}` is for pandoc."""
    done: list[Any] = []
    for node in inlines:
        braced = _is_word(node) and done and _is_kind(done[-1])
        if braced and (found := _BRACED.match(node["c"])):
            done[-1] = _with_name(done[-1], found["name"])
            if rest := node["c"][found.end() :]:
                done.append({"t": "Str", "c": rest})
        else:
            done.append(node)
    return done


def _is_word(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") == "Str"


def _is_kind(node: Any) -> bool:
    """Tell a citation in the text of nothing but a kind: what else it says stands behind it."""
    if not isinstance(node, dict) or node.get("t") != "Cite" or len(node["c"][0]) != 1:
        return False
    name = str(node["c"][0][0]["citationId"])
    return name[:1].lower() + name[1:] in KINDS


def _with_name(node: Node, name: str) -> Node:
    citation, words = node["c"]
    return {"t": "Cite", "c": [[_named(citation[0], name)], words]}


def _named(citation: Node, name: str) -> Node:
    return {**citation, "citationId": f"{citation['citationId']}:{name}"}


def taken(citations: Sequence[Node]) -> Node | None:
    """Return the span that stands for cross-references; None where all are other citations.

    Where both stand in one pair of brackets, the others are items, too, and lead to nothing.
    """
    citations = [_with_inner_braces(one) for one in citations]
    if not any(key(str(one["citationId"])) for one in citations):
        return None
    plain = not any(one["citationPrefix"] or one["citationSuffix"] for one in citations)
    inside: list[Node] = []
    for one in citations:
        if inside and not plain:
            inside += [{"t": "Str", "c": ";"}, {"t": "Space"}]
        inside += _item(one)
    return _span(GROUP, [], inside)


def is_group(node: Node) -> bool:
    """Tell whether a node is a span that stands for cross-references."""
    return node.get("t") == "Span" and GROUP in node["c"][0][1]


def _with_inner_braces(citation: Node) -> Node:
    """Return a citation in brackets with the name that stands in braces behind its kind."""
    suffix = citation["citationSuffix"]
    is_kind = _is_kind({"t": "Cite", "c": [[citation], []]})
    found = _BRACED.match(suffix[0]["c"]) if is_kind and suffix and _is_word(suffix[0]) else None
    if found is None:
        return citation
    rest = suffix[0]["c"][found.end() :]
    more = [{"t": "Str", "c": rest}] if rest else []
    return {**_named(citation, found["name"]), "citationSuffix": [*more, *suffix[1:]]}


def _item(citation: Node) -> list[Node]:
    """Return the words before a reference, the reference, and the words behind it."""
    is_bare = citation["citationMode"]["t"] == "SuppressAuthor"
    pairs = [[KEY, str(citation["citationId"])], *([[BARE, "1"]] if is_bare else [])]
    prefix, suffix = citation["citationPrefix"], citation["citationSuffix"]
    if prefix:
        prefix = [*prefix, {"t": "Space"}]
    if suffix and citation["citationMode"]["t"] == "AuthorInText":
        suffix = [{"t": "Space"}, *suffix]
    return [*prefix, _span(ITEM, pairs, []), *suffix]


def _span(name: str, pairs: list[list[str]], inside: list[Node]) -> Node:
    return {"t": "Span", "c": [["", [name], pairs], inside]}
