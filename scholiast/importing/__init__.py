"""Texts that exist made into manuscripts: read a text, find its notes, write its chapters.

`import_path` reads a file or folder of any format in FORMATS; `write_import` writes what it
returns; `report_lines` tells it to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scholiast.diagnostics import Diagnostic
from scholiast.importing.epub import import_epub, is_epub
from scholiast.importing.folder import write_import, write_onto
from scholiast.importing.folders import import_folder
from scholiast.importing.given import Given, given
from scholiast.importing.html import (
    import_html,
    import_html_folder,
    is_html,
    is_html_folder,
)
from scholiast.importing.latex import import_latex, is_latex
from scholiast.importing.markdown import import_markdown, is_markdown
from scholiast.importing.model import Account, Fate, Import, LeftOut
from scholiast.importing.office import import_docx, import_odt, import_onto, is_docx, is_odt
from scholiast.importing.plain import import_plain
from scholiast.importing.reading import decode, read_text
from scholiast.importing.report import report_lines
from scholiast.importing.rules import NOT_TEXT, RULES, ImportRefusedError
from scholiast.source import Source, Span

__all__ = [
    "FORMATS",
    "RULES",
    "Account",
    "Fate",
    "Import",
    "ImportRefusedError",
    "LeftOut",
    "import_onto",
    "import_path",
    "import_source",
    "import_text",
    "read_text",
    "report_lines",
    "write_import",
    "write_onto",
]


def import_text(data: bytes, name: str) -> Import:
    """Return the manuscript that the bytes of the file `name` make.

    The text is read as Markdown where its name or its notes say so, else as plain text. Raises
    ImportRefusedError (X001) where the bytes are no text in UTF-8.
    """
    return import_source(*decode(data, name))


def import_source(source: Source, findings: list[Diagnostic]) -> Import:
    """Return the manuscript that a text makes, as `read_text` returned it."""
    if is_markdown(source):
        return import_markdown(source, findings)
    return import_plain(source, findings)


def _import_text_file(path: Path) -> Import:
    return import_text(path.read_bytes(), path.as_posix())


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A format: what it is called, how it is told from others, and what reads it."""

    name: str
    is_it: Callable[[Given], bool]
    read: Callable[[Path], Import]


FORMATS = (
    ImportFormat("Word (.docx)", is_docx, import_docx),
    ImportFormat("OpenDocument (.odt)", is_odt, import_odt),
    ImportFormat("EPUB", is_epub, import_epub),
    ImportFormat("HTML", is_html, import_html),
    ImportFormat("LaTeX", is_latex, import_latex),
    ImportFormat("a folder of HTML", is_html_folder, import_html_folder),
    ImportFormat("a folder of Markdown", lambda one: one.is_folder, import_folder),
    ImportFormat("plain text or Markdown", lambda one: not one.is_folder, _import_text_file),
)
"""All formats, in the order in which they are asked whether a file or folder is theirs.

A format tells its files by what they hold, and by their names only where that says nothing.
"""


def import_path(path: Path) -> Import:
    """Return the manuscript that the file or folder at `path` makes.

    Raises ImportRefusedError where nothing can be made of it, and OSError where it can't be read.
    """
    one = given(path)
    for format in FORMATS:
        if format.is_it(one):
            return format.read(path)
    raise ImportRefusedError(NOT_TEXT.at(Span(path.as_posix()), "no format has such a folder"))
