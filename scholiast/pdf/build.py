"""A Book to a PDF: which way it is made, and what was said on the way."""

from scholiast import jobs
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, Format, artifact_name
from scholiast.jobs import Works
from scholiast.pdf import rules
from scholiast.pdf.linkable import obstacle
from scholiast.pdf.linked import UnsettledError, render_linked
from scholiast.pdf.log import Log
from scholiast.pdf.quietly import quietly
from scholiast.pdf.standards import Claims
from scholiast.pdf.work import engine_job
from scholiast.theme import Theme


def render(
    book: Book,
    theme: Theme,
    settings: PdfEdition,
    works: Works | None = None,
    *,
    whole: bool = False,
) -> Artifact:
    """Return the PDF of a book as one file, named as `settings` say of which edition it is.

    Its ids are named destinations: `note-…` where a note begins, `call-…` at each call, `chapter-…`
    and `part-…` at their openings. Notes stand at the foot of the page, in the order of their
    calls; a note that runs on begins the notes of the next page. In the structure tree a note is
    one `Note` with an ID of its own, on all its pages.

    Chapters are laid out by `works` and linked, or with `whole`, and where the design or the
    version of WeasyPrint needs it, one after the other in this process; the pages are the same.

    Raises ValueError where the margins leave no room for text, FileNotFoundError where the theme
    lacks a file, and ThemeError.
    """
    log = Log()
    works = works or jobs.here()
    known = works.submit(engine_job()).result().split()
    if b"notes" not in known:
        log.add(rules.UNKNOWN_ENGINE, "this version of WeasyPrint may lose notes")
    made = None
    if known == [b"notes", b"pages"] and not whole and obstacle(theme, settings) is None:
        made = _linked(book, theme, settings, works, log)
    if made is None:
        made = _whole(book, theme, settings, log)
    data, pages = made
    claims = Claims.of(settings.conformance)
    if claims.printable is not None:
        from scholiast.pdf.printing import for_print  # few books need what it imports

        data, mixed = for_print(data, claims)
        if mixed:
            log.add(rules.TRANSPARENT, "something is transparent, and printed as if it were not")
    format = Format(settings.form)
    name = artifact_name(format, book.slug)
    said, missing = tuple(log.diagnostics), tuple(dict.fromkeys(log.missing))
    return Artifact(format, name, {name: data}, pages, said, missing)


def _linked(
    book: Book, theme: Theme, settings: PdfEdition, works: Works, log: Log
) -> tuple[bytes, int] | None:
    """Return the linked PDF, or None where its pages don't come to rest."""
    try:
        return render_linked(book, theme, settings, works, log)
    except UnsettledError:
        return None


def _whole(book: Book, theme: Theme, settings: PdfEdition, log: Log) -> tuple[bytes, int]:
    with quietly():
        from scholiast.pdf.whole import render_whole  # with all of WeasyPrint
    return render_whole(book, theme, settings, log)
