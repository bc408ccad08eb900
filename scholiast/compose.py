"""A manuscript without errors to a Book: in order, notes resolved and numbered, XHTML made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from lxml import etree

from scholiast import crossrefs, files, fragments, images, markup, outline, pandoc, slugs, text
from scholiast.arrange import numbered
from scholiast.book import Book, Chapter, Heading, Matter, Note, Part
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.jobs import Works
from scholiast.kinds import kinds
from scholiast.locate import Locator
from scholiast.manuscript import Draft, Manuscript, Node, walk
from scholiast.markup import Element
from scholiast.numbering import (
    Counter,
    Index,
    Numbered,
    Numberer,
    Unwoven,
    Weaver,
    foresee,
    open_index,
    unweave,
)
from scholiast.pieces import Pieces, Text, first_heading, gather, title_apart, write
from scholiast.reading import BOOK_FILE, PANDOC_SAYS
from scholiast.register import Address
from scholiast.source import Span
from scholiast.verbatim import masked
from scholiast.wording import wording


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
    documents = _documents(manuscript, file)
    cited = _cited(manuscript, file, documents, index, works)
    written = _written([*documents, *cited.more], index, gather(manuscript, works), cited)
    chapters = _finished(written, manuscript, outline.part_ids(file))
    parts = outline.parts(file, chapters)
    chapters = tuple(_with_page_references(chapters, written, parts))
    book = Book(
        slug=file.slug or slugs.file(file.title) or "book",
        metadata=file.metadata,
        chapters=chapters,
        parts=parts,
        images=images.read_all(manuscript.images),
        modified=modified,
        draft=draft and any(note.missing for chapter in chapters for note in chapter.notes),
        diagnostics=cited.said,
        kinds=kinds(file.notes, file.language),
        nested=file.notes.nested,
    )
    return replace(book, chapters=tuple(numbered(book.chapters, book)))


@dataclass(frozen=True, slots=True)
class _Document:
    """A document on its way: what is known of it before its notes are numbered.

    `title` is what stands for a title where it has none.
    """

    id: str
    kind: str
    matter: Matter
    part: str | None
    number: str | None
    language: str
    path: str
    title_id: str
    title: str = ""
    notes: tuple[Numbered, ...] = ()


def _documents(manuscript: Manuscript, file: BookFile) -> list[_Document]:
    parts = outline.part_ids(file)
    names = outline.names(manuscript.drafts, parts)
    numbers = outline.numbers(manuscript.drafts, file)
    return [
        _Document(
            id=name,
            kind=outline.kind(draft),
            matter=draft.matter,
            part=parts[draft.part - 1] if draft.part else None,
            number=number,
            language=str(draft.header.get("language") or file.language),
            path=draft.path,
            title_id=_title_id(draft) or f"{name}-title",
            title="" if draft.title or first_heading(draft.blocks) is not None else name,
        )
        for draft, name, number in zip(manuscript.drafts, names, numbers, strict=True)
    ]


def _title_id(draft: Draft) -> str:
    index = first_heading(draft.blocks)
    return "" if index is None else str(draft.blocks[index]["c"][1][0])


# -- citations set --


@dataclass(frozen=True, slots=True)
class _Own:
    """The pieces of a document with citations, and the words of its notes by address."""

    pieces: Pieces
    words: Mapping[Address, str]


@dataclass(frozen=True, slots=True)
class _Cited:
    """What setting citations gave: documents that it changed by id, and what citeproc says.

    `more` is the bibliography, where no chapter has a place for it.
    """

    changed: Mapping[str, _Own] = field(default_factory=dict)
    more: tuple[_Document, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def _cited(
    manuscript: Manuscript,
    file: BookFile,
    documents: Sequence[_Document],
    index: Index,
    works: Works | None,
) -> _Cited:
    """Set citations in the whole book at once, so that one bibliography serves all chapters."""
    if not manuscript.references:
        return _Cited()
    woven = _woven(manuscript, documents, index)
    if not any(node["t"] == "Cite" for blocks in woven for node in walk(blocks)):
        return _Cited()
    if manuscript.style and etree.fromstring(manuscript.style).get("class") == "note":
        counters = _counters(documents, file)
        woven = [foresee(blocks, one) for blocks, one in zip(woven, counters, strict=True)]
    changed, rest, messages = _set_citations(manuscript, file, woven, works)
    done = [(documents[at], unweave(documents[at].path, changed[at])) for at in sorted(changed)]
    more = [_bibliography(file, documents)] if _has_entries(rest) else []
    done += [(one, unweave(one.path, [*_heading([_word(one.title)]), *rest])) for one in more]
    pieces = write([_text(one.path, text) for one, text in done], works)
    return _Cited(
        {one.id: _Own(piece, text.words) for (one, text), piece in zip(done, pieces, strict=True)},
        tuple(more),
        tuple(_said(manuscript, message) for message in messages),
    )


def _woven(
    manuscript: Manuscript, documents: Sequence[_Document], index: Index
) -> list[list[Node]]:
    """Return the blocks of each document, its title first, as its notes come first, too."""
    woven = []
    for draft, one in zip(manuscript.drafts, documents, strict=True):
        title, blocks = title_apart(draft)
        weaver = Weaver(draft.path, index, wording(one.language).missing_note)
        woven.append(weaver.weave([*_heading(title or [_word(one.title)]), *blocks]))
    return woven


def _heading(title: list[Node]) -> list[Node]:
    return [{"t": "Header", "c": [1, ["", [], []], title]}]


def _word(word: str) -> Node:
    return {"t": "Str", "c": word}


def _set_citations(
    manuscript: Manuscript, file: BookFile, woven: Sequence[list[Node]], works: Works | None
) -> tuple[dict[int, list[Node]], list[Node], tuple[pandoc.Message, ...]]:
    """Return documents with citations set by their places, the bibliography, and what was said.

    Only blocks with citations, or with a place for the bibliography, are given to citeproc, so that
    it need not do again what an edit of another block does not change.
    """
    chosen = {
        at: found
        for at, blocks in enumerate(woven)
        if (found := [n for n, block in enumerate(blocks) if _has_citation(block)])
    }
    asked = [
        {"t": "Div", "c": [["", [], []], [woven[at][n] for n in found]]}
        for at, found in chosen.items()
    ]
    answer, messages = pandoc.cite(
        asked,
        language=file.language,
        bibliography=manuscript.references,
        style=manuscript.style,
        works=works,
    )
    changed = {}
    for (at, found), block in zip(chosen.items(), answer[: len(asked)], strict=True):
        set_ = dict(zip(found, block["c"][1], strict=True))
        changed[at] = [set_.get(n, block) for n, block in enumerate(woven[at])]
    return changed, answer[len(asked) :], messages


def _has_citation(block: Node) -> bool:
    """Tell whether a block has a citation, or is or holds the place for the bibliography."""
    return any(
        node["t"] == "Cite" or (node["t"] == "Div" and node["c"][0][0] == "refs")
        for node in walk(block)
    )


def _text(path: str, text: Unwoven) -> Text:
    heading, *blocks = text.blocks
    return Text(path, heading["c"][2], blocks, text.notes)


def _said(manuscript: Manuscript, message: pandoc.Message) -> Diagnostic:
    """Return a warning of citeproc, at the first citation of a work that it names."""
    finding = f"pandoc says: {message.text}"
    words = set(message.text.split())
    for draft in manuscript.drafts:
        for node in walk(draft.blocks):
            cited = node["c"][0] if node["t"] == "Cite" else []
            if named := [one["citationId"] for one in cited if one["citationId"] in words]:
                return PANDOC_SAYS.at(Locator(draft.source).find([f"@{named[0]}"]), finding)
    return PANDOC_SAYS.at(Span(BOOK_FILE), finding)


def _has_entries(blocks: Sequence[Node]) -> bool:
    return any(block["t"] == "Div" and block["c"][1] for block in blocks)


def _bibliography(file: BookFile, others: Sequence[_Document]) -> _Document:
    """Return the document that holds the bibliography where no chapter has a place for it."""
    name = slugs.unique("bibliography", {*(other.id for other in others), *outline.part_ids(file)})
    return _Document(
        id=name,
        kind="bibliography",
        matter=Matter.BACK,
        part=None,
        number=None,
        language=file.language,
        path=BOOK_FILE,
        title_id=f"{name}-title",
        title=wording(file.language).bibliography,
    )


# -- notes numbered --


@dataclass(frozen=True, slots=True)
class _Written:
    """A document as trees of XHTML: title, body, and the body of each note."""

    document: _Document
    title: Element
    body: Element
    notes: tuple[Element, ...]

    @property
    def trees(self) -> tuple[Element, ...]:
        """Return all trees of the document."""
        return (self.title, self.body, *self.notes)

    @property
    def ids(self) -> list[str]:
        """Return all ids of the document, each once, that of its title first."""
        return list(dict.fromkeys([self.document.title_id, *fragments.ids(self.trees)]))


def _counters(documents: Sequence[_Document], file: BookFile) -> list[Counter]:
    """Return what counts the notes of each document: one for all where the book numbers through."""
    whole_book = Counter()
    return [whole_book if file.notes.numbering == "book" else Counter() for _ in documents]


def _written(
    documents: Sequence[_Document], index: Index, pieces: Pieces, cited: _Cited
) -> list[_Written]:
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
        )
        done.append(_numbered(document, numberer))
    return done


def _numbered(document: _Document, numberer: Numberer) -> _Written:
    path = document.path
    title, body = numberer.pieces.titles[path], numberer.pieces.bodies[path]
    if document.title and not len(title) and not title.text:
        title.text = document.title
    numberer.number(title, path)
    numberer.number(body, path)
    notes = numberer.notes()
    document = replace(document, notes=notes)
    written = _Written(document, title, body, tuple(note.tree for note in notes))
    fragments.give_way(written.trees)
    if document.title_id in fragments.ids(written.trees):
        return replace(written, document=replace(document, title_id=f"{document.id}-title"))
    return written


# -- ids, links and images --


def _finished(
    written: Sequence[_Written], manuscript: Manuscript, parts: Sequence[str]
) -> tuple[Chapter, ...]:
    addresses = _addresses(written, parts, _texts(manuscript))
    for one in written:
        resolve = addresses.resolver(one.document)
        find_image = partial(files.meaning, one.document.path, known=manuscript.images)
        for tree in one.trees:
            fragments.rename(tree, addresses.names[one.document.id])
            fragments.relink(tree, resolve)
            fragments.repoint(tree, find_image)
            crossrefs.mark(tree)
    return tuple(_chapter(one, addresses) for one in written)


@dataclass(frozen=True, slots=True)
class _Addresses:
    """What each id of each document is called in the book.

    `names` gives by document the new name of each of its ids, `everywhere` of each id of the book,
    `documents` the anchor of each draft by path.
    """

    names: Mapping[str, Mapping[str, str]]
    everywhere: Mapping[str, str]
    documents: Mapping[str, "_Document"]

    def resolver(self, document: _Document) -> "_Resolver":
        """Return what resolves the links of one document."""
        return _Resolver(self, document)


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Resolves a link as one document writes it: its own ids first, then those of the book."""

    addresses: _Addresses
    document: _Document

    def __call__(self, target: str) -> str | None:
        """Return the id of the book that a link target means, or None where it means none."""
        path, _, name = target.partition("#")
        if not path:
            own = self.addresses.names[self.document.id]
            return own.get(name) or self.addresses.everywhere.get(name)
        found = files.meaning(self.document.path, target, self.addresses.documents)
        if found is None:
            return None
        other = self.addresses.documents[found]
        return self.addresses.names[other.id].get(name) or f"chapter-{other.id}"


