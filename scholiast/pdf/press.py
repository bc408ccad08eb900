"""A finished PDF made ready for the press: its boxes, marks around the page, and a twin to print.

What is drawn on the pages is not touched. Marks stand outside of the bleed, where they are cut off.
"""

import io
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from scholiast.config import PdfEdition, millimetres
from scholiast.pdf.spine import printer_of

_PT = 72 / 25.4  # pt of a millimetre
_LENGTH, _AWAY = 5.0, 3.0  # mm of a crop mark, and the least distance of one from the trim
_SLUG = 10.0  # mm around the bleed that marks stand in
_LINE = 0.25  # pt
_RADIUS = 2.0  # mm of the circle of a registration mark

Box = tuple[float, float, float, float]


def with_boxes(data: bytes, settings: PdfEdition) -> bytes:
    """Return a PDF whose pages have the bleed and the marks of an edition (PDF 2.0, 14.11.2).

    The TrimBox stays as it is. The BleedBox is larger by the bleed, but not at the spine where the
    printer wants none there; the MediaBox where there are marks by 10 mm more. The same pages give
    the same bytes.
    """
    bleed = millimetres(settings.bleed) if settings.bleed else 0.0
    if not bleed and not settings.marks:
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        ink = pdf.make_indirect(_registration(pdf)) if settings.marks else None
        bound_right = _is_bound_right(pdf)
        for index, page in enumerate(pdf.pages):
            trim = _box(page.trimbox)
            bled = _wider(trim, bleed * _PT)
            if not _bleeds_at_spine(settings):
                bled = _up_to_spine(bled, trim, is_left=(index % 2 == 0) != bound_right)
            page.obj.TrimBox = _array(trim)
            page.obj.BleedBox = _array(bled)
            page.obj.MediaBox = _array(_wider(bled, _SLUG * _PT) if settings.marks else bled)
            if ink is not None:
                _draw(pdf, page, marks(trim, bleed, settings.marks), ink)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    has_streams = pdf.pdf_version >= "1.5"
    modes = pikepdf.ObjectStreamMode
    pdf.save(
        out,
        deterministic_id=True,
        object_stream_mode=modes.generate if has_streams else modes.disable,
        fix_metadata_version=False,
    )
    return out.getvalue()


def _box(found: pikepdf.Object) -> Box:
    left, bottom, right, top = (float(edge) for edge in found)
    return left, bottom, right, top


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _bleeds_at_spine(settings: PdfEdition) -> bool:
    house = printer_of(settings)
    return house is None or house.bleed_at_spine or not settings.facing


def _is_bound_right(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a book is read from right to left, so that its spine is at the right."""
    shown = pdf.Root.get("/ViewerPreferences", Dictionary())
    return str(shown.get("/Direction", "/L2R")) == "/R2L"


def _up_to_spine(bled: Box, trim: Box, *, is_left: bool) -> Box:
    """Return a box that ends with the trim at the spine, which is at the left or at the right."""
    if is_left:
        return trim[0], bled[1], bled[2], bled[3]
    return bled[0], bled[1], trim[2], bled[3]


def _array(box: Box) -> Array:
    return Array([round(edge, 4) for edge in box])


def _registration(pdf: pikepdf.Pdf) -> Array:
    """Return the colour that prints on every plate (ISO 32000-1, 8.6.6.4)."""
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
    return Array([Name.Separation, Name.All, Name.DeviceGray, pdf.make_indirect(tint)])


def _draw(pdf: pikepdf.Pdf, page: pikepdf.Page, drawn: Sequence[str], ink: pikepdf.Object) -> None:
    """Draw paths on a page as an artifact, in a stream of their own."""
    resources = page.obj.Resources
    spaces = dict(resources.get("/ColorSpace", Dictionary()).items())
    page.obj.Resources = Dictionary(dict(resources.items()))
    page.obj.Resources.ColorSpace = Dictionary(spaces | {"/Registration": ink})
    begin = "/Artifact <</Type /Page>> BDC\nq\n/Registration CS 1 SCN\n"
    content = f"{begin}{_LINE} w\n" + "\n".join(drawn) + "\nQ\nEMC"
    page.contents_add(pdf.make_stream(content.encode()), prepend=False)


def marks(trim: Box, bleed: float, kinds: Sequence[str]) -> list[str]:
    """Return the marks of a page as paths of a content stream; `bleed` is in mm.

    Crop marks begin outside of the bleed, and 3 mm from the trim at least. Registration marks stand
    in the middle of each side.
    """
    away = max(bleed, _AWAY) * _PT
    drawn: list[str] = []
    if "crop" in kinds:
        drawn += _crop(trim, away)
    if "registration" in kinds:
        drawn += _crosses(trim, away)
    return drawn


def _crop(trim: Box, away: float) -> Iterator[str]:
    left, bottom, right, top = trim
    far = away + _LENGTH * _PT
    for x in (left, right):
        yield _line(x, bottom - away, x, bottom - far)
        yield _line(x, top + away, x, top + far)
    for y in (bottom, top):
        yield _line(left - away, y, left - far, y)
        yield _line(right + away, y, right + far, y)


def _crosses(trim: Box, away: float) -> Iterator[str]:
    left, bottom, right, top = trim
    middle = (left + right) / 2, (bottom + top) / 2
    out = away + (_RADIUS + 0.5) * _PT
    for x, y in (
        (middle[0], bottom - out),
        (middle[0], top + out),
        (left - out, middle[1]),
        (right + out, middle[1]),
    ):
        reach = _RADIUS * _PT
        yield _line(x - reach, y, x + reach, y)
        yield _line(x, y - reach, x, y + reach)
        yield _circle(x, y, reach * 0.6)


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S"


_ROUND = 0.5523  # of a radius: the handle of a quarter of a circle as a Bézier curve


def _circle(x: float, y: float, r: float) -> str:
    handle = r * _ROUND
    curves = [
        (x + r, y + handle, x + handle, y + r, x, y + r),
        (x - handle, y + r, x - r, y + handle, x - r, y),
        (x - r, y - handle, x - handle, y - r, x, y - r),
        (x + handle, y - r, x + r, y - handle, x + r, y),
    ]
    path = " ".join(" ".join(f"{number:.3f}" for number in curve) + " c" for curve in curves)
    return f"{x + r:.3f} {y:.3f} m {path} S"


# -- the twin --

_ONLY_FOR_READERS = ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/Names", "/PageMode", "/Lang")
"""What a catalogue has for those who read a file, and which is about links and tags."""


def twin(data: bytes) -> bytes:
    """Return the file to be printed: the same pages, without annotations and what serves them.

    That is links, the outline, names of places, and tags, with the claim to be accessible by them.
    What the pages draw stays as it is, byte by byte.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for name in ("/Annots", "/StructParents", "/Tabs"):
                if name in page.obj:
                    del page.obj[name]
        for name in _ONLY_FOR_READERS:
            if name in pdf.Root:
                del pdf.Root[name]
        _claim_nothing(pdf)
        pdf.remove_unreferenced_resources()
        return _saved(pdf)


def _claim_nothing(pdf: pikepdf.Pdf) -> None:
    """Take claims to be accessible or fit for an archive out of what a file says of itself."""
    if "/Metadata" not in pdf.Root:
        return
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as found:
        for name in list(found):
            if "pdfuaid" in name or "pdfua/ns" in name or "pdfaid" in name or "pdfa/ns" in name:
                del found[name]
