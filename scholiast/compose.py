"""A manuscript without errors to a Book: in order, notes resolved and numbered, XHTML made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from lxml import etree

from scholiast import crossrefs, files, fragments, images, markup, outline, pandoc, slugs, text
from scholiast.book import Book, Chapter, Heading, Matter, Note, Part
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.jobs import Works
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.markup import Element
from scholiast.numbering import Counter, Numbered, Numberer, Weaver, foresee
from scholiast.reading import BOOK_FILE, PANDOC_SAYS
from scholiast.register import all_calls, open_register
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
    documents, said = _cited(manuscript, file, _documents(manuscript, file), works)
    written = _written(_numbered(documents, file), works)
    chapters = _finished(written, manuscript, outline.part_ids(file))
    parts = outline.parts(file, chapters)
    chapters = tuple(_with_page_references(chapters, written, parts))
    return Book(
        slug=file.slug or slugs.file(file.title) or "book",
        metadata=file.metadata,
        chapters=chapters,
        parts=parts,
        images=images.read_all(manuscript.images),
        modified=modified,
        draft=draft and any(note.missing for chapter in chapters for note in chapter.notes),
        diagnostics=said,
    )


@dataclass(frozen=True, slots=True)
class _Document:
    """A document on its way: `blocks` are the whole of it, notes in them as pandoc has them.

    The title is the first of the blocks, a heading of level 1, until notes are numbered.
    """

    id: str
    kind: str
    matter: Matter
    part: str | None
    number: str | None
    blocks: list[Node]
    language: str
    path: str
    weaver: Weaver
    title: list[Node] = field(default_factory=list)
    title_id: str = ""
    notes: tuple[Numbered, ...] = ()


# -- notes woven in, citations set --


def _documents(manuscript: Manuscript, file: BookFile) -> list[_Document]:
    register = open_register(manuscript)
    calls = {(path, call.key): call for path, call in all_calls(manuscript)}
    parts = outline.part_ids(file)
    names = outline.names(manuscript.drafts, parts)
    numbers = outline.numbers(manuscript.drafts, file)
    documents = []
    for draft, name, number in zip(manuscript.drafts, names, numbers, strict=True):
        language = str(draft.header.get("language") or file.language)
        weaver = Weaver(draft.path, register, calls, wording(language).missing_note)
        document = _Document(
            id=name,
            kind=outline.kind(draft),
            matter=draft.matter,
            part=parts[draft.part - 1] if draft.part else None,
            number=number,
            blocks=weaver.weave(_title_first(draft.blocks, draft.title, name)),
            language=language,
            path=draft.path,
            weaver=weaver,
        )
        documents.append(document)
    return documents


def _title_first(blocks: list[Node], title: list[Node], name: str) -> list[Node]:
    """Return the blocks of the document `name` with its title before all others.

    That is the first level-1 heading, wherever it stands: in every edition it opens the chapter,
    so its notes come first. Where there is none it is made of `title`, else of the name.
    """
    for index, block in enumerate(blocks):
        if block["t"] == "Header" and block["c"][0] == 1:
            return [block, *blocks[:index], *blocks[index + 1 :]]
    words = title or [{"t": "Str", "c": name}]
    return [{"t": "Header", "c": [1, ["", [], []], words]}, *blocks]


def _cited(
    manuscript: Manuscript, file: BookFile, documents: list[_Document], works: Works | None
) -> tuple[list[_Document], tuple[Diagnostic, ...]]:
    """Set citations in the whole book at once, so that one bibliography serves all chapters.

    Return the documents, and what citeproc has to say.
    """
    cites = any(node["t"] == "Cite" for d in documents for node in walk(d.blocks))
    if not manuscript.references or not cites:
        return documents, ()
    if manuscript.style and etree.fromstring(manuscript.style).get("class") == "note":
        counters = _counters(documents, file)
        documents = [
            replace(document, blocks=foresee(document.blocks, counter))
            for document, counter in zip(documents, counters, strict=True)
        ]
    blocks, messages = pandoc.cite(
        [{"t": "Div", "c": [["", [], []], document.blocks]} for document in documents],
        language=file.language,
        bibliography=manuscript.references,
        style=manuscript.style,
        works=works,
    )
    said = tuple(_said(manuscript, message) for message in messages)
    own, rest = blocks[: len(documents)], blocks[len(documents) :]
    done = [
        replace(document, blocks=block["c"][1])
        for document, block in zip(documents, own, strict=True)
    ]
    return [*done, _bibliography(rest, file, done)] if _has_entries(rest) else done, said


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


def _bibliography(blocks: list[Node], file: BookFile, others: Sequence[_Document]) -> _Document:
    """Return the document that holds the bibliography where no chapter has a place for it."""
    name = slugs.unique("bibliography", {*(other.id for other in others), *outline.part_ids(file)})
    title: list[Node] = [{"t": "Str", "c": wording(file.language).bibliography}]
    return _Document(
        id=name,
        kind="bibliography",
        matter=Matter.BACK,
        part=None,
        number=None,
        blocks=_title_first(blocks, title, name),
        language=file.language,
        path="book.yaml",
        weaver=others[0].weaver,
    )


# -- notes numbered --


def _counters(documents: Sequence[_Document], file: BookFile) -> list[Counter]:
    """Return what counts the notes of each document: one for all where the book numbers through."""
    whole_book = Counter()
    return [whole_book if file.notes.numbering == "book" else Counter() for _ in documents]


def _numbered(documents: Sequence[_Document], file: BookFile) -> list[_Document]:
    taken: set[str] = set()
    done = []
    for document, counter in zip(documents, _counters(documents, file), strict=True):
        numberer = Numberer(document.id, document.weaver, counter, Span(document.path), taken)
        heading, *blocks = numberer.number(document.blocks)
        _, (title_id, _, _), title = heading["c"]
        document = replace(
            document,
            title=title,
            title_id=title_id or f"{document.id}-title",
            blocks=blocks,
            notes=numberer.notes(),
        )
        done.append(document)
    return done


# -- XHTML --


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


def _written(documents: Sequence[_Document], works: Works | None) -> list[_Written]:
    pieces = [
        [[{"t": "Plain", "c": one.title}], one.blocks, *(note.blocks for note in one.notes)]
        for one in documents
    ]
    texts = pandoc.write(pieces, [one.path for one in documents], works)
    return [_read(one, *html) for one, html in zip(documents, texts, strict=True)]


def _read(document: _Document, title: str, body: str, *notes: str) -> _Written:
    written = _Written(
        document=document,
        title=fragments.read(title, "span"),
        body=fragments.read(body, "div"),
        notes=tuple(fragments.read(note, "div") for note in notes),
    )
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
        number=note.number,
        body=markup.serialise(tree),
        text=text.readable(markup.words(tree)),
        place=note.place,
        references=note.references,
        parent=note.parent,
        missing=note.missing,
    )
