"""The Word file that pandoc writes, made ours: bookmarks for notes, fields, the table, properties.

What was studied: Word keeps bookmarks in footnotes and around their references, renames none, and
keeps custom XML parts; it numbers the ids of footnotes anew when it saves. LibreOffice keeps the
bookmarks as well. So nothing here is known by an id of a footnote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from scholiast.config import BookFile
from scholiast.docx.container import PARSER, Element, W, as_bytes, unzipped, zipped
from scholiast.docx.table import CODE, CODE_BLOCK, NAMESPACE, NoteRow, Table, as_xml
from scholiast.docx.trees import WordTree

_DOCUMENT, _NOTES, _STYLES = "word/document.xml", "word/footnotes.xml", "word/styles.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_FIRST_BOOKMARK = 100_000  # past all ids that pandoc gives


@dataclass(frozen=True, slots=True)
class Properties:
    """What the properties of the file say: Dublin Core, and a date that is not the hour (UTC)."""

    title: str
    creator: str
    language: str
    modified: datetime

    @classmethod
    def of(cls, file: BookFile, modified: datetime) -> "Properties":
        """Return those of a book."""
        names = "; ".join(one.name for one in file.contributors)
        return cls(file.title, names, file.language, modified)


def finished(data: bytes, tree: WordTree, table: Table, properties: Properties) -> bytes:
    """Return the Word file in `data`, written by pandoc from `tree`, with notes that have names."""
    parts = unzipped(data)
    document = etree.fromstring(parts[_DOCUMENT], PARSER)
    notes = etree.fromstring(parts[_NOTES], PARSER)
    numbers = {row: number for number, row in enumerate(tree.notes.values(), 1)}
    rows = dict(_unsigned(notes, tree.notes))
    bookmarks = _Bookmarks()
    for id, (element, row) in rows.items():
        bookmarks.around_body(element, row.body)
        reference = _reference(document, id)
        bookmarks.around(reference.getparent(), row.call)
    for root in (document, notes):
        _write_fields(root, tree.again, numbers)
    parts |= {_DOCUMENT: as_bytes(document), _NOTES: as_bytes(notes)}
    parts[_STYLES] = _styled(parts[_STYLES])
    parts["docProps/core.xml"] = _core(properties)
    return zipped(_with_table(parts, table))


def _unsigned(
    notes: Element, signs: Mapping[str, NoteRow]
) -> Iterator[tuple[str, tuple[Element, NoteRow]]]:
    """Take the sign out of each footnote; yield its id with the note that it is."""
    for note in notes.iter(f"{W}footnote"):
        for run in note.iter(f"{W}t"):
            row = signs.get(run.text or "")
            if row is not None:
                run.getparent().getparent().remove(run.getparent())
                yield note.get(f"{W}id"), (note, row)
                break


def _reference(document: Element, id: str) -> Element:
    references = document.iter(f"{W}footnoteReference")
    return next(one for one in references if one.get(f"{W}id") == id)


class _Bookmarks:
    """Gives bookmarks their ids, which are unique in a file."""

    def __init__(self) -> None:
        self.last = _FIRST_BOOKMARK

    def _pair(self, name: str) -> tuple[Element, Element]:
        self.last += 1
        start, end = etree.Element(f"{W}bookmarkStart"), etree.Element(f"{W}bookmarkEnd")
        start.set(f"{W}id", str(self.last))
        start.set(f"{W}name", name)
        end.set(f"{W}id", str(self.last))
        return start, end

    def around(self, element: Element, name: str) -> None:
        """Put a bookmark around an element."""
        start, end = self._pair(name)
        element.addprevious(start)
        element.addnext(end)

    def around_body(self, note: Element, name: str) -> None:
        """Put a bookmark around all words of a footnote, behind its number."""
        start, end = self._pair(name)
        paragraphs = note.findall(f"{W}p")
        first, last = paragraphs[0], paragraphs[-1]
        mark = next(first.iter(f"{W}footnoteRef"), None)
        if mark is not None:
            mark.getparent().addnext(start)
        else:
            properties = first.find(f"{W}pPr")
            first.insert(0 if properties is None else 1, start)
        last.append(end)


def _write_fields(
    root: Element, again: Mapping[str, NoteRow], numbers: Mapping[NoteRow, int]
) -> None:
    """Write each further call of a note as Word does: a field with the number of its first."""
    for text in list(root.iter(f"{W}t")):
        row = again.get(text.text or "")
        if row is None:
            continue
        run = text.getparent()
        for part in reversed(_field(row.call, str(numbers[row]))):
            run.addnext(part)
        run.getparent().remove(run)


def _field(bookmark: str, shown: str) -> list[Element]:
    """Return the runs of a field `NOTEREF` (ECMA-376 part 1, 17.16.5.43)."""
    runs = []
    for kind in ("begin", None, "separate", shown, "end"):
        run = etree.Element(f"{W}r")
        properties = etree.SubElement(run, f"{W}rPr")
        etree.SubElement(properties, f"{W}rStyle").set(f"{W}val", "FootnoteReference")
        if kind is None:
            instruction = etree.SubElement(run, f"{W}instrText")
            instruction.text = f" NOTEREF {bookmark} \\f \\h "
            instruction.set(_SPACE, "preserve")
        elif kind == shown:
            etree.SubElement(run, f"{W}t").text = shown
        else:
            etree.SubElement(run, f"{W}fldChar").set(f"{W}fldCharType", kind)
        runs.append(run)
    return runs


# -- styles, properties, the table --


def _styled(data: bytes) -> bytes:
    """Return the styles with code of ours in grey, and never looked at by a spelling checker."""
    tree = etree.fromstring(data, PARSER)
    for style in tree.iter(f"{W}style"):
        name = style.find(f"{W}name")
        if name is not None and name.get(f"{W}val") in {CODE, CODE_BLOCK}:
            properties = style.find(f"{W}rPr")
            if properties is None:
                properties = etree.SubElement(style, f"{W}rPr")
            etree.SubElement(properties, f"{W}noProof")
            etree.SubElement(properties, f"{W}color").set(f"{W}val", "7F7F7F")
    return as_bytes(tree)


def _core(properties: Properties) -> bytes:
    """Return the part that holds a file's properties (ECMA-376 part 2, 11)."""
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    dc, terms = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    root = etree.Element(
        f"{{{core}}}coreProperties", nsmap={"cp": core, "dc": dc, "dcterms": terms, "xsi": xsi}
    )
    for name in ("title", "creator", "language"):
        etree.SubElement(root, f"{{{dc}}}{name}").text = getattr(properties, name)
    for name in ("created", "modified"):
        date = etree.SubElement(root, f"{{{terms}}}{name}")
        date.set(f"{{{xsi}}}type", "dcterms:W3CDTF")
        date.text = properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    return as_bytes(root)


