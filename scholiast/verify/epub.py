"""Proofread a finished EPUB against the ledger of its book, with zipfile and lxml."""

import io
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Format
from scholiast.jobs import Works
from scholiast.ledger import Ledger
from scholiast.source import Span
from scholiast.verify import access, apparatus, contents, pagelist, pages, standing, verse
from scholiast.verify.pages import Element, Page
from scholiast.verify.proof import Finding, Proof, conclude

MIMETYPE = Rule(
    "V101",
    "epub-mimetype",
    Severity.ERROR,
    """\
The file `mimetype` of an EPUB is not as reading systems need it: the first in the container, stored
without compression or extra fields, and nothing but `application/epub+zip` (EPUB OCF 3.3, 4.2.6.2).
""",
)

CONTAINER = Rule(
    "V102",
    "epub-container",
    Severity.ERROR,
    """\
The container of an EPUB is not sound: a name stands in it twice or leads out of it, a file in it is
damaged, or `META-INF/container.xml` does not name one package document (EPUB OCF 3.3, 4.2).""",
)

MANIFEST = Rule(
    "V103",
    "epub-manifest",
    Severity.ERROR,
    """\
The manifest of an EPUB and the files in it do not agree.

Every file of the publication is in the manifest once, and every item of the manifest is in the
container (EPUB 3.3, 5.6.1).""",
)

SPINE = Rule(
    "V104",
    "epub-spine",
    Severity.ERROR,
    """\
The spine of an EPUB names an item that the manifest does not have, names one twice, or leaves a
chapter out of the order of reading (EPUB 3.3, 5.7).""",
)

NAVIGATION = Rule(
    "V105",
    "epub-navigation",
    Severity.ERROR,
    """\
The navigation document of an EPUB is missing, lacks its table of contents, or its landmarks do not
lead where they say (EPUB 3.3, 7).""",
)

SEMANTICS = Rule(
    "V107",
    "epub-note-semantics",
    Severity.ERROR,
    """\
A call or a note of an EPUB has the role that screen readers know, but not the `epub:type` by which
reading systems make pop-ups (`noteref` and `footnote`, EPUB 3 Structural Semantics 1.1).

Or the note is an `aside`. Apple Books and Thorium show a footnote that is one nowhere but in its
pop-up: who can't open that, or reads all notes of a chapter in a row, has lost it. In a `div` the
note pops up as well, and stands in the text.""",
)

POPPED_UP = Rule(
    "V110",
    "epub-end-note-pops-up",
    Severity.ERROR,
    """\
The call of a note at the end of a chapter or of the book asks reading systems for a pop-up.

They show a pop-up where a link has the `epub:type` `noteref`. Calls of end notes are to be links
that lead to the list of notes: they have the role `doc-noteref` alone.""",
)

PACKAGE = Rule(
    "V106",
    "epub-package",
    Severity.ERROR,
    """\
The package document of an EPUB does not say which book it is: its title or its language are not
those of the ledger.""",
)

# What the standard library raises where a ZIP file lies about itself or is encrypted.
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = "application/xhtml+xml"
_NCX_TYPE = "application/x-dtbncx+xml"


