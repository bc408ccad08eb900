"""A chapter as the tree that is laid out: each note stands at its call, or where its kind says.

WeasyPrint takes an element with `float: footnote` out of the text to the foot of the page of the
line that it stands in. So the notes that `scholiast.markup` makes are put right behind their first
call, and a note that is called in a note behind the note that calls it. Notes for the margin stand
there, too, to be moved when there are pages (`scholiast.pdf.sidenotes`). Notes for the end of
something stand in its text, one after the other.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from scholiast import markup
from scholiast.arrange import NOTES_HERE
from scholiast.book import Chapter, Note
from scholiast.markup import LINE, LINE_NUMBER, WORDS, Element
from scholiast.pdf.footnotes import BLOCK, PARENT
from scholiast.pdf.references import (
    FOLIO_CLASS,
    PAGE_OF_CALL,
    TARGET,
    UNKNOWN,
    mark_referred,
    speaker,
)
from scholiast.pdf.turns import AT_CALL
from scholiast.text import INLINE
from scholiast.wording import Wording

NOTE = "article"
"""The element of a note in print: WeasyPrint gives it a structure type that nothing else has."""

FORBIDDEN = ("script", "style", "link", "meta", "base", "object", "embed", "iframe", "noscript")
"""Elements of raw HTML that are nothing on paper, or would bring in what is not of the book."""


_CLASSES = {"margin": "margin-note", "chapter-end": "end-note", "book-end": "end-note"}


def chapter_content(chapter: Chapter, wording: Wording) -> tuple[Element, Element]:
    """Return the title and the text of a chapter as trees, roots without meaning, notes placed."""
    placed = markup.place_notes(
        chapter,
        wording,
        link=lambda name: f"#{name}",
        image=lambda path: path,
        epub=False,
        refer=speaker(chapter),
    )
    title, body = (markup.parse(f"<div>{part}</div>") for part in (placed.title, placed.body))
    asides = {name: _note(text) for name, text in placed.notes.items()}
    mark_referred(chapter, asides)
    for tree in (title, body, *asides.values()):
        etree.strip_elements(tree, *FORBIDDEN, with_tail=False)
        _set_verse(tree)
        _set_decoration_apart(tree)
        _bind_calls(tree)
        _unlink_words(tree)
    notes = {note.id: note for note in markup.standing(chapter)}
    _classify(chapter, notes, asides)
    at_call = [note for note in notes.values() if note.placement in AT_CALL]
    _hoist(at_call, asides, (title, body), chapter.language)
    _add_end_notes(chapter, asides, body, wording)
    _fill_places(chapter, asides, body)
    return title, body


def _classify(chapter: Chapter, notes: Mapping[str, Note], asides: Mapping[str, Element]) -> None:
    """Give notes the classes of their places, and those of the page's foot their blocks."""
    blocks = {
        name: index
        for index, group in enumerate(g for g in chapter.groups if g.placement is None)
        for name in group.notes
    }
    for name, note in notes.items():
        aside = asides[name]
        if note.placement is not None:
            aside.set("class", f"{aside.get('class', '')} {_CLASSES[note.placement]}".strip())
        elif blocks.get(name):
            aside.set(BLOCK, str(blocks[name]))


def _add_end_notes(
    chapter: Chapter, asides: Mapping[str, Element], body: Element, wording: Wording
) -> None:
    """Add the notes that stand at the end of a chapter, each series under its heading."""
    for group in chapter.groups:
        if group.placement != "chapter-end":
            continue
        section = etree.SubElement(body, "div", {"class": f"chapter-notes notes-{group.series}"})
        etree.SubElement(section, "h2").text = group.heading or wording.notes
        section.extend(asides[name] for name in group.notes)


def _fill_places(chapter: Chapter, asides: Mapping[str, Element], body: Element) -> None:
    """Put notes of other chapters at their places, each with the page of its call."""
    calls = {note.id: note.references[0].id for note in chapter.guests}
    for place in body.iter("div"):
        if NOTES_HERE not in place.get("class", "").split():
            continue
        for name in place.attrib.pop("data-notes").split():
            page = etree.Element("a", {"class": PAGE_OF_CALL, "href": f"#{calls[name]}"})
            page.set(TARGET, calls[name])
            etree.SubElement(page, "span", {"class": FOLIO_CLASS}).text = UNKNOWN
            asides[name].insert(0, page)
            place.append(asides[name])


def _note(text: str) -> Element:
    """Return the aside of a note as an element for print, its white space in order."""
    note = markup.parse(text)
    for element in note.iter(NOTE):
        element.tag = "div"
    note.tag = NOTE
    collapse(note)
    return note


def _hoist(
    notes: Sequence[Note],
    asides: Mapping[str, Element],
    trees: tuple[Element, Element],
    language: str,
) -> None:
    """Put each note behind its first call, a nested note behind its parent."""
    calls = {
        element.get("id"): element
        for tree in trees
        for element in tree.iter("a")
        if _is_call(element)
    }
    for note in notes:
        aside = asides[note.id]
        if note.parent is None:
            before = calls[note.references[0].id]
            _keep_language(aside, before, language)
        else:
            aside.set(PARENT, note.parent)
            before = _last_of(asides[note.parent])
        aside.tail, before.tail = before.tail, None
        before.addnext(aside)


WORD_JOINER = "\u2060"


