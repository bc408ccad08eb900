"""Accessibility metadata of an EPUB, computed from what is in it (EPUB Accessibility 1.1, 2)."""

from collections.abc import Iterator

from lxml import etree

from scholiast import markup
from scholiast.book import Book

_SUMMARY = (
    "The text is structured by headings and can be read by sight, by ear and by touch; "
    "every note is linked from its call and back."
)


def statements(book: Book) -> tuple[tuple[str, str], ...]:
    """Return `schema:` properties and their values, each true of this book.

    The vocabulary is that of schema.org's accessibility properties
    (https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/).
    """
    images = list(_images(book))
    described = all(image.get("alt") or image.get("role") == "presentation" for image in images)
    features = ["structuralNavigation", "tableOfContents", "readingOrder", "ARIA"]
    features.append("displayTransformability")
    if images and described:
        features.append("alternativeText")
    if _has_formulas(book):
        features.append("MathML")
    modes = ["textual", *(["visual"] if images else [])]
    sufficient = ["textual"] if described else ["textual,visual"]
    return (
        *(("schema:accessMode", mode) for mode in modes),
        *(("schema:accessModeSufficient", mode) for mode in sufficient),
        *(("schema:accessibilityFeature", feature) for feature in sorted(features)),
        ("schema:accessibilityHazard", "none" if not _may_flash(book) else "unknown"),
        ("schema:accessibilitySummary", _SUMMARY),
    )


def _fragments(book: Book) -> Iterator[str]:
    for chapter in book.chapters:
        yield chapter.body
        yield from (note.body for note in chapter.notes)


def _images(book: Book) -> Iterator[etree._Element]:
    for fragment in _fragments(book):
        if "<img" in fragment or "<svg" in fragment:
            yield from markup.parse(fragment).iter("img", "{http://www.w3.org/2000/svg}svg")


def _has_formulas(book: Book) -> bool:
    return any("http://www.w3.org/1998/Math/MathML" in fragment for fragment in _fragments(book))


def _may_flash(book: Book) -> bool:
    """Tell whether there is an image that can move: what moves may flash."""
    return any(
        image.media_type == "image/gif" or b"<animate" in image.data
        for image in book.images.values()
    )
