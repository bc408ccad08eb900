"""Rules on colours and inks: spot colours, RGB where inks are wanted, total ink, rich black."""

from collections.abc import Iterator, Mapping

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, in_words
from scholiast.preflight.seen import Colour

SPOT = Rule(
    "V339",
    "spot-colour",
    Severity.WARNING,
    """\
A file for print uses an ink of its own, a spot colour.

Each one is a plate and an ink more on the press. Where none was ordered, as with all printing on
demand, it is converted, and seldom to what was meant; where it was ordered, all is well and this
warning can be passed over. `All` and the four inks of common presses are not reported.""",
)

RGB = Rule(
    "V340",
    "rgb-in-print",
    Severity.WARNING,
    """\
A printer who wants inks (grey, or cyan, magenta, yellow and black) gets colours of a screen.

They are converted at the press, by a profile that nobody has told you, and bright colours become
dull. Have the images converted with the printer's profile and look at them, or ask the printer
whether his conversion will do. Black text is told apart (V359).""",
)

TOO_MUCH_INK = Rule(
    "V341",
    "total-ink",
    Severity.WARNING,
    """\
Somewhere all inks together are more than the paper holds.

The sum of the four inks in one place is the total ink, in per cent: 400 is all of each. Above what
a press can dry (240 for newsprint, 300 for uncoated, 320 or more for coated paper) it smears and
sets off on the next sheet. Convert the image with a profile made for the paper.

What is told here are colours and images of four inks in the file. Of RGB nothing can be told before
the printer has converted it.""",
)

RICH_BLACK = Rule(
    "V359",
    "black-of-four-inks",
    Severity.NOTE,
    """\
Black text is RGB black, or black of several inks.

RGB black becomes a mixture of all four inks where it is converted by a profile. Four plates never
fit to a hair, so small letters get coloured edges and look grey. Most digital presses take RGB
black of text for black alone; ask your printer.

`conformance: pdf/x-4` or `pdf/x-3` sets text in black ink alone.""",
)

_MOST_INK = 300.0  # per cent, of uncoated paper: books
_PROCESS = {"All", "None", "Cyan", "Magenta", "Yellow", "Black"}
_SCREEN = {"DeviceRGB", "CalRGB", "Lab", "ICC 3"}


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield what is wrong with the colours of a file for print."""
    if not book.wanted.printed:
        return
    yield from _check_spot(book)
    yield from _check_ink(book)
    printer = book.wanted.printer
    if printer is not None and not printer.rgb_allowed:
        yield from _check_rgb(book)
        yield from _check_black(book)


def spaces(book: Examined) -> dict[str, list[int]]:
    """Return the colour spaces of a file, each with the pages that use it."""
    found: dict[str, list[int]] = {}
    for page, seen in enumerate(book.seen, 1):
        here = {space for space, _ in (*seen.inked, *seen.painted)}
        here |= {book.images[one.image].space for one in seen.images if one.image >= 0}
        for space in here - {"Pattern", "stencil", "unknown"}:
            found.setdefault(space, []).append(page)
    return dict(sorted(found.items()))


def _check_spot(book: Examined) -> Iterator[Diagnostic]:
    for space, pages in spaces(book).items():
        kind, _, names = space.removeprefix("Indexed ").partition(" ")
        own = set(names.split(" ") if kind in ("DeviceN", "NChannel") else [names]) - _PROCESS
        if kind in ("Separation", "DeviceN", "NChannel") and own:
            called = ", ".join(sorted(own))
            message = f"{in_words(pages)} use{'s' * (len(pages) == 1)} the spot colour {called}"
            yield SPOT.at(book.first(pages), message)


def _check_ink(book: Examined) -> Iterator[Diagnostic]:
    printer = book.wanted.printer
    limit = (printer.most_ink if printer else None) or _MOST_INK
    for page, seen in enumerate(book.seen, 1):
        drawn = [
            (sum(parts) * 100, "a colour")
            for colours in (seen.inked, seen.painted)
            for space, parts in colours
            if space in ("DeviceCMYK", "ICC 4")
        ]
        laid = [book.images[one.image].most_ink for one in seen.images if one.image >= 0]
        drawn += [(ink, "an image") for ink in laid if ink is not None]
        most, what = max(drawn, default=(0.0, ""))
        if most > limit + 0.5:
            message = f"{what} on page {page} is of {most:.0f} % ink, at most {limit:.0f} % dry"
            yield TOO_MUCH_INK.at(book.span(page), message)


def _check_rgb(book: Examined) -> Iterator[Diagnostic]:
    coloured: list[int] = []
    for page, seen in enumerate(book.seen, 1):
        pictures = {book.images[one.image].space for one in seen.images if one.image >= 0}
        bases = {space.removeprefix("Indexed ") for space in pictures}
        if bases & _SCREEN or _is_coloured(seen.inked) or _is_coloured(seen.painted):
            coloured.append(page)
    if coloured:
        assert book.wanted.printer is not None
        message = f"colours of a screen (RGB) on {in_words(coloured)}, and "
        yield RGB.at(book.first(coloured), message + f"{book.wanted.printer.title} prints inks")


def _is_coloured(colours: Mapping[Colour, int]) -> bool:
    return any(space in _SCREEN and len(set(parts)) > 1 for space, parts in colours)


def _check_black(book: Examined) -> Iterator[Diagnostic]:
    pages = [page for page, seen in enumerate(book.seen, 1) if any(map(_is_mixed, seen.inked))]
    if pages:
        message = f"black text is of RGB, or of several inks, on {in_words(pages)}"
        yield RICH_BLACK.at(book.first(pages), message)


def _is_mixed(colour: Colour) -> bool:
    space, parts = colour
    if space in ("DeviceRGB", "ICC 3"):
        return max(parts, default=1.0) < 0.05
    return space in ("DeviceCMYK", "ICC 4") and parts[3:] > (0.8,) and sum(parts[:3]) > 0.1
