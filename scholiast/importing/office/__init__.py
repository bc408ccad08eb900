"""Files of word processors made into manuscripts: DOCX (Word), their notes one by one."""

from scholiast.importing.office.docx import import_docx, is_docx

__all__ = ["import_docx", "is_docx"]
