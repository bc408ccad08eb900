"""The structure trees of sheaves made one: one document, one tree of parents, one of IDs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.pdf import objects
from scholiast.pdf.bookmarks import add_names, add_numbers
from scholiast.pdf.objects import File, array, dictionary, string, text
from scholiast.pdf.part import Part

_PDF_2 = b"<</Type /Namespace/NS (http://iso.org/pdf2/ssn)>>"  # ISO 32000-2, 14.8.6.2
_OWNERS = re.compile(rb"(\d+) (\[[^\]]*\]|\d+ 0 R)")
_IDENTIFIER = re.compile(rb"(\((?:[^()\\]|\\.)*\)|<[^<>]*>) (\d+) 0 R", re.DOTALL)
_HEADERS = re.compile(rb"/Headers \[[^\]]*\]")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
_NUMBERED = re.compile(r"\d+-\d+-\d+")  # how WeasyPrint names a head of a table
_PLACE = re.compile(rb"/StructParent \d+")


@dataclass(slots=True)
class Structure:
    """The tree so far: `document` is its only element at the top, with `kids`.

    `owners` are by page the elements of its marked contents, `annotated` the elements of
    annotations in the order of their numbers, which follow on those of pages; `identified` are
    elements by their IDs, `firsts` by page the first element on it.
    """

    document: bytes
    namespace: bytes | None
    owners: list[bytes]
    kids: list[bytes] = field(default_factory=list)
    annotated: list[bytes] = field(default_factory=list)
    identified: dict[str, bytes] = field(default_factory=dict)
    firsts: dict[int, bytes] = field(default_factory=dict)

    def number(self, element: bytes) -> bytes:
        """Return the number in the tree of parents of an annotation that belongs to an element."""
        self.annotated.append(element)
        return b"%d" % (len(self.owners) + len(self.annotated) - 1)


def structure(file: File, pages: int, version: str) -> Structure:
    """Return the tree of a file of so many pages, with nothing in it."""
    namespace = file.add(_PDF_2) if version >= "2.0" else None
    return Structure(file.reserve(), namespace, [b"[]"] * pages)


def add_elements(
    file: File, tree: Structure, part: Part, leaves: Mapping[int, int]
) -> dict[bytes, bytes]:
    """Add the elements of a sheaf; return those of annotations, by their old `StructParent`.

    `leaves` are the numbers of the pages in the file, by page of the sheaf.
    """
    root = objects.entries(part.things.at(part.catalog[b"StructTreeRoot"]))
    (old,) = objects.references(root[b"K"])
    part.moved[old] = tree.document
    for number in objects.references(root.get(b"Namespaces", b"")):
        part.moved[number] = tree.namespace or b"null"
    found = [(number, thing) for number, thing in part.elements(b"StructElem") if number != old]
    for number, _ in found:
        part.moved[number] = file.reserve()
    refer = part.refer(file)
    renamed = _identify(tree, part, root.get(b"IDTree"), refer)
    bodies = objects.moved_all([thing for _, thing in found], refer)
    for (number, _), body in zip(found, bodies, strict=True):
        file.put(part.moved[number], _renamed(body, renamed))
    kids = objects.references(objects.entries(part.things.at(b"%d 0 R" % old))[b"K"])
    tree.kids += map(refer, kids)
    return _own(tree, objects.moved(part.things.at(root[b"ParentTree"]), refer), leaves)


def _own(tree: Structure, parents: bytes, leaves: Mapping[int, int]) -> dict[bytes, bytes]:
    """Enter the owners of marked contents; return those of annotations by their old numbers."""
    annotations = {}
    for found in _OWNERS.finditer(parents, parents.index(b"[") + 1):
        page = leaves.get(int(found[1]))
        if not found[2].startswith(b"["):
            annotations[found[1]] = found[2]
        elif page is not None:
            tree.owners[page] = found[2]
            first = re.search(rb"\d+ 0 R", found[2])
            if first is not None:
                tree.firsts[page] = first[0]
    return annotations


def _identify(
    tree: Structure, part: Part, names: bytes | None, refer: Callable[[int], bytes]
) -> dict[bytes, bytes]:
    """Enter the IDs of a sheaf; return those that are others now, as strings.

    Heads of tables are named by numbers that another sheaf has as well; notes by their own ids.
    """
    renamed = {}
    for found in _IDENTIFIER.finditer(part.things.at(names)) if names else ():
        name = text(found[1])
        if _NUMBERED.fullmatch(name):
            name = f"{part.index}-{name}"
            renamed[found[1]] = string(name)
        if name in tree.identified:
            raise ValueError(f"two elements of the structure have the ID `{name}`")
        tree.identified[name] = refer(int(found[2]))
    return renamed


def _renamed(body: bytes, renamed: Mapping[bytes, bytes]) -> bytes:
    """Return an element with its own ID and those of its headers as they are now."""
    if not renamed or (b"/ID (" not in body and b"/Headers [" not in body):
        return body

    def new(found: re.Match[bytes]) -> bytes:
        return renamed.get(found[0], found[0])

    body = _HEADERS.sub(lambda found: _STRING.sub(new, found[0]), body)
    return re.sub(rb"(?<=/ID )\((?:[^()\\]|\\.)*\)", new, body)


def annotation(body: bytes, number: bytes) -> bytes:
    """Return an annotation with its number in the tree of parents."""
    return _PLACE.sub(b"/StructParent " + number, body)


def add_tree(file: File, tree: Structure) -> bytes:
    """Add what leads into the tree (ISO 32000-1, 14.7.2), and return a reference to its root."""
    root = file.reserve()
    head = {b"Type": b"/StructElem", b"S": b"/Document", b"P": root, b"K": array(tree.kids)}
    entries = {b"Type": b"/StructTreeRoot", b"K": array([tree.document])}
    if tree.namespace is not None:
        head[b"NS"] = tree.namespace
        entries[b"Namespaces"] = array([tree.namespace])
    file.put(tree.document, dictionary(head))
    owners: Sequence[bytes] = [*tree.owners, *tree.annotated]
    entries[b"ParentTree"] = add_numbers(file, owners)
    entries[b"ParentTreeNextKey"] = b"%d" % len(owners)
    if tree.identified:
        entries[b"IDTree"] = add_names(file, tree.identified)
    file.put(root, dictionary(entries))
    return root
