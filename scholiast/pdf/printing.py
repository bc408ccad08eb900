"""A finished PDF made fit for a press: PDF/X, with no links, black that is black, and a condition.

Both paths end here, where a file for print is wanted: what is taken away is only known when all
is there, and it is seldom asked for.
"""

import io
import re
import struct
from collections.abc import Iterator
from importlib.resources import files

import pikepdf
import PIL.Image
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, PdfImage, String

from scholiast.pdf.standards import Claims

_COLOUR = re.compile(rb"^(\S+) (\S+) (\S+) (rg|RG)$", re.MULTILINE)
_CONDITION = "Black ink on paper, dot gain of 20 %"


def for_print(data: bytes, claims: Claims) -> tuple[bytes, bool]:
    """Return a file that keeps to PDF/X-3:2003 or X-4 (ISO 15930-6 and -7).

    Links are no annotations any more, but kept beside each page as data of ours
    (ISO 32000-1, 14.5), so that it can still be proved which number calls which note. Grey is of
    one ink, other colours are those of sRGB, and the output condition is black ink alone.

    PDF/X-3 has no transparency: images with some are laid on white, and what else is transparent is
    not; the second value tells whether there was such a thing.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        stamp = str(pdf.docinfo.ModDate)
        profile = pdf.make_stream(_srgb(), N=3)
        mixed = claims.printable == 3 and _make_opaque(pdf)
        for page in pdf.pages:
            _set_links_aside(page.obj, stamp)
        for name in ("/StructTreeRoot", "/MarkInfo"):
            if name in pdf.Root:
                del pdf.Root[name]
        for thing in list(pdf.objects):
            if isinstance(thing, pikepdf.Stream):
                _mend(thing)
        for resources in _resources(pdf):
            spaces = dict(resources.get("/ColorSpace", Dictionary()).items())
            resources.ColorSpace = Dictionary(
                spaces | {"/DefaultRGB": Array([Name.ICCBased, profile])}
            )
        if claims.printable == 3:
            _set_fonts_bare(pdf)
        pdf.Root.OutputIntents = Array([_intent(pdf)])
        return _saved(pdf, claims), mixed


def _saved(pdf: pikepdf.Pdf, claims: Claims) -> bytes:
    modes = pikepdf.ObjectStreamMode
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=modes.disable if claims.version < "1.5" else modes.generate,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _set_links_aside(page: pikepdf.Object, stamp: str) -> None:
    """Take the links of a page from its annotations to its data."""
    links = [
        Dictionary(Subtype=Name.Link, Rect=one.Rect, Dest=one.Dest)
        for one in page.get("/Annots", ())
        if "/Dest" in one
    ]
    for name in ("/Annots", "/StructParents", "/Tabs"):
        if name in page:
            del page[name]
    if links:
        inside = Dictionary(LastModified=String(stamp), Private=Dictionary(Links=Array(links)))
        page.PieceInfo = Dictionary(Scholiast=inside)
        page.LastModified = String(stamp)


def _mend(stream: pikepdf.Stream) -> None:
    """Have a stream that draws use one ink for grey."""
    kind = stream.get("/Subtype"), stream.get("/Type")
    if kind[0] in (None, "/Form") and kind[1] in (None, "/XObject", "/Pattern"):
        drawn = stream.read_bytes()
        if (grey := _COLOUR.sub(_grey, drawn)) != drawn:
            stream.write(grey)


def _make_opaque(pdf: pikepdf.Pdf) -> bool:
    """Take transparency out of a file; tell whether any of it showed but in images."""
    mixed = False
    for resources in _resources(pdf):
        for state in resources.get("/ExtGState", Dictionary()).values():
            odd = [name for name in ("/ca", "/CA") if float(state.get(name, 1)) != 1]
            odd += [name for name in ("/SMask", "/BM") if name in state]
            for name in odd:
                mixed = True
                del state[name]
    for thing in list(pdf.objects):
        if isinstance(thing, pikepdf.Stream):
            if "/Group" in thing:
                del thing["/Group"]
            if thing.get("/Subtype") == "/Image" and "/SMask" in thing:
                _lay_on_white(thing)
    return mixed


def _lay_on_white(image: pikepdf.Stream) -> None:
    picture = PdfImage(image).as_pil_image()
    mode = "L" if picture.mode in ("1", "L") else "RGB"
    opacity = image.SMask
    assert isinstance(opacity, pikepdf.Stream)
    mask = PdfImage(opacity).as_pil_image().convert("L").resize(picture.size)
    paper = PIL.Image.new(mode, picture.size, "white")
    paper.paste(picture.convert(mode), mask=mask)
    for name in ("/SMask", "/Decode", "/Mask"):
        if name in image:
            del image[name]
    image.write(paper.tobytes())
    image.ColorSpace = Name.DeviceGray if mode == "L" else Name.DeviceRGB
    image.BitsPerComponent = 8


def _grey(found: re.Match[bytes]) -> bytes:
    red, green, blue, operator = found.groups()
    if red == green == blue:
        return red + (b" g" if operator == b"rg" else b" G")
    return found[0]


def _resources(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield all resource dictionaries, of pages and of what they use."""
    for page in pdf.pages:
        yield page.obj.Resources
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and "/Resources" in thing:
            yield thing.Resources


def _set_fonts_bare(pdf: pikepdf.Pdf) -> None:
    """Embed the outlines of fonts alone, since PDF 1.4 has no OpenType (ISO 32000-1, 9.9)."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/OpenType":
            font = TTFont(io.BytesIO(thing.read_bytes()))
            thing.write(font.reader["CFF "])
            thing.Subtype = Name.CIDFontType0C


def _intent(pdf: pikepdf.Pdf) -> Dictionary:
    """Return the condition that the file is meant to be printed under (ISO 15930-7)."""
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("Custom"),
        OutputCondition=String(_CONDITION),
        Info=String(_CONDITION),
        DestOutputProfile=pdf.make_stream(black_ink(), N=1),
    )


def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


_D50 = struct.pack(">3i", 63190, 65536, 54061)  # in sixteenths bit, ICC.1:2001-04, 6.1.8


def black_ink() -> bytes:
    """Return an ICC profile of a press that prints black alone, with a dot gain of 20 per cent.

    Made by ICC.1:2001-04, 6.3.3.2: how much light a tint gives back, by Murray and Davies, where
    half a tint covers 0.2 more than it should.
    """
    tints = [index / 255 for index in range(255, -1, -1)]
    light = [1 - tint - 4 * 0.2 * tint * (1 - tint) for tint in tints]
    curve = struct.pack(">4s4xI256H", b"curv", 256, *(round(part * 65535) for part in light))
    words = _CONDITION.encode() + b"\0"
    described = struct.pack(">4s4xI", b"desc", len(words)) + words + bytes(4 + 4 + 2 + 1 + 67)
    tags = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0No rights reserved\0",
        b"wtpt": b"XYZ \0\0\0\0" + _D50,
        b"kTRC": curve,
    }
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, tag in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    date = struct.pack(">6H", 1980, 1, 1, 0, 0, 0)
    head = struct.pack(">I4xI4s4s4s12s4s", at + len(body), 0x02400000, b"prtr", b"GRAY", b"XYZ ",
                       date, b"acsp")  # fmt: skip
    head += bytes(28) + _D50 + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body
