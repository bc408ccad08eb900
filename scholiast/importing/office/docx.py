"""A Word file (DOCX) made into a manuscript, its footnotes and endnotes kept apart.

Pandoc reads the text; notes are counted in the file's own XML. Each gets a character of a private
plane at its beginning, as marks of a draft do (`scholiast.marks`), so that what comes back in
pandoc's tree is known one by one. What pandoc would drop without a word is written so that it does
not: a reference to a note that is not there becomes such a character, a note that nothing refers to
gets a reference at the end of the text.
"""

from pathlib import Path
from typing import Any

from scholiast import pandoc
from scholiast.docx.container import W
from scholiast.importing.given import Given
from scholiast.importing.model import Import
from scholiast.importing.office.about import metadata
from scholiast.importing.office.marking import Marked, mark
from scholiast.importing.office.package import open_package, packed, refused
from scholiast.importing.office.returned import import_returned, table_of
from scholiast.importing.office.tidy import Said, tidy
from scholiast.importing.office.wordml import WordFile, open_word, words
from scholiast.importing.trees import Piece, Text, import_trees
from scholiast.importing.trees.typed import recognise
from scholiast.marks import SIGNS

ENDNOTES = {"marks": "lower-roman", "placement": "book-end"}
"""What `book.yaml` says of endnotes: they are a kind of notes, as word processors have them."""

_CORE = "docProps/core.xml"


def is_docx(given: Given) -> bool:
    """Tell whether a file is a Word file: by what is in the container."""
    return "word/document.xml" in given.members or (
        "[Content_Types].xml" in given.members and given.ends(".docx", ".docm", ".dotx")
    )


def import_docx(path: Path) -> Import:
    """Return the manuscript of the Word file at `path`; raises ImportRefusedError, OSError."""
    word = open_word(open_package(path.as_posix(), path.read_bytes()))
    table = table_of(word.package)
    return import_word(word) if table is None else import_returned(word, table)


def import_word(word: WordFile) -> Import:
    """Return the manuscript of a Word file, whose XML is changed; raises ImportRefusedError."""
    path = word.package.path
    if any(SIGNS.search(_content(word, kind)) for kind in ("document", "footnotes", "endnotes")):
        raise refused(path, "it has characters of Unicode's private planes 15 and 16")
    said = tidy(word)
    marked = mark(word)
    try:
        document, _ = pandoc.convert(packed(word.package, marked.trees()), "docx")
    except pandoc.PandocError as problem:
        raise refused(path, str(problem)) from problem
    return import_trees(path, recognise(path, _text(word, marked, said, document)))


def _content(word: WordFile, kind: str) -> str:
    data = word.package.parts[word.names[kind]] if kind in word.names else b""
    return data.decode("utf-8", "replace")


def _text(word: WordFile, marked: Marked, said: Said, document: dict[str, Any]) -> Text:
    package = word.package
    values, guessed = metadata(
        package.path, document["meta"], package.tree(_CORE), _language(word), words(word.document)
    )
    if any(note.kind == "endnote" for note in marked.notes.values()):
        values["notes"] = {"kinds": {"endnote": ENDNOTES}}
    folder = word.names["document"].rpartition("/")[0] + "/"
    return Text(
        kind="Word",
        pieces=(Piece(document["blocks"]),),
        notes=marked.notes,
        metadata=values,
        media={name.removeprefix(folder): data for name, data in package.parts.items()},
        signs=marked.signs,
        uncalled=frozenset(marked.uncalled),
        findings=(*said.findings, *guessed, *marked.findings),
        left_out=(*said.left_out, *marked.left_out),
    )


def _language(word: WordFile) -> str | None:
    """Return the language of the text's default style (ECMA-376 part 1, 17.3.2.20)."""
    styles = word.package.tree(word.names["styles"]) if "styles" in word.names else None
    defaults = styles.find(f"{W}docDefaults") if styles is not None else None
    one = next(defaults.iter(f"{W}lang"), None) if defaults is not None else None
    return one.get(f"{W}val") if one is not None else None
