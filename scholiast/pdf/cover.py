"""The cover of the printed book laid flat on one page: back, spine and front."""

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from stdnum import isbn as isbns

import scholiast
from scholiast import imprint, markup
from scholiast.book import Book, Image
from scholiast.config import Cover, PdfEdition
from scholiast.covering import CoverError, Wrap
from scholiast.diagnostics import Diagnostic
from scholiast.edition import Format
from scholiast.languages import direction
from scholiast.pdf import frontmatter, press, rules
from scholiast.pdf.barcode import isbn_barcode
from scholiast.pdf.engine import PICTURES, BookFetcher, listening, make_ready
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.log import Log
from scholiast.theme import Theme
from scholiast.wording import wording

_PT = 72 / 25.4
_SHARP, _BLURRED = 300, 150  # pixels per inch
_UPWARD = {"fr", "it", "es", "pt", "ca", "el", "pl", "ro", "cs", "hu"}
"""Languages whose books read from the foot of the spine to its head."""

_BARCODE = f"{PICTURES}isbn.svg"


@dataclass(frozen=True, slots=True)
class Covered:
    """A cover as PDF, the ISBN in its barcode (digits, if any), and what was said on the way.

    `front_text` tells whether the words on the front are set, and not in a picture.
    """

    data: bytes
    isbn: str | None
    front_text: bool
    diagnostics: tuple[Diagnostic, ...]


def pages_of(path: Path) -> int:
    """Return how many pages the finished book at `path` has. Raises CoverError."""
    try:
        with pikepdf.open(path) as pdf:
            return len(pdf.pages)
    except FileNotFoundError:
        message = f"there is no {path.name} to count the pages of: build the book, or say `--pages`"
        raise CoverError(message) from None
    except pikepdf.PdfError as problem:
        raise CoverError(f"{path.name} can't be read: {problem}") from problem


def render_cover(book: Book, theme: Theme, settings: PdfEdition, wrap: Wrap) -> Covered:
    """Return the cover of a book. Raises ThemeError."""
    log = Log()
    cover = settings.cover or Cover()
    number = imprint.isbn(book.metadata, Format.PDF) if cover.barcode else None
    with only_our_fonts(), listening(log):
        fetcher = BookFetcher(book.images, theme, log)
        if number is not None:
            fetcher.pictures[_BARCODE] = isbn_barcode(number)
        language = book.metadata.language.partition("-")[0].lower()
        sheet = theme.render(
            "print/cover.css",
            wrap=wrap,
            cover=cover,
            upward=language in _UPWARD,
            mirrored=direction(book.metadata.language) == "rtl",
            spine_size=_spine_size(book, wrap),
        )
        document = make_ready(fetcher, ("base.css", "cover.css"), sheet).lay_out(
            markup.parse(theme.render("print/cover.html", **_values(book, settings, wrap, number)))
        )
        if len(document.pages) != 1:
            log.add(rules.COVER_OVERFULL, "what is to stand on the cover has no room on it")
        data = document.copy(document.pages[:1]).write_pdf()
    _inspect_front(book, wrap, log)
    digits = None if number is None else isbns.compact(number)
    finished = _finished(data, book, wrap, settings)
    return Covered(finished, digits, _front(book) is None, tuple(log.diagnostics))


def _values(book: Book, settings: PdfEdition, wrap: Wrap, number: str | None) -> dict[str, object]:
    metadata = book.metadata
    words = wording(metadata.language)
    cover = settings.cover or Cover()
    image = _front(book)
    said = cover.back or metadata.description or ""
    return {
        "book": book,
        "language": metadata.language,
        "wording": words,
        "properties": frontmatter.properties(book, f"Scholiast {scholiast.__version__}"),
        "authors": imprint.names(metadata, "author", words),
        "blurb": [" ".join(part.split()) for part in said.split("\n\n") if part.strip()],
        "barcode": _BARCODE if number else None,
        "isbn": None if number is None else f"ISBN {isbns.format(number)}",
        "image": None if image is None else image.path,
        "alt": metadata.cover_alt or f"{words.cover}: {metadata.title}",
        "spine_text": wrap.has_spine_text,
        "mirrored": direction(metadata.language) == "rtl",
    }


def _front(book: Book) -> Image | None:
    return book.images.get(book.metadata.cover or "")


def _spine_size(book: Book, wrap: Wrap) -> float:
    """Return the size in pt of the words on the spine, as large as there is room for."""
    room = (wrap.spine - 2 * wrap.clearance) * _PT
    letters = len(book.metadata.title) + sum(
        len(person.name) + 3 for person in book.metadata.by_role("author")
    )
    along = (wrap.height - 2 * wrap.safe) * _PT / max(letters * 0.5, 1)
    return round(max(min(room / 1.25, along, 16), 4), 2)


def _inspect_front(book: Book, wrap: Wrap, log: Log) -> None:
    """Enter in the log an image that is too coarse for the front."""
    image = _front(book)
    if image is None or not image.width or not image.height or image.path.endswith(".svg"):
        return
    width, height = wrap.trim[0] + wrap.bleed, wrap.height + 2 * wrap.bleed
    fineness = min(image.width / width, image.height / height) * 25.4
    message = f"the front is printed at {fineness:.0f} pixels per inch"
    if fineness < _BLURRED:
        log.add(rules.COVER_BLURRED, message, f"take an image of {_SHARP} or more")
    elif fineness < _SHARP:
        log.add(rules.COVER_COARSE, message, f"take an image of {_SHARP} or more")


def _finished(data: bytes, book: Book, wrap: Wrap, settings: PdfEdition) -> bytes:
    """Return the file with its boxes, and the same bytes each time."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.Lang = pikepdf.String(book.metadata.language)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    marked = settings.model_copy(update={"bleed": f"{wrap.bleed}mm", "facing": False})
    return press.with_boxes(out.getvalue(), marked)
