"""The note ledger: every note of a book, where it was written and where it stands in each artifact.

`verify` reads artifacts against a ledger, never against a Book, so that a finished file can be
proofread on any machine with nothing but `dist/notes.json` beside it.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from typing import Any, TypeAlias

from lxml import etree

from scholiast import series, text
from scholiast.book import Book, Chapter, Note
from scholiast.paging import PageStart
from scholiast.source import Position, Span
from scholiast.wording import apparatus_words, wording

SCHEMA = "https://scholiast.invalid/schema/ledger-1"


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a note stands in one artifact.

    `address` is `file#id` (EPUB, web) or the named destination (PDF); `page` and `last_page` count
    the sheets of a PDF from 1.
    """

    address: str
    page: int | None = None
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A page reference: it leads to the id `target`, and stands after `at` characters of a text.

    `printed` is what it says in print, `{folio}` to be filled in, if it says one, `shown` what it
    says where there are no pages: nothing where it follows words which are a link themselves.
    `in_print` is the id that it leads to in print, where that is another. `entry` is the id of what
    holds all places of an entry of the index, of which print says each page once.
    """

    at: int
    target: str
    printed: str
    shown: str
    in_print: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a note: `id` is its address in every artifact, `place` where it was written.

    `after` are the words that it follows in its block, the last 40 characters of them; None in a
    ledger that does not say. `references` are the page references in them. `home` is the chapter
    that it stands in, None for that of its note.
    """

    id: str
    place: Span
    after: str | None = None
    references: tuple[Reference, ...] = ()
    home: str | None = None


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One note as the artifacts must show it: `text` in full, `number` as printed.

    What its page `references` say is not in the text. `placement` is where it stands, None for
    the format's own place (the foot of the page in print, a pop-up elsewhere), `home` the chapter
    that it stands in, None for the one that calls it. `by_page` are the marks, in order, of a
    series that begins again on each page: which of them a note bears depends on the pages.
    The calls of one that is `unmarked` show no number: words are links to it, or in print nothing.
    """

    id: str
    label: str
    kind: str
    number: str
    chapter: str
    text: str
    place: Span
    calls: tuple[Call, ...]
    parent: str | None = None
    missing: bool = False
    stands: Mapping[str, Stand] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    series: str = "author"
    placement: str | None = None
    home: str | None = None
    by_page: tuple[str, ...] = ()
    unmarked: bool = False


@dataclass(frozen=True, slots=True)
class VerseLine:
    """A line of verse with a number beside it, which `begins` with these words."""

    id: str
    number: str
    begins: str


@dataclass(frozen=True, slots=True)
class ChapterRecord:
    """One chapter as the artifacts must show it; `digest` is `text.digest` of its words.

    `literal` counts what looks like a note call of Markdown in them but is meant as it stands.
    `references` are the page references in its title and its words, which are not words of it,
    `lines` the numbered lines of its verse. `heads` are the running heads in print over notes at
    the end of the book, for notes to one page and for notes to several, folios to be filled in.

    `text` are its words, without its title, None in a ledger that does not say; the first
    `in_title` of the references stand in the title. `tables` are the heads and feet of tables in it
    and its notes, which print may repeat on each page, `over_notes` the headings over notes at its
    end. `byline` names the authors of the chapter below its title, if it has its own.
    """

    id: str
    anchor: str
    title: str
    number: str | None
    matter: str
    digest: str
    words: int
    literal: int = 0
    references: tuple[Reference, ...] = ()
    lines: tuple[VerseLine, ...] = ()
    heads: tuple[str, ...] = ()
    text: str | None = None
    in_title: int = 0
    tables: tuple[str, ...] = ()
    over_notes: tuple[str, ...] = ()
    byline: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All chapters and notes of a book, in the order of the spine.

    `editions` gives by format the ledger of each edition that has them otherwise: without some, or
    in other places, or counted by pages. `slug` is what the names of the artifacts begin
    with, `parts` are the ids of the parts, which in print have pages of their own. `starts` says
    where printed pages begin, for an edition that tells.
    """

    title: str
    language: str
    draft: bool
    chapters: tuple[ChapterRecord, ...]
    notes: tuple[NoteRecord, ...]
    editions: Mapping[str, "Ledger"] = field(default_factory=dict)
    slug: str = ""
    parts: tuple[str, ...] = ()
    starts: tuple[PageStart, ...] = ()

    def edition(self, artifact: str) -> "Ledger":
        """Return the ledger that the edition of a format is held to."""
        return self.editions.get(artifact, self)

    def standing(self, artifact: str, stands: Mapping[str, Stand]) -> "Ledger":
        """Return the ledger with the places of `stands` (by note id) entered for `artifact`."""
        editions = {
            name: own.standing(artifact, stands) if name == artifact else own
            for name, own in self.editions.items()
        }
        return replace(
            self,
            editions=editions,
            notes=tuple(
                replace(note, stands={**note.stands, artifact: stands[note.id]})
                if note.id in stands
                else note
                for note in self.notes
            ),
        )


