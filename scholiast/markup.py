"""Fragments as trees, and notes placed in them for formats with pop-ups and pages that scroll."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from lxml import etree

from scholiast import semantics
from scholiast.book import Book, Chapter, Note, PageReference
from scholiast.text import INLINE
from scholiast.wording import Wording

Element: TypeAlias = etree._Element

PAGE_REFERENCE = "page-ref"
PAGE_REFERENCE_BEHIND = "page-ref-behind"
"""The classes of page references, and of those that follow words which are a link themselves."""

CROSS_REFERENCE = "cross-ref"
"""The further class of references that say more than a page."""

FORM = "data-form"
"""The attribute of a cross-reference in a fragment that tells what it says (`scholiast.book`)."""

NEXT_CALL = "note-ref-next"
"""The class of a call that stands right behind another one, so that 1 and 2 are no 12."""

LINE = "line"
"""The class of a line of verse."""

LINE_NUMBER = "data-line"
"""The attribute of a line of verse that holds the number to be shown beside it."""

AT_END = frozenset({"chapter-end", "book-end"})
"""Where notes stand that are turned to: no reading system is to show them at their calls."""

MATHML = "{http://www.w3.org/1998/Math/MathML}math"
OPS = "http://www.idpf.org/2007/ops"
EPUB_TYPE = f"{{{OPS}}}type"
# Reading systems that read XHTML as HTML know the attribute only by the letters `epub:type`.
etree.register_namespace("epub", OPS)


def chapter_role(kind: str) -> str:
    """Return the role of a chapter of this kind: DPUB-ARIA 1.1 has one for each that is written.

    Lists of figures and of tables, which are made, have none there. All of them may stand on a
    `section` (ARIA in HTML, 4).
    """
    return "navigation" if kind in {"loi", "lot"} else f"doc-{kind}"


def parse(fragment: str) -> Element:
    """Return the tree of a fragment; etree.XMLSyntaxError where it is not well-formed.

    Entities and external references are refused: a fragment holds none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(fragment.encode(), parser)


def serialise(element: Element) -> str:
    """Return an element as XML text, without its tail."""
    text: str = etree.tostring(element, encoding="unicode", with_tail=False)
    return text


def inner(element: Element) -> str:
    """Return what stands inside an element as XML text."""
    head = etree.Element("x")
    head.text = element.text
    text = serialise(head)[3:-4] if element.text else ""
    return text + "".join(etree.tostring(child, encoding="unicode") for child in element)


def words(element: Element) -> str:
    """Return the words of a tree, blocks set apart by spaces.

    Note references are left out, page references, which each format says in its own way, and
    formulas: in print they are pictures, not words.
    """
    return "".join(_words(element))


