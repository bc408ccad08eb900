"""The kinds of notes of a book, as `book.yaml` declares them or as they are without."""

from scholiast import series
from scholiast.book import NoteKind
from scholiast.config import BUILT_IN_KINDS, KindOfNote, Notes
from scholiast.wording import apparatus_words

AUTHOR = "author"
"""The kind of notes of which nothing else is said, and the series of kinds not declared."""


def kinds(notes: Notes, language: str) -> tuple[NoteKind, ...]:
    """Return the kinds of notes of a book in a language: the author's, those declared, the rest."""
    declared = dict(notes.kinds)
    own = declared.pop(AUTHOR, KindOfNote())
    others = [name for name in BUILT_IN_KINDS if name not in {AUTHOR, *declared}]
    author = _kind(AUTHOR, own, notes, language)
    return (
        author,
        *(_kind(name, kind, notes, language) for name, kind in declared.items()),
        *(_kind(name, own.model_copy(update=_LIKE_AUTHOR), notes, language) for name in others),
    )


_LIKE_AUTHOR = {"series": AUTHOR, "label": None, "heading": None}


def _kind(name: str, kind: KindOfNote, notes: Notes, language: str) -> NoteKind:
    label, heading = apparatus_words(language).kinds.get(name, (None, None))
    counted_with = kind.series or name
    counted = notes.kinds.get(counted_with, KindOfNote())
    return NoteKind(
        name=name,
        series=counted_with,
        marks=_marks(counted, notes, language),
        restart=counted.restart or notes.numbering,
        label=kind.label or label,
        heading=kind.heading or kind.label or heading,
        pdf=kind.placement.pdf,
        epub=kind.placement.epub,
        html=kind.placement.html,
    )


def _marks(counted: KindOfNote, notes: Notes, language: str) -> series.Marks:
    """Return the marks of a series: plain numbers are in the digits of the language."""
    is_said = "marks" in counted.model_fields_set or notes.digits == "latin"
    return counted.marks if is_said else series.native(language)


def is_declared(name: str, notes: Notes) -> bool:
    """Tell whether a kind of notes is known, because it is built in or declared."""
    return name in BUILT_IN_KINDS or name in notes.kinds
