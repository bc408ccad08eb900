"""All rules of stores, applied to an EPUB of whoever made it."""

from collections.abc import Sequence

from scholiast.diagnostics import Diagnostic, Rule, Severity, in_order
from scholiast.source import Span
from scholiast.stores import container, covers, fonts, metadata, pictures, texts
from scholiast.stores.faults import Fault, findings
from scholiast.stores.known import Store
from scholiast.stores.opening import Epub, UnreadableError, open_epub

UNREADABLE = Rule(
    "V140",
    "store-unreadable",
    Severity.ERROR,
    """\
A file is no EPUB that a store could read: it is no ZIP file, or is cut off, or its package document
is missing or not well-formed; or a document in it is not.

The finding gives what the parser said. `scholiast verify` and EPUBCheck tell more.""",
)


HINT = "build the EPUB again, or have EPUBCheck look at it"


def check(data: bytes, name: str, stores: Sequence[Store]) -> list[Diagnostic]:
    """Return what stores mind in an EPUB; `name` stands in the places of findings.

    What makes a store refuse the book is an error, what it advises against a warning. A file that
    can't be read gives a finding, never an exception.
    """
    try:
        epub = open_epub(data, name)
    except UnreadableError as problem:
        return [UNREADABLE.at(Span(name), str(problem), HINT)]
    broken = [
        UNREADABLE.at(epub.at(path), f"not well-formed: {problem}", "write it as XML")
        for path, problem in epub.broken.items()
    ]
    return in_order([*broken, *findings(_faults(epub, stores))])


def _faults(epub: Epub, stores: Sequence[Store]) -> list[Fault]:
    seen, rights, marks = pictures.seen(epub), fonts.rights(epub), texts.marks(epub)
    return [
        fault
        for store in stores
        for found in (
            covers.check(epub, store),
            pictures.check(epub, store, seen),
            texts.check(marks, store),
            container.check(epub, store),
            fonts.check(epub, store, rights),
            metadata.check(epub, store),
        )
        for fault in found
    ]
