"""Rules on locators: understood where they are written, and written where words are quoted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scholiast import locators
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Piece
from scholiast.manuscript import Manuscript, Node
from scholiast.source import Span

NO_LOCATOR = Rule(
    "C006",
    "quotation-without-locator",
    Severity.WARNING,
    """\
A citation stands behind words in quotation marks, or closes a block quotation, and says no page.

Who quotes has had the page before them; who reads wants to find it. Say where the words stand:
`[@gibbon1776, p. 3]`. Some works have no pages, and not all that stands in quotation marks is
quoted, so this rule is off until it is asked for: `--enable C006`.""",
    default=False,
)
NOT_UNDERSTOOD = Rule(
    "C009",
    "locator-not-understood",
    Severity.WARNING,
    """\
What stands behind the key of a citation looks like a locator, but is not taken for one.

It is printed as it is written, wherever the style puts such words, and two citations of one page
are not seen to be the same. Locators are told by the words of the book's language, in full
(`page`, `chapter`, `folio`, `line`, `note`, `section`, `volume` …) or shortened as that language
has it: `p.` and `vol.` in all English, `ch.` in British English and `chap.` in American. A number
alone is a page. Write the word in one of these ways, or, where it is no place in the work, say more
than a word and a number: `[@gibbon1776, as quoted in 1790]`.""",
)

RULES = (NO_LOCATOR, NOT_UNDERSTOOD)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of one work: its key and place, its node, and the text that it stands in."""

    key: str
    place: Span
    node: Node = field(repr=False)
    piece: Piece = field(repr=False)


def check(manuscript: Manuscript, found: Sequence[Citation]) -> Iterator[Diagnostic]:
    """Yield findings on the locators of citations."""
    for one in found:
        words = locators.suffix(one.node).lstrip(", ")
        if locators.suffix(one.node) in manuscript.not_located:
            message = f"`{words}` is not understood as a place in the work"
            hint = "write the word in full (`page 3`, `chapter 3`), or shorten it otherwise"
            yield NOT_UNDERSTOOD.at(one.place, message, hint)
    by_node = {id(one.node): one for one in found}
    for blocks in {id(one.piece): one.piece.blocks for one in found}.values():
        for citation in _behind_quotations(blocks, by_node):
            message = f"words are quoted from `{citation.key}` without a page"
            yield NO_LOCATOR.at(citation.place, message, "say where they stand: `, p. 3`")


def _behind_quotations(value: Any, by_node: Mapping[int, Citation]) -> Iterator[Citation]:
    """Yield citations with nothing behind their keys that stand right behind quoted words."""
    if isinstance(value, list):
        before: Any = None
        for item in value:
            if _is_space(item):
                continue
            if isinstance(item, dict) and item.get("t") == "Cite" and _closes_quotation(before):
                yield from _without_number(item, by_node)
            yield from _behind_quotations(item, by_node)
            before = item
    elif isinstance(value, dict):
        if value.get("t") == "BlockQuote":
            yield from _without_number(_last_inline(value["c"]), by_node)
        yield from _behind_quotations(value.get("c"), by_node)


def _is_space(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") in {"Space", "SoftBreak"}


def _closes_quotation(node: Any) -> bool:
    if not isinstance(node, dict):
        return False
    is_word = node.get("t") == "Str"
    return node.get("t") == "Quoted" or (is_word and node["c"].rstrip(".,;").endswith(_CLOSING))


_CLOSING = ("”", "’’", "»", "“", "」", "』")


def _last_inline(blocks: Sequence[Node]) -> Any:
    """Return the last inline of a block quotation, the sign that closes its sentence left out."""
    inlines = blocks[-1]["c"] if blocks and blocks[-1]["t"] in {"Para", "Plain"} else []
    left = [n for n in inlines if not _is_space(n) and n.get("c") not in (".", ",")]
    return left[-1] if left else None


def _without_number(node: Any, by_node: Mapping[int, Citation]) -> Iterator[Citation]:
    if not isinstance(node, dict) or node.get("t") != "Cite":
        return
    for cited in node["c"][0]:
        if not locators.suffix(cited) and id(cited) in by_node:
            yield by_node[id(cited)]
