"""SVG images that run, call for files or unfold are told from those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scholiast.svg import SvgError, calls_out, inspect


def svg(inner: str) -> bytes:
    """Return an SVG image."""
    start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    return f"{start}{inner}</svg>".encode()


@pytest.mark.parametrize(
    "inner",
    [
        '<rect fill="url(#a)" style="fill: url(\'#a\')"/>',
        '<use href="#a"/><use xlink:href="#a"/><g id="a"/>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
        '<a href="https://example.org/"><text>t</text></a>',
        "<style>rect { fill: red } /* url(x) */</style>",
    ],
)
def test_plain_images_are_safe(inner: str) -> None:
    """Gradients, uses, embedded images, links and styles of their own are no fault."""
    assert [] == inspect(svg(inner))


@pytest.mark.parametrize(
    "inner",
    [
        "<script/>",
        '<s:script xmlns:s="http://www.w3.org/2000/svg"/>',
        '<rect onload="x()"/>',
        '<a href=" java&#10;script:x()"/>',
        '<image xlink:href="x.png"/>',
        '<use href="http://example.org/#a"/>',
        '<feImage href="x.png"/>',
        "<style>@import 'x.css';</style>",
        "<style>rect { fill: u\\72 l(x) }</style>",
        '<rect style="fill:URL( &quot;x&quot; )"/>',
        '<rect filter="url(x.svg#f)"/>',
        "<foreignObject><b/></foreignObject>",
        '<set attributeName="href" onbegin="x"/>',
        '<a href="#b"><animate attributeName="href" values="#b; javascript:x()"/></a>',
    ],
)
def test_active_images_are_found(inner: str) -> None:
    """Whatever runs or calls for a file is a fault, however it is spelt."""
    assert inspect(svg(inner))


def test_external_entities_are_not_read() -> None:
    """A declared entity is a fault, and its file is never opened."""
    data = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + svg("<text>&a;</text>")
    assert ["declares entities"] == inspect(data)


def test_many_uses_of_a_small_part_are_fine() -> None:
    """A pattern of a thousand uses unfolds to a few thousand elements."""
    assert [] == inspect(svg('<g id="a"><rect/></g>' + '<use href="#a"/>' * 1000))


@pytest.mark.parametrize("data", [b"", b"<svg", b"GIF89a", b"<html/>", "<svg>é".encode("utf-16")])
def test_what_is_no_svg_is_refused(data: bytes) -> None:
    """Bytes that are no SVG raise, and the message says why."""
    with pytest.raises(SvgError):
        inspect(data)


@given(st.text(alphabet="url(#x'\");:@import{}\\72/*, ", max_size=40))
def test_no_style_raises(css: str) -> None:
    """Any text is CSS that calls for a file or not."""
    calls_out(css)
    calls_out(css, is_declarations=True)
