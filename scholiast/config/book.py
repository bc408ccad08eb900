"""`book.yaml` as a whole, and the entries of files in `notes/`."""

import json
from typing import Literal

from pydantic import Field

from scholiast.config.base import Day, Design, Model, Text
from scholiast.config.editions import Editions
from scholiast.config.metadata import Metadata
from scholiast.config.notes import Captions, Notes
from scholiast.config.spine import Spine


class Waiver(Model):
    """A finding that is known and accepted, for a time."""

    rule: Text = Field(pattern=r"^[A-Z]\d{3}$", description="the code of the rule")
    place: Text = Field(
        min_length=1, description="the file it is about, `chapters/rome.md`; `*` for any letters"
    )
    reason: Text = Field(min_length=1, description="why it is accepted, for who reads the release")
    until: Day = Field(description="the last day on which it is, YYYY-MM-DD")


class BookFile(Metadata):
    """The whole of `book.yaml`."""

    slug: Text | None = Field(
        None, pattern=r"^[a-z0-9][a-z0-9-]*$", description="the file name of the artifacts"
    )
    version: Text | None = Field(
        None,
        pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]*$",
        max_length=60,
        description="the version of the next release: `1.0.0`",
    )
    spine: Spine
    notes: Notes = Notes()
    captions: Captions = Captions()
    lists: tuple[Literal["figures", "tables"], ...] = Field(
        (), description="lists of figures and of tables, in the front matter"
    )
    editions: Editions = Editions()
    bibliography: tuple[Text, ...] | Text = Field(
        (), description="BibTeX, BibLaTeX, CSL JSON, RIS or YAML"
    )
    csl: Text | None = Field(
        None, description="a CSL style in the book's folder, or one of Scholiast's own by its name"
    )
    nocite: tuple[Text, ...] | Text = Field(
        (), description="works to be listed though nothing cites them, `*` for all"
    )
    theme: Design = Field("classic", description="the design of all editions")
    waivers: tuple[Waiver, ...] = Field(
        (), description="findings that are accepted, each with a reason and an end"
    )
    number_chapters: bool = Field(True, description="whether chapters of the body are numbered")

    @property
    def metadata(self) -> Metadata:
        """Return the metadata alone."""
        return Metadata.model_validate(
            {name: getattr(self, name) for name in Metadata.model_fields}
        )


class NoteEntryModel(Model):
    """One entry of a file in `notes/`."""

    id: Text = Field(min_length=1, description="the label by which it is called: `[^id]`")
    kind: Text = Field("author", description="author, editor, translator, source …")
    text: Text = Field("", description="the note, in Markdown")
    sources: tuple[Text, ...] = Field((), description="citations: `gibbon1776, p. 12`")
    lemma: Text | None = Field(None, description="the words of the text that it is on")
    missing: bool = Field(False, description="the note is known to exist, its text is not at hand")


def schema() -> str:
    """Return the JSON Schema of `book.yaml` (draft 2020-12) as text ending in a newline."""
    record = BookFile.model_json_schema()
    record["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    record["title"] = "book.yaml"
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
