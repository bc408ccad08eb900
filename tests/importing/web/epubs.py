"""Small EPUBs for the tests of the import: any pages, notes and metadata."""

import io
import zipfile
from collections.abc import Mapping

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="en"><head><title>{name}</title></head>'
    "{body}</html>"
)


def zipped(members: Mapping[str, str]) -> bytes:
    """Return members as a ZIP container."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in members.items():
            container.writestr(name, text)
    return out.getvalue()


def epub(
    pages: Mapping[str, str], *, metadata: str = "", nav: str = "", more: Mapping[str, str] = {}
) -> bytes:
    """Return an EPUB of pages by name; each is the inside of `html`, `nav` that of its `nav`."""
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at, _ in enumerate(pages))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata or '<dc:title>Wells</dc:title><dc:language>en</dc:language>'}</metadata>"
        f'<manifest>{items}<item id="nav" href="nav.xhtml" properties="nav" '
        f'media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>'
    )
    contents = f'<body><nav epub:type="toc"><ol>{nav}</ol></nav></body>'
    return zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/content.opf": package,
        "OEBPS/nav.xhtml": PAGE.format(name="Contents", body=contents),
        **{f"OEBPS/{name}": PAGE.format(name=name, body=body) for name, body in pages.items()},
        **more,
    })  # fmt: skip
