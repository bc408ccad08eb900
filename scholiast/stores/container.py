"""Rules of stores on the files of an EPUB: how large they are, how they are called, encryption."""

import re
from collections.abc import Iterator

from lxml import etree

from scholiast.diagnostics import Rule, Severity
from scholiast.source import Span
from scholiast.stores.faults import Fault, minded, over
from scholiast.stores.known import Store
from scholiast.stores.opening import Epub, read_xml, shown

DOCUMENT_SIZE = Rule(
    "V148",
    "store-document-size",
    Severity.WARNING,
    """\
A document of the EPUB is so large that readers wait for it.

A reading system lays out a document as a whole before it shows a page of it. On readers of e-ink
that takes seconds from 300 kB on; older ones open nothing larger. Kobo advises to stay below 10 MB
with all that a document shows. Split the chapter, and a long list of notes.""",
)

BOOK_SIZE = Rule(
    "V149",
    "store-book-size",
    Severity.ERROR,
    """\
The EPUB is larger than a store takes, or than it advises.

Nearly all of it will be pictures, sound and film. Pictures for a screen need no more than 2,000
pixels on the longer side; save photographs as JPEG. Kindle takes the cost of delivery, by the
megabyte, from what it pays for a book.

It is an error where the store refuses the book for it, else a warning.""",
)

ENCRYPTED = Rule(
    "V154",
    "store-encrypted",
    Severity.ERROR,
    """\
Files in the EPUB are encrypted.

Stores put their own protection on a book, and refuse one that comes with another: they could
neither check nor convert it. Fonts that are obfuscated (EPUB OCF 3.3, 4.4) are not meant.""",
)

NAMES = Rule(
    "V155",
    "store-file-names",
    Severity.WARNING,
    """\
A file in the EPUB has a name with spaces, or with characters other than letters of ASCII, digits,
`-`, `_` and `.`.

Where names are written in different ways in the container and in links, and where a store repacks a
book to protect it, such files get lost. Give it a plain name.""",
)

OURS = 300_000
"""Bytes beyond which a document is slow on readers of e-ink, whatever a store says."""

_ENC = "{http://www.w3.org/2001/04/xmlenc#}"
_FONT_ALGORITHMS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_PLAIN = re.compile(r"[A-Za-z0-9._/-]+")


def check(epub: Epub, store: Store) -> Iterator[Fault]:
    """Yield what a store minds in the files of a book."""
    yield from _documents(epub, store)
    if (found := over(store.book, epub.size)) is not None:
        message = f"the EPUB has {epub.size / 1e6:,.0f} MB, over {found[1] / 1e6:,.0f}"
        place, hint = Span(epub.name), "make pictures, sound and film smaller"
        yield Fault(store, BOOK_SIZE, found[0], place, message, hint)
    for path in epub.files:
        if not _PLAIN.fullmatch(path):
            place, message = epub.at(path), f"`{path}` has more than letters and digits in it"
            hint = "give the file a plain name"
            yield from minded(store, "special-names", NAMES, place, message, hint)
    for path in encrypted(epub):
        place, message, hint = epub.at(path), f"`{path}` is encrypted", "send it without protection"
        yield from minded(store, "encryption", ENCRYPTED, place, message, hint)


def _documents(epub: Epub, store: Store) -> Iterator[Fault]:
    for path, document in epub.documents.items():
        size, place = len(epub.files[path]), epub.at(path)
        whole = size + sum(len(epub.files.get(picture, b"")) for picture in shown(document))
        hint = "split the chapter"
        if (found := over(store.document, whole)) is not None:
            message = f"the document and its pictures have {whole / 1e6:.1f} MB"
            message += f", over {found[1] / 1e6:g}"
            yield Fault(store, DOCUMENT_SIZE, found[0], place, message, hint)
        if size > OURS:
            message = f"the document has {size / 1e3:,.0f} kB, over {OURS / 1e3:g}"
            yield Fault(store, DOCUMENT_SIZE, False, place, message, hint)


def encrypted(epub: Epub) -> Iterator[str]:
    """Yield the paths of files that are encrypted, not only obfuscated as fonts may be."""
    data = epub.files.get("META-INF/encryption.xml")
    if data is None:
        return
    try:
        root = read_xml(data)
    except etree.XMLSyntaxError:
        yield "META-INF/encryption.xml"
        return
    for entry in root.iter(f"{_ENC}EncryptedData"):
        method = entry.find(f"{_ENC}EncryptionMethod")
        reference = entry.find(f".//{_ENC}CipherReference")
        if method is None or method.get("Algorithm") not in _FONT_ALGORITHMS:
            yield "?" if reference is None else reference.get("URI", "?")
