"""Cross-references: links that say where in the book they lead, by number, page or section.

A manuscript has them as links of the class `page`, `[](#walls){.page}`, or as `@note:erfurt`
(`scholiast.refsyntax`). In a fragment they are empty, since each format says it in its own way
(`scholiast.book`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from scholiast import markup, text
from scholiast.book import PageReference
from scholiast.markup import CROSS_REFERENCE, FORM, PAGE_REFERENCE, PAGE_REFERENCE_BEHIND, Element
from scholiast.refsyntax import BARE, GROUP, ITEM, KEY, Key, key
from scholiast.wording import wording
from scholiast.wording.references import reference_words

WRITTEN = "page"
"""The class of a link that is meant for a page reference."""

_OURS = {PAGE_REFERENCE, PAGE_REFERENCE_BEHIND, CROSS_REFERENCE}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def mark(tree: Element) -> None:
    """Make page references of the links of a tree that are meant for them and lead to an id.

    One with words keeps them, and the reference stands behind the link. What already has the class
    of a reference, as raw HTML may, loses it.
    """
    for link in list(tree.iter("a")):
        classes = link.get("class", "").split()
        kept = [one for one in classes if one not in _OURS]
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


@dataclass(frozen=True, slots=True)
class Target:
    """What a cross-reference leads to: an id of the book, and the number that it has, if any.

    `chapter` is the anchor of the chapter it is in, where that is not that of the reference;
    `is_counted` tells that it has a number of a kind with others.
    """

    id: str
    number: str | None = None
    chapter: str | None = None
    is_counted: bool = True


def place(tree: Element, find: Callable[[Key], Target], language: str) -> list[Target]:
    """Make links of what stands in a tree for cross-references (`refsyntax`); `mark` is before it.

    `find` gives what a key leads to, and all that was found is returned. The words between several
    are those of the language.
    """
    found: list[Target] = []
    for group in [span for span in tree.iter("span") if span.get("class") == GROUP]:
        found += _place(group, find, language)
        group.tag = GROUP
    etree.strip_tags(tree, GROUP)
    return found


def _place(group: Element, find: Callable[[Key], Target], language: str) -> list[Target]:
    items = [span for span in group.iter("span") if span.get("class") == ITEM]
    keys = [key(item.get(KEY, "")) for item in items]
    known = [(one, find(one)) for one in keys if one is not None]
    is_list = len(items) == len(group) and not "".join(group.itertext()).strip()
    alone = [_role(item, target) for item, (_, target) in zip(items, known, strict=True)]
    roles = (_roles(known, alone) if is_list else None) or alone
    for index, (item, (one, target), role) in enumerate(zip(items, known, roles, strict=True)):
        name = one.kind.capitalize() if one.capital and index == 0 else one.kind
        tail = item.tail
        item.clear()
        item.tag, item.tail = "a", tail
        item.set("class", f"{PAGE_REFERENCE} {CROSS_REFERENCE}")
        item.set("href", f"#{target.id}")
        item.set(FORM, f"{name}:{role}" if role else name)
    if is_list:
        _set_apart(items, language)
    return [target for _, target in known]


def _role(item: Element, target: Target) -> str:
    if item.get(BARE):
        return "bare"
    return "far" if target.chapter else ""


_COUNTED = {"note", "chapter", "fig", "tab", "line"}


def _roles(known: Sequence[tuple[Key, Target]], alone: Sequence[str]) -> list[str]:
    """Return what each of some references in a row has to say: `notes 3`, `4` and `5`.

    Nothing where they can't be said so.
    """
    kinds = {one.kind for one, _ in known}
    alike = len(known) > 1 and len(kinds) == 1 and kinds <= _COUNTED and not any(alone)
    if not alike or not all(target.is_counted for _, target in known):
        return []
    return ["first", *["middle"] * (len(known) - 2), "last"]


def _set_apart(items: Sequence[Element], language: str) -> None:
    """Put between references in a row what stands between them in a sentence."""
    for item in items[:-2]:
        item.tail = wording(language).between_names + (item.tail or "")
    if len(items) > 1:
        items[-2].tail = reference_words(language).both + (items[-2].tail or "")


def targets(trees: Iterable[Element]) -> list[tuple[str, str]]:
    """Return what the references of some trees lead to, and in which form, each once, in order."""
    links = (link for tree in trees for link in tree.iter("a") if markup.is_page_reference(link))
    return list(dict.fromkeys((link.get("href", "")[1:], link.get(FORM, "")) for link in links))


def references(
    trees: Iterable[Element], titles: Mapping[str, str], known: Mapping[str, Target]
) -> tuple[PageReference, ...]:
    """Return what the references of a chapter's trees lead to.

    `titles` are as of `sections`, `known` what of it has numbers. Raises KeyError where that is no
    place of the book.
    """
    found = []
    for target, form in targets(trees):
        one = known.get(target) if form else None
        number, chapter = (one.number, one.chapter) if one else (None, None)
        found.append(PageReference(target, titles[target], form, number, chapter))
    return tuple(found)


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
