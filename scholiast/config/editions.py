"""All editions of a book, and what one takes from another."""

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

from scholiast.config.base import AUTO, Model, millimetres
from scholiast.config.online import EpubEdition, HtmlEdition, SingleHtmlEdition
from scholiast.config.pdf import (
    LargePrintEdition,
    PdfEdition,
    ProofEdition,
    ScreenEdition,
    inner_margin,
)


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
