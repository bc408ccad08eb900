"""A Book to a PDF: which way it is made, and what was said on the way."""

from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, Format
from scholiast.pdf import rules
from scholiast.pdf.engine import Log, listening
from scholiast.pdf.fontconfig import only_our_fonts
from scholiast.pdf.footnotes import is_known, notes_run_on
from scholiast.pdf.lines import full_lines
from scholiast.pdf.whole import render_whole
from scholiast.theme import Theme


def render(book: Book, theme: Theme, settings: PdfEdition) -> Artifact:
    """Return the PDF of a book as one file, `<slug>.pdf`.

    Its ids are named destinations: `note-…` where a note begins, `call-…` at each call, `chapter-…`
    and `part-…` at their openings. Notes stand at the foot of the page, in the order of their
    calls; a note that runs on begins the notes of the next page. In the structure tree each part
    of a note is a `Note` with an ID of its own.

    Raises ValueError where the margins leave no room for text, FileNotFoundError where the theme
    lacks a file.
    """
    log = Log()
    if not is_known():
        log.add(rules.UNKNOWN_ENGINE, "this version of WeasyPrint may lose notes")
    with only_our_fonts(), listening(log), notes_run_on(), full_lines():
        data, pages = render_whole(book, theme, settings, log)
    name = f"{book.slug}.pdf"
    return Artifact(Format.PDF, name, {name: data}, pages, tuple(log.diagnostics))
