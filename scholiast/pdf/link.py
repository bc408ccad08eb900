"""Sheaves bound to a file: pages in their order, one structure tree, one copy of each font.

All that a page holds is taken as the bytes it was painted as; only references get other numbers.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pydyf

from scholiast import jobs
from scholiast.jobs import Works
from scholiast.languages import direction
from scholiast.pdf import objects
from scholiast.pdf.binding import Binding, Leaf
from scholiast.pdf.bookmarks import Entry, add_names, add_outline, destination, nested, spelling
from scholiast.pdf.fonts import add_fonts
from scholiast.pdf.objects import File, array, dictionary, packed, real, string, text
from scholiast.pdf.part import Kinds, Part, part
from scholiast.pdf.sequence import Numerals
from scholiast.pdf.sheaf import Spot
from scholiast.pdf.spots import write_folios
from scholiast.pdf.standards import Claims, Description, declare, information
from scholiast.pdf.structure import Structure, add_elements, add_tree, annotation, structure
from scholiast.pdf.tags import identifier

_TARGET = re.compile(rb"/Dest (\((?:[^()\\]|\\.)*\)|<[^<>]*>)", re.DOTALL)
_WORDS = re.compile(rb"/Contents (?:\((?:[^()\\]|\\.)*\)|<[^<>]*>)", re.DOTALL)
_PARENT = re.compile(rb"/StructParent (\d+)")

_BOXES = (b"MediaBox", b"TrimBox", b"BleedBox")
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC\n"  # ISO 32000-1, 14.8.2.2


def link(binding: Binding, works: Works | None = None) -> bytes:
    """Return the file of a binding; the same binding gives the same bytes.

    `works` cut the fonts. Raises ValueError where the binding is not of one piece: a page bound
    twice or not at all, a link to a name that no page has, a folio of another length than its spot,
    a font without a file.
    """
    claims = Claims.of(binding.conformance)
    file = File()
    fonts = add_fonts(file, binding.sheaves, binding.fonts, claims.version, works or jobs.here())
    parts = [
        part(index, *one) for index, one in enumerate(zip(binding.sheaves, fonts, strict=True))
    ]
    bench = _Bench.of(binding, claims, file, parts)
    bench.bind()
    catalog = pydyf.Dictionary(bench.catalog())
    declare(
        file, catalog, Description.of(binding.title, binding.properties), claims, _seed(binding)
    )
    said = information(Description.of(binding.title, binding.properties), claims)
    info = pydyf.Dictionary(said)
    for thing in (catalog, info) if said else (catalog,):
        file.add_object(thing)
    return file.written(catalog.reference, info.reference if said else None, claims.version)


def _seed(binding: Binding) -> bytes:
    """Return a digest of all that pages hold."""
    digest = hashlib.sha256()
    for sheaf in binding.sheaves:
        digest.update(sheaf.pdf)
    digest.update(repr(binding.leaves).encode())
    return digest.digest()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name leads: a leaf by its number, and a point on it."""

    leaf: int
    x: float
    y: float


def _bodies(binding: Binding) -> dict[int, dict[int, int]]:
    """Return by sheaf and page the leaf that the page is bound to."""
    found: dict[int, dict[int, int]] = {}
    for number, leaf in enumerate(binding.leaves):
        if leaf.body is not None:
            sheaf, page = leaf.body
            if page in found.setdefault(sheaf, {}):
                raise ValueError(f"page {page} of sheaf {sheaf} is bound twice")
            found[sheaf][page] = number
    return found


def _places(binding: Binding) -> dict[str, _Place]:
    """Return where each name is; where several pages have it, the first is meant."""
    found: dict[str, _Place] = {}
    for number, leaf in enumerate(binding.leaves):
        if leaf.body is not None:
            sheaf, page = leaf.body
            for anchor in binding.sheaves[sheaf].pages[page].anchors:
                found.setdefault(anchor.name, _Place(number, anchor.x, anchor.y))
    return found


