"""Links of pages that may call notes: where each leads, and what speaks for a note."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scholiast.importing.html_page import (
    HEADINGS,
    Element,
    Page,
    block_of,
    classes,
    elements,
    said,
    starts,
    words,
)

Key = tuple[str, str]
"""A place in the text: the name of a page, and an id in it."""

CALL_CLASSES = frozenset(
    {"footnote-ref", "footnoteref", "note-ref", "noteref", "fnref", "fnanchor", "footnote-call"}
    | {"footnotecall", "footnote-reference", "footnotereference", "msofootnotereference"}
    | {"msoendnotereference", "reference", "endnote-ref", "endnoteref", "note-call", "notecall"}
)
BODY_CLASSES = frozenset(
    {"footnote", "endnote", "footnote-text", "footnotetext", "msofootnotetext", "msoendnotetext"}
    | {"rearnote", "fn", "footnotebody", "endnotetext", "note"}
)
LIST_CLASSES = frozenset(
    {"footnotes", "endnotes", "notes", "references", "footnote-list", "rearnotes", "reflist"}
    | {"mw-references-wrap", "footnotes-list", "fnlist"}
)
_BACK_CLASSES = frozenset(
    {"footnote-back", "footnote-backref", "footnotebackref", "note-back", "reversefootnote"}
    | {"backlink", "fn-backref", "mw-cite-backlink", "footnote-return", "back"}
)
_CALLS = frozenset({"noteref", "annoref"})
_BODIES = frozenset({"footnote", "endnote", "rearnote"})
_LISTS = frozenset({"footnotes", "endnotes", "rearnotes"})
_OTHERS = frozenset({"biblioref", "glossref"})
_BREAKS = frozenset({"pagebreak"})

_NOTE_ID = re.compile(
    r"(?:.*[-_:.])?_?(?:ftn|edn|fn|en|fnt|foot[-_]?note|end[-_]?note|rear[-_]?note|note|n|"
    r"cite_note)[-_:.]?(?:\w+[-_:.])*[\w*†‡]*\d\w*|(?:fn|foot_?note|note)[-_:.]\S+",
    re.IGNORECASE,
)
_BACK_ID = re.compile(r".*(?:ref|anchor|call|back|rtn|return)", re.IGNORECASE)
_MARK = re.compile(
    r"[\[({]?\s*(?:(?:note|fn|n|nb|a)\.?\s*)?"
    r"(\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,7}|[*†‡§‖¶#]{1,4}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[一二三四五六七八九十]{1,3})"
    r"\s*[\])}.]?",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"[\s\u00a0\[(]*(?:[↩↑↵⏎←^⤴⮐\ufe0e]+|back|return|zurück|retour)[\s\])]*", re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the text: `at` counts links in order, `mark` is its text as a note's mark."""

    element: Element = field(repr=False)
    page: Page
    target: Key
    at: int
    text: str
    mark: str | None

    @property
    def is_called_so(self) -> bool:
        """Tell whether the page itself says that the link calls a note."""
        return any(_CALLS & said(one) for one in self.around())

    @property
    def is_called_otherwise(self) -> bool:
        """Tell whether the page itself says that the link leads to something else than a note."""
        return bool(_OTHERS & said(self.element))

    @property
    def has_class(self) -> bool:
        """Tell whether its class is one that calls have."""
        return any(CALL_CLASSES & classes(one) for one in self.around())

    @property
    def is_raised(self) -> bool:
        """Tell whether it looks as calls do: raised, or in brackets."""
        if self.mark is None:
            return False
        inner = [one.tag for one in self.element.iter()]
        raised = "sup" in inner or any(one.tag == "sup" for one in self.around())
        return raised or self.text[:1] in "[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡§‖¶" or self.is_bracketed

    @property
    def is_bracketed(self) -> bool:
        """Tell whether brackets stand right before and behind it."""
        before = self.element.getprevious()
        text = before.tail if before is not None else self.element.getparent().text
        return (text or "").endswith("[") and (self.element.tail or "").startswith("]")

    def around(self) -> Iterator[Element]:
        """Yield the link and the elements around it within its run of words."""
        one = self.element
        while one is not None and (one is self.element or one.tag in {"sup", "span", "small", "b"}):
            yield one
            one = one.getparent()


