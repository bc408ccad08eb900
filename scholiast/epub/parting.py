"""A document of an EPUB cut into parts: each whole by itself, with the notes of its own calls."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from scholiast import text
from scholiast.epub import cutting
from scholiast.epub.cutting import XHTML
from scholiast.epub.pages import finish
from scholiast.markup import Element

CONTINUES = "data-continues"
"""The attribute of what goes on from the document before: the id that it has there, if any."""

_LABELLED = "aria-labelledby"
_NOTE = "doc-footnote"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: finished bytes, and of how many blocks it is."""

    data: bytes = field(repr=False)
    blocks: int


def parse(data: bytes) -> Element:
    """Return the root of a finished document."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def parts(data: bytes, room: int) -> list[Part]:
    """Return a document in parts of about `room` bytes, or itself where it can't be cut."""
    root = parse(data)
    body = next(root.iter(f"{XHTML}body"))
    order = {element: index for index, element in enumerate(root.iter())}
    notes = _notes(root)
    calls = _calls(root, notes)
    weights: Counter[Element] = Counter()
    for name, call in calls.items():
        weights[call] += cutting.length(notes[name])
    boxes = {note.getparent() for note in notes.values()}
    # What has most of the document is looked into, even where its frame alone is too much.
    blocks = cutting.blocks(body, min(room, len(data) // 2), weights, boxes)
    cuts = cutting.cut(blocks, room - _frame(data, blocks, notes, calls))
    if len(cuts) == 1:
        return [Part(data, len(blocks))]
    homes = {
        one: number for number, cut in enumerate(cuts) for block in cut for one in block.elements
    }
    homes |= {
        note: _home(calls[name], homes) if name in calls else len(cuts) - 1
        for name, note in notes.items()
    }
    plan = {order[element]: number for element, number in homes.items()}
    return [
        Part(finish(_part(parse(data), plan, number)), len(cut)) for number, cut in enumerate(cuts)
    ]


def _frame(
    data: bytes,
    blocks: Sequence[cutting.Block],
    notes: Mapping[str, Element],
    calls: Mapping[str, Element],
) -> int:
    """Return how many bytes of a document are none of its blocks: each part has them, too."""
    loose = sum(cutting.length(note) for name, note in notes.items() if name not in calls)
    return max(len(data) - sum(block.size for block in blocks) - loose, 0)


def _home(call: Element, homes: Mapping[Element, int]) -> int:
    return next(homes[one] for one in (call, *call.iterancestors()) if one in homes)


# -- notes --


def _notes(root: Element) -> dict[str, Element]:
    """Return the notes by id that are shown at their calls and stand among none but notes."""
    found = [one for one in root.iter(etree.Element) if one.get("role") == _NOTE]
    boxes = {parent for one in found if (parent := one.getparent()) is not None}
    true = {box for box in boxes if _is_box(box)}
    return {one.get("id", ""): one for one in found if one.getparent() in true}


def _is_box(element: Element) -> bool:
    """Tell whether an element holds nothing but notes and headings."""
    inner = element.iterchildren(etree.Element)
    return all(one.get("role") == _NOTE or one.tag in cutting.HEADINGS for one in inner)


def _calls(root: Element, notes: Mapping[str, Element]) -> dict[str, Element]:
    """Return by id of each note its first call in the text; one in a note has that of this."""
    owners = {note: name for name, note in notes.items()}
    calls: dict[str, Element] = {}
    outer: dict[str, str] = {}
    for link in root.iter(f"{XHTML}a"):
        name = link.get("href", "").removeprefix("#")
        if link.get("role") != "doc-noteref" or name not in notes:
            continue
        owner = next((owners[one] for one in link.iterancestors() if one in owners), None)
        if owner is None:
            calls.setdefault(name, link)
        elif owner != name:
            outer.setdefault(name, owner)
    for name in notes:
        seen, top = {name}, name
        while top not in calls and outer.get(top, name) not in seen:
            top = outer[top]
            seen.add(top)
        if top in calls:
            calls.setdefault(name, calls[top])
    return calls


# -- a part --


def _part(root: Element, plan: Mapping[int, int], number: int) -> Element:
    """Return a document without what belongs to other parts; `plan` gives the part of each element.

    Elements are known by their place in the order of the document.
    """
    elements = list(root.iter())
    reach = _reach(elements, plan)
    headings = {one.get(_LABELLED) for one in reach} - {None}
    labels = {
        one.get("id", ""): text.readable("".join(_said(one)))
        for one in elements
        if isinstance(one.tag, str) and one.get("id") in headings
    }
    starts = {one: _start(one, elements, plan, number) for one in reach if one.tag == f"{XHTML}ol"}
    for index, home in plan.items():
        if home != number:
            _remove(elements[index])
    for element, (first, last) in reach.items():
        if not first <= number <= last or _is_hollow(element):
            _remove(element)
        elif number > first:
            _go_on(element, labels, starts.get(element))
    if number:
        title = next(root.iter(f"{XHTML}title"))
        title.text = f"{title.text} ({number + 1})"
    return root


def _said(element: Element) -> Iterator[str]:
    """Yield the words of a heading, the marks of notes left out."""
    yield element.text or ""
    for child in element.iterchildren(etree.Element):
        if child.get("role") != "doc-noteref":
            yield from _said(child)
        yield child.tail or ""


def _reach(elements: Sequence[Element], plan: Mapping[int, int]) -> dict[Element, tuple[int, int]]:
    """Return the first and the last part of all that holds elements of the plan, but the body."""
    found: dict[Element, tuple[int, int]] = {}
    for index, number in plan.items():
        for outer in elements[index].iterancestors():
            if outer.tag == f"{XHTML}body":
                break
            first, last = found.get(outer, (number, number))
            found[outer] = min(first, number), max(last, number)
    return found


def _remove(element: Element) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _is_hollow(element: Element) -> bool:
    """Tell whether nothing but headings is left of what had notes or blocks."""
    inner = list(element.iterchildren(etree.Element))
    return not inner or (_is_box(element) and not any(one.get("role") == _NOTE for one in inner))


def _start(
    items: Element, elements: Sequence[Element], plan: Mapping[int, int], number: int
) -> int | None:
    """Return the number that a list goes on with; None where it begins, or counts downwards."""
    homes = {elements[index]: home for index, home in plan.items()}
    count = int(items.get("start", "1"))
    for item in items.iterchildren(f"{XHTML}li"):
        if homes.get(item, number) >= number:
            break
        count = int(item.get("value", count)) + 1
    return None if items.get("reversed") is not None else count


def _go_on(element: Element, labels: Mapping[str, str], start: int | None) -> None:
    """Mark what goes on from the part before, and have it named by words instead of a heading."""
    element.set(CONTINUES, element.attrib.pop("id", ""))
    if start is not None:
        element.set("start", str(start))
    here = {one.get("id") for one in element.iter(etree.Element)}
    heading = element.get(_LABELLED)
    if heading is not None and heading not in here:
        del element.attrib[_LABELLED]
        element.set("aria-label", labels.get(heading, ""))
