"""SVG images looked through for what runs, calls for other files, or unfolds without end."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import tinycss2
from lxml import etree

MOST_ELEMENTS = 100_000
"""The number of elements up to which `use` may unfold an image."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FORBIDDEN = {
    "script": "holds a script",
    "foreignObject": "holds a page of another kind (`foreignObject`)",
    "iframe": "holds a page of another kind",
    "object": "holds an object of another kind",
    "embed": "holds an object of another kind",
    "handler": "holds an event handler",
    "listener": "holds an event handler",
}


class SvgError(ValueError):
    """The bytes are no SVG; the message says why."""


def inspect(data: bytes) -> list[str]:
    """Return what makes an SVG image unsafe, each as a clause; SvgError where it can't be read."""
    return list(_found(data))


@lru_cache(maxsize=64)  # pictures stay as they are while their book is written (`serve`)
def _found(data: bytes) -> tuple[str, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise SvgError(_clause(problem)) from problem
    if etree.QName(root).localname != "svg":
        raise SvgError(f"its root is `{etree.QName(root).localname}`")
    if etree.QName(root).namespace != _SVG:
        raise SvgError(f'its root lacks `xmlns="{_SVG}"`')
    return tuple(dict.fromkeys(_faults(root)))


def _clause(problem: etree.XMLSyntaxError) -> str:
    message = str(problem.msg or "it is empty")
    return message[:1].lower() + message[1:]


def _faults(root: "etree._Element") -> Iterator[str]:
    document = root.getroottree()
    if document.docinfo.internalDTD is not None and any(document.docinfo.internalDTD.entities()):
        yield "declares entities"
    elif next(root.iter(etree.Entity), None) is not None:
        yield "holds an entity that it does not declare"
    for node in document.xpath("//processing-instruction() | /processing-instruction()"):
        if node.target == "xml-stylesheet":
            yield "calls for a style sheet"
    for element in root.iter(etree.Element):
        yield from _element_faults(element)
    if _unfolded(root) > MOST_ELEMENTS:
        yield f"unfolds to more than {MOST_ELEMENTS:,} elements"


def _element_faults(element: "etree._Element") -> Iterator[str]:
    name = etree.QName(element).localname
    if name in _FORBIDDEN:
        yield _FORBIDDEN[name]
    if name == "style" and calls_out("".join(element.itertext())):  # behind comments, too
        yield "calls for other files in a style"
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname
        if attribute.lower().startswith("on"):
            yield f"has an event handler (`{attribute}`)"
        elif attribute == "attributeName" and str(value).strip().endswith("href"):
            yield "changes where a reference leads"
        elif attribute in {"href", "src"}:
            yield from _reference_faults(name, str(value))
        elif re.search(r"(?:java|vb)script\s*:", str(value), re.IGNORECASE):
            yield f"holds a script in `{attribute}`"
        elif calls_out(str(value), is_declarations=attribute == "style"):
            yield f"calls for other files in `{attribute}`"


def _reference_faults(name: str, target: str) -> Iterator[str]:
    even = "".join(target.split()).lower()
    if even.startswith(("javascript:", "vbscript:")):
        yield "holds a script in a link"
    elif even.startswith("data:") and not _is_picture(target):
        yield "holds an image written out in letters that is no PNG, JPEG, GIF or WebP"
    elif name != "a" and not even.startswith(("#", "data:")):
        yield f"calls for `{target[:60]}`"


_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def _is_picture(target: str) -> bool:
    """Tell whether a `data:` address (RFC 2397) holds pixels: an SVG in it could hold anything.

    Its bytes tell, since those who draw go by them where the type it gives is not true.
    """
    head, _, body = target.partition(",")
    data = unquote_to_bytes(body)
    if head.rstrip().lower().endswith("base64"):
        try:
            data = base64.b64decode(data)
        except binascii.Error:
            return False
    return head.strip().lower().startswith("data:image/") and data.startswith(_SIGNATURES)


def calls_out(css: str, *, is_declarations: bool = False) -> bool:
    """Tell whether CSS calls for a file: by `url()` other than `#id`, by `@import` or the like."""
    parse = (
        tinycss2.parse_blocks_contents if is_declarations else tinycss2.parse_component_value_list
    )
    return any(_calls_out(token) for token in parse(css))


_CALLING = {"url", "src", "image", "image-set", "-webkit-image-set", "expression"}


def _calls_out(token: "tinycss2.ast.Node") -> bool:
    if token.type == "url":
        return not token.value.startswith("#")
    if token.type == "at-keyword" and token.lower_value == "import":
        return True
    if token.type == "at-rule" and token.lower_at_keyword == "import":
        return True
    if token.type == "declaration" and token.lower_name in {"behavior", "-moz-binding"}:
        return True
    if token.type == "function" and token.lower_name in _CALLING:
        strings = [part for part in token.arguments if part.type == "string"]
        return not (strings and all(part.value.startswith("#") for part in strings))
    inner = [
        *(getattr(token, "content", None) or []),
        *(getattr(token, "arguments", None) or []),
        *(getattr(token, "prelude", None) or []),
        *((token.value if token.type == "declaration" else None) or []),
    ]
    return any(_calls_out(part) for part in inner)


def _unfolded(root: "etree._Element") -> int:
    """Return how many elements the image has when each `use` is replaced by what it shows."""
    elements = list(root.iter(etree.Element))  # held, so that `id` tells them apart
    by_id = {element.get("id"): element for element in elements}
    counts: dict[int, int] = {}
    order: list[tuple[etree._Element, bool]] = [(root, False)]
    while order:
        element, is_done = order.pop()
        key = id(element)
        parts = [*element.iterchildren(etree.Element), *_shown(element, by_id)]
        if is_done:
            counts[key] = min(1 + sum(counts.get(id(p), 0) for p in parts), MOST_ELEMENTS + 1)
        elif key not in counts:
            counts[key] = MOST_ELEMENTS + 1  # what is met again before it is done is a circle
            order.append((element, True))
            order += [(part, False) for part in parts]
    return counts[id(root)]


def _shown(
    element: "etree._Element", by_id: "dict[str | None, etree._Element]"
) -> "list[etree._Element]":
    if etree.QName(element).localname != "use":
        return []
    target = str(element.get("href") or element.get(_XLINK) or "").removeprefix("#")
    return [by_id[target]] if target in by_id else []
