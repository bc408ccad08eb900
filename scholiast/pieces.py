"""The XHTML of each text and each note of a manuscript, before any note has a number.

In it a note call is `<a class="note-ref" data-call="KEY"/>`, with the key that the call has in its
file. So the XHTML of a chapter does not depend on the others, and is made once for each text.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from scholiast import fragments, markup, pandoc
from scholiast.jobs import Works
from scholiast.manuscript import Draft, Manuscript, Node, Written
from scholiast.marks import DEFINITIONS, SIGNS
from scholiast.markup import Element
from scholiast.register import Address, address

CALL = "data-call"
"""The attribute that holds the key of a call."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as pandoc's trees: `title` and `blocks` of a document, bodies of notes by address."""

    path: str
    title: list[Node]
    blocks: list[Node]
    notes: Mapping[Address, list[Node]] = field(default_factory=dict)

    @property
    def pieces(self) -> list[list[Node]]:
        """Return all of them in the order in which they are written."""
        return [[{"t": "Plain", "c": self.title}], self.blocks, *self.notes.values()]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Titles and bodies of documents by path, and bodies of notes by address, as XHTML trees."""

    titles: Mapping[str, Element] = field(default_factory=dict)
    bodies: Mapping[str, Element] = field(default_factory=dict)
    notes: Mapping[Address, Element] = field(default_factory=dict)

    def note(self, where: Address) -> Element:
        """Return the body of a note, for one who may change it."""
        return deepcopy(self.notes[where])

    def over(self, others: "Pieces") -> "Pieces":
        """Return these pieces, and of others what is not among them."""
        return Pieces(
            {**others.titles, **self.titles},
            {**others.bodies, **self.bodies},
            {**others.notes, **self.notes},
        )


def gather(manuscript: Manuscript, works: Works | None) -> Pieces:
    """Return all pieces of a manuscript without errors. Raises pandoc.PandocError."""
    titles: dict[str, Element] = {}
    bodies: dict[str, Element] = {}
    notes: dict[Address, Element] = {}
    left = _texts_of_notes(manuscript)
    for draft in manuscript.drafts:
        cut = None if draft.written is None else cut_up(draft.written)
        title = None if cut is None else take_title(cut.body)
        if cut is None or title is None:
            entries = {address(entry): entry.blocks for entry in draft.entries}
            left.append(Text(draft.path, *title_apart(draft), entries))
        else:
            titles[draft.path], bodies[draft.path] = title, cut.body
            notes |= {(draft.path, key): tree for key, tree in cut.notes.items()}
    for one in write(left, works):
        titles.update(one.titles)
        bodies.update(one.bodies)
        notes.update(one.notes)
    return Pieces(titles, bodies, notes)


def _texts_of_notes(manuscript: Manuscript) -> list[Text]:
    """Return the notes of `notes/`, a text for each file."""
    files: dict[str, dict[Address, list[Node]]] = {}
    for entry in manuscript.notes:
        where = address(entry)
        files.setdefault(where[0], {})[where] = entry.blocks
    return [Text(path, [], [], notes) for path, notes in files.items()]


def title_apart(draft: Draft) -> tuple[list[Node], list[Node]]:
    """Return the inlines of a draft's title, and its blocks without it.

    That is the first level-1 heading, wherever it stands: in every edition it opens the chapter.
    Where there is none, it is the title in the header.
    """
    index = first_heading(draft.blocks)
    if index is None:
        return draft.title, draft.blocks
    title: list[Node] = draft.blocks[index]["c"][2]
    return title, [*draft.blocks[:index], *draft.blocks[index + 1 :]]


def first_heading(blocks: Sequence[Node]) -> int | None:
    """Return the index of the first heading of level 1 among some blocks."""
    found = (i for i, b in enumerate(blocks) if b["t"] == "Header" and b["c"][0] == 1)
    return next(found, None)


# -- from pandoc's trees --


def write(texts: Sequence[Text], works: Works | None) -> list[Pieces]:
    """Return the pieces of each text, written by pandoc. Raises pandoc.PandocError."""
    marked = [_marked(one.pieces) for one in texts]
    answers = pandoc.write(marked, [one.path for one in texts], works)
    return [_read(text, *html) for text, html in zip(texts, answers, strict=True)]


def _read(text: Text, title: str, body: str, *notes: str) -> Pieces:
    trees = (fragments.read(note, "div") for note in notes)
    return Pieces(
        {text.path: fragments.read(title, "span")},
        {text.path: fragments.read(body, "div")},
        dict(zip(text.notes, trees, strict=True)),
    )


def _marked(value: Any) -> Any:
    """Return a tree with its note calls as raw XHTML."""
    if isinstance(value, list):
        return [_marked(item) if isinstance(item, dict | list) else item for item in value]
    if value.get("t") == "NoteCall":
        mark = etree.Element("a", {"class": "note-ref", CALL: value["c"]})
        # Closed by a tag of its own, since what stands around it may have to be read as HTML.
        closed = etree.tostring(mark, encoding="unicode", method="html")
        return {"t": "RawInline", "c": ["html", closed]}
    return {
        name: _marked(part) if isinstance(part, dict | list) else part
        for name, part in value.items()
    }


# -- from what pandoc wrote when it read a text --


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut up: its body, and the bodies of its notes by key."""

    body: Element
    notes: Mapping[str, Element]


