"""Read what a PDF says of itself, with pikepdf; `sheets` reads what stands on its pages."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top in pt, from the lower left corner of the sheet."""


class DamagedError(ValueError):
    """The file can't be read as a PDF."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that links lead to: a `page` from 1, `x` and `y` in pt where they are given."""

    page: int
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation: its area, and one of the name it leads to, a place, or an action."""

    page: int
    box: Box
    target: str | None = None
    place: Place | None = None
    action: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; `depth` counts from 1."""

    title: str
    depth: int
    place: Place | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a PDF says of itself; `boxes`, `labels` and `links` by page, the first at 0.

    A box is the area of a page that is left when it is trimmed (PDF 2.0, 14.11.2), `twice` lists
    the names that are defined more than once, `active` what would run when the file is opened.
    """

    title: str
    language: str
    boxes: tuple[Box, ...]
    labels: tuple[str, ...]
    links: tuple[tuple[Link, ...], ...] = field(repr=False)
    names: Mapping[str, Place] = field(repr=False)
    twice: tuple[str, ...]
    bookmarks: tuple[Bookmark, ...] = field(repr=False)
    active: tuple[str, ...]

    @property
    def folios(self) -> dict[str, str]:
        """Return for each name the label of the page that it means."""
        return {name: self.labels[place.page - 1] for name, place in self.names.items()}

    def place(self, link: Link) -> Place | None:
        """Return where a link leads; None where that is nowhere in the file."""
        return link.place if link.target is None else self.names.get(link.target)


# -- pikepdf: the structure --


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF to be read; DamagedError where it can't be read without repair."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            yield pdf
            problems = [str(problem) for problem in pdf.get_warnings()]
    except (pikepdf.PdfError, pikepdf.PasswordError) as problem:
        raise DamagedError(str(problem)) from problem
    except DamagedError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
        raise DamagedError(f"an object is not what it should be: {problem}") from problem
    except RecursionError as problem:
        raise DamagedError("objects are nested without end") from problem
    if problems:
        raise DamagedError(problems[0])


def structure(pdf: pikepdf.Pdf) -> Structure:
    """Return what a PDF says of itself."""
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages, 1)}
    names: dict[str, Place] = {}
    twice: list[str] = []
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    for name, place in _places(tree, numbers):
        if name in names:
            twice.append(name)
        elif place is not None:
            names[name] = place
    return Structure(
        title=_title(pdf),
        language=str(pdf.Root.get("/Lang", "")),
        boxes=tuple(_box(page.trimbox) for page in pdf.pages),
        labels=tuple(str(page.label) for page in pdf.pages),
        links=tuple(tuple(_links(page, index, numbers)) for index, page in enumerate(pdf.pages, 1)),
        names=names,
        twice=tuple(twice),
        bookmarks=tuple(_bookmarks(pdf.Root.get("/Outlines"), numbers)),
        active=tuple(_active(pdf)),
    )


def _title(pdf: pikepdf.Pdf) -> str:
    """Return the title that a file has; one of PDF 2.0 has it in its metadata (14.3.3) alone."""
    return str(pdf.docinfo.get("/Title") or pdf.open_metadata().get("dc:title", ""))


def _box(array: Any) -> Box:
    x0, y0, x1, y1 = (float(value) for value in array)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _met(node: Any, path: frozenset[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Return the objects on the way to a node with the node; DamagedError where it is on it."""
    if node.objgen in path:
        raise DamagedError("an object holds itself")
    return path | {node.objgen} if node.is_indirect else path


# Names and links are many: where they are written plainly, in pikepdf's canonical form, they are
# read from that; one by one where they are not.
_TEXT = rb"\(([!-'*-\[\]-~]*)\)"
_NUMBER = rb"(-?\d+\.?\d*)"
_PLACE = re.compile(rb"%b \[ (\d+) 0 R /XYZ %b %b (?:0|null) \] " % (_TEXT, _NUMBER, _NUMBER))
_LINK = re.compile(
    rb"<< (?:/BS << /W 0 >> )?(?:/Contents \((?:[^()\\]|\\.)*\) )?/Dest %b (?:/F \d+ )?"
    rb"/Rect \[ %b \] (?:/StructParent \d+ )?/Subtype /Link (?:/Type /Annot )?>>"
    % (_TEXT, b" ".join([_NUMBER] * 4))
)