def _texts(manuscript: Manuscript) -> dict[str, str]:
    return {draft.path: draft.source.text for draft in manuscript.drafts}


def _addresses(
    written: Sequence[_Written], parts: Sequence[str], texts: Mapping[str, str]
) -> _Addresses:
    """Keep each id that is the only one of its name in the book; give others their document's name.

    Ids that Scholiast gives out itself (`chapter-…`, `part-…`, `note-…`, `call-…`) come first, then
    those that are typed in the document, by `texts` of drafts, then those that are made of words.
    """
    taken = set(parts) | set(_own_ids(written))
    ids = {one.document.id: one.ids for one in written}
    owners = _owners(written, ids, texts)
    names: dict[str, dict[str, str]] = {}
    everywhere: dict[str, str] = {}
    for one in written:
        own = names[one.document.id] = {}
        for name in ids[one.document.id]:
            owns = owners[name] == one.document.id
            unique = name if owns else f"{one.document.id}--{name}"
            while unique in taken:
                unique = f"{one.document.id}--{unique}"
            taken.add(unique)
            own[name] = unique
            if owns:
                everywhere[name] = unique
    for own_id in (*parts, *_own_ids(written)):
        everywhere.setdefault(own_id, own_id)
    return _Addresses(names, everywhere, {one.document.path: one.document for one in written})


