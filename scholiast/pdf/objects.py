"""The objects of a PDF as bytes: taken from one file, moved to other numbers, written in another.

What is read was written by pydyf, in the order of its objects and with all that is no stream in one
object stream (ISO 32000-1, 7.5.7). Nothing is parsed but where references stand: a book has a
hundred thousand objects, and all that most of them need is another number.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import pydyf

_STREAM = re.compile(rb"(\d+) 0 obj\n(<<.*?/Length (\d+)>>)\nstream\n", re.DOTALL)
_END = b"\nendstream\nendobj\n"
_REFERENCE = re.compile(rb"(\((?:[^()\\]|\\.)*\))|(\d+) 0 R", re.DOTALL)
_BETWEEN = b"\0"  # what no object holds: XML has no such character
_TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.)*\)|<<|>>|<[^<>]*>|\[|\]|/[^\s/()<>\[\]]*|[^\s/()<>\[\]]+", re.DOTALL
)
_A_STREAM = 200  # objects in one object stream
_SMALL = 1024  # bytes of a stream that a small window packs as well, and in a tenth of the time


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: its dictionary as bytes, and its data as they are stored."""

    entries: bytes
    data: bytes = field(repr=False)

    def decoded(self) -> bytes:
        """Return what the stream holds; ValueError where it is packed in a way unknown here."""
        if b"/Filter" not in self.entries:
            return self.data
        if b"/Filter /FlateDecode" not in self.entries:
            raise ValueError(f"the stream {self.entries!r} is not packed by Flate alone")
        return zlib.decompress(self.data)


Thing: TypeAlias = bytes | Stream


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects of a file by their numbers, and the numbers of its `root`."""

    root: int
    things: Mapping[int, Thing] = field(repr=False)

    def at(self, reference: bytes) -> bytes:
        """Return the object that a reference such as `12 0 R` means, which is no stream."""
        thing = self.things[int(reference.split()[0])]
        assert isinstance(thing, bytes)
        return thing


def read(data: bytes) -> Objects:
    """Return the objects of a file that pydyf wrote; ValueError where it did not."""
    things: dict[int, Thing] = {}
    at = data.index(b"\n", data.index(b"\n") + 1) + 1
    while True:
        match = _STREAM.match(data, at)
        if match is None:
            raise ValueError(f"there is no stream at byte {at} of a sheaf")
        at = match.end() + int(match[3])
        stream = Stream(match[2], data[match.end() : at])
        if not data.startswith(_END, at):
            raise ValueError(f"the stream before byte {at} of a sheaf has another length")
        at += len(_END)
        if stream.entries.startswith(b"<</Type /XRef"):
            root = re.search(rb"/Root (\d+) 0 R", stream.entries)
            assert root is not None
            return Objects(int(root[1]), things)
        if stream.entries.startswith(b"<</Type /ObjStm"):
            things.update(_unpacked(stream))
        else:
            things[int(match[1])] = stream


def _unpacked(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Yield the objects of an object stream with their numbers."""
    first = re.search(rb"/First (\d+)", stream.entries)
    assert first is not None
    inside = stream.decoded()
    start = int(first[1])
    index = list(map(int, inside[:start].split()))
    edges = [*(start + offset for offset in index[1::2]), len(inside) + 1]
    for number, begin, end in zip(index[::2], edges, edges[1:], strict=False):
        yield number, inside[begin : end - 1]


def moved(thing: bytes, refer: Callable[[int], bytes]) -> bytes:
    """Return an object with its references as `refer` gives them for the numbers they had."""
    return _REFERENCE.sub(lambda found: found[1] or refer(int(found[2])), thing)


def moved_all(things: Sequence[bytes], refer: Callable[[int], bytes]) -> list[bytes]:
    """Return objects with their references changed, at once."""
    parts = moved(_BETWEEN.join(things), refer).split(_BETWEEN) if things else []
    if len(parts) != len(things):
        raise ValueError("an object of a sheaf holds a null character")
    return parts


def references(thing: bytes) -> list[int]:
    """Return the numbers that an object refers to."""
    return [int(found[2]) for found in _REFERENCE.finditer(thing) if found[2]]


