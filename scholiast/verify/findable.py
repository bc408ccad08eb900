"""Proofread what makes a web book found and cited: addresses of pages and paragraphs, records."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import Ledger
from scholiast.source import Span
from scholiast.verify.pages import UNREADABLE, Element, Page
from scholiast.verify.proof import Finding

NO_ADDRESS = Rule(
    "V210",
    "paragraph-address",
    Severity.ERROR,
    """\
A page offers a link to each paragraph, and a paragraph has no id to link to.

Paragraphs, items of lists, figures and tables have addresses of their own unless
`editions.html.permalinks` is off.""",
)

WRONG_ADDRESS = Rule(
    "V211",
    "page-address",
    Severity.ERROR,
    """\
A page, the sitemap or the feed of a web book gives a wrong address.

A page says by a whole address where it stands: that of the first page, with the page's own file
behind it. The sitemap has each page once, and nothing else; entries of a feed lead to pages. The
addresses come from `editions.html.url`.""",
)

BARRED = Rule(
    "V212",
    "barred-by-policy",
    Severity.ERROR,
    """\
A style sheet or a script stands in a page whose own policy does not let it in.

Browsers use what stands in a page only where its `Content-Security-Policy` has the SHA-256 of it.
One letter more or less changes that.""",
)

WRONG_RECORD = Rule(
    "V213",
    "wrong-record",
    Severity.ERROR,
    """\
What a page tells search engines of itself (JSON-LD in the words of schema.org) can't be read, or
has the title of another chapter or book.""",
)

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


# -- paragraphs --

_WHOLE = frozenset({"table", "figure", "aside", "figcaption"})


def check_paragraphs(page: Page) -> Iterator[Finding]:
    """Yield paragraphs without an address on a page that offers links to them."""
    body = page.root if page.root.tag == "body" else page.root.find(".//body")
    if body is None or body.get("data-paragraph") is None:
        return
    for area in body.iter("div"):
        if "chapter-text" in area.get("class", "").split():
            for paragraph in area.iter("p"):
                if paragraph.get("id") is None and not _is_part(paragraph):
                    said = text.readable("".join(paragraph.itertext()))[:40]
                    message = f"the paragraph “{said}” has no address"
                    yield Finding(NO_ADDRESS.at(page.place(paragraph), message))


def _is_part(paragraph: Element) -> bool:
    """Tell whether a paragraph is of something that has an address as a whole."""
    return any(
        outer.tag in _WHOLE or "endnotes" in outer.get("class", "").split()
        for outer in paragraph.iterancestors()
    )


# -- pages, sitemap and feed --


def check_addresses(
    name: str, files: Mapping[str, bytes], documents: Sequence[Page]
) -> Iterator[Finding]:
    """Yield whole addresses that are not those of the pages of a web book."""
    by_path = {page.path: page for page in documents}
    base = _canonical(by_path["index.html"]) if "index.html" in by_path else None
    known: dict[str, Page] = {}
    for page in documents:
        if _robots(page):
            continue
        wanted = None if base is None else base + page.path.removesuffix("index.html")
        known[wanted or page.path] = page
        if base is not None and (said := _canonical(page)) != wanted:
            message = f"the page says that it stands at `{said}`, not at `{wanted}`"
            yield Finding(WRONG_ADDRESS.at(page.place(), message))
    if "sitemap.xml" in files:
        place = Span(f"{name}/sitemap.xml")
        yield from _compare(place, files["sitemap.xml"], f"{_SITES}loc", known, whole=True)
    if "feed.xml" in files:
        place = Span(f"{name}/feed.xml")
        yield from _compare(place, files["feed.xml"], f"{_ATOM}entry", known, whole=False)


def _compare(
    place: Span, data: bytes, tag: str, known: Mapping[str, Page], *, whole: bool
) -> Iterator[Finding]:
    """Compare the addresses that a file lists with those of pages, all of which are `whole`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        yield Finding(UNREADABLE.at(place, str(problem)))
        return
    listed = [_address(element) for element in root.iter(tag)]
    for address in listed:
        if address not in known:
            yield Finding(WRONG_ADDRESS.at(place, f"no page stands at `{address}`"))
        elif listed.count(address) > 1:
            yield Finding(WRONG_ADDRESS.at(place, f"`{address}` is listed twice"))
    for address in known:
        if whole and address not in listed:
            yield Finding(WRONG_ADDRESS.at(place, f"the page at `{address}` is not listed"))


def _address(element: Element) -> str:
    """Return the address that an entry of a sitemap or of a feed leads to."""
    if element.tag == f"{_ATOM}entry":
        links = (e.get("href", "") for e in element.iter(f"{_ATOM}link"))
        return next(links, "")
    return (element.text or "").strip()


def _canonical(page: Page) -> str | None:
    found = (e.get("href") for e in page.root.iter("link") if e.get("rel") == "canonical")
    return next(found, None)


def _robots(page: Page) -> bool:
    """Tell whether a page asks search engines to pass it by."""
    return any(
        e.get("name") == "robots" and "noindex" in e.get("content", "")
        for e in page.root.iter("meta")
    )


# -- what a policy lets in --

_RUN = frozenset({"", "module", "text/javascript"})


def check_policy(page: Page) -> Iterator[Finding]:
    """Yield style sheets and scripts in a page that its own policy bars (CSP 3, 2.3.1)."""
    said = [
        e.get("content", "")
        for e in page.root.iter("meta")
        if e.get("http-equiv", "").lower() == "content-security-policy"
    ]
    if not said:
        return
    rules = {name: values for name, *values in map(str.split, said[0].split(";")) if name}
    for element in page.root.iter("style", "script"):
        if element.get("src") or (element.tag == "script" and element.get("type", "") not in _RUN):
            continue
        digest = hashlib.sha256((element.text or "").encode()).digest()
        wanted = f"'sha256-{base64.b64encode(digest).decode()}'"
        if wanted not in rules.get(f"{element.tag}-src", []):
            message = f"the policy of the page does not let its `{element.tag}` in"
            yield Finding(BARRED.at(page.place(element), message))


# -- records --


def check_record(page: Page, ledger: Ledger, chapter: str | None) -> Iterator[Finding]:
    """Yield what is wrong in the records that a page holds of a chapter, or of the whole book."""
    titles = {one.id: one.title for one in ledger.chapters}
    wanted = titles.get(chapter or "", ledger.title)
    for element in page.root.iter("script"):
        if element.get("type") != "application/ld+json":
            continue
        try:
            record = json.loads(element.text or "")
            said = record["name"]
        except (ValueError, KeyError, TypeError) as problem:
            message = f"the record of the page can't be read: {problem}"
            yield Finding(WRONG_RECORD.at(page.place(element), message))
            continue
        if text.compact(str(said)) != text.compact(wanted):
            message = f"the record of the page is called “{said}”, not “{wanted}”"
            yield Finding(WRONG_RECORD.at(page.place(element), message))
