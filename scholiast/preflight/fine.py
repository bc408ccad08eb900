"""Rules on what is too fine for a press: hairlines, and type smaller than the printer takes."""

from collections.abc import Iterator

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, cut, in_words
from scholiast.preflight.seen import Run

HAIRLINE = Rule(
    "V342",
    "hairline",
    Severity.WARNING,
    """\
A line is thinner than 0.25 pt (0.09 mm).

On a screen every line is at least a pixel wide; a press draws it as thin as it says, in parts or
not at all. A width of 0 means the thinnest line of the device, which is visible in an office and
invisible on film. Make rules of tables and lines of drawings at least 0.25 pt wide.""",
)

SMALL_TYPE = Rule(
    "V343",
    "small-type",
    Severity.WARNING,
    """\
Words are set smaller than the printer takes, or than can be read.

Below the size that a printer gives (7 pt for many) the thin strokes of letters break up, on rough
paper most of all. Where no printer is named, it is 5 pt. Marks of notes, powers and other single
signs are not counted as words.

Give notes, captions or tables a larger size, or leave out columns of a table that was shrunk.""",
)

_LEAST_TYPE = 5.0
_ROUNDING = 0.05
_LETTERS = 3  # of a word: less is a mark


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield what is too fine in a file for print."""
    if book.wanted.printed:
        yield from _check_lines(book)
        yield from _check_type(book)


def _check_lines(book: Examined) -> Iterator[Diagnostic]:
    pages = [page for page, seen in enumerate(book.seen, 1) if seen.hairlines]
    if pages:
        thinnest = min(seen.thinnest for seen in book.seen if seen.hairlines)
        count = sum(seen.hairlines for seen in book.seen)
        lines = "a line" if count == 1 else f"{count} lines"
        message = f"{lines} on {in_words(pages)} thinner than 0.25 pt, down to {thinnest:.2f} pt"
        yield HAIRLINE.at(book.first(pages), message)


def _check_type(book: Examined) -> Iterator[Diagnostic]:
    printer = book.wanted.printer
    least = (printer.least_type if printer else None) or _LEAST_TYPE
    small: list[tuple[int, Run]] = []
    for page, seen in enumerate(book.seen, 1):
        unit = book.pages[page - 1].unit
        runs = [run for run in seen.sizes.values() if 0 < run.size * unit < least - _ROUNDING]
        small += [(page, run) for run in runs if _letters(book, run) >= _LETTERS]
    if small:
        _, run = min(small, key=lambda one: one[1].size)
        pages = [page for page, _ in small]
        said = cut(book.text(run.font, run.codes))
        message = f"type of {run.size:.1f} pt on {in_words(pages)}, such as “{said}”"
        asked = f"{printer.title} asks for {least:g} pt" if printer else f"below {least:g} pt"
        yield SMALL_TYPE.at(book.first(pages), f"{message}: {asked}")


def _letters(book: Examined, run: Run) -> int:
    return sum(letter.isalpha() for letter in book.text(run.font, run.codes))
