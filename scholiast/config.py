"""`book.yaml` as types: what a book is called, what stands in it, how it is published.

The JSON Schema that editors use is generated from these types (`schema`). Reading the file, with
places and hints, is `scholiast.manuscript`'s work.
"""

import datetime
import json
import re
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)

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

TRIM_PRESETS = {
    "5x8": (127.0, 203.2),
    "5.25x8": (133.35, 203.2),
    "5.5x8.5": (139.7, 215.9),
    "6x9": (152.4, 228.6),
    "7x10": (177.8, 254.0),
    "8.5x11": (215.9, 279.4),
    "A5": (148.0, 210.0),
    "B5": (176.0, 250.0),
    "A4": (210.0, 297.0),
}
"""Trim sizes by name: width and height in mm."""

_LENGTH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)\s*$")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)\s*$")


def millimetres(length: str) -> float:
    """Return a length such as `18mm`, `0.75in` or `54 pt` in mm; ValueError where it is none."""
    match = _LENGTH.match(length)
    if match is None:
        raise ValueError(f"`{length}` is not a length: write a number and mm, cm, in or pt")
    return round(float(match[1]) * _MM[match[2]], 3)


def trim_size(name: str) -> tuple[float, float]:
    """Return width and height in mm of a preset (`6x9`) or a free size (`120x190mm`)."""
    if name in TRIM_PRESETS:
        return TRIM_PRESETS[name]
    match = _SIZE.match(name)
    if match is None:
        known = ", ".join(TRIM_PRESETS)
        raise ValueError(f"`{name}` is no trim size: write one of {known}, or such as 120x190mm")
    factor = _MM[match[3]]
    return round(float(match[1]) * factor, 3), round(float(match[2]) * factor, 3)


class Model(BaseModel):
    """What all parts of `book.yaml` share: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _as_text(value: Any) -> Any:
    """YAML reads `1999`, `1999-05-01` and `9.5` as numbers and dates; the author wrote text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | datetime.date):
        return str(value)
    return value


Text = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | float)]


def _is_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError("write a date as YYYY, YYYY-MM or YYYY-MM-DD")
    if len(value) > 4:
        datetime.date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    return value


Date = Annotated[Text, AfterValidator(_is_date)]
"""A year, a month or a day, as ISO 8601 writes them."""


def _as_several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Authors = Annotated[
    tuple[Text, ...],
    BeforeValidator(_as_several, json_schema_input_type=str | tuple[str, ...]),
]
"""One name or several, always as several."""


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


MarkStyle = Literal[
    "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "symbols",
    "arabic-indic", "persian", "devanagari", "bengali", "full-width", "none",
]  # fmt: skip
"""How notes are counted: by numbers, letters or reference marks (`scholiast.series`)."""

MARK_STYLES = frozenset(get_args(MarkStyle))


def _as_marks(value: Any) -> Any:
    """Take a list of marks as it is, and a name for a style."""
    if isinstance(value, list | tuple):
        marks = tuple(str(_as_text(mark)).strip() for mark in value)
        if not marks or not all(marks) or len(set(marks)) < len(marks):
            raise ValueError("write marks that are different, such as [*, †, ‡]")
        return marks
    if value not in MARK_STYLES:
        known = ", ".join(get_args(MarkStyle))
        raise ValueError(f"`{value}` is no way to count: write one of {known}, or a list of marks")
    return value


Marks = Annotated[
    str | tuple[str, ...],
    BeforeValidator(_as_marks, json_schema_input_type=MarkStyle | tuple[str, ...]),
]

Restart = Literal["book", "part", "chapter", "page"]
"""Where a series begins again; pages are those of print, elsewhere they are chapters."""

PrintPlacement = Literal["page-foot", "chapter-end", "book-end", "margin", "none"]
EpubPlacement = Literal["pop-up", "chapter-end", "book-end", "none"]
WebPlacement = Literal["pop-up", "margin", "chapter-end", "book-end", "none"]
AnyPlacement = Literal["page-foot", "pop-up", "margin", "chapter-end", "book-end", "none"]

_PRINTED = {"pop-up": "page-foot"}
_IN_EPUB = {"page-foot": "pop-up", "margin": "pop-up"}
_ON_WEB = {"page-foot": "pop-up"}


class Placements(Model):
    """Where notes of a kind stand in each edition."""

    pdf: PrintPlacement = "page-foot"
    epub: EpubPlacement = "pop-up"
    html: WebPlacement = "pop-up"


