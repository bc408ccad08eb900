"""What a change of notes is: files as they are to be, what is done, and what had to be left."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.saving import Change
from scholiast.source import Span

LEFT = Rule(
    "M061",
    "note-left-in-place",
    Severity.WARNING,
    """\
`notes extract` or `notes inline` left a note where it is, because it could not be moved without
changing the book. The message says why:

- another chapter defines a note of the same label, or one of `notes/` has it: in `notes/` a label
  means one note in the whole book. Give it another label first, by `notes rename`;
- the definition stands in a quotation or a list, and the note belongs to it;
- several chapters call the note, so that it belongs to none of them;
- its entry says more than a definition can: `sources`, or that its text is `missing`;
- the note uses something of its chapter that it would not find elsewhere, such as a link reference,
  or an image beside it, or it holds what a definition can't hold.

Each note that is moved was proved before: the manuscript was read with the change in it, and every
text and every note was the same as before.""",
)

REFUSED = Rule(
    "M062",
    "note-change-refused",
    Severity.ERROR,
    """\
`notes rename`, `notes extract` or `notes inline` changed nothing, because what was asked for is not
there, means two things, or could not be done without changing the book.

A label that several chapters define means a note in each: name the chapter, as in `notes rename 1
erfurt --chapter 03-rome`. A new label must not be in use already, not even by a call that leads
nowhere, and must be one that pandoc reads: without spaces, brackets and carets.""",
)

RULES = (LEFT, REFUSED)


class RefusedError(Exception):
    """Nothing was changed; `finding` says why, with a place and a hint."""

    def __init__(self, message: str, place: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.finding = REFUSED.at(place, message, hint)


@dataclass(frozen=True, slots=True)
class Changes:
    """Files as they were and as they are to be, the labels that are moved, and what is left."""

    files: Mapping[str, Change] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    left: tuple[Diagnostic, ...] = ()
