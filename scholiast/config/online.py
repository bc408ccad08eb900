"""The EPUB and the web book."""

import re
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from scholiast.config.base import OPENINGS_SAID, Model, Openings, Text

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
    openings: Openings = Field("plain", description=OPENINGS_SAID)
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
    openings: Openings = Field("plain", description=OPENINGS_SAID)
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
    openings: Openings = Field("plain", description=OPENINGS_SAID)

    form: ClassVar[str] = "single-html"
    """What the edition is called in `Format`."""