def entries(dictionary: bytes) -> dict[bytes, bytes]:
    """Return the entries of a dictionary by their names, without the solidus."""
    found: dict[bytes, bytes] = {}
    key, start, depth = b"", 0, 0
    for token in _TOKEN.finditer(dictionary):
        depth -= token[0] in (b">>", b"]")
        if depth == 1 and token[0].startswith(b"/") and not _is_value(dictionary, start, token):
            found[key] = dictionary[start : token.start()].strip()
            key, start = token[0][1:], token.end()
        depth += token[0] in (b"<<", b"[")
        if depth == 0:
            found[key] = dictionary[start : token.start()].strip()
    found.pop(b"", None)
    return found


def _is_value(dictionary: bytes, start: int, token: re.Match[bytes]) -> bool:
    """Tell whether a name is the value of the key before it."""
    return start > 0 and not dictionary[start : token.start()].strip()


def dictionary(parts: Mapping[bytes, bytes]) -> bytes:
    """Return a dictionary of these entries."""
    return b"<<" + b"".join(b"/" + key + b" " + part for key, part in parts.items()) + b">>"


def array(parts: Sequence[bytes]) -> bytes:
    """Return an array."""
    return b"[" + b" ".join(parts) + b"]"


def string(text: str) -> bytes:
    """Return a text string (ISO 32000-1, 7.9.2.2)."""
    data: bytes = pydyf.String(text).data
    return data


def wide(text: str) -> bytes:
    """Return a text string as UTF-16, also where ASCII would do."""
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def text(token: bytes) -> str:
    """Return the text of a string as `string` writes it."""
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode()).decode("utf-16")
    return re.sub(rb"\\(.)", rb"\1", token[1:-1], flags=re.DOTALL).decode("ascii")


def real(value: float) -> bytes:
    """Return a number as pydyf writes it."""
    data: bytes = pydyf._to_bytes(float(value))
    return data


def packed(entries: Mapping[bytes, bytes], data: bytes) -> Stream:
    """Return a stream of data, packed."""
    packer = zlib.compressobj(9, wbits=10, memLevel=3) if len(data) < _SMALL else None
    data = zlib.compress(data, 9) if packer is None else packer.compress(data) + packer.flush()
    head = {**entries, b"Filter": b"/FlateDecode", b"Length": b"%d" % len(data)}
    return Stream(dictionary(head), data)


@dataclass(slots=True)
class File:
    """A file being made: its objects in the order of their numbers, from 1 on.

    `add_object` takes those of pydyf as well, so that WeasyPrint can write fonts into it; they may
    change until the file is written.
    """

    objects: list[Thing | pydyf.Object | None] = field(default_factory=lambda: [None])
    known: dict[Thing, bytes] = field(default_factory=dict)

    def reserve(self) -> bytes:
        """Return a reference to an object that is to be `put`."""
        self.objects.append(None)
        return b"%d 0 R" % (len(self.objects) - 1)

    def put(self, reference: bytes, thing: Thing) -> None:
        """Say what a reserved object is."""
        self.objects[int(reference[:-4])] = thing

    def add(self, thing: Thing) -> bytes:
        """Add an object and return a reference to it."""
        self.objects.append(thing)
        return b"%d 0 R" % (len(self.objects) - 1)

    def once(self, thing: Thing) -> bytes:
        """Add an object if there is none like it, and return a reference to it."""
        if thing not in self.known:
            self.known[thing] = self.add(thing)
        return self.known[thing]

    def add_object(self, thing: pydyf.Object) -> None:
        """Add an object of pydyf; it is told its number."""
        thing.number = len(self.objects)
        self.objects.append(thing)

    def written(self, root: bytes, info: bytes | None, version: str) -> bytes:
        """Return the file; its identifier is a digest of it.

        Before PDF 1.5 there are no object streams.
        """
        out = _Output(bytearray(b"%PDF-" + version.encode() + b"\n%\xf0\x9f\x93\x9c\n"))
        things = [(n, _as_bytes(t)) for n, t in enumerate(self.objects) if t is not None]
        if version < "1.5":
            for number, thing in things:
                out.write(number, thing)
            return out.with_table(len(self.objects), root, info)
        loose = [(number, thing) for number, thing in things if isinstance(thing, bytes)]
        for number, thing in things:
            if isinstance(thing, Stream):
                out.write(number, thing)
        size = len(self.objects)
        for start in range(0, len(loose), _A_STREAM):
            out.write_packed(size, loose[start : start + _A_STREAM])
            size += 1
        return out.with_stream(size, root, info)


