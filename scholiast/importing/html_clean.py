"""Pages made ready for pandoc: what is no text goes, links lead to ids of the whole book."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from scholiast import slugs
from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors_links import Key
from scholiast.importing.anchors_rules import BROKEN_LINK, PAGE_LIST
from scholiast.importing.html_page import (
    BLOCKS,
    HEADINGS,
    Element,
    Page,
    classes,
    drop,
    elements,
    is_empty,
    said,
    starts,
    unwrap,
    words,
)
from scholiast.importing.trees.model import CALL, DEFINITION
from scholiast.source import Span

_NO_TEXT = frozenset(
    {"script", "style", "link", "meta", "template", "noscript", "iframe", "object", "embed"}
    | {"applet", "input", "button", "select", "textarea", "nav", "head", "base"}
)
_UNWRAPPED = frozenset(
    {"div", "section", "article", "main", "header", "footer", "hgroup", "center", "aside", "font"}
    | {"abbr", "small", "big", "form", "fieldset", "address", "details", "summary", "bdi", "ins"}
    | {"time", "data", "wbr", "label"}
)
_KEPT = {
    "a": ("href",),
    "img": ("src", "alt"),
    "ol": ("start", "type"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan"),
}
_BOXES = {False: "☐", True: "☒"}
"""What pandoc reads the boxes of a list of tasks as."""

_MARKED = frozenset({"em", "i", "strong", "b", "u", "s", "sup", "sub", "code"})
_PAGE_CLASSES = frozenset({"pagenum", "pageno", "page-number", "pagenumber", "pagebreak", "pb"})
_SMALL_CAPITALS = frozenset({"smallcaps", "small-caps", "sc", "smcap", "smallcap"})
_OURS_APART = frozenset({"chapter-number", "part-number"})


@dataclass(slots=True)
class Cleaned:
    """What was found while cleaning: `numbered` where chapters had numbers of Scholiast's own."""

    findings: list[Diagnostic] = field(default_factory=list)
    pictures: set[str] = field(default_factory=set)
    numbered: bool = False


def disarm(page: Page) -> None:
    """Take names away that mean something to the import itself, before anything is read."""
    for one in elements(page.root):
        named = [
            name for name in (one.get("class") or "").split() if name not in {CALL, DEFINITION}
        ]
        if one.get("class") is not None:
            one.set("class", " ".join(named))
        one.attrib.pop("label", None)


def clean(pages: Sequence[Page], anchors: set[Key], kept: Sequence[str]) -> Cleaned:
    """Make pages ready, those named in `kept` for the book; `anchors` were notes and calls."""
    done = Cleaned()
    shown = [page for page in pages if page.name in set(kept)]
    for page in shown:
        _without_page_numbers(page, done)
        _without_what_is_no_text(page, done)
    names = _names(shown)
    wanted = _links(shown, names, anchors, done)
    for page in shown:
        for one in list(elements(page.body)):
            if one is not page.body:
                _plain(page, one, names, wanted, done)
        for one in list(elements(page.body)):
            if one is not page.body and one.getparent() is not None:
                _unwrapped(one)
    return done


def _without_page_numbers(page: Page, done: Cleaned) -> None:
    found = [one for one in elements(page.body)
             if "pagebreak" in said(one) or _PAGE_CLASSES & classes(one)]  # fmt: skip
    dropped = 0
    for one in found:
        if len(words(one)) < 20 and not _holds_call(one) and one.getparent() is not None:
            drop(one)
            dropped += 1
    if dropped:
        said_ = f"{dropped} page numbers of a printed edition were dropped"
        done.findings.append(PAGE_LIST.at(Span(page.path), said_))


def _holds_call(element: Element) -> bool:
    return any(one.get("label") is not None for one in element.iter("span"))


def _without_what_is_no_text(page: Page, done: Cleaned) -> None:
    for one in list(elements(page.body)):
        if one.getparent() is None or one is page.body:
            continue
        if one.tag in _NO_TEXT:
            if one.get("type") == "checkbox":
                one.tail = f"{_BOXES[one.get('checked') is not None]} {(one.tail or '').lstrip()}"
            drop(one)
        elif _OURS_APART & classes(one) and "chapter-head" in classes(one.getparent()):
            done.numbered = True
            drop(one)
        elif one.tag == "svg":
            _picture(one)


def _picture(element: Element) -> None:
    """Make an image of an SVG that shows nothing but a picture, as covers are set."""
    inner = list(element.iter("image"))
    if len(inner) != 1:
        return
    href = inner[0].get("{http://www.w3.org/1999/xlink}href") or inner[0].get("href") or ""
    tail = element.tail
    element.clear()
    element.tag, element.tail = "img", tail
    element.set("src", href)


def _names(pages: Sequence[Page]) -> dict[Key, str]:
    """Return for each id of the pages one that no other page has."""
    names: dict[Key, str] = {}
    heads = [one for page in pages for one in elements(page.body) if one.tag in HEADINGS]
    taken = {slug for slug, count in Counter(_slug(one) for one in heads).items() if count > 1}
    for page in pages:
        aliases = _ids_to_headings(page)
        for one in elements(page.body):
            found = (one.get("id"), one.get("name") if one.tag == "a" else None)
            for name in dict.fromkeys(found):
                if name and (page.name, name) not in names:
                    safe = re.sub(r"[^\w.:-]+", "-", name)
                    names[page.name, name] = slugs.unique(safe, taken)
                    taken.add(names[page.name, name])
        for name, heading in aliases.items():
            names[page.name, name] = names[page.name, heading]
    return names


