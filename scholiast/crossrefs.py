"""Page references: links that say where in the book they lead, by its page or by its section.

A manuscript has them as links of the class `page`, `[](#walls){.page}`. In a fragment they are
empty, since each format says it in its own way (`scholiast.book`).
"""

from collections.abc import Iterable, Mapping

from lxml import etree

from scholiast import markup, text
from scholiast.book import PageReference
from scholiast.markup import PAGE_REFERENCE, PAGE_REFERENCE_BEHIND, Element

WRITTEN = "page"
"""The class of a link that is meant for a page reference."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def mark(tree: Element) -> None:
    """Make page references of the links of a tree that are meant for them and lead to an id.

    One with words keeps them, and the reference stands behind the link. What already has the class
    of a reference, as raw HTML may, loses it.
    """
    for link in list(tree.iter("a")):
        classes = link.get("class", "").split()
        kept = [one for one in classes if one not in {PAGE_REFERENCE, PAGE_REFERENCE_BEHIND}]
        if WRITTEN in kept and link.get("href", "").startswith("#"):
            _refer(link, [one for one in kept if one != WRITTEN])
        elif kept != classes:
            _set_classes(link, kept)


def _set_classes(link: Element, classes: list[str]) -> None:
    if classes:
        link.set("class", " ".join(classes))
    else:
        link.attrib.pop("class", None)


def _refer(link: Element, classes: list[str]) -> None:
    if not len(link) and not (link.text or "").strip():
        link.text = None
        _set_classes(link, [PAGE_REFERENCE, *classes])
        return
    _set_classes(link, classes)
    reference = etree.Element("a", href=link.get("href", ""))
    _set_classes(reference, [PAGE_REFERENCE, PAGE_REFERENCE_BEHIND])
    reference.tail, link.tail = link.tail, None
    link.addnext(reference)


def targets(trees: Iterable[Element]) -> list[str]:
    """Return the ids that the page references of some trees lead to, each once, in order."""
    links = (link for tree in trees for link in tree.iter("a") if markup.is_page_reference(link))
    return list(dict.fromkeys(link.get("href", "")[1:] for link in links))


def references(trees: Iterable[Element], titles: Mapping[str, str]) -> tuple[PageReference, ...]:
    """Return what the page references of a chapter's trees lead to; `titles` as of `sections`.

    Raises KeyError where that is no place of the book.
    """
    return tuple(PageReference(target, titles[target]) for target in targets(trees))


def sections(title: str, body: Element, notes: Mapping[str, Element]) -> dict[str, str]:
    """Return for each id in a chapter's text the title of the section that it stands in.

    Before the first heading that is `title`, the chapter's own; in a note, whose tree `notes` gives
    by id, that of the section in which the note is first called.
    """
    found: dict[str, str] = {}
    _enter(body, title, notes, found)
    for name, note in notes.items():  # those that the title calls
        if name not in found:
            found[name] = title
            _enter(note, title, notes, found)
    return found


def _enter(tree: Element, title: str, notes: Mapping[str, Element], found: dict[str, str]) -> None:
    for element in tree.iter(etree.Element):
        if element.tag in _HEADINGS:
            title = text.readable(markup.words(element)) or title
        for name in (element.get("id"), element.get("data-reference")):
            if name is not None:
                found.setdefault(name, title)
        note = element.get("data-note")
        if note in notes and note not in found:
            found[note] = title
            _enter(notes[note], title, notes, found)
