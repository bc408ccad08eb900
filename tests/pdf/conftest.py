"""Tests of the PDF name parts of WeasyPrint itself, which is imported first, without warnings."""

import scholiast.pdf.ready  # noqa: F401
