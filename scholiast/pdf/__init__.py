"""A Book to a typeset PDF: pages laid out by WeasyPrint, put together and finished by pikepdf."""

import warnings

with warnings.catch_warnings():
    # WeasyPrint looks for fonts of the system when it is imported; none of them is used here.
    warnings.simplefilter("ignore", UserWarning)
    import weasyprint  # noqa: F401

from scholiast.pdf.build import render

__all__ = ["render"]