def _bind_calls(tree: Element) -> None:
    """Bind each call to the words before it, so that it never begins a line.

    A line may be broken behind most marks of punctuation where no space follows (UAX 14, 6.2).
    """
    for call in filter(_is_call, tree.iter("a")):
        before, parent = call.getprevious(), call.getparent()
        last = ((parent.text if before is None else before.tail) or "")[-1:]
        if last.isspace() or (last.isascii() and last.isalnum()):
            continue
        if before is None:
            parent.text = (parent.text or "") + WORD_JOINER
        else:
            before.tail = (before.tail or "") + WORD_JOINER


def _unlink_words(tree: Element) -> None:
    """Leave of each call without a mark a place alone: on paper its words are words."""
    for call in [link for link in tree.iter("a") if WORDS in link.get("class", "").split()]:
        call.attrib.pop("href", None)
        tail, call.tail = call.tail, None
        place = etree.Element("a", dict(call.attrib))
        place.tail = tail
        call.addnext(place)
        call.attrib.clear()
        call.tag = "scholiast-words"
    etree.strip_tags(tree, "scholiast-words")


def _is_call(element: Element) -> bool:
    return bool(element.get("role") == "doc-noteref")


def _keep_language(aside: Element, call: Element, language: str) -> None:
    """Set a note in the language of its chapter, also where words in another language call it."""
    if any(outer.get("lang") for outer in call.iterancestors()):
        aside.set("lang", language)


def _last_of(parent: Element) -> Element:
    """Return the last of the notes that stand behind `parent` and belong to it, or `parent`."""
    last = parent
    while (following := last.getnext()) is not None and not last.tail:
        if following.get(PARENT) != parent.get("id"):
            break
        last = following
    return last


def _set_verse(tree: Element) -> None:
    """Make each line of verse an element, so that one that is too long can go on further in.

    Those of a poem are elements already, some with numbers to be printed beside them.
    """
    for block in tree.xpath("//div[contains(concat(' ', @class, ' '), ' line-block ')]"):
        if len(block) and block[0].get("class") == LINE:
            continue
        nodes = [block.text, *(part for child in block for part in (child, child.tail))]
        del block[:]
        block.text = None
        line = etree.SubElement(block, "span", {"class": LINE})
        for node in nodes:
            if isinstance(node, str):
                _append_text(line, node.strip("\n"))
            elif node is not None and node.tag == "br":
                line = etree.SubElement(block, "span", {"class": LINE})
            elif node is not None:
                node.tail = None
                line.append(node)
    _number_lines(tree)


ASIDE = "main"
"""The element of what is printed beside the text and is none: WeasyPrint gives it a structure type
that nothing else has."""


def _number_lines(tree: Element) -> None:
    """Put the numbers of lines before their words, apart from them."""
    for element in tree.iter(ASIDE):
        element.tag = "div"
    for line in tree.iter("div"):
        number = line.attrib.pop(LINE_NUMBER, None)
        if number is not None:
            mark = etree.Element(ASIDE, {"class": "line-number"})
            etree.SubElement(mark, "small").text = number
            mark.tail, line.text = line.text, None
            line.insert(0, mark)


def _set_decoration_apart(tree: Element) -> None:
    """Put each picture that says nothing apart from the text: in a tagged PDF it is an artifact."""
    for image in [one for one in tree.iter("img") if one.get("role") in {"presentation", "none"}]:
        apart = etree.Element(ASIDE, {"class": "decoration"})
        image.addprevious(apart)
        apart.tail, image.tail = image.tail, None
        apart.append(image)
        image.set("alt", " ")  # WeasyPrint wants words of every picture; these are in no element


def _append_text(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


# -- white space --

_SPACE = re.compile(r"[ \t\n\r\f]+")
_INLINE = INLINE | {"bdi", "del", "ins", "label", "q", "rp", "rt", "ruby", "time", "tt", "wbr"}
_ATOMIC = {"img", "input"}


@dataclass(slots=True)
class _Run:
    """A run of inline text: where its last words stand, and whether white space ended them."""

    element: Element | None = None
    is_tail: bool = False
    spaced: bool = True

    def end(self) -> None:
        """End the run, as a block or a line does; white space there is nothing."""
        if self.element is not None and self.spaced:
            _write(self.element, self.is_tail, _read(self.element, self.is_tail).rstrip(" "))
        self.element, self.spaced = None, True

    def add(self, element: Element, is_tail: bool) -> None:
        """Collapse the white space of a text, and go on with it."""
        words = _SPACE.sub(" ", _read(element, is_tail))
        words = words.lstrip(" ") if self.spaced else words
        _write(element, is_tail, words)
        if words:
            self.element, self.is_tail, self.spaced = element, is_tail, words.endswith(" ")


def _read(element: Element, is_tail: bool) -> str:
    return (element.tail if is_tail else element.text) or ""


def _write(element: Element, is_tail: bool, words: str) -> None:
    if is_tail:
        element.tail = words
    else:
        element.text = words


def collapse(tree: Element) -> None:
    """Collapse the white space of a tree of blocks as CSS does it (CSS Text 3, 4.1.1).

    WeasyPrint 70 does so for the text, but not for what it takes out to the foot of the page.
    """
    run = _Run()
    as_written = 0  # how many elements are open whose text is kept as it is
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        keeps = element.tag == "pre" or _is_foreign(element)
        as_written += keeps if event == "start" else -keeps
        if element.tag in _ATOMIC or _is_foreign(element):
            run.element, run.spaced = None, False
        elif element.tag not in _INLINE:
            run.end()
        if not as_written and not (event == "end" and element is tree):
            run.add(element, is_tail=event == "end")


def _is_foreign(element: Element) -> bool:
    """Tell whether an element is of SVG or MathML."""
    return str(element.tag).startswith("{")
