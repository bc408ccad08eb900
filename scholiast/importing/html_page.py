"""Pages in HTML or XHTML as trees of plain elements, and small work on such trees."""

import codecs
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from scholiast.diagnostics import Diagnostic
from scholiast.importing.anchors_rules import MALFORMED
from scholiast.importing.rules import NOT_TEXT, ImportRefusedError
from scholiast.importing.trees.rules import UNREADABLE
from scholiast.source import Position, Span

Element = Any
"""An element of lxml's; its name has no namespace."""

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td"}
    | {"tfoot", "th", "thead", "tr", "ul", "caption", "center", "hgroup", "math"}
)
"""Elements that end a run of words."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_XML = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    remove_comments=True, remove_pis=True,
)  # fmt: skip
_OPS = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]*);")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: `name` is its path below the folder or in the container, `path` that for messages."""

    name: str
    path: str
    root: Element = field(repr=False)

    @property
    def body(self) -> Element:
        """Return the element that holds the text."""
        found = self.root.find("body")
        return self.root if found is None else found

    def place(self, element: Element) -> Span:
        """Return where an element stands: its line, where the parser knows it."""
        line = element.sourceline
        return Span(self.path, Position(line, 1)) if line else Span(self.path)

    def target(self, href: str) -> tuple[str, str] | None:
        """Return the page and the fragment that a link leads to; None where it leaves the text."""
        try:
            parts = urlsplit(href.strip())
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            return None
        name = self.name
        if parts.path:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        return name, unquote(parts.fragment)


def parse(data: bytes, name: str, path: str) -> tuple[Page, list[Diagnostic]]:
    """Return a page and what is to be said of it.

    XHTML that is no well-formed XML is read as HTML, which mends what browsers mend. Entities are
    those of HTML alone: none that a page declares is followed. Raises ImportRefusedError (X001)
    where the bytes are no text, X045 where elements are nested deeper than the parser reads.
    """
    text = _decoded(data, path).replace("\r\n", "\n").replace("\r", "\n")
    findings: list[Diagnostic] = []
    root = None
    if re.match(r"\s*<\?xml|(?s:.{0,600})<html[^>]{0,400}xmlns", text):
        try:
            root = etree.fromstring(_without_declarations(text).encode(), _XML)
        except etree.XMLSyntaxError as problem:
            said = f"the page is no well-formed XML: {problem.msg}"
            place = Span(path, Position(max(1, problem.lineno or 1), 1))
            findings.append(MALFORMED.at(place, said, "compare the chapter with the page"))
    if root is None:
        parser = etree.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
        )
        root = etree.fromstring(_without_declarations(text).encode(), parser)
        if any("depth" in error.message for error in parser.error_log):  # what is deeper is dropped
            raise ImportRefusedError(UNREADABLE.at(Span(path), "the page is nested too deep"))
    if root is None:
        raise ImportRefusedError(NOT_TEXT.at(Span(path), "the page is empty"))
    _plain(root)
    return Page(name, path, root), findings


def _without_declarations(text: str) -> str:
    """Return text without XML and document type declarations, named entities as characters."""
    text = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", lambda m: "\n" * m[0].count("\n"), text)
    opening = re.search(r"<html\b", text, re.IGNORECASE)
    if opening and "<!DOCTYPE" in text[: opening.start()].upper():
        text = "\n" * text.count("\n", 0, opening.start()) + text[opening.start() :]
    return _ENTITY.sub(_character, text)


def _character(found: "re.Match[str]") -> str:
    known = html5.get(f"{found[1]};")
    return "".join(f"&#{ord(char)};" for char in known) if known else found[0]


def _decoded(data: bytes, path: str) -> str:
    """Return the text of a page: as its mark or its head says, else as UTF-8 (WHATWG HTML)."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return _as(data, encoding, path)
    stated = _DECLARED.search(data[:400]) or _CHARSET.search(data[:4096])
    encoding = stated[1].decode("ascii", "replace").lower() if stated else "utf-8"
    if encoding in {"iso-8859-1", "latin1", "us-ascii", "ascii"}:
        encoding = "windows-1252"  # WHATWG Encoding, 4.2
    if encoding.startswith("utf-16"):
        encoding = "utf-8"  # what could be read so far was ASCII (WHATWG HTML, 13.2.3.2)
    return _as(data, encoding, path)


def _as(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as problem:
        said = f"the page can't be read as {encoding.upper()}"
        hint = "save it as UTF-8, or say its encoding in a `meta` element"
        raise ImportRefusedError(NOT_TEXT.at(Span(path), said, hint)) from problem


def _plain(root: Element) -> None:
    """Take namespaces from the names of elements, and prefixes from attributes that are read."""
    for one in elements(root):
        one.tag = etree.QName(one).localname.lower() if "}" in one.tag else one.tag.lower()
        if _OPS in one.attrib:
            one.set("epub-type", one.attrib.pop(_OPS))
        if "epub:type" in one.attrib:
            one.set("epub-type", one.attrib.pop("epub:type"))
        if _XML_LANG in one.attrib:
            one.set("lang", one.attrib.pop(_XML_LANG))


# -- work on trees --


def said(element: Element) -> frozenset[str]:
    """Return what an element says that it is: its `epub:type`s, and its `role`s without `doc-`."""
    roles = (element.get("role") or "").replace("doc-", "")
    return frozenset(f"{element.get('epub-type') or ''} {roles}".split())


def classes(element: Element) -> frozenset[str]:
    """Return the classes of an element in lower case."""
    return frozenset((element.get("class") or "").lower().split())


def words(element: Element) -> str:
    """Return the words of an element in one line."""
    return " ".join("".join(element.itertext()).split())


def block_of(element: Element) -> Element:
    """Return the nearest element around `element`, or itself, that ends a run of words."""
    while element.tag not in BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def starts(element: Element, within: Element) -> bool:
    """Tell whether nothing stands before `element` in `within` but white space and brackets."""
    while element is not within:
        above = element.getparent()
        if above is None or (above.text or "").strip(_OPENING):
            return False
        for one in above:
            if one is element:
                break
            if "".join(one.itertext()).strip(_OPENING) or (one.tail or "").strip(_OPENING):
                return False
            if one.tag in {"img", "svg", "hr"}:
                return False
        element = above
    return True


_OPENING = " \t\n\u00a0[(^↑"


def drop(element: Element) -> None:
    """Take an element out of its tree; what follows it stays."""
    above, tail = element.getparent(), element.tail or ""
    _append_before(element, tail)
    element.tail = None
    above.remove(element)


def unwrap(element: Element) -> None:
    """Put what an element holds in its place."""
    above = element.getparent()
    at = above.index(element)
    _append_before(element, element.text or "")
    children = list(element)
    if children:
        children[-1].tail = (children[-1].tail or "") + (element.tail or "")
    else:
        _append_before(element, element.tail or "")
    element.tail = None
    above.remove(element)
    for offset, child in enumerate(children):
        above.insert(at + offset, child)


def _append_before(element: Element, text: str) -> None:
    if not text:
        return
    before, above = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        above.text = (above.text or "") + text


def is_empty(element: Element) -> bool:
    """Tell whether an element holds no words, no picture and no call."""
    held = any(one.tag in {"img", "svg", "math", "video", "audio"} for one in element.iter())
    return not held and not "".join(element.itertext()).strip() and not _has_call(element)


def _has_call(element: Element) -> bool:
    return any(one.get("label") is not None for one in element.iter("span"))


def elements(root: Element) -> Iterator[Element]:
    """Yield all elements in order, without comments and the like."""
    yield from (one for one in root.iter() if isinstance(one.tag, str))
