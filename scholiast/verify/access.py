"""What the package of an EPUB says of how it can be read, held to what is in it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from posixpath import basename

from lxml import etree

from scholiast.diagnostics import Rule, Severity
from scholiast.source import Span
from scholiast.verify.pages import Element, Page
from scholiast.verify.proof import Finding

SAID = Rule(
    "V135",
    "epub-access-metadata",
    Severity.ERROR,
    """\
The package document of an EPUB does not say how the book can be read: a property that shops and
libraries search by is missing, is empty, or contradicts itself.

EPUB Accessibility 1.1, 2.2 asks for `schema:accessMode`, `schema:accessibilityFeature` and
`schema:accessibilityHazard`, and recommends `schema:accessModeSufficient` and
`schema:accessibilitySummary`. A hazard is there, or not, or unknown; `none` and `unknown` stand
alone.""",
)

UNTRUE = Rule(
    "V136",
    "epub-access-untrue",
    Severity.ERROR,
    """\
The package document of an EPUB claims a feature that is not in it, or does not tell one that is:
alternative texts while an image has none, formulas as MathML where there is no formula, an index,
long descriptions, pictures.

What is claimed is looked for in the documents. Readers choose a book by these words.""",
)

CLAIM = Rule(
    "V137",
    "epub-access-claim",
    Severity.ERROR,
    """\
An EPUB claims to conform to a standard in words that no machine knows, nobody vouches for it, or
something in it speaks against the claim.

`dcterms:conformsTo` is one of the strings of EPUB Accessibility 1.1, 4.3, letter by letter, and
`a11y:certifiedBy` refines it and names who tested the book. An image without alternative text or a
heading that leaves out a level speaks against any such claim.""",
)

DESCRIPTION = Rule(
    "V138",
    "epub-long-description",
    Severity.ERROR,
    """\
A long description of an EPUB can't be reached from what it describes, or what it describes leads to
none.

A picture or a table names its description by `aria-details`, and that stands in the same document;
each description is named by one of them, and has words to be opened by.""",
)

LANGUAGE = Rule(
    "V139",
    "epub-language",
    Severity.ERROR,
    """\
A document of an EPUB does not say its language, or says two: `lang` and `xml:lang` differ.

