"""A Book to a typeset PDF: pages laid out by WeasyPrint, put together and finished by pikepdf."""

import warnings

with warnings.catch_warnings():
    # When they are imported, WeasyPrint looks for fonts of the system, none of which is used here,
    # and ziamath calls a function of the standard library that is out of fashion.
    warnings.simplefilter("ignore")
    import weasyprint  # noqa: F401
    import ziamath  # noqa: F401

from scholiast.pdf.build import render

__all__ = ["render"]
