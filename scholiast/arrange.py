"""A Book as one edition has it: notes counted, some left out, some standing elsewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from scholiast import descriptions, indexing, markup, series, text
from scholiast.book import (
    Book,
    Chapter,
    Matter,
    Note,
    NoteGroup,
    NoteKind,
    PageReference,
    Passage,
)
from scholiast.edition import Format
from scholiast.saying import with_words
from scholiast.slugs import unique
from scholiast.wording import apparatus_words, wording

_OWN_PLACE = {Format.PDF: "page-foot", Format.EPUB: "pop-up", Format.HTML: "pop-up"}
"""Where notes stand in an edition that says nothing else, by what kind of file it is."""

_WITHOUT_DESCRIPTIONS = frozenset({Format.PDF})
"""Editions without long descriptions: whoever reads on paper sees the picture."""

_IN_PROOF = "chapter-end"
"""Where all notes stand in a proof, none left out: an editor reads them one after the other."""

NOTES_HERE = "notes-here"
"""The class of the element that stands for notes of other chapters; see `scholiast.book`."""


def arrange(book: Book, format: Format) -> Book:
    """Return the book as its edition in `format` has it; the book itself where that is the same.

    Notes of kinds that the edition leaves out are gone, with their calls and the notes that only
    they call. The others are counted, each in its series, and know where they stand; those that
    stand at the end of the book are in a chapter made for them.
    """
    if not _differs(book, format):
        return book
    kinds = {kind.name: kind for kind in book.kinds}
    chapters = [_without_others(chapter, kinds, format) for chapter in book.chapters]
    if format in _WITHOUT_DESCRIPTIONS:
        chapters = [_without_descriptions(chapter) for chapter in chapters]
    chapters = _without_lost_places(chapters, book, kinds, format)
    chapters = numbered(chapters, book, format)
    language = book.metadata.language
    chapters = [_placed(chapter, kinds, format, language) for chapter in chapters]
    placed = [_with_texts(chapter, format) for chapter in chapters]
    chapters = with_words(placed)
    return replace(book, chapters=tuple(_with_end_notes(book, chapters)))


def _differs(book: Book, format: Format) -> bool:
    """Tell whether an edition has the notes in another way than `compose` left them."""
    in_use = {note.kind for chapter in book.chapters for note in chapter.notes}
    if not format.is_paged and any(note.full is not None for note in book.notes):
        return True
    if format is Format.PROOF and in_use:
        return True
    if format in _WITHOUT_DESCRIPTIONS and any(map(_has_descriptions, book.chapters)):
        return True
    return any(
        _place(kind, format) != _OWN_PLACE[format.file]
        or kind.series != "author"
        or (kind.restart == "page" and _counts_by_page(format))
        for kind in book.kinds
        if kind.name in in_use
    )


def _counts_by_page(format: Format | None) -> bool:
    return format is not None and format.is_paged and format is not Format.PROOF


def _place(kind: NoteKind | None, format: Format) -> str:
    if format is Format.PROOF:
        return _IN_PROOF
    if kind is None:
        return _OWN_PLACE[format.file]
    place = str(getattr(kind, format.file.value))
    # One page has one margin, and the notes of many chapters: there they pop up.
    return "pop-up" if format is Format.SINGLE_HTML and place == "margin" else place


# -- counted --


def numbered(
    chapters: Iterable[Chapter], book: Book, format: Format | None = None
) -> list[Chapter]:
    """Return chapters with the numbers of their notes, each series counted by its own rule.

    Where a series begins again on each page, the numbers are those it has by chapters, and in print
    the notes say by what marks they are to be counted (`Note.by_page`). A note within a note of its
    own series has marks of its own.
    """
    kinds = {kind.name: kind for kind in book.kinds}
    count = _Count(kinds, book.nested, format, book.metadata.language)
    return [
        replace(chapter, notes=tuple(count.note(note, chapter) for note in chapter.notes))
        for chapter in chapters
    ]


_PLAIN = NoteKind("author", "author")


@dataclass(slots=True)
class _Count:
    """Counts the notes of a book in their order; `counts` by series and by where that began."""

    kinds: Mapping[str, NoteKind]
    nested: series.Marks
    format: Format | None
    language: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    of: dict[str, NoteKind] = field(default_factory=dict)

    def note(self, note: Note, chapter: Chapter) -> Note:
        """Return a note with its number, the next of its series.

        A note in a note is of the same hand where nothing else is said.
        """
        kind = self.kinds.get(note.kind, _PLAIN)
        above = self.of.get(note.parent or "")
        is_nested = above is not None and kind.series in {above.series, _PLAIN.series}
        kind = above if above is not None and is_nested else kind
        self.of[note.id] = kind
        name = f"{kind.series}/nested" if is_nested else kind.series
        marks = _nested_marks(kind.marks, self.nested) if is_nested else kind.marks
        key = name, _scope(kind, chapter)
        self.counts[key] = self.counts.get(key, 0) + 1
        by_page = kind.restart == "page" and _counts_by_page(self.format)
        return replace(
            note,
            number=note.lines or series.mark(marks, self.counts[key]),
            series=name,
            called=in_language(kind, self.language, chapter.language).label,
            by_page=marks if by_page else None,
        )


def in_language(kind: NoteKind, own: str, language: str) -> NoteKind:
    """Return a kind as it is called in a chapter of a language; `own` is that of the book.

    What a kind is called in `book.yaml` it is called everywhere.
    """
    said, there = apparatus_words(own).kinds, apparatus_words(language).kinds
    if language == own or kind.name not in said or kind.name not in there:
        return kind
    pairs = zip((kind.label, kind.heading), said[kind.name], there[kind.name], strict=True)
    label, heading = (new if word == default else word for word, default, new in pairs)
    return replace(kind, label=label, heading=heading)


def _nested_marks(marks: series.Marks, nested: series.Marks) -> series.Marks:
    """Return marks for notes within notes that can't be taken for those of their parents."""
    if nested != marks:
        return nested
    return "lower-roman" if marks == "lower-alpha" else "lower-alpha"


