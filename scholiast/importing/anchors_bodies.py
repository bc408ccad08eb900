"""Where a note ends in its page, and what of it is no text: links back and printed marks."""

import re
from collections.abc import Iterator

from scholiast.importing.anchors_links import (
    has_note_class,
    is_note_list,
    says_note,
)
from scholiast.importing.html_page import (
    HEADINGS,
    Element,
    block_of,
    drop,
    is_empty,
    starts,
    words,
)

_CLIMB = frozenset({"li", "aside", "div", "dd", "td", "th", "tr", "blockquote"})
_MORE = frozenset({"p", "blockquote", "ul", "ol", "pre", "table", "div", "dl"})
_TITLES = re.compile(
    r"(?:end ?notes?|foot ?notes?|notes?(?: and references)?|references|anmerkungen|endnoten|"
    r"fu(?:ß|ss)noten|notes de fin|notes de bas de page|notas|note|noten|ann?otations?|"
    r"примечания|註釋|注释|注)\W*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*[\[(]?\d{1,4}[\]).:]")


def is_title(element: Element) -> bool:
    """Tell whether an element is the heading over notes: `Notes`, `Fußnoten`."""
    return element.tag in HEADINGS | {"p", "caption"} and bool(_TITLES.fullmatch(words(element)))


def extent(anchor: Element, anchors: set[Element], known: dict[Element, bool]) -> list[Element]:
    """Return the elements, one behind another, that are the note at `anchor`.

    `anchors` are those of all notes: none other may lie in it. `known` keeps which blocks stand
    under a heading over notes, so that a long list is not walked again for each.
    """
    block = block_of(anchor)
    while (above := block.getparent()) is not None and above.tag in _CLIMB:
        alone = all(one is anchor or one not in anchors for one in above.iter())
        if not alone or is_note_list(above) or not starts(block, above):
            break
        block = above
    if block.tag == "dt":
        return [block, *_described(block)]
    if block.tag == "td":
        return [block.getparent()] if starts(block, block.getparent()) else [block]
    if block.tag not in {"p", "div"} or not _in_list(block, known):
        return [block]
    return [block, *_following(block, anchors)]


def _described(block: Element) -> Iterator[Element]:
    for one in block.itersiblings():
        if one.tag != "dd":
            return
        yield one


def _in_list(block: Element, known: dict[Element, bool]) -> bool:
    """Tell whether a block stands in an element of notes, or under their heading."""
    if any(is_note_list(one) for one in block.iterancestors()):
        return not (says_note(block) or has_note_class(block))
    known[block] = False
    for one in block.itersiblings(preceding=True):
        if one in known or one.tag in HEADINGS or is_title(one):
            known[block] = known[one] if one in known else is_title(one)
            break
    return known[block]


def _following(block: Element, anchors: set[Element]) -> Iterator[Element]:
    for one in block.itersiblings():
        if one.tag not in _MORE or any(inner in anchors for inner in one.iter()):
            return
        if has_note_class(one) or says_note(one) or _NUMBERED.match(words(one)):
            return
        if is_title(one) or any(inner.tag in HEADINGS for inner in one.iter()):
            return
        yield one


def has_loose_tail(body: list[Element], anchors: set[Element], calls: set[Element]) -> bool:
    """Tell whether one paragraph stands between this note and another, and may belong to it."""
    after = body[-1].getnext()
    if after is None or after.tag not in {"p", "blockquote"} or body[0].tag not in {"p", "div"}:
        return False
    beyond = after.getnext()
    if any(one in anchors or one in calls for one in after.iter()) or beyond is None:
        return False
    return any(one in anchors for one in beyond.iter())


# -- what is no text of the note --


def without_links_back(body: Element, backs: set[Element]) -> None:
    """Take links back out of a note, and what held nothing else."""
    for one in [one for one in body.iter("a") if one in backs]:
        above = one.getparent()
        _without_brackets(one)
        drop(one)
        while above is not None and above is not body and is_empty(above):
            higher = above.getparent()
            drop(above)
            above = higher


def _without_brackets(element: Element) -> None:
    """Take the brackets around an element out of the words before and behind it."""
    before, after = _before(element), element.tail or ""
    for left, right in ("[]", "()"):
        if before.rstrip().endswith(left) and after.lstrip().startswith(right):
            _set_before(element, before.rstrip()[:-1])
            element.tail = after.lstrip()[1:]
            return


def _before(element: Element) -> str:
    one = element.getprevious()
    return (one.tail if one is not None else element.getparent().text) or ""


def _set_before(element: Element, text: str) -> None:
    one = element.getprevious()
    if one is not None:
        one.tail = text
    else:
        element.getparent().text = text


def without_mark(body: Element, mark: str | None, *, linked: bool) -> None:
    """Take the printed mark off the beginning of a note, and what a link back left there."""
    pattern = r"[\s\u00a0]*[\^↑]?[\s\u00a0]*"
    if mark:
        sign = re.escape(mark.strip())
        pattern += rf"(?:[\[(]?\s*{sign}\s*[\])]?[.:)]?(?![\w.]))?"
    if linked:
        pattern += r"(?:[\s\u00a0]*[\]).:,](?=\s|$))?"
    _strip(body, re.compile(pattern + r"[\s\u00a0]*"))


def _strip(body: Element, pattern: "re.Pattern[str]") -> None:
    """Take what `pattern` matches off the first words of an element, wherever they stand."""
    for one in list(body.iter()):
        if (one.text or "").strip():
            one.text = pattern.sub("", one.text, count=1)
            return _tidy_first(body, one, pattern)
        if one is not body and (one.tail or "").strip():
            one.tail = pattern.sub("", one.tail, count=1)
            return None
    return None


def _tidy_first(body: Element, one: Element, pattern: "re.Pattern[str]") -> None:
    """Drop an element that held nothing but the mark, and the space behind it."""
    while one is not body and is_empty(one) and one.getparent() is not None:
        above = one.getparent()
        if one.tail:
            one.tail = re.sub(r"^[\s\u00a0]*(?:[.:)\]](?=\s))?[\s\u00a0]*", "", one.tail)
        if one.tag in {"td", "th"}:
            return
        drop(one)
        one = above