def _owners(
    written: Sequence[_Written], ids: Mapping[str, Sequence[str]], texts: Mapping[str, str]
) -> dict[str, str]:
    """Return for each id the document that has it: the first that types it, or else the first."""
    holders: dict[str, list[_Document]] = {}
    for one in written:
        for name in ids[one.document.id]:
            holders.setdefault(name, []).append(one.document)
    return {
        name: next((d.id for d in found if _types(texts, d, name)), found[0].id)
        if len(found) > 1
        else found[0].id
        for name, found in holders.items()
    }


def _types(texts: Mapping[str, str], document: _Document, name: str) -> bool:
    written = texts.get(document.path, "")
    return slugs.is_typed(written, name) and slugs.is_typed(masked(written), name)


def _own_ids(written: Sequence[_Written]) -> Iterator[str]:
    for one in written:
        yield f"chapter-{one.document.id}"
        for note in one.document.notes:
            yield note.id
            yield from (reference.id for reference in note.references)


# -- the chapter --


def _chapter(one: _Written, addresses: _Addresses) -> Chapter:
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
    )


def _with_page_references(
    chapters: Sequence[Chapter], written: Sequence[_Written], parts: Sequence[Part]
) -> Iterator[Chapter]:
    """Yield chapters with what their page references lead to."""
    if not any(crossrefs.targets(one.trees) for one in written):
        yield from chapters
        return
    titles = {part.id: part.title for part in parts}
    for chapter, one in zip(chapters, written, strict=True):
        notes = {note.id: tree for note, tree in zip(chapter.notes, one.notes, strict=True)}
        own = [chapter.anchor, chapter.title_id, *fragments.ids([one.title])]
        titles |= dict.fromkeys(own, chapter.title)
        titles |= crossrefs.sections(chapter.title, one.body, notes)
    for chapter, one in zip(chapters, written, strict=True):
        yield replace(chapter, page_references=crossrefs.references(one.trees, titles))


def _headings(body: Element, chapter: str) -> tuple[Heading, ...]:
    """Return the headings of a body; one without an id, as raw HTML may have it, is given one."""
    found = []
    for index, element in enumerate(fragments.heading_elements(body), 1):
        if element.get("id") is None:
            element.set("id", f"{chapter}--heading-{index}")
        title = text.readable(markup.words(element))
        found.append(Heading(int(element.tag[1]), element.get("id"), title))
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
    )
