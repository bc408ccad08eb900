"""WeasyPrint, shut off from the world: trees and style sheets in, laid-out pages out.

Nothing but the book's images and the theme's styles and fonts can be read, at a base address that
leads nowhere. All that WeasyPrint has to say becomes a diagnostic.
"""

import logging
import mimetypes
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import cssselect2  # type: ignore[import-untyped]  # it ships no types
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from scholiast.book import Image
from scholiast.markup import Element
from scholiast.pdf import rules
from scholiast.pdf.columns import MESSAGE
from scholiast.pdf.log import Log
from scholiast.theme import Theme

BASE = "https://book.invalid/"
"""The address that all others are relative to; `.invalid` never resolves (RFC 2606, 2)."""

PICTURES = "scholiast-pictures/"
"""The folder of the pictures that are made while the book is: those of formulas."""


_TYPES = mimetypes.MimeTypes()  # without the tables of the system, which differ


_MISSING = re.compile(r"\.notdef glyph rendered .*\(U\+(?P<code>[0-9A-F]{4,6})\)$")


class _Listener(logging.Handler):
    """Hears what WeasyPrint says."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        message = " ".join(record.getMessage().split())
        if (missing := _MISSING.match(message)) is not None:
            self.log.miss(chr(int(missing["code"], 16)))
            return
        rule = rules.LAYOUT_ERROR if record.levelno >= logging.ERROR else rules.LAYOUT_WARNING
        if message.startswith(("Failed to load", "Font-face", "Failed to process")):
            rule = rules.NOT_LOADED
        if message.startswith(MESSAGE):
            self.log.add(rules.COLUMNS_IN_NOTE, message, "leave them out of notes in print")
            return
        self.log.add(rule, f"WeasyPrint says: {message}")


@contextmanager
def listening(log: Log) -> Iterator[None]:
    """Enter all that WeasyPrint says meanwhile, from warnings on, in `log`, and print nothing."""
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.propagate, logger.handlers
    logger.handlers = [_Listener(log)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield
    finally:
        logger.level, logger.propagate, logger.handlers = before


class BookFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves the images of a book, its `pictures`, and the styles and fonts of its theme.

    Whatever else is asked for is refused, and entered in the log. `fonts` are those it served.
    """

    def __init__(self, images: Mapping[str, Image], theme: Theme, log: Log) -> None:
        super().__init__(allowed_protocols=["data"])
        self.images = images
        self.theme = theme
        self.log = log
        self.pictures: dict[str, bytes] = {}
        self.fonts: dict[str, bytes] = {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return what lies at `url`; ValueError where nothing of the book does."""
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        if not url.startswith(BASE):
            self.log.add(
                rules.REFUSED,
                f"`{url[:80]}` is not a file of the book",
                "put a copy into the book's folder, and name that",
            )
            raise ValueError("not a file of the book")
        path = unquote(urlsplit(url).path).removeprefix("/")
        return URLFetcherResponse(url, self._data(path), {"Content-Type": self._type(path)})

    def _data(self, path: str) -> bytes:
        if path in self.pictures:
            return self.pictures[path]
        if path in self.images:
            return self.images[path].data
        if PurePosixPath(path).parts[:1] == ("styles",):
            data = self.theme.data(path)
            if path.endswith((".otf", ".ttf", ".woff", ".woff2")):
                self.fonts[path] = data
            return data
        raise FileNotFoundError(f"the book has no `{path}`")

    def _type(self, path: str) -> str:
        if path in self.images:
            return self.images[path].media_type
        return _TYPES.guess_type(path)[0] or "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Press:
    """WeasyPrint made ready for a book: its fonts and style sheets, read once for all chapters."""

    fetcher: BookFetcher
    fonts: FontConfiguration
    styles: tuple[weasyprint.CSS, ...]
    images: dict[str, Any] = field(default_factory=dict)

    def lay_out(self, tree: Element, extra: str = "") -> weasyprint.Document:
        """Return the pages of a document, with the style sheet `extra` over the others.

        Raises RecursionError where the tree is too deep.
        """
        styles = [*self.styles, self._style(extra)] if extra else list(self.styles)
        html = weasyprint.HTML(string="<html/>", base_url=BASE, url_fetcher=self.fetcher)
        # WeasyPrint takes text alone, which HTML's rules would make another tree of: a paragraph
        # would end where a note with paragraphs of its own begins.
        html.wrapper_element = cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        html.etree_element = html.wrapper_element.etree_element
        return html.render(
            font_config=self.fonts, stylesheets=styles, cache=self.images, presentational_hints=True
        )

    def _style(self, text: str) -> weasyprint.CSS:
        return weasyprint.CSS(
            string=text, base_url=BASE, font_config=self.fonts, url_fetcher=self.fetcher
        )


def make_ready(fetcher: BookFetcher, sheets: Sequence[str], more: str) -> Press:
    """Return a press with the style `sheets` of the theme, and the style sheet `more`."""
    fonts = FontConfiguration()
    styles = [
        weasyprint.CSS(
            string=fetcher.theme.style(sheet),
            base_url=f"{BASE}styles/{sheet}",
            font_config=fonts,
            url_fetcher=fetcher,
        )
        for sheet in sheets
    ]
    last = weasyprint.CSS(string=more, base_url=BASE, font_config=fonts, url_fetcher=fetcher)
    return Press(fetcher, fonts, (*styles, last))
