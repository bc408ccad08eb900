"""Read the content documents of EPUBs and web books, and check what holds for both alike."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from posixpath import dirname, join, normpath
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from scholiast import text
from scholiast.diagnostics import Rule, Severity
from scholiast.ledger import ChapterRecord, Ledger, Stand
from scholiast.source import Position, Span
from scholiast.verify.apparatus import Apparatus, SeenBack, SeenCall, SeenNote
from scholiast.verify.contents import Entry
from scholiast.verify.proof import Finding
from scholiast.verify.references import Said, check_shown

Element: TypeAlias = etree._Element

LOST_CHAPTER = Rule(
    "V020",
    "lost-chapter",
    Severity.ERROR,
    """\
A chapter of the book is not in the finished file, or its text is not.""",
)

CHAPTER_TWICE = Rule(
    "V021",
    "chapter-twice",
    Severity.ERROR,
    """\
A chapter stands in the finished file more than once, or shares its document with another one.""",
)

CHAPTER_TEXT = Rule(
    "V022",
    "chapter-text",
    Severity.ERROR,
    """\
The words of a chapter are not those of the book.

The ledger holds a digest of the words of each chapter, white space and note numbers left out. One
letter more or less changes it. It can't say where; compare the file with one that is newly built.
""",
)

CHAPTER_TITLE = Rule(
    "V023",
    "chapter-title",
    Severity.ERROR,
    """\
A chapter does not show its title.""",
)

SAME_ID = Rule(
    "V024",
    "same-id",
    Severity.ERROR,
    """\
Two elements of one document have the same id.

A link to it reaches only the first of them.""",
)

DEAD_LINK = Rule(
    "V025",
    "dead-link",
    Severity.ERROR,
    """\
A link leads to a file or to a place in a file that does not exist.""",
)

LOST_RESOURCE = Rule(
    "V026",
    "lost-resource",
    Severity.ERROR,
    """\
A document needs an image, a style sheet, a font or a script that is not in the finished file.""",
)

REMOTE = Rule(
    "V027",
    "remote-resource",
    Severity.ERROR,
    """\
A document would fetch something from another host as soon as it is opened.

A book must be readable without a network, and must not tell anybody that it is being read. Links
that a reader follows by choice are fine.""",
)

LITERAL_CALL = Rule(
    "V028",
    "literal-call",
    Severity.ERROR,
    """\
The text shows a note call of Markdown as it was typed, such as `[^gibbon]`.

Pandoc prints a call that it can't resolve as text, without a word of warning. What the manuscript
shows on purpose, in code or behind a backslash, is counted and does not lead to this finding.""",
)

UNREADABLE = Rule(
    "V029",
    "unreadable",
    Severity.ERROR,
    """\
A file is damaged: it is cut off, is not what its name says, or is not well-formed.

The finding gives what the parser said. Build the book again.""",
)

_XHTML = "{http://www.w3.org/1999/xhtml}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
BARRED_SCHEMES = frozenset({"javascript", "vbscript", "data", "file", "blob", "about"})


@dataclass(frozen=True, slots=True)
class Page:
    """One content document: `path` within the artifact, its `root`, elements in no namespace.

    `ids` gives by id the first element that has it.
    """

    artifact: str
    path: str
    root: Element = field(repr=False)
    ids: Mapping[str, Element] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, Element] = {}
        for element in self.root.iter(etree.Element):
            if (name := element.get("id")) is not None:
                found.setdefault(name, element)
        object.__setattr__(self, "ids", found)

    def place(self, element: Element | None = None) -> Span:
        """Return the place of an element of this document, or of the whole of it."""
        path = f"{self.artifact}/{self.path}"
        line = element.sourceline if element is not None else None
        return Span(path, Position(line, 1)) if line else Span(path)


def read_xml(data: bytes) -> Element:
    """Return the root of an XML document, XHTML put in no namespace.

    Raises etree.XMLSyntaxError where it is not well-formed. Nothing outside of it is read.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(data, parser)
    for element in root.iter(f"{_XHTML}*"):
        element.tag = element.tag[len(_XHTML) :]
    return root


