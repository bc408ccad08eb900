"""The XHTML documents of an EPUB: cover, title page, imprint, parts, chapters, navigation."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from markupsafe import Markup

from scholiast import imprint, languages, markup, navigation, sections, webfonts
from scholiast.book import Book, Chapter, Matter, Part
from scholiast.edition import Format
from scholiast.epub import pagelist
from scholiast.excerpt import chapter_bytes
from scholiast.jobs import Job, Parts, Works, by_the_book, here
from scholiast.paging import PageStart, marker_id
from scholiast.theme import BROKEN_TEMPLATE, Theme, ThemeError
from scholiast.wording import Wording, apparatus_words, wording

TEXT, PARTS = "text", "parts"
"""The folders of chapters and of the pages that open parts: their ids are told apart by these."""

_UNTITLED = {"dedication", "epigraph"}
"""Kinds of chapters whose name is for the contents alone, but for a name that calls a note."""

_SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Page:
    """A document of the spine: `path` below the package, `title`, finished bytes."""

    id: str
    path: str
    title: str
    data: bytes = field(repr=False)

    @property
    def properties(self) -> tuple[str, ...]:
        """Return what the manifest must say the document holds (EPUB 3.3, D.4)."""
        tree = etree.fromstring(self.data)
        holds = (("mathml", markup.MATHML), ("svg", _SVG))
        return tuple(name for name, tag in holds if next(tree.iter(tag), None) is not None)


@dataclass(frozen=True, slots=True)
class Press:
    """What every page needs: the book, its theme, its words, and where ids and images are."""

    book: Book
    theme: Theme
    words: Wording
    addresses: Mapping[str, str]
    images: Mapping[str, str]
    works: Works
    starts: tuple[PageStart, ...] = ()

    @classmethod
    def of(
        cls,
        book: Book,
        theme: Theme,
        images: Mapping[str, str],
        works: Works | None = None,
        starts: tuple[PageStart, ...] = (),
    ) -> "Press":
        """Return the press for a book; `images` gives each image's path in the package.

        `starts` are the pages of print that begin in it.
        """
        words = wording(book.metadata.language)
        return cls(book, theme, words, markup.address_book(book), images, works or here(), starts)

    def labels(self, anchor: str) -> list[str]:
        """Return the labels of the printed pages that begin with a document."""
        return pagelist.openings(self.starts).get(anchor, [])

    def page(self, id: str, template: str, title: str, folder: str = "", **values: object) -> Page:
        """Return a page made by a template; errors as those of `document`."""
        name = f"{id}.xhtml"
        path = f"{folder}/{name}" if folder else name
        return Page(id, path, title, self.document(template, title=title, path=path, **values))

    def document(self, template: str, *, path: str, **values: object) -> bytes:
        """Return the bytes of a document made by a template, which will stand at `path`.

        It is parsed again to be sure of it. Raises ThemeError where a template of the book's own
        is at fault, and etree.XMLSyntaxError with `path` where a fragment is no XML.
        """
        language = str(values.get("language", self.book.metadata.language))
        settings = {
            "language": language,
            "direction": languages.direction(language),
            "up": "../" * path.count("/"),
            "wording": self.words,
            "metadata": self.book.metadata,
            "marker_id": marker_id,
            "starts": (),
            **values,
        }
        text = self.theme.render(f"epub/{template}", **settings)
        try:
            tree = etree.fromstring(text.encode(), _parser(), base_url=path)
        except etree.XMLSyntaxError as problem:
            place = self.theme.own(f"templates/epub/{template}", "templates/epub/page.xhtml")
            if place is None:  # a shipped template is ours to mend
                raise
            message = f"the document that the template makes is not well-formed: {problem.msg}"
            hint = "write it as XML: close every element, and quote every attribute"
            raise ThemeError(BROKEN_TEMPLATE.at(place, message, hint)) from problem
        return finish(tree)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def finish(tree: markup.Element) -> bytes:
    """Return an XHTML document as bytes, its namespaces declared once, at the top."""
    etree.cleanup_namespaces(tree, top_nsmap={"epub": markup.OPS})
    for marker in tree.iter("{*}span"):
        if marker.get("role") == pagelist.ROLE:
            marker.text = ""  # closed by a tag of its own, for who reads it as HTML
    data: bytes = etree.tostring(
        tree.getroottree(), encoding="UTF-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return data


def all_pages(press: Press, cover: str, cover_alt: str, *, fonts: bool = True) -> list[Page]:
    """Return the documents of the spine, in order; `cover` is the path of its image.

    `fonts` tells whether the theme's are in the package.
    """
    pages = [
        _cover(press, cover, cover_alt),
        _title_page(press),
        _imprint(press),
        *_texts(press),
    ]
    return [*pages, *_colophon(press, texts(pages) if fonts else None)]


def _cover(press: Press, image: str, alt: str) -> Page:
    title = press.words.cover
    return press.page("cover", "cover.xhtml", title, matter="frontmatter", image=image, alt=alt)


def _title_page(press: Press) -> Page:
    metadata = press.book.metadata
    picture = metadata.frontispiece
    return press.page(
        "title-page",
        "title-page.xhtml",
        press.words.title_page,
        matter="frontmatter",
        authors=imprint.names(metadata, "author", press.words),
        credits=imprint.credit_lines(metadata, press.words),
        starts=press.labels("title-page"),
        frontispiece=press.images.get(picture.image) if picture else None,
        title_direction=languages.direction(metadata.title_language or metadata.language),
    )


def _imprint(press: Press) -> Page:
    lines = imprint.imprint_lines(press.book.metadata, press.words, Format.EPUB)
    return press.page(
        "imprint",
        "imprint.xhtml",
        press.words.imprint,
        matter="frontmatter",
        lines=lines,
        starts=press.labels("imprint"),
    )


def _colophon(press: Press, text: Iterable[str] | None) -> Iterator[Page]:
    """Yield the last page, which says how the book was made; none where the book has one itself.

    It names the typefaces of `text`; None where they are those of the reading system.
    """
    if any(chapter.kind == "colophon" for chapter in press.book.chapters):
        return
    named = () if text is None else webfonts.families(press.theme, text)
    families = press.words.between_names.join(named)
    lines = [
        press.words.made_with.format(tool=imprint.MADE_WITH),
        *([press.words.typefaces.format(fonts=families)] if families else []),
    ]
    yield press.page(
        "colophon", "colophon.xhtml", press.words.colophon, matter="backmatter", lines=lines
    )


def _texts(press: Press) -> Iterator[Page]:
    """Return chapters, each part before its first."""
    parts = {part.id: part for part in press.book.parts}
    begun: set[str] = set()
    for chapter, page in zip(press.book.chapters, _chapter_pages(press), strict=True):
        if chapter.part is not None and chapter.part not in begun:
            begun.add(chapter.part)
            yield _part(press, parts[chapter.part])
        yield page


def _chapter_pages(press: Press) -> list[Page]:
    """Return the documents of all chapters; each is made anew where what it shows has changed."""
    design = press.works.share(press.theme.templates("epub"))
    book = press.book.metadata.model_dump_json().encode()
    chapters: dict[bytes, Chapter] = {}
    jobs = []
    for chapter in press.book.chapters:
        text = chapter_bytes(chapter)
        chapters[text] = chapter
        links = {id: _link(press, chapter, id) for id in sorted(markup.targets(chapter))}
        parts = {
            "text": text,
            "book": book,
            "links": json.dumps([links, dict(press.images)], ensure_ascii=False).encode(),
        }
        if labels := press.labels(chapter.anchor):
            parts["pages"] = json.dumps(labels).encode()
        jobs.append(Job("EPUB page", chapter.path, by_the_book, parts, {"templates": design}))

    def make(missing: list[Parts]) -> list[bytes]:
        return [chapter_page(press, chapters[parts["text"]]).data for parts in missing]

    made = press.works.batch(jobs, make)
    return [
        Page(chapter.id, f"{TEXT}/{chapter.id}.xhtml", chapter.title, data)
        for chapter, data in zip(press.book.chapters, made, strict=True)
    ]


def _part(press: Press, part: Part) -> Page:
    number = press.words.part.format(number=part.number) if part.number else None
    return press.page(
        part.id,
        "part.xhtml",
        part.title,
        PARTS,
        matter="bodymatter",
        part=part,
        number=number,
        starts=press.labels(part.id),
    )


def chapter_page(press: Press, chapter: Chapter) -> Page:
    """Return the document of a chapter, its notes after the text."""
    words = wording(chapter.language)
    placed = markup.place_notes(
        chapter,
        words,
        link=lambda id: _link(press, chapter, id),
        image=lambda key: f"../{press.images.get(key, key)}",
        epub=True,
    )
    return press.page(
        chapter.id,
        "chapter.xhtml",
        chapter.title,
        TEXT,
        language=chapter.language,
        matter=chapter.matter.value,
        role=markup.chapter_role(chapter.kind),
        chapter=chapter,
        starts=press.labels(chapter.anchor),
        wording=words,
        number=navigation.chapter_number(chapter, words),
        is_untitled=chapter.kind in _UNTITLED and "note-ref" not in chapter.title_xhtml,
        placed={
            "title": Markup(placed.title),
            "body": Markup(sections.body(chapter, placed, epub=True)),
            "notes": [Markup(note) for note in placed.notes.values()],
            "sections": sections.sections(chapter, placed, words, epub=True),
        },
    )


def _link(press: Press, chapter: Chapter, id: str) -> str:
    if any(part.id == id for part in press.book.parts):
        return f"../{PARTS}/{id}.xhtml#{id}"
    home = press.addresses.get(id)
    return f"#{id}" if home in (None, chapter.id) else f"{home}.xhtml#{id}"


# -- navigation --


def _contents(book: Book, depth: int) -> tuple[navigation.Point, ...]:
    def path(folder: str) -> Callable[[str], str]:
        return lambda id: f"{folder}/{id}.xhtml"

    return navigation.contents(book, depth, path(TEXT), path(PARTS))


@dataclass(frozen=True, slots=True)
class Landmark:
    """A landmark: an EPUB structural term, a label, and where it is."""

    type: str
    label: str
    target: str


def landmarks(book: Book, words: Wording) -> list[Landmark]:
    """Return the landmarks: cover, contents, lists, where the text begins, notes, bibliography."""
    found = [
        Landmark("cover", words.cover, "cover.xhtml"),
        Landmark("toc", words.contents, "nav.xhtml"),
    ]
    first = next((c for c in book.chapters if c.matter is Matter.BODY), None)
    if first is not None:
        found.append(Landmark("bodymatter", words.start, f"{TEXT}/{first.id}.xhtml"))
    for kind in ("loi", "lot", "endnotes", "bibliography"):
        found += [
            Landmark(kind, chapter.title, f"{TEXT}/{chapter.id}.xhtml")
            for chapter in book.chapters
            if chapter.kind == kind
        ][:1]
    return found


def nav(press: Press, depth: int) -> bytes:
    """Return the navigation document (EPUB 3.3, 7)."""
    return press.document(
        "nav.xhtml",
        path="nav.xhtml",
        title=press.words.contents,
        matter="frontmatter",
        contents=_contents(press.book, depth),
        landmarks=landmarks(press.book, press.words),
        starts=press.labels("contents"),
        page_list_title=apparatus_words(press.book.metadata.language).pages,
        page_list=pagelist.entries(press.starts, _documents(press.book)),
    )


def _documents(book: Book) -> dict[str, str]:
    """Return the document that each id is the beginning of, from the package."""
    return {
        **{chapter.anchor: f"{TEXT}/{chapter.id}.xhtml" for chapter in book.chapters},
        **{part.id: f"{PARTS}/{part.id}.xhtml" for part in book.parts},
        "title-page": "title-page.xhtml",
        "imprint": "imprint.xhtml",
        "contents": "nav.xhtml",
    }


def ncx(press: Press, identifier: str, depth: int) -> bytes:
    """Return the contents as EPUB 2 had them, which EbookLib's package refers to."""
    text = press.theme.render(
        "epub/toc.ncx",
        language=press.book.metadata.language,
        identifier=identifier,
        title=press.book.metadata.title,
        contents=_contents(press.book, depth),
    )
    tree = etree.fromstring(text.encode())
    data: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True)
    return data


def texts(pages: Sequence[Page]) -> Iterator[str]:
    """Return the words of all pages, for the fonts."""
    for page in pages:
        yield "".join(etree.fromstring(page.data).itertext())
