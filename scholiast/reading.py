"""A book's folder to a Manuscript; never fails on what an author wrote."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scholiast import (
    brackets,
    csl,
    drafts,
    files,
    folder,
    languages,
    locators,
    pandoc,
    rawhtml,
    text,
)
from scholiast.book import Matter
from scholiast.bookfile import (
    HeaderReading,
    NoteEntryReading,
    read_book_file,
    read_header,
    read_notes_file,
)
from scholiast.config import BookFile, Document, PartEntry, Spine
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.jobs import Works
from scholiast.manuscript import Draft, Manuscript, Node, NoteCall, NoteEntry, Where, walk
from scholiast.marks import TooManyMarksError, find_marks
from scholiast.quotation import Quotes, quotes
from scholiast.source import Position, Source, Span

PANDOC_SAYS = Rule(
    "P001",
    "pandoc-warning",
    Severity.WARNING,
    """Pandoc, which reads the Markdown, warns of something in this file: a link reference that
is defined twice, mathematics it can't read, a division that is not closed, and the like.

The message is pandoc's own. Mend the place it names; where it names none, the warning is about
the whole file.""",
)
PANDOC_FAILS = Rule(
    "P002",
    "pandoc-error",
    Severity.ERROR,
    """Pandoc could not read this file at all. The message is pandoc's own.

Most often a construct is nested far too deep. Take out half of the text until pandoc reads the
rest: what you took out last holds the fault.""",
)
SIGNS_TAKEN = Rule(
    "P003",
    "private-characters",
    Severity.ERROR,
    """The text has characters of Unicode's private planes 15 and 16, or more than 131,068 note
marks in one file. Scholiast gives each note mark such a character while pandoc reads the text,
so it could not tell yours from its own. No font shows these characters but one made for them.

Replace them, or cut the file in two.""",
)
BAD_BIBLIOGRAPHY = Rule(
    "P004",
    "unreadable-bibliography",
    Severity.ERROR,
    """Pandoc could not read the bibliography. It reads BibLaTeX (`.bib`), BibTeX (`.bibtex`),
CSL JSON (`.json`), RIS (`.ris`) and YAML (`.yaml`), told apart by the ending of the file's
name.""",
)
RULES = (PANDOC_SAYS, PANDOC_FAILS, SIGNS_TAKEN, BAD_BIBLIOGRAPHY)

BOOK_FILE = "book.yaml"
_NOTES_FOLDER = "notes"


@dataclass
class _Desk:
    """What has been gathered so far: the one thing that changes while a manuscript is read."""

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    files: dict[str, str | None] = field(default_factory=dict)
    works: Works | None = None

    def text(self, path: str, place: Span) -> Source | None:
        """Return the text file at `path`, its problems noted."""
        reading = folder.read_text(self.root, path, place)
        self.problems += reading.problems
        self.enter(folder.normal(path), reading.data)
        if reading.source is not None:
            self.sources[reading.source.path] = reading.source
        return reading.source

    def data(self, path: str, place: Span) -> bytes | None:
        """Return the bytes of the file at `path`; what is wrong with it is noted."""
        found = folder.find(self.root, path, place)
        if isinstance(found, Diagnostic):
            self.problems.append(found)
            return None
        return self.enter(folder.normal(path), found.read_bytes())

    def enter(self, path: str, data: bytes | None) -> bytes | None:
        """Note what was found at `path`, and return it."""
        self.files[path] = None if data is None else text.bytes_digest(data)
        return data


def read(root: Path, works: Works | None = None) -> Manuscript:
    """Read the book in the folder `root`, which holds `book.yaml`.

    Never fails on what an author wrote: all that is wrong stands in `Manuscript.problems`.
    """
    desk = _Desk(root, works=works)
    source = desk.text(BOOK_FILE, Span(BOOK_FILE))
    if source is None:
        return Manuscript(root, None, desk.sources, problems=tuple(desk.problems))
    book = read_book_file(source)
    desk.problems += book.problems
    if book.file is None:
        return Manuscript(
            root, None, desk.sources, problems=tuple(desk.problems), places=book.places
        )
    manuscript = Manuscript(root, book.file, desk.sources, places=book.places)
    return _fill(manuscript, book.file, desk)


def _fill(manuscript: Manuscript, file: BookFile, desk: _Desk) -> Manuscript:
    found = _read_drafts(desk, list(_listed(file.spine, manuscript)), file.language)
    notes = _read_notes(desk, file.language)
    in_book_file = _metadata_calls(desk.sources[BOOK_FILE], manuscript.places)
    references, style = _read_bibliography(desk, file, manuscript)
    manuscript = replace(
        manuscript,
        drafts=tuple(found),
        notes=tuple(notes.entries),
        note_calls=(*notes.calls, *in_book_file),
        glued=tuple(notes.glued),
        lost=tuple(notes.lost),
        references=tuple(references),
        style=style,
    )
    return replace(
        manuscript,
        images=_read_images(desk, manuscript, file),
        not_located=_not_located(desk, manuscript, file),
        problems=tuple(desk.problems),
        files=desk.files,
    )


# -- the drafts of the spine --


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file as the spine lists it."""

    document: Document
    matter: Matter
    part: int | None
    place: Span


