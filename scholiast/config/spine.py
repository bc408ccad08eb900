"""The documents of a book in their order: front matter, body with its parts, back matter."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from scholiast.config.base import Model, Text

Kind = Literal[
    "abstract",
    "acknowledgments",
    "afterword",
    "appendix",
    "bibliography",
    "chapter",
    "colophon",
    "conclusion",
    "dedication",
    "epigraph",
    "epilogue",
    "errata",
    "foreword",
    "glossary",
    "index",
    "introduction",
    "preface",
    "prologue",
]
"""Kinds of documents, as in the EPUB 3 Structural Semantics Vocabulary 1.1."""


class Document(Model):
    """One file of the spine, where more is to be said of it than its path."""

    file: Text
    kind: Kind | None = Field(None, description="what it is, if not what its place says")
    numbered: bool | None = Field(None, description="whether the chapter gets a number")


def _entry_form(value: Any) -> str | None:
    """Tell what an entry of the spine is meant to be, so that one message says what is wrong."""
    if isinstance(value, dict | PartEntry):
        is_part = isinstance(value, PartEntry) or {"part", "chapters"} & value.keys()
        return "(part)" if is_part else "(document)"
    return "(document)" if isinstance(value, Document) else "(path)" if value is not None else None


_FORM = Discriminator(
    _entry_form,
    custom_error_type="spine_entry",
    custom_error_message="write the path of a file, or a mapping with `file` or `part`",
)

DocumentEntry = Annotated[
    Annotated[Text, Tag("(path)")] | Annotated[Document, Tag("(document)")], _FORM
]
"""A file of the spine: its path alone, or with what is to be said of it."""


class PartEntry(Model):
    """A part of the body with its chapters."""

    part: Text = Field(min_length=1, description="the title of the part")
    chapters: tuple[DocumentEntry, ...] = Field(min_length=1)


BodyEntry = Annotated[
    Annotated[Text, Tag("(path)")]
    | Annotated[PartEntry, Tag("(part)")]
    | Annotated[Document, Tag("(document)")],
    _FORM,
]
"""A file of the body, or a part of it."""

ENTRY_FORMS: dict[str, type[Model]] = {"(part)": PartEntry, "(document)": Document}
"""The models of the entries of a spine that are mappings, by the tag that errors carry."""


class Spine(Model):
    """The order of the book: paths relative to the book's folder."""

    front: tuple[DocumentEntry, ...] = ()
    body: tuple[BodyEntry, ...] = Field(min_length=1)
    back: tuple[DocumentEntry, ...] = ()
