"""Proofread a finished web book against the ledger of its book, with lxml."""

from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname

from lxml import etree

from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Format
from scholiast.jobs import Works
from scholiast.ledger import Ledger
from scholiast.source import Span
from scholiast.verify import apparatus, contents, findable, pages, standing, verse
from scholiast.verify.pages import Page
from scholiast.verify.proof import Finding, Proof, conclude

NO_INDEX = Rule(
    "V201",
    "web-index",
    Severity.ERROR,
    """\
A web book has no `index.html`, or it has no contents: nothing leads into the book.""",
)

WRONG_NEIGHBOUR = Rule(
    "V202",
    "web-neighbour",
    Severity.ERROR,
    """\
The link to the next or to the previous page of a web book does not lead to the chapter that is next
or previous in the spine.""",
)

UNREACHED = Rule(
    "V203",
    "web-unreached",
    Severity.ERROR,
    """\
A file of a web book is used by no page of it.

It may be left over from an earlier state of the book.""",
)

_UNASKED = frozenset({"robots.txt", "sitemap.xml", "404.html", "favicon.ico", ".nojekyll"})
"""Files that hosts and browsers look for by their name."""


def verify(
    files: Mapping[str, bytes], ledger: Ledger, name: str, works: Works | None = None
) -> Proof:
    """Proofread a web book; `files` are its bytes by path below its folder.

    `name` stands in the findings. A page that can't be read gives a finding, never an exception.
    """
    findings: list[Finding] = []
    documents = list(_documents(files, name, findings))
    chapters = pages.chapter_pages(name, documents, ledger, findings)
    findings += check_contents(name, documents, chapters, ledger)
    findings += _check_neighbours(documents, chapters, ledger)
    findings += _check_documents(name, files, documents, chapters, ledger)
    rank = {chapter.id: index for index, chapter in enumerate(ledger.chapters)}
    in_order = sorted(documents, key=lambda page: rank.get(chapters.get(page.path, ""), len(rank)))
    seen = pages.apparatus(name, in_order, chapters)
    findings += apparatus.compare(ledger, seen)
    findings += standing.check(ledger, seen)
    return conclude(name, Format.HTML, ledger, findings, apparatus.stands(seen))


def _documents(files: Mapping[str, bytes], name: str, findings: list[Finding]) -> Iterator[Page]:
    for path, data in sorted(files.items()):
        if not path.endswith(".html"):
            continue
        try:
            if not data.rstrip().endswith(b"</html>"):
                raise etree.ParserError("the page is cut off: it does not end in </html>")
            yield Page(name, path, pages.read_html(data))
        except (etree.ParserError, etree.XMLSyntaxError) as problem:
            place = Span(f"{name}/{path}")
            findings.append(Finding(pages.UNREADABLE.at(place, str(problem))))


# -- contents and neighbours --