def _listed(spine: Spine, manuscript: Manuscript) -> Iterator[_Listed]:
    for matter, name in ((Matter.FRONT, "front"), (Matter.BODY, "body"), (Matter.BACK, "back")):
        part = 0
        for index, entry in enumerate(getattr(spine, name)):
            where = f"spine.{name}.{index}"
            if isinstance(entry, PartEntry):
                part += 1
                for number, chapter in enumerate(entry.chapters):
                    place = manuscript.place(f"{where}.chapters.{number}.file")
                    yield _Listed(_document(chapter), matter, part, place)
            else:
                place = manuscript.place(f"{where}.file")
                yield _Listed(_document(entry), matter, None, place)


def _document(entry: str | Document) -> Document:
    return entry if isinstance(entry, Document) else Document.model_validate({"file": entry})


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file of the spine with its header read and its text ready for pandoc."""

    listed: _Listed
    source: Source
    header: HeaderReading
    prepared: drafts.Prepared


def _read_drafts(desk: _Desk, listed: Sequence[_Listed], language: str) -> list[Draft]:
    opened = [one for entry in listed if (one := _open(desk, entry)) is not None]
    titles = [_title(desk, one) for one in opened]
    paths = [one.source.path for one in opened]
    names = [*paths, *(f"{path}, title" for path in paths)]
    marks = [quotes(str(one.header.header.get("language") or language)) for one in opened]
    answers = _ask(desk, [*(one.prepared.text for one in opened), *titles], names, marks * 2)
    bodies, heads = answers[: len(opened)], answers[len(opened) :]
    return [
        _draft(desk, one, drafts.interpret(one.prepared, body), drafts.inlines(head))
        for one, body, head in zip(opened, bodies, heads, strict=True)
    ]


def _title(desk: _Desk, one: _Opened) -> str:
    """Return the title that a header gives, empty where it can't be read."""
    title = str(one.header.header.get("title") or "")
    if brackets.too_deep(title) is None:
        return title
    desk.problems.append(_brackets(one.header.places["title"]))
    return ""


def _ask(
    desk: _Desk, texts: Sequence[str], names: Sequence[str], marks: Sequence[Quotes | None]
) -> list[pandoc.Answer]:
    """Return what pandoc reads in each text, with the quotation marks that it is to have.

    Where it fails as a whole, each is unread.
    """
    asked = [index for index, words in enumerate(texts) if words]
    try:
        answers = pandoc.read(
            [texts[i] for i in asked],
            [names[i] for i in asked],
            desk.works,
            quotes=[marks[i] for i in asked],
        )
        found = dict(zip(asked, answers, strict=True))
        return [found.get(index, pandoc.NOTHING) for index in range(len(texts))]
    except pandoc.PandocError as problem:
        desk.problems.append(PANDOC_FAILS.at(Span(BOOK_FILE), f"pandoc fails: {problem}"))
        return [pandoc.Answer("", error=str(problem)) for _ in texts]


def _open(desk: _Desk, listed: _Listed) -> _Opened | None:
    path = folder.normal(listed.document.file)
    if path in desk.sources:  # listed twice: a rule on the spine says so
        return None
    source = desk.text(listed.document.file, listed.place)
    if source is None:
        return None
    header = read_header(source)
    desk.problems += header.problems
    prepared = _prepare(desk, source, header.end_offset)
    return None if prepared is None else _Opened(listed, source, header, prepared)


