"""The structure tree of a tagged PDF, mended: notes are notes, heads are no text, links speak.

WeasyPrint 70 knows no structure type for notes, makes an element of each line of text and of each
box without meaning, leaves running heads and folios as text that is in no element, and describes a
link by the name of its target. This works on the PDF before it is written, in WeasyPrint's hook for
that, `finisher`; so a book that is laid out whole and one that is linked have the same structure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pydyf

from scholiast.pdf.joining import join

_NOTE = "/Art"  # what WeasyPrint calls the element of a note, and nothing else in a book
_ASIDE = "/Part"  # and that of the number of a line of verse, or in words of a word in pieces
_SAFE = "".join(chr(code) for code in range(32, 127) if chr(code) != "%")
_EMPTY = {"/NonStruct", "/Span", "/Link", "/Div", "/Sect", "/P"}  # nothing, if they hold nothing
_GROUPING = {"/Document", "/Part", "/Sect", "/Div", "/BlockQuote", "/Note", "/FENote"}
_INLINE = {
    "/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Lbl", "/LBody", "/TH", "/TD", "/Caption",
    "/Link", "/Span", "/NonStruct",
}  # fmt: skip
_PRINTED = 4  # the flag of an annotation that is printed (ISO 32000-1, 12.5.3)
_PARTS = ("/StructElem", "/OBJR")
_PLAIN = {"Type", "S", "K", "Pg", "P"}  # the keys of an element that says no more than its type


def mend(
    pdf: pydyf.PDF,
    descriptions: Mapping[str, str],
    *,
    fenotes: bool = False,
    words: Callable[[], list[str]] = list,
) -> None:
    """Mend the structure of a PDF; `descriptions` say in words what the targets of links are.

    `words` gives the words that are drawn in pieces, in order; it is asked where there are any.

    Follows ISO 14289-1 (PDF/UA-1): what is no content is an artifact (7.1), each `Note` has an ID
    of its own (7.9), links have a description (7.18.5); and ISO 32000-1, 14.8.4: the call of a note
    is a `Reference`, a figure holds its caption. With `fenotes`, notes are the `FENote` of PDF 2.0,
    and note and reference lead to each other by `Ref` (ISO 32000-2, 14.7.2; ISO 14289-2, 8.2.5.14).
    """
    tree = _Tree(pdf, fenotes, words)
    tree.tidy(tree.document)
    tree.pair()
    tree.settle()
    describe(pdf, descriptions)


def describe(pdf: pydyf.PDF, descriptions: Mapping[str, str]) -> None:
    """Describe the links of a PDF in words (ISO 14289-1, 7.18.5), none hidden (19005-2, 6.3.2)."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") == "/Link":
            thing["F"] = _PRINTED
            target = thing.get("Dest")
            if isinstance(target, pydyf.String) and target.string in descriptions:
                thing["Contents"] = pydyf.String(descriptions[target.string])


def identifier(name: str) -> str:
    """Return the ID of the element of a note or a call by its id: the same in ASCII.

    Readers differ in how they order other letters.
    """
    return quote(name, safe=_SAFE)


def _call_id(note: str, index: int) -> str:
    """Return the id of the call of a note that comes at this place among its calls."""
    name = f"call-{note.removeprefix('note-')}"
    return name if index == 1 else f"{name}-{index}"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


