"""Rules on what a file for print is not to have: links, scripts, locks, too many megabytes."""

from collections import Counter
from collections.abc import Iterator

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, in_words

EXTRAS = Rule(
    "V352",
    "interactive-in-print",
    Severity.ERROR,
    """\
A file for print holds what only a screen can show: annotations (links are such), forms, scripts,
attached files, layers.

Printers refuse such files, since what is drawn may depend on them. Scripts, forms, attached files
and media are reported in every file for print; links, only where the printer named wants none.
`editions.pdf.twin` makes a second file without them, its pages the same.""",
)

LOCKED = Rule(
    "V353",
    "encrypted-in-print",
    Severity.ERROR,
    """\
A file for print is encrypted: a password is needed, or it forbids something.

A printer has to open, place and print it. Save it without protection.""",
)

TOO_LARGE = Rule(
    "V354",
    "file-too-large",
    Severity.ERROR,
    """\
The file is larger than the printer takes.

It is nearly always images with far more pixels than print can show. 300 dpi at the printed size are
enough; photographs as JPEG take a tenth of what they take as PNG.""",
)

VERSION = Rule(
    "V355",
    "pdf-version",
    Severity.WARNING,
    """\
The file is of a version of PDF that many presses don't know.

PDF 2.0 is read by new programs alone. Take a standard of PDF 1.7 (`pdf/ua-1`, `pdf/a-2b`) or PDF/X
for a file that goes to a printer.""",
)

_OF_SCREEN = {"Widget", "Movie", "Sound", "Screen", "RichMedia", "3D", "FileAttachment"}
_OF_PRESS = {"TrapNet", "PrinterMark"}


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield what a file for print is not to have."""
    if not book.wanted.printed:
        return
    yield from _check_annotations(book)
    if book.file.things:
        message = f"the file holds {' and '.join(book.file.things)}"
        yield EXTRAS.at(book.span(), message)
    if book.file.encrypted:
        locks = " and ".join(book.file.locks)
        message = f"the file is encrypted{f' and forbids {locks}' if locks else ''}"
        yield LOCKED.at(book.span(), message, "save it without protection")
    yield from _check_file(book)


def _check_annotations(book: Examined) -> Iterator[Diagnostic]:
    printer = book.wanted.printer
    all_are_barred = printer is not None and not printer.annotations_allowed
    counts: Counter[str] = Counter()
    pages = []
    for number, page in enumerate(book.pages, 1):
        barred = [
            kind
            for kind in page.annotations
            if (all_are_barred and kind not in _OF_PRESS) or kind in _OF_SCREEN
        ]
        counts.update(barred)
        if barred:
            pages.append(number)
    if pages:
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        message = f"annotations on {in_words(pages)} ({said})"
        if all_are_barred and printer is not None:
            message += f", and {printer.title} wants none"
        yield EXTRAS.at(book.first(pages), message, "have a file without links made: `twin: true`")


def _check_file(book: Examined) -> Iterator[Diagnostic]:
    printer = book.wanted.printer
    if printer is None:
        return
    if printer.most_megabytes and book.file.size > printer.most_megabytes * 1_000_000:
        message = f"the file has {book.file.size / 1_000_000:.0f} MB, {printer.title} takes "
        yield TOO_LARGE.at(book.span(), message + f"{printer.most_megabytes:g}")
    if book.file.version >= "2.0":
        yield VERSION.at(book.span(), f"the file is PDF {book.file.version}")