def _with_table(parts: Mapping[str, bytes], table: Table) -> dict[str, bytes]:
    """Return parts with the table as custom XML, and what leads to it (15.2.5, 15.2.6)."""
    item, props = "customXml/item1.xml", "customXml/itemProps1.xml"
    space = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    store = etree.Element(f"{{{space}}}datastoreItem", nsmap={"ds": space})
    store.set(f"{{{space}}}itemID", "{5C4011A5-7000-4000-8000-5C4011A57000}")
    schemas = etree.SubElement(store, f"{{{space}}}schemaRefs")
    etree.SubElement(schemas, f"{{{space}}}schemaRef").set(f"{{{space}}}uri", NAMESPACE)
    relations = "word/_rels/document.xml.rels"
    return {
        **parts,
        "[Content_Types].xml": _with_type(parts["[Content_Types].xml"], f"/{props}"),
        relations: _related(parts[relations], "customXml", f"../{item}"),
        item: as_xml(table),
        props: as_bytes(store),
        "customXml/_rels/item1.xml.rels": _related(None, "customXmlProps", "itemProps1.xml"),
    }


def _with_type(data: bytes, name: str) -> bytes:
    tree = etree.fromstring(data, PARSER)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    etree.SubElement(tree, f"{_TYPES}Override", PartName=name, ContentType=kind)
    return as_bytes(tree)


def _related(data: bytes | None, kind: str, target: str) -> bytes:
    if data is None:
        tree = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    else:
        tree = etree.fromstring(data, PARSER)
    etree.SubElement(
        tree,
        f"{{{_RELATIONS}}}Relationship",
        Id="rIdScholiast",
        Type=f"{_OFFICE}/relationships/{kind}",
        Target=target,
    )
    return as_bytes(tree)
