"""WeasyPrint and ziamath imported without their warnings.

When it is imported, WeasyPrint looks for fonts of the system, none of which is used here, and
ziamath calls a function of the standard library that is out of fashion.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Let what is imported meanwhile give no warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
