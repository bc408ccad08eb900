"""What the author wrote, as read: drafts, note entries and note calls, right or wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.pandoc import Reference
from scholiast.source import Source, Span

Node = dict[str, Any]
"""One element of pandoc's JSON syntax tree: `{"t": type, "c": content}`."""


class Where(Enum):
    """Where a note call stands."""

    TEXT = "text"
    HEADING = "heading"
    NOTE = "note"
    ALT = "alternative text"
    RAW = "raw markup"
    METADATA = "metadata"
    CITATION = "citation"
    LINK = "link text"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class NoteCall:
    """A note call as written: `key` is unique in its draft, `entry` the key of the note entry that
    holds it, if any. In the trees of a draft it is `{"t": "NoteCall", "c": key}`.
    `opens_line` tells that nothing stands before it in its line, `colon` that one follows it:
    `":"` at once, `" :"` after a space.
    """

    key: str
    label: str
    place: Span
    where: Where = Where.TEXT
    entry: str | None = None
    opens_line: bool = False
    colon: str = ""


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note as written: in a draft, inline at its call, or in a file of `notes/`.

    `key` is unique in its file, `label` calls it (empty where it is inline), `blocks` is its body.
    `kind` is whose note it is, `attributes` are those that its text begins with, by name.
    """

    key: str
    label: str
    place: Span
    blocks: list[Node] = field(repr=False)
    kind: str = "author"
    sources: tuple[str, ...] = ()
    inline: bool = False
    missing: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A text as pandoc wrote it in HTML when it read it, with pandoc's own notes and our signs.

    Keys of its notes begin with `prefix` and end with their signs: `definitions` are those of the
    definitions, in the order in which they are called at its end, `inline` those of others.
    """

    html: str = field(repr=False)
    prefix: str
    definitions: tuple[str, ...]
    inline: frozenset[str]


@dataclass(frozen=True, slots=True)
class Draft:
    """One file of the spine, read.

    `blocks` is its syntax tree without the header, note bodies taken out; `header` the mapping at
    its top (`title`, `kind`, `numbered`, `language`, `id`), `place` where the spine lists it.
    `title` are the inlines of the header's title, `part` counts the parts of the body from 1.
    `glued` are label and place of definitions that pandoc read as text, `lost` of note marks that
    came back nowhere in the tree. `written` is the text in HTML, where the tree says no more.
    """

    path: str
    source: Source
    matter: Matter
    part: int | None
    kind: str | None
    numbered: bool | None
    place: Span
    header: Mapping[str, Any]
    blocks: list[Node] = field(repr=False)
    title: list[Node] = field(default_factory=list)
    calls: tuple[NoteCall, ...] = ()
    entries: tuple[NoteEntry, ...] = ()
    glued: tuple[tuple[str, Span], ...] = ()
    lost: tuple[tuple[str, Span], ...] = ()
    written: Written | None = None


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything that was read from a book's folder.

    `file` is None where `book.yaml` can't be understood, and `problems` then says why; `problems`
    holds all that reading itself found wrong. `sources` holds every text file read, by path.
    `notes` are the entries of `notes/`, `note_calls` the calls in them, `glued` and `lost` the
    marks in them that came to nothing, as in a draft; `references` the entries of the
    bibliography, `style` the CSL style, `not_located` what stands behind keys and looks like a
    place in a work, but is not understood (`scholiast.locators`), `images` the bytes of every image
    found, by its path.
    `places` gives the place in `book.yaml` of each value, by its dotted path (`spine.body.0`).
    `files` gives for each path that was looked for the SHA-256 of what was there, None where that
    was nothing.
    """

    root: Path
    file: BookFile | None
    sources: Mapping[str, Source]
    drafts: tuple[Draft, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    note_calls: tuple[NoteCall, ...] = ()
    glued: tuple[tuple[str, Span], ...] = ()
    lost: tuple[tuple[str, Span], ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    style: bytes | None = field(default=None, repr=False)
    not_located: frozenset[str] = frozenset()
    images: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    files: Mapping[str, str | None] = field(default_factory=dict, repr=False)

    def place(self, path: str) -> Span:
        """Return the place in `book.yaml` of the value at dotted `path`, or of the nearest one."""
        while path and path not in self.places:
            path = path.rpartition(".")[0]
        return self.places.get(path, Span("book.yaml"))


def walk(nodes: Any) -> Iterator[Node]:
    """Yield every node of a tree, or of lists of trees, from the outside in, in document order."""
    waiting = [nodes]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(part for part in reversed(value) if isinstance(part, list | dict))
        elif "t" in value:
            yield value
            content = value.get("c")
            if isinstance(content, list | dict):
                waiting.append(content)
        elif isinstance(value, dict):
            waiting.extend(
                part for part in reversed(value.values()) if isinstance(part, list | dict)
            )
