"""Verse: lines that have addresses and numbers, in a division of the class `verse`.

Its line blocks become divisions of the class `line-block`, one for each stanza, and each line in
them a division of the class `line`. A line whose number is printed has it in `data-line`; so no
number is a word of the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from scholiast.manuscript import Node, walk
from scholiast.markup import LINE, LINE_NUMBER, Element

VERSE, BLOCK = "verse", "line-block"
"""The classes of a poem and a stanza."""

NUMBERED = "numbered"
"""The class, or the attribute, that asks for numbers; without a value for every fifth line."""

EVERY = 5
"""Of so many lines one is numbered, where nothing else is said."""

LINE_COUNT = "data-verse"
"""The attribute of a line that holds its number until `numbers` takes it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a poem is numbered: from `start` on, one line of `every`, or none where that is 0."""

    start: int = 1
    every: int = 0


def options(classes: Sequence[str], pairs: Mapping[str, str]) -> Options:
    """Return what the classes and attributes of a poem ask for; ValueError where that is no number.

    The message of the error is a clause.
    """
    start = _whole("start", pairs.get("start", "1"), least=0)
    default = str(EVERY) if NUMBERED in classes else "0"
    return Options(start, _whole(NUMBERED, pairs.get(NUMBERED, default), least=0))


def _whole(name: str, written: str, *, least: int) -> int:
    if not written.isascii() or not written.isdecimal() or int(written) < least:
        raise ValueError(f"`{name}={written}` is no number of lines")
    return int(written)


def line_id(poem: str, number: int) -> str:
    """Return the id of a line of a poem that has one."""
    return f"{poem}-{number}"


# -- in pandoc's trees --


def is_poem(node: Node) -> bool:
    """Tell whether a node is a division of the class `verse`."""
    return node["t"] == "Div" and VERSE in node["c"][0][1]


def is_numbered(poem: Node) -> bool:
    """Tell whether a poem shows numbers."""
    try:
        return options(poem["c"][0][1], dict(poem["c"][0][2])).every > 0
    except ValueError:
        return False


def ids(poem: Node) -> Iterator[str]:
    """Yield the ids that the lines of a poem get from its own.

    None where it has none, or what it asks for is no number.
    """
    name, classes, pairs = poem["c"][0]
    try:
        start = options(classes, dict(pairs)).start
    except ValueError:
        return
    count = sum(bool(line) for block in line_blocks(poem) for line in block["c"])
    yield from (line_id(name, number) for number in range(start, start + count) if name)


def line_blocks(poem: Node) -> list[Node]:
    """Return the line blocks of a poem."""
    return [node for node in walk(poem["c"][1]) if node["t"] == "LineBlock"]


# -- in XHTML --


def mark(tree: Element, chapter: str, *, first: int = 1) -> int:
    """Give the poems of a tree their lines; return the number for the next line without an id.

    Lines that are numbered have an id after the chapter where their poem has none; `first` is the
    number of the first of these.
    """
    for poem in [one for one in tree.iter("div") if VERSE in _classes(one)]:
        if any(VERSE in _classes(outer) for outer in poem.iterancestors("div")):
            continue
        pairs = {name: poem.attrib.pop(name, None) or poem.attrib.pop(f"data-{name}", None)
                 for name in ("start", NUMBERED)}  # fmt: skip
        wish = options(_classes(poem), {name: value for name, value in pairs.items() if value})
        first = _mark(poem, wish, chapter, first)
    return first


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


def _mark(poem: Element, wish: Options, chapter: str, first: int) -> int:
    number, name = wish.start, poem.get("id")
    if wish.every and NUMBERED not in _classes(poem):
        poem.set("class", f"{poem.get('class')} {NUMBERED}")
    for block in [one for one in poem.iter("div") if BLOCK in _classes(one)]:
        stanzas = _stanzas(block)
        for line in (line for stanza in stanzas for line in stanza):
            line.set(LINE_COUNT, str(number))
            shows = wish.every > 0 and number % wish.every == 0
            if shows:
                line.set(LINE_NUMBER, str(number))
            if name is not None:
                line.set("id", line_id(name, number))
            elif shows:
                line.set("id", f"{chapter}--line-{first}")
                first += 1
            number += 1
    return first


def _stanzas(block: Element) -> list[list[Element]]:
    """Put the lines of a block into divisions, and the block into one for each stanza."""
    lines = [_line(nodes) for nodes in _lines(block)]
    stanzas: list[list[Element]] = [[]]
    for line in lines:
        if line is not None:
            stanzas[-1].append(line)
        elif stanzas[-1]:
            stanzas.append([])
    stanzas = [stanza for stanza in stanzas if stanza]
    del block[:]
    block.text = None
    block.extend(stanzas[0] if stanzas else [])
    last = block
    for stanza in stanzas[1:]:
        more = etree.Element("div", {"class": block.get("class", "")})
        more.extend(stanza)
        more.tail, last.tail = last.tail, None
        last.addnext(more)
        last = more
    return stanzas


def _lines(block: Element) -> Iterator[list[str | Element]]:
    """Yield what stands in each line of a block."""
    line: list[str | Element] = [block.text or ""]
    for child in list(block):
        tail, child.tail = child.tail or "", None
        if child.tag == "br":
            yield line
            line = [tail.lstrip("\n")]
        else:
            line += [child, tail]
    yield line


def _line(nodes: Sequence[str | Element]) -> Element | None:
    """Return a line of what stands in it; None where that is nothing."""
    line = etree.Element("div", {"class": LINE})
    for node in nodes:
        if not isinstance(node, str):
            line.append(node)
        elif len(line):
            line[-1].tail = (line[-1].tail or "") + node
        else:
            line.text = (line.text or "") + node
    return line if len(line) or (line.text or "").strip() else None


def numbers(tree: Element) -> dict[str, str]:
    """Return the number of the line of each id that stands in the verse of a tree."""
    found: dict[str, str] = {}
    for line in tree.iter("div"):
        number = line.attrib.pop(LINE_COUNT, None)
        if number is not None:
            inside = (
                one.get("id") or one.get("data-reference") for one in line.iter(etree.Element)
            )
            found |= {name: number for name in inside if name}
    return found
