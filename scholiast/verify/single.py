"""Proofread a web book that is one file: its chapters are read as if each were a page."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.edition import Format
from scholiast.ledger import Ledger, Stand
from scholiast.source import Span
from scholiast.verify import apparatus, contents, findable, pages, standing, verse, web
from scholiast.verify.pages import Element, Page
from scholiast.verify.proof import Finding, Proof, conclude

NOT_ALONE = Rule(
    "V214",
    "not-alone",
    Severity.ERROR,
    """\
The single HTML file links to a file beside it, or loads one.

It is to be sent and kept by itself: all that it needs stands in it.""",
)

WRONG_TITLE = Rule(
    "V215",
    "single-file-title",
    Severity.ERROR,
    """\
The first heading of the single HTML file is not the title of the book.""",
)

_FIRST = "index.html"


def verify(data: bytes, ledger: Ledger, name: str) -> Proof:
    """Proofread the one file of a book; what can't be read gives a finding, never an exception."""
    findings: list[Finding] = []
    try:
        if not data.rstrip().endswith(b"</html>"):
            raise etree.ParserError("the file is cut off: it does not end in </html>")
        whole = Page("", name, pages.read_html(data))
    except (etree.ParserError, etree.XMLSyntaxError) as problem:
        findings.append(Finding(pages.UNREADABLE.at(Span(name), str(problem))))
        return conclude(name, Format.SINGLE_HTML, ledger, findings, {})
    findings += _check_whole(whole, ledger)
    documents = _split(whole)
    chapters = pages.chapter_pages(name, documents, ledger, findings)
    in_order = [chapters[page.path] for page in documents if page.path in chapters]
    findings += contents.order(ledger, in_order, "file", Span(name))
    findings += web.check_contents(name, documents, chapters, ledger)
    findings += pages.check_literals(documents, chapters, ledger)
    findings += pages.check_references(documents, chapters, ledger)
    findings += verse.check_pages(documents, chapters, ledger)
    seen = pages.apparatus(name, documents, chapters)
    findings += apparatus.compare(ledger, seen)
    findings += standing.check(ledger, seen)
    stands = {note: Stand(f"{name}#{note}") for note in apparatus.stands(seen)}
    here = [_placed(finding, name) for finding in findings]
    return conclude(name, Format.SINGLE_HTML, ledger, here, stands)


def _check_whole(whole: Page, ledger: Ledger) -> Iterator[Finding]:
    """Check what is of the file as a whole: ids, links, what it loads, what it says of itself."""
    yield from pages.check_ids(whole)
    yield from pages.check_links([whole], [whole.path])
    yield from findable.check_paragraphs(whole)
    yield from findable.check_policy(whole)
    yield from findable.check_record(whole, ledger, None)
    yield from pages.check_resources([whole], ())
    title = next(whole.root.iter("h1"), None)
    said = "" if title is None else text.readable("".join(title.itertext()))
    if text.compact(said) != text.compact(ledger.title):
        message = f"the file begins with “{said}”, not with “{ledger.title}”"
        yield Finding(WRONG_TITLE.at(whole.place(title), message))
    for path in sorted(pages.used_by(whole) - {whole.path}):
        yield Finding(NOT_ALONE.at(whole.place(), f"the file needs `{path}`"))


def _split(whole: Page) -> list[Page]:
    """Return the chapters of a file as pages, in order, and before them what is left of it.

    Links are made to lead from page to page. The file is taken apart.
    """
    sections = {
        f"{element.get('id', '')}.html": element
        for element in whole.root.iter("section")
        if "chapter" in element.get("class", "").split()
    }
    owners = {
        inner.get("id", ""): path
        for path, section in sections.items()
        for inner in section.iter(etree.Element)
    }
    anchors = {section.get("id", "") for section in sections.values()}
    for path, section in sections.items():
        _relink(section, path, owners)
    for section in sections.values():
        parent = section.getparent()
        assert parent is not None
        parent.remove(section)
    _relink(whole.root, _FIRST, owners, whole_pages=anchors)
    first = Page(whole.artifact, _FIRST, whole.root)
    return [first, *(Page(whole.artifact, path, one) for path, one in sections.items())]


def _relink(
    root: Element, here: str, owners: Mapping[str, str], whole_pages: set[str] | None = None
) -> None:
    """Have links to other pages name them; one to a chapter of `whole_pages` names nothing else."""
    for link in root.iter("a"):
        href = link.get("href", "")
        if not href.startswith("#"):
            continue
        _, name = pages.resolve(here, href) or ("", "")
        owner = owners.get(name, _FIRST)
        if href[1:] in (whole_pages or ()):
            link.set("href", owner)
        elif owner != here:
            link.set("href", owner + href)


def _placed(finding: Finding, name: str) -> Finding:
    """Return a finding at its line in the file."""
    place = finding.diagnostic.place
    place = Span(name) if place is None else replace(place, path=name)
    return replace(finding, diagnostic=replace(finding.diagnostic, place=place))
