"""Rules on images: each is in the book's folder, can be shown everywhere, and is described."""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image as PillowImage
from PIL import ImageFile, UnidentifiedImageError

from scholiast import files, folder, images
from scholiast.config import BookFile
from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.locate import Locator, Piece, attributes
from scholiast.manuscript import Manuscript, Node
from scholiast.rawhtml import tags
from scholiast.source import Span
from scholiast.svg import SvgError, inspect

MOST_PIXELS = 50_000_000
"""The number of pixels up to which an image is taken; a full page at 600 dpi has 20 million."""

SMALLEST_COVER = 1000
"""The height in px that shops want of a cover at least."""

MISSING = Rule(
    "I001",
    "missing-image",
    Severity.ERROR,
    """\
There is no image at this path.

It is looked for beside the file that shows it, then from the folder of `book.yaml` on; letter case
counts, since a book that builds on one machine must build on all of them. The hint names a file
with a like name. Correct the path, or put the image there.""",
)

REMOTE = Rule(
    "I002",
    "remote-image",
    Severity.ERROR,
    """\
An image is somewhere on the network.

A book is whole in its folder: building it asks nobody for anything, and a reader sees the image
without a connection, and in ten years. Save the image into the book's folder, if its licence
allows that, and name it by its path:

```markdown
![A milestone on the Appian Way](images/milestone.jpg)
```""",
)

OUTSIDE = Rule(
    "I003",
    "image-outside",
    Severity.ERROR,
    """\
The path of an image leads out of the book's folder: it is absolute, climbs out by `..`, or goes
through a symbolic link.

Copy the image into the book's folder and name it from there.""",
)

WRONG_TYPE = Rule(
    "I004",
    "image-type",
    Severity.ERROR,
    """\
The image is of a type that not every reader can show.

PNG, JPEG, GIF, WebP and SVG can stand in all editions: they are the core media types of EPUB 3.3
(3.2 Core media types). TIFF, PSD, PDF, HEIC and AVIF are not among them. Convert the image:
photographs to JPEG, line drawings to SVG or PNG. An image that is written out in letters (a `data:`
address) is saved as a file of its own.""",
)

UNREADABLE = Rule(
    "I005",
    "unreadable-image",
    Severity.ERROR,
    """\
The file of an image can't be read: it is damaged, cut off, empty, or not what the ending of its
name says.

A renamed file is not converted: a PNG that is called `.jpg` is still a PNG, and strict readers do
not show it. Export it again, or give it the ending that is true.""",
)

TOO_LARGE = Rule(
    "I006",
    "image-too-large",
    Severity.ERROR,
    f"""\
The image has more than {MOST_PIXELS // 1_000_000} million pixels.

A page of 6 by 9 inches at 600 dpi has 20 million. A file of a few kilobytes can unfold to
gigabytes, and makes readers and print shops fail. Scale the image down.""",
)

UNSAFE_SVG = Rule(
    "I007",
    "unsafe-svg",
    Severity.ERROR,
    """\
An SVG image holds something that runs, or that calls for other files: a script, an event handler,
a declaration of entities, an embedded page, a style sheet or an image from elsewhere, or references
that unfold to a hundred thousand elements.

An image in a book is an image. Export it again as plain SVG (in Inkscape: *Plain SVG*), with
images embedded and text as paths or in common fonts.""",
)

NO_ALT = Rule(
    "I008",
    "no-alternative-text",
    Severity.WARNING,
    """\
An image has no alternative text, so that readers who can't see it don't know what is there (WCAG
2.2, 1.1.1 Non-text Content).

Say in a sentence what the image shows and why it is there. In a figure the caption stands for it,
unless `alt` says more:

```markdown
![](images/map.png)                                         <!-- nothing -->
![Map of the roads from Rome](images/map.png)
![The roads.](images/map.png){alt="Map: five roads lead from Rome to the sea"}
```

An image that is there for beauty alone is marked: `![](images/leaf.svg){.decorative}`.""",
)

SMALL_COVER = Rule(
    "I009",
    "small-cover",
    Severity.WARNING,
    f"""\
The cover is less than {SMALLEST_COVER} px high.

Shops refuse such covers or show them blurred; most of them ask for 1,600 by 2,560 px. Export it
larger, or leave `cover` out: a cover is then made from the metadata.""",
)

RULES = (
    *(MISSING, REMOTE, OUTSIDE, WRONG_TYPE, UNREADABLE),
    *(TOO_LARGE, UNSAFE_SVG, NO_ALT, SMALL_COVER),
)


@dataclass(frozen=True, slots=True)
class Use:
    """An image as it is used: `target` as written in the file at `path`, at `place`."""

    path: str
    target: str
    place: Span
    described: bool


def check(manuscript: Manuscript, pieces: Sequence[Piece]) -> list[Diagnostic]:
    """Return every finding of the rules on images."""
    if manuscript.file is None:
        return []
    found: list[Diagnostic] = []
    inspected: set[str] = set()
    for use in uses(manuscript, manuscript.file, pieces):
        path = files.meaning(use.path, use.target, manuscript.images)
        if path is None:
            found.append(_absent(manuscript, use))
        elif path not in inspected:
            inspected.add(path)
            found += _bytes(path, manuscript.images[path], use.place)
        if not use.described:
            hint = "say what it shows, `![…](…)`, or mark it: `{.decorative}`"
            found.append(NO_ALT.at(use.place, "the image has no alternative text", hint))
    return [*found, *_cover(manuscript, manuscript.file)]


