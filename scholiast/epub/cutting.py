"""Where a document that is too large for reading systems is cut: before sections, else blocks."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from lxml import etree

from scholiast.markup import Element

XHTML = "{http://www.w3.org/1999/xhtml}"

_CONTAINERS = frozenset(
    f"{XHTML}{name}"
    for name in ("body", "section", "article", "nav", "div", "blockquote", "ol", "ul", "dl")
)
"""What may go on in another document. A table can't: its head would have to be said again."""

HEADINGS = {f"{XHTML}h{level}": level for level in range(1, 7)}
"""The level of each heading by its tag."""

_LEVELS = {**HEADINGS, f"{XHTML}header": 1, f"{XHTML}hgroup": 1}
NO_HEADING = 7
"""The level of a block that no heading begins: a cut before it is the last resort."""

REFERRING = ("aria-details", "aria-describedby")
"""Attributes that lead to an element of the same document and no other (WAI-ARIA 1.2, 6.2)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Elements that are not torn apart; `level` is that of the heading they begin with, or 7.

    `size` is in bytes, with the notes that are shown at their calls.
    """

    elements: tuple[Element, ...]
    size: int
    level: int


def cut(blocks: Sequence[Block], room: int) -> list[Sequence[Block]]:
    """Return blocks in parts of `room` bytes at most, cut before the highest headings there are.

    Only what has no room among the sections of one level is cut at the next. Parts of one level
    are as many as need be, and then as even as may be. A block that is larger is one by itself.
    """
    if len(blocks) == 1 or _size(blocks) <= room:
        return [blocks]
    level = min(block.level for block in blocks[1:])
    parts: list[Sequence[Block]] = []
    small: list[Sequence[Block]] = []
    for section in _sections(blocks, level):
        if _size(section) <= room:
            small.append(section)
            continue
        parts += [*_even(small, room), *cut(section, room)]
        small = []
    return [*parts, *_even(small, room)]


def _size(blocks: Sequence[Block]) -> int:
    return sum(block.size for block in blocks)


def _sections(blocks: Sequence[Block], level: int) -> Iterator[Sequence[Block]]:
    starts = [at for at, block in enumerate(blocks) if at == 0 or block.level <= level]
    for start, stop in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield blocks[start:stop]


def _even(sections: Sequence[Sequence[Block]], room: int) -> list[Sequence[Block]]:
    """Return sections put together to as few parts as have room, none larger than need be."""
    if not sections:
        return []
    sizes = [_size(section) for section in sections]
    wanted = len(_filled(sizes, room))
    low, high = max(sizes), room
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(sizes, middle)) <= wanted else (middle + 1, high)
    bounds = [0, *accumulate(_filled(sizes, low))]
    return [[block for one in sections[a:b] for block in one] for a, b in pairwise(bounds)]


def _filled(sizes: Sequence[int], room: int) -> list[int]:
    """Return how many of the sizes, one after the other, have room in each part."""
    counts, left = [0], room
    for size in sizes:
        if size > left and counts[-1]:
            counts.append(0)
            left = room
        counts[-1] += 1
        left -= size
    return counts


# -- blocks --


def blocks(
    body: Element, room: int, weights: Mapping[Element, int], without: Container[Element] = ()
) -> list[Block]:
    """Return the blocks of a document; what is smaller than `room` bytes is not looked into.

    `weights` gives for each call of notes how many bytes the notes have that are shown there.
    `without` is what these stand in: it is left out.
    """
    if not _is_divisible(body):
        return [Block((body,), _weight(body, weights), NO_HEADING)]
    return _joined(list(_blocks(body, room, weights, without)))


def _blocks(
    container: Element, room: int, weights: Mapping[Element, int], without: Container[Element]
) -> Iterator[Block]:
    for element in container.iterchildren(etree.Element):
        if element in without:
            continue
        size = _weight(element, weights)
        if size > room and _is_divisible(element):
            yield from _blocks(element, room, weights, without)
        else:
            yield Block((element,), size, _level(element))


def _weight(element: Element, weights: Mapping[Element, int]) -> int:
    return length(element) + sum(weights.get(one, 0) for one in element.iter())


def length(element: Element) -> int:
    """Return how many bytes an element has in its document."""
    declared = "".join(
        f' xmlns:{prefix}="{uri}"' if prefix else f' xmlns="{uri}"'
        for prefix, uri in element.nsmap.items()
    )
    return len(etree.tostring(element, encoding="UTF-8")) - len(declared)


def _is_divisible(element: Element) -> bool:
    """Tell whether an element holds nothing but blocks, more than one of them in all."""
    if element.tag not in _CONTAINERS or element.get("role") == "doc-footnote":
        return False
    loose = (element.text, *(child.tail for child in element))
    return len(element) > 0 and not any((text or "").strip() for text in loose)


def _level(element: Element) -> int:
    """Return the level of the heading that an element is, or begins with."""
    one: Element | None = element
    while one is not None:
        if one.tag in _LEVELS:
            return _LEVELS[one.tag]
        is_open = one.tag in _CONTAINERS and not (one.text or "").strip()
        one = next(one.iterchildren(etree.Element), None) if is_open else None
    return NO_HEADING


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks with those in one that belong together."""
    places = _places(blocks)
    found: list[Block] = []
    until = -1  # the last block to which what stands open reaches
    for index, block in enumerate(blocks):
        if index <= until or (found and _hold(found[-1].elements[-1], block.elements[0])):
            last = found.pop()
            elements = (*last.elements, *block.elements)
            found.append(Block(elements, last.size + block.size, last.level))
        else:
            found.append(block)
        until = max([until, *_referred(block, places)])
    return found


def _hold(before: Element, after: Element) -> bool:
    """Tell whether two neighbours are never parted: a heading and text, a term and what it says.

    Nor is the marker of a printed page, from what the page begins with.
    """
    if before.get("role") == "doc-pagebreak":
        return True
    return before.tag in _LEVELS or before.tag == f"{XHTML}dt" or after.tag == f"{XHTML}dd"


def _places(blocks: Sequence[Block]) -> dict[str, int]:
    return {
        one.get("id", ""): index
        for index, block in enumerate(blocks)
        for element in block.elements
        for one in element.iter(etree.Element)
        if one.get("id")
    }


def _referred(block: Block, places: Mapping[str, int]) -> Iterator[int]:
    for element in block.elements:
        for one in element.iter(etree.Element):
            for name in REFERRING:
                if one.get(name):
                    yield from (places.get(id, -1) for id in one.get(name, "").split())
