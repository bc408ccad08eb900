"""Rules of stores on documents and style sheets: scripts, what is fetched, tables, sizes, links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from scholiast.diagnostics import Rule, Severity
from scholiast.source import Span
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
address of an archive or of a publisher is no such link.

It is an error where the store refuses the book for it, else a warning.""",
)

_SELLERS = (
    ("apple", re.compile(r"(?:books|itunes)\.apple\.com/")),
    ("kobo", re.compile(r"(?:store\.)?kobo\.com/")),
    ("kindle", re.compile(r"(?:(?:smile\.|m\.)?amazon\.(?:com?\.)?[a-z]{2,3}|amzn\.to|a\.co)/")),
    ("google", re.compile(r"play\.google\.com/(?:store/)?books\b")),
    ("others", re.compile(r"(?:barnesandnoble\.com|smashwords\.com|thalia\.de|fnac\.com)/")),
)
"""The stores that an address may be of, without `www.`; of `others` we have no rules."""

_LOADING = {
    "img": ("src",), "image": (XLINK, "href"), "use": (XLINK, "href"), "script": ("src",),
    "iframe": ("src",), "embed": ("src",), "object": ("data",), "input": ("src",),
}  # fmt: skip
_SHEETS = {"stylesheet", "icon", "preload"}
_NO_SCRIPTS = {"application/ld+json", "text/plain"}
_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:https?:)?//""", re.IGNORECASE)
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PICTURES = re.compile(r"(?<![\w.#-])img\b")
_PX_SIZE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[\d.]+px", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in a document or style sheet that some store minds: `what`, and where.

    `columns` are those of a table; `seller` is the store that a link leads to.
    """

    what: str
    rule: Rule
    place: Span
    message: str
    hint: str
    columns: int = 0
    seller: str = ""


def check(marks: tuple[Mark, ...], store: Store) -> Iterator[Fault]:
    """Yield what a store minds of what was found in documents and style sheets."""
    for one in marks:
        said = (one.rule, one.place, one.message, one.hint)
        if one.rule is UNTITLED:
            yield Fault(store, UNTITLED, False, one.place, one.message, one.hint)
        elif one.rule is WIDE_TABLE:
            if (found := over(store.columns, one.columns)) is not None:
                message = f"{one.message}, over {found[1]:g}"
                yield Fault(store, WIDE_TABLE, found[0], one.place, message, one.hint)
        elif one.seller != store.name:
            yield from minded(store, one.what, *said)


def marks(epub: Epub) -> tuple[Mark, ...]:
    """Return all that stores may mind in documents and style sheets."""
    found: list[Mark] = []
    for document in epub.documents.values():
        found += _untitled(epub, document)
        for element in document.root.iter("*"):
            found += _element(epub, document, element)
    for item in epub.items:
        if item.media_type == "text/css" and item.path in epub.files:
            found += _sheet(epub, item.path)
    return tuple(found)


def _sheet(epub: Epub, path: str) -> Iterator[Mark]:
    sheet = _COMMENT.sub("", epub.files[path].decode("utf-8", "replace"))
    if _CSS_URL.search(_FONT_FACE.sub("", sheet)):
        yield _remote(epub.at(path))
    for selector, styles in _RULE.findall(sheet):
        if _PICTURES.search(selector) and _PX_SIZE.search(styles):
            message = f"pictures (`{' '.join(selector.split())}`) have a size in px"
            yield _in_px(epub.at(path), message)


def _element(epub: Epub, document: Document, element: Element) -> Iterator[Mark]:
    name = str(element.tag).rpartition("}")[2]
    if any(map(_is_remote, _loaded(name, element))):
        yield _remote(epub.at(document.path, element))
    if _is_script(name, element):
        place, hint = epub.at(document.path, element), "show the same without a script"
        yield Mark("scripts", SCRIPT, place, "the book has a script", hint)
    if name in {"img", "image"} and _PX_SIZE.search(element.get("style", "")):
        yield _in_px(epub.at(document.path, element), "a picture has a size in px")
    if name == "a" and (seller := _seller(element.get("href", ""))) is not None:
        place, hint = epub.at(document.path, element), "link to a page of your own on the book"
        message = f"a link leads to another store: {element.get('href')}"
        yield Mark("store-links", STORE_LINK, place, message, hint, seller=seller)
    if name == "table":
        columns = max((_columns(row) for row in element.iter("tr")), default=0)
        place, hint = epub.at(document.path, element), "turn it, split it, or make it a list"
        yield Mark("", WIDE_TABLE, place, f"a table has {columns} columns", hint, columns)


def _remote(place: Span) -> Mark:
    message = "something would be fetched from the network"
    return Mark("remote", REMOTE, place, message, "put the file into the EPUB")


def _in_px(place: Span, message: str) -> Mark:
    return Mark("px-sizes", FIXED_SIZE, place, message, "give its width in per cent")


def _loaded(name: str, element: Element) -> Iterator[str]:
    """Yield the addresses of what is fetched to show an element, sound and film left out."""
    if name == "link" and set(element.get("rel", "").split()) & _SHEETS:
        yield element.get("href", "")
    yield from (element.get(key, "") for key in _LOADING.get(name, ()))
    if name == "img":
        yield from (one.split()[0] for one in element.get("srcset", "").split(",") if one.strip())


def _is_remote(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme in {"http", "https", "ftp"}


def _is_script(name: str, element: Element) -> bool:
    """Tell whether an element is a script, or has one in an attribute."""
    if name == "script":
        return element.get("type", "") not in _NO_SCRIPTS
    is_link = element.get("href", "").strip().lower().startswith("javascript:")
    return is_link or any(str(key).startswith("on") for key in element.keys())  # noqa: SIM118


def _seller(address: str) -> str | None:
    """Return the store that an address is of."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    where = f"{host}{parts.path or '/'}"
    return next((store for store, pattern in _SELLERS if pattern.match(where)), None)


def _untitled(epub: Epub, document: Document) -> Iterator[Mark]:
    title = document.root.find("head/title")
    if title is None or not "".join(title.itertext()).strip():
        message, hint = f"`{document.path}` has no title", "write a `<title>` in its head"
        yield Mark("", UNTITLED, epub.at(document.path, title), message, hint)


def _columns(row: Element) -> int:
    cells = (cell for cell in row if cell.tag in {"td", "th"})
    return sum(int(span) if (span := cell.get("colspan", "1")).isdigit() else 1 for cell in cells)