def _prepare(desk: _Desk, source: Source, start: int) -> drafts.Prepared | None:
    taken = drafts.foreign_sign(source.text)
    if taken is not None:
        message = f"the private character U+{ord(source.text[taken]):04X} can't stand in a text"
        desk.problems.append(SIGNS_TAKEN.at(source.span(taken), message, "replace it"))
        return None
    deep = brackets.too_deep(source.text, start)
    if deep is not None:
        desk.problems.append(_brackets(source.span(deep)))
        return None
    try:
        return drafts.prepare(source, start)
    except TooManyMarksError:
        message = "the file has more note marks than Scholiast can tell apart"
        desk.problems.append(SIGNS_TAKEN.at(source.whole(), message, "cut the file in two"))
        return None


def _brackets(place: Span) -> Diagnostic:
    message = f"more than {brackets.MOST_OPEN} square brackets are open at once"
    return brackets.TOO_MANY.at(place, message, "put a backslash before those meant as text")


def _draft(desk: _Desk, one: _Opened, reading: drafts.Reading, title: list[Node]) -> Draft:
    desk.problems += _pandoc_problems(one.source, reading)
    return Draft(
        path=one.source.path,
        source=one.source,
        matter=one.listed.matter,
        part=one.listed.part,
        kind=one.listed.document.kind,
        numbered=one.listed.document.numbered,
        place=one.listed.place,
        header=one.header.header,
        blocks=reading.blocks,
        title=title,
        calls=(*_metadata_calls(one.source, one.header.places), *reading.calls),
        entries=reading.entries,
        glued=reading.glued,
        lost=reading.lost,
        written=reading.written,
    )


def _metadata_calls(source: Source, places: Mapping[str, Span]) -> Iterator[NoteCall]:
    """Yield what looks like a note call in the values of a header or of `book.yaml`."""
    for name, span in places.items():
        if span.start is None or span.end is None:
            continue
        if any(other.startswith(f"{name}.") for other in places):
            continue  # a list or a mapping, whose values come by themselves
        start, end = source.offset(span.start), source.offset(span.end)
        for found in find_marks(source.text[start:end]):
            if not found.escaped:
                yield NoteCall(
                    key=f"metadata:{start + found.start}",
                    label=found.label,
                    place=source.span(start + found.start, start + found.end),
                    where=Where.METADATA,
                )


# Rules of our own say these with a place and a hint.
_SAID_BY_RULES = {"DuplicateIdentifier", "NoteDefinedButNotUsed", "DuplicateNoteReference"}


def _pandoc_problems(source: Source, reading: drafts.Reading) -> Iterator[Diagnostic]:
    if reading.error is not None:
        yield PANDOC_FAILS.at(source.whole(), f"pandoc can't read the file: {reading.error}")
    for message in reading.messages:
        if message.kind in _SAID_BY_RULES:
            continue
        words = _OWN_PLACE.sub("", message.text)
        yield PANDOC_SAYS.at(_message_place(source, message), f"pandoc says: {words}")


_OWN_PLACE = re.compile(r" at line \d+ column \d+$")  # the finding has it


def _message_place(source: Source, message: pandoc.Message) -> Span:
    if message.line is None:
        return source.whole()
    if not source.line(message.line):
        return source.whole()  # below the text stands what we gave pandoc to read with it
    return source.span(source.offset(Position(message.line, message.column or 1)))


# -- the files of notes/ --


@dataclass
class _Notes:
    """What the files of `notes/` hold: entries, calls in them, and marks that came to nothing."""

    entries: list[NoteEntry] = field(default_factory=list)
    calls: list[NoteCall] = field(default_factory=list)
    glued: list[tuple[str, Span]] = field(default_factory=list)
    lost: list[tuple[str, Span]] = field(default_factory=list)


def _read_notes(desk: _Desk, language: str) -> _Notes:
    notes = _Notes()
    for path in _notes_files(desk.root):
        source = desk.text(path, Span(path))
        if source is None:
            continue
        reading = read_notes_file(source)
        desk.problems += reading.problems
        entries_read = [one for one in reading.entries if _is_readable(desk, one)]
        for one, body in _read_note_texts(desk, source, entries_read, language):
            entry = _note_entry(one, body)
            notes.entries += [entry, *body.entries]
            notes.calls += [replace(call, entry=call.entry or entry.key) for call in body.calls]
            notes.glued += body.glued
            notes.lost += body.lost
    return notes


