"""Rules on pages as sheets of paper: their boxes, bleed, how many there are, which are blank."""

from collections import Counter
from collections.abc import Iterator

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.preflight.examined import Examined, in_words, mm, size
from scholiast.preflight.facts import Page
from scholiast.preflight.geometry import MM, Box, alike, shrunk, within

COUNT = Rule(
    "V344",
    "page-count",
    Severity.ERROR,
    """\
The book has fewer or more pages than the printer binds.

Too few pages make no spine to glue, too many break it. Change the type size or the margins, choose
another trim size or paper, or divide the book into volumes.""",
)

MULTIPLE = Rule(
    "V345",
    "page-multiple",
    Severity.WARNING,
    """\
The number of pages is not one that the printer makes without adding some, or the last page, which
the printer wants to be blank, is not.

Sheets have two pages, signatures four or more; printers on demand put their mark on the last page.
What is missing is added as blank pages at the end, which is mostly harmless, but changes the width
of the spine for which your cover was made. `editions.pdf.printer` has Scholiast add them.""",
)

BOXES = Rule(
    "V346",
    "page-boxes",
    Severity.ERROR,
    """\
The boxes of a page are missing, differ from page to page, or are not as asked.

A printer places pages by them: the media box is the sheet, the bleed box what is printed beyond the
cut, the trim box what is left of it (ISO 32000-2, 14.11.2). Each is to lie in the one before, and
all pages of a book are to be alike. A page that is turned, or that counts in other units, is
placed wrongly by many programs.""",
)

SHORT_OF_BLEED = Rule(
    "V349",
    "short-of-bleed",
    Severity.ERROR,
    """\
Something reaches the edge of the page, or past it, but not the end of the bleed.

Paper is cut within a millimetre or so of where it should be. What ends at the edge then ends before
it, and a white hair shows. Pictures and tints that touch the edge are to go on to the end of the
bleed, mostly 3 mm or 0.125 in; those that need not should keep away from the edge by as much.""",
)

BLANK = Rule(
    "V351",
    "blank-page",
    Severity.WARNING,
    """\
A page is blank for no reason that can be seen.

Blank pages stand before a chapter, a part or a title that begins on a right-hand page, and at the
end of the book. Any other is mostly a page break too many, or text that was not printed.""",
)

_CLOSE = 0.75  # pt, by which boxes may differ from what was asked: a quarter of a millimetre


