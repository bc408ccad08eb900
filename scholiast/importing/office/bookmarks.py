"""Bookmarks of a Word file: which note each is around, and fields that refer to notes by them."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from scholiast.docx.container import Element, W
from scholiast.importing.office.wordml import is_gone

_START, _END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
_INSTRUCTION = re.compile(r"\s*NOTEREF\s+(\S+)(?P<flags>.*)")
REFERENCES = {f"{W}footnoteReference": False, f"{W}endnoteReference": True}
"""References to notes; an endnote's is true."""


def around_references(root: Element) -> Iterator[tuple[Element, frozenset[str]]]:
    """Yield each reference to a note, and the names of the bookmarks that it stands in.

    A bookmark that ends right before a reference, as some programs leave it, counts as well.
    """
    open_, last = dict[str, str](), frozenset[str]()
    for one in root.iter(_START, _END, f"{W}t", *REFERENCES):
        if one.tag == _START:
            open_[one.get(f"{W}id", "")] = one.get(f"{W}name", "")
        elif one.tag == _END:
            name = open_.pop(one.get(f"{W}id", ""), None)
            last |= {name} if name else set()
        elif one.tag == f"{W}t":
            last = frozenset()
        elif not is_gone(one):
            yield one, frozenset(open_.values()) | last
            last = frozenset()


def names(element: Element) -> frozenset[str]:
    """Return the names of the bookmarks that begin in an element."""
    return frozenset(one.get(f"{W}name", "") for one in element.iter(_START))


def field_names(root: Element) -> Iterator[str]:
    """Yield the names of the bookmarks to which fields refer that repeat a note's number."""
    for one in root.iter(f"{W}instrText", f"{W}fldSimple"):
        match = _match(one)
        if match is not None:
            yield match[1]


def _match(one: Element) -> "re.Match[str] | None":
    said = one.text if one.tag == f"{W}instrText" else one.get(f"{W}instr")
    match = _INSTRUCTION.match(said or "")
    return match if match and "\\f" in match["flags"] else None


def replace_fields(root: Element, signs: Mapping[str, str]) -> None:
    """Put a sign in the place of each field that repeats a note's number, as a call does.

    `signs` are by the name of the bookmark around the note's reference (17.16.5.43, switch `\\f`).
    """
    for one in list(root.iter(f"{W}instrText", f"{W}fldSimple")):
        match = _match(one)
        sign = signs.get(match[1]) if match else None
        if sign is not None:
            _replace(one, sign)


def _replace(one: Element, sign: str) -> None:
    if one.tag == f"{W}fldSimple":
        parts = [one]
    else:
        run = one.getparent()
        parts = [*_runs_to(run, "begin", before=True), run, *_runs_to(run, "end", before=False)]
    parts[0].addprevious(run_of(sign))
    for part in parts:
        part.getparent().remove(part)


def _runs_to(run: Element, kind: str, *, before: bool) -> list[Element]:
    """Return the siblings of a run up to the one in which a field begins or ends, in order."""
    found: list[Element] = []
    for one in run.itersiblings(preceding=before):
        found.append(one)
        if any(c.get(f"{W}fldCharType") == kind for c in one.iter(f"{W}fldChar")):
            return found[::-1] if before else found
    return []


def run_of(said: str) -> Element:
    """Return a run of words."""
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = said
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
