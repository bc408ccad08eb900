"""Cut pages out of a PDF, with all that reading their text depends on, and nothing else.

What a page says, and where, depends on its content, on the forms that it draws, on the fonts, and
on its boxes. These are copied as they are in the file, streams byte by byte; numbers of objects are
given anew, so that a page that is as it was gives the same bytes, wherever it has come to stand.
Images are left out, and so is what is said about pages (links, tags): it is read elsewhere.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import pikepdf

_LENGTH = struct.Struct(">I")
_DRAWN = re.compile(rb"/([^\s()<>\[\]{}/%]+)\s+Do\b")
_BOXES = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_TEXT = ("/ExtGState", "/Properties")  # resources beside fonts and forms that text depends on
_CODED = ("/Filter", "/DecodeParms")
_FEW = 64  # forms: looking for those that are drawn would take longer than reading them
_Number: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class _Volume:
    """Objects to be numbered from `first` on, as they are written; `fonts` are those before."""

    first: int = 1
    fonts: Mapping[_Number, int] = field(default_factory=dict)
    objects: list[bytes] = field(default_factory=list)
    numbers: dict[_Number, int] = field(default_factory=dict)

    def add(self, data: bytes = b"") -> int:
        """Add an object and return its number."""
        self.objects.append(data)
        return self.first + len(self.objects) - 1

    def set(self, number: int, data: bytes) -> None:
        """Say what an object is that was added before."""
        self.objects[number - self.first] = data

    def packed(self) -> bytes:
        """Return all objects, each after its length."""
        return b"".join(_LENGTH.pack(len(data)) + data for data in self.objects)

    def written(self, value: Any) -> bytes:
        """Return an object as it is written where it is used: by its number, if it has one."""
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            return b"%d 0 R" % self._number(value)
        return self._direct(value)

    def _number(self, value: Any) -> int:
        known = self.fonts.get(value.objgen) or self.numbers.get(value.objgen)
        if known is not None:
            return known
        number = self.numbers[value.objgen] = self.add()
        self.set(number, self._direct(value))
        return number

    def _direct(self, value: Any) -> bytes:
        if isinstance(value, pikepdf.Stream):
            entries = ((key, entry) for key, entry in value.items() if key != "/Length")
            return self.stream(value, self.dictionary(entries))
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%b>>" % self.dictionary(value.items())
        if isinstance(value, pikepdf.Array):
            return b"[%b]" % b" ".join(map(self.written, value))
        return _scalar(value)

    def dictionary(self, items: Iterable[tuple[str, Any]]) -> bytes:
        """Return the entries of a dictionary as they are written, without its brackets."""
        return b" ".join(
            b"%b %b" % (pikepdf.Name(key).unparse(), self.written(value)) for key, value in items
        )

    def stream(self, value: Any, entries: bytes) -> bytes:
        """Return a stream with its bytes as they are in the file."""
        data = value.read_raw_bytes()
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


def _scalar(value: Any) -> bytes:
    if isinstance(value, pikepdf.Object):
        return value.unparse()
    if value is None:
        return b"null"
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, Decimal | int):
        return format(value, "f" if isinstance(value, Decimal) else "d").encode()
    return repr(value).encode()


# -- cutting --


class Shears:
    """Cuts pages out of a PDF; `fonts` are the fonts of all its pages, as one volume."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages = list(pdf.pages)
        self._written: dict[tuple[_Number, str], bytes] = {}
        volume = _Volume()
        for font in fonts(self._pages):
            volume.written(font)
        self._numbers = dict(volume.numbers)
        self._after = len(volume.objects) + 1
        self.fonts = volume.packed()

    def cut(self, start: int, stop: int) -> bytes:
        """Return the pages from index `start` up to `stop` as a volume to be bound with `fonts`."""
        volume = _Volume(self._after, self._numbers)
        catalog, tree = volume.add(), volume.add()
        kids = [volume.add() for _ in range(start, stop)]
        volume.set(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % tree)
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        volume.set(tree, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(kids), listed))
        for kid, page in zip(kids, self._pages[start:stop], strict=True):
            volume.set(kid, b"<</Type/Page/Parent %d 0 R %b>>" % (tree, _page(volume, page)))
        return volume.packed()


def fonts(pages: Iterable[pikepdf.Page]) -> list[Any]:
    """Return the fonts of pages and of the forms that they may draw, each once, by name."""
    found: dict[_Number, Any] = {}
    met: set[_Number] = set()
    waiting: list[Any] = []
    for page in pages:
        waiting.append(page.resources)
        while waiting:
            resources: Any = next(_new(waiting.pop(), met), {})
            for fonts in _new(resources.get("/Font"), met):
                found.update((f.objgen, f) for _, f in fonts.items() if f.is_indirect)
            for drawn in _new(resources.get("/XObject"), met):
                forms = (f for _, f in drawn.items() if f.get("/Subtype") == "/Form")
                waiting += [f.Resources for f in forms if "/Resources" in f]
    return sorted(found.values(), key=lambda font: str(font.get("/BaseFont")))