class _DamagedError(Exception):
    """The file is so damaged that nothing more can be said of it."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of the manifest; `path` is relative to the folder of the package document."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Package:
    """The package document: `root` and what it says, `files` relative to its own folder."""

    name: str
    path: str
    root: Element = field(repr=False)
    items: tuple[_Item, ...]
    spine: tuple[str, ...]
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def place(self) -> Span:
        """Return the place of the package document."""
        return Span(f"{self.name}/{self.path}")


def verify(data: bytes, ledger: Ledger, name: str, works: Works | None = None) -> Proof:
    """Proofread an EPUB against the ledger; `name` stands in the findings.

    A file that can't be read gives a finding, never an exception.
    """
    findings: list[Finding] = []
    try:
        members = _unpack(data, name, findings)
        package = _package(members, name, findings)
    except _DamagedError as problem:
        findings.append(Finding(pages.UNREADABLE.at(Span(name), str(problem))))
        return conclude(name, Format.EPUB, ledger, findings, {})
    documents = _documents(package, findings)
    findings += _check_package(package, ledger)
    findings += _check_manifest(package, members)
    place = {path: index for index, path in enumerate(package.spine)}
    documents.sort(key=lambda page: place.get(page.path, len(place)))
    chapters = pages.chapter_pages(name, documents, ledger, findings, in_parts=True)
    findings += _check_spine(package, chapters, ledger)
    findings += _check_navigation(package, documents, chapters, ledger)
    findings += _check_ncx(package, documents, chapters, ledger)
    findings += _check_documents(package, documents, chapters, ledger)
    findings += access.check(package.root, package.place, documents)
    seen = pages.apparatus(name, documents, chapters)
    findings += apparatus.compare(ledger, seen)
    findings += standing.check(ledger, seen)
    navs = {item.path for item in package.items if "nav" in item.properties}
    nav = next((page for page in documents if page.path in navs), None)
    findings += pagelist.check(package.root, package.place, nav, documents, chapters, ledger)
    return conclude(name, Format.EPUB, ledger, findings, apparatus.stands(seen))


# -- the container --


def _unpack(data: bytes, name: str, findings: list[Finding]) -> dict[str, bytes]:
    """Return the files of the container by name; _DamagedError where it is no ZIP file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            findings += _check_container(data, infos, name)
            return {info.filename: _member(archive, info) for info in infos if not info.is_dir()}
    except _ZIP_ERRORS as problem:
        raise _DamagedError(f"not a sound ZIP file: {problem}") from problem


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        return member.read()


def _check_container(data: bytes, infos: Sequence[zipfile.ZipInfo], name: str) -> Iterator[Finding]:
    first = infos[0] if infos else None
    sound = (
        first is not None
        and first.filename == "mimetype"
        and first.header_offset == 0
        and first.compress_type == zipfile.ZIP_STORED
        and data[30:58] == b"mimetypeapplication/epub+zip"
        and first.file_size == 20
    )
    if not sound:
        message = "`mimetype` is not first, stored and as it should be"
        yield Finding(MIMETYPE.at(Span(name), message))
    for member, count in Counter(info.filename for info in infos).items():
        if count > 1:
            yield Finding(CONTAINER.at(Span(name), f"`{member}` is in the container {count} times"))
        if member.startswith(("/", "\\")) or ".." in member.split("/") or "\\" in member:
            yield Finding(CONTAINER.at(Span(name), f"`{member}` leads out of the container"))


# -- the package document --


def _package(members: Mapping[str, bytes], name: str, findings: list[Finding]) -> _Package:
    """Return the package document; _DamagedError where it can't be found or read."""
    container = _xml(members, "META-INF/container.xml")
    roots = [str(e.get("full-path")) for e in container.iter(f"{_OCF}rootfile")]
    if len(roots) != 1:
        message = f"container.xml names {len(roots)} package documents"
        findings.append(Finding(CONTAINER.at(Span(f"{name}/META-INF/container.xml"), message)))
    if not roots:
        raise _DamagedError("no package document is named")
    root = _xml(members, roots[0])
    folder = dirname(roots[0])
    prefix = f"{folder}/" if folder else ""
    return _Package(
        name=name,
        path=roots[0],
        root=root,
        items=tuple(_items(root)),
        spine=tuple(_spine(root)),
        files={
            member.removeprefix(prefix): data
            for member, data in members.items()
            if member.startswith(prefix)
        },
    )


def _xml(members: Mapping[str, bytes], path: str) -> Element:
    if path not in members:
        raise _DamagedError(f"`{path}` is not there")
    try:
        return pages.read_xml(members[path])
    except etree.XMLSyntaxError as problem:
        raise _DamagedError(f"`{path}` is not well-formed: {problem}") from problem


def _items(root: Element) -> Iterator[_Item]:
    for item in root.iter(f"{_OPF}item"):
        yield _Item(
            id=item.get("id", ""),
            path=normpath(unquote(item.get("href", ""))),
            media_type=item.get("media-type", ""),
            properties=frozenset(item.get("properties", "").split()),
        )


