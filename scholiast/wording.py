"""The words that Scholiast itself prints in a book, by language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Headings, labels and names; `{number}`, `{call}` and `{title}` are filled in."""

    contents: str
    notes: str
    note_label: str
    back_label: str
    chapter: str
    appendix: str
    part: str
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
    by: str
    edited_by: str
    translated_by: str
    illustrated_by: str
    close: str
    search: str
    made_with: str
    theme: str
    automatic: str
    light: str
    dark: str


ENGLISH = Wording(
    contents="Contents",
    notes="Notes",
    note_label="Note {number}",
    back_label="Back to call {call} of note {number}",
    chapter="Chapter {number}",
    appendix="Appendix {number}",
    part="Part {number}",
    figure="Figure {number}",
    cover="Cover",
    title_page="Title page",
    imprint="Imprint",
    colophon="Colophon",
    bibliography="Bibliography",
    next="Next",
    previous="Previous",
    landmarks="Landmarks",
    start="Start of text",
    missing_note="The note “{label}” is missing.",
    by="by {names}",
    edited_by="Edited by {names}",
    translated_by="Translated by {names}",
    illustrated_by="Illustrated by {names}",
    close="Close",
    search="Search",
    made_with="Made with {tool}",
    theme="Light or dark",
    automatic="as the system",
    light="light",
    dark="dark",
)

_WORDINGS = {"en": ENGLISH}


def wording(language: str) -> Wording:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none."""
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        found = _WORDINGS.get("-".join(parts[:length]))
        if found is not None:
            return found
    return ENGLISH
