"""Small correct artifacts written by hand, so that proofreading is tested without renderers."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

import weasyprint

from scholiast import markup
from scholiast.book import Book, Chapter, Note
from scholiast.edition import Artifact, Format
from scholiast.markup import EPUB_TYPE, Element
from scholiast.wording import ENGLISH

_NAMESPACES = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
_PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'

MEMBERS = Mapping[str, bytes]


def chapter_html(book: Book, chapter: Chapter, *, epub: bool) -> str:
    """Return a chapter with its notes after the text."""
    addresses = markup.address_book(book)
    suffix = "xhtml" if epub else "html"

    def link(target: str) -> str:
        home = addresses[target]
        return f"#{target}" if home == chapter.id else f"{home}.{suffix}#{target}"

    placed = markup.place_notes(
        chapter, ENGLISH, link=link, image=lambda key: f"../{key}", epub=epub
    )
    return (
        f'<section id="{chapter.anchor}"><h1 id="{chapter.title_id}">{placed.title}</h1>'
        f'<div class="chapter-text">{placed.body}</div>'
        f'<section role="doc-endnotes" class="notes">{"".join(placed.notes)}</section></section>'
    )


def _contents(book: Book, suffix: str, folder: str = "") -> str:
    items = "".join(
        f'<li><a href="{folder}{c.id}.{suffix}">{escape(c.title)}</a>'
        + "".join(
            f'<ol><li><a href="{folder}{c.id}.{suffix}#{h.id}">{escape(h.title)}</a></li></ol>'
            for h in c.headings
        )
        + "</li>"
        for c in book.chapters
    )
    return f"<ol>{items}</ol>"


# -- EPUB --


def epub_members(book: Book) -> dict[str, bytes]:
    """Return the files of an EPUB of `book`, in order."""
    nav = (
        f"{_PROLOGUE}<html {_NAMESPACES}><head><title>x</title></head><body>"
        f'<nav epub:type="toc">{_contents(book, "xhtml", "text/")}</nav>'
        '<nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="text/'
        f'{next(c.id for c in book.chapters if c.matter.value == "bodymatter")}.xhtml">Start</a>'
        "</li></ol></nav></body></html>"
    )
    points = "".join(
        f'<navPoint id="p{i}"><navLabel><text>{escape(c.title)}</text></navLabel>'
        f'<content src="text/{c.id}.xhtml"/></navPoint>'
        for i, c in enumerate(book.chapters)
    )
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    texts = {
        f"EPUB/text/{c.id}.xhtml": (
            f'{_PROLOGUE}<html {_NAMESPACES}><head><title>x</title><link rel="stylesheet" '
            f'href="../epub.css"/></head><body>{chapter_html(book, c, epub=True)}</body></html>'
        )
        for c in book.chapters
    }
    items = "".join(
        f'<item id="{c.id}" href="text/{c.id}.xhtml" media-type="application/xhtml+xml"/>'
        for c in book.chapters
    )
    spine = "".join(f'<itemref idref="{c.id}"/>' for c in book.chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(book.metadata.title)}'
        f"</dc:title><dc:language>{book.metadata.language}</dc:language></metadata><manifest>"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        f'<item id="css" href="epub.css" media-type="text/css"/>{items}</manifest>'
        f'<spine toc="ncx">{spine}</spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
        '<rootfiles><rootfile full-path="EPUB/package.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "EPUB/package.opf": package,
        "EPUB/nav.xhtml": nav,
        "EPUB/toc.ncx": ncx,
        "EPUB/epub.css": "body { margin: 0 }",
        **texts,
    }
    return {path: data.encode() for path, data in members.items()}


def pack(members: MEMBERS) -> bytes:
    """Return an EPUB container of these files, in their order, the first of them stored."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index, (path, data) in enumerate(members.items()):
            method = zipfile.ZIP_STORED if index == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path), data, method)
    return buffer.getvalue()


def epub(book: Book) -> Artifact:
    """Return `book` as an EPUB."""
    return Artifact(Format.EPUB, "sample.epub", {"sample.epub": pack(epub_members(book))})


# -- web book --


def web_files(book: Book) -> dict[str, bytes]:
    """Return the files of a web book of `book`, by path below its folder."""
    head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>'
    head += '<link rel="stylesheet" href="web.css"></head><body>'
    contents = f'<nav role="doc-toc">{_contents(book, "html")}</nav>'
    files = {"index.html": f"{head}{contents}</body></html>", "web.css": "body { margin: 0 }"}
    names = ["index", *(c.id for c in book.chapters)]
    for index, chapter in enumerate(book.chapters):
        links = f'<a rel="prev" href="{names[index]}.html">back</a>'
        if index + 2 < len(names):
            links += f'<a rel="next" href="{names[index + 2]}.html">on</a>'
        text = chapter_html(book, chapter, epub=False)
        files[f"{chapter.id}.html"] = f"{head}{text}{links}</body></html>"
    return {path: data.encode() for path, data in files.items()}


def web(book: Book) -> Artifact:
    """Return `book` as a web book."""
    files = {f"web/{path}": data for path, data in web_files(book).items()}
    return Artifact(Format.HTML, "web", files)