def _as_placements(value: Any) -> Any:
    """Take one word for all editions: what an edition has not is what comes nearest to it."""
    if not isinstance(value, str):
        return value
    if value not in get_args(AnyPlacement):
        known = ", ".join(get_args(AnyPlacement))
        raise ValueError(f"`{value}` is no place for notes: write one of {known}")
    return {
        "pdf": _PRINTED.get(value, value),
        "epub": _IN_EPUB.get(value, value),
        "html": _ON_WEB.get(value, value),
    }


class KindOfNote(Model):
    """A kind of notes: how they are counted, what they are called, where they stand."""

    series: Text | None = Field(
        None, description="the kind that they are counted with; without it they have their own"
    )
    marks: Marks = Field("decimal", description="how they are counted: `decimal`, `symbols` …")
    restart: Restart | None = Field(
        None, description="where counting begins again; without it as `numbering` says"
    )
    label: Text | None = Field(None, description="what one is called: `Translator’s note`")
    heading: Text | None = Field(None, description="what they are called: `Translator’s notes`")
    placement: Annotated[
        Placements,
        BeforeValidator(_as_placements, json_schema_input_type=AnyPlacement | Placements),
    ] = Field(Placements(), description="where they stand, in all editions or in each")


BUILT_IN_KINDS = ("author", "editor", "translator", "source", "gloss", "variant")
"""Kinds of notes that need not be declared; then they are counted with those of the author."""

_KIND_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Notes(Model):
    """How notes are numbered, and of what kinds they are."""

    numbering: Literal["chapter", "part", "book"] = Field(
        "chapter", description="where numbers begin again at 1"
    )
    digits: Literal["native", "latin"] = Field(
        "native", description="numbers in the digits of the language, or in European ones"
    )
    nested: Marks = Field("lower-alpha", description="how notes within notes are counted")
    kinds: dict[Text, KindOfNote] = Field({}, description="kinds of notes by name")

    @field_validator("nested")
    @classmethod
    def _has_marks(cls, value: Marks) -> Marks:
        if value == "none":
            raise ValueError("notes within notes need marks: they stand in no line of the text")
        return value

    @field_validator("kinds")
    @classmethod
    def _have_names(cls, value: dict[str, KindOfNote]) -> dict[str, KindOfNote]:
        for name, kind in value.items():
            if not _KIND_NAME.fullmatch(name):
                raise ValueError(f"`{name}` can't name a kind: use small letters, digits, hyphens")
            if kind.series and (kind.series not in {*value, "author"} or kind.series == name):
                raise ValueError(f"`series: {kind.series}` of `{name}` is no other kind declared")
            if kind.series and kind.series in value and value[kind.series].series:
                raise ValueError(f"`{kind.series}`, with which `{name}` counts, has no own series")
        return value


CaptionNumbers = Literal["none", "chapter", "book"]


class Captions(Model):
    """How figures and tables are numbered."""

    figures: CaptionNumbers = Field(
        "none", description="whether figures are numbered, and where numbers begin again at 1"
    )
    tables: CaptionNumbers = Field(
        "none", description="whether tables are numbered, and where numbers begin again at 1"
    )


def _is_length(value: Any) -> Any:
    if value is not None:
        millimetres(str(value))
    return value


Length = Annotated[str, BeforeValidator(_is_length)]


Design = Literal["classic", "modern", "scholarly"]
"""The designs that there are (`styles/designs`)."""


AUTO = "auto"
"""A margin at the spine that grows with the number of pages."""


def _is_length_or_auto(value: Any) -> Any:
    return value if value == AUTO else _is_length(value)


_GUTTERS = ((150, 18.0), (300, 20.0), (500, 22.0), (700, 24.0))
"""The margin in mm at the spine of books up to so many pages; a thick book opens less flat."""
_WIDEST = 26.0  # mm, for books with more


class Margins(Model):
    """The margins of a page, mirrored on facing pages; lengths such as `18mm` or `0.75in`."""

    inner: Annotated[str, BeforeValidator(_is_length_or_auto)] = "20mm"
    outer: Length = "17mm"
    top: Length = "20mm"
    bottom: Length = "22mm"


Conformance = Literal[
    "pdf/ua-1", "pdf/ua-2", "pdf/a-2a", "pdf/a-2b", "pdf/a-2u", "pdf/a-3a", "pdf/a-3b", "pdf/a-3u",
    "pdf/a-4", "pdf/x-3", "pdf/x-4",
]  # fmt: skip
"""A standard that a PDF may keep to: ISO 14289, 19005 and 15930, with part and level."""

