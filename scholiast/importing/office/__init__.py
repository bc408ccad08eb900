"""Files of word processors made into manuscripts, their notes one by one: DOCX, ODT."""

from scholiast.importing.office.docx import import_docx, is_docx
from scholiast.importing.office.odt import import_odt, is_odt
from scholiast.importing.office.onto import import_onto

__all__ = ["import_docx", "import_odt", "import_onto", "is_docx", "is_odt"]
