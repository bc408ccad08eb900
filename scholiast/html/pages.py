"""The pages of a web book: one a chapter, and the first, with the title and the contents."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace

from lxml import etree
from markupsafe import Markup

from scholiast import imprint, languages, markup, navigation, sections, text
from scholiast.book import Book, Chapter, Image
from scholiast.config import HtmlEdition
from scholiast.edition import Format
from scholiast.excerpt import chapter_bytes
from scholiast.html import about, addresses, citations, discovery, sealing, search, trees
from scholiast.jobs import Job, Parts, Works, by_the_book, here
from scholiast.theme import BROKEN_TEMPLATE, Theme, ThemeError
from scholiast.wording import (
    LinkWords,
    ReaderWords,
    Wording,
    link_words,
    reader_words,
    wording,
)

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Way:
    """A way on or back from a page: the address it leads to, and the title found there."""

    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs: the book, its theme, its words, where ids and images are.

    `images` gives the address of each image by its key in the book. `has_margin` tells that some
    notes are to stand in the margin, and no others; `notes_below`, that none stands beside the
    text.
    """

    book: Book
    theme: Theme
    words: Wording
    contents: tuple[navigation.Point, ...]
    addresses: Mapping[str, str] = field(repr=False)
    images: Mapping[str, str] = field(repr=False)
    pictures: Mapping[str, Image] = field(repr=False)
    works: Works = field(repr=False)
    settings: HtmlEdition
    has_margin: bool = False
    notes_below: bool = False

    @classmethod
    def of(
        cls,
        book: Book,
        theme: Theme,
        settings: HtmlEdition,
        images: Mapping[str, str],
        works: Works | None = None,
        *,
        is_one_page: bool = False,
    ) -> "Site":
        """Return the site of a book, a page for each chapter, or one for all."""
        places = {note.placement for note in book.notes}
        points = navigation.contents(book, settings.contents_depth, address, part_address)
        return cls(
            book=book,
            theme=theme,
            words=wording(book.metadata.language),
            contents=_on_one_page(points) if is_one_page else points,
            addresses=markup.address_book(book),
            images=images,
            pictures={path: book.images[key] for key, path in images.items()},
            works=works or here(),
            settings=settings,
            has_margin="margin" in places,
            notes_below=bool(places) and places <= markup.AT_END,
        )

    @property
    def cover(self) -> about.Cover | None:
        """Return the cover of the book, if it has one."""
        return about.cover(self.book, self.images)

    @property
    def feed(self) -> str | None:
        """Return the address of the feed, None where the book has none."""
        return discovery.FEED if self.settings.feed and discovery.in_feed(self.book) else None

    @property
    def link_words(self) -> LinkWords:
        """Return the words around addresses, in the language of the book."""
        return link_words(self.book.metadata.language)

    @property
    def reader_words(self) -> ReaderWords:
        """Return what the tools of readers say, in the language of the book."""
        return reader_words(self.book.metadata.language)

    def page(self, template: str, told: about.About, **values: object) -> trees.Element:
        """Return the tree of a page made by a template; ThemeError where a book's own spoils it.

        `told` is what machines are told of it.
        """
        written = self.theme.render(
            f"web/{template}",
            metadata=self.book.metadata,
            direction=languages.direction(self.book.metadata.language),
            draft=self.book.draft,
            contents=self.contents,
            imprint=imprint.imprint_lines(self.book.metadata, self.words, Format.HTML),
            site_wording=self.words,
            link_wording=self.link_words,
            reader_wording=self.reader_words,
            permalinks=self.settings.permalinks,
            about=told,
            **{"citation": None, "feed": self.feed, **values},
        )
        try:
            page = trees.parse(written)
        except etree.XMLSyntaxError as problem:
            place = self.theme.own(f"templates/web/{template}", "templates/web/page.html")
            if place is None:  # a shipped template is ours to mend
                raise
            message = f"the page that the template makes is not well-formed: {problem.msg}"
            hint = "write it as XML: close every element, and quote every attribute"
            raise ThemeError(BROKEN_TEMPLATE.at(place, message, hint)) from problem
        trees.fit(page, self.pictures)
        return page


