"""Locators of citations: which of them the program that sets citations does not understand.

`[@gibbon1776, p. 3]` has one. It is told from other words behind a key by the terms of the language
(`chap.`, `fol.`, `Bd.`), which pandoc brings; what has none of them is printed as it is written.
"""

import re
from collections.abc import Iterable
from typing import Any

from scholiast import pandoc
from scholiast.jobs import Works
from scholiast.manuscript import Node, walk
from scholiast.numbering import plain

_ASKED = "scholiast-locator"

_STYLE = b"""<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info>
    <title>Tells whether there is a locator</title>
    <id>https://scholiast.invalid/csl/locator</id>
    <updated>2026-11-23T00:00:00+00:00</updated>
  </info>
  <citation><layout>
    <choose>
      <if variable="locator"><text value="L"/></if>
      <else><text value="N"/></else>
    </choose>
  </layout></citation>
</style>
"""

_WORK = pandoc.Reference(
    _ASKED,
    {
        "t": "MetaMap",
        "c": {
            "id": {"t": "MetaString", "c": _ASKED},
            "type": {"t": "MetaString", "c": "book"},
            "title": {"t": "MetaString", "c": "-"},
        },
    },
)

# A word and a number, as a locator has them: `p. 3`, `fol 3r`, `Pt. II`, `p3`.
_LOOKS_LIKE_ONE = re.compile(
    r",?\s*[^\W\d]{1,12}(?:\.?\s*\d|\.?\s+[ivxlcdm]+(?!\w))", re.IGNORECASE
)
_SURELY_ONE = re.compile(r",\s*pp?\.\s*\d[\d\s,–-]*$")


def suffix(citation: Node) -> str:
    """Return the words behind the key of a citation."""
    return plain(citation["citationSuffix"])


def not_understood(blocks: Iterable[Any], language: str, works: Works | None) -> frozenset[str]:
    """Return what stands behind keys and looks like a locator, but is not taken for one.

    Raises pandoc.PandocError.
    """
    found: dict[str, list[Node]] = {}
    for node in (node for tree in blocks for node in walk(tree)):
        for one in node["c"][0] if node["t"] == "Cite" else ():
            words = suffix(one)
            if _LOOKS_LIKE_ONE.match(words) and not _is_known(words, language):
                found.setdefault(words, one["citationSuffix"])
    if not found:
        return frozenset()
    asked = [{"t": "Para", "c": [_cite(words)]} for words in found.values()]
    (done,) = pandoc.cite([pandoc.Citing("locators", asked, language, [_WORK], _STYLE)], works)
    return frozenset(
        words
        for words, block in zip(found, done.blocks, strict=False)
        if plain(block["c"][0]["c"][1]).startswith("N")
    )


def _is_known(words: str, language: str) -> bool:
    return language.startswith("en") and _SURELY_ONE.match(words) is not None


def _cite(words: list[Node]) -> Node:
    citation = {
        "citationId": _ASKED,
        "citationPrefix": [],
        "citationSuffix": words,
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], []]}
