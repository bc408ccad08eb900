"""A Book to a typeset PDF: chapters laid out by WeasyPrint, side by side, and linked to a file.

WeasyPrint is large. It is imported where pages are laid out (`making`, `whole`), and nowhere on the
way to a book whose pages are all kept from before.
"""

from scholiast.pdf.build import render

__all__ = ["render"]