def address(id: str) -> str:
    """Return the page of a chapter."""
    return f"{id}.html"


def part_address(id: str) -> str:
    """Return where a part stands: it has no page but its entry in the contents."""
    return f"{INDEX}#{id}"


def _on_one_page(points: tuple[navigation.Point, ...]) -> tuple[navigation.Point, ...]:
    """Return contents that lead to places of the page that they stand on."""
    return tuple(
        replace(point, target=f"#{_place(point.target)}", children=_on_one_page(point.children))
        for point in points
    )


def _place(target: str) -> str:
    page, _, place = target.partition("#")
    return place or f"chapter-{page.removesuffix('.html')}"


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page as it is written, each of the `letters` that it shows, and what is `found` on it."""

    data: bytes = field(repr=False)
    letters: str
    found: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, page: trees.Element, found: bytes = b"") -> "WrittenPage":
        """Return a page written in HTML; `found` is its entry in the search (`search.entry`)."""
        return cls(trees.as_html(page), "".join(sorted(set("".join(page.itertext())))), found)

    def as_bytes(self) -> bytes:
        """Return all as bytes; no page holds a null character."""
        return b"\0".join((self.letters.encode(), self.found, self.data))

    @classmethod
    def from_bytes(cls, data: bytes) -> "WrittenPage":
        """Return what `as_bytes` gave."""
        letters, found, page = data.split(b"\0", 2)
        return cls(page, letters.decode(), found)


def chapter_pages(site: Site) -> dict[str, WrittenPage]:
    """Return the pages of all chapters; each is made anew where what it shows has changed."""
    design = site.works.share(site.theme.templates("web"))
    frame = json.dumps(
        {
            "metadata": site.book.metadata.model_dump(mode="json"),
            "draft": site.book.draft,
            "contents": [asdict(point) for point in site.contents],
            "settings": site.settings.model_dump(mode="json"),
            "feed": site.feed,
            "images": {
                key: [path, site.pictures[path].width, site.pictures[path].height]
                for key, path in site.images.items()
            },
        },
        ensure_ascii=False,
    ).encode()
    chapters: dict[bytes, Chapter] = {}
    jobs = []
    for chapter in site.book.chapters:
        own = chapter_bytes(chapter)
        chapters[own] = chapter
        links = {id: _link(site, chapter, id) for id in sorted(markup.targets(chapter))}
        ways = [way and asdict(way) for way in _neighbours(site.book, chapter)]
        told = json.dumps(_said_of(site, chapter), ensure_ascii=False).encode()
        sides = [site.has_margin, site.notes_below]
        way = json.dumps([links, ways, *(sides if any(sides) else [])], ensure_ascii=False).encode()
        parts = {"text": own, "book": frame, "links": way, "told": told}
        jobs.append(Job("web page", chapter.path, by_the_book, parts, {"templates": design}))

    def make(missing: list[Parts]) -> list[bytes]:
        return [_written(site, chapters[parts["text"]]).as_bytes() for parts in missing]

    made = site.works.batch(jobs, make)
    return {
        address(chapter.id): WrittenPage.from_bytes(data)
        for chapter, data in zip(site.book.chapters, made, strict=True)
    }


def _written(site: Site, chapter: Chapter) -> WrittenPage:
    page = chapter_page(site, chapter)
    label = wording(chapter.language).note_label
    return WrittenPage.of(page, search.entry(page, address(chapter.id), label))


def chapter_page(site: Site, chapter: Chapter) -> trees.Element:
    """Return the page of a chapter, its notes after the text."""
    before, after = _neighbours(site.book, chapter)
    page = site.page(
        "chapter.html",
        _told(site, chapter),
        citation=citations.shown(site.book, chapter.id),
        title=f"{chapter.title} · {site.book.metadata.title}",
        description=text.excerpt(chapter.text, 160),
        notes_below=site.notes_below,
        before=before,
        after=after,
        **section(site, chapter, lambda id: _link(site, chapter, id), margin=site.has_margin),
    )
    address_paragraphs(site, page, [chapter])
    return page


def section(
    site: Site, chapter: Chapter, link: Callable[[str], str], *, margin: bool
) -> dict[str, object]:
    """Return what the template of a chapter's section is filled in with.

    `link` gives the address of each id. With `margin` notes that pop up say so, since there are
    others in the margin.
    """
    words = wording(chapter.language)
    placed = markup.place_notes(
        chapter, words, link=link, image=lambda key: site.images.get(key, key), epub=False
    )
    return {
        "wording": words,
        "chapter": chapter,
        "chapter_direction": languages.direction(chapter.language),
        "role": markup.chapter_role(chapter.kind),
        "number": navigation.chapter_number(chapter, words),
        "placed": {
            "title": Markup(placed.title),
            "body": Markup(sections.body(chapter, placed, epub=False)),
            "notes": [Markup(note) for note in placed.notes.values()],
            "sections": sections.sections(chapter, placed, words, epub=False, margin=margin),
        },
    }


def address_paragraphs(site: Site, page: trees.Element, chapters: Sequence[Chapter]) -> None:
    """Give each paragraph on the page of some chapters its address, where the book wants that."""
    if not site.settings.permalinks:
        return
    seeds = {chapter.anchor: chapter.id for chapter in chapters}
    for words in page.iterfind(".//div[@class='chapter-text']"):
        outer = words.getparent()
        addresses.give(words, seeds[outer.get("id", "") if outer is not None else ""])


def _said_of(site: Site, chapter: Chapter) -> tuple[object, ...]:
    """Return what is said of a chapter around its text."""
    citation = citations.shown(site.book, chapter.id)
    return astuple(_told(site, chapter)), citation and astuple(citation)


def _told(site: Site, chapter: Chapter) -> about.About:
    page, base = address(chapter.id), site.settings.url
    return about.of_chapter(site.book, chapter, page, base, site.cover)


def _link(site: Site, chapter: Chapter, id: str) -> str:
    """Return the address of an id of the book, as a chapter's page names it."""
    if any(part.id == id for part in site.book.parts):
        return part_address(id)
    home = site.addresses.get(id)
    return f"#{id}" if home in (None, chapter.id) else f"{home}.html#{id}"


