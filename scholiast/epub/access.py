"""Accessibility metadata of an EPUB, computed from what is in it (EPUB Accessibility 1.1, 2)."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import PIL.Image
from lxml import etree

from scholiast import markup
from scholiast.book import Book, Image
from scholiast.markup import Element
from scholiast.wording import Wording

_SVG = "{http://www.w3.org/2000/svg}"
_MOVING = frozenset({"animate", "animateMotion", "animateTransform", "set"})
_DECORATION = frozenset({"presentation", "none"})


@dataclass(frozen=True, slots=True)
class Content:
    """What of a book matters to how it can be read; `images` are those that say something."""

    images: int
    undescribed: int
    has_formulas: bool
    has_notes: bool
    may_flash: bool


def statements(book: Book, words: Wording) -> tuple[tuple[str, str], ...]:
    """Return `schema:` properties and their values, each true of this book.

    The vocabulary is that of schema.org's accessibility properties
    (https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/).
    """
    content = survey(book)
    features = ["ARIA", "displayTransformability", "readingOrder", "structuralNavigation"]
    features.append("tableOfContents")
    if content.images and not content.undescribed:
        features.append("alternativeText")
    if content.has_formulas:
        features.append("MathML")
    modes = ["textual", *(["visual"] if content.images else [])]
    return (
        *(("schema:accessMode", mode) for mode in modes),
        ("schema:accessModeSufficient", "textual,visual" if content.undescribed else "textual"),
        *(("schema:accessibilityFeature", feature) for feature in sorted(features)),
        ("schema:accessibilityHazard", "unknown" if content.may_flash else "none"),
        ("schema:accessibilitySummary", summary(content, words)),
    )


def summary(content: Content, words: Wording) -> str:
    """Return in a few sentences how the book can be read."""
    image_line = words.access_bare_images if content.undescribed else words.access_images
    lines = [
        words.access_text,
        *([words.access_notes] if content.has_notes else []),
        *([image_line] if content.images else []),
        *([words.access_formulas] if content.has_formulas else []),
    ]
    return " ".join(lines)


def survey(book: Book) -> Content:
    """Look through all of a book's text for what its metadata must say."""
    trees = [markup.parse(fragment) for fragment in _fragments(book) if _may_show(fragment)]
    images = [image for tree in trees for image in _images(tree)]
    return Content(
        images=len(images),
        undescribed=sum(not _is_described(image) for image in images),
        has_formulas=any(next(tree.iter(markup.MATHML), None) is not None for tree in trees),
        has_notes=any(chapter.notes for chapter in book.chapters),
        may_flash=any(_moves(tree) for tree in trees) or any(map(_may_move, book.images.values())),
    )


def _fragments(book: Book) -> Iterator[str]:
    for chapter in book.chapters:
        yield chapter.title_xhtml
        yield chapter.body
        yield from (note.body for note in chapter.notes)


def _may_show(fragment: str) -> bool:
    """Tell whether a fragment may hold a picture or a formula: most hold neither."""
    return "<img" in fragment or "svg" in fragment or "Math" in fragment


def _images(tree: Element) -> Iterator[Element]:
    """Yield images and drawings that are more than decoration, a drawing within one not twice."""
    for image in tree.iter("img", f"{_SVG}svg"):
        is_nested = next(image.iterancestors(f"{_SVG}svg"), None) is not None
        is_decoration = image.get("role") in _DECORATION or image.get("aria-hidden") == "true"
        if not is_nested and not is_decoration:
            yield image


def _is_described(image: Element) -> bool:
    """Tell whether an image has a name in words (SVG-AAM 1.0, 5.1.2 for drawings)."""
    named = image.get("alt") or image.get("aria-label") or image.get("aria-labelledby")
    title = image.find(f"{_SVG}title")
    return bool((named or "").strip() or (title is not None and (title.text or "").strip()))


def _moves(tree: Element) -> bool:
    names = (etree.QName(element).localname for element in tree.iter(f"{_SVG}*"))
    return any(name in _MOVING for name in names)


def _may_move(image: Image) -> bool:
    """Tell whether an image can move: what moves may flash."""
    if image.media_type == "image/svg+xml":
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        return _moves(etree.fromstring(image.data, parser)) or b"@keyframes" in image.data
    try:
        with PIL.Image.open(io.BytesIO(image.data)) as picture:
            return bool(getattr(picture, "is_animated", False))
    except OSError:  # a kind that is not known here is not vouched for
        return True