def open_ledgers(book: Book, editions: Mapping[str, Book]) -> Ledger:
    """Return the ledger of `book`, with those of its `editions` (by format) that differ."""
    others = {name: open_ledger(own) for name, own in editions.items() if own is not book}
    return replace(open_ledger(book), editions=others)


def open_ledger(book: Book) -> Ledger:
    """Return the ledger of `book`, before any artifact was read."""
    return Ledger(
        title=book.metadata.title,
        language=book.metadata.language,
        draft=book.draft,
        chapters=tuple(_chapter_record(chapter, book) for chapter in book.chapters),
        notes=tuple(record for chapter in book.chapters for record in _note_records(chapter)),
        slug=book.slug,
        parts=tuple(part.id for part in book.parts),
    )


def _note_records(chapter: Chapter) -> list[NoteRecord]:
    contexts = _contexts(chapter)
    homes = _homes(chapter)
    return [_note_record(note, chapter, contexts, homes) for note in chapter.notes]


_CALL_ID = re.compile(r'data-reference="([^"]*)"')


def _homes(chapter: Chapter) -> dict[str, str]:
    """Return by id of each call in a note that stands elsewhere the chapter it stands in."""
    return {
        html.unescape(name): note.home
        for note in chapter.notes
        if note.home is not None
        for name in _CALL_ID.findall(note.body)
    }


def _chapter_record(chapter: Chapter, book: Book) -> ChapterRecord:
    fragments = (chapter.body, *(note.body for note in (*chapter.notes, *chapter.guests)))
    in_title = tuple(_references(chapter, chapter.title_xhtml))
    return ChapterRecord(
        id=chapter.id,
        anchor=chapter.anchor,
        title=chapter.title,
        number=chapter.number,
        matter=chapter.matter.value,
        digest=text.digest(chapter.text),
        words=len(chapter.text.split()),
        literal=text.literal_calls(chapter.text),
        references=(*in_title, *_references(chapter, chapter.body)),
        heads=_heads(chapter),
        lines=tuple(_lines(chapter.body)),
        text=text.readable(chapter.text),
        in_title=len(in_title),
        tables=tuple(words for fragment in fragments for words in _repeated(fragment)),
        over_notes=_over_notes(chapter, book.metadata.language),
        byline=wording(book.metadata.language).between_names.join(chapter.authors) or None,
    )


def _repeated(fragment: str) -> Iterator[str]:
    """Yield the words of the heads and feet of the tables of a fragment."""
    if "<thead" not in fragment and "<tfoot" not in fragment:
        return
    for part in etree.fromstring(fragment.encode(), _PARSER).iter("thead", "tfoot"):
        if words := text.readable(" ".join(part.itertext())):
            yield words


def _over_notes(chapter: Chapter, language: str) -> tuple[str, ...]:
    """Return the headings over the notes that stand at the end of a chapter in print."""
    at_end = [group for group in chapter.groups if group.placement == "chapter-end"]
    return tuple(group.heading or wording(language).notes for group in at_end)


_LINE, _BEGINNING = "data-line", 24  # characters: enough to tell a line from its neighbours


