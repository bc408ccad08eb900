"""An EPUB of whoever made it, taken apart: its package, its documents in the order of reading."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from lxml import etree

from scholiast.source import Position, Span

Element: TypeAlias = etree._Element

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
TYPE = "{http://www.idpf.org/2007/ops}type"
XHTML_TYPE = "application/xhtml+xml"

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_MOST = 4_000_000_000  # bytes, unpacked: more than any store takes
# What the standard library raises where a ZIP file lies about itself or is encrypted.
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)


class UnreadableError(ValueError):
    """A file is no EPUB that can be read."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest; `path` is that in the container."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Document:
    """A content document: its `root`, elements of XHTML in no namespace, and elements by id.

    `place` counts the documents in the order of reading; those outside of it come last.
    """

    path: str
    root: Element = field(repr=False)
    place: int
    ids: Mapping[str, Element] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Epub:
    """An EPUB: `files` by their paths in the container, `size` of the whole in bytes.

    `documents` are in the order of reading. `broken` tells of documents that are not well-formed.
    """

    name: str
    size: int
    files: Mapping[str, bytes] = field(repr=False)
    package: str
    root: Element = field(repr=False)
    items: tuple[Item, ...]
    spine: tuple[str, ...]
    documents: Mapping[str, Document] = field(repr=False)
    broken: Mapping[str, str]

    def at(self, path: str, element: Element | None = None) -> Span:
        """Return the place of a file, or of the line that an element of it begins on."""
        where = f"{self.name}/{path}"
        line = None if element is None else element.sourceline
        return Span(where) if line is None else Span(where, Position(line, 1))

    @property
    def here(self) -> Span:
        """Return the place of the package document."""
        return self.at(self.package)

    def said(self, name: str) -> list[str]:
        """Return what the Dublin Core elements of a name say, empty ones left out."""
        texts = ("".join(e.itertext()).strip() for e in self.root.iter(f"{DC}{name}"))
        return [text for text in texts if text]

    @property
    def cover(self) -> Item | None:
        """Return the picture of the cover (EPUB 3.3, D.4; EPUB 2 has a `meta` for it)."""
        for item in self.items:
            if "cover-image" in item.properties:
                return item
        named = {e.get("content") for e in self.root.iter(f"{OPF}meta") if e.get("name") == "cover"}
        return next((item for item in self.items if item.id in named), None)

    @property
    def nav(self) -> Document | None:
        """Return the navigation document (EPUB 3.3, 7)."""
        paths = (item.path for item in self.items if "nav" in item.properties)
        return next((self.documents[path] for path in paths if path in self.documents), None)


def open_epub(data: bytes, name: str) -> Epub:
    """Take an EPUB apart; `name` stands in the places of findings. Raises UnreadableError."""
    files = _unpacked(data)
    package = _package_path(files)
    root = _xml(files, package)
    items = tuple(_items(root, dirname(package)))
    spine = tuple(_spine(root, items))
    documents, broken = _documents(items, spine, files)
    return Epub(name, len(data), files, package, root, items, spine, documents, broken)


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if sum(info.file_size for info in infos) > _MOST:
                raise UnreadableError("it unpacks to more than 4 GB")
            return {info.filename: archive.read(info) for info in infos}
    except UnreadableError:
        raise
    except _ZIP_ERRORS as problem:
        raise UnreadableError(f"not a sound ZIP file: {problem}") from problem


def _package_path(files: Mapping[str, bytes]) -> str:
    container = _xml(files, "META-INF/container.xml")
    found = container.find(f".//{_OCF}rootfile")
    if found is None:
        raise UnreadableError("`META-INF/container.xml` names no package document")
    return str(found.get("full-path", ""))


def _xml(files: Mapping[str, bytes], path: str) -> Element:
    if path not in files:
        raise UnreadableError(f"`{path}` is not there")
    try:
        return read_xml(files[path])
    except etree.XMLSyntaxError as problem:
        raise UnreadableError(f"`{path}` is not well-formed: {problem}") from problem


def read_xml(data: bytes) -> Element:
    """Return the root of an XML document, elements of XHTML put in no namespace.

    Raises etree.XMLSyntaxError where it is not well-formed. Nothing outside of it is read.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(data, parser)
    for element in root.iter(f"{_XHTML}*"):
        element.tag = element.tag[len(_XHTML) :]
    return root


def _items(root: Element, folder: str) -> Iterator[Item]:
    for item in root.iter(f"{OPF}item"):
        yield Item(
            id=item.get("id", ""),
            path=normpath(join(folder, unquote(item.get("href", "")))),
            media_type=item.get("media-type", ""),
            properties=frozenset(item.get("properties", "").split()),
        )


def _spine(root: Element, items: tuple[Item, ...]) -> Iterator[str]:
    paths = {item.id: item.path for item in items}
    for reference in root.iter(f"{OPF}itemref"):
        if (path := paths.get(reference.get("idref", ""))) is not None:
            yield path


def _documents(
    items: tuple[Item, ...], spine: tuple[str, ...], files: Mapping[str, bytes]
) -> tuple[dict[str, Document], dict[str, str]]:
    """Return the documents in the order of reading, and what is wrong with the others."""
    order = {path: place for place, path in enumerate(spine)}
    found: dict[str, Document] = {}
    broken: dict[str, str] = {}
    paths = [i.path for i in items if i.media_type == XHTML_TYPE and i.path in files]
    for path in sorted(paths, key=lambda path: order.get(path, len(order))):
        try:
            root = read_xml(files[path])
        except etree.XMLSyntaxError as problem:
            broken[path] = str(problem)
            continue
        found[path] = Document(path, root, order.get(path, len(order)), _ids(root))
    return found, broken


def _ids(root: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for element in root.iter(etree.Element):
        if (name := element.get("id")) is not None:
            found.setdefault(name, element)
    return found


def resolve(base: str, address: str) -> tuple[str, str] | None:
    """Return path and fragment of an address in the container, read from the document `base`.

    None where it leads elsewhere.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    path = normpath(join(dirname(base), unquote(parts.path))) if parts.path else base
    return path, unquote(parts.fragment)


def shown(document: Document) -> frozenset[str]:
    """Return the paths of the pictures that a document shows."""
    elements = document.root.iter("{*}img", "{*}image")
    addresses = (e.get("src") or e.get(XLINK) or e.get("href") or "" for e in elements)
    targets = (resolve(document.path, address) for address in addresses)
    return frozenset(target[0] for target in targets if target is not None)
