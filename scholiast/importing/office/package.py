"""Files of word processors as ZIP containers of XML: opened with care, and packed again."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from scholiast.docx.container import PARSER, Element, as_bytes, zipped
from scholiast.importing.rules import ImportRefusedError
from scholiast.importing.trees.rules import UNREADABLE
from scholiast.source import Span

LARGEST = 1 << 30
"""Bytes that a container may hold when unpacked: a container that holds more is an attack."""


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a container by name; `path` is the file's, for messages."""

    path: str
    parts: Mapping[str, bytes] = field(repr=False)

    def tree(self, name: str) -> Element | None:
        """Return the XML of a part, None where there is no such part; ImportRefusedError (X045)."""
        if name not in self.parts:
            return None
        try:
            return etree.fromstring(self.parts[name], PARSER)
        except etree.XMLSyntaxError as problem:
            raise refused(self.path, f"`{name}` in it is damaged: {problem.msg}") from problem


def open_package(path: str, data: bytes) -> Package:
    """Return the container in `data`; raises ImportRefusedError (X045) where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            members = [one for one in container.infolist() if not one.is_dir()]
            if sum(one.file_size for one in members) > LARGEST:
                raise refused(path, "it would unpack to more than a gigabyte")
            if any(one.flag_bits & 1 for one in members):
                raise refused(path, "it is encrypted", "save it without a password")
            return Package(path, {one.filename: container.read(one) for one in members})
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as problem:
        raise refused(path, f"it is damaged: {problem}") from problem
    except RuntimeError as problem:  # what zipfile raises where a password is wanted
        raise refused(path, str(problem)) from problem
    except Exception as problem:
        if type(problem).__module__ in {"zlib", "_lzma"}:
            raise refused(path, f"it is damaged: {problem}") from problem
        raise


def refused(path: str, why: str, hint: str | None = None) -> ImportRefusedError:
    """Return the error of a file that nothing can be made of."""
    finding = UNREADABLE.at(Span(path), f"the file can't be read: {why}", hint)
    return ImportRefusedError(finding)


def packed(package: Package, changed: Mapping[str, Element]) -> bytes:
    """Return a container with some of its parts changed, the others as they are."""
    parts = {**package.parts, **{name: as_bytes(tree) for name, tree in changed.items()}}
    return zipped(parts)
