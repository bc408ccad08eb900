"""The documents of a book laid out, each by itself: templates filled in, notes placed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from weasyprint import Document

import scholiast
from scholiast import imprint, indexing, markup, webfonts
from scholiast.book import BEFORE_CONTENTS, Book, Chapter, Part
from scholiast.config import PdfEdition
from scholiast.edition import Format
from scholiast.elements import SCENE_BREAK
from scholiast.languages import direction
from scholiast.markup import Element
from scholiast.openings import DROP_CAP
from scholiast.pdf import display, endnotes, frontmatter, initials, landscape, ornaments, rules
from scholiast.pdf.bypage import first_marks, page_marks, set_marks
from scholiast.pdf.content import chapter_content
from scholiast.pdf.engine import Press
from scholiast.pdf.formulas import place_formulas
from scholiast.pdf.geometry import Geometry
from scholiast.pdf.inspection import inspect_widths
from scholiast.pdf.log import Log
from scholiast.pdf.order import Kind, Piece, is_mirrored
from scholiast.pdf.references import fill_folios
from scholiast.pdf.sequence import MIRRORED
from scholiast.pdf.sidenotes import move_to_margins
from scholiast.pdf.turns import first_pages, late_notes, turn_before
from scholiast.theme import Theme
from scholiast.wording import Wording

_ROUNDS = 4  # of making room for turned tables, each time one of them is too large or too low
_TURNS = 20  # lines of a chapter that are ended early, at most: each has it laid out again
_HEAD = 0.42  # characters of a running head for each mm of the measure


@dataclass(slots=True)
class Maker:
    """What makes documents of a book into pages.

    `folios` give by id the number of the page it stands on, as it is printed, where that is known;
    `entries` are the lines of the contents, where they are known before. `with_heads` tells that
    pages get running heads that depend on folios.
    """

    book: Book
    settings: PdfEdition
    theme: Theme
    words: Wording
    geometry: Geometry
    press: Press
    log: Log
    folios: Mapping[str, str] = field(default_factory=dict)
    entries: Sequence[frontmatter.Entry] | None = None
    with_heads: bool = False

    @property
    def mirrored(self) -> bool:
        """Tell whether odd pages lie on the left."""
        return is_mirrored(self.book, self.settings)

    def make(self, piece: Piece, sheet: str) -> Document:
        """Return the pages of a piece, with the style sheet `sheet` over those of the design."""
        with self.log.at(piece.path):
            match piece.kind:
                case Kind.CHAPTER:
                    document = self._chapter(piece, sheet)
                    self._finish_elements(piece, document)
                    if _has_margin_notes(piece):
                        move_to_margins(document, self.geometry, self.log)
                    inspect_widths(document.pages, self.log)
                    return document
                case Kind.TITLE_PAGE:
                    values = self._title_page()
                case Kind.IMPRINT:
                    values = {"lines": self._imprint_lines()}
                case Kind.CONTENTS:
                    values = self._contents()
                case Kind.PART:
                    assert piece.part is not None
                    label = frontmatter.label(piece.part.number, piece.part.title)
                    values = {"part": piece.part, "label": label}
                case Kind.COVER_PAGE:
                    values = self._cover_page()
                case Kind.FRONTISPIECE:
                    values = self._frontispiece()
                case Kind.HALF_TITLE:
                    values = {}
            tree = self._tree(f"{piece.kind.value}.html", **values)
            document = self.press.lay_out(tree, sheet)
            if piece.kind in display.NAMES:
                display.inspect_room(piece.kind, tree, document.pages, self.log)
            return document

    def page(self, template: str, sheet: str, **values: object) -> Document:
        """Return the pages of a template."""
        return self.press.lay_out(self._tree(template, **values), sheet)

    def _tree(self, template: str, **values: object) -> Element:
        """Return a template filled in; without a language of its own it has that of the book."""
        values = {"language": self.book.metadata.language} | values
        tree = self._filled_in(template, **values)
        if tree.get("lang") is None:
            tree.set("lang", str(values["language"]))
        own, body = direction(str(tree.get("lang"))), tree.find("body")
        if self.mirrored:
            tree.set("style", MIRRORED)
        if body is not None and (self.mirrored or own == "rtl"):
            body.set("dir", own)  # that of the root says which pages are left and right
        return tree

    def _filled_in(self, template: str, **values: object) -> Element:
        generator = f"Scholiast {scholiast.__version__}"
        try:
            return markup.parse(
                self.theme.render(
                    f"print/{template}",
                    book=self.book,
                    wording=self.words,
                    properties=frontmatter.properties(self.book, generator),
                    **values,
                )
            )
        except etree.XMLSyntaxError as problem:
            message = f"the template `print/{template}` can't be used: {problem}"
            self.log.add(
                rules.BAD_TEMPLATE, message, "mend it, or take it out of the book's folder"
            )
            return markup.parse("<html><head/><body/></html>")

    def _title_page(self) -> dict[str, object]:
        return {
            "authors": frontmatter.authors(self.book),
            "credits": imprint.credit_lines(self.book.metadata, self.words),
            "year": (self.book.metadata.date or "")[:4],
        }

    def _imprint_lines(self) -> Sequence[str]:
        families = webfonts.text_families(self.theme)
        format = Format(self.settings.form)
        return imprint.imprint_lines(self.book.metadata, self.words, format, families)

    def _cover_page(self) -> dict[str, object]:
        metadata = self.book.metadata
        image = self.book.images.get(metadata.cover or "")
        return {
            "authors": frontmatter.authors(self.book),
            "image": None if image is None else image.path,
            "alt": metadata.cover_alt or f"{self.words.cover}: {metadata.title}",
        }

    def _frontispiece(self) -> dict[str, object]:
        picture = self.book.metadata.frontispiece
        assert picture is not None
        image = self.book.images.get(picture.image)
        return {"image": None if image is None else image.path, "picture": picture}

    def _contents(self) -> dict[str, object]:
        depth = self.settings.contents_depth
        entries = self.entries
        if entries is None:
            entries = frontmatter.entries(self.book, self.folios, depth)
        return {"entries": entries, **self._heads_over(self.words.contents)}

    def _heads_over(self, title: str) -> dict[str, str]:
        """Return the running heads over pages before the text that are called `title`."""
        heads = self.settings.running_heads
        verso = {"author": "author", "none": "none"}.get(heads.verso, "book")
        recto = "" if heads.recto == "none" else self._running_head(title)
        return self._on_sides({"verso": self._head(verso), "recto": recto})

    def _on_sides(self, heads: dict[str, str]) -> dict[str, str]:
        """Return running heads as style sheets know them, by what they say on left and on right.

        A verso is the left page, but in a book that is bound on the right.
        """
        if not self.mirrored:
            return heads
        return {"verso": heads["recto"], "recto": heads["verso"]}

    def _head(self, names: str, chapter: Chapter | None = None, part: Part | None = None) -> str:
        """Return what a running head says that names the book, the chapter or another of `Head`."""
        metadata = self.book.metadata
        said = metadata.short_title or metadata.title
        if names == "none":
            return ""
        if names == "part" and part is not None:
            said = part.title
        elif names in ("chapter", "section") and chapter is not None:
            said = chapter.short or chapter.title
        elif names == "author":
            own = chapter.authors if chapter else ()
            people = own or frontmatter.authors(self.book)
            said = self.words.between_names.join(people) or said
        return self._running_head(said)

    def _running_head(self, title: str) -> str:
        return frontmatter.running_head(title, round(self.geometry.text_width * _HEAD))

    # -- chapters --

    def _finish_elements(self, piece: Piece, document: Document) -> None:
        """Do what can be done when there are pages."""
        assert piece.chapter is not None
        body = piece.chapter.body
        if DROP_CAP in body:
            initials.draw_in_words(document)
        if SCENE_BREAK in body:
            ornaments.show_at_page_tops(document)
        if landscape.has_any(body):
            landscape.centre(document)
            landscape.inspect(document, self.log)

    def _chapter(self, piece: Piece, sheet: str) -> Document:
        chapter = piece.chapter
        assert chapter is not None
        title, body = chapter_content(chapter, self.words)
        for tree in (title, body):
            place_formulas(tree, self.press.fetcher)
            fill_folios(tree, self.folios)
        if chapter.kind == "index" or 'class="locators"' in chapter.body:
            indexing.merge(body, self.folios)
        _mark_headings(chapter, body)
        self._head_sections(chapter, body)
        ornaments.place(body)
        if DROP_CAP in chapter.body:
            initials.place(body, self.press)
        if landscape.has_any(chapter.body):
            landscape.place(body, self.geometry)
        try:
            document = self._turned(piece, chapter, sheet, (title, body))
            for _ in range(_ROUNDS if landscape.has_any(chapter.body) else 0):
                if not landscape.make_room(document, body, self.geometry):
                    break
                document = self._turned(piece, chapter, sheet, (title, body))
            if chapter.guests and self.with_heads:
                document = self._headed(piece, document, sheet, (title, body))
            return document
        except RecursionError:
            self.log.add(rules.TOO_DEEP, "the text is nested too deeply to be laid out")
            empty = markup.parse("<div/>")
            return self.page("chapter.html", sheet, **self._values(piece, title, empty))

    def _turned(
        self, piece: Piece, chapter: Chapter, sheet: str, trees: tuple[Element, Element]
    ) -> Document:
        """Return the pages of a chapter, lines ended early where a note would begin late.

        Notes that are counted by pages get the marks of theirs.
        """
        marks = first_marks(chapter)
        set_marks(trees, marks)
        document = self.page("chapter.html", sheet, **self._values(piece, *trees))
        for _ in range(_TURNS):
            places = first_pages(page.anchors for page in document.pages)
            before, marks = marks, page_marks(chapter, places)
            late = next(late_notes(chapter, places), None)
            if (late is None or not turn_before(late, trees)) and marks == before:
                return document
            set_marks(trees, marks)
            document = self.page("chapter.html", sheet, **self._values(piece, *trees))
        places = first_pages(page.anchors for page in document.pages)
        if marks != page_marks(chapter, places):
            self.log.add(
                rules.UNSETTLED_MARKS, "marks of notes counted by pages never come to rest"
            )
        return document

    def _headed(
        self, piece: Piece, document: Document, sheet: str, trees: tuple[Element, Element]
    ) -> Document:
        """Return the pages of notes again, now that it is known which notes each has."""
        assert piece.chapter is not None
        pages = [list(page.anchors) for page in document.pages]
        said = endnotes.heads(piece.chapter, pages, self.folios)
        endnotes.begin_heads(piece.chapter, trees, pages, said)
        return self.page("chapter.html", sheet, **self._values(piece, *trees))

    def _values(self, piece: Piece, title: Element, body: Element) -> dict[str, Any]:
        chapter, part = piece.chapter, piece.part
        assert chapter is not None
        return {
            "language": chapter.language,
            "chapter": chapter,
            "title": markup.inner(title),
            "body": markup.inner(body),
            "label": frontmatter.label(chapter.number, chapter.title),
            "outline": f"outline-{_outline_level(chapter)}",
            "untitled": chapter.kind in BEFORE_CONTENTS,
            "sections_named": bool(self._sides_of_sections()),
            "byline": self.words.between_names.join(chapter.authors),
            **self._on_sides(
                {
                    "verso": self._head(self.settings.running_heads.verso, chapter, part),
                    "recto": self._head(self.settings.running_heads.recto, chapter, part),
                }
            ),
        }

    def _sides_of_sections(self) -> list[str]:
        """Return the pages, left or right, whose running heads name sections."""
        heads, (verso, recto) = self.settings.running_heads, ("verso", "recto")
        names = {verso: recto, recto: verso} if self.mirrored else {verso: verso, recto: recto}
        return [names[name] for name in (verso, recto) if getattr(heads, name) == "section"]

    def _head_sections(self, chapter: Chapter, body: Element) -> None:
        """Have headings of level 2 begin running heads, where these name sections."""
        sides = self._sides_of_sections()
        titles = {heading.id: heading for heading in chapter.headings}
        for element in body.iter("h2") if sides else ():
            if (heading := titles.get(element.get("id", ""))) is not None:
                for side in sides:
                    said = self._running_head(heading.short or heading.title)
                    element.set(f"data-{side}", said)


def _has_margin_notes(piece: Piece) -> bool:
    notes = piece.chapter.notes if piece.chapter else ()
    return any(note.placement == "margin" for note in notes)


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