def _words(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if is_call(element):
        return
    if element.tag == MATHML or is_page_reference(element):
        return
    gap = "" if element.tag in INLINE else " "
    yield gap + (element.text or "")
    for child in element:
        yield from _words(child)
        yield child.tail or ""
    yield gap


def is_call(element: Element) -> bool:
    """Tell whether an element is a call of a note, in a fragment."""
    return element.get("class") == "note-ref" and bool(element.get("data-note"))


def is_page_reference(element: Element) -> bool:
    """Tell whether an element is a page reference of any kind."""
    return element.tag == "a" and PAGE_REFERENCE in element.get("class", "").split()


@dataclass(frozen=True, slots=True)
class Placed:
    """A chapter with its notes placed: XML text of its title, its body, and of each note.

    `notes` are those that stand in the chapter, by id: its own and its guests.
    """

    title: str
    body: str
    notes: Mapping[str, str]


def address_book(book: Book) -> dict[str, str]:
    """Return for every id of the book the id of the chapter it stands in."""
    found: dict[str, str] = {}
    for chapter in book.chapters:
        found[chapter.anchor] = chapter.id
        found[chapter.title_id] = chapter.id
        own = [note for note in chapter.notes if note.home is None]
        found |= {note.id: chapter.id for note in (*own, *chapter.guests)}
        for fragment in fragments(chapter):
            found |= dict.fromkeys(ids(fragment), chapter.id)
            found |= dict.fromkeys(_found(_CALL, fragment), chapter.id)
    return found


def standing(chapter: Chapter) -> tuple[Note, ...]:
    """Return the notes that stand in a chapter's document: its own but for some, and guests."""
    return (*(note for note in chapter.notes if note.home is None), *chapter.guests)


def fragments(chapter: Chapter) -> tuple[str, ...]:
    """Return all that stands in a chapter's document: its title, its text, and notes."""
    return (chapter.title_xhtml, chapter.body, *(note.body for note in standing(chapter)))


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Elsewhere in XML `<` begins a tag and nothing else; a value stands in quotes of one kind.
_ID = re.compile(r"""<[^<>]*?\sid=(?:"([^"]*)"|'([^']*)')""")
_TARGET = re.compile(r"""<a\b[^<>]*?\shref=(?:"#([^"]*)"|'#([^']*)')""")
_CALL = re.compile(r"""<a\b[^<>]*?\sdata-reference=(?:"([^"]*)"|'([^']*)')""")


def ids(fragment: str) -> list[str]:
    """Return the ids of the elements of a fragment."""
    return _found(_ID, _COMMENT.sub("", fragment))


def _found(pattern: "re.Pattern[str]", fragment: str) -> list[str]:
    return [html.unescape(one or other) for one, other in pattern.findall(fragment)]


def targets(chapter: Chapter) -> set[str]:
    """Return the ids that links in a chapter's document lead to, also to notes elsewhere.

    Calls and ways back within a chapter lead to where they stand, and are left out.
    """
    found = {name for part in fragments(chapter) for name in _found(_TARGET, part)}
    found |= {note.id for note in chapter.notes if note.home is not None}
    found |= {note.id for note in chapter.strangers}
    if _is_apart(chapter):
        found |= {call.id for note in standing(chapter) for call in note.references}
    return found


def _is_apart(chapter: Chapter) -> bool:
    """Tell whether notes and calls that belong together may stand in different documents."""
    return bool(chapter.guests) or any(note.home is not None for note in chapter.notes)


def place_notes(
    chapter: Chapter,
    wording: Wording,
    *,
    link: Callable[[str], str],
    image: Callable[[str], str],
    epub: bool,
    refer: Callable[[Element], None] | None = None,
) -> Placed:
    """Place the notes of a chapter as elements that its references link to, and back.

    `link` turns the id in an internal `href="#id"` into the address to write, `image` the key of
    an image into its `src`; `refer` gives a page reference its words, which are the title of the
    section that it leads to where nothing else is said. Marks follow DPUB-ARIA 1.1 (`doc-noteref`,
    `doc-footnote`, `doc-backlink` first in the note) and, with `epub`, EPUB 3 structural semantics
    beside them. Calls of notes at the end have no `noteref`, which reading systems take for a wish
    to have the note popped up.
    """
    notes = {note.id: note for note in (*chapter.notes, *chapter.guests, *chapter.strangers)}
    lead = link if _is_apart(chapter) else _here
    said = {(one.target, one.form): one for one in chapter.page_references}

    def finish(fragment: str) -> str:
        tree = parse(fragment)
        _place_references(tree, notes, wording, link=lead, epub=epub)
        for reference in [link for link in tree.iter("a") if is_page_reference(link)]:
            if refer is not None:
                refer(reference)
            else:
                _name_section(reference, said, wording)
        _resolve(tree, link, image)
        if "lang=" in fragment:
            semantics.mark_languages(tree, chapter.language, xml=epub)
        if "<annotation" in fragment:
            semantics.name_formulas(tree)
        return inner(tree)

    return Placed(
        title=finish(chapter.title_xhtml),
        body=finish(chapter.body),
        notes={
            note.id: serialise(_note(note, finish(note.body), wording, back=lead, epub=epub))
            for note in standing(chapter)
        },
    )


def _here(name: str) -> str:
    return f"#{name}"


def _place_references(
    tree: Element,
    notes: Mapping[str, Note],
    wording: Wording,
    *,
    link: Callable[[str], str],
    epub: bool,
) -> None:
    for mark in tree.iter("a"):
        name = mark.get("data-note")
        if mark.get("class") != "note-ref" or name is None:
            continue
        note = notes[name]
        mark.set("id", mark.attrib.pop("data-reference"))
        del mark.attrib["data-note"]
        mark.set("href", link(name))
        if note.series.partition("/")[0] != "author":
            mark.set("class", f"note-ref note-ref-{note.kind}")
        mark.set("role", "doc-noteref")
        if epub and note.placement not in AT_END:
            mark.set(EPUB_TYPE, "noteref")
        mark.set("aria-label", note_label(note, wording))
        before = mark.getprevious()
        if before is not None and before.get("role") == "doc-noteref" and not before.tail:
            mark.set("class", f"{mark.get('class')} {NEXT_CALL}")
        if note.lines is None:
            write_mark(mark, note.number)
        else:
            _take_words(mark)


WORDS = "note-ref-words"
"""The class of a call of a note without a mark: the words before it are the link."""


def _take_words(call: Element) -> None:
    """Make the words before a call its own: the last of them, or the element that they stand in."""
    call.set("class", f"{call.get('class')} {WORDS}")
    call.set("title", call.attrib.pop("aria-label"))  # the words are to be heard
    before, parent = call.getprevious(), call.getparent()
    assert parent is not None
    words = (parent.text if before is None else before.tail) or ""
    if words.strip(_SIGNS):
        at = words.rstrip(_SIGNS).rfind(" ") + 1
        call.text, words = words[at:], words[:at]
    elif before is not None and before.tag != "a" and before.find(".//a") is None:
        before.tail = words
        call.insert(0, before)  # with what follows it
        before, words = call.getprevious(), ""
        words = (parent.text if before is None else before.tail) or ""
    if before is None:
        parent.text = words
    else:
        before.tail = words


_SIGNS = " \t\n\u00a0,.;:!?…()[]“”‘’«»„‚\"'"
"""What may stand between words and the call behind them."""


def write_mark(call: Element, mark: str) -> None:
    """Write its mark into a call, and raise what fonts don't have as a superior character."""
    call.text = mark
    classes = [name for name in call.get("class", "").split() if name != _RAISED]
    call.set("class", " ".join(classes if set(mark) <= _SUPERIOR else [*classes, _RAISED]))


_RAISED = "note-ref-raised"
_SUPERIOR = frozenset("0123456789abcdefghijklmnopqrstuvwxyz*")
"""Characters that fonts have as superior figures and letters, or that stand high by themselves."""


def note_label(note: Note, wording: Wording) -> str:
    """Return what a note is called, with its number, for those who hear it."""
    if note.by_page is not None:
        return note.called or wording.note_label.format(number="").strip()
    if note.called is None:
        return wording.note_label.format(number=note.number)
    return f"{note.called} {note.number}"


def _name_section(
    reference: Element, said: Mapping[tuple[str, str], PageReference], wording: Wording
) -> None:
    """Give a reference its words, or the title of the section it leads to.

    One that follows words of its own has none.
    """
    if PAGE_REFERENCE_BEHIND in reference.get("class", "").split():
        drop(reference)
        return
    one = said[meaning(reference)]
    reference.text = one.shown or wording.section_reference.format(title=one.title)


def meaning(reference: Element) -> tuple[str, str]:
    """Return what a reference leads to, and in which form, which is taken from it."""
    return reference.get("href", "")[1:], reference.attrib.pop(FORM, "")


def drop(element: Element) -> None:
    """Take an element out of its tree, and leave what follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    assert parent is not None
    if before is None:
        parent.text = (parent.text or "") + (tail or "")
    else:
        before.tail = (before.tail or "") + (tail or "")
    element.tail = None
    parent.remove(element)


def _resolve(tree: Element, link: Callable[[str], str], image: Callable[[str], str]) -> None:
    for element in tree.iter("a"):
        target = element.get("href", "")
        if target.startswith("#") and element.get("role") != "doc-noteref":
            element.set("href", link(target[1:]))
    for element in tree.iter("img"):
        element.set("src", image(element.get("src", "")))


def _note(
    note: Note, body: str, wording: Wording, *, back: Callable[[str], str], epub: bool
) -> Element:
    """Return a note: in an EPUB no `aside`, which reading systems that pop notes up don't show."""
    element = etree.Element("div" if epub else "aside", id=note.id)
    element.set("class", f"note note-{note.kind}" + (" note-missing" if note.missing else ""))
    element.set("role", "doc-footnote")
    element.set("aria-label", note_label(note, wording))
    if epub:
        element.set(EPUB_TYPE, "footnote")
    wrapped = parse(f"<div>{body}</div>")
    for child in wrapped:
        element.append(child)
    element.text = wrapped.text
    _put_first(element, _back_links(note, wording, back))
    return element


def _back_links(note: Note, wording: Wording, back: Callable[[str], str]) -> list[Element]:
    """Return the ways back: the number leads to the first call, letters to further ones."""
    links = []
    for index, reference in enumerate(note.references):
        link = etree.Element("a", href=back(reference.id), role="doc-backlink")
        link.set("class", "note-back" if index == 0 else "note-back note-back-again")
        link.set("aria-label", wording.back_label.format(number=note.number, call=index + 1))
        link.text = note.number if index == 0 else _letter(index, note.number)
        link.tail = " "
        links.append(link)
    return links


def _letter(index: int, number: str) -> str:
    """Return b, c … for the second and further calls of a note; numbers past z, or by a letter."""
    if number.isalpha():
        return str(index + 1)
    return chr(ord("a") + index) if index < 26 else str(index + 1)


def _put_first(element: Element, links: list[Element]) -> None:
    """Put the ways back at the start of the first paragraph, or in one of their own."""
    first = element[0] if len(element) else None
    if first is None or first.tag != "p" or (element.text or "").strip():
        paragraph = etree.Element("p")
        paragraph.tail = element.text
        element.text = None
        element.insert(0, paragraph)
        first = paragraph
    links[-1].tail = " " + (first.text or "")
    first.text = None
    for position, link in enumerate(links):
        first.insert(position, link)
