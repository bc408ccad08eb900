"""A Book to an EPUB 3.3: a document a chapter, notes as pop-ups, fonts cut to the book."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from scholiast import jobs, slugs, text, webfonts
from scholiast.book import Book, Image
from scholiast.config import Accessibility, EpubEdition
from scholiast.diagnostics import Diagnostic
from scholiast.edition import Artifact, Format
from scholiast.epub import access, claim, cover, package, pagelist, pages, splitting
from scholiast.epub.package import Resource
from scholiast.epub.pages import Page, Press
from scholiast.jobs import Works
from scholiast.paging import PageStart
from scholiast.source import Span
from scholiast.theme import Theme

FRONT_PAGES = 3
"""How many documents come before the contents: cover, title page, imprint."""

STYLES = ("base", "elements", "epub")
_XHTML = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"
_FONT_TYPES = {".otf": "font/otf", ".ttf": "font/ttf", ".woff2": "font/woff2"}


def render(
    book: Book,
    theme: Theme,
    settings: EpubEdition,
    works: Works | None = None,
    starts: Sequence[PageStart] = (),
) -> Artifact:
    """Return the EPUB of a book, one file named after its slug.

    `starts` says where the pages of the printed book begin, for a list of them; without it there is
    none.

    Raises ThemeError where a template of the book's own can't be filled in, or makes a document
    that is not well-formed.
    """
    name = f"{book.slug}.epub"
    paths = {key: _image_path(image) for key, image in book.images.items()}
    works = works or jobs.here()
    starts = pagelist.shown(book, starts)
    book = pagelist.with_markers(book, starts)
    press = Press.of(book, theme, paths, works, starts)
    cover_image, findings = _cover(book, theme, paths, works)
    alt = book.metadata.cover_alt or f"{press.words.cover}: {book.metadata.title}"
    whole = pages.all_pages(press, cover_image.path, alt, fonts=settings.fonts)
    parted = splitting.split(book, whole, settings.most)
    documents = list(parted.pages)
    depth = settings.contents_depth
    identifier = package.identifier(book.metadata)
    contents = parted.relink(pages.nav(press, depth), "nav.xhtml")
    nav = Resource("nav", "nav.xhtml", _XHTML, contents, ("nav",), in_spine=True)
    old_contents = parted.relink(pages.ncx(press, identifier, depth), "toc.ncx")
    front, rest = documents[:FRONT_PAGES], documents[FRONT_PAGES:]
    resources = [
        *map(_document, front),
        nav,
        *map(_document, rest),
        Resource("ncx", "toc.ncx", _NCX, old_contents),
        cover_image,
        *_images(book, paths, cover_image.path),
        *_styles(theme, documents, works, fonts=settings.fonts),
    ]
    own = Accessibility() if book.draft else settings.accessibility
    sheets = {name: theme.style(f"{name}.css") for name in STYLES}
    features = pagelist.FEATURES if starts else ()
    statements = access.statements(book, press.words, own, features, sheets=sheets.values())
    hazards = [value for name, value in statements if name == "schema:accessibilityHazard"]
    refused = claim.check(book, documents, paths, sheets, own, hazards)
    claims = [*access.claims(own), *_apple_fonts(resources)]
    source = pagelist.source(book.metadata) if starts else None
    data = package.pack(book, resources, statements, claims, source)
    said = (*findings, *parted.findings, *refused)
    return Artifact(Format.EPUB, name, {name: data}, diagnostics=said)


def _document(page: Page) -> Resource:
    id = page.path.removesuffix(".xhtml").replace("/", "-")
    return Resource(f"page-{id}", page.path, _XHTML, page.data, page.properties, in_spine=True)


def _image_path(image: Image) -> str:
    """Return an image's path in the package: plain letters, told apart by its own digest."""
    path = PurePosixPath(image.path)
    stem = slugs.file(path.stem) or "image"
    return f"images/{stem}-{text.bytes_digest(image.data)[:8]}{path.suffix.lower()}"


def _cover(
    book: Book, theme: Theme, paths: dict[str, str], works: Works
) -> tuple[Resource, tuple[Diagnostic, ...]]:
    """Return the book's cover, or one made for it and what is to be said of that."""
    own = book.images.get(book.metadata.cover or "")
    marks = ("cover-image",)
    if own is not None:
        return Resource("cover-image", paths[own.path], own.media_type, own.data, marks), ()
    path, kind = "images/cover.png", "image/png"
    missing = cover.missing_letters(book, theme)
    findings = []
    if missing:
        message = f"the cover lacks letters that no font has: {missing[:20]}"
        hint = "give the book a cover of its own in `cover:`"
        findings.append(cover.LETTERS_MISSING.at(Span("book.yaml"), message, hint))
    data = cover.make(book, theme, works)
    return Resource("cover-image", path, kind, data, marks), tuple(findings)


def _images(book: Book, paths: dict[str, str], cover_path: str) -> Iterator[Resource]:
    done = {cover_path}
    for key, image in book.images.items():
        if paths[key] not in done:
            done.add(paths[key])
            yield Resource(f"image-{len(done)}", paths[key], image.media_type, image.data)


def _apple_fonts(resources: list[Resource]) -> list[package.Meta]:
    """Return what Apple Books wants to be told where fonts are to be had.

    It shows them then as those of the original, beside its own, of which readers choose as before
    (Apple Books Asset Guide 5.3, Fonts).
    """
    has_fonts = any(one.media_type in _FONT_TYPES.values() for one in resources)
    return [({"property": package.SPECIFIED_FONTS}, "true")] if has_fonts else []


def _styles(
    theme: Theme, documents: list[Page], works: Works, *, fonts: bool
) -> Iterator[Resource]:
    """Yield the style sheets and, with `fonts`, those they name, cut to the words of documents."""
    cut = webfonts.cut(theme, pages.texts(documents), works=works) if fonts else []
    names = {font.source: f"fonts/{font.name}" for font in cut}
    for name in STYLES:
        css = webfonts.style_sheet(theme.style(f"{name}.css"), names)
        yield Resource(f"style-{name}", f"styles/{name}.css", "text/css", css.encode())
    for font in cut:
        kind = _FONT_TYPES[PurePosixPath(font.name).suffix]
        yield Resource(f"font-{font.name}", f"styles/fonts/{font.name}", kind, font.data)
    for name, licence in webfonts.licences(theme, cut).items():
        yield Resource(f"licence-{name}", f"styles/fonts/{name}", "text/plain", licence)
