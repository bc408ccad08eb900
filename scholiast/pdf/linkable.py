"""Whether a design allows its chapters to be laid out apart from their place in the book.

What a style sheet may ask of a page that is not known before it is bound: its number elsewhere
than in a margin box, the number of all pages, or its place among the pages of a document.
"""

import re
from collections.abc import Iterator
from typing import Any

import tinycss2

from scholiast.config import PdfEdition
from scholiast.pdf.design import sheets
from scholiast.theme import Theme

_IN_TEXT = re.compile(r"(?i)counters?\(\s*pages?\b|target-(?:counters?|text)\(|position:\s*running")
_IN_PAGE = re.compile(
    r"(?i)counters?\(\s*pages\b|element\(|string\([^)]*(?:start|first-except)"
    r"|counter-(?:set|reset|increment)"
)
_PRELUDE = re.compile(r"(?i):nth\(|:blank\b")


def obstacle(theme: Theme, settings: PdfEdition) -> str | None:
    """Return what in the design of an edition needs the whole book laid out, if anything."""
    own = theme.own("templates/print/blank.html")
    if own is not None:
        return own.path
    for name in sheets(settings):
        rules = tinycss2.parse_stylesheet(
            theme.style(name), skip_comments=True, skip_whitespace=True
        )
        for found in _obstacles(rules):
            return f"`{found}` in styles/{name}"
    return None


def _obstacles(rules: list[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _found(_IN_TEXT, rule.content)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page":
            yield from _found(_PRELUDE, rule.prelude)
            yield from _found(_IN_PAGE, rule.content or [])
        elif rule.type == "at-rule" and rule.content:
            yield from _obstacles(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            )


def _found(pattern: re.Pattern[str], tokens: list[Any]) -> Iterator[str]:
    yield from (match[0] for match in pattern.finditer(tinycss2.serialize(tokens)))
