"""Read the structure tree of a tagged PDF: whether its parts belong together, and what is a note.

Elements are read from their canonical form, as pikepdf writes it: a book has tens of thousands.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from scholiast.verify import cutting, printed
from scholiast.verify.printed import DamagedError

NOTES = frozenset({"Note", "FENote"})
_LINKS = frozenset({"Link", "Reference"})


@dataclass(frozen=True, slots=True)
class Tags:
    """What the structure tree of a PDF says.

    `problems` are what is wrong with it, each with its page or None; `owned` are by page, the first
    at 0, the numbers of marked contents that belong to an element; `notes` are the names that
    links within notes lead to, `alike` what is wrong with IDs, `fonts` those embedded twice.
    """

    tagged: bool
    problems: Sequence[tuple[int | None, str]]
    owned: Sequence[Sequence[int]] = field(repr=False)
    notes: frozenset[str] = field(repr=False)
    alike: Sequence[tuple[int | None, str]]
    fonts: Sequence[str]


def from_job(data: bytes) -> Tags:
    """Return what `read` said."""
    record = json.loads(data)
    return Tags(
        record["tagged"],
        [tuple(problem) for problem in record["problems"]],
        record["owned"],
        frozenset(record["notes"]),
        [tuple(problem) for problem in record["alike"]],
        record["fonts"],
    )


def read(parts: Mapping[str, bytes]) -> bytes:
    """Read the tags of the PDF `file`: a job."""
    with printed.opened(parts["file"]) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        pages = {page.obj.objgen[0]: index for index, page in enumerate(pdf.pages, 1)}
        tree = _Tree(pdf, pages)
        if root is not None:
            tree.walk(root)
            parents = dict(_parents(root))
            _check_parents(tree, parents)
            _check_links(tree, parents)
            _check_ids(tree, root)
        record = {
            "tagged": root is not None,
            "problems": tree.problems,
            "owned": _owned(tree),
            "notes": sorted(tree.in_notes),
            "alike": tree.alike,
            "fonts": list(_fonts_twice(pdf)),
        }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


# -- elements --


@dataclass(frozen=True, slots=True)
class _Element:
    """An element: numbers of its parent, of the elements and of the objects that it holds.

    `marks` are its marked contents, each the number of a page object and that of the content.
    """

    role: str
    parent: int
    page: int
    kids: Sequence[int]
    objects: Sequence[int]
    marks: Sequence[tuple[int, int]]
    id: str | None = None
    headers: Sequence[str] = ()


@dataclass(slots=True)
class _Tree:
    """A structure tree being read; `pages` are the numbers of pages by those of their objects."""

    pdf: pikepdf.Pdf
    pages: Mapping[int, int]
    elements: dict[int, _Element] = field(default_factory=dict)
    notes: set[int] = field(default_factory=set)
    in_notes: set[str] = field(default_factory=set)
    problems: list[tuple[int | None, str]] = field(default_factory=list)
    alike: list[tuple[int | None, str]] = field(default_factory=list)

    def walk(self, root: Any) -> None:
        """Read all elements below the root, in reading order."""
        top = root.get("/K", pikepdf.Array())
        tops = list(top) if isinstance(top, pikepdf.Array) else [top]
        waiting = [(kid.objgen[0], root.objgen[0], False) for kid in reversed(tops)]
        while waiting:
            number, parent, in_note = waiting.pop()
            if number in self.elements:
                self.problems.append((None, f"element {number} stands in two places"))
                continue
            element = self.elements[number] = _element(self.pdf, number)
            if element.parent != parent:
                self.say(element, f"element {number} ({element.role}) does not know its parent")
            if in_note or element.role in NOTES:
                in_note = True
                self.notes.add(number)
            waiting += [(kid, number, in_note) for kid in reversed(element.kids)]

    def say(self, element: _Element | None, what: str) -> None:
        """Add a problem, on the page of an element."""
        self.problems.append((self.pages.get(element.page) if element else None, what))


_KID = re.compile(rb"(\d+) 0 R |(\d+) |<< /Obj (\d+) 0 R (?:/Pg \d+ 0 R )?/Type /OBJR >> ")
_PLAIN = re.compile(
    rb"<<(?: /ID \(([^()\\]*)\))? /K \[ ((?:%b)*)\] /P (\d+) 0 R(?: /Pg (\d+) 0 R)? /S /(\w+)"
    rb"(?: /Type /StructElem)? >>" % re.sub(rb"\((?!\?)", b"(?:", _KID.pattern)
)


def _element(pdf: pikepdf.Pdf, number: int) -> _Element:
    found = pdf.get_object(number, 0)
    plain = _PLAIN.fullmatch(found.unparse(resolved=True))
    if plain is None:
        return _uncommon(found)
    id, kids, parent, page, role = plain.groups()
    held = _KID.findall(kids)
    own = int(page or 0)
    return _Element(
        role.decode(),
        int(parent),
        own,
        [int(kid) for kid, _, _ in held if kid],
        [int(at) for _, _, at in held if at],
        [(own, int(mark)) for _, mark, _ in held if mark],
        None if id is None else str(found.ID),
    )


def _uncommon(found: Any) -> _Element:
    """Return an element that has attributes, or is written in a way of its own."""
    if not isinstance(found, pikepdf.Dictionary) or "/S" not in found:
        raise DamagedError("the structure tree holds what is no element")
    own = found.Pg.objgen[0] if "/Pg" in found else 0
    kids, objects, marks = list[int](), list[int](), list[tuple[int, int]]()
    held = found.get("/K", pikepdf.Array())
    for kid in held if isinstance(held, pikepdf.Array) else [held]:
        if not isinstance(kid, pikepdf.Dictionary):
            marks.append((own, int(kid)))
        elif kid.get("/Type") == "/OBJR":
            objects.append(kid.Obj.objgen[0])
        elif kid.get("/Type") == "/MCR":
            marks.append((kid.Pg.objgen[0] if "/Pg" in kid else own, int(kid.MCID)))
        else:
            kids.append(kid.objgen[0])
    given = found.get("/A", pikepdf.Array())
    attributes = list(given) if isinstance(given, pikepdf.Array) else [given]
    headers = [str(h) for a in attributes if isinstance(a, pikepdf.Dictionary) for h in _headers(a)]
    id = str(found.ID) if "/ID" in found else None
    role = str(found.S).removeprefix("/")
    return _Element(role, found.P.objgen[0], own, kids, objects, marks, id, headers)


def _headers(attribute: Any) -> Iterator[Any]:
    yield from attribute.get("/Headers", ())


def _owned(tree: _Tree) -> list[list[int]]:
    """Return the numbers of marked contents that belong to elements, by page."""
    found: list[list[int]] = [[] for _ in tree.pages]
    for element in tree.elements.values():
        for page, mark in element.marks:
            if page in tree.pages:
                found[tree.pages[page] - 1].append(mark)
            else:
                tree.say(None, f"an element ({element.role}) has content on no page")
    return found


# -- whether they belong together (ISO 32000-2, 14.7) --

_ENTRY = re.compile(rb"(\d+) 0 R|null")


def _check_parents(tree: _Tree, parents: Mapping[int, bytes]) -> None:
    """Check that what pages say of the owners of their contents is what elements say."""
    owners = {mark: number for number, e in tree.elements.items() for mark in e.marks}
    listed: dict[tuple[int, int], int] = {}
    for number, page in tree.pages.items():
        key = tree.pdf.pages[page - 1].obj.get("/StructParents")
        entries = parents.get(int(key), b"") if key is not None else b""
        found = enumerate(_ENTRY.findall(entries))
        listed.update({(number, mark): int(owner) for mark, owner in found if owner})
    wrong = sorted((key for key, _ in owners.items() ^ listed.items()), reverse=True)
    for page, mark in sorted(dict(wrong).items()):
        what = f"content {mark} is not listed under the element that has it"
        tree.problems.append((tree.pages.get(page), what))


def _parents(root: Any) -> Iterator[tuple[int, bytes]]:
    """Yield the entries of the parent tree as they are written."""
    tree = root.get("/ParentTree")
    if tree is not None:
        for key, value in pikepdf.NumberTree(tree).items():
            inner = isinstance(value, pikepdf.Array)
            written = value.unparse(resolved=True) if inner else b"%d 0 R" % value.objgen[0]
            yield int(key), written


def _check_links(tree: _Tree, parents: Mapping[int, bytes]) -> None:
    """Check that each link is in an element for links, and note which lead out of notes."""
    owners = {at: number for number, e in tree.elements.items() for at in e.objects}
    for index, page in enumerate(tree.pdf.pages, 1):
        for annotation in page.obj.get("/Annots", ()):
            if annotation.get("/Subtype") != "/Link":
                continue
            owner = owners.get(annotation.objgen[0], 0)
            key = int(annotation.get("/StructParent", -1))
            if not owner or tree.elements[owner].role not in _LINKS:
                tree.problems.append((index, "a link is in no element for links"))
            elif parents.get(key) != b"%d 0 R" % owner:
                tree.problems.append((index, "a link does not know the element that has it"))
            if owner in tree.notes and "/Dest" in annotation:
                tree.in_notes.add(str(annotation.Dest).removeprefix("/"))


def _check_ids(tree: _Tree, root: Any) -> None:
    """Check that IDs are unique, listed, and there where notes and tables need them."""
    ids: dict[str, int] = {}
    for number, element in tree.elements.items():
        page = tree.pages.get(element.page)
        if element.role in NOTES and not element.id:
            tree.alike.append((page, "a note has no ID"))
        if element.id is not None and ids.setdefault(element.id, number) != number:
            tree.alike.append((page, f"the ID `{element.id}` is given twice"))
    for element in tree.elements.values():
        for header in element.headers:
            if header not in ids:
                tree.say(element, f"a cell names a heading `{header}` that is not there")
    names = root.get("/IDTree")
    if names is not None:
        for name, value in pikepdf.NameTree(names).items():
            if ids.get(str(name)) != value.objgen[0]:
                tree.alike.append((None, f"the ID `{name!s}` is listed for another element"))


# -- fonts --


def _fonts_twice(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the names under which more than one font program is embedded."""
    programs: dict[str, set[int]] = {}
    for name, program in _programs(pdf):
        programs.setdefault(name, set()).add(program)
    yield from sorted(name for name, found in programs.items() if len(found) > 1)


def _programs(pdf: pikepdf.Pdf) -> Iterator[tuple[str, int]]:
    """Yield the name and the number of the program of each embedded font of pages."""
    for font in cutting.fonts(pdf.pages):
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                yield str(descriptor.get("/FontName", "")), descriptor[key].objgen[0]
