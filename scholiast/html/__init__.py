"""A Book to a web book: a page a chapter, notes beside the text, everything from one folder."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple
from pathlib import PurePosixPath

from scholiast import slugs, text, webfonts
from scholiast.book import Book, Image
from scholiast.config import HtmlEdition
from scholiast.diagnostics import Diagnostic
from scholiast.edition import Artifact, Format
from scholiast.html import citations, discovery, search, trees
from scholiast.html.pages import (
    INDEX,
    Site,
    WrittenPage,
    chapter_pages,
    index_page,
    lost_page,
)
from scholiast.imprint import identifier
from scholiast.jobs import Works
from scholiast.source import Span
from scholiast.theme import Theme

FOLDER = "web"
LOST = "404.html"
STYLES = ("base", "elements", "web", "links", "reader")
SCRIPTS = ("settings.js", "book.js", "reader.js", "links.js")
_SEARCH = "search.js"  # loaded when a reader first searches
_FACTS = "site.js"
_SHARED_WORDS = ("automatic", "close", "contents", "dark", "light", "search", "theme")


def render(book: Book, theme: Theme, settings: HtmlEdition, works: Works | None = None) -> Artifact:
    """Return the web book, a folder of files that needs no server and no other host.

    Raises ThemeError where a template of the book's own can't be filled in, or makes a page that is
    not well-formed.
    """
    images = {key: _image_path(image) for key, image in book.images.items()}
    site = Site.of(book, theme, settings, images, works)
    pages = chapter_pages(site)
    pages[INDEX] = WrittenPage.of(index_page(site))
    files = {
        **_found_by(site),
        **citations.files(book),
        **{name: page.data for name, page in pages.items()},
        **_assets(site, pages.values()),
    }
    found = {f"{FOLDER}/{name}": files[name] for name in sorted(files)}
    return Artifact(Format.HTML, FOLDER, found, diagnostics=tuple(_said(site)))


def _said(site: Site) -> Iterator[Diagnostic]:
    if site.settings.feed and site.feed is None:
        message = "there is to be a feed, and no chapter has a `date`"
        hint = "say in the headers of chapters when they appeared: `date: 2026-05-01`"
        yield discovery.NOTHING_TO_FEED.at(Span("book.yaml"), message, hint)


def _image_path(image: Image) -> str:
    """Return an image's path below the folder: plain letters, told apart by its own digest."""
    path = PurePosixPath(image.path)
    stem = slugs.file(path.stem) or "image"
    return f"assets/images/{stem}-{text.bytes_digest(image.data)[:8]}{path.suffix.lower()}"


def _found_by(site: Site) -> dict[str, bytes]:
    """Return the files by which the pages of a book are found, where it is known where it stands.

    A draft is not to be found.
    """
    base = site.settings.url
    if base is None or site.book.draft:
        return {}
    book = site.book
    found = {
        discovery.SITEMAP: discovery.sitemap(book, base),
        discovery.ROBOTS: discovery.robots(base),
        discovery.FEED: discovery.feed(book, base, identifier(book.metadata))
        if site.settings.feed
        else None,
    }
    lost = {LOST: trees.as_html(lost_page(site, base))}
    return lost | {name: data for name, data in found.items() if data is not None}


def _scripts(site: Site) -> tuple[str, ...]:
    """Return the scripts that pages load."""
    scripts = SCRIPTS if site.settings.permalinks or site.book.citations else SCRIPTS[:-1]
    return (*scripts, _SEARCH)


def _searched(site: Site, pages: Iterable[WrittenPage]) -> dict[str, bytes]:
    """Return what is searched, and the facts about the book that its scripts go by."""
    index = search.files(page.found for page in pages if page.found)
    return {**index, _FACTS: facts(site, list(index))}


def facts(site: Site, index: Sequence[str] = ()) -> bytes:
    """Return the script of facts about a book; `index` are the files that are searched."""
    shared = {name: getattr(site.words, name) for name in _SHARED_WORDS}
    return search.site(
        {
            "book": identifier(site.book.metadata),
            "search": list(index),
            "words": {**shared, **asdict(site.reader_words)},
        }
    )


def _assets(site: Site, pages: Collection[WrittenPage]) -> dict[str, bytes]:
    sheets = {name: site.theme.style(f"{name}.css") for name in STYLES}
    fonts = webfonts.cut(site.theme, _letters(site, pages, sheets.values()), "woff2", site.works)
    names = {font.source: f"fonts/{font.name}" for font in fonts}
    styles = {
        f"assets/{name}.css": webfonts.style_sheet(sheet, names, "swap").encode()
        for name, sheet in sheets.items()
    }
    return {
        **styles,
        **{f"assets/{name}": site.theme.data(f"templates/web/{name}") for name in _scripts(site)},
        **{f"assets/{name}": data for name, data in _searched(site, pages).items()},
        **{f"assets/fonts/{font.name}": font.data for font in fonts},
        **{site.images[key]: image.data for key, image in site.book.images.items()},
    }


def _letters(site: Site, pages: Iterable[WrittenPage], sheets: Iterable[str]) -> Iterator[str]:
    """Yield all that can be seen: what style sheets put in and the script says, too."""
    yield from (page.letters for page in pages)
    yield from sheets
    yield from astuple(site.words)
    yield from astuple(site.link_words)
    yield from astuple(site.reader_words)
