"""The calls of notes in an EPUB, and what reading systems can know of each note."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scholiast.source import Span
from scholiast.stores.opening import TYPE, Document, Element, Epub, resolve

_NOTES = frozenset({"footnote", "endnote", "rearnote", "note"})
_NOTE_ROLES = frozenset({"doc-footnote", "doc-endnote"})
_LISTS = frozenset({"endnotes", "rearnotes"})
_BLOCKS = frozenset({"aside", "blockquote", "dd", "div", "dt", "li", "p", "section", "td", "tr"})
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[a-z]|[ivxl]{1,6}|[*†‡§¶‖]{1,4})[\])]?\.?")
_SHOWN = 40  # characters of a note


@dataclass(frozen=True, slots=True)
class Noted:
    """A call and its note, as an EPUB has them.

    `types` are the EPUB structural semantics of the call, `roles` its roles; `note_tag` and
    `note_types` are those of the element that it leads to, which holds so many `characters`,
    white space counted once. `there` tells whether that is in the book, `same_document` whether in
    the document of the call, `after` whether behind it in the order of reading, `in_list` whether
    in a list of notes that are turned to. `links_back` tells whether the note has a link to its
    call, `back_first` whether such a link comes before any of its words.
    """

    place: Span
    mark: str
    address: str
    types: frozenset[str]
    roles: frozenset[str]
    id: str
    there: bool = False
    same_document: bool = False
    after: bool = False
    in_list: bool = False
    note_tag: str = ""
    note_types: frozenset[str] = frozenset()
    characters: int = 0
    words: str = ""
    links_back: bool = False
    back_first: bool = False

    @property
    def is_marked(self) -> bool:
        """Tell whether the call says of itself what it is (`noteref`)."""
        return "noteref" in self.types


@dataclass(frozen=True, slots=True)
class _Target:
    document: Document
    element: Element


def noted(epub: Epub) -> list[Noted]:
    """Return all calls of notes in the order of reading, each with its note.

    A call is a link that says so (`noteref`, `doc-noteref`), one that leads to what says that it is
    a note, or one that looks like the mark of a note and is led back to. Ways back are none.
    """
    order = {path: _order(document) for path, document in epub.documents.items()}
    return [
        _noted(epub, document, link, _target(epub, document, link), order)
        for document in epub.documents.values()
        for link in document.root.iter("a")
        if link.get("href") and _is_call(epub, document, link)
    ]


def _order(document: Document) -> dict[Element, int]:
    return {element: place for place, element in enumerate(document.root.iter("*"))}


def _tokens(element: Element, name: str) -> frozenset[str]:
    return frozenset(element.get(name, "").split())


def _target(epub: Epub, document: Document, link: Element) -> _Target | None:
    found = resolve(document.path, link.get("href", ""))
    if found is None or found[0] not in epub.documents:
        return None
    other = epub.documents[found[0]]
    element = other.ids.get(found[1])
    return None if element is None else _Target(other, element)


def _is_call(epub: Epub, document: Document, link: Element) -> bool:
    types, roles = _tokens(link, TYPE), _tokens(link, "role")
    if "doc-backlink" in roles or types & {"backlink", "referrer"}:
        return False
    if "noteref" in types or "doc-noteref" in roles:
        return True
    target = _target(epub, document, link)
    if target is None or target.element in (link, *link.iterancestors()):
        return False
    if _is_note(target.element):
        return bool(types & _NOTES) or _looks_like_mark(link)
    return _looks_like_mark(link) and not _comes_first(link) and _leads_back(epub, target, link)


def _looks_like_mark(link: Element) -> bool:
    return _MARK.fullmatch("".join(link.itertext()).strip()) is not None


def _comes_first(link: Element) -> bool:
    """Tell whether a link begins its paragraph, as ways back do and calls do not."""
    return not _before(_holder(link), link)


def _leads_back(epub: Epub, target: _Target, call: Element) -> bool:
    return any(_reaches(epub, target, link, call) for link in _links(target.element))


def _is_note(element: Element) -> bool:
    return bool(_tokens(element, TYPE) & _NOTES or _tokens(element, "role") & _NOTE_ROLES)


def _holder(element: Element) -> Element:
    """Return the block that an element stands in, or is."""
    blocks = (e for e in (element, *element.iterancestors()) if e.tag in _BLOCKS)
    return next(blocks, element)


def _links(note: Element) -> Iterator[Element]:
    """Yield the links of a note, whose id may be on the way back, on a block, or on the whole."""
    yield from (note if _is_note(note) else _holder(note)).iter("a")


def _reaches(epub: Epub, target: _Target, link: Element, call: Element) -> bool:
    """Tell whether a link leads to a call, to what it stands in, or to what stands beside it."""
    found = _target(epub, target.document, link)
    if found is None:
        return False
    element = found.element
    near = (call, *call.iterdescendants(), *call.iterancestors())
    return element in near or element.getparent() is call.getparent()


def _before(start: Element, stop: Element) -> str:
    """Return the words of an element before another one in it, brackets left out."""
    words: list[str] = []
    for element in start.iter():
        if element is stop:
            break
        if isinstance(element.tag, str):
            words.append(element.text or "")
        if (tail := element.tail) and element is not start and stop not in element.iter():
            words.append(tail)
    return "".join(words).strip(" \t\r\n[(")


def _noted(
    epub: Epub,
    document: Document,
    call: Element,
    target: _Target | None,
    order: dict[str, dict[Element, int]],
) -> Noted:
    address = call.get("href", "")
    one = Noted(
        place=epub.at(document.path, call),
        mark="".join(call.itertext()).strip(),
        address=address,
        types=_tokens(call, TYPE),
        roles=_tokens(call, "role"),
        id=(resolve(document.path, address) or ("", ""))[1],
    )
    if target is None:
        return one
    note = target.element
    text = " ".join("".join(note.itertext()).split())
    back = [link for link in _links(note) if _reaches(epub, target, link, call)]
    whole = note if _is_note(note) else _holder(note)
    here, there = document.place, target.document.place
    is_after = order[document.path][call] < order[target.document.path][note]
    return Noted(
        place=one.place,
        mark=one.mark,
        address=address,
        types=one.types,
        roles=one.roles,
        id=one.id,
        there=True,
        same_document=target.document is document,
        after=is_after if target.document is document else here < there,
        in_list=_is_in_list(note),
        note_tag=str(note.tag),
        note_types=_tokens(note, TYPE),
        characters=len(text),
        words=text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…",
        links_back=bool(back),
        back_first=bool(back) and not _before(whole, next(whole.iter("a"))),
    )


def _is_in_list(note: Element) -> bool:
    """Tell whether a note stands in a list of notes at the end (`endnotes`)."""
    around = (note, *note.iterancestors())
    return any(_tokens(element, TYPE) & _LISTS for element in around)