def uses(manuscript: Manuscript, file: BookFile, pieces: Sequence[Piece]) -> Iterator[Use]:
    """Yield every use of an image: the cover, those in Markdown, those in raw HTML."""
    if file.cover:
        yield Use("book.yaml", file.cover, manuscript.place("cover"), True)
    if (picture := file.frontispiece) is not None:
        place = manuscript.place("frontispiece.image")
        yield Use("book.yaml", picture.image, place, bool(picture.alt))
    locators = {path: Locator(source) for path, source in manuscript.sources.items()}
    for piece in pieces:
        locator = locators[piece.source.path]
        for node in piece.nodes:
            if node["t"] == "Image":
                target = str(node["c"][2][0])
                place = locator.target(target, piece.start)
                yield Use(piece.base, target, place, _is_described(node))
            for tag in tags(node):
                if tag.name == "img":
                    target = tag.attributes.get("src", "")
                    place = locator.target(target, piece.start, before='src="')
                    yield Use(piece.base, target, place, "alt" in tag.attributes)


def _is_described(image: Node) -> bool:
    _, classes, pairs = attributes(image)
    is_decorative = "decorative" in classes or pairs.get("role") in {"presentation", "none"}
    return bool(image["c"][1]) or "alt" in pairs or is_decorative


_HINT = "copy the image into the book's folder and name it from there"
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):")


def _absent(manuscript: Manuscript, use: Use) -> Diagnostic:
    """Say why there is no image where one is used."""
    target = use.target
    scheme = _SCHEME.match(target)
    name = scheme["scheme"].lower() if scheme else ""
    if not target.strip():
        return MISSING.at(use.place, "the image has no path", "write the path of its file")
    if name == "data":
        message = "the image is written out in letters"
        return WRONG_TYPE.at(use.place, message, "save it as a file in the book's folder")
    if (len(name) > 1 and name != "file") or target.startswith("//"):
        message = f"the image `{target}` is not in the book's folder"
        return REMOTE.at(use.place, message, "save it into the book's folder")
    meant = files.meanings(use.path, target)
    if not meant or any(_is_outside(manuscript, path) for path in meant):
        message = f"the image `{target}` is outside the book's folder"
        hint = "write `/` in the path, not `\\`" if "\\" in target and len(name) != 1 else _HINT
        return OUTSIDE.at(use.place, message, hint)
    hint = folder.nearest_file(manuscript.root, meant[-1]) or "put the image there"
    return MISSING.at(use.place, f"there is no image `{target}`", hint)


def _is_outside(manuscript: Manuscript, path: str) -> bool:
    try:
        folder.inside(manuscript.root, path)
    except folder.OutsideError:
        return True
    return False


def _bytes(path: str, data: bytes, place: Span) -> Iterator[Diagnostic]:
    """Yield what is wrong with the file of an image."""
    ending = path[path.rfind(".") :].lower()
    if ending not in images.MEDIA_TYPES:
        message = f"`{path}` is of a type that not every reader can show"
        yield WRONG_TYPE.at(place, message, "convert it to PNG, JPEG, GIF, WebP or SVG")
    elif ending == ".svg":
        yield from _svg(path, data, place)
    else:
        yield from _raster(path, data, images.MEDIA_TYPES[ending], place)


def _svg(path: str, data: bytes, place: Span) -> Iterator[Diagnostic]:
    try:
        faults = inspect(data)
    except SvgError as problem:
        hint = "export it again"
        yield UNREADABLE.at(place, f"`{path}` is no SVG that can be read: {problem}", hint)
        return
    for fault in faults:
        yield UNSAFE_SVG.at(place, f"`{path}` {fault}", "export it again as plain SVG")


_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg"} | {
    "GIF": "image/gif",
    "WEBP": "image/webp",
}


def _raster(path: str, data: bytes, media_type: str, place: Span) -> Iterator[Diagnostic]:
    try:
        with warnings.catch_warnings(
            action="ignore", category=PillowImage.DecompressionBombWarning
        ):
            image = PillowImage.open(io.BytesIO(data))
    except PillowImage.DecompressionBombError:
        yield _too_large(path, place, "hundreds of millions of")
        return
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        yield UNREADABLE.at(place, f"`{path}` is no image that can be read", "export it again")
        return
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        yield _too_large(path, place, f"{pixels / 1e6:.0f} million")
    elif _TYPES.get(image.format or "") != media_type:
        message = f"`{path}` is a {image.format} image by another name"
        yield UNREADABLE.at(place, message, "give it the ending that is true, or convert it")
    elif not _is_whole(image):
        yield UNREADABLE.at(place, f"`{path}` is damaged or cut off", "export it again")


def _is_whole(image: PillowImage.Image) -> bool:
    """Decode an image to see whether all of it is there; JPEG at an eighth of its size."""
    try:
        with _strictly():
            image.draft(None, (image.width // 8, image.height // 8))
            image.load()
    except (OSError, ValueError, SyntaxError, EOFError):
        return False
    return True


@contextmanager
def _strictly() -> Iterator[None]:
    """Have Pillow refuse what is cut off: WeasyPrint sets it to fill that up for the process."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_large(path: str, place: Span, count: str) -> Diagnostic:
    message = f"`{path}` has {count} pixels, more than {MOST_PIXELS // 1_000_000} million"
    return TOO_LARGE.at(place, message, "scale it down")


def _cover(manuscript: Manuscript, file: BookFile) -> Iterator[Diagnostic]:
    path = files.meaning("book.yaml", file.cover, manuscript.images) if file.cover else None
    if path is None or path.lower().endswith(".svg"):
        return
    height = images.read(path, manuscript.images[path]).height if _is_known(path) else None
    if height is not None and height < SMALLEST_COVER:
        message = f"the cover is {height} px high, less than {SMALLEST_COVER}"
        yield SMALL_COVER.at(manuscript.place("cover"), message, "export it larger")


def _is_known(path: str) -> bool:
    return path[path.rfind(".") :].lower() in images.MEDIA_TYPES
