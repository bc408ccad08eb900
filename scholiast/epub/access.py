"""Accessibility metadata of an EPUB, computed from what is in it (EPUB Accessibility 1.1, 2)."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import PIL.Image
from lxml import etree

from scholiast import markup
from scholiast.book import Book, Chapter, Image
from scholiast.config import Accessibility
from scholiast.epub import display
from scholiast.markup import Element
from scholiast.wording import Wording, description_words

_SVG = "{http://www.w3.org/2000/svg}"
_MOVING = frozenset({"animate", "animateMotion", "animateTransform", "set"})
_DECORATION = frozenset({"presentation", "none"})


_EITHER_WAY = frozenset({"ja", "ko", "zh"})
UNKNOWN = ("noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard")
"""The hazards of a book in which something moves: nothing in it makes a sound."""


@dataclass(frozen=True, slots=True)
class Content:
    """What of a book matters to how it can be read; `images` are those that say something."""

    images: int
    undescribed: int
    has_formulas: bool
    has_notes: bool
    may_flash: bool
    has_long_descriptions: bool = False
    has_ruby: bool = False
    has_index: bool = False
    runs_either_way: bool = False
    is_fixed: bool = False
    is_in_order: bool = True


def statements(
    book: Book,
    words: Wording,
    own: Accessibility | None = None,
    more: Sequence[str] = (),
    sheets: Iterable[str] = (),
) -> tuple[tuple[str, str], ...]:
    """Return `schema:` properties and their values, each true of this book.

    `own` is what the publisher says, which goes before what is computed; `more` are further
    features, of what others added; `sheets` are the style sheets. The vocabulary is that of
    schema.org's accessibility properties
    (https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20240718/).
    """
    content, own = survey(book, sheets), own or Accessibility()
    modes = ["textual", *(["visual"] if content.images else [])]
    computed = UNKNOWN if content.may_flash else ("none",)
    return (
        *(("schema:accessMode", mode) for mode in modes),
        *(("schema:accessModeSufficient", modes) for modes in _sufficient(content)),
        *(("schema:accessibilityFeature", name) for name in sorted({*_features(content), *more})),
        *(("schema:accessibilityHazard", name) for name in own.hazards or computed),
        ("schema:accessibilitySummary", own.summary or summary(content, words, book)),
    )


def _sufficient(content: Content) -> Iterator[str]:
    """Yield each set of senses that is enough to read all of a book."""
    if not content.undescribed:
        yield "textual"
    if content.images:
        yield "textual,visual"


def _features(content: Content) -> Iterator[str]:
    yield from ("ARIA", "readingOrder", "tableOfContents")
    is_described = bool(content.images and not content.undescribed)
    for name, is_there in (
        ("MathML", content.has_formulas),
        ("alternativeText", is_described),
        ("displayTransformability", not content.is_fixed),
        ("horizontalWriting", content.runs_either_way),
        ("index", content.has_index),
        ("longDescription", content.has_long_descriptions),
        ("rubyAnnotations", content.has_ruby),
        ("structuralNavigation", content.is_in_order),
    ):
        if is_there:
            yield name


def claims(own: Accessibility) -> Iterator[tuple[Mapping[str, str], str | None]]:
    """Yield what the publisher claims, as elements of metadata: their attributes and their text.

    That is the standard, who vouches for it, and by what right (EPUB Accessibility 1.1, 4.3); one
    without text is a `link`.
    """
    if own.conforms_to:
        yield {"property": "dcterms:conformsTo", "id": "conformance"}, own.conforms_to
    if own.exemption:
        yield {"property": "a11y:exemption"}, own.exemption
    if own.claim is None or own.certified_by is None:
        return
    by = {"property": "a11y:certifiedBy", "refines": "#conformance", "id": "certifier"}
    yield by, own.certified_by
    credential, report = own.certifier_credential, own.certifier_report
    if credential and credential.startswith(("https://", "http://")):
        yield _linked("a11y:certifierCredential", credential), None
    elif credential:
        yield {"property": "a11y:certifierCredential", "refines": "#certifier"}, credential
    if report:
        yield _linked("a11y:certifierReport", report), None


def _linked(relation: str, address: str) -> dict[str, str]:
    return {"rel": relation, "refines": "#certifier", "href": address}


def summary(content: Content, words: Wording, book: Book) -> str:
    """Return in a few sentences how the book can be read, in its own language."""
    image_line = words.access_bare_images if content.undescribed else words.access_images
    more = description_words(book.metadata.language)
    lines = [
        words.access_text,
        *([words.access_notes] if content.has_notes else []),
        *([image_line] if content.images else []),
        *([more.access] if content.has_long_descriptions else []),
        *([words.access_formulas] if content.has_formulas else []),
    ]
    return " ".join(lines)


def survey(book: Book, sheets: Iterable[str] = ()) -> Content:
    """Look through all of a book's text for what its metadata must say."""
    fragments = list(_fragments(book))
    trees = [markup.parse(fragment) for fragment in fragments if _may_show(fragment)]
    images = [image for tree in trees for image in _images(tree)]
    facing = book.metadata.frontispiece
    return Content(
        images=len(images) + (facing is not None),
        undescribed=sum(not _is_described(image) for image in images)
        + (facing is not None and not facing.alt),
        has_formulas=any(next(tree.iter(markup.MATHML), None) is not None for tree in trees),
        has_notes=any(chapter.notes for chapter in book.chapters),
        may_flash=any(_moves(tree) for tree in trees) or any(map(_may_move, book.images.values())),
        has_long_descriptions=any("aria-details=" in fragment for fragment in fragments),
        has_ruby=any("<ruby" in fragment for fragment in fragments),
        has_index=any(chapter.kind == "index" for chapter in book.chapters),
        is_fixed=any(map(display.is_fixed_by_style, sheets))
        or display.is_fixed_by_elements(
            markup.parse(fragment) for fragment in fragments if "style=" in fragment
        ),
        is_in_order=all(map(_is_in_order, book.chapters)),
        runs_either_way=book.metadata.language.partition("-")[0].lower() in _EITHER_WAY,
    )


def _is_in_order(chapter: Chapter) -> bool:
    """Tell whether the headings of a chapter leave out no level, below its title."""
    levels = [1, *(heading.level for heading in chapter.headings)]
    return all(level <= before + 1 for before, level in pairwise(levels))


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
