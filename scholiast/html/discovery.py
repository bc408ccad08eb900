"""Files by which machines find the pages of a web book: a sitemap, a feed, a word to robots.

They have whole addresses, and so are made only where it is known where the book will stand.
"""

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from scholiast.book import Book, Chapter
from scholiast.diagnostics import Rule, Severity
from scholiast.text import excerpt

NOTHING_TO_FEED = Rule(
    "R211",
    "empty-feed",
    Severity.WARNING,
    """\
The book is to have a feed, and no chapter has a date: there is nothing to be fed.

A feed has an entry for each chapter that says in its header when it appeared:

```markdown
---
date: 2026-05-01
---
```

Give chapters their dates, or take `feed: true` out of `editions.html`.""",
)

SITEMAP, FEED, ROBOTS = "sitemap.xml", "feed.xml", "robots.txt"
_SITES = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def sitemap(book: Book, base: str) -> bytes:
    """Return the sitemap of a book that stands at `base` (sitemaps.org, protocol 0.9).

    A page is dated where its chapter or the book is; no clock is asked.
    """
    root = etree.Element(f"{{{_SITES}}}urlset", nsmap={None: _SITES})
    pages = [(base, book.metadata.date)]
    pages += [(base + page(one), one.date or book.metadata.date) for one in book.chapters]
    for address, date in pages:
        entry = etree.SubElement(root, f"{{{_SITES}}}url")
        etree.SubElement(entry, f"{{{_SITES}}}loc").text = address
        if date:
            etree.SubElement(entry, f"{{{_SITES}}}lastmod").text = date
    return _bytes(root)


def page(chapter: Chapter) -> str:
    """Return the file of a chapter's page."""
    return f"{chapter.id}.html"


def robots(base: str) -> bytes | None:
    """Return what robots are told of a book at the root of its host; elsewhere nobody asks.

    RFC 9309, 2.3.
    """
    if urlsplit(base).path != "/":
        return None
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}{SITEMAP}\n".encode()


# -- a serial --


def in_feed(book: Book) -> list[Chapter]:
    """Return the chapters that have a date, the last to appear first."""
    dated = [(moment(one.date), at) for at, one in enumerate(book.chapters) if one.date]
    return [book.chapters[at] for _, at in sorted(dated, reverse=True)]


def feed(book: Book, base: str, identifier: str) -> bytes | None:
    """Return an Atom feed (RFC 4287) of a book's dated chapters, None where no one is dated.

    `identifier` is that of the book. Names of entries are made of it and of the id of
    a chapter, so that they stay wherever the book moves.
    """
    chapters = in_feed(book)
    if not chapters:
        return None
    metadata = book.metadata
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    root.set(_XML_LANG, metadata.language)
    _say(root, "id", identifier)
    _say(root, "title", metadata.title)
    if metadata.subtitle:
        _say(root, "subtitle", metadata.subtitle)
    _say(root, "updated", moment(chapters[0].date or ""))
    _link(root, "self", base + FEED, "application/atom+xml")
    _link(root, "alternate", base, "text/html")
    for name in _authors(book):
        _say(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", name)
    if metadata.rights:
        _say(root, "rights", metadata.rights)
    for chapter in chapters:
        own = uuid.uuid5(uuid.NAMESPACE_URL, f"{identifier}#{chapter.id}")
        _add_entry(root, chapter, base, own.urn)
    return _bytes(root)


def _add_entry(root: etree._Element, chapter: Chapter, base: str, identifier: str) -> None:
    entry = etree.SubElement(root, f"{{{_ATOM}}}entry")
    entry.set(_XML_LANG, chapter.language)
    _say(entry, "id", identifier)
    _say(entry, "title", chapter.title)
    _say(entry, "updated", moment(chapter.date or ""))
    _say(entry, "published", moment(chapter.date or ""))
    _link(entry, "alternate", base + page(chapter), "text/html")
    for name in chapter.authors:
        _say(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", name)
    if chapter.text:
        _say(entry, "summary", excerpt(chapter.text, 300))


def _authors(book: Book) -> Iterator[str]:
    """Yield who a feed is by: it must say so (RFC 4287, 4.1.1)."""
    people = book.metadata.by_role("author") or book.metadata.contributors
    yield from (person.name for person in people)
    if not people:
        yield book.metadata.publisher or book.metadata.title


def moment(date: str) -> str:
    """Return the first moment of a year, month or day as RFC 3339 writes it, in UTC."""
    year, month, day = (*date.split("-"), "01", "01")[:3]
    return f"{year}-{month}-{day}T00:00:00Z"


def _say(parent: etree._Element, name: str, words: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = words


def _link(parent: etree._Element, rel: str, address: str, kind: str) -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link", rel=rel, href=address)
    link.set("type", kind)


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root)
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
