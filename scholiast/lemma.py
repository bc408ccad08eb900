"""Lemmata: the words of the text that a note is on, printed before it, `12 Rome] so all copies`.

The words stand right before the call. Where that is in a poem, the note is led by the number of
its line, or by those of the first and the last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from scholiast import text
from scholiast.markup import Element
from scholiast.verse import LINE_COUNT, VERSE

ATTRIBUTE = "lemma"
"""What says the lemma among the attributes of a note."""

LEMMA, LINES = "lemma", "lemma-lines"
"""The classes of a lemma before a note, and of the numbers of its lines."""

_LEFT_OUT = re.compile(r"…|\.\.\.")


@dataclass(frozen=True, slots=True)
class Words:
    """Some words of the text, and the number of the line of verse they stand in, if in one."""

    said: str
    line: str | None = None


def found(before: Sequence[Words], lemma: str) -> Sequence[Words] | None:
    """Return the words before a call from the first of a lemma on; None where it is not there.

    It ends right before the call; what is left out of it stands for any words. Letters and digits
    are compared, letter case is not.
    """
    first, *rest = [text.bare(part) for part in _LEFT_OUT.split(lemma)]
    whole = [text.bare(one.said) for one in before]
    joined = "".join(whole)
    last = rest[-1] if rest else first
    if not first or not last or not joined.endswith(last):
        return None
    at = joined.rfind(first, 0, len(joined) - len(last)) if rest else len(joined) - len(last)
    if at < 0:
        return None
    for index, part in enumerate(whole):
        if at < len(part):
            return before[index:]
        at -= len(part)
    return None


def lines(words: Sequence[Words]) -> str:
    """Return the numbers of the lines of some words, `12` or `12–13`; nothing outside of verse."""
    numbers = [one.line for one in words if one.line is not None]
    if not numbers:
        return ""
    return numbers[0] if numbers[0] == numbers[-1] else f"{numbers[0]}–{numbers[-1]}"


# -- in XHTML --


def before(call: Element) -> list[Words]:
    """Return the words before a call in its block, or in its poem."""
    block = _block(call)
    return [Words(words, _line(owner, block)) for words, owner in _texts(block, call)]


def _block(call: Element) -> Element:
    """Return the poem that an element stands in, or else its block."""
    outer = list(call.iterancestors())
    poem = next((e for e in outer if VERSE in e.get("class", "").split()), None)
    if poem is not None:
        return poem
    return next((e for e in outer if e.tag not in text.INLINE), outer[-1])


def _texts(block: Element, call: Element) -> Iterator[tuple[str, Element]]:
    """Yield the texts of a block up to a call, each with the element that it stands in."""
    for event, element in etree.iterwalk(block, events=("start", "end")):
        if element is call:
            return
        if event == "start" and element.text:
            yield element.text, element
        elif event == "end" and element is not block and element.tail:
            parent = element.getparent()
            yield element.tail, block if parent is None else parent


def _line(owner: Element, block: Element) -> str | None:
    """Return the number of the line that a text of a poem stands in."""
    for element in (owner, *owner.iterancestors()):
        if element.get(LINE_COUNT) is not None:
            return str(element.get(LINE_COUNT))
        if element is block:
            return None
    return None


def lead(note: Element, lemma: str, numbers: str = "") -> None:
    """Put a lemma, and the numbers of its lines, if any, before the words of a note."""
    first = note[0] if len(note) and not (note.text or "").strip() else None
    place = first if first is not None and first.tag == "p" else None
    if place is None:
        place = etree.Element("p")
        note.insert(0, place)
    words = etree.Element("span", {"class": LEMMA})
    words.text, words.tail = lemma, "] " + (place.text or "").lstrip()
    place.text = None
    place.insert(0, words)
    if numbers:
        mark = etree.Element("span", {"class": LINES})
        mark.text, mark.tail = numbers, " "
        place.insert(0, mark)
