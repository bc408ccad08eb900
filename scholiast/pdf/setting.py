"""How lines are set, as the settings of a printed edition have it, while they are laid out.

All changes to WeasyPrint's layout of lines meet here, so that both ways to a PDF make the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from scholiast.config import PdfEdition
from scholiast.pdf.breaks import broken_with_care
from scholiast.pdf.footnotes import notes_run_on
from scholiast.pdf.grid import on_grid
from scholiast.pdf.hanging import hung
from scholiast.pdf.lines import full_lines


@contextmanager
def set_with_care(settings: PdfEdition) -> Iterator[None]:
    """Set what is laid out meanwhile as `settings` say."""
    with (
        notes_run_on(),
        full_lines(),
        broken_with_care(),
        on_grid(settings.grid),
        hung(settings.hanging_punctuation),
    ):
        yield