def _lines(body: str) -> Iterator[VerseLine]:
    """Yield the numbered lines of verse of a body."""
    if f"{_LINE}=" not in body:
        return
    for element in etree.fromstring(body.encode(), _PARSER).iter("div"):
        if (number := element.get(_LINE)) is not None:
            words = text.readable("".join(_beginning(element)))[:_BEGINNING].strip()
            yield VerseLine(element.get("id", ""), number, words)


def _beginning(line: etree._Element) -> Iterator[str]:
    """Yield the words of a line up to the first link or formula."""
    for event, element in etree.iterwalk(line, events=("start", "end")):
        if element.tag in {"a", _MATHML}:
            return
        if event == "start" or element is not line:
            yield (element.text if event == "start" else element.tail) or ""


def _heads(chapter: Chapter) -> tuple[str, ...]:
    words = apparatus_words(chapter.language)
    return (words.to_page, words.to_pages) if chapter.guests else ()


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_CONTEXT = 40  # characters: enough to tell a place in a paragraph, little enough to read


_Context: TypeAlias = tuple[str, tuple[Reference, ...]]
"""Words, and the page references in them."""


def _contexts(chapter: Chapter) -> dict[str, _Context]:
    """Return by id of each note reference of a chapter the words before it in its block."""
    fragments = (chapter.title_xhtml, chapter.body, *(note.body for note in chapter.notes))
    said = _sayings(chapter)
    return {
        name: _last(words, references)
        for fragment in fragments
        for name, words, references in _calls(fragment, said)
    }


def _last(words: str, references: Sequence[Reference]) -> _Context:
    """Return the last of some words, and the page references in them."""
    whole = text.readable(words)
    last = whole[-_CONTEXT:].lstrip()
    start = len(whole) - len(last)
    return last, tuple(replace(one, at=one.at - start) for one in references if one.at >= start)


def _calls(fragment: str, said: "_Sayings") -> Iterator[tuple[str, str, Sequence[Reference]]]:
    """Yield the id of each note reference, and what stands before it in its block."""
    words, references = "", list[Reference]()
    tree = etree.fromstring(fragment.encode(), _PARSER)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag not in text.INLINE:
            words, references = "", []
        if event == "start":
            if (name := element.get("data-reference")) is not None:
                yield name, words, references
            if (reference := _reference(element, words, said)) is not None:
                references.append(reference)
        words += (element.text if event == "start" else element.tail) or ""


# -- page references --

_REFERENCE, _BEHIND, _FORM = "page-ref", "page-ref-behind", "data-form"
_MATHML = "{http://www.w3.org/1998/Math/MathML}math"


@dataclass(frozen=True, slots=True)
class _Sayings:
    """What references of a chapter say, `printed` and `shown` elsewhere, by target and form.

    `behind` is what those say in print that follow words of their own.
    """

    behind: str
    said: Mapping[tuple[str, str], tuple[str, str, str | None]]


def _sayings(chapter: Chapter) -> _Sayings:
    words = wording(chapter.language)
    plain = words.page_reference, words.section_reference
    said = {
        (one.target, one.form): (
            one.printed if one.form else plain[0],
            one.shown if one.form else plain[1].format(title=one.title),
            one.in_print if one.in_print != one.target else None,
        )
        for one in chapter.page_references
    }
    return _Sayings(words.page_reference_behind, said)


def _reference(element: etree._Element, words: str, said: _Sayings) -> Reference | None:
    """Return the page reference that an element is, if it is one, behind some words."""
    classes = element.get("class", "").split()
    if _REFERENCE not in classes:
        return None
    target, at = element.get("href", "")[1:], len(text.readable(words))
    if _BEHIND in classes:
        return Reference(at, target, said.behind, "")
    form = element.get(_FORM, "")
    said_so = Reference(at, target, *said.said[target, form])
    holder = element.getparent()
    if holder is None or not form.startswith("index:"):
        return said_so
    return replace(said_so, entry=holder.get("id", ""))