def _scope(kind: NoteKind, chapter: Chapter) -> str:
    """Return what a series is counted within, by its id."""
    if kind.restart == "book":
        return ""
    if kind.restart == "part" and chapter.part is not None:
        return chapter.part
    return chapter.anchor


# -- left out --


def _has_descriptions(chapter: Chapter) -> bool:
    return descriptions.CLASS in chapter.body


def _without_descriptions(chapter: Chapter) -> Chapter:
    """Return a chapter without long descriptions, which hold no note and nothing that is led to."""
    if not _has_descriptions(chapter):
        return chapter
    body = markup.parse(chapter.body)
    descriptions.leave_out(body)
    words = text.readable(markup.words(body))
    return replace(chapter, body=markup.serialise(body), text=words)


def _without_lost_places(
    chapters: Sequence[Chapter], book: Book, kinds: Mapping[str, NoteKind], format: Format
) -> list[Chapter]:
    """Return chapters of which the index leads to no place in a note that is left out."""
    if not any(one.is_locator for chapter in chapters for one in chapter.page_references):
        return list(chapters)
    gone = {
        element.get("id", "")
        for note in book.notes
        if _place(kinds.get(note.kind), format) == "none"
        for element in markup.parse(note.body).iter("span")
    }
    return [_without_places(chapter, gone) for chapter in chapters]


def _without_places(chapter: Chapter, gone: set[str]) -> Chapter:
    left = tuple(
        one for one in chapter.page_references if not (one.is_locator and one.target in gone)
    )
    if len(left) == len(chapter.page_references):
        return chapter
    body = markup.parse(chapter.body)
    indexing.forget(body, gone)
    return replace(
        chapter,
        body=markup.serialise(body),
        text=text.readable(markup.words(body)),
        page_references=left,
    )


