"""One manuscript with structured notes to EPUB, typeset PDF and web book, every note proved."""

__version__ = "0.1.0"