def read_html(data: bytes) -> Element:
    """Return the root of an HTML document in UTF-8; etree.ParserError where it holds nothing."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    return html.document_fromstring(data, parser)


# -- words --

_WORDS = "note-ref-words"
"""The class of calls without a mark: words of the text, after which the call stands."""

_REFERENCE = "page-ref"
"""The class of page references, which have no role."""


def _role(element: Element) -> str:
    """Return what an element is to the apparatus: its note role, or what has none, or nothing."""
    if not isinstance(element.tag, str):
        return "comment"
    if element.tag.rpartition("}")[2] == "math":
        return "math"
    if element.tag == "a" and _REFERENCE in _classes(element):
        return _REFERENCE
    if element.tag == "a" and _WORDS in _classes(element):
        return _WORDS
    if element.tag == "li" and is_end_note(element):
        return END_NOTE
    return str(element.get("role", ""))


END_NOTE = "end-note"
"""What stands for the role of a note that is turned to: items of lists have none."""


def is_end_note(item: Element) -> bool:
    """Tell whether an item is a note at the end of a chapter or of the book."""
    parent = item.getparent()
    return parent is not None and "endnotes" in _classes(parent)


_NOTES = frozenset({"doc-footnote", END_NOTE})
_UNSAID = frozenset({"comment", "math", "doc-noteref", "doc-backlink", _REFERENCE}) | _NOTES
_UNREAD = frozenset({"code", "pre", "samp", "kbd", "script", "style", "template", "head", "nav"})


def words(element: Element) -> str:
    """Return the words in an element: without notes in it, their numbers, links back and formulas.

    What page references say is left out too. Blocks are set apart by spaces.
    """
    return "".join(_words(element))


def _words(element: Element) -> Iterator[str]:
    gap = "" if element.tag in text.INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        if _role(child) not in _UNSAID:
            yield from _words(child)
        yield child.tail or ""
    yield gap


def words_before(element: Element, stop: Element) -> str:
    """Return the words in an element, as of `words`, before an element that is in it."""
    before = takewhile(lambda part: part is not stop, _walked(element))
    return "".join(part for part in before if isinstance(part, str))


def _walked(element: Element) -> "Iterator[str | Element]":
    """Yield the words of an element, and each element that is said, before its own."""
    yield element
    gap = "" if element.tag in text.INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        if _role(child) not in _UNSAID:
            yield from _walked(child)
        yield child.tail or ""
    yield gap


def _visible(element: Element) -> Iterator[str]:
    """Yield the text a reader sees outside of code, and of contents, which repeat headings."""
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return
    if "cite" in _classes(element):  # how a page is cited repeats its title
        return
    yield element.text or ""
    for child in element:
        yield from _visible(child)
        yield child.tail or ""


# -- notes and calls --


def apparatus(name: str, pages: Iterable[Page], chapters: Mapping[str, str]) -> Apparatus:
    """Return all notes, calls and ways back of these documents.

    `chapters` gives by path of a document the id of the chapter it holds.
    """
    notes: list[SeenNote] = []
    calls: list[SeenCall] = []
    backs: list[SeenBack] = []
    by_path = {page.path: page for page in pages}
    for page in by_path.values():
        chapter = chapters.get(page.path)
        for element, before in _marks(page.root, ""):
            if element.get("role") == "doc-noteref":
                calls.append(_call(page, chapter, element, before, by_path))
            else:
                notes.append(_going_on(_note(page, chapter, element), notes))
                backs += _backs(page, element, by_path)
    return Apparatus(name, notes, calls, backs, text.compact)


def _marks(root: Element, words: str) -> Iterator[tuple[Element, str]]:
    """Yield calls and notes in document order, each with the words before it in its block.

    A note that stands in the middle of a block does not interrupt the words around it.
    """
    outer: list[str] = []
    inside: Element | None = None  # what is left out of the words: a call, a way back, a formula
    for event, element in etree.iterwalk(root, events=("start", "end")):
        role = _role(element)
        if event == "start":
            if role == "doc-noteref" or role in _NOTES:
                yield element, words
            if role in _NOTES:
                outer.append(words)
            if role in {"doc-noteref", "doc-backlink", _REFERENCE} and inside is None:
                inside = element
            if inside is None:
                words = (words if element.tag in text.INLINE else "") + (element.text or "")
            continue
        if inside is not None and inside is not element:
            continue
        if role == _WORDS:
            yield element, words
        if role in _NOTES:
            words = outer.pop() + (element.tail or "")
        elif inside is not None:
            words, inside = words + (element.tail or ""), None
        else:
            words = (words if element.tag in text.INLINE else "") + (element.tail or "")


def _call(
    page: Page, chapter: str | None, element: Element, before: str, pages: Mapping[str, Page]
) -> SeenCall:
    return SeenCall(
        id=element.get("id", ""),
        chapter=chapter,
        number=_shown(element),
        target=_own_target(page, element, pages),
        before=text.compact(before),
        place=page.place(element),
    )


def _note(page: Page, chapter: str | None, element: Element) -> SeenNote:
    name = element.get("id", "")
    first = next(_back_links(element), None)
    return SeenNote(
        id=name,
        chapter=chapter,
        number="" if first is None else _shown(first),
        words=text.compact(words(element)),
        place=page.place(element),
        stand=Stand(f"{page.path}#{name}"),
        marked="note-missing" in element.get("class", "").split(),
        **_standing(page, element),
    )


def _standing(page: Page, note: Element) -> dict[str, str | None]:
    """Return where a note stands: its placement, its group, what the heading over it leads to."""
    parent = note.getparent()
    section = parent if parent is None or parent.tag == "section" else parent.getparent()
    group = None if section is None else section.get("aria-labelledby")
    if not (note.tag == "li" and parent is not None):
        classes = set() if section is None else set(_classes(section))
        return {"placement": _beside(classes), "group": group}
    if not any("chapter-text" in _classes(outer) for outer in note.iterancestors()):
        return {"placement": "chapter-end", "group": group}
    heading = parent.getprevious()
    if heading is None and _goes_on(parent):
        return {"placement": "book-end", "group": page.path, "under": NO_HEADING}
    link = None if heading is None else next(heading.iter("a"), None)
    _, under = resolve(page.path, "" if link is None else link.get("href", "")) or ("", "")
    return {"placement": "book-end", "group": f"{page.path}: {under}", "under": under}


NO_HEADING = "goes on"
"""What a list of notes stands under that is the first in a document that goes on."""


def _goes_on(element: Element) -> bool:
    """Tell whether an element goes on from the document before."""
    return element.get(CONTINUES) is not None


def _going_on(note: SeenNote, before: Sequence[SeenNote]) -> SeenNote:
    """Return a note at the end of the book, under the heading of the document before if need be.

    A list of notes that goes on in another document of its chapter has no heading there.
    """
    last = before[-1] if before else None
    if last is None or note.placement != "book-end" or note.under != NO_HEADING:
        return replace(note, under="") if note.under == NO_HEADING else note
    if (last.chapter, last.placement) != (note.chapter, "book-end"):
        return replace(note, under="")
    return replace(note, under=last.under, group=last.group)


def _beside(classes: set[str]) -> str:
    """Return where notes of a section stand that are shown at their calls.

    Where nothing is said, pages of the web show them beside the text if there is room.
    """
    return next((p for p in ("margin", "pop-up") if f"notes-{p}" in classes), "beside")


def _backs(page: Page, note: Element, pages: Mapping[str, Page]) -> list[SeenBack]:
    return [
        SeenBack(note.get("id", ""), _own_target(page, link, pages), page.place(link))
        for link in _back_links(note)
    ]


def _back_links(note: Element) -> Iterator[Element]:
    """Yield the ways back of a note, those of notes within it left out."""
    for link in note.iterdescendants("a"):
        if link.get("role") == "doc-backlink":
            owner = next(e for e in link.iterancestors() if _role(e) in _NOTES)
            if owner is note:
                yield link


def _shown(element: Element) -> str:
    return text.compact("".join(element.itertext()))


def _own_target(page: Page, link: Element, pages: Mapping[str, Page]) -> str | None:
    """Return the id that a link leads to; its whole address where no document has that."""
    href = link.get("href", "")
    target = resolve(page.path, href)
    if target is None:
        return href or None
    path, name = target
    is_there = path == page.path or (path in pages and name in pages[path].ids)
    return name if name and is_there else href


def check_references(
    pages: Iterable[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Yield page references that are lost, or do not say in which section their target stands."""
    seen: dict[str, list[Said]] = {}
    places: dict[str, Span] = {}
    for page in pages:
        if (chapter := chapters.get(page.path)) is not None:
            seen.setdefault(chapter, []).extend(_references(page))
            places.setdefault(chapter, page.place())
    yield from check_shown(seen, places, ledger)