def _neighbours(book: Book, chapter: Chapter) -> tuple[Way, Way | None]:
    """Return the ways back and on; the first page stands before the first chapter."""
    ways = [Way(INDEX, book.metadata.title), *map(_way, book.chapters)]
    here = 1 + book.chapters.index(chapter)
    return ways[here - 1], ways[here + 1] if here + 1 < len(ways) else None


def _way(chapter: Chapter) -> Way:
    return Way(address(chapter.id), chapter.title)


def index_page(site: Site) -> trees.Element:
    """Return the first page: the title of the book and its contents."""
    return site.page(
        "index.html",
        about.of_book(site.book, site.settings.url, site.cover),
        citation=citations.shown(site.book, ""),
        wording=site.words,
        after=_way(site.book.chapters[0]),
        **title(site),
    )


def title(site: Site) -> dict[str, object]:
    """Return what the template of a book's title is filled in with."""
    metadata = site.book.metadata
    front = metadata.frontispiece
    return {
        "title": metadata.title,
        "description": metadata.description or metadata.subtitle or metadata.title,
        "credits": imprint.credit_lines(metadata, site.words),
        "isbn": imprint.isbn(metadata, Format.HTML),
        "cover": site.images.get(metadata.cover or ""),
        "frontispiece": site.images.get(front.image) if front else None,
    }


def lost_page(site: Site, base: str) -> trees.Element:
    """Return the page that hosts show for addresses that are none.

    It may be shown at any depth, so it needs no other file, and its links are whole addresses.
    """
    page = site.page("lost.html", about.of_lost(base), title=site.link_words.lost)
    sealing.seal(page)
    return page
