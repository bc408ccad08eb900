"""The manuscript as a Word file for a copy-editor, each note a footnote that knows its label.

It is no edition: nobody publishes it. It is made of the manuscript, not of a book, so that what
comes back can be a manuscript again (`scholiast.importing.office.returned`).
"""

from datetime import datetime

from scholiast import pandoc
from scholiast.bookfile import read_header
from scholiast.diagnostics import Diagnostic
from scholiast.docx.proofread import proofread
from scholiast.docx.rules import NOT_MADE
from scholiast.docx.table import ChapterRow, Table
from scholiast.docx.trees import WordTree, word_tree
from scholiast.docx.wanted import wanted
from scholiast.docx.word import Properties, finished
from scholiast.manuscript import Draft, Manuscript
from scholiast.source import Span

__all__ = ["make", "proofread", "render", "wanted"]


def make(name: str, manuscript: Manuscript, modified: datetime) -> tuple[bytes, list[Diagnostic]]:
    """Return the Word file of a manuscript, or no bytes and why (see `render`)."""
    try:
        return render(manuscript, modified), []
    except (pandoc.PandocError, RecursionError) as problem:
        return b"", [NOT_MADE.at(Span(name), f"the Word file can't be made: {problem}")]


def render(manuscript: Manuscript, modified: datetime) -> bytes:
    """Return the Word file of a manuscript without errors, dated `modified` (UTC).

    The same manuscript gives the same bytes. Raises pandoc.PandocError, and ValueError where the
    manuscript has no book.yaml that can be understood.
    """
    if manuscript.file is None:
        raise ValueError("a manuscript without a book")
    tree = word_tree(manuscript)
    language = {"t": "MetaString", "c": manuscript.file.language}
    data = pandoc.word(pandoc.document(tree.blocks, {"lang": language}))
    return finished(data, tree, _table(manuscript, tree), Properties.of(manuscript.file, modified))


def _table(manuscript: Manuscript, tree: WordTree) -> Table:
    chapters = {draft.path for draft in manuscript.drafts}
    files = {path: one.text for path, one in manuscript.sources.items() if path not in chapters}
    return Table(
        chapters=tuple(_chapter(draft) for draft in manuscript.drafts),
        notes=tuple(tree.notes.values()),
        files=tuple(sorted(files.items())),
    )


def _chapter(draft: Draft) -> ChapterRow:
    whole = draft.source.text
    header = whole[: read_header(draft.source).end_offset]
    return ChapterRow(draft.path, whole, header, bool(draft.title))
