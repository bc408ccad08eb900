"""What a Word file that was made of a manuscript knows of it: chapters and notes by bookmarks.

The table is a custom XML part (ECMA-376 part 1, 15.2.5), which Word keeps as it is when it saves a
file. Notes and chapters are found by names of bookmarks, which travel with the text they are in:
one around the call, one around the note's text. Where the table is lost, names alone still say
which note of which chapter it is, if its label is short enough.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from scholiast.docx.container import PARSER, as_bytes

NAMESPACE = "urn:scholiast:manuscript:1"
"""The namespace of the table, by which it is known among other custom XML parts."""

CODE = "Scholiast Code"
"""The character style of Markdown that stands as it is typed, such as `[@gibbon, p. 12]`."""
CODE_BLOCK = "Scholiast Code Block"
"""The paragraph style of such lines."""
CHAPTER = "Scholiast Chapter"
"""The paragraph style of the line that opens a chapter and names its file."""

_N = f"{{{NAMESPACE}}}"
_LONGEST = 40
"""Characters that Word allows in the name of a bookmark."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note of the manuscript: `call` and `body` are bookmarks, `home` the file that holds it.

    `chapter` is the path of the file that calls it. `nested` tells that another note calls it, and
    its own reference in the text stands there for Word's sake alone, `inline` that it has no label
    in the manuscript, but stands where it is called. `attributes` are those behind its kind, as
    they are written: `lemma="Rome"`.
    """

    label: str
    kind: str
    chapter: str
    home: str
    call: str
    body: str
    attributes: str = ""
    nested: bool = False
    inline: bool = False


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter: its file's `path` and `source`; `header` is the YAML at its top, as it stands.

    `titled` tells that its title stands in the header, and that its heading in Word is made of it.
    """

    path: str
    source: str = field(repr=False)
    header: str = field(repr=False)
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """All chapters and notes of a manuscript, and its other texts by path (`book.yaml`)."""

    chapters: tuple[ChapterRow, ...]
    notes: tuple[NoteRow, ...]
    files: tuple[tuple[str, str], ...] = ()


def call_name(chapter: int, number: int, label: str) -> str:
    """Return the name of the bookmark around the call of a note."""
    return _name("c", chapter, number, label)


def body_name(chapter: int, number: int, label: str) -> str:
    """Return the name of the bookmark around the text of a note."""
    return _name("n", chapter, number, label)


def _name(kind: str, chapter: int, number: int, label: str) -> str:
    """Return a name that Word takes: letters, digits and `_`; hidden, since it begins with `_`."""
    said = re.sub(r"[^A-Za-z0-9]", "_", label) if label.isascii() else ""
    return f"_sch{kind}{chapter}_{number}_{said}"[:_LONGEST]


def as_xml(table: Table) -> bytes:
    """Return a table as a part of a Word file."""
    root = etree.Element(f"{_N}manuscript", nsmap={None: NAMESPACE})
    for path, text in table.files:
        etree.SubElement(root, f"{_N}file", path=path).text = text
    for one in table.chapters:
        chapter = etree.SubElement(root, f"{_N}chapter", path=one.path, titled=str(one.titled))
        etree.SubElement(chapter, f"{_N}header").text = one.header
        etree.SubElement(chapter, f"{_N}source").text = one.source
    for note in table.notes:
        values = {name: str(getattr(note, name)) for name in NoteRow.__slots__}
        etree.SubElement(root, f"{_N}note", values)
    return as_bytes(root)


def from_xml(data: bytes) -> Table | None:
    """Return the table in a part of a Word file; None where it holds none that can be read."""
    try:
        root = etree.fromstring(data, PARSER)
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{_N}manuscript":
        return None
    return Table(
        chapters=tuple(_chapter(one) for one in root.iter(f"{_N}chapter")),
        notes=tuple(_note(one) for one in root.iter(f"{_N}note")),
        files=tuple((one.get("path", ""), one.text or "") for one in root.iter(f"{_N}file")),
    )


def _chapter(one: "etree._Element") -> ChapterRow:
    return ChapterRow(
        path=one.get("path", ""),
        source=one.findtext(f"{_N}source") or "",
        header=one.findtext(f"{_N}header") or "",
        titled=one.get("titled") == "True",
    )


def _note(one: "etree._Element") -> NoteRow:
    flags = {name: one.get(name) == "True" for name in ("nested", "inline")}
    values = {name: one.get(name, "") for name in NoteRow.__slots__ if name not in flags}
    return NoteRow(**values, **flags)
