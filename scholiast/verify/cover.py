"""Proofread a cover: its size and boxes, its words, and its barcode as a scanner reads it."""

from contextlib import closing
from itertools import groupby

from scholiast import text
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Span
from scholiast.verify import printed, sheets

WRONG_SIZE = Rule(
    "V325",
    "cover-size",
    Severity.ERROR,
    """\
The cover is not as large as back, spine and front are together.

A cover that is off by a millimetre wraps around the spine by a millimetre. Make it again by
`scholiast cover`, after the last build of the book: the spine depends on the number of pages.""",
)

WRONG_WORDS = Rule(
    "V326",
    "cover-words",
    Severity.ERROR,
    """\
The title is not on the cover where it should be, or words on the spine reach over a fold.

Words are looked for on the front and on the spine. An image on the front has its words in the
picture, where nothing can be proved.""",
)

WRONG_BARCODE = Rule(
    "V327",
    "cover-barcode",
    Severity.ERROR,
    """\
The barcode on the cover is not that of the book's ISBN, or can't be read.

The page is drawn, and the bars are read as a scanner at a till would.""",
)

_PT = 72 / 25.4
_CLOSE = 0.05  # mm
_FINE = 600 / 72  # pixels a point: 600 to the inch


def check(
    data: bytes,
    name: str,
    *,
    size: tuple[float, float],
    spine: tuple[float, float],
    title: str,
    isbn: str | None,
    spine_text: bool,
    front_text: bool,
) -> list[Diagnostic]:
    """Return what is wrong with a cover.

    `size` is width and height in mm, `spine` from where to where its words may reach. The `title`
    stands on the spine and on the front where these have words; `isbn` are the digits of the
    barcode.
    """
    place = Span(name)
    try:
        with printed.opened(data) as pdf:
            if len(pdf.pages) != 1:
                return [WRONG_SIZE.at(place, f"it has {len(pdf.pages)} pages, not one")]
            left, bottom, right, top = (float(edge) / _PT for edge in pdf.pages[0].trimbox)
        found = _size(place, (right - left, top - bottom), size)
        with closing(sheets.document(data)) as opened:
            page = opened[0]
            found += _words(place, page, spine, title, spine_text=spine_text, front_text=front_text)
            if isbn is not None:
                read = _scanned(page)
                if isbn not in read:
                    shown = ", ".join(sorted(read)) or "nothing that can be read"
                    found.append(WRONG_BARCODE.at(place, f"the barcode is {shown}, not {isbn}"))
    except printed.DamagedError as problem:
        return [WRONG_SIZE.at(place, f"the file can't be read: {problem}")]
    return found


def _size(place: Span, found: tuple[float, float], wanted: tuple[float, float]) -> list[Diagnostic]:
    if all(abs(one - other) < _CLOSE for one, other in zip(found, wanted, strict=True)):
        return []
    shown, asked = (f"{width:.2f} by {height:.2f} mm" for width, height in (found, wanted))
    return [WRONG_SIZE.at(place, f"the cover is {shown}, not {asked}")]


def _words(
    place: Span,
    page: object,
    spine: tuple[float, float],
    title: str,
    *,
    spine_text: bool,
    front_text: bool,
) -> list[Diagnostic]:
    """Return where the title is missing, and words that reach over a fold."""
    letters = page.get_textpage()  # type: ignore[attr-defined]  # pypdfium2 ships no types
    boxes = [
        tuple(edge / _PT for edge in letters.get_rect(index))
        for index in range(letters.count_rects())
    ]
    found = []
    for box in boxes:
        if box[0] < spine[1] and box[2] > spine[0] and not spine[0] <= box[0] <= box[2] <= spine[1]:
            message = f"words reach over a fold, at {box[0]:.1f} to {box[2]:.1f} mm"
            found.append(WRONG_WORDS.at(place, message, "shorten the title or the description"))
            break
    whole = text.bare(letters.get_text_range())
    wanted = int(spine_text) + int(front_text)
    if whole.count(text.bare(title)) < wanted:
        message = (
            f"the title stands on the cover {whole.count(text.bare(title))} times, not {wanted}"
        )
        found.append(WRONG_WORDS.at(place, message))
    return found


# -- the barcode --

_L = ("0001101", "0011001", "0010011", "0111101", "0100011",
      "0110001", "0101111", "0111011", "0110111", "0001011")  # fmt: skip
_FIRST = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG",
          "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")  # fmt: skip
"""The codes of digits, and what the first digit makes of the six behind it (ISO/IEC 15420)."""


def _scanned(page: object) -> set[str]:
    """Return the numbers of all barcodes that lines across the drawn page meet."""
    drawn = page.render(scale=_FINE, grayscale=True).to_pil()  # type: ignore[attr-defined]
    width, height = drawn.size
    pixels = drawn.tobytes()
    found = set()
    for y in range(0, height, 24):
        row = pixels[y * width : (y + 1) * width]
        if (number := _number([pixel < 128 for pixel in row])) is not None:
            found.add(number)
    return found


def _number(row: list[bool]) -> str | None:
    """Return the number of a barcode in a row of pixels; None where there is none."""
    runs = [(dark, len(list(group))) for dark, group in groupby(row)]
    for start in range(len(runs) - 58):
        if runs[start][0] and (
            number := _decoded([length for _, length in runs[start : start + 59]])
        ):
            return number
    return None


def _decoded(runs: list[int]) -> str | None:
    """Return the number that 59 bars and spaces are: two guards, six digits, guard, six digits."""
    module = sum(runs) / 95
    if module < 1 or any(abs(length / module - round(length / module)) > 0.4 for length in runs):
        return None
    bits = "".join(
        ("1" if index % 2 == 0 else "0") * round(length / module)
        for index, length in enumerate(runs)
    )
    if len(bits) != 95 or (bits[:3], bits[45:50], bits[92:]) != ("101", "01010", "101"):
        return None
    left = [bits[3 + 7 * index : 10 + 7 * index] for index in range(6)]
    right = [bits[50 + 7 * index : 57 + 7 * index] for index in range(6)]
    return _digits(left, right)


def _digits(left: list[str], right: list[str]) -> str | None:
    flipped = str.maketrans("01", "10")
    r_codes = [code.translate(flipped) for code in _L]
    g_codes = [code[::-1] for code in r_codes]
    parity, digits = "", ""
    for code in left:
        if code in _L:
            parity, digits = f"{parity}L", f"{digits}{_L.index(code)}"
        elif code in g_codes:
            parity, digits = f"{parity}G", f"{digits}{g_codes.index(code)}"
        else:
            return None
    if parity not in _FIRST or not all(code in r_codes for code in right):
        return None
    return f"{_FIRST.index(parity)}{digits}" + "".join(str(r_codes.index(code)) for code in right)
