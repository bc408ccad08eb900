"""Citation styles (CSL 1.0.2): what one asks for, and one that knows a single position."""

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

SHIPPED = ("scholiast-notes", "scholiast-author-date", "scholiast-author-page")
"""The styles that come with Scholiast, by the names that `csl:` may give."""


def shipped(name: str) -> bytes:
    """Return a style of our own; FileNotFoundError where the installation lacks it.

    Beside those of `SHIPPED` there is `of-books-apa`, which knows books and chapters alone.
    """
    package = Path(__file__).resolve().parent
    root = package if (package / "styles").is_dir() else package.parent
    return (root / "styles" / "csl" / f"{name}.csl").read_bytes()


@dataclass(frozen=True, slots=True)
class Style:
    """What a style asks for.

    `is_note` tells that citations in the text become notes, `is_by_position` that a citation looks
    otherwise where its work was cited before, `numbers_works` that works have numbers, which count
    through the book, `numbers_notes` that a citation names the note of an earlier one, `has_dashes`
    that the list of works has a dash for an author who is named above, `has_suffixes` that works
    of one author and year are told apart by letters, all through the book.
    """

    is_note: bool = False
    is_by_position: bool = False
    numbers_works: bool = False
    numbers_notes: bool = False
    has_dashes: bool = False
    has_suffixes: bool = False

    @property
    def begins_anew(self) -> bool:
        """Tell whether the first citation in each chapter is to be set as the first of its work.

        Works that have numbers have those of the book.
        """
        return self.is_by_position and not self.numbers_works


def read(data: bytes | None) -> Style:
    """Return what a style asks for; None is pandoc's own, which sets author and date."""
    if data is None:
        return Style(has_suffixes=True)
    root = _parse(data)
    return Style(
        is_note=root.get("class") == "note",
        is_by_position=any(element.get("position") for element in _elements(root)),
        numbers_works="citation-number" in _variables(root),
        numbers_notes="first-reference-note-number" in _variables(root),
        has_dashes=any(element.get(_DASHES) is not None for element in _elements(root)),
        has_suffixes=any(element.get(_SUFFIXES) == "true" for element in _elements(root)),
    )


_DASHES = "subsequent-author-substitute"
_SUFFIXES = "disambiguate-add-year-suffix"


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _elements(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(etree.Element))


def _variables(root: etree._Element) -> set[str]:
    return {name for element in _elements(root) for name in element.get("variable", "").split()}


# -- one position --


def in_full(data: bytes) -> bytes:
    """Return a style that sets each citation as if it were the first of its work."""
    root = _parse(data)
    for choose in [e for e in _elements(root) if etree.QName(e).localname == "choose"]:
        _settle(choose)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def without_dashes(data: bytes) -> bytes:
    """Return a style that names the author in each entry of the list of works."""
    root = _parse(data)
    for element in _elements(root):
        element.attrib.pop(_DASHES, None)
    return _bytes(root)


def without_suffixes(data: bytes) -> bytes:
    """Return a style that tells works of one author and year apart by nothing."""
    root = _parse(data)
    for element in _elements(root):
        element.attrib.pop(_SUFFIXES, None)
    return _bytes(root)


def _settle(choose: etree._Element) -> None:
    """Leave of the branches of a `cs:choose` those that a first citation can come to."""
    kept: list[etree._Element] = []
    is_certain = False
    for branch in list(choose.iterchildren(etree.Element)):
        verdict = _verdict(branch)
        choose.remove(branch)
        if verdict is not False and not is_certain:
            kept.append(branch)
            is_certain = verdict is True
    if is_certain and len(kept) == 1:
        _replace(choose, list(kept[0]))
        return
    for index, branch in enumerate(kept):
        is_last = is_certain and branch is kept[-1]
        name = "if" if index == 0 else "else" if is_last else "else-if"
        branch.tag = etree.QName(etree.QName(choose).namespace, name)
        if is_last:
            branch.attrib.clear()
        choose.append(branch)
    if not kept:
        _replace(choose, [])


def _replace(element: etree._Element, others: list[etree._Element]) -> None:
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    parent[at : at + 1] = others


def _verdict(branch: etree._Element) -> bool | None:
    """Tell whether a first citation comes to a branch; None where that depends on other things.

    What it says of positions is taken from it (CSL 1.0.2, "Choose": `match` is `all` by itself).
    """
    if etree.QName(branch).localname == "else":
        return True
    positions = branch.attrib.pop("position", "").split()
    if not positions:
        return None
    match = branch.get("match", "all")
    is_first = [position == "first" for position in positions]
    if match == "any":
        decided = True if any(is_first) else None
    elif match == "none":
        decided = False if any(is_first) else None
    else:
        decided = None if all(is_first) else False
    if decided is not None or len(branch.attrib) > ("match" in branch.attrib):
        return decided
    return bool(match != "any")
