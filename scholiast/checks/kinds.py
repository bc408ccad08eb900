"""Rules on kinds of notes: each is known, and no two notes of a place look alike."""

import difflib
from collections.abc import Iterator
from itertools import combinations

from scholiast.config import (
    BUILT_IN_KINDS,
    LEAST_OUTER_FOR_NOTES,
    BookFile,
    Notes,
    millimetres,
)
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.kinds import is_declared, kinds
from scholiast.lemma import ATTRIBUTE
from scholiast.manuscript import Manuscript, NoteEntry
from scholiast.register import address, all_calls, open_register
from scholiast.series import UNMARKED

UNKNOWN_KIND = Rule(
    "N017",
    "unknown-note-kind",
    Severity.ERROR,
    """A note is of a kind that is neither built in (author, editor, translator, source, gloss,
variant) nor declared in `book.yaml`.

It would be counted with the author's notes and stand among them, where a slip of the pen in its
kind meant something else. Correct the word, or declare the kind:

```yaml
notes:
  kinds:
    reviewer:
      marks: lower-roman
      label: Reviewer’s note
```""",
)
CALLED_AGAIN = Rule(
    "N018",
    "counted-by-page-called-twice",
    Severity.ERROR,
    """A note that is counted anew on each page is called more than once.

Its number is that of the page of its first call. On another page the same number means another
note, so that a second call there would lead the reader of paper astray.

Refer to it in words (`see @note:erfurt`), repeat the note, or have its kind counted by chapters:
`restart: chapter`.""",
)
ATTRIBUTES = Rule(
    "N019",
    "note-attributes",
    Severity.ERROR,
    """A note begins with braces that say more than is understood, or something else.

What stands in braces at the beginning of a note names its kind, `{.translator}`, or the words that
it is on, `lemma="Rome"`. Where braces are meant as text, put a backslash before them:
`\\{.translator}`.""",
)
ALIKE = Rule(
    "M030",
    "note-series-alike",
    Severity.WARNING,
    """Two kinds of notes are counted apart, by the same marks, and stand in the same place.

So two notes of one page, or one chapter, have the number 1, and a reader can't tell which of them
a number in the text means. Give one of them other `marks` (`symbols`, `lower-alpha` …) or another
place, or have both counted together by `series`.""",
)

NARROW_MARGIN = Rule(
    "M031",
    "margin-too-narrow-for-notes",
    Severity.ERROR,
    """Notes are to stand in the outer margin of the printed book, which has no room for them.

A note needs 20 mm for its lines, 4 mm to the text, and 7 mm to the edge, where paper is cut. Give
the edition an outer margin of 31 mm or more, 40 mm look better, and a page or an inner margin that
leaves the text its measure:

```yaml
editions:
  pdf:
    margins: {outer: 42mm, inner: 18mm}
```""",
)

KNOWN_ATTRIBUTES = frozenset({ATTRIBUTE})
"""The names of what may be said of a note beside its kind."""


def check(manuscript: Manuscript) -> Iterator[Diagnostic]:
    """Yield what is wrong with the kinds of notes of a manuscript."""
    file = manuscript.file
    if file is None:
        return
    for entry in _entries(manuscript):
        yield from _entry(entry, file.notes)
    if any(kind.restart == "page" for kind in kinds(file.notes, file.language)):
        yield from _called_again(manuscript, file.notes)
    yield from _alike(manuscript, file.notes)
    yield from _narrow(manuscript, file)


def _entries(manuscript: Manuscript) -> Iterator[NoteEntry]:
    for draft in manuscript.drafts:
        yield from draft.entries
    yield from manuscript.notes


def _entry(entry: NoteEntry, notes: Notes) -> Iterator[Diagnostic]:
    if not is_declared(entry.kind, notes):
        known = [*BUILT_IN_KINDS, *notes.kinds]
        near = difflib.get_close_matches(entry.kind, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else "declare it in `book.yaml`, `notes.kinds`"
        yield UNKNOWN_KIND.at(entry.place, f"there is no kind of notes `{entry.kind}`", hint)
    for name in sorted(entry.attributes.keys() - KNOWN_ATTRIBUTES):
        said = f"`{name}`" if name else f"`{entry.attributes[name]}`"
        message = f"{said} in the braces that open the note is not understood"
        yield ATTRIBUTES.at(entry.place, message, 'write its kind, `{.translator}`, or `lemma="…"`')


def _called_again(manuscript: Manuscript, notes: Notes) -> Iterator[Diagnostic]:
    assert manuscript.file is not None
    by_page = {
        kind.name
        for kind in kinds(notes, manuscript.file.language)
        if kind.restart == "page" and kind.pdf != "none"
    }
    register = open_register(manuscript)
    met: set[tuple[str, tuple[str, str]]] = set()
    for path, call in all_calls(manuscript):
        entry = register.resolve(path, call)
        if entry is None or entry.kind not in by_page:
            continue
        key = (path, address(entry))
        if key in met:
            message = f"note `{entry.label}`, counted anew on each page, is called again"
            hint = f"refer to it by `@note:{entry.label}`, or count by chapters"
            yield CALLED_AGAIN.at(call.place, message, hint)
        met.add(key)


def _narrow(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    """Yield the first kind in use that the outer margin has no room for."""
    forms = [form for form in ("pdf", *file.editions.declared) if form != "proof"]
    outers = {form: millimetres(file.editions.paged(form).margins.outer) for form in forms}
    form = min(outers, key=lambda name: outers[name])
    outer = outers[form]
    in_use = {entry.kind for entry in _entries(manuscript)}
    if outer >= LEAST_OUTER_FOR_NOTES:
        return
    for kind in kinds(file.notes, file.language):
        if kind.pdf == "margin" and kind.name in in_use:
            place = manuscript.place(f"notes.kinds.{kind.name}")
            message = f"the outer margin of {outer:g} mm has no room for notes"
            key = f"editions.{form.replace('-', '_')}.margins.outer"
            hint = f"make `{key}` {LEAST_OUTER_FOR_NOTES:g} mm or more"
            yield NARROW_MARGIN.at(place, message, hint)
            return


def _alike(manuscript: Manuscript, notes: Notes) -> Iterator[Diagnostic]:
    assert manuscript.file is not None
    in_use = {entry.kind for entry in _entries(manuscript)}
    found = [kind for kind in kinds(notes, manuscript.file.language) if kind.name in in_use]
    met: set[frozenset[str]] = set()
    for one, other in combinations(found, 2):
        both = frozenset({one.series, other.series})
        if len(both) == 1 or both in met or one.marks != other.marks or one.marks == UNMARKED:
            continue
        met.add(both)
        shared = [
            edition
            for edition in ("pdf", "epub", "html")
            if getattr(one, edition) == getattr(other, edition) not in {"none", "book-end"}
        ]
        if shared:
            declared = other if other.name in notes.kinds else one
            place = manuscript.place(f"notes.kinds.{declared.name}")
            message = f"notes of the kinds `{one.name}` and `{other.name}` have the same marks"
            yield ALIKE.at(place, message, f"give one of them other `marks` ({', '.join(shared)})")
