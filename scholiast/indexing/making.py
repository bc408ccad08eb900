"""An index made of the marks in the trees of a book, its locators to be said by each format."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from lxml import etree

from scholiast import markup, slugs, text
from scholiast.indexing.model import ATTRIBUTES, LEVELS, Entry, Mark, entries, mark_of
from scholiast.markup import CROSS_REFERENCE, FORM, PAGE_REFERENCE, Element
from scholiast.wording import apparatus_words

CLASS = "index"
"""The class of a span that marks a place for the index."""

PLACE = "index"
"""The id of a division in which the index is printed."""

FORM_OF_LOCATOR = "index"
_LOCATOR = "data-locator"
MAIN = "main"


def locate(trees: Iterable[Element], document: str) -> list[Mark]:
    """Give each mark in the trees of a document an id, and return them in order."""
    found: list[Mark] = []
    for tree in trees:
        for span in tree.iter("span"):
            classes = span.get("class", "").split()
            if CLASS not in classes:
                continue
            attributes = _take_attributes(span)
            if span.get("id") is None:
                span.set("id", f"index-{document}-{len(found) + 1}")
            mark = mark_of(text.readable(markup.words(span)), attributes, classes)
            found.append(_with_id(mark, span.get("id", "")))
    return found


def _take_attributes(span: Element) -> dict[str, str]:
    """Take what is said of a mark from its span: pandoc writes it with `data-` before it."""
    return {
        name: value
        for name in ATTRIBUTES
        if (value := span.attrib.pop(f"data-{name}", None) or span.attrib.pop(name, None))
    }


def _with_id(mark: Mark, name: str) -> Mark:
    return replace(mark, id=name)


def fill(place: Element, marks: Sequence[Mark], language: str) -> None:
    """Put the index of some marks into an element of its own, by letters."""
    names = _Names()
    group, letter = None, None
    for entry in entries(marks):
        if group is None or entry.letter != letter:
            letter = entry.letter
            group = etree.SubElement(place, "div", {"class": "index-group"})
            if letter:
                etree.SubElement(group, "p", {"class": "index-letter"}).text = letter
            group = etree.SubElement(group, "ul", {"class": "index-entries"})
        _add(group, entry, (), names, language)


class _Names:
    """Gives entries ids by their names, each its own."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def of(self, path: tuple[str, ...]) -> str:
        """Return an id for an entry."""
        wish = "-".join(slugs.label(level) for level in path)
        name = slugs.unique(f"entry-{wish}", self.taken)
        self.taken.add(name)
        return name


def _add(row: Element, entry: Entry, above: tuple[str, ...], names: _Names, language: str) -> None:
    path = (*above, entry.name)
    item = etree.SubElement(row, "li", id=names.of(path))
    line = etree.SubElement(item, "span", {"class": "index-line"})
    term = etree.SubElement(line, "span", {"class": "index-term"})
    term.text = entry.name
    words = apparatus_words(language)
    _add_locators(line, entry, item.get("id", ""))
    for label, others in ((words.see, entry.see), (words.see_also, entry.see_also)):
        if others:
            term = line[-1]
            term.tail = (term.tail or "") + (". " if label == words.see_also else ", ")
            is_sentence = label == words.see_also
            said = etree.SubElement(line, "em")
            said.text = label[:1].upper() + label[1:] if is_sentence else label
            line[-1].tail = " " + "; ".join(_shown(other) for other in dict.fromkeys(others))
    if entry.below:
        below = etree.SubElement(item, "ul", {"class": "index-entries"})
        for one in entry.below:
            _add(below, one, path, names, language)


def _shown(other: str) -> str:
    return ", ".join(level.strip() for level in other.split(LEVELS))


def _add_locators(line: Element, entry: Entry, name: str) -> None:
    """Add a locator for each place, to be made a reference when ids are settled."""
    if not entry.marks:
        return
    line[-1].tail = ", "
    locators = etree.SubElement(line, "span", {"class": "locators", "id": f"{name}-places"})
    for number, mark in enumerate(entry.marks, 1):
        link = etree.SubElement(locators, "a", href=f"#{mark.id}")
        link.set(_LOCATOR, str(number))
        classes = [MAIN] * mark.main + [f"range-{mark.range}"] * bool(mark.range)
        if classes:
            link.set("class", " ".join(classes))
    _set_locators(locators, list(locators))


