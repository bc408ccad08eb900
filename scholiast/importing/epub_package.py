"""An EPUB opened with care: its package, spine, navigation and metadata (EPUB 3.3, OPF 2.0.1)."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from scholiast.config import ROLES
from scholiast.importing.anchors_rules import NO_EPUB, PROTECTED
from scholiast.importing.html_page import Element
from scholiast.importing.office.package import Package, open_package
from scholiast.importing.rules import ImportRefusedError
from scholiast.source import Span

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OBFUSCATED = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_RELATORS = {code: role for role, code in ROLES.items()}


@dataclass(frozen=True, slots=True)
class Epub:
    """An EPUB: `spine` and `media` are names in the container, `package` its OPF.

    `nav` and `ncx` are the names of its tables of contents, `cover` that of its cover's picture.
    """

    container: Package = field(repr=False)
    package: Element = field(repr=False)
    spine: tuple[str, ...]
    items: Mapping[str, str] = field(repr=False)
    nav: str | None = None
    ncx: str | None = None
    cover: str | None = None
    guide: Mapping[str, str] = field(default_factory=dict)


def open_epub(path: str, data: bytes) -> Epub:
    """Return the EPUB in `data`.

    Raises ImportRefusedError: X045 where the container is damaged or too large, X077 where it is
    protected, X078 where it has no package or spine.
    """
    container = open_package(path, data)
    _refuse_protected(container)
    name = _package_name(container)
    package = container.tree(name)
    if package is None:
        raise _damaged(container.path, f"its package `{name}` is not there")
    folder = posixpath.dirname(name)
    items = {one.get("id"): one for one in package.iter(f"{_OPF}item") if one.get("href")}
    names = {key: _joined(folder, one.get("href")) for key, one in items.items()}
    spine = [names[one.get("idref")] for one in package.iter(f"{_OPF}itemref")
             if one.get("idref") in names]  # fmt: skip
    if not spine:
        raise _damaged(container.path, "its package has no spine")
    marked = {prop: names[key] for key, one in items.items()
              for prop in (one.get("properties") or "").split()}  # fmt: skip
    ncx = next((names[key] for key, one in items.items()
                if one.get("media-type") == "application/x-dtbncx+xml"), None)  # fmt: skip
    guide = {_joined(folder, one.get("href").partition("#")[0]): one.get("type") or ""
             for one in package.iter(f"{_OPF}reference") if one.get("href")}  # fmt: skip
    types = {names[key]: one.get("media-type") or "" for key, one in items.items()}
    cover = marked.get("cover-image") or _old_cover(package, names)
    return Epub(container, package, tuple(dict.fromkeys(spine)), types, marked.get("nav"), ncx,
                cover, guide)  # fmt: skip


def is_page(epub: Epub, name: str) -> bool:
    """Tell whether an item of the package is a page."""
    return epub.items.get(name) in _PAGES


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def _damaged(path: str, why: str) -> ImportRefusedError:
    return ImportRefusedError(NO_EPUB.at(Span(path), f"the EPUB can't be read: {why}"))


def _package_name(container: Package) -> str:
    tree = container.tree("META-INF/container.xml")
    if tree is None:
        raise _damaged(container.path, "it has no `META-INF/container.xml`")
    for one in tree.iter(f"{_CONTAINER}rootfile"):
        if one.get("full-path"):
            return str(one.get("full-path"))
    raise _damaged(container.path, "its container names no package")


def _refuse_protected(container: Package) -> None:
    """Raise where more than fonts is encrypted (EPUB OCF 3.3, 4.2.6.3.2)."""
    tree = container.tree("META-INF/encryption.xml")
    methods = {one.get("Algorithm") for one in tree.iter("{*}EncryptionMethod")
               } if tree is not None else set()  # fmt: skip
    if methods - _OBFUSCATED:
        said = "the EPUB is protected by DRM, so that nothing in it can be read"
        hint = "ask for a copy without protection"
        raise ImportRefusedError(PROTECTED.at(Span(container.path), said, hint))


def _old_cover(package: Element, names: Mapping[str, str]) -> str | None:
    for one in package.iter(f"{_OPF}meta"):
        if one.get("name") == "cover":
            return names.get(one.get("content"))
    return None


# -- metadata --


def metadata(epub: Epub) -> dict[str, Any]:
    """Return values for `book.yaml`, as the package has them."""
    package = epub.package
    found: dict[str, Any] = dict(_titles(package))
    found["contributors"] = list(_contributors(package))
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag := _first(package, "language")):
        found["language"] = tag
    found["identifiers"] = dict(_identifiers(package))
    found["publisher"] = _first(package, "publisher")
    date = re.match(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d)", _first(package, "date"))
    found["date"] = date[0] if date else None
    found["rights"] = _first(package, "rights")
    found["description"] = _text_of(_first(package, "description"))
    found["subjects"] = [words for one in package.iter(f"{_DC}subject") if (words := _text(one))]
    found["series"] = _series(package)
    found["edition"] = _meta(package, "schema:bookEdition")
    return {key: value for key, value in found.items() if value}


def _meta(package: Element, prop: str) -> str:
    """Return the first thing that a `meta` of the whole package says."""
    for one in package.iter(f"{_OPF}meta"):
        if one.get("property") == prop and not one.get("refines"):
            return _text(one)
    return ""


def _series(package: Element) -> dict[str, str]:
    """Return the series of a book (EPUB 3.3, D.3.1), its number and its ISSN."""
    for one in package.iter(f"{_OPF}meta"):
        if one.get("property") != "belongs-to-collection":
            continue
        if _refined(package, one, "collection-type") == "series" and _text(one):
            issn = _refined(package, one, "dcterms:identifier").removeprefix("urn:issn:")
            number = _refined(package, one, "group-position")
            said = {"name": _text(one), "number": number, "issn": issn}
            return {key: value for key, value in said.items() if value}
    return {}


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _text_of(description: str) -> str:
    """Return a description without the tags that some catalogues write into it."""
    return " ".join(re.sub(r"<[^<>]{1,200}>", " ", description).split())


def _first(package: Element, name: str) -> str:
    one = next(package.iter(f"{_DC}{name}"), None)
    return _text(one) if one is not None else ""


def _refined(package: Element, element: Element, prop: str) -> str:
    """Return what a `meta` says of an element that it refines."""
    name = element.get("id")
    for one in package.iter(f"{_OPF}meta") if name else ():
        if one.get("refines") == f"#{name}" and one.get("property") == prop:
            return _text(one)
    return ""


def _titles(package: Element) -> Iterator[tuple[str, str]]:
    seen = set[str]()
    for one in package.iter(f"{_DC}title"):
        kind = _refined(package, one, "title-type") or "main"
        key = {"main": "title", "subtitle": "subtitle"}.get(kind)
        if key and key not in seen and _text(one):
            seen.add(key)
            yield key, _text(one)


def _contributors(package: Element) -> Iterator[dict[str, str]]:
    for name, other in (("creator", "aut"), ("contributor", "ctb")):
        for one in package.iter(f"{_DC}{name}"):
            code = _refined(package, one, "role") or one.get(f"{_OPF}role") or other
            role = _RELATORS.get(code)
            if role is None or not _text(one):
                continue  # those who made the file, such as a producer (`bkp`)
            person = {"name": _text(one)}
            if role != "author":
                person["role"] = role
            sort = _refined(package, one, "file-as") or one.get(f"{_OPF}file-as")
            if sort and sort != person["name"]:
                person["sort"] = sort
            yield person


def _identifiers(package: Element) -> Iterator[tuple[str, str]]:
    for one in package.iter(f"{_DC}identifier"):
        words = _text(one)
        scheme = (one.get(f"{_OPF}scheme") or "").lower()
        bare = re.sub(r"^(?:urn:)?(?:isbn|uuid|doi):|^https?://doi\.org/", "", words, flags=re.I)
        if re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", bare):
            yield "uuid", bare.lower()
        elif bare.startswith("10.") and "/" in bare:
            yield "doi", bare
        elif "isbn" in words.lower() or scheme == "isbn":
            digits = re.sub(r"[^0-9Xx]", "", bare)
            if len(digits) in {10, 13}:
                yield "isbn_epub", bare
