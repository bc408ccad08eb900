"""Files of word processors made into manuscripts: DOCX (Word), their notes one by one."""

from scholiast.importing.office.docx import import_docx, is_docx
from scholiast.importing.office.onto import import_onto

__all__ = ["import_docx", "import_onto", "is_docx"]
