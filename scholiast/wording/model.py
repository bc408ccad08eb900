"""What must be said in every language that a book can be printed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# Chinese is told apart by its script, which many tags leave to be known from the region.
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})


def nearest(words: Mapping[str, T], language: str) -> T | None:
    """Return what belongs to the nearest tag that there is to a BCP 47 tag.

    Tags are shortened from the end, as RFC 4647, 3.4 ("Lookup") does.
    """
    parts = language.lower().split("-")
    if parts[0] == "zh" and not {"hans", "hant"} & set(parts):
        parts = ["zh", "hant" if _TRADITIONAL_REGIONS & set(parts) else "hans"]
    for length in range(len(parts), 0, -1):
        found = words.get("-".join(parts[:length]))
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Wording:
    """Headings, labels and names, as they are printed in a book.

    Words in braces are filled in: `{number}` of a note, chapter or part, `{call}` (1 for the first
    call of a note), `{label}` of a note, `{folio}` of a page, `{title}` of a chapter or section,
    `{names}` of people, `{fonts}`, and the `{tool}` that made the book. `between_names` stands
    between two names; `numbered` is a line of the contents. Page references stand in sentences of
    the author's, so where a language inflects the word for a page, its abbreviation is taken;
    `page_reference_behind` follows words, with the space that sets it off. The lines that begin
    with `access` are put together to a description of how a book can be read (EPUB Accessibility
    1.1, 2.2).
    """

    contents: str
    notes: str
    note_label: str
    back_label: str
    chapter: str
    appendix: str
    part: str
    numbered: str
    figure: str
    cover: str
    title_page: str
    imprint: str
    colophon: str
    bibliography: str
    next: str
    previous: str
    landmarks: str
    start: str
    missing_note: str
    page_reference: str
    page_reference_behind: str
    section_reference: str
    by: str
    edited_by: str
    translated_by: str
    illustrated_by: str
    between_names: str
    close: str
    search: str
    typefaces: str
    made_with: str
    theme: str
    automatic: str
    light: str
    dark: str
    access_text: str
    access_notes: str
    access_images: str
    access_bare_images: str
    access_formulas: str