def cut_up(written: Written) -> Cut | None:
    """Return body and notes of a text that pandoc wrote with its own notes.

    Those begin with a sign (`scholiast.marks`), but for the definitions, which a block calls. None
    where a sign stands anywhere else, such as in code: what it stands for is to be put there in
    pandoc's tree (`scholiast.drafts`), and that is to be written.
    """
    tree = fragments.read(written.html, "div")
    items = _take_items(tree)
    blocks = [element for element in tree.iter("div") if element.get("id") == DEFINITIONS]
    if len(blocks) != 1 or len(items) != len(SIGNS.findall(written.html)) + len(
        written.definitions
    ):
        return None
    defined = [items.pop(mark.get("href"), None) for mark in _marks(blocks[0])]
    markup.drop(blocks[0])
    inline = _take_inline(tree, items, written)
    if inline is None or items or len(defined) != len(written.definitions):
        return None
    notes = dict(zip(written.definitions, defined, strict=True))
    whole = {key: _body(item) for key, item in notes.items() if item is not None}
    return Cut(tree, whole | inline) if len(whole) == len(notes) else None


def _marks(tree: Element) -> list[Element]:
    """Return pandoc's calls of its notes in a tree."""
    return [link for link in tree.iter("a") if link.get("class") == "footnote-ref"]


def _take_items(tree: Element) -> dict[str | None, Element]:
    """Take pandoc's notes from the end of a tree, each as its item in the list, by its address."""
    last = tree[-1] if len(tree) else None
    if last is None or last.get("class") != "footnotes footnotes-end-of-document":
        return {}
    tree.remove(last)
    items = [item for item in last.iterchildren("ol") for item in item.iterchildren("li")]
    for item in items:
        _drop_way_back(item)
    return {f"#{item.get('id')}": item for item in items}


def _drop_way_back(item: Element) -> None:
    for link in [link for link in item.iter("a") if link.get("class") == "footnote-back"][-1:]:
        markup.drop(link)


def _take_inline(
    tree: Element, items: dict[str | None, Element], written: Written
) -> dict[str, Element] | None:
    """Put our calls in place of pandoc's, and return the notes that stand in them by key.

    None where a call leads to nothing of ours.
    """
    found: dict[str, Element] = {}
    for mark in _marks(tree):
        item = items.pop(mark.get("href"), None)
        sign = None if item is None or not len(item) else (item[0].text or "")[:1]
        if item is None or not sign or not SIGNS.match(sign):
            return None
        key = written.prefix + sign
        if key in written.inline:
            found[key] = _body(_without_sign(item))
        _make_call(mark, key)
    return found


def _without_sign(item: Element) -> Element:
    """Take the sign from the beginning of a note, and the paragraph, if it was all of it."""
    first = item[0]
    first.text = (first.text or "")[1:]
    if not first.text and not len(first):
        markup.drop(first)
    return item


def _make_call(mark: Element, key: str) -> None:
    tail = mark.tail
    mark.clear()
    mark.tail = tail
    mark.set("class", "note-ref")
    mark.set(CALL, key)


def _body(item: Element) -> Element:
    item.attrib.clear()
    item.tag, item.tail = "div", None
    return item


def take_title(body: Element) -> Element | None:
    """Take the first heading of level 1 from a body, and return its words."""
    heading = next(body.iterchildren("h1"), None)
    if heading is None:
        return None
    title = deepcopy(heading)
    markup.drop(heading)
    title.attrib.clear()
    title.tag, title.tail = "span", None
    return title
