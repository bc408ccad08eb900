"""The structure tree of a tagged PDF, mended: notes are notes, heads are no text, links speak.

WeasyPrint 70 knows no structure type for notes, leaves running heads and folios as text that is in
no element, and describes a link by the name of its target. This works on the PDF before it is
written, in WeasyPrint's hook for that, `finisher`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

_NOTE = "/Art"  # what WeasyPrint calls the element of a note, and nothing else in a book


def mend(pdf: pydyf.PDF, descriptions: Mapping[str, str]) -> None:
    """Mend the structure of a PDF; `descriptions` say in words what the targets of links are.

    Follows ISO 14289-1 (PDF/UA-1): what is no content is an artifact (7.1), each `Note` has an ID
    of its own (7.9), links have a description (7.18.5).
    """
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    content = {number for number, _ in _elements(pdf, root["K"][0])}
    _mark_notes(pdf, root)
    _list_identifiers(pdf, root)
    _mark_artifacts(pdf, root, content)
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") == "/Link":
            target = thing.get("Dest")
            if isinstance(target, pydyf.String) and target.string in descriptions:
                thing["Contents"] = pydyf.String(descriptions[target.string])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _at(pdf: pydyf.PDF, reference: bytes) -> Any:
    """Return the object that a reference such as `12 0 R` means."""
    return pdf.objects[_number(reference)]


def _elements(pdf: pydyf.PDF, reference: bytes) -> Iterator[tuple[int, pydyf.Dictionary]]:
    """Yield the structure elements of a tree with their numbers, in reading order."""
    waiting = [reference]
    while waiting:
        number = _number(waiting.pop())
        element = pdf.objects[number]
        if element.get("Type") == "/StructElem":
            yield number, element
            waiting += [kid for kid in reversed(element["K"]) if isinstance(kid, bytes)]


def _mark_notes(pdf: pydyf.PDF, root: pydyf.Dictionary) -> None:
    """Make each note of each page a `Note` with an ID; a note on two pages is two of them."""
    count = 0
    for _, element in _elements(pdf, root["K"][0]):
        if element["S"] != _NOTE:
            continue
        element["K"] = pydyf.Array(kid for kid in element["K"] if not _is_empty(pdf, kid))
        if _at(pdf, element["P"])["S"] == "/Note":
            element["S"] = "/NonStruct"  # an anonymous box in a note
            continue
        count += 1
        element["S"], element["ID"] = "/Note", pydyf.String(f"note.{count:06}")


def _list_identifiers(pdf: pydyf.PDF, root: pydyf.Dictionary) -> None:
    """List the IDs of all elements: of notes, and of heads of tables (ISO 32000-1, 14.7.2)."""
    found = [
        (element["ID"].string, f"{number} 0 R".encode())
        for number, element in _elements(pdf, root["K"][0])
        if "ID" in element
    ]
    if found:
        names = [part for name, at in sorted(found) for part in (pydyf.String(name), at)]
        tree = pydyf.Dictionary({"Names": pydyf.Array(names)})
        pdf.add_object(tree)
        root["IDTree"] = tree.reference


def _is_empty(pdf: pydyf.PDF, kid: object) -> bool:
    """Tell whether a kid of an element is an element that holds nothing."""
    if not isinstance(kid, bytes):
        return False
    element = _at(pdf, kid)
    if element.get("Type") != "/StructElem":
        return False
    return all(_is_empty(pdf, inner) for inner in element["K"])


def _mark_artifacts(pdf: pydyf.PDF, root: pydyf.Dictionary, content: set[int]) -> None:
    """Make what stands on a page but in no element an artifact of pagination."""
    owners = _at(pdf, root["ParentTree"])["Nums"]
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    for page, elements in zip(pages, owners[1 : 2 * len(pages) : 2], strict=True):
        loose = {mark for mark, element in enumerate(elements) if _number(element) not in content}
        if loose:
            _loosen(_at(pdf, page["Contents"]).stream, loose)
            elements[:] = ["null" if m in loose else e for m, e in enumerate(elements)]


def _loosen(stream: list[Any], loose: set[int]) -> None:
    """Make marked contents of a stream artifacts (ISO 32000-1, 14.8.2.2)."""
    for index, operand in enumerate(stream):
        if isinstance(operand, pydyf.Dictionary) and operand.get("MCID") in loose:
            stream[index - 1] = "/Artifact"
            stream[index] = pydyf.Dictionary({"Type": "/Pagination"})
