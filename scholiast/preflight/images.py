"""Read the images of a PDF and the names of colour spaces (ISO 32000-2, 8.6 and 8.9)."""

import io
from typing import Any

import pikepdf

from scholiast.preflight.facts import Image

_MOST = 64_000_000  # bytes of an image that is looked through for its ink
_AT_ONCE = 1 << 20  # pixels, so that those that differ take little memory
_INVERTED = bytes(range(255, -1, -1))


def read(image: Any) -> Image:
    """Return what an image says of itself."""
    stencil = bool(image.get("/ImageMask", False))
    said = image.get("/ColorSpace")
    kind = "stencil" if stencil else space(said)
    packed = _packed(image)
    if said is None and packed == "JPXDecode":
        kind = "JPEG 2000"
    return Image(
        width=int(image.get("/Width", 0)),
        height=int(image.get("/Height", 0)),
        bits=1 if stencil else int(image.get("/BitsPerComponent", 8)),
        space=kind,
        packed=packed,
        alpha=_alpha(image),
        stencil=stencil,
        most_ink=_most_ink(image, kind, packed),
    )


def inline(said: str) -> Image:
    """Return what an image in a content stream says of itself (8.9.7, abbreviated keys)."""
    words = said.replace("/", " /").split()
    found = dict(zip(words[::2], words[1::2], strict=False))

    def value(*keys: str) -> str:
        return next((found[key] for key in keys if key in found), "")

    stencil = value("/IM", "/ImageMask") == "true"
    name = value("/CS", "/ColorSpace")[1:]
    long = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
    return Image(
        width=int(value("/W", "/Width") or 0),
        height=int(value("/H", "/Height") or 0),
        bits=int(value("/BPC", "/BitsPerComponent") or 1),
        space="stencil" if stencil else long.get(name, name),
        packed=value("/F", "/Filter")[1:],
        stencil=stencil,
    )


def _packed(image: Any) -> str:
    said = image.get("/Filter")
    names = said if isinstance(said, pikepdf.Array) else [] if said is None else [said]
    return str(list(names)[-1])[1:] if len(names) else ""


def _alpha(image: Any) -> str:
    if isinstance(image.get("/SMask"), pikepdf.Stream) or image.get("/SMaskInData", 0):
        return "soft mask"
    mask = image.get("/Mask")
    return "" if mask is None else "mask" if isinstance(mask, pikepdf.Stream) else "key"


def space(said: Any) -> str:
    """Return the name of a colour space: `DeviceRGB`, `ICC 3`, `Separation Gold`, `Indexed ...`."""
    if isinstance(said, pikepdf.Name):
        return str(said)[1:]
    if not isinstance(said, pikepdf.Array) or not len(said):
        return "unknown"
    kind = str(said[0])[1:]
    match kind:
        case "ICCBased":
            return f"ICC {int(said[1].get('/N', 0))}"
        case "Indexed":
            return f"Indexed {space(said[1])}"
        case "Separation":
            return f"Separation {str(said[1])[1:]}"
        case "DeviceN" | "NChannel":
            return "DeviceN " + " ".join(str(name)[1:] for name in said[1])
        case "Pattern":
            return "Pattern"
    return kind


def _most_ink(image: Any, kind: str, packed: str) -> float | None:
    """Return the most ink that an image of four inks lays on one place, in per cent."""
    if kind not in ("DeviceCMYK", "ICC 4") or int(image.get("/BitsPerComponent", 8)) != 8:
        return None
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    if not 0 < width * height * 4 <= _MOST or packed == "JPXDecode":
        return None
    try:
        data = _samples(image, packed)
    except (pikepdf.PdfError, ValueError, OSError, NotImplementedError):
        return None
    if len(data) < width * height * 4:
        return None
    decode = image.get("/Decode")
    upside_down = decode is not None and float(decode[0]) > float(decode[1])
    least, most = _totals(data[: width * height * 4])
    ink = 1020 - least if upside_down else most
    return round(ink / 255 * 100, 1)


def _totals(data: bytes) -> tuple[int, int]:
    """Return the least and the most that four neighbours add up to, of all pixels."""
    least, most = 1020, 0
    pixels = memoryview(data).cast("I")
    for start in range(0, len(pixels), _AT_ONCE):
        sums = [sum(pixel.to_bytes(4)) for pixel in set(pixels[start : start + _AT_ONCE])]
        least, most = min(least, *sums), max(most, *sums)
    return least, most


def _samples(image: Any, packed: str) -> bytes:
    if packed != "DCTDecode":
        return bytes(image.read_bytes())
    import PIL.Image  # seldom needed, and large

    picture = PIL.Image.open(io.BytesIO(image.read_raw_bytes()))
    if picture.mode != "CMYK":
        raise ValueError(picture.mode)
    return picture.tobytes().translate(_INVERTED)  # Pillow takes all of them for Adobe's