def _references(page: Page) -> Iterator[Said]:
    for link in page.root.iter("a"):
        if _REFERENCE in _classes(link):
            _, target = resolve(page.path, link.get("href", "")) or ("", "")
            yield target, _shown(link)


# -- links and resources --


def resolve(base: str, address: str) -> tuple[str, str] | None:
    """Return path and fragment of an address in the artifact, read from the document `base`.

    None where it is an absolute address of another place, or none at all.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):
        return path, unquote(parts.fragment)
    full = normpath(join(dirname(base), path)) if path else base
    return full + ("/" if path.endswith("/") else ""), unquote(parts.fragment)


def check_ids(page: Page) -> Iterator[Finding]:
    """Yield ids that a document gives twice."""
    for element in page.root.iter(etree.Element):
        name = element.get("id")
        if name is not None and page.ids[name] is not element:
            message = f"the id `{name}` is given twice in one document"
            yield Finding(SAME_ID.at(page.place(element), message))


def check_links(pages: Sequence[Page], files: Iterable[str]) -> Iterator[Finding]:
    """Yield links between and within documents that do not land.

    `files` are the paths of all files of the artifact.
    """
    by_path, known = {page.path: page for page in pages}, set(files)
    for page in pages:
        for link in page.root.iter("a", "area", "{http://www.w3.org/2000/svg}a"):
            href = link.get("href") or link.get(_XLINK)
            if href is not None:
                yield from check_target(page, link, href, by_path, known)


def check_target(
    page: Page, link: Element, href: str, pages: Mapping[str, Page], files: Container[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the address `href` that an element of `page` leads to."""
    if problem := _link_problem(page, href, pages, files):
        yield Finding(DEAD_LINK.at(page.place(link), f"the link `{href}` {problem}"))


