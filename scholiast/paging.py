"""Where the pages of the printed book begin, as an EPUB can say it that has no pages of its own."""

from dataclasses import dataclass

OWN_PIECES = ("title-page", "imprint", "contents")
"""The ids of pages that are no chapter's, which print and EPUB both have."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """The beginning of a printed page: its `label`, as the page list of a PDF has it.

    It is in what has the id `anchor`: a chapter's element, a part, or one of OWN_PIECES. `letters`
    counts the letters and digits (`text.bare`) of a chapter's text, without its title, that stand
    before it; None where the page begins with the title, or with what is no chapter.
    """

    label: str
    anchor: str
    letters: int | None = None


def marker_id(label: str) -> str:
    """Return the id of the marker of a page: labels are numerals, Roman or Arabic."""
    return f"folio-{label}"