def _without_others(chapter: Chapter, kinds: Mapping[str, NoteKind], format: Format) -> Chapter:
    """Return a chapter without the notes that an edition leaves out, and without their calls."""
    out = {note.id for note in chapter.notes if _place(kinds.get(note.kind), format) == "none"}
    if not out:
        return chapter
    bodies = {note.id: markup.parse(note.body) for note in chapter.notes if note.id not in out}
    full = {
        note.id: markup.parse(note.full.body)
        for note in chapter.notes
        if note.full is not None and note.id not in out
    }
    title, body = markup.parse(chapter.title_xhtml), markup.parse(chapter.body)
    for tree in (title, body, *bodies.values(), *full.values()):
        for mark in [link for link in tree.iter("a") if link.get("data-note") in out]:
            markup.drop(mark)
    met: dict[str, _Met] = {}
    for tree in (title, body):
        _meet(tree, None, bodies, met)
    notes = {note.id: note for note in chapter.notes}
    return replace(
        chapter,
        title_xhtml=markup.serialise(title),
        body=markup.serialise(body),
        notes=tuple(
            replace(
                notes[name],
                body=markup.serialise(bodies[name]),
                full=_passage(full.get(name)),
                parent=found.parent,
                references=tuple(r for r in notes[name].references if r.id in found.calls),
            )
            for name, found in met.items()
        ),
    )


def _passage(tree: markup.Element | None) -> Passage | None:
    if tree is None:
        return None
    return Passage(markup.serialise(tree), text.readable(markup.words(tree)))


@dataclass(slots=True)
class _Met:
    """A note that is called: in which note first, if in one, and its calls by id."""

    parent: str | None
    calls: set[str] = field(default_factory=set)


def _meet(
    tree: markup.Element,
    parent: str | None,
    bodies: Mapping[str, markup.Element],
    met: dict[str, _Met],
) -> None:
    """Enter the notes that a tree calls, in order, each with those that it calls itself."""
    for mark in tree.iter("a"):
        name = mark.get("data-note")
        if name is None or name not in bodies:
            continue
        is_new = name not in met
        met.setdefault(name, _Met(parent)).calls.add(str(mark.get("data-reference")))
        if is_new:
            _meet(bodies[name], name, bodies, met)


# -- where they stand --


def _placed(
    chapter: Chapter, kinds: Mapping[str, NoteKind], format: Format, language: str
) -> Chapter:
    """Return a chapter whose notes know where they stand; a note in a note stands with that.

    `language` is that of the book.
    """
    places: dict[str, str] = {}
    roots: dict[str, str] = {}
    notes = []
    for note in chapter.notes:
        stands_with = places.get(note.parent or "")
        place = _place(kinds.get(note.kind), format) if stands_with is None else stands_with
        places[note.id] = place
        roots[note.id] = roots.get(note.parent or "", note.series)
        notes.append(replace(note, placement=None if place == _OWN_PLACE[format.file] else place))
    named = {name: in_language(kind, language, chapter.language) for name, kind in kinds.items()}
    groups = _groups(notes, roots, named)
    return replace(chapter, notes=tuple(notes), groups=groups)


def _with_texts(chapter: Chapter, format: Format) -> Chapter:
    """Return a chapter with the text of each note that is for its place: in a pop-up the full one.

    There a note is read alone, where `ibid.` and `see note 3` mean nothing.
    """
    if all(note.full is None for note in chapter.notes):
        return chapter
    pops_up = _OWN_PLACE[format.file] == "pop-up"
    return replace(
        chapter,
        notes=tuple(
            replace(note, body=note.full.body, text=note.full.text, full=None)
            if note.full is not None and pops_up and note.placement is None
            else replace(note, full=None)
            for note in chapter.notes
        ),
    )


def _groups(
    notes: Sequence[Note], roots: Mapping[str, str], kinds: Mapping[str, NoteKind]
) -> tuple[NoteGroup, ...]:
    """Return notes that stand together, by the order of their kinds; `roots` gives their series.

    Headings are for groups at the end of something, where there are several.
    """
    found: dict[tuple[str | None, str], list[str]] = {}
    for note in notes:
        found.setdefault((note.placement, roots[note.id]), []).append(note.id)
    order = list(dict.fromkeys(kind.series for kind in kinds.values()))
    several = len({root for _, root in found}) > 1
    return tuple(
        NoteGroup(place, root, kinds[root].heading if several and root in kinds else None, (*ids,))
        for (place, root), ids in sorted(
            found.items(), key=lambda item: (order.index(item[0][1]), str(item[0][0]))
        )
    )


# -- at the end of the book --

_AFTER_NOTES = {"bibliography", "glossary", "index", "colophon"}
"""Kinds of chapters of the back matter that stand after the notes (Chicago 1.4)."""


