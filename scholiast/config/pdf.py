"""The editions in pages: the printed book, and those for screens, tired eyes and editors."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, field_validator

from scholiast.config.base import (
    AUTO,
    OPENINGS_SAID,
    Length,
    Model,
    Openings,
    Text,
    as_several,
    is_length,
    millimetres,
    trim_size,
)


def _is_length_or_auto(value: Any) -> Any:
    return value if value == AUTO else is_length(value)


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
    BeforeValidator(as_several, json_schema_input_type=Conformance | tuple[Conformance, ...]),
]
"""One standard or several, always as several."""

LEAST_OUTER_FOR_NOTES = 31.0
"""Width in mm of an outer margin that has room for notes: 20 mm of them, and space around."""

LEAST_TEXT_AREA = (30, 40)
"""Width and height in mm of an area in which text can be set with notes below it."""


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
    openings: Openings = Field("plain", description=OPENINGS_SAID)
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

    openings: Openings = Field("plain", description=OPENINGS_SAID)

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

    openings: Openings = Field("plain", description=OPENINGS_SAID)

    form: ClassVar[str] = "proof"


PAGED: dict[str, type[PdfEdition]] = {
    kind.form: kind for kind in (PdfEdition, ScreenEdition, LargePrintEdition, ProofEdition)
}
"""The editions that are PDFs, by the names that `Format` has for them."""