def _places(
    node: Any,
    numbers: Mapping[tuple[int, int], int],
    path: frozenset[tuple[int, int]] = frozenset(),
) -> Iterator[tuple[str, Place | None]]:
    """Yield every name of a name tree (PDF 2.0, 7.9.6), also one that stands in it twice."""
    if node is None:
        return
    path = _met(node, path)
    leaf = node.get("/Names")
    if leaf is not None:
        plain = list(_plain_leaf(leaf.unparse(resolved=True), numbers))
        yield from _leaf(leaf, numbers) if None in plain else (pair for pair in plain if pair)
    for kid in node.get("/Kids", ()):
        yield from _places(kid, numbers, path)


def _plain_leaf(
    written: bytes, numbers: Mapping[tuple[int, int], int]
) -> Iterator[tuple[str, Place] | None]:
    """Yield the names of a leaf that is written plainly; None where it is not."""
    at = 2
    while (found := _PLACE.match(written, at)) is not None:
        name, page, x, y = found.groups()
        number = numbers.get((int(page), 0))
        yield None if number is None else (name.decode(), Place(number, float(x), float(y)))
        at = found.end()
    if written[at:] not in (b"]", b""):
        yield None


def _leaf(leaf: Any, numbers: Mapping[tuple[int, int], int]) -> Iterator[tuple[str, Place | None]]:
    leaves = list(leaf)
    for name, value in zip(leaves[::2], leaves[1::2], strict=True):
        yield str(name), _place(value, numbers)


def _place(value: Any, numbers: Mapping[tuple[int, int], int]) -> Place | None:
    """Return the place an explicit destination means (PDF 2.0, 12.3.2.2)."""
    if isinstance(value, pikepdf.Dictionary):
        value = value.get("/D")
    if not isinstance(value, pikepdf.Array) or len(value) < 2:
        return None
    page = numbers.get(getattr(value[0], "objgen", (0, 0)))
    if page is None:
        return None
    x, y = (value[2], value[3]) if value[1] == "/XYZ" and len(value) > 3 else (None, None)
    return Place(page, None if x is None else float(x), None if y is None else float(y))


def _links(
    page: pikepdf.Page, number: int, numbers: Mapping[tuple[int, int], int]
) -> Iterator[Link]:
    for annotation in (*page.obj.get("/Annots", ()), *_set_aside(page)):
        plain = _LINK.fullmatch(annotation.unparse(resolved=True))
        if plain is not None:
            target, *sides = plain.groups()
            yield Link(number, _box(sides), target=target.decode())
            continue
        if annotation.get("/Subtype") != "/Link":
            continue
        box = _box(annotation.Rect)
        target, action = annotation.get("/Dest"), annotation.get("/A")
        if target is None and action is not None and action.get("/S") == "/GoTo":
            target = action.get("/D")
        if isinstance(target, pikepdf.String | pikepdf.Name):
            yield Link(number, box, target=str(target).removeprefix("/"))
        elif target is not None:
            yield Link(number, box, place=_place(target, numbers))
        elif action is not None:
            uri = action.get("/URI")
            kind = str(action.get("/S", "")).removeprefix("/")
            yield Link(number, box, action=kind, uri=None if uri is None else str(uri))
        else:
            yield Link(number, box)


def _set_aside(page: pikepdf.Page) -> Iterable[pikepdf.Object]:
    """Return the links of a page for print, which holds them as data of its own (14.5)."""
    data = page.obj.get("/PieceInfo", pikepdf.Dictionary()).get("/Scholiast")
    return () if data is None else data.Private.Links


def _bookmarks(node: Any, numbers: Mapping[tuple[int, int], int]) -> Iterator[Bookmark]:
    """Yield the entries of an outline (PDF 2.0, 12.3.3) in the order of reading."""
    met: set[tuple[int, int]] = set()
    waiting = [(node.get("/First"), 1)] if node is not None else []
    while waiting:
        entry, depth = waiting.pop()
        if entry is None:
            continue
        if entry.objgen in met:
            raise DamagedError("an entry of the outline follows itself")
        met.add(entry.objgen)
        target = entry.get("/Dest")
        if target is None and entry.get("/A") is not None:
            target = entry.A.get("/D")
        yield Bookmark(str(entry.get("/Title", "")), depth, _place(target, numbers))
        waiting += [(entry.get("/Next"), depth), (entry.get("/First"), depth + 1)]


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what a reader would run: scripts, and actions at the opening of file or pages."""
    if "/JavaScript" in pdf.Root.get("/Names", pikepdf.Dictionary()):
        yield "a script"
    action = pdf.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") != "/GoTo":
        yield f"an action at opening ({action.get('/S')})"
    if "/AA" in pdf.Root or any("/AA" in page.obj for page in pdf.pages):
        yield "actions of pages"
