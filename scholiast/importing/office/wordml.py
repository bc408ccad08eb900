"""WordprocessingML (ECMA-376 part 1, 17): parts by their relations, notes, words of an element."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from scholiast.docx.container import Element, W
from scholiast.importing.office.package import Package, refused

_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

GONE = {f"{W}del", f"{W}moveFrom"}
"""Elements whose text is deleted when tracked changes are accepted (17.13.5)."""


@dataclass(frozen=True, slots=True)
class WordNote:
    """A footnote or endnote as the file has it: its `id`, its element, its words.

    `is_endnote` tells which; `marks` are signs typed by hand in the place of a number.
    """

    id: str
    element: Element = field(repr=False)
    words: str
    is_endnote: bool


@dataclass(frozen=True, slots=True)
class WordFile:
    """The parts of a Word file that matter: the main document, and notes by their ids.

    `names` are the names of parts: `document`, `footnotes`, `endnotes`, `comments`, `styles`.
    """

    package: Package
    names: dict[str, str]
    document: Element = field(repr=False)
    footnotes: dict[str, WordNote]
    endnotes: dict[str, WordNote]


def open_word(package: Package) -> WordFile:
    """Return a Word file; raises ImportRefusedError (X045) where it has no document."""
    main = next((target for kind, target in relations(package, "") if kind == "officeDocument"),
                "word/document.xml")  # fmt: skip
    document = package.tree(main)
    if document is None:
        raise refused(package.path, f"it has no `{main}`")
    if etree.QName(document).namespace == _STRICT_W:
        hint = "save it as `Word Document (.docx)`, not as `Strict Open XML`"
        raise refused(package.path, "it is Strict Open XML, which pandoc can't read", hint)
    names = {"document": main}
    names |= {kind: target for kind, target in relations(package, main) if target in package.parts}
    notes = [_notes(package, names.get(kind), kind[:-1]) for kind in ("footnotes", "endnotes")]
    return WordFile(package, names, document, *notes)


def relations(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the target of each relation of a part (ECMA-376 part 2, 9.3)."""
    folder, name = posixpath.split(part)
    tree = package.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
    for one in tree.iter(f"{_RELATIONS}Relationship") if tree is not None else ():
        target = one.get("Target", "")
        if one.get("TargetMode") != "External":
            whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            yield one.get("Type", "").rpartition("/")[2], posixpath.normpath(whole)


def _notes(package: Package, name: str | None, kind: str) -> dict[str, WordNote]:
    tree = package.tree(name) if name else None
    found: dict[str, WordNote] = {}
    for one in tree.iter(f"{W}{kind}") if tree is not None else ():
        if one.get(f"{W}type", "normal") == "normal":
            id = one.get(f"{W}id", "")
            found[id] = WordNote(id, one, words(one), kind == "endnote")
    return found


def words(element: Element) -> str:
    """Return the words of an element as they are when tracked changes are accepted."""
    out: list[str] = []
    _gather(element, out)
    return " ".join("".join(out).split())


def _gather(element: Element, out: list[str]) -> None:
    for one in element:
        if one.tag in GONE or one.tag == FALLBACK:
            continue
        if one.tag in {f"{W}t", _MATH_TEXT}:
            out.append(one.text or "")
        elif one.tag in {f"{W}tab", f"{W}br", f"{W}cr"}:
            out.append(" ")
        elif one.tag == f"{W}noBreakHyphen":
            out.append("-")
        else:
            _gather(one, out)
            if one.tag == f"{W}p":
                out.append(" ")


def context(element: Element, length: int = 40) -> str:
    """Return the last words before an element in its paragraph."""
    paragraph = next(element.iterancestors(f"{W}p"), None)
    out: list[str] = []
    for one in paragraph.iter() if paragraph is not None else ():
        if one is element:
            break
        if one.tag == f"{W}t" and not is_gone(one):
            out.append(one.text or "")
    return " ".join("".join(out).split())[-length:]


def is_gone(element: Element) -> bool:
    """Tell whether an element stands in text that is deleted, or in one shown a second time."""
    return any(one.tag in GONE or one.tag == FALLBACK for one in element.iterancestors())
