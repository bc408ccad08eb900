"""A Word file as a ZIP container of XML parts: packed the same on any machine, at any hour."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

Element = Any
"""An element of lxml's."""

PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True,
    remove_comments=True, remove_pis=True,
)  # fmt: skip
"""Reads XML that may come from a stranger: no entities, no network."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of WordprocessingML (ECMA-376 part 1)."""


def as_bytes(tree: Element) -> bytes:
    """Return XML with its declaration, in UTF-8."""
    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a ZIP container, in their order, dated 1980."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as container:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            container.writestr(entry, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a container by name; zipfile.BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {one.filename: container.read(one) for one in container.infolist()}