def _is_readable(desk: _Desk, one: NoteEntryReading) -> bool:
    if brackets.too_deep(one.model.text) is None:
        return True
    desk.problems.append(_brackets(one.text_place))
    return False


def _notes_files(root: Path) -> list[str]:
    """Return the paths of all YAML files of `notes/`, in the order of their names."""
    found = (root / _NOTES_FOLDER).glob("**/*")
    return sorted(
        path.relative_to(root).as_posix()
        for path in found
        if path.suffix in {".yaml", ".yml"} and path.is_file()
    )


def _read_note_texts(
    desk: _Desk, source: Source, entries: Sequence[NoteEntryReading], language: str
) -> Iterator[tuple[NoteEntryReading, drafts.Reading]]:
    prepared = []
    for index, one in enumerate(entries):
        start = one.text_place.start or one.place.start or Position(1, 1)
        prepared.append(
            drafts.prepare_quoted(one.model.text, source, source.offset(start), f"{index}:")
        )
    names = [f"{source.path}, {one.model.id}" for one in entries]
    names += [f"{name}, sources" for name in names]
    asked = [*(one.text for one in prepared), *(_citations(one) for one in entries)]
    answers = _ask(desk, asked, names, [quotes(language)] * len(asked))
    texts, cited = answers[: len(entries)], answers[len(entries) :]
    for one, ready, answer, sources in zip(entries, prepared, texts, cited, strict=True):
        reading = drafts.interpret(ready, answer)
        desk.problems += _note_problems(one, reading)
        yield one, replace(reading, blocks=_with_sources(reading.blocks, drafts.inlines(sources)))


def _citations(one: NoteEntryReading) -> str:
    """Return the sources of an entry as one citation in pandoc's Markdown."""
    sources = "; ".join(f"@{source.lstrip('@')}" for source in one.model.sources)
    return f"[{sources}]" if sources else ""


def _with_sources(blocks: list[Node], citation: list[Node]) -> list[Node]:
    """Put a citation behind the last paragraph of a note, or in one of its own."""
    if not citation:
        return blocks
    if blocks and blocks[-1]["t"] in {"Para", "Plain"}:
        last = {"t": blocks[-1]["t"], "c": [*blocks[-1]["c"], {"t": "Space"}, *citation]}
        return [*blocks[:-1], last]
    return [*blocks, {"t": "Para", "c": citation}]


def _note_problems(one: NoteEntryReading, reading: drafts.Reading) -> Iterator[Diagnostic]:
    where = one.text_place
    if reading.error is not None:
        yield PANDOC_FAILS.at(where, f"pandoc can't read the note: {reading.error}")
    for message in reading.messages:
        if message.kind not in _SAID_BY_RULES:
            yield PANDOC_SAYS.at(where, f"pandoc says: {message.text}")


def _note_entry(one: NoteEntryReading, reading: drafts.Reading) -> NoteEntry:
    return NoteEntry(
        key=f"{one.model.id}@{one.place.start}",
        label=one.model.id,
        place=one.place,
        blocks=reading.blocks,
        kind=one.model.kind,
        sources=one.model.sources,
        missing=one.model.missing,
        attributes={} if one.model.lemma is None else {"lemma": one.model.lemma},
    )


# -- bibliography and images --


def _read_bibliography(
    desk: _Desk, file: BookFile, manuscript: Manuscript
) -> tuple[list[pandoc.Reference], bytes | None]:
    items: list[pandoc.Reference] = []
    listed = file.bibliography
    paths = [listed] if isinstance(listed, str) else list(listed)
    for index, path in enumerate(paths):
        place = manuscript.place(f"bibliography.{index}")
        source = desk.text(path, place)
        if source is not None:
            items += _references(desk, path, source, place)
    return items, _style(desk, file, manuscript)


def _style(desk: _Desk, file: BookFile, manuscript: Manuscript) -> bytes | None:
    """Return the style that a book names: a file of its own, or one that was shipped."""
    if file.csl is None:
        return None
    if file.csl in csl.SHIPPED:
        return csl.shipped(file.csl)
    return desk.data(file.csl, manuscript.place("csl"))