def check(book: Examined) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pages of a file for print."""
    if not book.wanted.printed:
        return
    yield from _check_count(book)
    yield from _check_even(book)
    yield from _check_boxes(book)
    yield from _check_asked(book)
    yield from _check_bleed(book)
    yield from _check_blank(book)


# -- how many --


def _check_count(book: Examined) -> Iterator[Diagnostic]:
    printer, count = book.wanted.printer, len(book.pages)
    if printer is None:
        return
    if count < printer.least_pages or count > printer.most_pages:
        bound = f"{printer.title} binds {printer.least_pages} to {printer.most_pages}"
        yield COUNT.at(book.span(), f"the book has {count} page{'s' * (count != 1)}, and {bound}")
    if printer.multiple > 1 and count % printer.multiple:
        message = f"{count} pages are no multiple of {printer.multiple}"
        yield MULTIPLE.at(book.span(), message, f"add {-count % printer.multiple} at the end")
    if printer.last_page_blank and not is_blank(book, count):
        message = f"the last page is not blank, as {printer.title} wants it"
        yield MULTIPLE.at(book.span(count), message)


def is_blank(book: Examined, page: int) -> bool:
    """Tell whether nothing is drawn on a page, from 1, where it is trimmed."""
    return not book.seen[page - 1].drawn


def _check_blank(book: Examined) -> Iterator[Diagnostic]:
    """Yield blank pages after which nothing begins, in a file that says where things begin."""
    if not book.wanted.own:
        return
    count = len(book.pages)
    last = max((page for page in range(1, count + 1) if not is_blank(book, page)), default=0)
    first = min((page for page in book.file.begun), default=1)
    odd = [
        page
        for page in range(first, last)
        if is_blank(book, page) and (page % 2 or page + 1 not in book.file.begun)
    ]
    odd = [page for page in odd if not _is_front(book, page)]
    if odd:
        yield BLANK.at(book.first(odd), f"{in_words(odd)} blank, and nothing begins after")


def _is_front(book: Examined, page: int) -> bool:
    """Tell whether a page stands before the first that has an arabic number.

    Half-title, frontispiece and dedication have blank pages beside them to which nothing leads.
    """
    return not any(one.label.isdecimal() for one in book.pages[:page])


# -- boxes --


def _check_even(book: Examined) -> Iterator[Diagnostic]:
    """Yield pages that differ from most."""
    sizes = Counter(_rounded(page.trimmed) for page in book.pages)
    if not sizes:
        return
    usual = sizes.most_common(1)[0][0]
    others = [n for n, page in enumerate(book.pages, 1) if _rounded(page.trimmed) != usual]
    if others:
        own = size(book.pages[others[0] - 1].trimmed)
        message = f"{in_words(others)} of another size: {_said(own)}, others {_said(usual)}"
        yield BOXES.at(book.first(others), message)
    turned = [n for n, page in enumerate(book.pages, 1) if page.rotation]
    if turned:
        angle = book.pages[turned[0] - 1].rotation
        yield BOXES.at(book.first(turned), f"{in_words(turned)} turned by {angle} degrees")
    odd = [n for n, page in enumerate(book.pages, 1) if page.unit != 1]
    if odd:
        unit = book.pages[odd[0] - 1].unit
        message = f"{in_words(odd)} counted in units of {unit:g} pt (UserUnit)"
        yield BOXES.at(book.first(odd), message)


def _rounded(box: Box) -> tuple[float, float]:
    width, height = size(box)
    return round(width), round(height)


def _said(lengths: tuple[float, float]) -> str:
    return f"{mm(lengths[0])} × {mm(lengths[1])}"


def _check_boxes(book: Examined) -> Iterator[Diagnostic]:
    """Yield boxes that are missing where they are needed, or do not lie in one another."""
    wants = bool(book.wanted.bleed) or book.wanted.own
    without = [n for n, page in enumerate(book.pages, 1) if page.trim is None and wants]
    if without:
        yield BOXES.at(book.first(without), f"{in_words(without)} without a trim box")
    for what, test in (
        ("trim box beyond the bleed box", lambda p: _beyond(p.trim, p.bleed)),
        ("bleed box beyond the media box", lambda p: _beyond(p.bleed, p.media)),
        ("trim box beyond the media box", lambda p: _beyond(p.trim, p.media)),
        ("crop box that cuts off what is to be printed", _cropped),
        ("art box beyond the trim box", lambda p: _beyond(p.art, p.trimmed)),
    ):
        wrong = [n for n, page in enumerate(book.pages, 1) if test(page)]
        if wrong:
            yield BOXES.at(book.first(wrong), f"{in_words(wrong)} with a {what}")


def _beyond(inner: Box | None, outer: Box | None) -> bool:
    return inner is not None and outer is not None and not within(inner, outer, 0.05)


def _cropped(page: Page) -> bool:
    kept = page.bleed or page.trim
    return page.crop is not None and kept is not None and _beyond(kept, page.crop)


def _check_asked(book: Examined) -> Iterator[Diagnostic]:
    """Yield what is not as asked: trim size, bleed, and room for marks."""
    wanted = book.wanted
    if wanted.trim is not None:
        width, height = (side * MM for side in wanted.trim)
        wrong = [
            n
            for n, page in enumerate(book.pages, 1)
            if not alike((*size(page.trimmed), 0, 0), (width, height, 0, 0), _CLOSE)
        ]
        if wrong:
            own = _said(size(book.pages[wrong[0] - 1].trimmed))
            message = f"{in_words(wrong)} trimmed to {own}, not to {_said((width, height))}"
            yield BOXES.at(book.first(wrong), message)
    if wanted.bleed is not None:
        yield from _check_bleed_boxes(book, wanted.bleed * MM)
    if _no_marks(book):
        roomy = [n for n, p in enumerate(book.pages, 1) if not alike(p.media, p.bleed or p.trimmed)]
        if roomy:
            message = f"{in_words(roomy)} with room for marks beside the bleed, and none are wanted"
            yield BOXES.at(book.first(roomy), message)


def _no_marks(book: Examined) -> bool:
    wanted = book.wanted
    return wanted.marks is False or (
        wanted.printer is not None and not wanted.printer.marks_allowed
    )


def _check_bleed_boxes(book: Examined, asked: float) -> Iterator[Diagnostic]:
    wrong = []
    for number, page in enumerate(book.pages, 1):
        sides = _extra(page)
        inner = 0 if book.inner_is_left(number) else 2
        right = [abs(sides[at] - asked) <= _CLOSE for at in range(4)]
        right[inner] |= abs(sides[inner]) <= _CLOSE  # some printers want none at the bind
        if not all(right):
            wrong.append(number)
    if wrong:
        least = min(_extra(book.pages[wrong[0] - 1]))
        message = f"{in_words(wrong)} with {mm(least)} of bleed, not {mm(asked)}"
        yield BOXES.at(book.first(wrong), message)


def _extra(page: Page) -> tuple[float, float, float, float]:
    """Return by how much a page is printed beyond its trim at the left, bottom, right and top."""
    bleed, trim = page.bleed or page.trimmed, page.trimmed
    return trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]


def _check_bleed(book: Examined) -> Iterator[Diagnostic]:
    for number, (page, seen) in enumerate(zip(book.pages, book.seen, strict=True), 1):
        if not book.wanted.bleed and max(_extra(page)) < 1:
            continue
        trim, bleed = page.trimmed, page.bleed or page.trimmed
        for shape in seen.edges:
            if shape.what != "text" and (side := _short(shape.box, trim, bleed)) is not None:
                message = f"{'an image' if shape.what == 'image' else 'a tint or a line'} on page "
                message += f"{number} ends {side} of the page, short of the bleed"
                yield SHORT_OF_BLEED.at(book.span(number), message)
                break


def _short(box: Box, trim: Box, bleed: Box) -> str | None:
    """Return at which edge something ends between trim and bleed, None where it does not."""
    inner = shrunk(trim, 0.25, 0.25, 0.25, 0.25)
    outer = shrunk(bleed, 0.5, 0.5, 0.5, 0.5)
    sides = ("at the left edge", "at the foot", "at the right edge", "at the head")
    for at, name in enumerate(sides):
        has_bleed = abs(trim[at] - bleed[at]) > 1
        sign = 1 if at < 2 else -1
        if has_bleed and sign * box[at] < sign * inner[at] and sign * box[at] > sign * outer[at]:
            return name
    return None
