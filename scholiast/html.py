"""A Book to a web book: a page a chapter, notes beside the text, everything from one folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree
from markupsafe import Markup

from scholiast import imprint, markup, navigation, slugs, text, webfonts
from scholiast.book import Book, Chapter, Image
from scholiast.config import HtmlEdition
from scholiast.edition import Artifact, Format
from scholiast.theme import Theme
from scholiast.wording import Wording, wording

FOLDER = "web"
_INDEX = "index.html"
_STYLES = ("base", "web")
_SCRIPT = "book.js"


def render(book: Book, theme: Theme, settings: HtmlEdition) -> Artifact:
    """Return the web book, a folder of files that needs no server and no other host.

    Raises etree.XMLSyntaxError where a template makes a page that is not well-formed.
    """
    site = Site.of(book, theme, settings)
    pages = {f"{chapter.id}.html": _chapter_page(site, chapter) for chapter in book.chapters}
    pages[_INDEX] = _index_page(site)
    files = {
        **{name: _as_html(tree) for name, tree in pages.items()},
        **_assets(site, pages.values()),
    }
    return Artifact(
        Format.HTML, FOLDER, {f"{FOLDER}/{name}": files[name] for name in sorted(files)}
    )


@dataclass(frozen=True, slots=True)
class Site:
    """What every page needs: the book, its theme, its words, where ids and images are."""

    book: Book
    theme: Theme
    words: Wording
    contents: tuple[navigation.Point, ...]
    addresses: Mapping[str, str]
    images: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, book: Book, theme: Theme, settings: HtmlEdition) -> "Site":
        """Return the site of a book."""
        return cls(
            book=book,
            theme=theme,
            words=wording(book.metadata.language),
            contents=navigation.contents(book, settings.contents_depth, _file),
            addresses=markup.address_book(book),
            images={key: _image_path(image) for key, image in book.images.items()},
        )

    def page(self, template: str, **values: object) -> etree._Element:
        """Return the tree of a page made by a template, which is written as XML."""
        filled = self.theme.render(
            f"web/{template}",
            metadata=self.book.metadata,
            contents=self.contents,
            imprint=imprint.imprint_lines(self.book.metadata, self.words, Format.HTML),
            site_wording=self.words,
            **values,
        )
        return etree.fromstring(filled.encode(), etree.XMLParser(resolve_entities=False))


def _file(id: str) -> str:
    """Return the page of a chapter; a part has none but its entry in the contents."""
    return f"{_INDEX}#{id}" if id.startswith("part-") else f"{id}.html"


def _image_path(image: Image) -> str:
    path = PurePosixPath(image.path)
    stem = slugs.file(path.stem) or "image"
    return f"assets/images/{stem}-{text.bytes_digest(image.data)[:8]}{path.suffix.lower()}"


def _chapter_page(site: Site, chapter: Chapter) -> etree._Element:
    words = wording(chapter.language)
    placed = markup.place_notes(
        chapter,
        words,
        link=lambda id: _link(site, chapter, id),
        image=lambda key: site.images.get(key, key),
        epub=False,
    )
    before, after = _neighbours(site.book, chapter)
    return site.page(
        "chapter.html",
        language=chapter.language,
        title=f"{chapter.title} · {site.book.metadata.title}",
        description=_opening(chapter),
        wording=words,
        chapter=chapter,
        number=navigation.chapter_number(chapter, words),
        before=before,
        after=after,
        placed={
            "title": Markup(placed.title),
            "body": Markup(placed.body),
            "notes": [Markup(note) for note in placed.notes],
        },
    )


def _link(site: Site, chapter: Chapter, id: str) -> str:
    home = site.addresses.get(id)
    return f"#{id}" if home in (None, chapter.id) else f"{home}.html#{id}"


def _neighbours(book: Book, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    order = [None, *book.chapters, None]
    here = order.index(chapter)
    return order[here - 1], order[here + 1]


def _opening(chapter: Chapter, longest: int = 160) -> str:
    """Return the first words of a chapter, for those who list pages."""
    words = chapter.text[: longest + 1]
    return words if len(words) <= longest else words.rpartition(" ")[0] + " …"


def _index_page(site: Site) -> etree._Element:
    metadata = site.book.metadata
    first = site.book.chapters[0] if site.book.chapters else None
    return site.page(
        "index.html",
        language=metadata.language,
        title=metadata.title,
        description=metadata.description or metadata.subtitle or metadata.title,
        wording=site.words,
        authors=imprint.names(metadata, "author"),
        credits=imprint.credit_lines(metadata, site.words),
        cover=site.images.get(metadata.cover or ""),
        first=first,
    )


def _as_html(page: etree._Element) -> bytes:
    """Return a page in HTML syntax (HTML Standard, 13.3), not in XML's.

    An empty paragraph written as in XML would swallow what follows it in a browser.
    """
    written: str = etree.tostring(page, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{written}\n".encode()


def _assets(site: Site, pages: Iterable[etree._Element]) -> dict[str, bytes]:
    words = ("".join(page.itertext()) for page in pages)
    fonts = webfonts.cut(site.theme, words, "woff2")
    names = {font.source: f"fonts/{font.name}" for font in fonts}
    styles = {
        f"assets/{name}.css": webfonts.style_sheet(site.theme.style(f"{name}.css"), names).encode()
        for name in _STYLES
    }
    return {
        **styles,
        f"assets/{_SCRIPT}": site.theme.data(f"templates/web/{_SCRIPT}"),
        **{f"assets/fonts/{font.name}": font.data for font in fonts},
        **{site.images[key]: image.data for key, image in site.book.images.items()},
    }
