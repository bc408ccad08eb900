"""Rules of stores on the package document: metadata, table of contents, NCX."""

import re
from collections.abc import Iterator

from lxml import etree

from scholiast.diagnostics import Rule, Severity
from scholiast.stores.faults import Fault, minded, over
from scholiast.stores.known import Store
from scholiast.stores.opening import DC, NCX, TYPE, Element, Epub, read_xml

METADATA = Rule(
    "V156",
    "store-metadata",
    Severity.ERROR,
    """\
The EPUB lacks metadata that a store asks for, or says more than it takes.

Title and language are required of any EPUB. The name of an author, the publisher, a description and
a subject are what catalogues and records in ONIX are made of; shops have you type them in, and what
stands in the file should say the same. Kobo finds the book by its ISBN, in the file or in its name.

```yaml
identifiers:
  isbn_epub: 978-3-16-148410-0
publisher: Sample Press
description: A book that is small, complete and correct.
subjects: [Rome, Athens]
```

It is an error where the store refuses the book for it, else a warning.""",
)

CONTENTS = Rule(
    "V157",
    "store-contents",
    Severity.ERROR,
    """\
The table of contents is not as a store wants it: there is none in the navigation document, it goes
deeper than the store shows, or the NCX names another identifier than the package.

Kindle and Kobo show three levels, parts among them; what is deeper stands flat, or not at all. The
NCX is what EPUB 2 had; old readers look there, and any where a book is an EPUB 2.

```yaml
editions:
  epub:
    contents_depth: 2
```

It is an error where the store refuses the book for it, else a warning.""",
)

_FIELDS = (
    ("title", "no-title"),
    ("language", "no-language"),
    ("creator", "no-creator"),
    ("publisher", "no-publisher"),
    ("description", "no-description"),
    ("subject", "no-subject"),
)
_ISBN = re.compile(r"97[89]\d{10}")


def check(epub: Epub, store: Store) -> Iterator[Fault]:
    """Yield what a store minds in the metadata and the contents of a book."""
    for name, matter in _FIELDS:
        if not epub.said(name):
            message, hint = f"the metadata have no {name}", f"give the book a {name}"
            yield from minded(store, matter, METADATA, epub.here, message, hint)
    if not (_isbns(epub) or _ISBN.search(epub.name.replace("-", ""))):
        message = "there is no ISBN in the metadata or in the name of the file"
        hint = "write `isbn_epub` in `book.yaml`, or name the file after the ISBN"
        yield from minded(store, "no-isbn", METADATA, epub.here, message, hint)
    length = max(map(len, epub.said("description")), default=0)
    if (found := over(store.description, length)) is not None:
        message = f"the description has {length:,} characters, over {found[1]:,.0f}"
        yield Fault(store, METADATA, found[0], epub.here, message, "make it shorter")
    yield from _contents(epub, store)
    yield from _ncx(epub, store)


def _isbns(epub: Epub) -> list[str]:
    return [n for n in epub.said("identifier") if _ISBN.search(n.replace("-", "").replace(" ", ""))]


def _contents(epub: Epub, store: Store) -> Iterator[Fault]:
    if epub.root.get("version", "").startswith("2") and _uid(epub) is not None:
        return
    nav = epub.nav
    found = None if nav is None else next((e for e in nav.root.iter("nav") if _is_toc(e)), None)
    if nav is None or found is None:
        message = "there is no table of contents in a navigation document"
        hint = 'add `<nav epub:type="toc">` (EPUB 3.3, 7.4)'
        yield from minded(store, "no-contents", CONTENTS, epub.here, message, hint)
        return
    depth = max((_depth(entry, found) for entry in found.iter("li")), default=0)
    if (deep := over(store.depth, depth)) is not None:
        message = f"the contents go {depth} levels deep, and {deep[1]:g} are shown"
        hint = "write a smaller `contents_depth` in `book.yaml`"
        yield Fault(store, CONTENTS, deep[0], epub.at(nav.path, found), message, hint)


def _is_toc(element: Element) -> bool:
    return "toc" in element.get(TYPE, "").split()


def _depth(entry: Element, nav: Element) -> int:
    return 1 + sum(1 for e in entry.iterancestors("li") if nav in e.iterancestors("nav"))


def _ncx(epub: Epub, store: Store) -> Iterator[Fault]:
    named, own = _uid(epub), _identifier(epub)
    if named is not None and own is not None and named != own:
        message = f"the NCX has the identifier `{named}`, the package `{own}`"
        hint = "write the same in both"
        yield from minded(store, "ncx-identifier", CONTENTS, epub.here, message, hint)


def _uid(epub: Epub) -> str | None:
    """Return the identifier that the NCX gives; None where there is none."""
    for item in epub.items:
        if item.media_type == "application/x-dtbncx+xml" and item.path in epub.files:
            try:
                root = read_xml(epub.files[item.path])
            except etree.XMLSyntaxError:
                return None  # EPUBCheck and proofreading say so
            metas = root.iter(f"{NCX}meta")
            return next((e.get("content") for e in metas if e.get("name") == "dtb:uid"), None)
    return None


def _identifier(epub: Epub) -> str | None:
    """Return the unique identifier of the package (EPUB 3.3, 5.5.3.1.1)."""
    name = epub.root.get("unique-identifier")
    own = (e for e in epub.root.iter(f"{DC}identifier") if e.get("id") == name)
    return next(("".join(e.itertext()).strip() for e in own), None)
