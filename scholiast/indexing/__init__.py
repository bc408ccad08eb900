"""The index of a book: words that are marked in its text, in order, with the places they stand at.

A manuscript marks them as spans of the class `index`. What an entry is called is said by its
attribute `entry`, levels set apart by `!`, or else by the words themselves.
"""

from scholiast.indexing.making import CLASS, PLACE, fill, forget, locate, merge, refer
from scholiast.indexing.model import Entry, Mark, entries, mark_of

__all__ = [
    "CLASS",
    "PLACE",
    "Entry",
    "Mark",
    "entries",
    "fill",
    "forget",
    "locate",
    "mark_of",
    "merge",
    "refer",
]
