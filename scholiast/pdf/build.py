"""A Book to a PDF: which way it is made, and what was said on the way."""

from scholiast import jobs
from scholiast.book import Book
from scholiast.config import PdfEdition
from scholiast.edition import Artifact, Format, artifact_name, twin_name
from scholiast.jobs import Works
from scholiast.pdf import rules
from scholiast.pdf.linkable import obstacle
from scholiast.pdf.linked import UnsettledError, likely_pages, render_linked
from scholiast.pdf.log import Log
from scholiast.pdf.quietly import quietly
from scholiast.pdf.spine import printer_of, settle, with_margin
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
    works = works or jobs.here()
    known = works.submit(engine_job()).result().split()
    is_linked = known == [b"notes", b"pages"] and not whole and obstacle(theme, settings) is None
    logs: list[Log] = []

    def lay_out(fixed: PdfEdition) -> tuple[bytes, int]:
        logs.append(Log())
        made = _linked(book, theme, fixed, works, logs[-1]) if is_linked else None
        return made or _whole(book, theme, fixed, logs[-1])

    likely = likely_pages(book, with_margin(settings, 0)) if settings.inner_is_auto else 0
    data, pages, settings = settle(settings, likely, lay_out)
    log = logs[-1]
    if b"notes" not in known:
        log.add(rules.UNKNOWN_ENGINE, "this version of WeasyPrint may lose notes")
    _inspect_count(pages, settings, log)
    claims = Claims.of(settings.conformance)
    if claims.printable is not None:
        from scholiast.pdf.printing import for_print  # few books need what it imports

        data, mixed = for_print(data, claims)
        if mixed:
            log.add(rules.TRANSPARENT, "something is transparent, and printed as if it were not")
    wants_twin = _wants_twin(settings) and claims.printable is None
    if settings.bleed or settings.marks or wants_twin:
        from scholiast.pdf import press

        data = press.with_boxes(data, settings)
    format = Format(settings.form)
    name = artifact_name(format, book.slug)
    files = {name: data}
    if wants_twin:
        files[twin_name(name)] = press.twin(data)
    said, missing = tuple(log.diagnostics), tuple(dict.fromkeys(log.missing))
    return Artifact(format, name, files, pages, said, missing)


def _wants_twin(settings: PdfEdition) -> bool:
    """Tell whether a second file is made: asked for, or since the printer takes no links."""
    house = printer_of(settings)
    return (
        (house is not None and not house.annotations_allowed)
        if settings.twin is None
        else (settings.twin)
    )


def _inspect_count(pages: int, settings: PdfEdition, log: Log) -> None:
    """Enter in the log a number of pages that the printer does not bind."""
    house = printer_of(settings)
    if house is None or house.least_pages <= pages <= house.most_pages:
        return
    limits = f"{house.least_pages} to {house.most_pages}"
    message = f"the book has {pages} pages, and {house.title} prints books of {limits}"
    log.add(rules.PAGE_COUNT, message, "choose another trim, size of type or printer")


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
