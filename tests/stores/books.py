"""An EPUB that every store takes, and ways to change a copy of it."""

import io
from collections.abc import Mapping
from functools import cache

from PIL import Image

from scholiast.config import Identifiers
from scholiast.stores.noted import Noted, noted
from scholiast.stores.opening import open_epub
from scholiast.verify.mutations.books import pack
from tests import factory
from tests.epub.books import made, unpacked

Files = dict[str, bytes]


@cache
def _whole() -> bytes:
    numbers = Identifiers(isbn_epub="978-3-16-148410-0")
    return made(factory.book(metadata={"identifiers": numbers}))


def whole() -> bytes:
    """Return an EPUB as Scholiast makes it, with all metadata and an ISBN."""
    return _whole()


def files() -> Files:
    """Return the files of that EPUB, to be changed."""
    return unpacked(whole())


def replaced(path: str, old: str, new: str, among: Files | None = None) -> Files:
    """Return the files, a text in one of them replaced, which has to be there."""
    found = dict(among or files())
    assert old in found[path].decode()
    found[path] = found[path].decode().replace(old, new).encode()
    return found


def image(kind: str, mode: str, size: tuple[int, int], colour: object = 0) -> bytes:
    """Return a picture in a format of Pillow's."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)  # type: ignore[arg-type]
    return out.getvalue()


def packed(changed: Mapping[str, bytes]) -> bytes:
    """Return an EPUB of these files."""
    return pack(changed)


def calls(*documents: str, spine: str = "") -> list[Noted]:
    """Return the calls in an EPUB of these documents, bodies of XHTML named `d1.xhtml` and on."""
    items = "".join(
        f'<item id="d{n}" href="d{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(1, len(documents) + 1)
    )
    order = spine.split() or [f"d{n}" for n in range(1, len(documents) + 1)]
    references = "".join(f'<itemref idref="{name}"/>' for name in order)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
        f"<manifest>{items}</manifest><spine>{references}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="p.opf"/></rootfiles></container>'
    )
    texts = {f"d{n}.xhtml": _document(body) for n, body in enumerate(documents, 1)}
    data = {"META-INF/container.xml": container.encode(), "p.opf": package.encode(), **texts}
    return noted(open_epub(packed(data), "a.epub"))


def _document(body: str) -> bytes:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>T</title></head><body>{body}</body></html>"
    ).encode()