def _with_end_notes(book: Book, chapters: list[Chapter]) -> Iterator[Chapter]:
    """Yield chapters, and before the last ones of the book those of its notes."""
    taken = {chapter.id for chapter in chapters}
    made = []
    for kind in book.kinds:
        if kind.series != kind.name:
            continue
        name = unique("notes" if kind.name == "author" else f"notes-{kind.name}", taken)
        chapter = _end_notes(name, kind, book, chapters)
        if chapter is not None:
            taken.add(name)
            made.append(chapter)
    homes = {note.id: chapter.id for chapter in made for note in chapter.guests}
    at = _place_for_notes(chapters)
    for index, chapter in enumerate(chapters):
        if index == at:
            yield from made
        yield _with_homes(chapter, homes)
    if at == len(chapters):
        yield from made


def _place_for_notes(chapters: Sequence[Chapter]) -> int:
    last = len(chapters)
    while last and chapters[last - 1].kind in _AFTER_NOTES:
        last -= 1
    return last


def _with_homes(chapter: Chapter, homes: Mapping[str, str]) -> Chapter:
    if not any(note.id in homes for note in chapter.notes):
        return chapter
    notes = tuple(replace(note, home=homes.get(note.id)) for note in chapter.notes)
    groups = tuple(group for group in chapter.groups if group.placement != "book-end")
    return replace(chapter, notes=notes, groups=groups)


def _end_notes(
    name: str, kind: NoteKind, book: Book, chapters: Sequence[Chapter]
) -> Chapter | None:
    """Return the chapter of all notes of a series that stand at the end of the book."""
    language = book.metadata.language
    body = etree.Element("div")
    guests: list[Note] = []
    strangers: list[Note] = []
    references: dict[tuple[str, str], PageReference] = {}
    for chapter in chapters:
        own = [
            note_id
            for group in chapter.groups
            if group.placement == "book-end" and group.series == kind.name
            for note_id in group.notes
        ]
        if own:
            _add_group(body, name, chapter, own, language)
            new = [replace(note, home=name) for note in chapter.notes if note.id in own]
            references |= _references(chapter, new)
            guests += new
            strangers += _strangers(chapter, new)
    if not guests:
        return None
    title = kind.heading or wording(language).notes
    heading = etree.Element("span")
    heading.text = title
    return Chapter(
        id=name,
        kind="endnotes",
        matter=Matter.BACK,
        part=None,
        number=None,
        title=title,
        title_id=f"{name}-title",
        title_xhtml=markup.serialise(heading),
        body=markup.serialise(body),
        text=text.readable(markup.words(body)),
        language=language,
        headings=(),
        notes=(),
        path="book.yaml",
        page_references=tuple(references.values()),
        guests=tuple(guests),
        strangers=tuple(strangers),
    )


def _strangers(chapter: Chapter, notes: Sequence[Note]) -> Iterator[Note]:
    """Yield the other notes of a chapter that some of its notes call, without their text."""
    here = {note.id for note in notes}
    bodies = "".join(note.body for note in notes)
    for note in chapter.notes:
        if note.id not in here and f'data-note="{note.id}"' in bodies:
            yield replace(note, body="<div/>", text="")


def _references(chapter: Chapter, notes: Sequence[Note]) -> dict[tuple[str, str], PageReference]:
    """Return what notes refer to by its page or number: in print also their own calls."""
    bodies = "".join(note.body for note in notes)
    calls = (PageReference(call.id, "") for note in notes for call in note.references[:1])
    written = (one for one in chapter.page_references if f'"#{one.target}"' in bodies)
    return {(one.target, one.form): one for one in (*calls, *written)}


def _add_group(
    body: markup.Element, name: str, chapter: Chapter, notes: Sequence[str], language: str
) -> None:
    """Add the notes of a chapter under its title, which leads to it."""
    group = etree.SubElement(body, "div", {"class": "notes-of-chapter"})
    if chapter.language != language:
        group.set("lang", chapter.language)
    heading = etree.SubElement(group, "h2", id=f"{name}--{chapter.id}")
    link = etree.SubElement(heading, "a", href=f"#{chapter.anchor}")
    words = wording(chapter.language)
    title = chapter.title
    if chapter.number:
        title = words.numbered.format(number=chapter.number, title=title)
    link.text = title
    etree.SubElement(group, "div", {"class": NOTES_HERE, "data-notes": " ".join(notes)})
