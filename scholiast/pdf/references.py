"""Page references in print: the words that stand for them, and the folios filled in."""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from scholiast import markup
from scholiast.book import Chapter
from scholiast.markup import PAGE_REFERENCE_BEHIND, Element, is_page_reference, meaning
from scholiast.saying import FOLIO
from scholiast.wording import wording

UNKNOWN = "000"
"""What stands for a folio that is not known yet, as wide as another of three figures."""

TARGET = "data-target"
"""The attribute of a page reference in print: the id of the place whose folio it says."""

PAGE_OF_CALL = "page-of-call"
"""The class of a link that says, beside a note at the end of the book, where it is called."""

FOLIO_CLASS = "folio"
"""The class of the element in it that holds the folio."""


def speaker(chapter: Chapter) -> Callable[[Element], None]:
    """Return what gives a reference of a chapter its words, the folio not known yet.

    The folio is a `span` of its own, so that its figures can all be of one width.
    """
    phrases = wording(chapter.language)
    said = {(one.target, one.form): one for one in chapter.page_references}

    def say(reference: Element) -> None:
        behind = PAGE_REFERENCE_BEHIND in reference.get("class", "").split()
        one = said.get(meaning(reference))
        words = phrases.page_reference_behind if behind else phrases.page_reference
        if one is not None and one.form:
            reference.set("href", f"#{one.in_print}")
            words = one.printed
        before, folio, after = words.partition(FOLIO)
        if before.startswith(" "):
            _set_off(reference)
        reference.text = before.lstrip(" ")
        if folio:
            reference.set(TARGET, reference.get("href", "")[1:])
            number = etree.SubElement(reference, "span")
            number.set("class", FOLIO_CLASS)
            number.text, number.tail = UNKNOWN, after

    return say


def mark_referred(chapter: Chapter, asides: Mapping[str, Element]) -> None:
    """Give the number that a note begins with an id, where cross-references lead to the note.

    So a link to a note that is a number is told from a call of it.
    """
    for note in markup.standing(chapter):
        if note.referred:
            number = next(asides[note.id].iter("a"))
            number.set("id", f"at-{note.id}")


def _set_off(reference: Element) -> None:
    """Put a space before a reference, outside of it: a link begins with a word."""
    before, parent = reference.getprevious(), reference.getparent()
    if before is not None:
        before.tail = (before.tail or "") + " "
    elif parent is not None:
        parent.text = (parent.text or "") + " "


def references(tree: Element) -> Iterator[tuple[str, Element]]:
    """Yield the target of each page reference of a tree for print, and the element of its folio."""
    for link in tree.iter("a"):
        target = link.get(TARGET)
        if target is not None and (is_page_reference(link) or _is_page_of_call(link)):
            yield target, next(link.iter("span"))


def _is_page_of_call(link: Element) -> bool:
    return bool(link.get("class") == PAGE_OF_CALL)


def fill_folios(tree: Element, folios: Mapping[str, str]) -> None:
    """Set the folio of each page reference of a tree; `folios` gives that of the page of each id.

    One that it does not give stays `UNKNOWN`.
    """
    for target, folio in references(tree):
        folio.text = folios.get(target, UNKNOWN)