_OF_PDF_2 = ("pdf/ua-2", "pdf/a-4")


Standards = Annotated[
    tuple[Conformance, ...],
    BeforeValidator(_as_several, json_schema_input_type=Conformance | tuple[Conformance, ...]),
]
"""One standard or several, always as several."""


LEAST_OUTER_FOR_NOTES = 31.0
"""Width in mm of an outer margin that has room for notes: 20 mm of them, and space around."""

LEAST_TEXT_AREA = (30, 40)
"""Width and height in mm of an area in which text can be set with notes below it."""


Openings = Literal["plain", "drop-cap", "small-caps"]
"""How the first words of chapters are set."""

_OPENINGS = "how chapters open: `plain`, with a `drop-cap`, or with words in `small-caps`"


def _as_colour(value: Any) -> Any:
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", str(value)):
        raise ValueError(f"`{value}` is no colour: write one such as #1f3a5f, in quotation marks")
    return value


Colour = Annotated[str, BeforeValidator(_as_colour)]


class Cover(Model):
    """The cover of the printed book, laid flat."""

    back: Text | None = Field(None, description="the words on the back; else `description`")
    background: Colour = Field("#ffffff", description="the colour of the cover: `#1f3a5f`")
    ink: Colour = Field("#000000", description="the colour of its words")
    barcode: bool = Field(True, description="the ISBN stands on the back as a barcode")


Head = Literal["author", "book", "part", "chapter", "section", "none"]
"""What a running head names; without an author or a part, it is the book."""


class RunningHeads(Model):
    """What the running heads of left pages (verso) and right pages (recto) name."""

    verso: Head = "part"
    recto: Head = "chapter"


PrinterName = Literal["kdp", "ingramspark", "lulu", "offset"]
"""The printers whose rules are known (`scholiast.printers`)."""