def _references(desk: _Desk, path: str, source: Source, place: Span) -> list[pandoc.Reference]:
    ending = path[path.rfind(".") :].lower()
    if ending not in pandoc.BIBLIOGRAPHY_FORMATS:
        known = ", ".join(pandoc.BIBLIOGRAPHY_FORMATS)
        message = f"`{path}` has an ending that tells no format of bibliographies"
        desk.problems.append(BAD_BIBLIOGRAPHY.at(place, message, f"use one of {known}"))
        return []
    try:
        text_ = source.text.encode()
        found, messages = pandoc.references(text_, ending, desk.works, source.path)
    except pandoc.PandocError as problem:
        desk.problems.append(_unreadable(source, str(problem)))
        return []
    for one in messages:
        desk.problems.append(PANDOC_SAYS.at(source.whole(), f"pandoc says: {one.text}"))
    return found


def _not_located(desk: _Desk, manuscript: Manuscript, file: BookFile) -> frozenset[str]:
    """Return what looks like a locator and is not understood, where there are works to cite."""
    has_language = "language" in manuscript.places and not languages.fault(file.language)
    if not manuscript.references or not has_language:
        return frozenset()
    citing = [draft for draft in manuscript.drafts if "@" in draft.source.text]
    blocks = [blocks for draft in citing for blocks in _blocks_of(draft)]
    blocks += [entry.blocks for entry in manuscript.notes]
    try:
        return locators.not_understood(blocks, file.language, desk.works)
    except pandoc.PandocError as problem:
        desk.problems.append(PANDOC_FAILS.at(Span(BOOK_FILE), f"pandoc fails: {problem}"))
        return frozenset()


def _blocks_of(draft: Draft) -> list[list[Node]]:
    return [draft.blocks, *(entry.blocks for entry in draft.entries)]


_PLACE_OF_ERROR = re.compile(r"Error at \(line (\d+), column (\d+)\): *")


def _unreadable(source: Source, problem: str) -> Diagnostic:
    """Return what pandoc says of a bibliography that it can't read, at the place that it names."""
    found = _PLACE_OF_ERROR.match(problem)
    if found is None:
        message = f"pandoc can't read the bibliography: {problem}"
        return BAD_BIBLIOGRAPHY.at(source.whole(), message)
    last = source.position(len(source.text.rstrip()))
    at = min(Position(int(found[1]), int(found[2])), last)
    message = f"pandoc can't read the bibliography: {problem[found.end() :]}"
    hint = "look at the entry before this place, too: its last brace may be missing"
    return BAD_BIBLIOGRAPHY.at(source.span(source.offset(at)), message, hint)


def _read_images(desk: _Desk, manuscript: Manuscript, file: BookFile) -> dict[str, bytes]:
    """Return the bytes of every image that is there and in the book's folder.

    Those that are not are found by the rules on images, which know more to say of them.
    """
    found: dict[str, bytes] = {}
    for path in dict.fromkeys(_image_paths(manuscript, file)):
        place = folder.file_at(desk.root, path)
        data = desk.enter(path, place.read_bytes() if place is not None else None)
        if data is not None:
            found[path] = data
    return found


def _image_paths(manuscript: Manuscript, file: BookFile) -> Iterator[str]:
    if file.cover:
        yield folder.normal(file.cover)
    if file.frontispiece:
        yield folder.normal(file.frontispiece.image)
    for path, blocks in _all_blocks(manuscript):
        for node in walk(blocks):
            if node["t"] == "Image":
                yield from files.meanings(path, node["c"][2][0])
            for tag in rawhtml.tags(node):
                if tag.name == "img":
                    yield from files.meanings(path, tag.attributes.get("src", ""))


def _all_blocks(manuscript: Manuscript) -> Iterable[tuple[str, list[Node]]]:
    for draft in manuscript.drafts:
        if "![" not in draft.source.text and "<" not in draft.source.text:
            continue  # no image can be in it: its tree need not be looked through
        yield draft.path, draft.blocks
        for entry in draft.entries:
            yield draft.path, entry.blocks
    for entry in manuscript.notes:  # paths in them begin at the book's folder
        yield BOOK_FILE, entry.blocks
