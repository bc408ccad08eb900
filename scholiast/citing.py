"""Citations set by citeproc: in the text, in notes, and in the list of works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from scholiast import outline, pandoc, slugs
from scholiast.book import Matter
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic
from scholiast.documents import Document
from scholiast.jobs import Works
from scholiast.locate import Locator
from scholiast.manuscript import Manuscript, Node, walk
from scholiast.pieces import Pieces, Text, title_apart, write
from scholiast.reading import BOOK_FILE, PANDOC_SAYS
from scholiast.register import Address, Index
from scholiast.source import Span
from scholiast.weaving import Counter, Unwoven, Weaver, foresee, unweave
from scholiast.wording import wording


@dataclass(frozen=True, slots=True)
class Own:
    """The pieces of a document with citations, and the words of its notes by address."""

    pieces: Pieces
    words: Mapping[Address, str]


@dataclass(frozen=True, slots=True)
class Cited:
    """What setting citations gave: documents that it changed by id, and what citeproc says.

    `more` is the bibliography, where no chapter has a place for it.
    """

    changed: Mapping[str, Own] = field(default_factory=dict)
    more: tuple[Document, ...] = ()
    said: tuple[Diagnostic, ...] = ()


def set_citations(
    manuscript: Manuscript,
    file: BookFile,
    documents: Sequence[Document],
    index: Index,
    works: Works | None,
) -> Cited:
    """Set citations in the whole book at once, so that one bibliography serves all chapters."""
    if not manuscript.references:
        return Cited()
    woven = _woven(manuscript, documents, index)
    if not any(node["t"] == "Cite" for blocks in woven for node in walk(blocks)):
        return Cited()
    if manuscript.style and etree.fromstring(manuscript.style).get("class") == "note":
        counters = _counters(documents, file)
        woven = [foresee(blocks, one) for blocks, one in zip(woven, counters, strict=True)]
    changed, rest, messages = _answered(manuscript, file, woven, works)
    done = [(documents[at], unweave(documents[at].path, changed[at])) for at in sorted(changed)]
    more = [_bibliography(file, documents)] if _has_entries(rest) else []
    done += [(one, unweave(one.path, [*_heading([_word(one.title)]), *rest])) for one in more]
    pieces = write([_text(one.path, text) for one, text in done], works)
    return Cited(
        {one.id: Own(piece, text.words) for (one, text), piece in zip(done, pieces, strict=True)},
        tuple(more),
        tuple(_said(manuscript, message) for message in messages),
    )


def _woven(manuscript: Manuscript, documents: Sequence[Document], index: Index) -> list[list[Node]]:
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


def _answered(
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


def _bibliography(file: BookFile, others: Sequence[Document]) -> Document:
    """Return the document that holds the bibliography where no chapter has a place for it."""
    name = slugs.unique("bibliography", {*(other.id for other in others), *outline.part_ids(file)})
    return Document(
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


def _counters(documents: Sequence[Document], file: BookFile) -> list[Counter]:
    """Return what counts the notes of each document: one for all where the book numbers through."""
    whole_book = Counter()
    return [whole_book if file.notes.numbering == "book" else Counter() for _ in documents]
