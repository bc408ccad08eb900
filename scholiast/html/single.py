"""A Book to one HTML file: whole text, notes, fonts and pictures in it, to be sent and kept."""

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple

from lxml import etree

from scholiast import markup, slugs, webfonts
from scholiast.book import Book
from scholiast.config import HtmlEdition
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.edition import Artifact, Format, artifact_name
from scholiast.html import SCRIPTS, STYLES, about, citations, facts, pages, sealing, trees
from scholiast.jobs import Works
from scholiast.source import Span
from scholiast.theme import Theme

TOO_LARGE = Rule(
    "R210",
    "single-file-too-large",
    Severity.WARNING,
    """\
The single HTML file is too large to be sent by mail.

It holds the whole book, its fonts and its pictures, and grows by a third when it is sent. Many
servers refuse messages of more than 25 MB, and so a file of more than 18 MB. A browser opens it
all the same.

Make pictures smaller: what is shown in a column of text needs no more than 1,600 pixels from side
to side. Or give readers the EPUB, which packs the same in less.""",
)

MOST = 18_000_000
"""Bytes of a file that mail servers take, as which 25 MB are sent (RFC 2045, 6.8)."""


def render(book: Book, theme: Theme, settings: HtmlEdition, works: Works | None = None) -> Artifact:
    """Return the book as one file that opens from any folder, or out of a message.

    Raises ThemeError where a template of the book's own can't be filled in, or makes a page that is
    not well-formed.
    """
    keys = {key: key for key in book.images}
    site = pages.Site.of(book, theme, settings, keys, works, is_one_page=True)
    page = _page(site)
    _embed(page, site)
    sealing.seal(page)
    name = artifact_name(Format.SINGLE_HTML, book.slug)
    data = trees.as_html(page)
    return Artifact(Format.SINGLE_HTML, name, {name: data}, diagnostics=tuple(_said(name, data)))


def _anchor(id: str) -> str:
    return f"#{id}"


def _said(name: str, data: bytes) -> Iterator[Diagnostic]:
    if len(data) > MOST:
        size = f"{len(data) / 1e6:.0f} MB"
        yield TOO_LARGE.at(Span(name), f"the file has {size}: mail servers take {MOST / 1e6:.0f}")


def _page(site: pages.Site) -> trees.Element:
    book = site.book
    page = site.page(
        "single.html",
        about.of_book(book, site.settings.url, site.cover),
        citation=citations.shown(book, "", alone=True),
        wording=site.words,
        contents_id=slugs.unique("contents", site.addresses),
        pages=[pages.section(site, one, _anchor, margin=True) for one in book.chapters],
        feed=None,
        **pages.title(site),
    )
    pages.address_paragraphs(site, page, book.chapters)
    _tell_apart(page, book)
    return page


def _tell_apart(page: trees.Element, book: Book) -> None:
    """Have notes of several chapters that are called alike name their chapter to those who hear."""
    homes = {note.id: one.title for one in book.chapters for note in markup.standing(one)}
    notes = [note for note in page.iter("aside") if note.get("id") in homes]
    called = Counter(note.get("aria-label") for note in notes)
    for note in notes:
        label = note.get("aria-label")
        if called[label] > 1:
            note.set("aria-label", f"{label} · {homes[note.get('id', '')]}")


# -- what else it needs --


def _embed(page: trees.Element, site: pages.Site) -> None:
    """Put style sheets, fonts, scripts and pictures into a page."""
    sheets = [site.theme.style(f"{name}.css") for name in STYLES]
    shown = ("".join(page.itertext()), *sheets, *astuple(site.words), *astuple(site.link_words))
    shown += astuple(site.reader_words)
    fonts = webfonts.cut(site.theme, shown, "woff2", site.works)
    names = {font.source: _as_data("font/woff2", font.data) for font in fonts}
    head = page.find("head")
    assert head is not None
    style = "".join(webfonts.style_sheet(sheet, names) for sheet in sheets)
    _add(head, "style", style)
    _add(head, "script", facts(site).decode())
    for name in SCRIPTS:
        _add(head, "script", site.theme.data(f"templates/web/{name}").decode())
    for element in page.iter("img"):
        image = site.book.images.get(element.get("src", ""))
        if image is not None:
            element.set("src", _as_data(image.media_type, image.data))


def _add(head: trees.Element, tag: str, text: str) -> None:
    """Add a style sheet or a script, whose text ends where its end tag stands."""
    text = text.replace("\r\n", "\n").replace(f"</{tag}", f"<\\/{tag}")
    etree.SubElement(head, tag).text = text


def _as_data(media_type: str, data: bytes) -> str:
    """Return an address that holds what it leads to (RFC 2397)."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