def _link_problem(
    page: Page, href: str, pages: Mapping[str, Page], files: Container[str]
) -> str | None:
    target = resolve(page.path, href)
    if target is None:
        scheme = href.strip().partition(":")[0].lower()
        return f"is a `{scheme}:` address" if scheme in BARRED_SCHEMES else None
    path, fragment = target
    if path not in files:
        return "leads to a file that is not there"
    if fragment and path in pages and fragment not in pages[path].ids:
        return "leads to a place that is not there"
    return None


def check_resources(pages: Iterable[Page], files: Iterable[str]) -> Iterator[Finding]:
    """Yield what documents load that is not among `files`, or comes from another host."""
    known = set(files)
    for page in pages:
        for element, address in _loaded(page.root):
            yield from check_address(page.path, address, known, page.place(element))


def check_style(artifact: str, path: str, sheet: str, files: Iterable[str]) -> Iterator[Finding]:
    """Yield what a style sheet loads that is not among `files`, or comes from another host."""
    for address in style_addresses(sheet):
        yield from check_address(path, address, set(files), Span(f"{artifact}/{path}"))


def check_script(artifact: str, path: str, script: str) -> Iterator[Finding]:
    """Yield the addresses on other hosts that a script has in its strings."""
    for address in script_addresses(script):
        message = f"`{address}` is an address on another host"
        yield Finding(REMOTE.at(Span(f"{artifact}/{path}"), message))