def _references(chapter: Chapter, fragment: str) -> Iterator[Reference]:
    """Yield the page references of a fragment of a chapter."""
    if not chapter.page_references:
        return
    said = _sayings(chapter)
    tree = etree.fromstring(fragment.encode(), _PARSER)
    etree.strip_elements(tree, _MATHML, with_tail=False)
    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        opens = event == "start"
        reference = _reference(element, "".join(words), said) if opens else None
        if reference is not None:
            yield reference
        gap = "" if element.tag in text.INLINE else " "
        words.append(gap + ((element.text if opens else element.tail) or ""))


def _note_record(
    note: Note, chapter: Chapter, contexts: Mapping[str, _Context], homes: Mapping[str, str]
) -> NoteRecord:
    return NoteRecord(
        id=note.id,
        label=note.label,
        kind=note.kind,
        number=note.number,
        chapter=chapter.id,
        text=note.text,
        place=note.place,
        calls=tuple(
            replace(
                Call(reference.id, reference.place, *contexts.get(reference.id, ())),
                home=homes.get(reference.id),
            )
            for reference in note.references
        ),
        parent=note.parent,
        missing=note.missing,
        references=tuple(_references(chapter, note.body)),
        series=note.series,
        placement=note.placement,
        home=note.home,
        by_page=_marks(note, chapter),
        unmarked=note.lines is not None,
    )


def _marks(note: Note, chapter: Chapter) -> tuple[str, ...]:
    """Return the marks that a note which is counted by pages may have."""
    if note.by_page is None:
        return ()
    most = sum(other.series == note.series for other in chapter.notes)
    return tuple(series.mark(note.by_page, number) for number in range(1, most + 1))


_MOSTLY_NOTHING = {
    "references",
    "heads",
    "lines",
    "text",
    "in_title",
    "tables",
    "over_notes",
    "byline",
}
_CHAPTER_FIELDS = tuple(name for name in ChapterRecord.__slots__ if name not in _MOSTLY_NOTHING)


def as_json(ledger: Ledger) -> str:
    """Return the ledger as deterministic JSON, two spaces an indent, ending in a newline."""
    return json.dumps(_record(ledger), ensure_ascii=False, indent=2) + "\n"