def _slug(heading: Element) -> str:
    """Return the id that pandoc makes of a heading's words (`auto_identifiers`)."""
    slug = re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", words(heading).lower()))
    return re.sub(r"^[\W\d_]+", "", slug)


def _ids_to_headings(page: Page) -> dict[str, str]:
    """Move ids of sections to the headings that they begin with; return those of both by theirs."""
    aliases: dict[str, str] = {}
    for heading in [one for one in elements(page.body) if one.tag in HEADINGS]:
        for above in heading.iterancestors():
            if above.tag not in _UNWRAPPED or not starts(heading, above):
                break
            name = above.attrib.pop("id", None)
            if name and heading.get("id"):
                aliases[name] = heading.get("id")
            elif name:
                heading.set("id", name)
    return aliases


def _links(
    pages: Sequence[Page], names: dict[Key, str], anchors: set[Key], done: Cleaned
) -> set[str]:
    """Make all links lead to the names of ids; return the names that links lead to."""
    wanted: set[str] = set()
    by_name = {page.name: page for page in pages}
    for page in pages:
        for one in [one for one in elements(page.body) if one.tag == "a" and one.get("href")]:
            target = page.target(one.get("href"))
            if target is None:
                if re.match(r"\s*(?:javascript|data|vbscript|file):", one.get("href"), re.I):
                    one.attrib.pop("href")
                continue
            if not target[1] and target[0] in by_name:
                target = _opening(by_name[target[0]], names)
            if target in names:
                one.set("href", f"#{names[target]}")
                wanted.add(names[target])
                continue
            if target not in anchors:
                message = (
                    f"the link “{words(one)[:60]}” leads to `{one.get('href')}`: not in the book"
                )
                done.findings.append(BROKEN_LINK.at(page.place(one), message))
            one.attrib.pop("href")
    return wanted


def _opening(page: Page, names: dict[Key, str]) -> Key:
    """Return the place of the first heading of a page, which gets an id where it has none."""
    first = next((one for one in elements(page.body) if one.tag in HEADINGS), None)
    if first is None:
        return page.name, ""
    name = first.get("id")
    if not name:
        name = slugs.unique(slugs.file(words(first)) or "page", set(names.values()))
        first.set("id", name)
        names[page.name, name] = name
    return page.name, name


def _plain(
    page: Page, one: Element, names: dict[Key, str], wanted: set[str], done: Cleaned
) -> None:
    """Leave an element no attributes but those that a manuscript has a place for."""
    if one.get("label") is not None:
        return
    found = [name for name in (one.get("id"), one.get("name") if one.tag == "a" else None) if name]
    linked = [names[page.name, name] for name in found if names[page.name, name] in wanted]
    kept = {name: one.get(name) for name in _KEPT.get(one.tag, ()) if one.get(name) is not None}
    if (tag := one.get("lang")) and one.tag in {
        "span",
        "i",
        "em",
        "cite",
        "div",
        "p",
        "blockquote",
    }:
        kept["lang"] = tag
    small = one.tag == "span" and _SMALL_CAPITALS & classes(one)
    if one.tag in {"math", "svg"} or any(up.tag in {"math", "svg"} for up in one.iterancestors()):
        return
    one.attrib.clear()
    for name, value in kept.items():
        one.set(name, value)
    if linked:
        one.set("id", linked[0])
    if small:
        one.set("class", "smallcaps")
    if one.tag == "img" and one.get("src"):
        source = page.target(one.get("src"))
        if source is not None:
            one.set("src", source[0])
            done.pictures.add(source[0])


def _unwrapped(one: Element) -> None:
    """Take away an element that only held others together."""
    if one.get("label") is not None:
        return
    if one.tag == "a" and one.get("href") is None:
        one.tag = "span"
    if one.tag == "figure" and not _is_picture(one):
        one.tag = "div"
        for caption in one.findall("figcaption"):
            caption.tag = "div"
    if one.tag in _MARKED and is_empty(one):
        unwrap(one)
        return
    if one.tag == "span" and not one.attrib:
        unwrap(one)
    elif one.tag in _UNWRAPPED:
        if one.get("id"):
            anchor = etree.Element("span", id=one.attrib.pop("id"))
            anchor.tail, one.text = one.text, None
            one.insert(0, anchor)
        if not any(inner.tag in BLOCKS for inner in one.iterdescendants()) and one.tag in BLOCKS:
            one.tag = "p" if words(one) or len(one) else one.tag
            if one.tag != "p" or any(up.tag in {"p", *HEADINGS} for up in one.iterancestors()):
                unwrap(one)
        elif one.get("lang") and one.tag in BLOCKS:
            one.tag = "div"
        else:
            unwrap(one)


def _is_picture(figure: Element) -> bool:
    """Tell whether a figure is one image and a caption, which Markdown can say."""
    rest = [one for one in figure if one.tag != "figcaption"]
    words_ = "".join("".join(one.itertext()) for one in rest)
    tails = "".join(one.tail or "" for one in figure)
    alone = not f"{figure.text or ''}{words_}{tails}".strip()
    captions = figure.findall("figcaption")
    simple = not any(
        inner.tag in BLOCKS - {"p"} for one in captions for inner in one.iterdescendants()
    )
    return alone and simple and len(list(figure.iter("img"))) == 1


def as_html(page: Page) -> bytes:
    """Return the body of a page as HTML."""
    data: bytes = etree.tostring(page.body, method="html", encoding="utf-8")
    return b"<!DOCTYPE html><html>" + data + b"</html>"