def used_by(page: Page) -> set[str]:
    """Return the paths of what a document links to or loads."""
    links = (link.get("href", "") for link in page.root.iter("a", "area", "link"))
    loaded = (address for _, address in _loaded(page.root))
    targets = (resolve(page.path, address) for address in (*links, *loaded))
    return {target[0] for target in targets if target}


def check_address(base: str, address: str, files: set[str], place: Span) -> Iterator[Finding]:
    """Yield what is wrong with the address of something that `base` loads."""
    if address.startswith(("data:", "#")) or not address:
        return
    target = resolve(base, address)
    if target is None:
        yield Finding(REMOTE.at(place, f"`{address}` is fetched from another place"))
    elif target[0] not in files:
        yield Finding(LOST_RESOURCE.at(place, f"`{address}` is not there"))


_LOADING = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "track": ("src",),
    "input": ("src",),
    "form": ("action",),
    "image": ("href", _XLINK),
    "use": ("href", _XLINK),
    "body": ("background",),
}
_FETCHED_LINKS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch"}
    | {"manifest", "apple-touch-icon", "mask-icon", "prerender"}
)
_STYLE_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')"""
)
_STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SCRIPT_ADDRESS = re.compile(r"""["'`]((?:https?:)?//(?!www\.w3\.org/)[\w.-]+\.\w[^"'`]*)["'`]""")


_RUN = frozenset({"", "module", "text/javascript"})
"""Types of scripts that are run; others are data (HTML Standard, 4.12.1)."""


def _loaded(root: Element) -> Iterator[tuple[Element, str]]:
    for element in root.iter(etree.Element):
        tag = element.tag.rpartition("}")[2]
        for name in _LOADING.get(tag, ()):
            value = element.get(name)
            if value is not None:
                yield from ((element, a) for a in _candidates(value, name))
        if tag == "link" and _FETCHED_LINKS & set(element.get("rel", "").lower().split()):
            yield element, element.get("href", "")
        if tag == "style":
            yield from ((element, a) for a in style_addresses(element.text or ""))
        if tag == "script" and element.get("type", "") in _RUN:
            yield from ((element, a) for a in script_addresses(element.text or ""))
        if (style := element.get("style")) is not None:
            yield from ((element, a) for a in style_addresses(style))


def _candidates(value: str, attribute: str) -> list[str]:
    if attribute != "srcset":
        return [value.strip()]
    return [part.split()[0] for part in value.split(",") if part.split()]


def style_addresses(sheet: str) -> list[str]:
    """Return the addresses that a style sheet loads (CSS Values 4, 4.5; CSS Cascade 5, 2)."""
    found = _STYLE_ADDRESS.findall(_STYLE_COMMENT.sub(" ", sheet))
    return ["".join(groups) for groups in found]


def script_addresses(script: str) -> list[str]:
    """Return the addresses on other hosts that stand in the strings of a script."""
    return [match[1] for match in _SCRIPT_ADDRESS.finditer(script)]


# -- contents and chapters --


