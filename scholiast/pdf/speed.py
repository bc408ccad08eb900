"""What makes the writing of a tagged PDF quadratic in its pages, done once instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf


@contextmanager
def pages_listed_once() -> Iterator[None]:
    """Let pydyf 0.13 keep the list of references to pages that it makes for every element.

    A tagged PDF asks for it once an element, and each time it is made of all pages anew: a fifth of
    the time of a book of 400 pages.
    """
    original = pydyf.PDF.page_references
    kept: dict[tuple[int, int], Any] = {}

    def page_references(pdf: pydyf.PDF) -> Any:
        key = id(pdf), len(pdf.pages["Kids"])
        if key not in kept:
            kept.clear()
            kept[key] = original.fget(pdf)
        return kept[key]

    pydyf.PDF.page_references = property(page_references)
    try:
        yield
    finally:
        pydyf.PDF.page_references = original
