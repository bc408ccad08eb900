"""Quotation marks by language: what `"…"` and `'…'` of a manuscript are printed as."""

Quotes = tuple[str, str, str, str]
"""The marks around a quotation, and those around one within it."""

_NARROW = "\u202f"
"""A narrow space that no line ends at, which French sets within its marks."""

_GERMAN: Quotes = ("„", "“", "‚", "‘")
_GUILLEMETS: Quotes = ("«", "»", "“", "”")
_CORNERS: Quotes = ("「", "」", "『", "』")

QUOTES: dict[str, Quotes] = {
    "ar": ("«", "»", "“", "”"),
    "cs": _GERMAN,
    "da": ("»", "«", "›", "‹"),
    "de": _GERMAN,
    "de-ch": ("«", "»", "‹", "›"),
    "el": _GUILLEMETS,
    "es": _GUILLEMETS,
    "fa": ("«", "»", "“", "”"),
    "fi": ("”", "”", "’", "’"),
    "fr": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"),
    "fr-ch": ("«", "»", "‹", "›"),
    "he": ("”", "”", "’", "’"),
    "hu": ("„", "”", "»", "«"),
    "is": _GERMAN,
    "it": _GUILLEMETS,
    "ja": _CORNERS,
    "no": ("«", "»", "‘", "’"),
    "nb": ("«", "»", "‘", "’"),
    "nn": ("«", "»", "‘", "’"),
    "pl": ("„", "”", "«", "»"),
    "ro": ("„", "”", "«", "»"),
    "ru": ("«", "»", "„", "“"),
    "sk": _GERMAN,
    "sl": _GERMAN,
    "sv": ("”", "”", "’", "’"),
    "uk": ("«", "»", "„", "“"),
    "zh-hant": _CORNERS,
    "zh-tw": _CORNERS,
    "zh-hk": _CORNERS,
}
"""The marks by BCP 47 tag, in lower case, as Unicode's CLDR has them and printers set them.

Languages that are not here have those of English, which pandoc gives.
"""


def quotes(language: str) -> Quotes | None:
    """Return the marks for a BCP 47 tag; None where they are those of English."""
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        found = QUOTES.get("-".join(parts[:length]))
        if found is not None:
            return found
    return None
