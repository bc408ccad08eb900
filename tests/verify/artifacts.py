"""Small correct artifacts written by hand, so that proofreading is tested without renderers."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

import pikepdf
import weasyprint

from scholiast import markup
from scholiast.book import Book, Chapter, Note
from scholiast.edition import Artifact, Format
from scholiast.markup import Element
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
    notes = "".join(placed.notes.values())
    return (
        f'<section id="{chapter.anchor}"><h1 id="{chapter.title_id}">{placed.title}</h1>'
        f'<div class="chapter-text">{placed.body}</div>'
        f'<section role="doc-endnotes" class="notes">{notes}</section></section>'
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

_LANGUAGE = 'lang="en-GB" xml:lang="en-GB"'
_ACCESS = "".join(
    f'<meta property="schema:{name}">{value}</meta>'
    for name, value in (
        ("accessMode", "textual"),
        ("accessModeSufficient", "textual"),
        ("accessibilityFeature", "tableOfContents"),
        ("accessibilityHazard", "none"),
        ("accessibilitySummary", "All of it can be read."),
    )
)


def epub_members(book: Book) -> dict[str, bytes]:
    """Return the files of an EPUB of `book`, in order."""
    nav = (
        f"{_PROLOGUE}<html {_NAMESPACES} {_LANGUAGE}><head><title>x</title></head><body>"
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
            f"{_PROLOGUE}<html {_NAMESPACES} {_LANGUAGE}><head><title>x</title>"
            '<link rel="stylesheet" '
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
        f"</dc:title><dc:language>{book.metadata.language}</dc:language>{_ACCESS}</metadata>"
        "<manifest>"
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


# -- PDF --

PAGE = """
@page { size: 4in 6in; margin: 18mm 16mm;
  @top-center { content: "A Sample Book" } @bottom-center { content: counter(page) }
  @footnote { margin-top: 8pt; max-height: 60% } }
html { font: 10pt/1.4 "DejaVu Serif"; hyphens: auto }
p { margin: 0; text-indent: 1em; orphans: 1; widows: 1 }
section { break-before: page }
h1 { bookmark-level: 1; bookmark-label: attr(data-title) }
h2 { bookmark-level: 2; bookmark-label: attr(data-title) }
.contents { break-after: page }
.contents a { display: block }
.contents a::after { content: " " target-counter(attr(href), page) }
.note { float: footnote; footnote-policy: line; font-size: 8pt }
.note .block { display: block }
::footnote-call, ::footnote-marker { content: none }
a { text-decoration: none; color: inherit }
.note-ref { font-size: 70%; vertical-align: super; line-height: 1 }
"""


def pdf(book: Book, style: str = "") -> Artifact:
    """Return `book` as a PDF; rules of `style` come after those of the plain page."""
    root = markup.parse(f'<html lang="{book.metadata.language}"><head/><body/></html>')
    sheet = markup.parse("<style/>")
    sheet.text = PAGE + style
    title = markup.parse("<title/>")
    title.text = book.metadata.title
    root[0].extend([title, sheet])
    contents = "".join(f'<a href="#{c.title_id}">{escape(c.title)}</a>' for c in book.chapters)
    root[1].append(markup.parse(f'<nav class="contents">{contents}</nav>'))
    root[1].extend(_printed_chapter(chapter) for chapter in book.chapters)
    source = "<!DOCTYPE html>" + markup.serialise(root)
    data = weasyprint.HTML(string=source, base_url="https://book.invalid/").write_pdf()
    return Artifact(Format.PDF, "sample.pdf", {"sample.pdf": _labelled(data)})


def _labelled(data: bytes) -> bytes:
    """Return a PDF whose pages are labelled with their numbers."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        decimal = pikepdf.Dictionary(S=pikepdf.Name.D)
        document.Root.PageLabels = pikepdf.Dictionary(Nums=[0, decimal])
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def _printed_chapter(chapter: Chapter) -> Element:
    notes = {note.id: note for note in chapter.notes}
    title = _printed(chapter.title_xhtml, notes)
    title.tag = "h1"
    title.attrib.update({"id": chapter.title_id, "data-title": chapter.title})
    body = _printed(chapter.body, notes)
    for heading, record in zip(body.iter("h2"), chapter.headings, strict=True):
        heading.set("data-title", record.title)
    section = markup.parse(f'<section id="{chapter.anchor}"/>')
    section.extend([title, body])
    return section


def _printed(fragment: str, notes: dict[str, Note]) -> Element:
    """Return a fragment with the number of each note, and with the note itself at its first."""
    tree = markup.parse(fragment)
    for mark in list(tree.iter("a")):
        if (target := mark.attrib.pop("data-note", None)) is None:
            continue
        note = notes[target]
        name = mark.attrib.pop("data-reference")
        mark.attrib.update({"id": name, "href": f"#{target}"})
        mark.text = note.number
        if name == note.references[0].id:
            printed = _printed_note(note, notes)
            printed.tail, mark.tail = mark.tail, None
            mark.addnext(printed)
    return tree


def _printed_note(note: Note, notes: dict[str, Note]) -> Element:
    body = _printed(note.body, notes)
    for element in body.iter("div", "p"):
        element.tag = "span"
        element.set("class", "block")
    body.attrib.update({"id": note.id, "class": "note"})
    for index, reference in reversed(list(enumerate(note.references))):
        back = markup.parse(f'<a href="#{reference.id}"/>')
        back.text = note.number if index == 0 else "abc"[index]
        back.tail = " " if index else " " + (body[0].text or "")
        if index == 0:
            body[0].text = None
        elif len(note.references) - 1 == index:
            back.tail = " " + (body[0].text or "")
            body[0].text = None
        body[0].insert(0, back)
    return body
