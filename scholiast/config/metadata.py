"""What a book is called, who made it, and by which names the world knows it."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from scholiast.config.base import Date, Model, Text

ROLES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "photographer": "pht",
    "annotator": "ann",
    "compiler": "com",
    "designer": "bkd",
    "introduction": "aui",
    "afterword": "aft",
    "publisher": "pbl",
    "contributor": "ctb",
    "artist": "art",
    "cartographer": "ctg",
    "commentator": "cwt",
    "cover designer": "cov",
    "dedicatee": "dte",
    "narrator": "nrt",
    "preface": "wpr",
    "proofreader": "pfr",
    "researcher": "res",
    "transcriber": "trc",
}
"""Words for roles and their MARC relator codes (id.loc.gov/vocabulary/relators)."""

Role = Literal[
    "author",
    "editor",
    "translator",
    "illustrator",
    "photographer",
    "annotator",
    "compiler",
    "designer",
    "introduction",
    "afterword",
    "publisher",
    "contributor",
    "artist",
    "cartographer",
    "commentator",
    "cover designer",
    "dedicatee",
    "narrator",
    "preface",
    "proofreader",
    "researcher",
    "transcriber",
]


class Contributor(Model):
    """A person or body with a part in the book."""

    name: Text = Field(min_length=1, description="the name as it is printed")
    role: Role = Field("author", description="what they did")
    sort: Text | None = Field(None, description="the name as it is sorted: `Gibbon, Edward`")


class Identifiers(Model):
    """The names that the world knows the book by; each edition has an ISBN of its own."""

    uuid: Text | None = Field(None, description="a UUID; made from the title where none is given")
    doi: Text | None = None
    isbn_epub: Text | None = Field(None, description="ISBN of the EPUB")
    isbn_pdf: Text | None = Field(None, description="ISBN of the printed book")
    isbn_html: Text | None = Field(None, description="ISBN of the web book")
    isbn_screen: Text | None = Field(None, description="ISBN of the PDF for screens")
    isbn_large_print: Text | None = Field(None, description="ISBN of the book in large print")


class Series(Model):
    """The series that the book belongs to."""

    name: Text
    number: Text | None = None
    issn: Text | None = Field(None, description="the ISSN of the series")


Scheme = Literal[
    "AAT", "BIC", "BISAC", "CLC", "CLIL", "DDC", "EuroVoc", "LCSH", "MEDTOP", "NDC", "Thema", "UDC",
    "WGS",
]  # fmt: skip
"""Schemes of subjects, as EPUB 3.3 names them (D.3.1, `authority`)."""


class Classification(Model):
    """A subject by its code in a scheme, as shops and libraries sort books."""

    scheme: Scheme = Field(description="whose code it is: `BISAC`, `Thema`, `DDC` …")
    code: Text = Field(min_length=1, description="the code: `HIS002020`")
    name: Text | None = Field(None, description="what it stands for: `HISTORY / Ancient / Rome`")


class Frontispiece(Model):
    """The picture that faces the title page."""

    image: Text = Field(min_length=1, description="an image in the book's folder")
    alt: Text = Field("", description="what it shows, in words")
    caption: Text | None = Field(None, description="printed below it")


def _as_frontispiece(value: Any) -> Any:
    """Take the path of an image alone for a frontispiece of which nothing else is said."""
    return {"image": value} if isinstance(value, str) else value


class Metadata(Model):
    """What catalogues, shops and title pages say of the book."""

    title: Text = Field(min_length=1)
    subtitle: Text | None = None
    short_title: Text | None = Field(None, description="the title where it has little room")
    sort_title: Text | None = Field(
        None, description="the title as it is sorted: `Decline and Fall, The`"
    )
    title_language: Text | None = Field(
        None, description="a BCP 47 language tag for title and subtitle, if not the book's"
    )
    language: Text = Field(description="a BCP 47 language tag: `en-GB`, `fr`, `zh-Hant`")
    contributors: tuple[Contributor, ...] = ()
    identifiers: Identifiers = Identifiers()
    publisher: Text | None = None
    place: Text | None = Field(None, description="the place of publication")
    date: Date | None = Field(None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    edition: Text | None = Field(None, description="printed in the imprint: `Second edition`")
    rights: Text | None = Field(None, description="the copyright line or the licence")
    printing: Text | None = Field(
        None, description="the printing, in the imprint: `10 9 8 7 6 5 4 3 2 1`"
    )
    subjects: tuple[Text, ...] = ()
    classification: tuple[Classification, ...] = Field(
        (), description="subjects by their codes: BISAC, Thema …"
    )
    series: Series | None = None
    description: Text | None = None
    cover: Text | None = Field(None, description="an image in the book's folder")
    cover_alt: Text | None = Field(None, description="what the cover shows, in words")
    frontispiece: Annotated[
        Frontispiece | None,
        BeforeValidator(_as_frontispiece, json_schema_input_type=str | Frontispiece | None),
    ] = Field(None, description="a picture that faces the title page in print")

    def by_role(self, role: str) -> tuple[Contributor, ...]:
        """Return the contributors with this role, in their order."""
        return tuple(person for person in self.contributors if person.role == role)