def check_contents(
    name: str, documents: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Check the contents of the first page, and those of every other page that has them."""
    by_path = {page.path: page for page in documents}
    if "index.html" not in by_path:
        yield Finding(NO_INDEX.at(Span(name), "there is no `index.html`"))
    for page in documents:
        tables = [nav for nav in page.root.iter("nav") if _is_contents(nav)]
        if page.path == "index.html" and not tables:
            message = "there are no contents (`nav` with the role `doc-toc`)"
            yield Finding(NO_INDEX.at(page.place(), message))
        for table in tables:
            entries = [
                pages.entry(page, e, "".join(e.itertext()), e.get("href", ""), by_path, chapters)
                for e in table.iter("a")
            ]
            yield from contents.compare(ledger, entries, "contents", page.place(table))


def _is_contents(nav: pages.Element) -> bool:
    """Tell whether a `nav` is the table of contents, or its twin on the page of a chapter."""
    return nav.get("role") == "doc-toc" or "contents" in nav.get("class", "")


def _check_neighbours(
    documents: Sequence[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Follow `rel=next` and `rel=prev` from each chapter to the next page that holds a chapter."""
    by_path = {page.path: page for page in documents}
    places = {chapter: by_path[path] for path, chapter in chapters.items()}
    order = [chapter.id for chapter in ledger.chapters if chapter.id in places]
    for direction, row in (("next", order), ("prev", order[::-1])):
        for chapter, neighbour in zip(row, [*row, None][1:], strict=True):
            page = places[chapter]
            for link in _neighbours(page, direction) or [None]:
                reached = _follow(page, link, direction, by_path, chapters)
                if reached != neighbour:
                    message = (
                        f"`{direction}` leads to {_named(reached)}, not to {_named(neighbour)}"
                    )
                    yield Finding(WRONG_NEIGHBOUR.at(page.place(link), message))


def _named(chapter: str | None) -> str:
    return f"chapter `{chapter}`" if chapter else "no chapter"


def _neighbours(page: Page, direction: str) -> list[pages.Element]:
    """Return the links of a page, visible or not, to what is `next` to it or before (`prev`)."""
    links = page.root.iter("a", "link")
    return [link for link in links if direction in link.get("rel", "").split()]


def _follow(
    page: Page,
    link: pages.Element | None,
    direction: str,
    by_path: Mapping[str, Page],
    chapters: Mapping[str, str],
) -> str | None:
    """Return the first chapter reached by a link and on; pages without chapters are passed over."""
    met: set[str] = set()
    while link is not None:
        target = pages.resolve(page.path, link.get("href", ""))
        if target is None or target[0] not in by_path or target[0] in met:
            return None
        if target[0] in chapters:
            return chapters[target[0]]
        met.add(target[0])
        page = by_path[target[0]]
        link = next(iter(_neighbours(page, direction)), None)
    return None


# -- pages and files --


def _check_documents(
    name: str,
    files: Mapping[str, bytes],
    documents: Sequence[Page],
    chapters: Mapping[str, str],
    ledger: Ledger,
) -> Iterator[Finding]:
    known = {*files, *(f"{dirname(p) or '.'}/" for p in files if p.endswith("index.html"))}
    for page in documents:
        yield from pages.check_ids(page)
        yield from findable.check_paragraphs(page)
        yield from findable.check_policy(page)
        yield from findable.check_record(page, ledger, chapters.get(page.path))
    yield from findable.check_addresses(name, files, documents)
    yield from pages.check_links(documents, known)
    yield from pages.check_resources(documents, known)
    yield from pages.check_literals(documents, chapters, ledger)
    yield from pages.check_references(documents, chapters, ledger)
    yield from verse.check_pages(documents, chapters, ledger)
    for path, data in files.items():
        if path.endswith(".css"):
            sheet = data.decode("utf-8", "replace")
            yield from pages.check_style(name, path, sheet, known)
        elif path.endswith((".js", ".mjs")):
            yield from pages.check_script(name, path, data.decode("utf-8", "replace"))
    yield from _check_unreached(name, files, documents)


def _check_unreached(
    name: str, files: Mapping[str, bytes], documents: Sequence[Page]
) -> Iterator[Finding]:
    """Yield files that no page links to or loads, and no style sheet or script speaks of."""
    used = {"index.html"}
    for page in documents:
        used |= pages.used_by(page)
    for path, data in files.items():
        if path.endswith(".css"):
            found = (
                pages.resolve(path, a)
                for a in pages.style_addresses(data.decode("utf-8", "replace"))
            )
            used |= {target[0] for target in found if target}
    scripts = b"".join(data for path, data in files.items() if path.endswith((".js", ".mjs")))
    for path in files:
        spoken = path.rpartition("/")[2].encode() in scripts
        if path not in used and not spoken and path not in _UNASKED:
            yield Finding(UNREACHED.at(Span(f"{name}/{path}"), "no page leads to this file"))
