"""The package of an EPUB: metadata, manifest and spine by EbookLib, packed anew byte for byte.

EbookLib 0.20 is given finished bytes only (`EpubItem`): what it parses itself, it loses text of.
What it can't write, `properties` of the manifest and the language of the package, is added to its
package document; the zip is made anew, since EbookLib stamps it with the time of day.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ebooklib import epub
from lxml import etree

from scholiast import imprint, languages
from scholiast.book import Book
from scholiast.config import ROLES, Contributor, Metadata
from scholiast.edition import Format
from scholiast.imprint import identifier as identifier

FOLDER = "EPUB"
"""The folder of the package in the container."""

SPECIFIED_FONTS = "ibooks:specified-fonts"
"""The property by which Apple Books shows the fonts of a book."""

_APPLE = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"
_OPF = "{http://www.idpf.org/2007/opf}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can say
_STORED = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the package; those `in_spine` are read in the order in which they are given."""

    id: str
    path: str
    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    in_spine: bool = False


def pack(
    book: Book,
    resources: Sequence[Resource],
    statements: Sequence[tuple[str, str]],
    claims: Iterable["Meta"] = (),
    page_source: str | None = None,
) -> bytes:
    """Return the EPUB of `resources`; `statements` are `schema:` properties of accessibility.

    `claims` are further elements of the metadata, those without text links. `page_source` names the
    edition that the page list is of.

    Raises what EbookLib raises: nothing it complains of is passed over.
    """
    draft = epub.EpubBook()
    draft.reset()
    draft.metadata = {}
    draft.uid = "publication-id"
    draft.IDENTIFIER_ID = "publication-id"
    _describe(draft, book, statements, [*claims, *_page_source(draft, page_source)])
    for resource in resources:
        draft.add_item(epub.EpubItem(resource.id, resource.path, resource.media_type, b""))
    draft.direction = languages.direction(book.metadata.language)
    draft.spine = [resource.id for resource in resources if resource.in_spine]
    out = io.BytesIO()
    options = {"epub3_pages": False, "raise_exceptions": True, "mtime": book.modified}
    epub.write_epub(out, draft, options)
    return _packed_anew(out.getvalue(), book, resources)


# -- metadata --


def _describe(
    draft: epub.EpubBook,
    book: Book,
    statements: Sequence[tuple[str, str]],
    claims: Iterable["Meta"],
) -> None:
    spoken = book.metadata.title_language
    for name, value, id in _dublin_core(book):
        attributes = {"id": id} if id else {}
        if name == "title" and spoken:
            attributes |= {_XML_LANG: spoken, "dir": languages.direction(spoken)}
        draft.add_metadata("DC", name, value, attributes)
    for said, text in [*_refinements(book.metadata), *_properties(book, statements), *claims]:
        draft.add_metadata(None, "link" if text is None else "meta", text, dict(said))


def _page_source(draft: epub.EpubBook, source: str | None) -> Iterator["Meta"]:
    """Say which edition the page list is of, as EPUB 3.3 has it and as is to come after it.

    Sources: EPUB 3.3, D.3.9 (source-of); https://www.w3.org/publishing/a11y/page-source-id/.
    """
    if source is not None:
        draft.add_metadata("DC", "source", source, {"id": "printed"})
        yield _refine("printed", "source-of", "pagination")
        yield {"property": "pageBreakSource"}, source


def _dublin_core(book: Book) -> Iterator[tuple[str, str, str | None]]:
    """Yield name, value and id of each Dublin Core element (EPUB 3.3, 5.5.3).

    Languages in which whole chapters are written follow that of the book.
    """
    metadata = book.metadata
    yield "identifier", identifier(metadata), "publication-id"
    number = imprint.isbn(metadata, Format.EPUB)
    if number:
        yield "identifier", f"urn:isbn:{''.join(c for c in number if c.isalnum())}", "isbn"
    if metadata.identifiers.doi:
        yield "identifier", f"doi:{metadata.identifiers.doi}", "doi"
    yield "title", metadata.title, "title"
    if metadata.subtitle:
        yield "title", metadata.subtitle, "subtitle"
    spoken = (metadata.language, *(chapter.language for chapter in book.chapters))
    for language in dict.fromkeys(spoken):
        yield "language", language, None
    for index, people in enumerate(_people(metadata), 1):
        wrote = any(person.role in {"author", "compiler"} for person in people)
        yield "creator" if wrote else "contributor", people[0].name, f"contributor-{index}"
    for name in ("publisher", "date", "rights", "description"):
        value = getattr(metadata, name)
        if value:
            yield name, value, None
    for subject in metadata.subjects:
        yield "subject", subject, None
    for index, one in enumerate(metadata.classification, 1):
        yield "subject", one.name or one.code, f"subject-{index}"