@dataclass(slots=True)
class _Bench:
    """A file being bound: its `pages` are reserved before anything refers to them.

    `root` is the tree of pages, `before` the stream that begins those with furniture, and `spelt`
    how names are written.
    """

    binding: Binding
    claims: Claims
    file: File
    parts: Sequence[Part]
    places: Mapping[str, _Place]
    root: bytes
    pages: Sequence[bytes]
    tree: Structure
    before: bytes
    spelt: Callable[[str], bytes]

    @classmethod
    def of(cls, binding: Binding, claims: Claims, file: File, parts: Sequence[Part]) -> "_Bench":
        places = _places(binding)
        return cls(
            binding=binding,
            claims=claims,
            file=file,
            parts=parts,
            places=places,
            root=file.reserve(),
            pages=[file.reserve() for _ in binding.leaves],
            tree=structure(file, len(binding.leaves), claims.version),
            before=file.add(packed({}, b"q")),
            spelt=spelling(places),
        )

    def bind(self) -> None:
        """Bind all pages, in the order of their sheaves."""
        leaves = self.binding.leaves
        for sheaf, bound in _bodies(self.binding).items():  # in the order of their first pages
            self._bind_sheaf(self.parts[sheaf], bound)
        for index, leaf in enumerate(leaves):
            if leaf.body is None:
                self._bind_blank(index, leaf)
        kids = {b"Type": b"/Pages", b"Count": b"%d" % len(leaves), b"Kids": array(self.pages)}
        self.file.put(self.root, dictionary(kids))

    def _bind_sheaf(self, part: Part, leaves: Mapping[int, int]) -> None:
        """Bind the pages of a sheaf to leaves, given by page."""
        file = self.file
        part.moved |= {part.pages[page]: self.pages[leaf] for page, leaf in leaves.items()}
        part.moved |= {old: file.reserve() for old, _ in part.elements(b"Annot")}
        owners = add_elements(file, self.tree, part, leaves)
        kinds = part.resources(file)
        resources = file.reserve()
        for page, leaf in sorted(leaves.items(), key=lambda item: item[1]):
            entries = dict(part.entries[page])
            annotations = objects.references(entries.pop(b"Annots", b""))
            if annotations:
                found = [self._annotation(part, one, owners) for one in annotations]
                entries[b"Annots"] = array(found)
            entries |= {b"StructParents": b"%d" % leaf, b"Tabs": b"/S"}
            entries |= {b"Parent": self.root, b"Resources": resources}
            entries[b"Contents"] = self._contents(part, page, leaf, kinds)
            file.put(self.pages[leaf], dictionary(entries))
        file.put(resources, _resources(kinds, part.fonts))

    # -- links --

    def _annotation(self, part: Part, old: int, owners: Mapping[bytes, bytes]) -> bytes:
        """Bind an annotation, told where its element is, and return a reference to it."""
        body = objects.moved(part.things.at(b"%d 0 R" % old), part.refer(self.file))
        parent = _PARENT.search(body)
        if parent is not None:
            body = annotation(body, self.tree.number(owners[parent[1]]))
        self.file.put(part.moved[old], self._linked(body))
        return part.moved[old]

    def _linked(self, body: bytes) -> bytes:
        """Return an annotation whose target is there, and told in words."""
        target = _TARGET.search(body)
        if target is None:
            return body
        name = text(target[1])
        if name not in self.places:
            raise ValueError(f"a link leads to `{name}`, which is on no page")
        if self.spelt is not string:
            at = b"/Dest " + self.spelt(name)
            body = _TARGET.sub(lambda _: at, body, count=1)
        words = self.binding.descriptions.get(name)
        if words is None:
            return body
        said = b"/Contents " + string(words)
        return _WORDS.sub(lambda _: said, body, count=1)

    # -- what is drawn --

    def _contents(self, part: Part, page: int, leaf: int, kinds: Kinds) -> bytes:
        """Return the streams of a page, its furniture drawn after the body."""
        stream, spots = part.content(page), part.sheaf.pages[page].spots
        if spots:
            stream = packed({}, write_folios(stream.decoded(), spots, self._folio(leaf)))
        body = self.file.add(stream)
        drawn = self._furniture(leaf, kinds, part.fonts)
        if drawn is None:
            return body
        over = self.file.add(packed({}, b"Q\n" + drawn))
        return array([self.before, body, over])

    def _folio(self, leaf: int) -> Callable[[Spot], str]:
        """Return what gives the folio of a spot on a page."""
        leaves = self.binding.leaves

        def folio(spot: Spot) -> str:
            if spot.target is None:
                return leaves[leaf].folio
            if spot.target not in self.places:
                raise ValueError(f"a page number is that of `{spot.target}`, which is on no page")
            return leaves[self.places[spot.target].leaf].folio

        return folio

    def _furniture(self, leaf: int, kinds: Kinds, fonts: bytes) -> bytes | None:
        """Return what draws the furniture of a page; what it needs is added to its resources."""
        furniture = self.binding.leaves[leaf].furniture
        if furniture is None:
            return None
        part, page = self.parts[furniture[0]], furniture[1]
        spots = part.sheaf.pages[page].spots
        drawn = write_folios(part.decoded(page), spots, self._folio(leaf))
        wanted = _used(drawn, part.resources(self.file))
        if part.fonts != fonts or not _fits(wanted, kinds):
            form = {
                b"Type": b"/XObject",
                b"Subtype": b"/Form",
                b"BBox": part.entries[page][b"MediaBox"],
                b"Resources": self.file.once(_resources(wanted, part.fonts)),
            }
            at = self.file.once(packed(form, drawn))
            name = b"furniture" + at.split()[0]
            kinds.setdefault(b"XObject", {})[name] = at
            drawn = b"/" + name + b" Do"
        else:
            for kind, names in wanted.items():
                kinds.setdefault(kind, {}).update(names)
        return _ARTIFACT + b"q\n" + drawn + b"\nQ\nEMC"

    def _bind_blank(self, index: int, leaf: Leaf) -> None:
        """Bind a page without a body."""
        entries = {b"Type": b"/Page", b"Parent": self.root, **self._boxes(index, leaf)}
        entries[b"Tabs"] = b"/S"
        kinds: Kinds = {}
        fonts = b"" if leaf.furniture is None else self.parts[leaf.furniture[0]].fonts
        drawn = self._furniture(index, kinds, fonts)
        if drawn is not None:
            entries[b"Contents"] = self.file.add(packed({}, drawn))
        entries[b"Resources"] = self.file.once(_resources(kinds, fonts))
        self.file.put(self.pages[index], dictionary(entries))

    def _boxes(self, index: int, leaf: Leaf) -> dict[bytes, bytes]:
        """Return the boxes of a blank page: those of the page before it, if that has its size."""
        box = array([b"0", b"0", real(leaf.width), real(leaf.height)])
        before = self.binding.leaves[index - 1] if index else leaf
        if before.body is not None and (before.width, before.height) == (leaf.width, leaf.height):
            entries = self.parts[before.body[0]].entries[before.body[1]]
            return {name: entries[name] for name in _BOXES if name in entries}
        return dict.fromkeys(_BOXES, box)

    # -- what leads to pages --

    def _preferences(self) -> bytes:
        """Return how the file wants to be shown (ISO 32000-1, 12.2): bound on which side, too."""
        is_rtl = direction(self.binding.language) == "rtl"
        return b"<</DisplayDocTitle true" + b"/Direction/R2L" * is_rtl + b">>"

    def catalog(self) -> dict[str, object]:
        """Return the catalogue (ISO 32000-1, 7.7.2), as far as it is about pages."""
        entries: dict[str, object] = {
            "Type": "/Catalog",
            "Pages": self.root,
            "PageLabels": self._labels(),
            "PageLayout": "/TwoPageRight" if self.binding.facing else "/OneColumn",
            "PageMode": "/UseOutlines",
            "Lang": pydyf.String(self.binding.language),
            "ViewerPreferences": self._preferences(),
            "MarkInfo": b"<</Marked true>>",
            "StructTreeRoot": add_tree(self.file, self.tree),
        }
        if self.places:
            names = {name: self._destination(name, place) for name, place in self.places.items()}
            entries["Names"] = dictionary({b"Dests": add_names(self.file, names)})
        outline = add_outline(self.file, nested(list(self._bookmarks())))
        if outline is not None:
            entries["Outlines"] = outline
        return entries

    def _destination(self, name: str, place: _Place) -> bytes:
        at = destination(self.pages[place.leaf], place.x, place.y)
        element = self._element(name, place)
        if element is None:
            return at
        return dictionary({b"D": at, b"SD": destination(element, place.x, place.y)})

    def _element(self, name: str, place: _Place) -> bytes | None:
        """Return the element that a name leads to, where the standard wants one.

        That is a note or a call of its own, or the first element on the page (ISO 14289-2, 8.8).
        """
        if not self.claims.fenotes:
            return None
        return self.tree.identified.get(identifier(name)) or self.tree.firsts.get(place.leaf)

    def _bookmarks(self) -> Iterator[tuple[int, Entry]]:
        for index, leaf in enumerate(self.binding.leaves):
            if leaf.body is not None:
                sheaf, page = leaf.body
                for one in self.binding.sheaves[sheaf].pages[page].bookmarks:
                    at = self._destination("", _Place(index, one.x, one.y))
                    if at.startswith(b"<<"):
                        at = dictionary({b"S": b"/GoTo"} | objects.entries(at))
                    yield one.level, Entry(one.label, at, one.closed)

    def _label(self, numerals: Numerals) -> bytes:
        if numerals is Numerals.COVER:
            return dictionary({b"P": pydyf.String(self.binding.cover).data})
        return dictionary({b"S": b"/" + numerals.value.encode()})

    def _labels(self) -> bytes:
        """Name pages by their folios (ISO 32000-1, 12.4.2)."""
        numbers, start = [], 0
        for count, numerals in self.binding.numerals:
            if count:
                numbers += [b"%d" % start, self._label(numerals)]
            start += count
        if start != len(self.binding.leaves):
            raise ValueError(f"{start} pages are numbered, and {len(self.binding.leaves)} bound")
        return dictionary({b"Nums": array(numbers)})


def _resources(kinds: Kinds, fonts: bytes) -> bytes:
    """Return a resource dictionary."""
    found = {kind: dictionary(names) for kind, names in kinds.items() if names}
    return dictionary(found | ({b"Font": fonts} if fonts else {}))


def _used(stream: bytes, kinds: Kinds) -> Kinds:
    """Return the resources that a stream may name."""
    return {
        kind: used
        for kind, names in kinds.items()
        if (used := {name: at for name, at in names.items() if b"/" + name in stream})
    }


def _fits(wanted: Kinds, kinds: Kinds) -> bool:
    """Tell whether a page may have these resources beside its own under the names they have."""
    return wanted.keys() <= {b"ExtGState", b"ColorSpace"} and all(
        kinds.get(kind, {}).get(name, at) == at
        for kind, names in wanted.items()
        for name, at in names.items()
    )