class PdfEdition(Model):
    """The printed edition."""

    trim: Text = Field("6x9", description="a preset such as `6x9` or `A5`, or `120x190mm`")
    margins: Margins = Margins()
    font_size: Length = Field("10.5pt", description="the size of the text")
    line_height: float = Field(1.36, ge=1.0, le=2.5, description="leading, as a factor")
    align: Literal["justify", "left"] = Field(
        "justify", description="lines of one length, or ragged on the right"
    )
    grid: bool = Field(True, description="lines of facing pages stand on one grid")
    hanging_punctuation: bool = Field(
        True, description="hyphens, commas and quotation marks reach into the margins"
    )
    recto: bool = Field(True, description="chapters begin on a right-hand page")
    contents_depth: int = Field(2, ge=1, le=4, description="levels in the printed contents")
    conformance: Standards = Field(
        ("pdf/ua-1",), description="the standard that the file keeps to, or several"
    )
    facing: bool = Field(
        True, description="pages face each other: parts begin on the right, versos may stay blank"
    )
    cover_page: bool = Field(False, description="the front cover is the first page")
    line_numbers: bool = Field(False, description="the lines of each page are numbered")
    openings: Openings = Field("plain", description=_OPENINGS)
    half_title: bool = Field(True, description="the first page has the title alone")
    running_heads: RunningHeads = RunningHeads()

    printer: PrinterName | None = Field(
        None, description="whose rules hold: margins, number of pages, marks, links"
    )
    bleed: Length | None = Field(None, description="how far what is cut reaches over the trim")
    marks: tuple[Literal["crop", "registration"], ...] = Field(
        (), description="marks around each page: `crop`, `registration`"
    )
    paper: Text | None = Field(
        None, description="the paper, for the spine: `white`, `cream`, or a page's thickness"
    )
    cover: Cover | None = Field(None, description="the cover, laid flat")
    twin: bool | None = Field(
        None, description="a second file without links, for the press; if the printer wants one"
    )

    form: ClassVar[str] = "pdf"
    """What the edition is called in `Format`; its style sheet is `styles/FORM.css`."""

    @property
    def inner_is_auto(self) -> bool:
        """Tell whether the margin at the spine depends on the number of pages.

        It does by itself where a printer is named.
        """
        margins = self.margins
        by_itself = self.printer is not None and "inner" not in margins.model_fields_set
        return by_itself or margins.inner == AUTO

    @property
    def text_area(self) -> tuple[float, float]:
        """Return width and height in mm of what margins leave of a page; negative for nothing."""
        width, height = trim_size(self.trim)
        inner = _WIDEST if self.inner_is_auto else millimetres(self.margins.inner)
        sides = inner + millimetres(self.margins.outer)
        ends = millimetres(self.margins.top) + millimetres(self.margins.bottom)
        return round(width - sides, 3), round(height - ends, 3)

    @field_validator("conformance")
    @classmethod
    def _go_together(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        kinds = [name.partition("-")[0] for name in value]
        if len(set(kinds)) < len(kinds):
            raise ValueError("a file keeps to one part of a standard")
        if "pdf/x" in kinds and len(kinds) > 1:
            raise ValueError("a file for print, PDF/X, keeps to no other standard")
        if len({name in _OF_PDF_2 for name in value}) > 1:
            raise ValueError("pdf/ua-2 and pdf/a-4 are of PDF 2.0, the others of PDF 1.7")
        return value

    @field_validator("trim")
    @classmethod
    def _is_a_size(cls, value: str) -> str:
        trim_size(value)
        return value


def inner_margin(pages: int) -> float:
    """Return the margin in mm at the spine of a book of so many pages, as it is read with ease."""
    return next((width for most, width in _GUTTERS if pages <= most), _WIDEST)


class ScreenEdition(PdfEdition):
    """A PDF to be read on a screen: links in colour, no blank pages, the cover as page one."""

    recto: bool = Field(False, description="chapters begin on a right-hand page")
    facing: bool = Field(False, description="pages face each other, and versos may stay blank")
    cover_page: bool = Field(True, description="the front cover is the first page")

    form: ClassVar[str] = "screen"


class LargePrintEdition(PdfEdition):
    """The book for readers who see little: 16 pt, lines that end where they end, no hyphens."""

    trim: Text = Field("7x10", description="a preset such as `7x10` or `A4`, or `170x240mm`")
    margins: Margins = Margins(inner="22mm", outer="18mm", top="20mm", bottom="22mm")
    font_size: Length = Field("16pt", description="the size of the text and of its notes")
    line_height: float = Field(1.4, ge=1.0, le=2.5, description="leading, as a factor")
    align: Literal["justify", "left"] = Field(
        "left", description="lines of one length, or ragged on the right"
    )
    hanging_punctuation: bool = Field(
        False, description="hyphens, commas and quotation marks reach into the margins"
    )

    openings: Openings = Field("plain", description=_OPENINGS)

    form: ClassVar[str] = "large-print"


class ProofEdition(PdfEdition):
    """A manuscript for the editor: lines far apart and numbered, notes at the chapters' ends."""

    trim: Text = Field("A4", description="a preset such as `A4` or `8.5x11`, or `210x297mm`")
    margins: Margins = Margins(inner="35mm", outer="35mm", top="30mm", bottom="27mm")
    font_size: Length = Field("12pt", description="the size of the text and of its notes")
    line_height: float = Field(2.0, ge=1.0, le=3.0, description="leading, as a factor")
    align: Literal["justify", "left"] = Field(
        "left", description="lines of one length, or ragged on the right"
    )
    hanging_punctuation: bool = Field(
        False, description="hyphens, commas and quotation marks reach into the margins"
    )
    recto: bool = Field(False, description="chapters begin on a right-hand page")
    facing: bool = Field(False, description="pages face each other, and versos may stay blank")
    line_numbers: bool = Field(True, description="the lines of each page are numbered")

    openings: Openings = Field("plain", description=_OPENINGS)

    form: ClassVar[str] = "proof"


PAGED: dict[str, type[PdfEdition]] = {
    kind.form: kind for kind in (PdfEdition, ScreenEdition, LargePrintEdition, ProofEdition)
}
"""The editions that are PDFs, by the names that `Format` has for them."""


StoreName = Literal["apple", "kobo", "kindle", "google"]
"""The stores whose rules are known (`scholiast.stores`)."""


Claim = Literal[
    "EPUB Accessibility 1.1 - WCAG 2.0 Level A",
    "EPUB Accessibility 1.1 - WCAG 2.0 Level AA",
    "EPUB Accessibility 1.1 - WCAG 2.1 Level A",
    "EPUB Accessibility 1.1 - WCAG 2.1 Level AA",
    "EPUB Accessibility 1.1 - WCAG 2.2 Level A",
    "EPUB Accessibility 1.1 - WCAG 2.2 Level AA",
    "none",
]
"""What an EPUB may claim to conform to, letter by letter (EPUB Accessibility 1.1, 4.3)."""

Hazard = Literal[
    "flashing", "motionSimulation", "sound", "noFlashingHazard", "noMotionSimulationHazard",
    "noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard",
    "unknownSoundHazard", "none", "unknown",
]  # fmt: skip
"""Hazards and their absence, in the words of schema.org's `accessibilityHazard`."""

Exemption = Literal[
    "eaa-disproportionate-burden", "eaa-fundamental-alteration", "eaa-microenterprise"
]
"""Why a book need not be accessible by law (EPUB Accessibility exemption property, W3C)."""


class Accessibility(Model):
    """What the publisher vouches for: who says that the EPUB conforms to which standard."""

    certified_by: Text | None = Field(None, description="who tested the book and vouches for it")
    certifier_credential: Text | None = Field(
        None, description="what entitles them to it: a badge's name or address"
    )
    certifier_report: Text | None = Field(None, description="the address of their report")
    conforms_to: Claim | None = Field(None, description="the standard that the EPUB conforms to")
    exemption: Exemption | None = Field(
        None, description="why the book need not be accessible by law"
    )
    hazards: tuple[Hazard, ...] = Field((), description="hazards; computed where none is named")
    summary: Text | None = Field(
        None, description="how the book can be read, in sentences; made where there is none"
    )

    @field_validator("certifier_report")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://")):
            raise ValueError("write the address of the report, which begins with https://")
        return value

    @property
    def claim(self) -> str | None:
        """Return the standard that is claimed, if any is."""
        return None if self.conforms_to == "none" else self.conforms_to

    @field_validator("conforms_to")
    @classmethod
    def _is_vouched_for(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value not in {None, "none"} and not info.data.get("certified_by"):
            raise ValueError("`conforms_to` needs `certified_by`: say who tested the book")
        return value

    @field_validator("hazards")
    @classmethod
    def _go_together(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > 1 and {"none", "unknown"} & set(value):
            raise ValueError("`none` and `unknown` stand alone: no other hazard goes with them")
        for hazard in ("flashing", "motionSimulation", "sound"):
            name = f"{hazard[0].upper()}{hazard[1:]}Hazard"
            if len({hazard, f"no{name}", f"unknown{name}"} & set(value)) > 1:
                raise ValueError(f"the hazard `{hazard}` is there, or not, or unknown: name one")
        return value


class EpubEdition(Model):
    """The EPUB."""

    contents_depth: int = Field(2, ge=1, le=4, description="levels in the navigation")
    openings: Openings = Field("plain", description=_OPENINGS)
    fonts: bool = Field(True, description="whether the typefaces of the design are in the EPUB")
    accessibility: Accessibility = Accessibility()
    page_list: Literal["auto"] | bool = Field(
        "auto",
        description="whether it has the pages of the printed book; `auto`: if that has an ISBN",
    )
    stores: tuple[StoreName, ...] = Field(
        (), description="the stores whose rules the EPUB is held to, in each build"
    )
    split: Annotated[int, Field(ge=50)] | Literal[False] = Field(
        300, description="how many kB a document may have before it is cut; false: any number"
    )

    @property
    def most(self) -> int | None:
        """Return how many bytes a document may have before it is cut; None if any number."""
        return None if self.split is False else self.split * 1000


def _as_address(value: Any) -> Any:
    """Take the address of a folder on the web, with or without a slash at its end."""
    if value is None:
        return None
    try:
        parts = urlsplit(str(value).strip())
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if not is_whole or parts.query or parts.fragment or re.search(r"[\s\"<>\\^`{|}]", str(value)):
        message = "write where the web book will stand, such as https://example.org/book/"
        raise ValueError(f"`{value}` is no address of a site: {message}")
    return parts.geturl().rstrip("/") + "/"


WebAddress = Annotated[str | None, BeforeValidator(_as_address, json_schema_input_type=str | None)]


class HtmlEdition(Model):
    """The web book."""

    contents_depth: int = Field(2, ge=1, le=4, description="levels in the contents")
    openings: Openings = Field("plain", description=_OPENINGS)
    url: WebAddress = Field(None, description="where the web book will stand: `https://…/`")
    permalinks: bool = Field(True, description="whether each paragraph has an address of its own")
    cite: bool = Field(True, description="whether pages say how they are cited")
    feed: bool = Field(False, description="a feed of the chapters that have a `date`; needs `url`")

    @model_validator(mode="after")
    def _has_address_for_feed(self) -> "HtmlEdition":
        if self.feed and self.url is None:
            raise ValueError("`feed` needs `url`: entries of a feed have whole addresses")
        return self


class SingleHtmlEdition(Model):
    """The web book as one file."""

    contents_depth: int = Field(2, ge=1, le=4, description="levels in the contents")
    openings: Openings = Field("plain", description=_OPENINGS)

    form: ClassVar[str] = "single-html"
    """What the edition is called in `Format`."""


def _as_declared(value: Any) -> Any:
    """Take an edition that is only named, with nothing behind its name, as one that is wanted."""
    return {} if value is None or value is True else None if value is False else value


_FOR_THE_PRESS = frozenset({"conformance", "printer", "bleed", "marks", "twin", "paper", "cover"})
"""Settings of the printed book that no other edition takes from it."""

P = TypeVar("P", bound=PdfEdition)


class Editions(Model):
    """The forms in which the book is published; the last four where they are named."""

    epub: EpubEdition = EpubEdition()
    pdf: PdfEdition = PdfEdition()
    html: HtmlEdition = HtmlEdition()
    single_html: Annotated[SingleHtmlEdition | None, BeforeValidator(_as_declared)] = None
    screen: Annotated[ScreenEdition | None, BeforeValidator(_as_declared)] = None
    large_print: Annotated[LargePrintEdition | None, BeforeValidator(_as_declared)] = None
    proof: Annotated[ProofEdition | None, BeforeValidator(_as_declared)] = None

    @property
    def declared(self) -> tuple[str, ...]:
        """Return the editions that are named, beside those of every book, as `Format` has them."""
        named = (self.single_html, self.screen, self.large_print, self.proof)
        return tuple(edition.form for edition in named if edition is not None)

    def openings(self, form: str) -> str:
        """Return how chapters open in an edition, by the name that `Format` has for it."""
        match form:
            case "epub":
                return self.epub.openings
            case "html":
                return self.html.openings
            case SingleHtmlEdition.form:
                return self.single_page.openings
            case _:
                return self.paged(form).openings

    @property
    def single_page(self) -> HtmlEdition:
        """Return the settings of the web book as one file: what it does not say is as there."""
        said = self.single_html or SingleHtmlEdition()
        update = {name: getattr(said, name) for name in said.model_fields_set}
        return self.html.model_copy(update=update)

    def paged(self, form: str) -> PdfEdition:
        """Return the settings of a PDF, by the name that `Format` has for it.

        What an edition does not say is as in the printed book, but for what makes it the edition
        that it is. Where pages do not face each other, both sides have the margin between the two.
        """
        if form == PdfEdition.form:
            return self.pdf
        match form:
            case ScreenEdition.form:
                found: PdfEdition = _inheriting(self.screen or ScreenEdition(), self.pdf)
            case LargePrintEdition.form:
                found = _inheriting(self.large_print or LargePrintEdition(), self.pdf)
            case ProofEdition.form:
                found = _inheriting(self.proof or ProofEdition(), self.pdf)
            case _:
                raise ValueError(f"`{form}` is no edition in pages")
        return found if found.facing else _one_sided(found)


def _inheriting(edition: P, printed: PdfEdition) -> P:
    """Return an edition with what it does not say itself taken from the printed book."""
    own = {name for name in PdfEdition.model_fields if name in type(edition).__annotations__}
    taken = printed.model_fields_set - own - _FOR_THE_PRESS - edition.model_fields_set
    return edition.model_copy(update={name: getattr(printed, name) for name in taken})


def _one_sided(edition: PdfEdition) -> PdfEdition:
    margins = edition.margins
    if margins.inner == AUTO:
        margins = margins.model_copy(update={"inner": f"{inner_margin(0):g}mm"})
    side = (millimetres(margins.inner) + millimetres(margins.outer)) / 2
    same = margins.model_copy(update={"inner": f"{side:g}mm", "outer": f"{side:g}mm"})
    return edition.model_copy(update={"margins": same})


def _is_day(value: str) -> str:
    try:
        datetime.date.fromisoformat(value)
    except ValueError as problem:
        raise ValueError(f"`{value}` is no day: write it as 2027-06-30") from problem
    return value


Day = Annotated[Text, AfterValidator(_is_day)]


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