def _spine(root: Element) -> Iterator[str]:
    """Yield the paths of the spine's items, those outside the order of reading left out."""
    paths = {item.id: item.path for item in _items(root)}
    for reference in root.iter(f"{_OPF}itemref"):
        if reference.get("linear", "yes") == "yes":
            yield paths.get(reference.get("idref", ""), "")


def _check_package(package: _Package, ledger: Ledger) -> Iterator[Finding]:
    titles = [e.text or "" for e in package.root.iter(f"{_DC}title")]
    if text.readable(ledger.title) not in map(text.readable, titles):
        yield Finding(PACKAGE.at(package.place, f"the title is not “{ledger.title}”"))
    languages = [(e.text or "").strip() for e in package.root.iter(f"{_DC}language")]
    if ledger.language not in languages:
        yield Finding(PACKAGE.at(package.place, f"the language is not `{ledger.language}`"))


def _check_manifest(package: _Package, members: Mapping[str, bytes]) -> Iterator[Finding]:
    listed = Counter(item.path for item in package.items)
    folder = dirname(package.path)
    full = {normpath(join(folder, path)) for path in listed}
    for path, count in listed.items():
        if normpath(join(folder, path)) not in members:
            yield Finding(MANIFEST.at(package.place, f"`{path}` of the manifest is not there"))
        if count > 1:
            yield Finding(MANIFEST.at(package.place, f"`{path}` is in the manifest twice"))
    for member in members:
        aside = member in {"mimetype", package.path} or member.startswith("META-INF/")
        if not aside and member not in full:
            yield Finding(MANIFEST.at(package.place, f"`{member}` is not in the manifest"))
    for item, count in Counter(item.id for item in package.items).items():
        if count > 1:
            yield Finding(MANIFEST.at(package.place, f"the manifest has the id `{item}` twice"))


