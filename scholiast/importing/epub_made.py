"""What was typed in a book and is set in its EPUB: it comes back as text, and that is told."""

from collections.abc import Iterator, Sequence

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.importing.html_page import Page, classes, elements
from scholiast.source import Span

SET = Rule(
    "X081",
    "import-made-is-text",
    Severity.NOTE,
    """\
An EPUB that Scholiast made holds what was made of the manuscript: citations as the style sets them,
the list of works, the index with its references, numbers of verses. They come back as text, since
the EPUB does not say what was typed.

Write `[@key]` in the place of citations that are to follow a style again, and mark terms for a new
index; then delete the old list or index from the spine. If you have the manuscript, go on with
that. Of kinds of notes the names come back, their marks and placement are set in `book.yaml`
anew.""",
)

_MADE = {
    "citation": "citations are text now: {count}",
    "csl-entry": "works of a list are text now: {count}",
    "index-term": "terms of an index are text now: {count}",
}


def losses(pages: Sequence[Page]) -> Iterator[Diagnostic]:
    """Yield what of pages of ours was typed otherwise than it will come back."""
    for page in pages:
        if not any("chapter-text" in classes(one) for one in page.body.iter("div")):
            continue
        found = [name for one in elements(page.body) for name in classes(one) if name in _MADE]
        for name, said in _MADE.items():
            if count := found.count(name):
                yield SET.at(Span(page.path), said.format(count=count))
