"""A manuscript without errors to a Book: in order, notes resolved and numbered, XHTML made."""

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import takewhile

from lxml import etree

from scholiast import (
    crossrefs,
    descriptions,
    elements,
    files,
    fragments,
    glossing,
    images,
    indexing,
    lemma,
    listing,
    markup,
    outline,
    semantics,
    slugs,
    text,
    verse,
)
from scholiast.addressing import Addresses, settle
from scholiast.arrange import numbered
from scholiast.book import (
    BEFORE_CONTENTS,
    Book,
    Chapter,
    Heading,
    Matter,
    Note,
    NoteKind,
    Part,
    Passage,
)
from scholiast.captions import Numbering
from scholiast.citing import Cited, set_citations
from scholiast.config import BookFile, Captions
from scholiast.documents import Document, Written, documents
from scholiast.jobs import Works
from scholiast.kinds import kinds
from scholiast.manuscript import Manuscript
from scholiast.markup import Element
from scholiast.numbering import Numbered, Numberer
from scholiast.pieces import Pieces, gather
from scholiast.places import Places
from scholiast.register import Index, Register, open_index
from scholiast.saying import with_words
from scholiast.series import UNMARKED
from scholiast.source import Span
from scholiast.wording import apparatus_words, wording


def compose(
    manuscript: Manuscript,
    *,
    draft: bool = False,
    modified: datetime,
    works: Works | None = None,
) -> Book:
    """Return the book of a manuscript that `check` found without errors.

    With `draft`, notes that are undefined or missing become visible placeholders. `modified` (UTC)
    is the date of the book's files. Raises ValueError where the manuscript has no `book.yaml`, and
    pandoc.PandocError where pandoc fails.
    """
    file = manuscript.file
    if file is None:
        raise ValueError("a manuscript without book.yaml is no book")
    index = open_index(manuscript)
    opened = documents(manuscript, file)
    cited = set_citations(manuscript, file, opened, index, works)
    written = _written([*opened, *cited.more], index, gather(manuscript, works), cited)
    written, indexed = _indexed(written, manuscript, file)
    written, lists = _with_lists(written, file)
    _gloss(written, manuscript)
    addresses = _linked(written, manuscript, outline.part_ids(file))
    if indexed is not None:
        indexing.refer(indexed)
    _name_captioned(lists, written, addresses)
    numbers = _captioned(written, file.captions)
    _list(lists, written, numbers)
    named = kinds(file.notes, file.language)
    written = _led(written, named)
    known = _referring(written, addresses, index.register, numbers, named)
    chapters = tuple(_chapter(one, addresses) for one in written)
    parts = outline.parts(file, chapters)
    chapters = tuple(_with_page_references(chapters, written, parts, known))
    book = Book(
        slug=file.slug or slugs.file(file.title) or "book",
        metadata=file.metadata,
        chapters=chapters,
        parts=parts,
        images=images.read_all(manuscript.images),
        modified=modified,
        draft=draft and any(note.missing for chapter in chapters for note in chapter.notes),
        diagnostics=cited.said,
        kinds=named,
        nested=file.notes.nested,
    )
    return replace(book, chapters=tuple(with_words(numbered(book.chapters, book))))


# -- notes numbered --


def _written(
    documents: Sequence[Document], index: Index, pieces: Pieces, cited: Cited
) -> list[Written]:
    taken: set[str] = set()
    done = []
    for document in documents:
        own = cited.changed.get(document.id)
        numberer = Numberer(
            chapter=document.id,
            index=index,
            pieces=own.pieces.over(pieces) if own else pieces,
            words=own.words if own else {},
            placeholder=wording(document.language).missing_note,
            fallback=Span(document.path),
            taken=taken,
            full=own.full if own else {},
            places=own.places if own else {},
        )
        done.append(_numbered(document, numberer))
    return done


def _numbered(document: Document, numberer: Numberer) -> Written:
    path = document.path
    title, body = numberer.pieces.titles[path], numberer.pieces.bodies[path]
    if document.title and not len(title) and not title.text:
        title.text = document.title
    numberer.number(title, path)
    numberer.number(body, path)
    verse.mark(body, document.id)
    elements.mark(body)
    descriptions.mark(body, document.language)
    notes = numberer.notes()
    for tree in (body, *(note.tree for note in notes)):
        semantics.mark_tables(tree)
    document = replace(document, notes=notes)
    written = Written(document, title, body, tuple(note.tree for note in notes), numberer.ids)
    fragments.give_way(written.trees)
    if document.title_id in fragments.ids(written.trees):
        return replace(written, document=replace(document, title_id=f"{document.id}-title"))
    return written


# -- the index --


