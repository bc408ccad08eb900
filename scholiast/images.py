"""Images of a manuscript: their type and size in px, read from their bytes."""

import io
import re
from collections.abc import Mapping

from lxml import etree
from PIL import Image as PillowImage
from PIL import UnidentifiedImageError

from scholiast.book import Image

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
"""Image types that every edition can hold (EPUB 3.3, core media types), by ending."""


def read_all(files: Mapping[str, bytes]) -> dict[str, Image]:
    """Return an image for each file, by its path, in the order of paths."""
    return {path: read(path, files[path]) for path in sorted(files)}


def read(path: str, data: bytes) -> Image:
    """Return the image in `data`; ValueError where its type is not one of MEDIA_TYPES."""
    ending = path[path.rfind(".") :].lower()
    if ending not in MEDIA_TYPES:
        raise ValueError(f"`{path}` is no image that every edition can hold")
    width, height = _svg_size(data) if ending == ".svg" else _raster_size(data)
    return Image(path, MEDIA_TYPES[ending], data, width, height)


def _raster_size(data: bytes) -> tuple[int | None, int | None]:
    try:
        with PillowImage.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        return None, None


def _svg_size(data: bytes) -> tuple[int | None, int | None]:
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None, None
    sizes = [_pixels(root.get(name)) for name in ("width", "height")]
    box = re.findall(r"[-+.\d]+", root.get("viewBox", ""))
    if None in sizes and len(box) == 4:
        sizes = [round(float(box[2])), round(float(box[3]))]
    return sizes[0], sizes[1]


def _pixels(length: str | None) -> int | None:
    match = re.fullmatch(r"\s*([\d.]+)(?:px)?\s*", length or "")
    return round(float(match[1])) if match else None