def _as_bytes(thing: Thing | pydyf.Object) -> Thing:
    """Return an object of pydyf as bytes; others as they are."""
    if isinstance(thing, pydyf.Stream):
        head, data = thing.data.split(b"\nstream\n", 1)
        return Stream(head, data.removesuffix(b"\nendstream"))
    if isinstance(thing, pydyf.Object):
        data = thing.data
        assert isinstance(data, bytes)
        return data
    return thing


_ROW = struct.Struct(">BIH")
_NEXT = b"\2" + bytes(_ROW.size - 1) + b"\1"


@dataclass(slots=True)
class _Output:
    """The bytes of a file so far, and where its objects are: a row of the cross-reference each."""

    data: bytearray
    rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def write(self, number: int, thing: Thing) -> None:
        """Write an object."""
        self.rows[number] = (1, len(self.data), 0)
        self.data += b"%d 0 obj\n" % number
        if isinstance(thing, Stream):
            self.data += thing.entries + b"\nstream\n" + thing.data + b"\nendstream"
        else:
            self.data += thing
        self.data += b"\nendobj\n"

    def write_packed(self, number: int, things: Sequence[tuple[int, bytes]]) -> None:
        """Write objects as an object stream (ISO 32000-1, 7.5.7)."""
        offsets, at = [], 0
        for index, (inside, thing) in enumerate(things):
            offsets.append(b"%d %d" % (inside, at))
            at += len(thing) + 1
            self.rows[inside] = (2, number, index)
        head = b" ".join(offsets) + b"\n"
        size = {b"N": b"%d" % len(things), b"First": b"%d" % len(head)}
        body = zlib.compress(head + b"\n".join(thing for _, thing in things), 6)
        size |= {b"Filter": b"/FlateDecode", b"Length": b"%d" % len(body)}
        self.write(number, Stream(dictionary({b"Type": b"/ObjStm"} | size), body))

    def _trailer(self, size: int, root: bytes, info: bytes | None) -> dict[bytes, bytes]:
        digest = b"<" + hashlib.sha256(self.data).hexdigest()[:32].encode() + b">"
        parts = {b"Size": b"%d" % size, b"Root": root, b"ID": array([digest, digest])}
        return parts | ({} if info is None else {b"Info": info})

    def with_stream(self, size: int, root: bytes, info: bytes | None) -> bytes:
        """Return the file, closed by a cross-reference stream (ISO 32000-1, 7.5.8)."""
        start = len(self.data)
        self.rows[size] = (1, start, 0)
        head = self._trailer(size + 1, root, info) | {b"Type": b"/XRef", b"W": b"[1 4 2]"}
        head[b"DecodeParms"] = b"<</Predictor 12/Columns %d>>" % _ROW.size
        rows = [self.rows.get(n, (0, 0, 65535)) for n in range(size + 1)]
        self.write(size, packed(head, _differences(rows)))
        self.data += b"startxref\n%d\n%%%%EOF\n" % start
        return bytes(self.data)

    def with_table(self, size: int, root: bytes, info: bytes | None) -> bytes:
        """Return the file, closed by a cross-reference table (ISO 32000-1, 7.5.4)."""
        start = len(self.data)
        trailer = self._trailer(size, root, info)
        self.data += b"xref\n0 %d\n" % size
        for number in range(size):
            kind, at, _ = self.rows.get(number, (0, 0, 0))
            self.data += b"%010d 00000 n \n" % at if kind else b"0000000000 65535 f \n"
        self.data += b"trailer\n" + dictionary(trailer)
        self.data += b"\nstartxref\n%d\n%%%%EOF\n" % start
        return bytes(self.data)


def _differences(rows: Sequence[tuple[int, int, int]]) -> bytes:
    """Return rows as what each adds to the one above (PNG's filter Up), which packs far better."""
    out = bytearray()
    last, before = (0, 0, 0), bytes(_ROW.size)
    for row in rows:
        packed_row = _ROW.pack(*row)
        if row[:2] == last[:2] and row[2] == last[2] + 1 and row[2] & 255:
            out += _NEXT  # the next in the same object stream, as most are
        else:
            out.append(2)
            out += bytes([(new - old) & 255 for new, old in zip(packed_row, before, strict=True)])
        last, before = row, packed_row
    return bytes(out)
