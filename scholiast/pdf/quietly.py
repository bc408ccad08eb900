"""WeasyPrint and ziamath imported without their warnings, and without a search that finds nothing.

When it is imported, WeasyPrint looks for fonts of the system, none of which is used here, and
ziamath calls a function of the standard library that is out of fashion. WeasyPrint also tries names
of its libraries that other systems have, and for each of them `ctypes` runs programs to look for
it, a fifth of a second in all; on Linux the names that follow are found by the loader itself.
"""

import ctypes.util
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Let what is imported meanwhile give no warnings, and run no programs to find libraries."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ctypes.util.find_library = search