def _new(value: Any, met: set[_Number]) -> Iterator[Any]:
    """Yield a dictionary unless it is none, or was met before."""
    if value is None or value.objgen in met:
        return
    if value.is_indirect:
        met.add(value.objgen)
    yield value


def _page(volume: _Volume, page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents", pikepdf.Array())
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    entries = {name: _inherited(page.obj, name) for name in _BOXES}
    written = [
        (name, volume.written(value)) for name, value in entries.items() if value is not None
    ]
    return b" ".join(
        [
            *(b"%b %b" % (name.encode(), value) for name, value in written),
            b"/Resources %b" % _resources(volume, page.resources, streams),
            b"/Contents[%b]" % b" ".join(b"%d 0 R" % _content(volume, one) for one in streams),
        ]
    )


def _inherited(node: Any, name: str) -> Any:
    """Return an attribute of a page, which may be that of all pages below a node (7.7.3.4)."""
    for _ in range(64):
        if node is None or name in node:
            return None if node is None else node[name]
        node = node.get("/Parent")
    return None


def _content(volume: _Volume, stream: Any) -> int:
    """Add a content stream to a volume, unless it is there."""
    number = volume.numbers.get(stream.objgen)
    if number is None:
        number = volume.numbers[stream.objgen] = volume.add()
        kept = volume.dictionary((name, stream[name]) for name in _CODED if name in stream)
        volume.set(number, volume.stream(stream, kept))
    return number


def _resources(volume: _Volume, resources: Any, streams: Sequence[Any]) -> bytes:
    """Return the resources that the text in some content streams depends on.

    Those of many pages are written once, where they have so few forms that all are taken.
    """
    number = volume.numbers.get(resources.objgen)
    if number is not None:
        return b"%d 0 R" % number
    kept = [(name, resources[name]) for name in ("/Font", *_TEXT) if name in resources]
    drawn = resources.get("/XObject", pikepdf.Dictionary())
    few = len(drawn) <= _FEW
    forms = _named(drawn) if few else _drawn(drawn, streams)
    listed = (b"/%b %d 0 R" % (n, _form(volume, f)) for n, f in forms if _is_form(f))
    written = b"<<%b/XObject<<%b>>>>" % (volume.dictionary(kept), b" ".join(listed))
    if not (few and resources.is_indirect):
        return written
    number = volume.numbers[resources.objgen] = volume.add(written)
    return b"%d 0 R" % number


def _named(drawn: Any) -> list[tuple[bytes, Any]]:
    return [(pikepdf.Name(name).unparse()[1:], one) for name, one in drawn.items()]


def _is_form(drawn: Any) -> bool:
    return bool(drawn.get("/Subtype") == "/Form")


def _drawn(drawn: Any, streams: Sequence[Any]) -> list[tuple[bytes, Any]]:
    """Return what content streams draw, by name."""
    names = sorted({name for s in streams for name in _DRAWN.findall(s.read_bytes())})
    found = ((name, drawn.get(pikepdf.Object.parse(b"/" + name))) for name in names)
    return [(name, one) for name, one in found if one is not None]


def _form(volume: _Volume, form: Any) -> int:
    """Add a form to a volume, with the resources that its text depends on."""
    if form.objgen in volume.numbers:
        return volume.numbers[form.objgen]
    number = volume.numbers[form.objgen] = volume.add()
    kept = ("/BBox", "/Matrix", "/Subtype", "/Group", *_CODED)
    entries = volume.dictionary((name, form[name]) for name in kept if name in form)
    if "/Resources" in form:
        entries += b"/Resources %b" % _resources(volume, form.Resources, [form])
    volume.set(number, volume.stream(form, entries))
    return number


# -- binding --


def bind(fonts: bytes, pages: bytes) -> bytes:
    """Return the PDF that fonts and pages make."""
    objects = [*_unpacked(fonts), *_unpacked(pages)]
    root = sum(1 for _ in _unpacked(fonts)) + 1
    parts, offsets, at = [b"%PDF-1.7\n"], [], 9
    for number, data in enumerate(objects, 1):
        offsets.append(b"%010d 00000 n \n" % at)
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, data))
        at += len(parts[-1])
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, b"".join(offsets)))
    parts.append(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, root, at))
    return b"".join(parts)


def _unpacked(volume: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(volume):
        (length,) = _LENGTH.unpack_from(volume, at)
        yield volume[at + 4 : at + 4 + length]
        at += 4 + length