@dataclass(slots=True)
class _Tree:
    """The structure tree of a PDF; `notes` by their ids, and the `calls` that refer to them."""

    pdf: pydyf.PDF
    fenotes: bool
    words: Callable[[], list[str]]
    waiting: list[str] | None = None
    notes: dict[str, pydyf.Dictionary] = field(default_factory=dict)
    calls: dict[str, list[pydyf.Dictionary]] = field(default_factory=lambda: defaultdict(list))

    @property
    def root(self) -> pydyf.Dictionary:
        root: pydyf.Dictionary = self.at(self.pdf.catalog["StructTreeRoot"])
        return root

    @property
    def document(self) -> pydyf.Dictionary:
        document: pydyf.Dictionary = self.at(self.root["K"][0])
        return document

    def at(self, reference: bytes) -> Any:
        """Return the object that a reference such as `12 0 R` means."""
        return self.pdf.objects[_number(reference)]

    def children(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """Return the elements right below an element."""
        return [self.at(kid) for kid in element["K"] if isinstance(kid, bytes)]

    # -- what is an element, and of which type --

    def tidy(self, element: pydyf.Dictionary) -> None:
        """Take from below an element what says nothing, and give its notes and calls their types.

        A kid is afterwards the number of a marked content, a reference to an element, or the
        dictionary of a reference to an annotation.
        """
        kids = [part for kid in list(element["K"]) for part in self._kept(element, kid)]
        element["K"][:] = kids

    def _kept(self, parent: pydyf.Dictionary, kid: Any) -> list[Any]:
        """Return what stands for a kid of an element in the end."""
        if not isinstance(kid, bytes):
            return [kid]
        element = self.at(kid)
        if element["Type"] == "/OBJR":
            return [element]
        if element["S"] == _ASIDE:
            return self._word(parent, element) if parent["S"] == "/Span" else []
        self._name(parent, element)
        self.tidy(element)
        _caption(element, self.children(element))
        if not element["K"] and element["S"] in _EMPTY:
            return []
        if element["S"] == "/Note":
            return self._note(element)
        if element["S"] == "/Link" and (target := self._target(element, "note-")):
            return [self._reference(parent, element, target)]
        return self._dissolved(parent, element)

    def _name(self, parent: pydyf.Dictionary, element: pydyf.Dictionary) -> None:
        """Name an element that WeasyPrint names otherwise; in a note it makes a box of its own."""
        if element["S"] == _NOTE:
            element["S"] = "/NonStruct" if parent["S"] == "/Note" else "/Note"
        elif element["S"] == "/Link" and not self._annotations(element):
            element["S"] = "/Span"

    def _annotations(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        things = [self.at(kid) if isinstance(kid, bytes) else kid for kid in element["K"]]
        found = [thing for thing in things if isinstance(thing, dict) and "Obj" in thing]
        return [self.at(thing["Obj"]) for thing in found]

    def _target(self, element: pydyf.Dictionary, prefix: str) -> str | None:
        """Return the name that a link leads to, if it begins so."""
        for annotation in self._annotations(element):
            target = annotation.get("Dest")
            if isinstance(target, pydyf.String) and target.string.startswith(prefix):
                return str(target.string)
        return None

    def _dissolved(self, parent: pydyf.Dictionary, element: pydyf.Dictionary) -> list[Any]:
        """Return an element, or its kids where it says nothing that its parent does not say."""
        has_content = any(not isinstance(kid, bytes) for kid in element["K"])
        says_nothing = element["S"] in ("/NonStruct", "/Span") and element.keys() <= _PLAIN
        if not says_nothing or any(kid["S"] == "/Caption" for kid in self.children(element)):
            return [element.reference]
        if not has_content or parent["S"] in _INLINE:
            for child in self.children(element):
                child["P"] = parent.reference
            return list(element["K"])
        if element["S"] == "/NonStruct" and parent["S"] in _GROUPING:
            element["S"] = "/P"
        return [element.reference]

    def _word(self, parent: pydyf.Dictionary, element: pydyf.Dictionary) -> list[Any]:
        """Return what stands for a word that is drawn in pieces: one marked content."""
        marks = [kid for inner in self._elements(element) for kid in inner["K"]]
        marks = [mark for mark in marks if isinstance(mark, int)]
        if self.waiting is None:
            self.waiting = self.words()
        join(self.at(self.at(element["Pg"])["Contents"]).stream, marks, self.waiting.pop(0))
        element["S"], element["K"][:] = "/Span", marks[:1]
        return self._dissolved(parent, element)

    # -- notes --

    def _note(self, note: pydyf.Dictionary) -> list[bytes]:
        """Return a note by itself; what has no way back goes on with the note before it."""
        name = self._label(note)
        if name is None and self.notes:
            before = next(reversed(self.notes.values()))
            for child in self.children(note):
                child["P"] = before.reference
            before["K"] += note["K"]
            return []
        name = name or "note"
        while name in self.notes:
            name += "."
        self.notes[name] = note
        note["ID"] = pydyf.String(identifier(name))
        return [note.reference]

    def _label(self, note: pydyf.Dictionary) -> str | None:
        """Return the id of the note of which this is the beginning, by its way back."""
        waiting = [note]
        while waiting:
            element = waiting.pop()
            if target := self._target(element, "call-"):
                return f"note-{target.removeprefix('call-')}"
            waiting += reversed(self.children(element))
        return None

    def _reference(self, parent: pydyf.Dictionary, link: pydyf.Dictionary, target: str) -> bytes:
        """Return a new element around the call of a note."""
        reference = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/Reference",
                "K": pydyf.Array([link.reference]),
                "Pg": link["Pg"],
                "P": parent.reference,
            }
        )
        self.pdf.add_object(reference)
        link["P"] = reference.reference
        self.calls[target].append(reference)
        at: bytes = reference.reference
        return at

    def pair(self) -> None:
        """Make notes those of PDF 2.0, where that is wanted, each with a way to its calls."""
        if not self.fenotes:
            return
        namespace = self.root["Namespaces"][0]
        for name, note in self.notes.items():
            note["S"], note["NS"] = "/FENote", namespace
            note["A"] = pydyf.Dictionary({"O": "/FENote", "NoteType": "/Footnote"})
            calls = self.calls.get(name, [])
            for index, call in enumerate(calls, 1):
                call["Ref"] = pydyf.Array([note.reference])
                call["ID"] = pydyf.String(identifier(_call_id(name, index)))
            if calls:
                note["Ref"] = pydyf.Array(call.reference for call in calls)

    # -- what leads into the tree --

    def settle(self) -> None:
        """List which element each marked content is of, and each annotation; forget the rest."""
        numbers = self.at(self.root["ParentTree"])["Nums"]
        pages = {at: index for index, at in enumerate(self.pdf.page_references)}
        owners = [["null"] * len(numbers[2 * index + 1]) for index in range(len(pages))]
        kept = {self.document.number}
        identified = []
        for element in self._elements(self.document):
            kept.add(element.number)
            if "ID" in element:
                identified.append((element["ID"].string, element.reference))
            for kid in element["K"]:
                if isinstance(kid, int):
                    owners[pages[element["Pg"]]][kid] = element.reference
                elif isinstance(kid, pydyf.Dictionary):
                    numbers[2 * self.at(kid["Obj"])["StructParent"] + 1] = element.reference
        for page, found in enumerate(owners):
            numbers[2 * page + 1] = pydyf.Array(found)
        self._forget(kept)
        self._list_identifiers(identified)
        for reference, found in zip(self.pdf.page_references, owners, strict=True):
            loose = {mark for mark, owner in enumerate(found) if owner == "null"}
            if loose:
                _loosen(self.at(self.at(reference)["Contents"]).stream, loose)

    def _elements(self, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        """Yield the elements of a tree, in reading order."""
        waiting = [element]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(self.children(element))

    def _forget(self, kept: set[int]) -> None:
        """Free the numbers of elements that are not in the tree any more."""
        free = self.pdf.objects[0]
        for number, thing in enumerate(self.pdf.objects):
            is_part = isinstance(thing, pydyf.Dictionary) and thing.get("Type") in _PARTS
            if is_part and number not in kept:
                self.pdf.objects[number] = free

    def _list_identifiers(self, identified: list[tuple[str, bytes]]) -> None:
        """List the IDs of all elements: of notes, and of heads of tables (ISO 32000-1, 14.7.2)."""
        if identified:
            names = [part for name, at in sorted(identified) for part in (pydyf.String(name), at)]
            tree = pydyf.Dictionary({"Names": pydyf.Array(names)})
            self.pdf.add_object(tree)
            self.root["IDTree"] = tree.reference


def _caption(element: pydyf.Dictionary, children: list[pydyf.Dictionary]) -> None:
    """Put a caption into the figure that it stands with (ISO 32000-1, 14.8.4.3)."""
    if [child["S"] for child in children] == ["/Figure", "/Caption"]:
        figure, caption = children
        figure["K"].append(caption.reference)
        caption["P"] = figure.reference
        element["K"].remove(caption.reference)


def _loosen(stream: list[Any], loose: set[int]) -> None:
    """Make marked contents of a stream artifacts of pagination (ISO 32000-1, 14.8.2.2)."""
    for index, operand in enumerate(stream):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in loose:
            stream[index - 1] = "/Artifact"
            stream[index] = pydyf.Dictionary({"Type": "/Pagination"})
