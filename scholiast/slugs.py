"""Names made fit for addresses: labels for ids, titles and file names for files."""

import re
import unicodedata
from collections.abc import Callable, Collection


def label(label: str) -> str:
    """Return a label as part of an XML id: letters, digits, `.` and `-`; others as `_2b_`.

    Two labels never give one slug: `_` itself is written `__`.
    """

    def is_safe(char: str) -> bool:
        return char in ".-" or (char.isascii() and char.isdigit()) or char.isalpha()

    return _escaped(label, is_safe)


def note(label: str) -> str:
    """Return a note's label as part of an id that is a name in CSS and the same in an address.

    Letters and digits of ASCII and `-` stay, others are as `_2e_`: some reading systems look a note
    up by a selector made of the fragment as it stands in the address of its call.
    """
    return _escaped(label, lambda char: char == "-" or (char.isascii() and char.isalnum()))


def _escaped(label: str, is_safe: Callable[[str], bool]) -> str:
    return "".join(
        char if is_safe(char) else "__" if char == "_" else f"_{ord(char):x}_"
        for char in unicodedata.normalize("NFC", label)
    )


def file(name: str) -> str:
    """Return a file's stem as an address: `03-the-Rome_road` gives `the-rome-road`."""
    even = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", even)
    while len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return "-".join(words)


def unique(wish: str, taken: Collection[str]) -> str:
    """Return `wish`, with a number behind it where it is `taken`: `rome`, `rome-2`, `rome-3`."""
    number, name = 1, wish
    while name in taken:
        number += 1
        name = f"{wish}-{number}"
    return name


def is_typed(written: str, name: str) -> bool:
    """Tell whether an author gives the id `name` in a text: `{#name}`, or `id="name"` in raw HTML.

    Others are made of the words of headings.
    """
    if name not in written:
        return False  # most headings: told without making a pattern
    name = re.escape(name)
    return re.search(rf"\{{[^}}]*#{name}[\s}}]|id\s*=\s*[\"']?{name}\b", written) is not None
