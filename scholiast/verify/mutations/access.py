"""Ways to break what an EPUB says of how it can be read, and what it says that of."""

from collections.abc import Callable

from lxml import etree

from scholiast.verify.mutations.documents import Break, Copy, Element, Mutation, in_chapter

_META = "{http://www.idpf.org/2007/opf}meta"
_METADATA = "{http://www.idpf.org/2007/opf}metadata"
_MATHML = "{http://www.w3.org/1998/Math/MathML}math"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXT = "{*}"


def _in_package(change: Callable[[Element], bool]) -> Break:
    def apply(copy: Copy) -> bool:
        path = next(path for path in copy.files if path.endswith(".opf"))
        root = copy.tree(path)
        if not change(root):
            return False
        copy.put(path, root)
        return True

    return apply


def _metas(root: Element, name: str) -> list[Element]:
    return [meta for meta in root.iter(_META) if meta.get("property") == name]


def _without(name: str) -> Break:
    """Return what takes a property out of the package."""

    def change(root: Element) -> bool:
        found = _metas(root, name)
        for meta in found:
            meta.getparent().remove(meta)
        return bool(found)

    return _in_package(change)


def _feature(name: str) -> Break:
    """Return what has the package claim a feature that is not in the book."""

    def change(root: Element) -> bool:
        if any(meta.text == name for meta in root.iter(_META)):
            return False
        holder = root.find(_METADATA)
        meta = etree.SubElement(holder, _META, property="schema:accessibilityFeature")
        meta.text = name
        return True

    return _in_package(change)


def _unsay(name: str, value: str) -> Break:
    """Return what takes one value of a property out of the package."""

    def change(root: Element) -> bool:
        found = [meta for meta in _metas(root, name) if meta.text == value]
        for meta in found:
            meta.getparent().remove(meta)
        return bool(found)

    return _in_package(change)


def _hazards(root: Element) -> bool:
    for meta in _metas(root, "schema:accessibilityHazard"):
        if meta.text == "none":
            other = etree.Element(_META, property="schema:accessibilityHazard")
            other.text = "flashing"
            meta.addnext(other)
            return True
    return False


def _reword(root: Element) -> bool:
    for meta in _metas(root, "dcterms:conformsTo"):
        meta.text = (meta.text or "").replace("Level AA", "AA")
        return True
    return False


def _nobody(root: Element) -> bool:
    for meta in _metas(root, "a11y:certifiedBy"):
        meta.set("refines", "#title")
        return True
    return False


def _bare_image(root: Element) -> bool:
    for image in root.iter(f"{_TEXT}img"):
        if image.get("alt"):
            image.set("alt", "")
            return True
    return False


def _lead_nowhere(root: Element) -> bool:
    for element in root.iter(etree.Element):
        if element.get("aria-details"):
            element.set("aria-details", "nowhere")
            return True
    return False


def _lead_no_more(root: Element) -> bool:
    return any(element.attrib.pop("aria-details", None) for element in root.iter(etree.Element))


def _no_words_to_open(root: Element) -> bool:
    for summary in root.iter(f"{_TEXT}summary"):
        summary.text = None
        return True
    return False


def _formula_to_words(root: Element) -> bool:
    found = list(root.iter(_MATHML))
    for formula in found:
        formula.tag, formula.text = "{http://www.w3.org/1999/xhtml}span", None
        for child in list(formula):
            formula.remove(child)
    return bool(found)


def _one_language(root: Element) -> bool:
    for element in root.iter(etree.Element):
        if element.get(_XML_LANG) and element is not root:
            del element.attrib[_XML_LANG]
            return True
    return False


def _other_language(root: Element) -> bool:
    root.set("lang", "tlh")
    return True


def _no_language(root: Element) -> bool:
    for name in ("lang", _XML_LANG):
        root.attrib.pop(name, None)
    return True


def _where_claimed(apply: Break) -> Break:
    """Return what breaks a book that claims to conform; in others it is nothing to speak of."""

    def claimed(copy: Copy) -> bool:
        package = next(data for path, data in copy.files.items() if path.endswith(".opf"))
        return b"dcterms:conformsTo" in package and apply(copy)

    return claimed


def _jump(root: Element) -> bool:
    for heading in root.iter(f"{_TEXT}h2"):
        heading.tag = heading.tag.replace("h2", "h6")
        return True
    return False


EPUB = (
    Mutation("mode-lost", "how the book is read not told", _without("schema:accessMode")),
    Mutation("summary-lost", "the summary taken out", _without("schema:accessibilitySummary")),
    Mutation("hazards-clash", "a hazard beside none", _in_package(_hazards)),
    Mutation("index-claimed", "an index claimed that is not there", _feature("index")),
    Mutation("ruby-claimed", "ruby claimed that is not there", _feature("rubyAnnotations")),
    Mutation("pictures-untold", "pictures not told of", _unsay("schema:accessMode", "visual")),
    Mutation(
        "formulas-untold",
        "formulas not told of",
        _unsay("schema:accessibilityFeature", "MathML"),
    ),
    Mutation("formulas-lost", "formulas claimed and gone", in_chapter(_formula_to_words)),
    Mutation("bare-image", "the words of an image taken out", in_chapter(_bare_image)),
    Mutation("heading-jump", "a heading put levels down", _where_claimed(in_chapter(_jump))),
    Mutation("claim-reworded", "a claim in other letters", _in_package(_reword)),
    Mutation("claim-alone", "a claim that nobody vouches for", _without("a11y:certifiedBy")),
    Mutation("claim-astray", "somebody vouching for something else", _in_package(_nobody)),
    Mutation("description-dead", "a picture led to nothing", in_chapter(_lead_nowhere)),
    Mutation("description-alone", "a description led to no more", in_chapter(_lead_no_more)),
    Mutation("description-closed", "nothing to open one by", in_chapter(_no_words_to_open)),
    Mutation("language-half", "a language told once", in_chapter(_one_language)),
    Mutation("language-two", "two languages told", in_chapter(_other_language)),
    Mutation("language-lost", "the language not told", in_chapter(_no_language)),
)
"""Ways that an EPUB with pictures, formulas and a claim gives room for."""
