"""An index made of the marks in the trees of a book, its locators to be said by each format."""

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from scholiast import markup, slugs, text
from scholiast.indexing.model import LEVELS, Entry, Mark, entries, mark_of
from scholiast.markup import CROSS_REFERENCE, FORM, PAGE_REFERENCE, Element
from scholiast.wording import apparatus_words

CLASS = "index"
"""The class of a span that marks a place for the index."""

PLACE = "index"
"""The id of a division in which the index is printed."""

FORM_OF_LOCATOR = "index"
_LOCATOR = "data-locator"


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
    names = ("entry", "see", "see-also", "sort")
    return {
        name: value
        for name in names
        if (value := span.attrib.pop(f"data-{name}", None) or span.attrib.pop(name, None))
    }


def _with_id(mark: Mark, name: str) -> Mark:
    return Mark(mark.path, name, mark.see, mark.see_also, mark.main, mark.sort)


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
        if mark.main:
            link.set("class", "main")
        if number < len(entry.marks):
            link.tail = ", "


def refer(tree: Element) -> None:
    """Make references of locators, which have the ids of the book by now."""
    for link in tree.iter("a"):
        number = link.attrib.pop(_LOCATOR, None)
        if number is not None:
            main = " main" if link.get("class") == "main" else ""
            link.set("class", f"{PAGE_REFERENCE} {CROSS_REFERENCE}{main}")
            link.set(FORM, f"{FORM_OF_LOCATOR}:{number}")


def merge(tree: Element, folios: Mapping[str, str]) -> None:
    """Leave out, in print, locators that say the page of the one before them, unless it is main.

    The one that stays is the first; a main one makes it main.
    """
    for locators in tree.iter("span"):
        if locators.get("class") != "locators":
            continue
        before: Element | None = None
        for link in list(locators):
            folio = folios.get(link.get("href", "")[1:])
            own = None if before is None else folios.get(before.get("href", "")[1:])
            if before is not None and folio is not None and folio == own:
                _take_over(before, link)
            else:
                before = link


def _take_over(before: Element, link: Element) -> None:
    if "main" in link.get("class", "").split() and "main" not in before.get("class", "").split():
        before.set("class", f"{before.get('class', '')} main")
    before.tail = link.tail
    locators = link.getparent()
    assert locators is not None
    locators.remove(link)
