"""What machines are told of a page: search engines, reference managers, those who show links.

Open Graph (ogp.me) for those who show links, the tags of Highwire Press for reference managers and
Google Scholar, and schema.org's `Book` and `Chapter` as JSON-LD 1.1, a block of data that no
browser runs.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scholiast import imprint
from scholiast.book import Book, Chapter, Image
from scholiast.config import Metadata
from scholiast.edition import Format

Pair = tuple[str, str]
"""A name and what it says."""


@dataclass(frozen=True, slots=True)
class About:
    """What is told of one page: its whole `address` where that is known, and records of it.

    `properties` are those of Open Graph, `names` other names of `meta`, `data` is JSON-LD.
    """

    address: str | None
    properties: tuple[Pair, ...]
    names: tuple[Pair, ...]
    data: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a book: where it lies below the web book's folder, and what it shows."""

    path: str
    image: Image
    alt: str


def cover(book: Book, paths: Mapping[str, str]) -> Cover | None:
    """Return the cover of a book; `paths` gives the place of each image by its key."""
    key = book.metadata.cover or ""
    if key not in paths:
        return None
    return Cover(paths[key], book.images[key], book.metadata.cover_alt or book.metadata.title)


def of_book(book: Book, base: str | None, picture: Cover | None) -> About:
    """Return what is told of the first page of a book that stands at `base`, if that is known."""
    metadata = book.metadata
    isbn = imprint.isbn(metadata, Format.HTML)
    properties: list[Pair | None] = [
        ("og:type", "book"),
        *_common(metadata, metadata.title, metadata.language, base, base, picture),
        ("book:isbn", _bare(isbn)) if isbn else None,
        ("book:release_date", metadata.date) if metadata.date else None,
        *(("book:tag", subject) for subject in metadata.subjects),
    ]
    names = [*_citation(metadata, metadata.title, _authors(metadata), metadata.date, base)]
    record = {"@context": "https://schema.org", **_book(metadata, base, picture)}
    return About(base, _those(properties), tuple(names), as_data(record))


def of_chapter(
    book: Book, chapter: Chapter, page: str, base: str | None, picture: Cover | None
) -> About:
    """Return what is told of a chapter, which stands in the file `page` below `base`."""
    metadata = book.metadata
    address = None if base is None else base + page
    date = chapter.date or metadata.date
    authors = chapter.authors or _authors(metadata)
    properties: list[Pair | None] = [
        ("og:type", "article"),
        *_common(metadata, chapter.title, chapter.language, address, base, picture),
        ("article:published_time", date) if date else None,
        *(("article:author", name) for name in authors),
    ]
    names = [*_citation(metadata, chapter.title, authors, date, address)]
    if names:
        names.insert(1, ("citation_inbook_title", _whole_title(metadata)))
    record = {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "name": chapter.title,
        "position": 1 + book.chapters.index(chapter),
        **_given("author", [_person(name) for name in authors]),
        "inLanguage": chapter.language,
        **_given("datePublished", date),
        **_given("url", address),
        "isPartOf": _book_of_chapter(metadata, base),
    }
    return About(address, _those(properties), tuple(names), as_data(record))


def of_lost(base: str) -> About:
    """Return what is told of the page for lost readers, which leads back to `base`: nothing."""
    return About(base, (), (), "")


def _those(pairs: Sequence[Pair | None]) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair)


# -- Open Graph --


def _common(
    metadata: Metadata,
    title: str,
    language: str,
    address: str | None = None,
    base: str | None = None,
    picture: Cover | None = None,
) -> Iterator[Pair]:
    yield "og:title", title
    yield "og:site_name", metadata.title
    if place := _locale(language):
        yield "og:locale", place
    if address is not None:
        yield "og:url", address
    if base is None or picture is None or picture.image.media_type == "image/svg+xml":
        return  # pictures have whole addresses there, and none is drawn
    yield "og:image", base + picture.path
    yield "og:image:type", picture.image.media_type
    if picture.image.width and picture.image.height:
        yield "og:image:width", str(picture.image.width)
        yield "og:image:height", str(picture.image.height)
    yield "og:image:alt", picture.alt


def _locale(tag: str) -> str | None:
    """Return language and region as Open Graph writes them, None for a tag without a region."""
    language, *others = tag.split("-")
    regions = [part for part in others if re.fullmatch("[A-Za-z]{2}", part)]
    return f"{language.lower()}_{regions[0].upper()}" if regions else None


# -- reference managers --


