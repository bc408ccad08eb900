"""The book: a manuscript that was found right, in the order and with the numbers it is printed in.

Words, no work. `compose` makes a Book; renderers read it and nothing else.

A *fragment* (`Chapter.body`, `Note.body`, `title_xhtml`) is a string of well-formed XML with one
root element (`div` for blocks, `span` for inlines) without attributes. XHTML elements stand in no
namespace; MathML and SVG carry theirs. In a fragment

- a note reference is `<a class="note-ref" data-reference="call-…" data-note="note-…"/>`, empty:
  its number, target and role are supplied where notes are placed (`scholiast.markup`);
- an internal link is `href="#id"`; every id is unique in the whole book;
- a page reference is a link of the class `page-ref`, empty: in print it says on which page its
  target stands, elsewhere in which section; one that follows words, which are a link themselves,
  has the class `page-ref-behind` too, and is nothing but in print; one that says more than a page
  has the class `cross-ref` and `data-form`, a `PageReference.form`;
- an image is `<img src="images/map.png">`, a key of `Book.images`;
- `<div class="notes-here" data-notes="note-… note-…"/>` is where these notes stand, in a chapter
  that is nothing but notes of others (`Chapter.guests`).

`compose` makes a Book in which every note stands with its chapter. What one edition has of it, with
the notes it leaves out and those that stand elsewhere, is for `scholiast.arrange` to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from scholiast.config import Metadata
from scholiast.diagnostics import Diagnostic
from scholiast.series import Marks
from scholiast.source import Span


class Matter(Enum):
    """The three parts of a book, named as EPUB's structural semantics name them."""

    FRONT = "frontmatter"
    BODY = "bodymatter"
    BACK = "backmatter"


@dataclass(frozen=True, slots=True)
class NoteReference:
    """One resolved call of a note: `id` is its address (`call-…`), `place` where it was written."""

    id: str
    note: str
    place: Span


@dataclass(frozen=True, slots=True)
class NoteKind:
    """A kind of notes: how they are counted, what they are called, where they stand.

    `series` is the kind that it is counted with (mostly its own name), `marks` as in
    `scholiast.series`, `restart` book, part, chapter or page. `label` is what one is called,
    `heading` what several are. `pdf`, `epub` and `html` say where they stand in each edition, in
    the words of `book.yaml` (`config.Placements`).
    """

    name: str
    series: str
    marks: Marks = "decimal"
    restart: str = "chapter"
    label: str | None = None
    heading: str | None = None
    pdf: str = "page-foot"
    epub: str = "pop-up"
    html: str = "pop-up"


@dataclass(frozen=True, slots=True)
class Passage:
    """A block fragment and its words, as those of a note."""

    body: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """One note of the book, as it stands in one chapter.

    `id` (`note-…`) is its stable address, `number` the mark that is printed, `text` the words of
    its body (`text.readable`, without marks of notes in it), `body` a block fragment, `references`
    its calls in order (at least one), `parent` the id of the note in which it is called, if any.
    `missing` is true only in a draft: the body is then a visible placeholder. `full` is the note as
    it is to be read alone, in a pop-up, where `ibid.` leads nowhere; None where that is the same.

    In an edition `placement` is where it stands, None for the edition's own place (the foot of the
    page in print, a pop-up elsewhere); `home` is the id of the chapter it stands in, None for its
    own; `called` what a note of its kind is called. `by_page` are the marks of a note that is
    counted anew on each page: its `number` is known when there are pages. `referred` tells that a
    cross-reference leads to it. `lines` are those of verse that a note without a mark is on: they
    are its number, and the words before its call are the link to it.
    """

    id: str
    label: str
    kind: str
    number: str
    body: str
    text: str
    place: Span
    references: tuple[NoteReference, ...]
    parent: str | None = None
    missing: bool = False
    series: str = "author"
    placement: str | None = None
    home: str | None = None
    called: str | None = None
    by_page: Marks | None = None
    referred: bool = False
    lines: str | None = None
    full: Passage | None = None


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of a chapter that stand together in an edition, in order, under a heading or none."""

    placement: str | None
    series: str
    heading: str | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a chapter below its title: `level` 1-6, `id` its anchor, plain `title`.

    `short` is what it is called where there is little room, None for its title.
    """

    level: int
    id: str
    title: str
    short: str | None = None


