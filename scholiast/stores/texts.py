"""Rules of stores on documents and style sheets: scripts, what is fetched, tables, sizes, links."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from scholiast.diagnostics import Rule, Severity
from scholiast.stores.faults import Fault, minded, over
from scholiast.stores.known import Store
from scholiast.stores.opening import XLINK, Document, Element, Epub

FIXED_SIZE = Rule(
    "V146",
    "store-fixed-size",
    Severity.WARNING,
    """\
A picture is given a size in px by a style.

Screens differ by a factor of ten: what fills a telephone is a stamp on a tablet, and the other way
round the picture is cut off or stretched. Give its `width` in per cent. The attributes `width` and
`height` of HTML, which only tell the ratio, are fine.""",
)

WIDE_TABLE = Rule(
    "V147",
    "store-wide-table",
    Severity.WARNING,
    """\
A table has more columns than can be read on a small screen.

E-ink readers and telephones have room for about four; columns beyond that are cut off, or letters
stand below each other. Turn the table, split it in two, or make it a list.""",
)

REMOTE = Rule(
    "V150",
    "store-remote",
    Severity.ERROR,
    """\
A document would fetch a picture, a style, a font, a script or a frame from the network.

Stores check files with EPUBCheck, which reports it (EPUB 3.3, 3.6: only sound and film, fonts and
what scripts fetch may lie elsewhere), and a book is read where there is no network. Put the file
into the EPUB. Links that a reader follows by choice are fine.""",
)

SCRIPT = Rule(
    "V151",
    "store-script",
    Severity.WARNING,
    """\
The book has a script.

Kindle throws scripts away when it converts a book, and readers of e-ink run none. What a script
shows is not shown there. Give the content without it.""",
)

UNTITLED = Rule(
    "V158",
    "store-untitled-document",
    Severity.WARNING,
    """\
A document of the EPUB has no title, or an empty one.

Programs that read aloud say the title when a document is opened; some stores show it where the
table of contents has no entry for it. Write it in `<title>`.""",
)

STORE_LINK = Rule(
    "V159",
    "store-link",
    Severity.ERROR,
    """\
A link leads to a store that is not the one in which the book will be sold.

Kindle and Apple Books do not take books with links to other sellers; distributors ask for the same.
Link to your own page on the book, which can name all of them. A citation that gives the
address of an archive or of a publisher is no such link.""",
)

_SELLERS = {
    "apple": ("books.apple.com", "itunes.apple.com"),
    "kobo": ("kobo.com",),
    "kindle": ("amazon.", "amzn.to", "a.co"),
    "google": ("play.google.com",),
    "others": ("barnesandnoble.com", "smashwords.com", "thalia.de", "weltbild.de", "fnac.com"),
}
_LOADING = {
    "img": "src", "image": XLINK, "script": "src", "iframe": "src", "embed": "src",
    "object": "data", "input": "src", "use": XLINK,
}  # fmt: skip
_SHEETS = {"stylesheet", "icon", "preload"}
_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""", re.IGNORECASE)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PICTURES = re.compile(r"(?<![\w.#-])img\b")
_PX_SIZE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[\d.]+px", re.IGNORECASE)


def check(epub: Epub, store: Store) -> Iterator[Fault]:
    """Yield what a store minds in documents and style sheets."""
    for document in epub.documents.values():
        yield from _untitled(epub, store, document)
        yield from _tables(epub, store, document)
        for element in document.root.iter("*"):
            yield from _element(epub, store, document, element)
    for item in epub.items:
        if item.media_type == "text/css" and item.path in epub.files:
            yield from _sheet(epub, store, item.path)


def _sheet(epub: Epub, store: Store, path: str) -> Iterator[Fault]:
    sheet = _COMMENT.sub("", epub.files[path].decode("utf-8", "replace"))
    if _CSS_URL.search(_FONT_FACE.sub("", sheet)):
        yield from _remote(epub, store, path, None)
    for selector, styles in _RULE.findall(sheet):
        if _PICTURES.search(selector) and _PX_SIZE.search(styles):
            message = f"pictures (`{' '.join(selector.split())}`) have a size in px"
            hint = "give their width in per cent"
            yield from minded(store, "px-sizes", FIXED_SIZE, epub.at(path), message, hint)


def _element(epub: Epub, store: Store, document: Document, element: Element) -> Iterator[Fault]:
    name = str(element.tag).rpartition("}")[2]
    place = epub.at(document.path, element)
    if _is_remote(_loaded(name, element)):
        yield from _remote(epub, store, document.path, element)
    if name == "script" and element.get("type", "") not in {"application/ld+json", "text/plain"}:
        hint = "show the same without a script"
        yield from minded(store, "scripts", SCRIPT, place, "the book has a script", hint)
    if name in {"img", "image"} and _PX_SIZE.search(element.get("style", "")):
        message, hint = "a picture has a size in px", "give its width in per cent"
        yield from minded(store, "px-sizes", FIXED_SIZE, place, message, hint)
    if name == "a" and _seller(element.get("href", "")) not in {None, store.name}:
        message = f"a link leads to another store: {element.get('href')}"
        hint = "link to a page of your own on the book"
        yield from minded(store, "store-links", STORE_LINK, place, message, hint)


def _loaded(name: str, element: Element) -> str:
    """Return the address of what is fetched to show an element, sound and film left out."""
    if name == "link":
        return element.get("href", "") if set(element.get("rel", "").split()) & _SHEETS else ""
    return element.get(_LOADING[name], "") if name in _LOADING else ""


def _remote(epub: Epub, store: Store, path: str, element: Element | None) -> Iterator[Fault]:
    message, hint = "something would be fetched from the network", "put the file into the EPUB"
    yield from minded(store, "remote", REMOTE, epub.at(path, element), message, hint)


def _is_remote(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme in {"http", "https", "ftp"}


def _seller(address: str) -> str | None:
    """Return the store that an address is of, `others` for those we have no rules of."""
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    for store, hosts in _SELLERS.items():
        if any(_is_of(host, one) for one in hosts):
            return store
    return None


def _is_of(host: str, seller: str) -> bool:
    if seller.endswith("."):  # in all countries
        return host.startswith(seller) or f".{seller}" in host
    return host == seller or host.endswith(f".{seller}")


def _untitled(epub: Epub, store: Store, document: Document) -> Iterator[Fault]:
    title = document.root.find("head/title")
    if title is None or not "".join(title.itertext()).strip():
        message = f"`{document.path}` has no title"
        place = epub.at(document.path, title)
        yield Fault(store, UNTITLED, False, place, message, "write a `<title>` in its head")


def _tables(epub: Epub, store: Store, document: Document) -> Iterator[Fault]:
    for table in document.root.iter("table"):
        columns = max((_columns(row) for row in table.iter("tr")), default=0)
        if (found := over(store.columns, columns)) is not None:
            message = f"a table has {columns} columns, over {found[1]:g}"
            hint = "turn it, split it, or make it a list"
            place = epub.at(document.path, table)
            yield Fault(store, WIDE_TABLE, found[0], place, message, hint)


def _columns(row: Element) -> int:
    cells = (cell for cell in row if cell.tag in {"td", "th"})
    return sum(int(span) if (span := cell.get("colspan", "1")).isdigit() else 1 for cell in cells)