def _people(metadata: Metadata) -> list[tuple[Contributor, ...]]:
    """Return who made the book, each once with all that they did."""
    found: dict[tuple[str, str | None], list[Contributor]] = {}
    for person in metadata.contributors:
        found.setdefault((person.name, person.sort), []).append(person)
    return [tuple(people) for people in found.values()]


Meta = tuple[Mapping[str, str], str | None]
"""An element of the metadata: its attributes and its text."""


def _refine(id: str, property: str, value: str, scheme: str | None = None) -> Meta:
    attributes = {"refines": f"#{id}", "property": property}
    return ({**attributes, "scheme": scheme} if scheme else attributes), value


def _refinements(metadata: Metadata) -> Iterator[Meta]:
    """Yield what is to be said of titles, people and identifiers (EPUB 3.3, appendix D.3)."""
    if imprint.isbn(metadata, Format.EPUB):
        yield _refine("isbn", "identifier-type", "15", "onix:codelist5")  # ISBN-13
    if metadata.identifiers.doi:
        yield _refine("doi", "identifier-type", "06", "onix:codelist5")
    yield _refine("title", "title-type", "main")
    if metadata.sort_title:
        yield _refine("title", "file-as", metadata.sort_title)
    if metadata.subtitle:
        yield _refine("title", "display-seq", "1")
        yield _refine("subtitle", "title-type", "subtitle")
        yield _refine("subtitle", "display-seq", "2")
    for index, people in enumerate(_people(metadata), 1):
        id, first = f"contributor-{index}", people[0]
        for role in dict.fromkeys(person.role for person in people):
            yield _refine(id, "role", ROLES[role], "marc:relators")
        yield _refine(id, "file-as", first.sort or imprint.sort_name(first.name))
        yield _refine(id, "display-seq", str(index))
    for index, one in enumerate(metadata.classification, 1):
        yield _refine(f"subject-{index}", "authority", one.scheme)
        yield _refine(f"subject-{index}", "term", one.code)


def _properties(book: Book, statements: Sequence[tuple[str, str]]) -> Iterator[Meta]:
    series = book.metadata.series
    if series:
        yield {"property": "belongs-to-collection", "id": "series"}, series.name
        yield _refine("series", "collection-type", "series")
        if series.number:
            yield _refine("series", "group-position", series.number)
        if series.issn:
            yield _refine("series", "dcterms:identifier", f"urn:issn:{series.issn}")
    if book.metadata.edition:
        yield {"property": "schema:bookEdition"}, book.metadata.edition
    for name, value in statements:
        yield {"property": name}, value
    yield {"name": "cover", "content": "cover-image"}, ""  # EPUB 2's, which some shops still read


# -- the zip --


def _packed_anew(data: bytes, book: Book, resources: Sequence[Resource]) -> bytes:
    """Return EbookLib's container with its package document completed, the same at every hour."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    # EbookLib was given no contents, which it would only have packed a first time.
    files |= {f"{FOLDER}/{resource.path}": resource.data for resource in resources}
    package = f"{FOLDER}/content.opf"
    files[package] = _completed(files[package], book, resources)
    stored = {f"{FOLDER}/{r.path}" for r in resources if r.media_type in _STORED}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _add(archive, "mimetype", files.pop("mimetype"), zipfile.ZIP_STORED)
        for name in sorted(files):
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            _add(archive, name, files[name], method)
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, method: int) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = method
    info.create_system = 3  # Unix, on every system
    info.external_attr = 0o644 << 16
    archive.writestr(info, data, compresslevel=6)


def _completed(package: bytes, book: Book, resources: Sequence[Resource]) -> bytes:
    root = etree.fromstring(package, etree.XMLParser(remove_blank_text=True))
    root.set(_XML_LANG, book.metadata.language)
    root.set("dir", languages.direction(book.metadata.language))
    root.attrib.pop("prefix", None)
    if any(meta.get("property") == SPECIFIED_FONTS for meta in root.iter(f"{_OPF}meta")):
        root.set("prefix", _APPLE)
    properties = {r.id: " ".join(r.properties) for r in resources if r.properties}
    for item in root.iter(f"{_OPF}item"):
        if item.get("id") in properties:
            item.set("properties", properties[item.get("id")])
    etree.cleanup_namespaces(root)
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return text
