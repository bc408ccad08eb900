"""Series of notes: by what marks the notes of a kind are counted."""

from collections.abc import Callable, Sequence

SYMBOLS = ("*", "†", "‡", "§", "‖", "¶")
"""The reference marks of English books, in their order (Hart's Rules; Chicago 14.25)."""

UNMARKED = "none"
"""The style of notes that have no marks: they are found by the lines of the words they are on."""

Marks = str | tuple[str, ...]
"""A style of numbers by its name in CSS Counter Styles, `symbols`, or the marks themselves."""


def mark(marks: Marks, number: int) -> str:
    """Return the mark of the note that is the `number`th of its series, from 1 on.

    Marks that are used up are doubled, then trebled. Raises KeyError where `marks` is no known
    style, and ValueError where it is empty.
    """
    if isinstance(marks, str):
        return STYLES[marks](number)
    return _repeated(marks, number)


def _repeated(marks: Sequence[str], number: int) -> str:
    if not marks:
        raise ValueError("a series needs marks")
    times, index = divmod(number - 1, len(marks))
    return marks[index] * (times + 1)


def letters(number: int) -> str:
    """Return a, b … z, aa, ab … (CSS Counter Styles 3, 6.1: `lower-alpha`)."""
    found = ""
    while number > 0:
        number, index = divmod(number - 1, 26)
        found = chr(ord("a") + index) + found
    return found


_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(number: int) -> str:
    """Return a positive number in small Roman numerals."""
    found = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        found += numeral * count
    return found


def _digits(zero: str) -> Callable[[int], str]:
    """Return what writes a number in the digits of a script, which follow its zero in Unicode."""
    table = {ord("0") + digit: chr(ord(zero) + digit) for digit in range(10)}
    return lambda number: str(number).translate(table)


_ZEROS = {
    "arabic-indic": "\u0660",
    "persian": "\u06f0",
    "devanagari": "\u0966",
    "bengali": "\u09e6",
    "full-width": "\uff10",
}

_NATIVE = {
    "ar": "arabic-indic",
    "fa": "persian",
    "ur": "persian",
    "ps": "persian",
    "hi": "devanagari",
    "mr": "devanagari",
    "ne": "devanagari",
    "sa": "devanagari",
    "bn": "bengali",
}


def native(language: str) -> str:
    """Return the style of the digits that a language is written with; `decimal` for most.

    It is told by the first part of a BCP 47 tag. The Maghreb, which writes Arabic with European
    digits, has to say so.
    """
    return _NATIVE.get(language.lower().partition("-")[0], "decimal")


STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "lower-alpha": letters,
    "upper-alpha": lambda number: letters(number).upper(),
    "lower-roman": roman,
    "upper-roman": lambda number: roman(number).upper(),
    "symbols": lambda number: _repeated(SYMBOLS, number),
    **{name: _digits(zero) for name, zero in _ZEROS.items()},
    UNMARKED: lambda number: "",
}
"""What gives the mark of a number, by the name of the style in `book.yaml`."""