def entry(
    page: Page,
    link: Element,
    label: str,
    address: str,
    pages: Mapping[str, Page],
    chapters: Mapping[str, str],
) -> Entry:
    """Return the entry of a table of contents in `page` that leads to `address`.

    `pages` are the documents by path, `chapters` the ids of the chapters that they hold.
    """
    path, fragment = resolve(page.path, address) or ("", "")
    heading = None
    if path in pages and (target := pages[path].ids.get(fragment)) is not None:
        first = next(target.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
        heading = None if first is None else text.readable(words(first))
    return Entry(text.readable(label), chapters.get(path), heading, page.place(link))


CONTINUES = "data-continues"
"""The attribute of an element that goes on from the document before: the id that it has there."""

_Run: TypeAlias = list[tuple[Page, Element]]


def chapter_pages(
    name: str,
    pages: Iterable[Page],
    ledger: Ledger,
    findings: list[Finding],
    *,
    in_parts: bool = False,
) -> dict[str, str]:
    """Return by path of each document the id of the chapter it holds.

    With `in_parts` a chapter may go on in further documents, and `pages` are in the order of
    reading. Chapters that are nowhere, or anywhere twice, are added to `findings`.
    """
    anchors = {chapter.anchor: chapter for chapter in ledger.chapters}
    found: dict[str, str] = {}
    runs: dict[str, list[_Run]] = {}
    for page in pages:
        for element in page.root.iter(etree.Element):
            goes_on = element.get(CONTINUES) if in_parts else None
            chapter = anchors.get(goes_on or element.get("id", ""))
            if chapter is None:
                continue
            met = runs.setdefault(chapter.id, [])
            if page.path in found or bool(goes_on) != bool(met):
                message = f"chapter `{chapter.id}` stands here again, or beside another"
                findings.append(Finding(CHAPTER_TWICE.at(page.place(element), message)))
            found.setdefault(page.path, chapter.id)
            if not (goes_on and met):
                met.append([])
            met[-1].append((page, element))
    for chapter in ledger.chapters:
        findings += [
            one for run in runs.get(chapter.id, ()) for one in _check_chapter(run, chapter)
        ]
        if chapter.id not in found.values():
            message = f"chapter `{chapter.id}`, {chapter.title}, is not there"
            findings.append(Finding(LOST_CHAPTER.at(Span(name), message)))
    return found


def _check_chapter(run: _Run, chapter: ChapterRecord) -> Iterator[Finding]:
    """Compare a chapter, in as many documents as it has, with the ledger."""
    page, element = run[0]
    texts = [
        [e for e in one.iter(etree.Element) if "chapter-text" in _classes(e)] for _, one in run
    ]
    bodies = [body for found in texts for body in found]
    place = page.place(element)
    if not bodies or max(map(len, texts)) > 1:
        message = f"chapter `{chapter.id}` has {len(bodies)} texts"
        yield Finding((CHAPTER_TWICE if bodies else LOST_CHAPTER).at(place, message))
        return
    said = text.readable(" ".join(map(words, bodies)))
    if text.digest(said) != chapter.digest:
        count = f"{len(said.split()):,} words here, {chapter.words:,} in the book"
        message = f"the words of chapter `{chapter.id}` are not those of the book: {count}"
        yield Finding(CHAPTER_TEXT.at(page.place(bodies[0]), message))
    titles = [words(heading) for heading in element.iter("h1", "h2")]
    if not any(text.compact(chapter.title) in text.compact(title) for title in titles):
        message = f"chapter `{chapter.id}` does not show its title, {chapter.title}"
        yield Finding(CHAPTER_TITLE.at(place, message))


def _texts(chapter: Element) -> Iterator[Element]:
    return (one for one in chapter.iter(etree.Element) if "chapter-text" in _classes(one))


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


def check_literals(
    pages: Iterable[Page], chapters: Mapping[str, str], ledger: Ledger
) -> Iterator[Finding]:
    """Yield documents that show more note calls of Markdown than the book means to show."""
    records = {chapter.id: chapter for chapter in ledger.chapters}
    meant = Counter[str]()
    for note in ledger.notes:
        meant[note.home or note.chapter] += text.literal_calls(note.text)
    titles = sum(text.literal_calls(chapter.title) for chapter in ledger.chapters)
    shown: Counter[str] = Counter()
    for page in pages:
        chapter = chapters.get(page.path, "")
        record = records.get(chapter)
        allowed = record.literal + meant[chapter] if record else 0
        seen = "".join(_visible(page.root))
        before = shown[chapter] if record else 0  # in former documents of the chapter
        shown[chapter] += text.literal_calls(seen)
        if before <= allowed + titles < before + text.literal_calls(seen):
            at = seen.index("[^")
            quoted = text.readable(seen[at : at + 32])
            message = f"“{quoted}” is printed as it was typed"
            yield Finding(LITERAL_CALL.at(page.place(), message))