def refer(tree: Element) -> None:
    """Make references of locators, which have the ids of the book by now."""
    for link in tree.iter("a"):
        number = link.attrib.pop(_LOCATOR, None)
        if number is not None:
            own = link.get("class", "").split()
            link.set("class", " ".join([PAGE_REFERENCE, CROSS_REFERENCE, *own]))
            link.set(FORM, f"{FORM_OF_LOCATOR}:{number}")


def merge(tree: Element, folios: Mapping[str, str]) -> None:
    """Put locators, in print, in the order of pages, and say each page once.

    The places in notes come after those in the text of a chapter, wherever the notes stand. Of the
    places on one page the first stays, and a main one makes it main. Where a folio isn't known yet,
    the entry is left alone.
    """
    for locators in tree.iter("span"):
        if locators.get("class") != "locators":
            continue
        said = [(folios.get(link.get("href", "")[1:]), link) for link in locators]
        known = [(folio, link) for folio, link in said if folio is not None]
        if len(known) < len(said):
            continue
        kept: dict[str, Element] = {}
        for folio, link in _in_order(known):
            first = kept.setdefault(folio, link)
            for name in (MAIN, _START):
                if _has(link, name):
                    _set_class(first, name)
        _set_locators(locators, list(kept.values()))


_START, _END = "range-start", "range-end"


def _has(link: Element, name: str) -> bool:
    return name in link.get("class", "").split()


def _in_order(known: Sequence[tuple[str, Element]]) -> list[tuple[str, Element]]:
    """Return locators in the order of their pages, the end of a stretch behind its start."""
    stretches: list[list[tuple[str, Element]]] = []
    for one in known:
        waiting = [s for s in stretches if _has(s[-1][1], _START)] if _has(one[1], _END) else []
        if waiting:
            waiting[0].append(one)
        else:
            stretches.append([one])
    stretches.sort(key=lambda stretch: _page(stretch[0][0]))
    return [one for stretch in stretches for one in stretch]


def _page(folio: str) -> tuple[bool, int]:
    """Return what a folio is sorted by: pages with Roman numerals stand before the others."""
    if folio.isdecimal():
        return True, int(folio)
    values = [_ROMAN.get(one, 0) for one in folio.lower()]
    after = [*values[1:], 0]
    return False, sum(-a if a < b else a for a, b in zip(values, after, strict=True))


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _set_class(link: Element, name: str) -> None:
    classes = link.get("class", "").split()
    if name not in classes:
        link.set("class", " ".join([*classes, name]))


def _set_locators(locators: Element, links: Sequence[Element]) -> None:
    """Put nothing but these links into the element that holds the locators of an entry."""
    locators[:] = links
    for link, after in pairwise(links):
        is_stretch = _has(link, _START) and _has(after, _END)
        link.tail = "–" if is_stretch else ", "
    if links:
        links[-1].tail = None


def forget(tree: Element, gone: Container[str]) -> None:
    """Take out locators of marks that an edition leaves out, and entries that have nothing else."""
    for locators in [one for one in tree.iter("span") if one.get("class") == "locators"]:
        links = [link for link in locators if link.get("href", "")[1:] not in gone]
        if len(links) == len(locators):
            continue
        _set_locators(locators, links)
        before, line = locators.getprevious(), locators.getparent()
        if not links and before is not None and line is not None:
            before.tail = locators.tail
            line.remove(locators)
    for name in ("li", "ul", "div"):
        for one in reversed(list(tree.iter(name))):
            holder = one.getparent()
            if holder is not None and _is_empty(one):
                holder.remove(one)


def _is_empty(one: Element) -> bool:
    """Tell whether an entry leads nowhere, or a list or a group of entries has none."""
    if one.tag == "li":
        return next(one.iterdescendants("a", "em", "li"), None) is None
    is_ours = {"index-entries", "index-group"} & set(one.get("class", "").split())
    return bool(is_ours) and next(one.iterdescendants("li"), None) is None
