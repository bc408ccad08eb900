"""Rules of stores on pictures: how many pixels, in what format, whether something shows through."""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from PIL import Image

from scholiast.diagnostics import Rule, Severity
from scholiast.stores.faults import Fault, minded, over
from scholiast.stores.known import Store
from scholiast.stores.opening import SVG, Element, Epub, Item, read_xml

PIXELS = Rule(
    "V143",
    "store-picture-pixels",
    Severity.ERROR,
    """\
A picture has more pixels than a store takes.

Width times height counts. Apple Books refuses pictures of more than 5.6 million pixels, and advises
not to go over 4 million, that is 1,630 by 2,450; Google Play takes drawings (SVG) of up to 3,200 px
on a side. Few screens show more. Keep the large picture for print, and give the EPUB a smaller one.

It is an error where the store refuses the book for it, else a warning.""",
)

FORMAT = Rule(
    "V144",
    "store-picture-format",
    Severity.WARNING,
    """\
A picture is in a format, or in colours, that a store does not show on everything that its books
are read on.

JPEG for photographs and PNG for what is drawn are taken everywhere, in RGB or grey: four inks
(CMYK) are for presses. SVG is shown nearly everywhere; WebP, AVIF and moving pictures are not.""",
)

TRANSPARENT = Rule(
    "V145",
    "store-picture-transparent",
    Severity.WARNING,
    """\
A picture is transparent in places.

At night readers turn the page black, and black lines on it are gone; other programs put a colour or
a pattern of their own behind it. Fill the ground with white, or save it as a JPEG.""",
)

_KINDS = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
}
_DRAWING = "image/svg+xml"
_LARGE = 50_000_000  # px in all, too many to look at each: they would take 200 MB


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its bytes have it: media type, size in px, colours."""

    kind: str
    width: int
    height: int
    is_cmyk: bool
    is_transparent: bool
    is_moving: bool


def picture(data: bytes) -> Picture | None:
    """Return what a picture is like; None of what is none, or damaged, or a drawing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as image:
                return Picture(
                    kind=_KINDS.get(image.format or "", f"image/{(image.format or '?').lower()}"),
                    width=image.width,
                    height=image.height,
                    is_cmyk=image.mode == "CMYK",
                    is_transparent=_is_transparent(image),
                    is_moving=getattr(image, "n_frames", 1) > 1,
                )
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _is_transparent(image: Image.Image) -> bool:
    """Tell whether a picture is transparent anywhere, not only whether it could be."""
    if not image.has_transparency_data:
        return False
    if image.width * image.height > _LARGE:
        return True
    bands = image if "A" in image.getbands() else image.convert("RGBA")
    least, _ = bands.getchannel("A").getextrema()
    return isinstance(least, int | float) and least < 255


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture of a book, and the item of the manifest that it is."""

    item: Item
    picture: Picture


def seen(epub: Epub) -> tuple[Seen, ...]:
    """Return the pictures of a book that are no drawings."""
    items = (item for item in epub.items if item.media_type.startswith("image/"))
    found = ((i, picture(epub.files[i.path])) for i in items if i.path in epub.files)
    return tuple(Seen(item, one) for item, one in found if one is not None)


def check(epub: Epub, store: Store, pictures: tuple[Seen, ...]) -> Iterator[Fault]:
    """Yield what a store minds in the pictures of a book."""
    for one in pictures:
        yield from _pixels(epub, store, one)
        yield from _format(epub, store, one)
        if one.picture.is_transparent:
            place, message = epub.at(one.item.path), f"`{one.item.path}` is transparent in places"
            hint = "fill its ground with white"
            yield from minded(store, "transparency", TRANSPARENT, place, message, hint)
    yield from _drawings(epub, store)


def _pixels(epub: Epub, store: Store, one: Seen) -> Iterator[Fault]:
    pixels = one.picture.width * one.picture.height
    if (found := over(store.pixels, pixels)) is not None:
        refused, most = found
        size = f"{one.picture.width:,} by {one.picture.height:,} px"
        message = f"`{one.item.path}` has {size}, over {most / 1e6:g} million in all"
        hint = f"make it smaller by {1 - (most / pixels) ** 0.5:.0%} or more on each side"
        yield Fault(store, PIXELS, refused, epub.at(one.item.path), message, hint)


def _format(epub: Epub, store: Store, one: Seen) -> Iterator[Fault]:
    place, path = epub.at(one.item.path), one.item.path
    hint = "save it as a JPEG or PNG in RGB"
    if one.picture.kind not in store.images:
        message = f"`{path}` is {one.picture.kind.removeprefix('image/').upper()}"
        yield Fault(store, FORMAT, False, place, message, hint)
    elif one.picture.is_moving:
        yield Fault(store, FORMAT, False, place, f"`{path}` is a moving picture", hint)
    if one.picture.is_cmyk:
        yield from minded(store, "cmyk", FORMAT, place, f"`{path}` is in CMYK", hint)


def _drawings(epub: Epub, store: Store) -> Iterator[Fault]:
    for path, root in _svg(epub):
        for element in root.iter(f"{SVG}svg", f"{SVG}image"):
            side = max(_px(element.get(name)) for name in ("width", "height"))
            if (found := over(store.svg_side, side)) is not None:
                message = f"a drawing has a side of {side:,.0f} px, over {found[1]:,.0f}"
                hint = "give it a smaller `width` and `height`, its `viewBox` does the rest"
                yield Fault(store, PIXELS, found[0], epub.at(path, element), message, hint)


def _svg(epub: Epub) -> Iterator[tuple[str, Element]]:
    """Yield drawings: those in files of their own, and documents, which may hold some."""
    yield from ((path, document.root) for path, document in epub.documents.items())
    for item in epub.items:
        if item.media_type == _DRAWING and item.path in epub.files:
            try:
                yield item.path, read_xml(epub.files[item.path])
            except etree.XMLSyntaxError:
                continue  # EPUBCheck and proofreading say so


def _px(length: str | None) -> float:
    """Return a length of SVG in px; 0 of what is in other units, or none."""
    try:
        return float((length or "0").strip().removesuffix("px"))
    except ValueError:
        return 0.0
