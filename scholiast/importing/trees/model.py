"""A text as a tree of pandoc's, with its notes marked, before it is made into a manuscript.

A *note call* in a tree is pandoc's own `Note`, or a span made by `call`; a note that stands
elsewhere than at its call is a division made by `definition`, wherever it stands. Whoever reads a
format says so in one of these ways, and says in `Text.notes` what he himself has read of each note.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scholiast.book import Matter
from scholiast.diagnostics import Diagnostic
from scholiast.importing.model import LeftOut
from scholiast.source import Span

Node = dict[str, Any]
"""One element of pandoc's JSON syntax tree: `{"t": type, "c": content}`."""

CALL = "scholiast-call"
DEFINITION = "scholiast-definition"


def call(label: str) -> Node:
    """Return an inline that calls the note `label`."""
    return {"t": "Span", "c": [["", [CALL], [["label", label]]], []]}


def definition(label: str, blocks: Sequence[Node]) -> Node:
    """Return a block that is the body of the note `label`."""
    return {"t": "Div", "c": [["", [DEFINITION], [["label", label]]], list(blocks)]}


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A note as the source has it.

    `name` is what it is called there ("footnote 12"), `place` the file (and line) it stands in,
    `words` what it says by a reading that shares nothing with pandoc (None where there is none),
    `kind` its kind in the book. `doubt` says why it is not certain that this is a note, or that its
    call is one; `gone` why the source itself does not hold its text.
    """

    label: str
    name: str
    place: Span
    words: str | None = None
    kind: str = "author"
    doubt: str | None = None
    gone: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: `title` is what it is called where no heading says so.

    `name` says where it is from (a file in a container), empty for all of the text. `kind`, `part`
    and `matter` are those of its chapters, where the source knows them, `header` stands over their
    text. With a `path` it is one chapter as it stands, to be written there, or as `verbatim`, where
    its text is known.
    """

    blocks: list[Node] = field(repr=False)
    name: str = ""
    title: str | None = None
    kind: str | None = None
    part: str | None = None
    path: str | None = None
    header: str = ""
    verbatim: str | None = None
    matter: Matter | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A whole text: its `pieces` in order, each cut at its highest headings.

    `notes` are by label: each label that a call or a definition in the trees has. `signs` give by
    character the label of the note that begins with it, or of the call that it is where it stands
    alone; `uncalled` are labels of notes whose call in the tree is none in the source. `metadata`
    are values of `book.yaml`, `media` the bytes of pictures by the target that the trees name.
    `kind` is what it was ("Word"). `numbered` tells whether chapters get numbers, None lets
    their titles decide. `files` are texts that are written as they are, by path, `book.yaml` among
    them where it is known; `names` give the label in the manuscript of notes that are known by
    another in the trees, as labels of two chapters may be the same; `shared` are labels of notes
    that stand in `files`, and not in a chapter, `inline` of those that are written where they are
    called, if they are one paragraph.
    """

    kind: str
    pieces: tuple[Piece, ...]
    notes: Mapping[str, SourceNote]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    signs: Mapping[str, str] = field(default_factory=dict, repr=False)
    uncalled: frozenset[str] = frozenset()
    findings: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    numbered: bool | None = None
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    shared: frozenset[str] = frozenset()
    inline: frozenset[str] = frozenset()