@dataclass(frozen=True, slots=True)
class PageReference:
    """What references of a chapter lead to: the id `target`, in the section `title`.

    `form` is empty where they say a page or a section. Else it is what they lead to, as it is
    written in front of its name (`note`, `Note` at the beginning of a sentence), and behind a
    colon, if anything, that they say a number alone (`bare`), are one of several (`first`,
    `middle`, `last`), or lead to another chapter and say so (`far`). `number` is that of the
    figure, table or line, `chapter` the anchor of the chapter that the line is in, if that is
    another one. `printed` is what they say in print, `{folio}` to be filled in, `shown` what
    elsewhere; `scholiast.saying` gives both.
    """

    target: str
    title: str
    form: str = ""
    number: str | None = None
    chapter: str | None = None
    printed: str = ""
    shown: str = ""

    @property
    def is_locator(self) -> bool:
        """Tell whether it is one of the places of an entry of the index."""
        return self.form.startswith("index:")

    @property
    def in_print(self) -> str:
        """Return the id that they lead to in print, where a note is told from its calls."""
        is_note = self.form.partition(":")[0] in {"note", "Note"}
        return f"at-{self.target}" if is_note else self.target

    @property
    def says_page(self) -> bool:
        """Tell whether they say a page in print."""
        return not self.form or "{folio}" in self.printed


BEFORE_CONTENTS = frozenset({"dedication", "epigraph"})
"""Kinds of documents that stand before the contents; their title is not printed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One document of the spine.

    `id` names it (`rome`); its element has the id `chapter-rome` (`anchor`) and `title_id` is the
    id of its title. `kind` is an EPUB structural term (chapter, preface, appendix, bibliography …),
    `number` what is printed over the title ("1"), if anything, `body` what follows the title,
    `text` the words of title-less body without note marks and without what page references say,
    `notes` in the order of first calls, each nested note right after its parent.
    `page_references` has each target once in each form. `authors` are those of the chapter, where
    it says so, `short` is its title where there is little room, `date` when it appeared, where it
    did so by itself.

    In an edition `groups` says which of its notes stand together in it; without any, all do.
    `guests` are notes of other chapters that stand here, at the places that `body` has for them,
    `strangers` those that these call and that stand elsewhere, without their text.
    """

    id: str
    kind: str
    matter: Matter
    part: str | None
    number: str | None
    title: str
    title_id: str
    title_xhtml: str
    body: str
    text: str
    language: str
    headings: tuple[Heading, ...]
    notes: tuple[Note, ...]
    path: str
    page_references: tuple[PageReference, ...] = ()
    groups: tuple[NoteGroup, ...] = ()
    guests: tuple[Note, ...] = ()
    strangers: tuple[Note, ...] = ()
    authors: tuple[str, ...] = ()
    short: str | None = None
    date: str | None = None

    @property
    def anchor(self) -> str:
        """Return the id of the chapter's own element in every format."""
        return f"chapter-{self.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body: `id` is its anchor (`part-…`), `number` printed ("I"), `chapters` ids."""

    id: str
    number: str | None
    title: str
    chapters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the book: `path` is its key, `width` and `height` in px (None where unknown)."""

    path: str
    media_type: str
    data: bytes = field(repr=False)
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """How a book or a chapter is cited, by others.

    `entries` are inline fragments, XML without a root, by the name of a style; `records` are for
    reference managers, by the ending of a file.
    """

    entries: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A whole book, in order, every note resolved.

    `slug` names its files, `modified` (UTC, whole seconds) dates them, `draft` is true when notes
    are missing and placeholders stand for them. `diagnostics` is what was said while it was made.
    `kinds` are the kinds of notes in their order, `nested` the marks of notes within notes.
    `citations` says of each chapter by its id, and of the book by an empty one, how it is cited.
    """

    slug: str
    metadata: Metadata
    chapters: tuple[Chapter, ...]
    parts: tuple[Part, ...]
    images: Mapping[str, Image]
    modified: datetime
    draft: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    kinds: tuple[NoteKind, ...] = ()
    nested: Marks = "lower-alpha"
    citations: Mapping[str, Citation] = field(default_factory=dict, repr=False)

    def chapter(self, chapter_id: str) -> Chapter:
        """Return the chapter with this id; KeyError if there is none."""
        for chapter in self.chapters:
            if chapter.id == chapter_id:
                return chapter
        raise KeyError(chapter_id)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return all notes of the book in the order of the spine."""
        return tuple(note for chapter in self.chapters for note in chapter.notes)
