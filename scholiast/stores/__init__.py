"""What stores ask of an EPUB, whether one is as they want it, and where its notes pop up.

It reads bytes alone, so that it works on any EPUB, whoever made it.
"""

from scholiast.stores.checking import check
from scholiast.stores.known import Store, stores

__all__ = ["Store", "check", "stores"]