@dataclass(slots=True)
class Index:
    """All ids and links of some pages; `every` keeps the elements, so that they stay the same."""

    pages: dict[str, Page]
    ids: dict[Key, Element] = field(default_factory=dict)
    homes: dict[Element, Page] = field(default_factory=dict)
    twice: list[tuple[Key, Element]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    order: dict[Element, int] = field(default_factory=dict)


def index(pages: Sequence[Page]) -> Index:
    """Return the ids and links of pages, in order."""
    found = Index({page.name: page for page in pages})
    for page in pages:
        for element in elements(page.root):
            found.homes[element] = page
            found.order[element] = len(found.order)
            for name in dict.fromkeys((element.get("id"), _name(element))):
                if name and (page.name, name) in found.ids:
                    found.twice.append(((page.name, name), element))
                elif name:
                    found.ids[page.name, name] = element
    for page in pages:
        links = (one for one in elements(page.body) if one.tag == "a" and one.get("href"))
        found.links += (link for one in links if (link := _link(found, page, one)) is not None)
    return found


def _name(element: Element) -> str | None:
    name: str | None = element.get("name") if element.tag == "a" else None
    return name


def _link(found: Index, page: Page, element: Element) -> Link | None:
    href = element.get("href")
    target = page.target(href)
    fragment = href.rpartition("#")[2] if "#" in href else ""
    if not fragment:
        return None
    if target is None or (target not in found.ids and target[0] not in found.pages):
        if (page.name, fragment) in found.ids:  # as pages that were saved lead to themselves
            target = page.name, fragment
        elif target is None:
            return None
    text = words(element)
    match = _MARK.fullmatch(text)
    return Link(element, page, target, len(found.links), text, match[1] if match else None)


def is_back(link: Link) -> bool:
    """Tell whether a link says that it leads back from a note."""
    if any("backlink" in said(one) or _BACK_CLASSES & classes(one) for one in link.around()):
        return True
    return _ARROWS.fullmatch(link.text) is not None


def is_note_list(element: Element) -> bool:
    """Tell whether an element says that it holds notes."""
    if element.tag in {"body", "html"} | HEADINGS:
        return False
    if "csl-bib-body" in classes(element):
        return False
    if re.search(r"mso-element:\s*(?:foot|end)note-list", element.get("style") or ""):
        return True
    name = (element.get("id") or "").lower()
    return bool(_LISTS & said(element) or LIST_CLASSES & classes(element) or name in LIST_CLASSES)


def says_note(element: Element) -> bool:
    """Tell whether the page says that an element is a note."""
    return bool(_BODIES & said(element))


def has_note_class(element: Element) -> bool:
    """Tell whether the class of an element is one that notes have."""
    return bool(BODY_CLASSES & classes(element))


def has_note_id(name: str) -> bool:
    """Tell whether an id is one that notes have by custom: `fn1`, `_ftn12`, `cite_note-x-3`."""
    return _NOTE_ID.fullmatch(name) is not None and not _BACK_ID.match(name)


def has_back_id(name: str) -> bool:
    """Tell whether an id is one that calls have by custom: `fnref1`, `FNanchor_1`."""
    return _BACK_ID.match(name) is not None


def own_ids(link: Link) -> set[Key]:
    """Return the places that mean a link: ids of itself, in it, around it, right before it."""
    near = [*link.around(), *link.element.iter()]
    before = link.element.getprevious()
    if before is not None and not (before.tail or "").strip() and before.tag in {"a", "span"}:
        near.append(before)
    outer = list(link.around())[-1]
    beside = outer.getprevious()
    if beside is not None and not (beside.tail or "").strip() and not words(beside):
        near.append(beside)
    if outer.getparent() is not None and starts(link.element, block_of(link.element)):
        near.append(block_of(link.element))
    names = (name for one in near for name in (one.get("id"), _name(one)) if name)
    return {(link.page.name, name) for name in names}


def is_no_note(element: Element) -> bool:
    """Tell whether what a link leads to can't be a note: a heading, a chapter, a page break."""
    if element.tag in HEADINGS or block_of(element).tag in HEADINGS:
        return True
    if _BREAKS & said(element) or element.tag in {"html", "body", "figure", "img", "table"}:
        return True
    if {"csl-entry"} & classes(element) or {"biblioentry"} & said(element):
        return True
    if is_note_list(element) or any(one.tag == "nav" for one in element.iterancestors()):
        return True
    return any(one.tag in HEADINGS for one in element.iter()) and not says_note(element)
