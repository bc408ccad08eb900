"""Rules of stores on the cover: that there is one, and what its picture is like."""

from collections.abc import Iterator

from scholiast.diagnostics import Rule, Severity
from scholiast.stores.faults import Fault, minded, over, under
from scholiast.stores.known import Store
from scholiast.stores.opening import Epub, Item, shown
from scholiast.stores.pictures import Picture, picture

COVER_MISSING = Rule(
    "V141",
    "store-cover-missing",
    Severity.ERROR,
    """\
No picture in the EPUB is declared as its cover.

Shops take the picture from the manifest, for thumbnails in the library of a reader, and Google Play
refuses a file without it. Declare it with `properties="cover-image"` (EPUB 3.3, D.4). An EPUB that
Scholiast makes always has one: that of `cover:` in `book.yaml`, or one made from the metadata.

It is an error where the store refuses the book for it, else a warning.""",
)

COVER_PICTURE = Rule(
    "V142",
    "store-cover-picture",
    Severity.ERROR,
    """\
The picture of the cover is not as a store wants it: too small or too large, of an odd shape, a GIF,
too many bytes, or not alone on its page.

`scholiast stores NAME` tells what a store asks. A JPEG in RGB of 1,600 by 2,500 pixels suits all
that are known. Most want the picture as a file of its own besides; it is the same picture, so what
is told here is worth mending before it is sent.

Kobo shows the page of a cover as a picture: text and links beside it can't be read or followed.

It is an error where the store refuses the book for it, else a warning.""",
)

_OFF = 0.25  # by which part of the best ratio a cover may differ: most printed books do not


def check(epub: Epub, store: Store) -> Iterator[Fault]:
    """Yield what a store minds in the cover of a book."""
    item = epub.cover
    if item is None or item.path not in epub.files:
        message, hint = "no cover is declared", "give the book a picture as its cover"
        yield from minded(store, "no-cover", COVER_MISSING, epub.here, message, hint)
        return
    if (seen := picture(epub.files[item.path])) is not None:
        yield from _picture(epub, store, item, seen)
    yield from _page(epub, store, item)


def _picture(epub: Epub, store: Store, item: Item, seen: Picture) -> Iterator[Fault]:
    place, size = epub.at(item.path), f"{seen.width:,} by {seen.height:,} px"
    short, long = sorted((seen.width, seen.height))
    wanted = store.cover
    hint = "make it 1,600 by 2,500 px"
    for found, what in (
        (under(wanted.least_side, short), "px on the shorter side"),
        (under(wanted.least_height, seen.height), "px in height"),
    ):
        if found is not None:
            refused, least = found
            message = f"the cover has {size}, and should have {least:,.0f} {what}"
            yield Fault(store, COVER_PICTURE, refused, place, message, hint)
    if (found := over(wanted.most_side, long)) is not None:
        message = f"the cover has {size}, and may have {found[1]:,.0f} px on a side"
        yield Fault(store, COVER_PICTURE, found[0], place, message, hint)
    if (found := over(wanted.size, len(epub.files[item.path]))) is not None:
        message = f"the cover has more than {found[1] / 1e6:,.0f} MB"
        yield Fault(store, COVER_PICTURE, found[0], place, message, "save it as a smaller JPEG")
    if seen.kind == "image/gif":
        message = "the cover is a GIF"
        yield from minded(store, "gif-cover", COVER_PICTURE, place, message, "save it as a JPEG")
    best, ratio = wanted.ratio, seen.height / max(seen.width, 1)
    if best is not None and abs(ratio - best) > _OFF * best:
        message = f"the cover is {ratio:.2f} times as high as wide, where {best:.2f} is best"
        yield Fault(store, COVER_PICTURE, False, place, message, hint)


def _page(epub: Epub, store: Store, item: Item) -> Iterator[Fault]:
    """Yield a fault where the page that shows the cover has words or links."""
    for document in epub.documents.values():
        if item.path not in shown(document):
            continue
        body = document.root.find("body")
        words = "" if body is None else "".join(body.itertext()).strip()
        if words or next(document.root.iter("a"), None) is not None:
            message = "the page of the cover has words or links beside the picture"
            place, hint = epub.at(document.path), "leave the picture alone on its page"
            yield from minded(store, "cover-not-alone", COVER_PICTURE, place, message, hint)
        return
