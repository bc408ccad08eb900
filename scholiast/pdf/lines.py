"""Lines that are full but for the space behind their last word, which is not printed.

Where a text ends there, with a space, and emphasis or another element goes on behind it, WeasyPrint
70 takes the line to be too long, and breaks it after its first word. The line is then empty, or its
words stand far apart. For as long as `full_lines` lasts such a line is left as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.layout import inline
from weasyprint.text import line_break

from scholiast.pdf.edits import Edit, digest, edited

_DIGEST = "39ad1016863ca34de0bea4c9fcffb46da7e27813c87dd82b7011bfa19fe5504f"

_FIRST_LINE: tuple[Edit, ...] = (
    (
        "    if resume_index is None and first_line_width <= max_width:",
        "",
        "    fits = first_line_width <= max_width\n"
        "    if resume_index is None and not fits and space_collapse:\n"
        "        if text.endswith(' ') and text.strip(' '):\n"
        "            words = create_layout(\n"
        "                text.rstrip(' '), style, context, None, justification_spacing)\n"
        "            fits = line_size(words.get_first_line()[0], style)[0] <= max_width\n"
        "    if resume_index is None and fits:",
    ),
)


@contextmanager
def full_lines() -> Iterator[None]:
    """Break no line, in what is laid out meanwhile, for the space that ends it."""
    original = inline.split_first_line
    if digest(line_break.split_first_line) == _DIGEST:
        inline.split_first_line = edited(line_break, "split_first_line", _FIRST_LINE)
    try:
        yield
    finally:
        inline.split_first_line = original