def _record(ledger: Ledger, whole: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a ledger as JSON can hold it; texts that `whole` has by their digests are left out."""
    own = {chapter.digest: chapter.text for chapter in ledger.chapters if chapter.text is not None}
    editions = {name: _record(other, own) for name, other in sorted(ledger.editions.items())}
    return {
        "$schema": SCHEMA,
        "title": ledger.title,
        "language": ledger.language,
        "draft": ledger.draft,
        "chapters": [_chapter_json(chapter, whole or {}) for chapter in ledger.chapters],
        "notes": [_note_json(note) for note in ledger.notes],
        **({"editions": editions} if editions else {}),
        **_without_nothing({"slug": ledger.slug, "parts": ledger.parts}),
        **_without_nothing({"starts": [astuple(one) for one in ledger.starts]}),
    }


def _chapter_json(chapter: ChapterRecord, known: Mapping[str, str]) -> dict[str, Any]:
    said = None if chapter.text == known.get(chapter.digest) else chapter.text
    return {
        **{name: getattr(chapter, name) for name in _CHAPTER_FIELDS},
        **({} if said is None else {"text": said}),
        **_references_json(chapter.references),
        **_without_nothing({"in_title": chapter.in_title, "heads": chapter.heads}),
        **_without_nothing({"tables": chapter.tables, "over_notes": chapter.over_notes}),
        **_without_nothing({"byline": chapter.byline}),
        **_without_nothing({"lines": [asdict(line) for line in chapter.lines]}),
    }


def _note_json(note: NoteRecord) -> dict[str, Any]:
    return {
        "id": note.id,
        "label": note.label,
        "kind": note.kind,
        "number": note.number,
        "chapter": note.chapter,
        "text": note.text,
        "source": _place_json(note.place),
        "calls": [
            {
                "id": call.id,
                "source": _place_json(call.place),
                "after": call.after,
                **_references_json(call.references),
                **_without_nothing({"home": call.home}),
            }
            for call in note.calls
        ],
        **_references_json(note.references),
        "series": note.series,
        **_without_nothing(
            {"placement": note.placement, "home": note.home, "by_page": note.by_page}
        ),
        **_without_nothing({"unmarked": note.unmarked}),
        "parent": note.parent,
        "missing": note.missing,
        "stands": {
            name: {
                key: value
                for key, value in (
                    ("address", stand.address),
                    ("page", stand.page),
                    ("last_page", stand.last_page),
                )
                if value is not None
            }
            for name, stand in sorted(note.stands.items())
        },
    }


def _without_nothing(record: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of few: what is not so is left out."""
    return {name: value for name, value in record.items() if value}


def _references_json(references: Sequence[Reference]) -> dict[str, Any]:
    """Return what is said of page references, nothing where there are none, as mostly."""
    found = [
        {name: value for name, value in asdict(one).items() if value is not None}
        for one in references
    ]
    return {"references": found} if found else {}


def _place_json(place: Span) -> dict[str, Any]:
    start = place.start
    return {
        "path": place.path,
        "line": start.line if start else None,
        "column": start.column if start else None,
    }


def from_json(data: str) -> Ledger:
    """Read what `as_json` wrote.

    Raises ValueError when `data` is not a ledger of this schema.
    """
    try:
        return _from_record(json.loads(data))
    except (KeyError, TypeError) as problem:
        raise ValueError(f"the note ledger is damaged: {problem}") from problem


def _from_record(record: Any, whole: Mapping[str, str] | None = None) -> Ledger:
    """Return the ledger of a record, in which texts may be left out that `whole` has."""
    if not isinstance(record, dict) or record.get("$schema") != SCHEMA:
        raise ValueError("not a note ledger of this version of Scholiast")
    chapters = tuple(_chapter_from(chapter, whole or {}) for chapter in record["chapters"])
    texts = {chapter.digest: chapter.text for chapter in chapters if chapter.text is not None}
    editions = record.get("editions", {}).items()
    return Ledger(
        title=record["title"],
        language=record["language"],
        draft=record["draft"],
        chapters=chapters,
        notes=tuple(_note_from(note) for note in record["notes"]),
        editions={name: _from_record(own, texts) for name, own in editions},
        slug=record.get("slug", ""),
        parts=tuple(record.get("parts", ())),
        starts=tuple(PageStart(*start) for start in record.get("starts", ())),
    )


_ROWS = ("heads", "tables", "over_notes")


def _chapter_from(record: dict[str, Any], known: Mapping[str, str]) -> ChapterRecord:
    return ChapterRecord(
        **record
        | {name: tuple(record.get(name, ())) for name in _ROWS}
        | {
            "text": record.get("text", known.get(record["digest"])),
            "references": _references_from(record),
            "lines": tuple(VerseLine(**line) for line in record.get("lines", ())),
        }
    )


def _note_from(record: dict[str, Any]) -> NoteRecord:
    return NoteRecord(
        id=record["id"],
        label=record["label"],
        kind=record["kind"],
        number=record["number"],
        chapter=record["chapter"],
        text=record["text"],
        place=_place_from(record["source"]),
        calls=tuple(
            Call(
                call["id"],
                _place_from(call["source"]),
                call.get("after"),
                _references_from(call),
                call.get("home"),
            )
            for call in record["calls"]
        ),
        parent=record["parent"],
        missing=record["missing"],
        stands={
            name: Stand(stand["address"], stand.get("page"), stand.get("last_page"))
            for name, stand in record["stands"].items()
        },
        references=_references_from(record),
        series=record.get("series", "author"),
        placement=record.get("placement"),
        home=record.get("home"),
        by_page=tuple(record.get("by_page", ())),
        unmarked=record.get("unmarked", False),
    )


def _references_from(record: dict[str, Any]) -> tuple[Reference, ...]:
    """Return the page references of a record; a ledger from before there were any has none."""
    return tuple(Reference(**reference) for reference in record.get("references", ()))


def _place_from(record: dict[str, Any]) -> Span:
    if record["line"] is None:
        return Span(record["path"])
    return Span(record["path"], Position(record["line"], record["column"]))