def _check_spine(
    package: _Package, chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    for path, count in Counter(package.spine).items():
        if not path:
            yield Finding(SPINE.at(package.place, "the spine names what the manifest does not"))
        elif count > 1:
            yield Finding(SPINE.at(package.place, f"`{path}` is in the spine {count} times"))
    for path, chapter in chapters.items():
        if path not in package.spine:
            message = f"chapter `{chapter}` (`{path}`) is not in the order of reading"
            yield Finding(SPINE.at(package.place, message))
    order = [chapters[path] for path in dict.fromkeys(package.spine) if path in chapters]
    runs = [chapter for chapter, _ in groupby(order)]  # a chapter may have several documents
    yield from contents.order(ledger, runs, "spine", package.place)


# -- content documents --


def _documents(package: _Package, findings: list[Finding]) -> list[Page]:
    """Return the documents that can be read; the others are added to `findings`."""
    found = []
    for item in package.items:
        if item.media_type != _XHTML or item.path not in package.files:
            continue
        try:
            root = pages.read_xml(package.files[item.path])
            found.append(Page(package.name, item.path, root))
        except etree.XMLSyntaxError as problem:
            place = Span(f"{package.name}/{item.path}")
            findings.append(Finding(pages.UNREADABLE.at(place, f"not well-formed: {problem}")))
    return found


def _check_documents(
    package: _Package, documents: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    turned_to = standing.at_end(ledger)
    for page in documents:
        yield from pages.check_ids(page)
        yield from _check_semantics(page, turned_to)
    yield from pages.check_links(documents, package.files)
    yield from pages.check_resources(documents, package.files)
    yield from pages.check_literals(documents, chapters, ledger)
    yield from pages.check_references(documents, chapters, ledger)
    yield from verse.check_pages(documents, chapters, ledger)
    for item in package.items:
        if item.media_type == "text/css" and item.path in package.files:
            sheet = package.files[item.path].decode("utf-8", "replace")
            yield from pages.check_style(package.name, item.path, sheet, package.files)


def _check_semantics(page: Page, turned_to: Container[str]) -> Iterator[Finding]:
    wanted = {"doc-noteref": "noteref", "doc-footnote": "footnote"}
    for element in page.root.iter("a", "aside", "span", "div", "li", "section"):
        kind = wanted.get(element.get("role", ""))
        if element.tag == "li" and pages.is_end_note(element):
            kind = "endnote"
        if kind == "noteref" and element.get("id") in turned_to:
            if kind in element.get(_TYPE, "").split():
                message = f"the note of `{element.get('id')}` is popped up, not turned to"
                yield Finding(POPPED_UP.at(page.place(element), message))
            continue
        if kind and kind not in element.get(_TYPE, "").split():
            message = f"`{element.get('id')}` is not marked as `{kind}`"
            yield Finding(SEMANTICS.at(page.place(element), message))
        if kind == "footnote" and element.tag == "aside":
            message = f"`{element.get('id')}` is an `aside`, which is hidden until it pops up"
            yield Finding(SEMANTICS.at(page.place(element), message))


# -- navigation --


def _check_navigation(
    package: _Package, documents: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    paths = [item.path for item in package.items if "nav" in item.properties]
    found = [page for page in documents if page.path in paths]
    if len(found) != 1:
        message = f"there are {len(found)} navigation documents"
        yield Finding(NAVIGATION.at(package.place, message))
        return
    nav, by_path = found[0], {page.path: page for page in documents}
    tables = {e.get(_TYPE, ""): e for e in nav.root.iter("nav")}
    if (toc := tables.get("toc")) is None:
        yield Finding(NAVIGATION.at(nav.place(), "there is no table of contents"))
    else:
        entries = [
            pages.entry(nav, e, "".join(e.itertext()), e.get("href", ""), by_path, chapters)
            for e in toc.iter("a")
        ]
        yield from contents.compare(ledger, entries, "navigation", nav.place(toc))
    if (landmarks := tables.get("landmarks")) is not None:
        yield from _check_landmarks(package, nav, landmarks, chapters, ledger)


def _check_landmarks(
    package: _Package,
    nav: Page,
    landmarks: Element,
    chapters: Mapping[str, str],
    ledger: Ledger,
) -> Iterator[Finding]:
    """Check that the body begins where the landmarks say: at its first chapter, or right before.

    A page for a part may stand between.
    """
    body = {c.id for c in ledger.chapters if c.matter == "bodymatter"}
    first = next((i for i, p in enumerate(package.spine) if chapters.get(p) in body), None)
    for link in landmarks.iter("a"):
        if link.get(_TYPE) != "bodymatter" or first is None:
            continue
        path, _ = pages.resolve(nav.path, link.get("href", "")) or ("", "")
        start = package.spine.index(path) if path in package.spine else len(package.spine)
        if start > first or {chapters.get(p) for p in package.spine[start:first]} - {None}:
            message = f"the landmark of the body leads to `{path}`, not to its first chapter"
            yield Finding(NAVIGATION.at(nav.place(link), message))


def _check_ncx(
    package: _Package, documents: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Check the NCX of EPUB 2, which older reading systems show, where there is one."""
    by_path = {page.path: page for page in documents}
    for item in package.items:
        if item.media_type != _NCX_TYPE or item.path not in package.files:
            continue
        try:
            ncx = Page(package.name, item.path, pages.read_xml(package.files[item.path]))
        except etree.XMLSyntaxError as problem:
            place = Span(f"{package.name}/{item.path}")
            yield Finding(pages.UNREADABLE.at(place, f"not well-formed: {problem}"))
            continue
        entries = []
        for point in ncx.root.iter(f"{_NCX}navPoint"):
            label = point.findtext(f"{_NCX}navLabel/{_NCX}text") or ""
            content = point.find(f"{_NCX}content")
            address = content.get("src", "") if content is not None else ""
            entries.append(pages.entry(ncx, point, label, address, by_path, chapters))
            yield from pages.check_target(ncx, point, address, by_path, package.files)
        yield from contents.compare(ledger, entries, "NCX", ncx.place())