def _indexed(
    written: list[Written], manuscript: Manuscript, file: BookFile
) -> tuple[list[Written], Element | None]:
    """Return documents with the index of what is marked in them, at its place or at the end.

    Return also the tree that holds it, if there is any.
    """
    sources = manuscript.sources.values()
    if not any(f".{indexing.CLASS}" in source.text for source in sources):
        return written, None
    marks = [mark for one in written for mark in indexing.locate(one.trees, one.document.id)]
    if not marks:
        return written, None
    place = next((place for one in written for place in _places(one)), None)
    if place is not None:
        indexing.fill(place, marks, file.language)
        return written, place
    taken = {one.document.id for one in written} | set(outline.part_ids(file))
    title = apparatus_words(file.language).index
    added = _made(slugs.unique("book-index", taken), "index", Matter.BACK, title, file)
    indexing.fill(added.body, marks, file.language)
    return [*written, added], added.body


def _places(one: Written) -> list[Element]:
    """Return where a document has a place for the index: a division for it, or its end."""
    found = [division for division in one.body.iter("div") if division.get("id") == indexing.PLACE]
    return found or [one.body] * (one.document.kind == "index")


def _made(name: str, kind: str, matter: Matter, words: str, file: BookFile) -> Written:
    """Return a document that no draft has, without a text yet."""
    title = etree.Element("span")
    title.text = words
    document = Document(
        id=name,
        kind=kind,
        matter=matter,
        part=None,
        number=None,
        language=file.language,
        path="book.yaml",
        title_id=f"{name}-title",
        title=words,
    )
    return Written(document, title, etree.Element("div"), (), {})


# -- lists of figures and tables --


def _with_lists(
    written: list[Written], file: BookFile
) -> tuple[list[Written], dict[listing.Listed, Written]]:
    """Return documents with the lists that the book asks for and has something for, still empty.

    They stand behind what comes before the contents. Return also the lists alone.
    """
    if not file.lists:
        return written, {}
    taken = {one.document.id for one in written} | set(outline.part_ids(file))
    words = apparatus_words(file.language)
    lists: dict[listing.Listed, Written] = {}
    for listed in dict.fromkeys(file.lists):
        if any(_captioned_in(one, listed) for one in written):
            title = words.figures if listed == "figures" else words.tables
            name = slugs.unique(f"list-of-{listed}", taken)
            lists[listed] = _made(name, listing.KINDS[listed], Matter.FRONT, title, file)
    kinds = [one.document.kind for one in written]
    at = len(list(takewhile(BEFORE_CONTENTS.__contains__, kinds)))
    return [*written[:at], *lists.values(), *written[at:]], lists


def _captioned_in(one: Written, listed: listing.Listed) -> list[listing.Captioned]:
    return list(listing.captioned(one.body, listed, one.document.language))


def _name_captioned(
    lists: Collection[listing.Listed], written: Sequence[Written], addresses: Addresses
) -> None:
    """Give ids to all that is to be listed."""
    if lists:
        taken = {name for names in addresses.names.values() for name in names.values()}
        for one in written:
            listing.name(one.body, one.document.id, taken)


def _list(
    lists: Mapping[listing.Listed, Written],
    written: Sequence[Written],
    numbers: Mapping[str, str],
) -> None:
    """Write the lists, when captions have their numbers."""
    for listed, place in lists.items():
        found = [entry for one in written for entry in _captioned_in(one, listed)]
        listing.fill(place.body, found, numbers, place.document.language)


def _gloss(written: Sequence[Written], manuscript: Manuscript) -> None:
    """Lead words that are marked for the glossary to their terms."""
    sources = manuscript.sources.values()
    if not any(f".{glossing.CLASS}" in source.text for source in sources):
        return
    terms: dict[str, glossing.Term] = {}
    for one in written:
        if one.document.kind == "glossary":
            terms = glossing.define(one.body) | terms
    for one in written:
        glossing.lead((*one.trees, *one.full), terms)


# -- ids, links and images --


def _linked(written: Sequence[Written], manuscript: Manuscript, parts: Sequence[str]) -> Addresses:
    """Give ids, links and images of all trees their meaning in the book."""
    addresses = settle(written, parts, _texts(manuscript))
    for one in written:
        resolve = addresses.resolver(one.document)
        find_image = partial(files.meaning, one.document.path, known=manuscript.images)
        for tree in (*one.trees, *one.full):
            fragments.rename(tree, addresses.names[one.document.id])
            fragments.relink(tree, resolve)
            fragments.repoint(tree, find_image)
            crossrefs.mark(tree)
    return addresses


def _led(written: Sequence[Written], kinds: Sequence[NoteKind]) -> list[Written]:
    """Put before each note that has a lemma its words, and where they stand in verse.

    That is the number of a note that has no other mark.
    """
    unmarked = {kind.name for kind in kinds if kind.marks == UNMARKED}
    return [
        _with_lemmata(one, unmarked) if any(note.lemma for note in one.document.notes) else one
        for one in written
    ]


