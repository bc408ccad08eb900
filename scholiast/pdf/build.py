"""A Book to a PDF: each chapter laid out by itself, its page numbers known from those before it.

The public interface of WeasyPrint is enough for this: pages of several documents are joined with
`Document.copy`, `Page.anchors` tells on which page an id stands, and the contents are laid out
last, with folios as text. (`target-counter` would have pages made again, and notes get lost.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from weasyprint import Document, Page

import scholiast
from scholiast import imprint, markup
from scholiast.book import Book, Chapter, Part
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, Format
from scholiast.markup import Element
from scholiast.pdf import frontmatter, rules, tags
from scholiast.pdf.characters import check_characters
from scholiast.pdf.content import chapter_content
from scholiast.pdf.engine import BookFetcher, Log, Press, listening, make_ready
from scholiast.pdf.finish import finish
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.footnotes import is_known, notes_run_on
from scholiast.pdf.formulas import place_formulas
from scholiast.pdf.geometry import Geometry, geometry
from scholiast.pdf.inspection import inspect_notes, inspect_widths
from scholiast.pdf.lines import full_lines
from scholiast.pdf.links import merge_links
from scholiast.pdf.sequence import Numerals, PageRun
from scholiast.pdf.speed import pages_listed_once
from scholiast.pdf.turns import late_notes, turn_before
from scholiast.theme import Theme
from scholiast.wording import Wording, wording

SHEETS = ("base.css", "print.css")
_TURNS = 20  # lines of a chapter that are ended early, at most: each has it laid out again
_ROUNDS = 4  # of laying out the contents, until their own length does not change folios any more


def render(book: Book, theme: Theme, settings: PdfEdition) -> Artifact:
    """Return the PDF of a book as one file, `<slug>.pdf`.

    Its ids are named destinations: `note-…` where a note begins, `call-…` at each call, `chapter-…`
    and `part-…` at their openings. Notes stand at the foot of the page, in the order of their
    calls; a note that runs on begins the notes of the next page. In the structure tree each part
    of a note is a `Note` with an ID of its own.

    Raises ValueError where the margins leave no room for text, FileNotFoundError where the theme
    lacks a file.
    """
    log = Log()
    if not is_known():
        log.add(rules.UNKNOWN_ENGINE, "this version of WeasyPrint may lose notes")
    with only_our_fonts(), listening(log), notes_run_on(), full_lines(), pages_listed_once():
        maker = _maker(book, theme, settings, log)
        check_characters(book, maker.press.fetcher.fonts, log)
        front, body = _lay_out(maker, settings)
        pages = [*front.pages, *body.pages]
        inspect_notes(book, pages, log)
        merge_links(pages)
        document: Document = maker.documents[0].copy(pages)
        names = frontmatter.descriptions(book, maker.words)
        data = document.write_pdf(
            pdf_variant="pdf/ua-1", finisher=lambda _, pdf: tags.mend(pdf, names)
        )
    finished = finish(data, (front, body))
    name = f"{book.slug}.pdf"
    return Artifact(Format.PDF, name, {name: finished}, len(pages), tuple(log.diagnostics))


@dataclass(slots=True)
class _Maker:
    """What makes documents of the book into pages; chapters that were laid out are kept."""

    book: Book
    theme: Theme
    words: Wording
    geometry: Geometry
    press: Press
    log: Log
    documents: list[Document] = field(default_factory=list)
    kept: dict[tuple[str, int], Sequence[Page]] = field(default_factory=dict)

    def page(self, template: str, first: int, **values: object) -> Sequence[Page]:
        """Return the pages of a template, the first of them numbered `first`."""
        document = self.press.lay_out(self._tree(template, **values), _numbered(first))
        self.documents.append(document)
        pages: Sequence[Page] = document.pages
        return pages

    def _tree(self, template: str, **values: object) -> Element:
        generator = f"Scholiast {scholiast.__version__}"
        try:
            return markup.parse(
                self.theme.render(
                    f"print/{template}",
                    book=self.book,
                    wording=self.words,
                    properties=frontmatter.properties(self.book, generator),
                    **{"language": self.book.metadata.language} | values,
                )
            )
        except etree.XMLSyntaxError as problem:
            message = f"the template `print/{template}` can't be used: {problem}"
            self.log.add(
                rules.BAD_TEMPLATE, message, "mend it, or take it out of the book's folder"
            )
            return markup.parse("<html><head/><body/></html>")

    def chapter(self, chapter: Chapter, first: int) -> Sequence[Page]:
        """Return the pages of a chapter, the first of them numbered `first`."""
        if (chapter.id, first) not in self.kept:
            with self.log.at(chapter.path):
                self.kept[chapter.id, first] = self._chapter(chapter, first)
                inspect_widths(self.kept[chapter.id, first], self.log)
        return self.kept[chapter.id, first]

    def _chapter(self, chapter: Chapter, first: int) -> Sequence[Page]:
        title, body = chapter_content(chapter, self.words)
        for tree in (title, body):
            place_formulas(tree, self.press.fetcher)
        _mark_headings(chapter, body)
        try:
            return self._turned(chapter, first, title, body)
        except RecursionError:
            self.log.add(rules.TOO_DEEP, "the text is nested too deeply to be laid out")
            empty = markup.parse("<div/>")
            return self.page("chapter.html", first, **self._values(chapter, title, empty))

    def _turned(
        self, chapter: Chapter, first: int, title: Element, body: Element
    ) -> Sequence[Page]:
        """Return the pages of a chapter, lines ended early where a note would begin late."""
        pages = self.page("chapter.html", first, **self._values(chapter, title, body))
        for _ in range(_TURNS):
            late = next(late_notes(chapter, pages), None)
            if late is None or not turn_before(late, (title, body)):
                break
            pages = self.page("chapter.html", first, **self._values(chapter, title, body))
        return pages

    def _values(self, chapter: Chapter, title: Element, body: Element) -> dict[str, Any]:
        part = frontmatter.part_of(self.book, chapter)
        limit = round(self.geometry.text_width * 0.42)
        return {
            "language": chapter.language,
            "chapter": chapter,
            "title": markup.inner(title),
            "body": markup.inner(body),
            "label": frontmatter.label(chapter.number, chapter.title),
            "outline": f"outline-{_outline_level(chapter)}",
            "untitled": chapter.kind in frontmatter.BEFORE_CONTENTS,
            "verso": frontmatter.running_head(
                part.title if part else self.book.metadata.title, limit
            ),
            "recto": frontmatter.running_head(chapter.title, limit),
        }

    def part(self, part: Part, first: int) -> Sequence[Page]:
        """Return the page that opens a part."""
        name = frontmatter.label(part.number, part.title)
        return self.page("part.html", first, part=part, label=name)

    def contents(self, folios: dict[str, str], depth: int, first: int) -> Sequence[Page]:
        """Return the contents with these folios."""
        limit = round(self.geometry.text_width * 0.42)
        return self.page(
            "contents.html",
            first,
            entries=frontmatter.entries(self.book, folios, depth),
            verso=frontmatter.running_head(self.book.metadata.title, limit),
        )


def _maker(book: Book, theme: Theme, settings: PdfEdition, log: Log) -> _Maker:
    page = geometry(settings)
    press = make_ready(
        BookFetcher(book.images, theme, log), SHEETS, theme.render("print/page.css", page=page)
    )
    return _Maker(book, theme, wording(book.metadata.language), page, press, log)


def _numbered(first: int) -> str:
    """Return the style sheet of a document whose first page has this number."""
    side = "" if first % 2 else "html { break-before: left }"
    return f"@page :first {{ counter-reset: page {first} }} {side}"


def _outline_level(chapter: Chapter) -> int:
    return 1 if chapter.part is None else 2


def _mark_headings(chapter: Chapter, body: Element) -> None:
    """Give headings what the outline calls them, without the marks of their notes."""
    titles = {heading.id: heading for heading in chapter.headings}
    for element in body.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        heading = titles.get(element.get("id", ""))
        if heading is not None:
            level = min(_outline_level(chapter) + max(heading.level - 1, 1), 6)
            element.set("class", f"{element.get('class', '')} outline-{level}".strip())
            element.set("data-label", heading.title)


# -- the order of the book --


def _lay_out(maker: _Maker, settings: PdfEdition) -> tuple[PageRun, PageRun]:
    """Return the pages before the text, and those from the first chapter on."""
    blank = maker.page("blank.html", 1)[0]
    body = PageRun(Numerals.ARABIC, blank)
    for chapter in maker.book.chapters:
        if not frontmatter.is_front(chapter):
            _add_chapter(maker, body, chapter, settings)
    folios = body.folios()
    for _ in range(_ROUNDS):
        front = _front(maker, blank, folios, settings)
        found = body.folios() | front.folios()
        if found == folios:
            break
        folios = found
    return front, body


def _add_chapter(maker: _Maker, run: PageRun, chapter: Chapter, settings: PdfEdition) -> None:
    part = frontmatter.part_of(maker.book, chapter)
    if part is not None and part.chapters[0] == chapter.id:
        run.add(lambda first: maker.part(part, first), recto=True)
        run.fill()
    run.add(lambda first: maker.chapter(chapter, first), recto=settings.recto)


def _front(maker: _Maker, blank: Page, folios: dict[str, str], settings: PdfEdition) -> PageRun:
    book = maker.book
    run = PageRun(Numerals.ROMAN, blank)
    chapters = [chapter for chapter in book.chapters if frontmatter.is_front(chapter)]
    run.add(lambda first: maker.page("half-title.html", first), recto=True)
    run.add(
        lambda first: maker.page(
            "title-page.html",
            first,
            authors=frontmatter.authors(book),
            credits=imprint.credit_lines(book.metadata, maker.words),
            year=(book.metadata.date or "")[:4],
        ),
        recto=True,
    )
    lines = imprint.imprint_lines(book.metadata, maker.words, Format.PDF)
    run.add(lambda first: maker.page("imprint.html", first, lines=lines), recto=False)
    for chapter in chapters:
        if chapter.kind in frontmatter.BEFORE_CONTENTS:
            _add_chapter(maker, run, chapter, settings)
    depth = settings.contents_depth
    run.add(lambda first: maker.contents(folios, depth, first), recto=True)
    for chapter in chapters:
        if chapter.kind not in frontmatter.BEFORE_CONTENTS:
            _add_chapter(maker, run, chapter, settings)
    run.fill()
    return run
