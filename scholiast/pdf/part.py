"""A sheaf taken apart, so that its objects can be put into a file under other numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scholiast.pdf import objects
from scholiast.pdf.objects import File, Objects, Stream
from scholiast.pdf.sheaf import Sheaf

Kinds = dict[bytes, dict[bytes, bytes]]
"""Resources by kind, such as `XObject`, and name."""


@dataclass(slots=True)
class Part:
    """A sheaf as it is bound: `moved` are the new references of its objects, by their old numbers.

    `fonts` leads to its fonts by name, `catalog` is its own, `pages` are the numbers of its pages,
    `entries` what their dictionaries hold.
    """

    index: int
    sheaf: Sheaf
    things: Objects = field(repr=False)
    fonts: bytes
    catalog: Mapping[bytes, bytes]
    pages: Sequence[int]
    entries: Sequence[Mapping[bytes, bytes]]
    moved: dict[int, bytes] = field(default_factory=dict)
    _kinds: Kinds | None = None
    _decoded: dict[int, bytes] = field(default_factory=dict)

    def content(self, page: int) -> Stream:
        """Return the content stream of a page."""
        (number,) = objects.references(self.entries[page][b"Contents"])
        stream = self.things.things[number]
        assert isinstance(stream, Stream)
        return stream

    def decoded(self, page: int) -> bytes:
        """Return what the content stream of a page holds, unpacked once."""
        if page not in self._decoded:
            self._decoded[page] = self.content(page).decoded()
        return self._decoded[page]

    def refer(self, file: File) -> Callable[[int], bytes]:
        """Return what gives the new reference of an object by its number.

        What is not moved yet is something that pages use, such as an image: it is moved now, with
        all it refers to, and what is the same in several sheaves is in the file once. Raises
        ValueError where it is a page, since all pages that are bound are moved before.
        """

        def reference(number: int) -> bytes:
            if number not in self.moved:
                if number in self.pages:
                    page = self.pages.index(number)
                    raise ValueError(f"page {page} of sheaf {self.index} is bound nowhere")
                self.moved[number] = self._moved(file, number, reference)
            return self.moved[number]

        return reference

    def _moved(self, file: File, number: int, reference: Callable[[int], bytes]) -> bytes:
        thing = self.things.things[number]
        if isinstance(thing, Stream):
            return file.once(Stream(objects.moved(thing.entries, reference), thing.data))
        return file.once(objects.moved(thing, reference))

    def resources(self, file: File) -> Kinds:
        """Return the resources of its pages by their new references, without fonts."""
        if self._kinds is None:
            refer = self.refer(file)
            self._kinds = {}
            for kind, value in _resources(self.things, self.entries[0]).items():
                if kind != b"Font":
                    value = self.things.at(value) if value.endswith(b" R") else value
                    self._kinds[kind] = objects.entries(objects.moved(value, refer))
        return {kind: dict(names) for kind, names in self._kinds.items()}

    def elements(self, kind: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the objects of a type, `StructElem` or `Annot`, with their numbers."""
        start = b"<</Type /" + kind
        for number, thing in self.things.things.items():
            if isinstance(thing, bytes) and thing.startswith(start):
                yield number, thing


def part(index: int, sheaf: Sheaf, fonts: bytes) -> Part:
    """Return a sheaf taken apart.

    Raises ValueError where its pages are not those it tells of, or do not share their resources.
    """
    things = objects.read(sheaf.pdf)
    catalog = objects.entries(things.at(b"%d 0 R" % things.root))
    pages = objects.references(objects.entries(things.at(catalog[b"Pages"]))[b"Kids"])
    entries = [objects.entries(things.at(b"%d 0 R" % page)) for page in pages]
    if len(pages) != len(sheaf.pages) or len({page[b"Resources"] for page in entries}) > 1:
        raise ValueError(f"sheaf {index} has other pages than it tells of")
    found = Part(index, sheaf, things, fonts, catalog, pages, entries)
    for number in objects.references(_resources(things, entries[0])[b"Font"]) if pages else ():
        found.moved[number] = fonts
    return found


def _resources(things: Objects, page: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    return objects.entries(things.at(page[b"Resources"]))