Voices, hyphenation and fonts follow the language of each part. Reading systems look for the one
attribute or the other, so each element that has one has both (EPUB 3.3, XHTML; WCAG 2.2, 3.1.1 and
3.1.2).""",
)

RULES = (SAID, UNTRUE, CLAIM, DESCRIPTION, LANGUAGE)

_OPF = "{http://www.idpf.org/2007/opf}"
_SVG = "{http://www.w3.org/2000/svg}"
_MATHML = "{http://www.w3.org/1998/Math/MathML}math"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NEEDED = (
    "accessMode",
    "accessModeSufficient",
    "accessibilityFeature",
    "accessibilityHazard",
    "accessibilitySummary",
)
_CONFORMS = re.compile(r"EPUB Accessibility 1\.[12] - WCAG 2\.[0-2] Level A{1,3}|none")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DESCRIBED = "long-description"

Said = Mapping[str, Sequence[str]]
"""The values of each `schema:` property, by its name without the prefix."""


def check(package: Element, place: Span, documents: Sequence[Page]) -> Iterator[Finding]:
    """Yield what is wrong with what an EPUB says of its accessibility.

    `package` is the root of the package document at `place`, `documents` all that can be read.
    """
    said = _said(package)
    yield from _missing(said, place)
    yield from _untrue(said, place, documents)
    yield from _claim(package, place, documents)
    for page in documents:
        yield from _descriptions(page)
        yield from _languages(page)


def _said(package: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in package.iter(f"{_OPF}meta"):
        prefix, _, name = meta.get("property", "").partition(":")
        if prefix == "schema":
            found.setdefault(name, []).append((meta.text or "").strip())
    return found


def _missing(said: Said, place: Span) -> Iterator[Finding]:
    for name in _NEEDED:
        if not any(said.get(name, ())):
            yield Finding(SAID.at(place, f"`schema:{name}` is missing"))
    hazards = set(said.get("accessibilityHazard", ()))
    if len(hazards) > 1 and hazards & {"none", "unknown"}:
        names = ", ".join(sorted(hazards))
        yield Finding(SAID.at(place, f"the hazards contradict each other: {names}"))


# -- features --


def _untrue(said: Said, place: Span, documents: Sequence[Page]) -> Iterator[Finding]:
    features, modes = said.get("accessibilityFeature", ()), said.get("accessMode", ())
    pictures = [image for page in documents for image in _pictures(page)]
    bare = [image for image in pictures if not _name(image)]
    for name, is_there in _FEATURES.items():
        if (name in features) and not any(is_there(page) for page in documents):
            yield Finding(UNTRUE.at(place, f"`{name}` is claimed, and not there"))
    for name in ("MathML", "longDescription"):
        if name not in features and any(_FEATURES[name](page) for page in documents):
            yield Finding(UNTRUE.at(place, f"`{name}` is there, and not told"))
    if "alternativeText" in features and (bare or not pictures):
        what = f"{len(bare)} images have none" if bare else "there are no images"
        yield Finding(UNTRUE.at(place, f"`alternativeText` is claimed, and {what}"))
    if bare and "textual" in said.get("accessModeSufficient", ()):
        message = f"text is said to be enough, and {len(bare)} images have no words"
        yield Finding(UNTRUE.at(place, message))
    if ("visual" in modes) is not bool(pictures):
        what = "told, and there are no pictures" if not pictures else "not told, and there are some"
        yield Finding(UNTRUE.at(place, f"the mode `visual` is {what}"))


def _pictures(page: Page) -> Iterator[Element]:
    """Yield images and drawings that say something; the cover is no part of the content."""
    for image in page.root.iter("img", f"{_SVG}svg"):
        role = image.get("role", "")
        is_nested = next(image.iterancestors(f"{_SVG}svg"), None) is not None
        is_hidden = role in {"presentation", "none"} or image.get("aria-hidden") == "true"
        if not (is_nested or is_hidden or role == "doc-cover"):
            yield image


def _name(image: Element) -> str:
    named = image.get("alt") or image.get("aria-label") or image.get("aria-labelledby")
    title = image.find(f"{_SVG}title")
    return (named or ("" if title is None else title.text) or "").strip()


def _has(*tags: str) -> Callable[[Page], bool]:
    return lambda page: next(page.root.iter(*tags), None) is not None


def _typed(tag: str, kind: str) -> Callable[[Page], bool]:
    return lambda page: any(kind in e.get(_TYPE, "").split() for e in page.root.iter(tag))


def _with(name: str) -> Callable[[Page], bool]:
    return lambda page: any(name in e.attrib for e in page.root.iter(etree.Element))


_FEATURES: Mapping[str, Callable[[Page], bool]] = {
    "ARIA": _with("role"),
    "MathML": _has(_MATHML),
    "index": _typed("section", "index"),
    "longDescription": _with("aria-details"),
    "rubyAnnotations": _has("ruby"),
    "structuralNavigation": _has(*_HEADINGS),
    "tableOfContents": _typed("nav", "toc"),
}
"""What has to be in some document where a feature is claimed."""


# -- the claim --


def _claim(package: Element, place: Span, documents: Sequence[Page]) -> Iterator[Finding]:
    metas = [(m.get("property"), m) for m in package.iter(f"{_OPF}meta")]
    claims = [meta for name, meta in metas if name == "dcterms:conformsTo"]
    vouched = {
        meta.get("refines", "").removeprefix("#")
        for name, meta in metas
        if name == "a11y:certifiedBy" and (meta.text or "").strip()
    }
    for meta in claims:
        standard = (meta.text or "").strip()
        if _CONFORMS.fullmatch(standard) is None:
            yield Finding(CLAIM.at(place, f"no standard is called “{standard}”"))
        elif standard != "none" and meta.get("id", "") not in vouched:
            yield Finding(CLAIM.at(place, f"nobody vouches for “{standard}”"))
    if any((meta.text or "").strip() != "none" for meta in claims):
        for page in documents:
            yield from _against(page)
    for name in vouched - {meta.get("id", "") for meta in claims}:
        yield Finding(CLAIM.at(place, f"somebody vouches for `{name}`, which is no claim"))


def _against(page: Page) -> Iterator[Finding]:
    """Yield what in a document speaks against a claim of any standard."""
    for image in _pictures(page):
        if not _name(image):
            name = basename(image.get("src", "")) or "a drawing"
            message = f"`{name}` has no alternative text, and the book claims to be accessible"
            yield Finding(CLAIM.at(page.place(image), message))
    before = 0
    for heading in page.root.iter(*_HEADINGS):
        level = int(heading.tag[1])
        if before and level > before + 1:
            message = f"a heading of level {level} follows one of level {before}"
            yield Finding(CLAIM.at(page.place(heading), message))
        before = level


# -- descriptions and languages --


def _descriptions(page: Page) -> Iterator[Finding]:
    led: dict[str, int] = {}
    for element in page.root.iter(etree.Element):
        for name in element.get("aria-details", "").split():
            led[name] = led.get(name, 0) + 1
            if name not in page.ids:
                message = f"`{name}`, which describes something, is not there"
                yield Finding(DESCRIPTION.at(page.place(element), message))
    for element in page.root.iter(etree.Element):
        if _DESCRIBED not in element.get("class", "").split():
            continue
        if led.get(element.get("id", ""), 0) != 1:
            message = f"{led.get(element.get('id', ''), 0)} pictures lead to a long description"
            yield Finding(DESCRIPTION.at(page.place(element), message))
        summary = element.find("summary")
        if summary is None or not "".join(summary.itertext()).strip():
            message = "a long description has no words to be opened by"
            yield Finding(DESCRIPTION.at(page.place(element), message))


def _languages(page: Page) -> Iterator[Finding]:
    if not page.root.get("lang") or not page.root.get(_XML_LANG):
        yield Finding(LANGUAGE.at(page.place(), "the document does not say its language"))
    for element in page.root.iter(etree.Element):
        one, other = element.get("lang"), element.get(_XML_LANG)
        if "}" not in element.tag and one != other:
            message = f"`lang` is `{one or 'missing'}`, `xml:lang` is `{other or 'missing'}`"
            yield Finding(LANGUAGE.at(page.place(element), message))