def _with_lemmata(one: Written, unmarked: Container[str]) -> Written:
    marks = (mark for tree in one.trees for mark in tree.iter("a"))
    calls = {mark.get("data-reference"): mark for mark in marks}
    notes = []
    for note in one.document.notes:
        if not note.lemma:
            notes.append(note)
            continue
        words = lemma.found(lemma.before(calls[note.references[0].id]), note.lemma)
        lines = lemma.lines(words or ())
        is_number = note.kind in unmarked
        for tree in (note.tree, note.full):
            if tree is not None:
                lemma.lead(tree, note.lemma, "" if is_number else lines)
        notes.append(replace(note, lines=lines) if is_number else note)
    return replace(one, document=replace(one.document, notes=tuple(notes)))


def _captioned(written: Sequence[Written], captions: Captions) -> Mapping[str, str]:
    """Number figures and tables, and return the number of each id that one is known by."""
    numbering = Numbering(captions)
    for one in written:
        numbering.number(one.body, one.document.number, one.document.language)
    return numbering.found


def _referring(
    written: Sequence[Written],
    addresses: Addresses,
    register: Register,
    numbers: Mapping[str, str],
    kinds: Sequence[NoteKind],
) -> list[dict[str, crossrefs.Target]]:
    """Make links of cross-references; return by document what they lead to, by id."""
    places = Places(
        register=register,
        notes={one.document.id: one.addresses for one in written},
        chapters={
            name: (one.document.id, one.document.number if one.document.kind == "chapter" else None)
            for one in written
            for name in (one.document.title_id, one.document.id)
        },
        numbers=numbers,
        by_page=frozenset(kind.name for kind in kinds if kind.restart == "page"),
        lines={
            name: (number, one.document.id)
            for one in written
            for name, number in verse.numbers(one.body).items()
        },
    )
    found = []
    for one in written:
        resolve, known = addresses.resolver(one.document), dict[str, crossrefs.Target]()
        notes = one.document.notes
        paths = [one.document.path] * 2 + [note.place.path for note in notes]
        paths += [note.place.path for note in notes if note.full is not None]
        for tree, path in zip((*one.trees, *one.full), paths, strict=True):
            finder = places.finder(one.document.id, path, resolve)
            targets = crossrefs.place(tree, finder, one.document.language)
            known |= {target.id: target for target in targets if target.number}
        found.append(known)
    return found


def _texts(manuscript: Manuscript) -> dict[str, str]:
    return {draft.path: draft.source.text for draft in manuscript.drafts}


# -- the chapter --


def _chapter(one: Written, addresses: Addresses) -> Chapter:
    document = one.document
    return Chapter(
        id=document.id,
        kind=document.kind,
        matter=document.matter,
        part=document.part,
        number=document.number,
        title=text.readable(markup.words(one.title)),
        title_id=addresses.names[document.id][document.title_id],
        title_xhtml=markup.serialise(one.title),
        headings=_headings(one.body, document.id),
        body=markup.serialise(one.body),
        text=text.readable(markup.words(one.body)),
        language=document.language,
        notes=tuple(
            _note(note, tree) for note, tree in zip(document.notes, one.notes, strict=True)
        ),
        path=document.path,
        authors=document.authors,
        short=document.short,
        date=document.date,
    )


def _with_page_references(
    chapters: Sequence[Chapter],
    written: Sequence[Written],
    parts: Sequence[Part],
    known: Sequence[Mapping[str, crossrefs.Target]],
) -> Iterator[Chapter]:
    """Yield chapters with what their references lead to; `known` as of `_referring`."""
    if not any(crossrefs.targets(one.trees) for one in written):
        yield from chapters
        return
    titles = {part.id: part.title for part in parts}
    for chapter, one in zip(chapters, written, strict=True):
        notes = {note.id: tree for note, tree in zip(chapter.notes, one.notes, strict=True)}
        own = [chapter.anchor, chapter.title_id, *fragments.ids([one.title])]
        titles |= dict.fromkeys(own, chapter.title)
        titles |= crossrefs.sections(chapter.title, one.body, notes)
    for chapter, one, own_targets in zip(chapters, written, known, strict=True):
        references = crossrefs.references(one.trees, titles, own_targets)
        yield replace(chapter, page_references=references)


_SHORT = "data-short"
"""The attribute of a heading that says what it is called where there is little room."""


def _headings(body: Element, chapter: str) -> tuple[Heading, ...]:
    """Return the headings of a body; one without an id, as raw HTML may have it, is given one."""
    found = []
    for index, element in enumerate(fragments.heading_elements(body), 1):
        if element.get("id") is None:
            element.set("id", f"{chapter}--heading-{index}")
        title = text.readable(markup.words(element))
        found.append(Heading(int(element.tag[1]), element.get("id"), title, element.get(_SHORT)))
    return tuple(found)


def _note(note: Numbered, tree: Element) -> Note:
    return Note(
        id=note.id,
        label=note.label,
        kind=note.kind,
        number="",
        body=markup.serialise(tree),
        text=text.readable(markup.words(tree)),
        place=note.place,
        references=note.references,
        parent=note.parent,
        missing=note.missing,
        lines=note.lines,
        full=None if note.full is None else _passage(note.full),
    )


def _passage(tree: Element) -> Passage:
    return Passage(markup.serialise(tree), text.readable(markup.words(tree)))
