"""The outline and the named destinations of a file, and the trees that PDF keeps names in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.pdf.objects import File, array, dictionary, real, string, wide

_LEAF = 128  # names in one leaf of a tree


@dataclass(slots=True)
class Entry:
    """An entry of an outline: its `label`, where it leads, and the entries below it."""

    label: str
    target: bytes
    closed: bool = False
    below: list["Entry"] = field(default_factory=list)


def nested(entries: Sequence[tuple[int, Entry]]) -> list[Entry]:
    """Put entries below others by their levels; a level that is left out makes no difference."""
    top: list[Entry] = []
    open_ones: list[tuple[int, list[Entry]]] = [(0, top)]
    for level, entry in entries:
        while len(open_ones) > 1 and open_ones[-1][0] >= level:
            open_ones.pop()
        open_ones[-1][1].append(entry)
        open_ones.append((level, entry.below))
    return top


def add_outline(file: File, top: Sequence[Entry]) -> bytes | None:
    """Add an outline to a file (ISO 32000-1, 12.3.3) and return a reference to it, if it has any.

    An entry counts those below it that show when it is open, negative where it is closed.
    """
    if not top:
        return None
    root = file.reserve()
    first, last, count = _add_level(file, top, root)
    file.put(root, dictionary({b"Count": b"%d" % count, b"First": first, b"Last": last}))
    return root


def _add_level(file: File, entries: Sequence[Entry], parent: bytes) -> tuple[bytes, bytes, int]:
    """Add entries below `parent`; return the first and the last, and how many show."""
    places = [file.reserve() for _ in entries]
    shown = len(entries)
    for index, (entry, place) in enumerate(zip(entries, places, strict=True)):
        parts = {b"Title": string(entry.label), **_leading(entry), b"Parent": parent}
        parts[b"Count"] = b"0"
        if entry.below:
            first, last, count = _add_level(file, entry.below, place)
            parts |= {b"First": first, b"Last": last}
            parts[b"Count"] = b"%d" % (-count if entry.closed else count)
            shown += 0 if entry.closed else count
        if index:
            parts[b"Prev"] = places[index - 1]
        if index + 1 < len(places):
            parts[b"Next"] = places[index + 1]
        file.put(place, dictionary(parts))
    return places[0], places[-1], shown


def _leading(entry: Entry) -> dict[bytes, bytes]:
    """Return what makes an entry lead to its target: a place, or an action."""
    return {b"A" if entry.target.startswith(b"<<") else b"Dest": entry.target}


def destination(page: bytes, x: float, y: float) -> bytes:
    """Return a place on a page (ISO 32000-1, 12.3.2.2)."""
    return array([page, b"/XYZ", real(x), real(y), b"0"])


def add_names(file: File, things: Mapping[str, bytes]) -> bytes:
    """Add a tree of names to a file (ISO 32000-1, 7.9.6) and return a reference to it."""
    spelt = spelling(things)
    pairs = [(spelt(name), things[name]) for name in sorted(things)]
    return _add_tree(file, b"Names", pairs)


def spelling(names: Iterable[str]) -> Callable[[str], bytes]:
    """Return how names are written: all alike, so that bytes and letters are in one order.

    Some readers look for a name by its bytes, some by its letters.
    """
    return string if all(map(str.isascii, names)) else wide


def add_numbers(file: File, things: Sequence[bytes]) -> bytes:
    """Add a tree of the numbers from 0 on to a file (7.9.7) and return a reference to it."""
    return _add_tree(file, b"Nums", [(b"%d" % index, thing) for index, thing in enumerate(things)])


def _add_tree(file: File, kind: bytes, pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    if len(pairs) <= _LEAF:
        return file.add(dictionary({kind: array([part for pair in pairs for part in pair])}))
    kids = []
    for start in range(0, len(pairs), _LEAF):
        leaf = pairs[start : start + _LEAF]
        limits = array([leaf[0][0], leaf[-1][0]])
        inside = array([part for pair in leaf for part in pair])
        kids.append(file.add(dictionary({b"Limits": limits, kind: inside})))
    return file.add(dictionary({b"Kids": array(kids)}))
