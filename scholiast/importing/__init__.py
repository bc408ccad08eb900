"""Raw texts made into manuscripts: read a text, find its notes, write its chapters.

`import_text` is pure; `write_import` writes what it returns; `report_lines` tells it to a person.
"""

from scholiast.diagnostics import Diagnostic
from scholiast.importing.folder import write_import
from scholiast.importing.markdown import import_markdown, is_markdown
from scholiast.importing.model import Import, LeftOut
from scholiast.importing.plain import import_plain
from scholiast.importing.reading import decode, read_text
from scholiast.importing.report import report_lines
from scholiast.importing.rules import RULES, ImportRefusedError
from scholiast.source import Source

__all__ = [
    "RULES",
    "Import",
    "ImportRefusedError",
    "LeftOut",
    "import_source",
    "import_text",
    "read_text",
    "report_lines",
    "write_import",
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