def _citation(
    metadata: Metadata, title: str, authors: tuple[str, ...], date: str | None, address: str | None
) -> Iterator[Pair]:
    """Yield the tags that Google Scholar asks for, nothing where one that it must have is not."""
    if not authors or not date:
        return
    yield "citation_title", title
    yield from (("citation_author", name) for name in authors)
    yield "citation_publication_date", date.replace("-", "/")
    yield "citation_language", metadata.language
    if metadata.publisher:
        yield "citation_publisher", metadata.publisher
    if isbn := imprint.isbn(metadata, Format.HTML) or metadata.identifiers.isbn_pdf:
        yield "citation_isbn", isbn
    if address is not None:
        yield "citation_public_url", address


def _authors(metadata: Metadata) -> tuple[str, ...]:
    return tuple(person.name for person in metadata.by_role("author"))


def _whole_title(metadata: Metadata) -> str:
    return f"{metadata.title}: {metadata.subtitle}" if metadata.subtitle else metadata.title


# -- schema.org --

_ROLES = ("author", "editor", "translator", "illustrator")
"""Roles that schema.org has a name of its own for."""

_FORMS = (
    ("isbn_epub", "https://schema.org/EBook"),
    ("isbn_pdf", "https://schema.org/Paperback"),
    ("isbn_screen", "https://schema.org/EBook"),
    ("isbn_large_print", "https://schema.org/Paperback"),
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;)]")


def _book(metadata: Metadata, base: str | None, picture: Cover | None) -> dict[str, Any]:
    number = imprint.isbn(metadata, Format.HTML)
    others = [person for person in metadata.contributors if person.role not in _ROLES]
    return {
        "@type": "Book",
        **_given("@id", base),
        "name": metadata.title,
        **_given("alternativeHeadline", metadata.subtitle),
        **_given("url", base),
        "inLanguage": metadata.language,
        **_people(metadata),
        **_given("contributor", [_person(p.name) for p in others if p.role != "publisher"]),
        **_given("publisher", metadata.publisher and _house(metadata.publisher)),
        **_given("datePublished", metadata.date),
        **_given("bookEdition", metadata.edition),
        "bookFormat": "https://schema.org/EBook",
        **_given("isbn", number and _bare(number)),
        **_given("sameAs", metadata.identifiers.doi and _doi(metadata.identifiers.doi)),
        **_given("description", metadata.description),
        **_given("keywords", list(metadata.subjects)),
        **_given("copyrightNotice", metadata.rights),
        **_given("license", _licence(metadata)),
        **_given("image", picture and (base or "") + picture.path),
        **_given("isPartOf", _series(metadata)),
        **_given("workExample", list(_editions(metadata))),
    }


def _book_of_chapter(metadata: Metadata, base: str | None) -> dict[str, Any]:
    return {
        "@type": "Book",
        **_given("@id", base),
        "name": metadata.title,
        **_given("url", base or "index.html"),
        **_people(metadata),
        **_given("publisher", metadata.publisher and _house(metadata.publisher)),
        **_given("datePublished", metadata.date),
    }


def _people(metadata: Metadata) -> dict[str, Any]:
    return {
        role: [_person(person.name) for person in metadata.by_role(role)]
        for role in _ROLES
        if metadata.by_role(role)
    }


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def _house(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _series(metadata: Metadata) -> dict[str, str] | None:
    if metadata.series is None:
        return None
    number = _given("position", metadata.series.number)
    return {"@type": "BookSeries", "name": metadata.series.name, **number}


def _editions(metadata: Metadata) -> Iterator[dict[str, str]]:
    """Yield the other editions of a book that have an ISBN."""
    for name, form in _FORMS:
        if number := getattr(metadata.identifiers, name):
            yield {
                "@type": "Book",
                "name": metadata.title,
                "bookFormat": form,
                "isbn": _bare(number),
            }


def _licence(metadata: Metadata) -> str | None:
    """Return the address of the licence, where the line of rights has one."""
    found = _ADDRESS.search(metadata.rights or "")
    return None if found is None else found[0]


def _doi(doi: str) -> str:
    return "https://doi.org/" + doi.removeprefix("https://doi.org/").removeprefix("doi:")


def _bare(isbn: str) -> str:
    return re.sub(r"[^0-9Xx]", "", isbn).upper()


def _given(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def as_data(record: Mapping[str, Any]) -> str:
    """Return a record as JSON that can stand in a page: no `<` of it could begin an element."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("&", "\\u0026")
