"""Contrast of the colours that style sheets ask for (WCAG 2.2, 1.4.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import AtRule, Declaration, IdentToken, Node, QualifiedRule
from tinycss2.color3 import RGBA, parse_color

LEAST = 4.5
"""The least ratio of the luminances of text and what it stands on (level AA)."""

_WHITE, _BLACK = RGBA(1, 1, 1, 1), RGBA(0, 0, 0, 1)


@dataclass(frozen=True, slots=True)
class Faint:
    """Text that stands out too little: whose it is, by its selector, and the `ratio`."""

    selector: str
    line: int
    ratio: float


def faint(css: str) -> list[Faint]:
    """Return the rules of a style sheet whose text stands out too little.

    A colour is seen on the background of its rule, else on white, and on black where the sheet
    asks what a dark page looks like. What is transparent or the reader's own is not judged.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return list(_faint(rules, _custom(rules), is_dark=False))


def _faint(rules: list[Node], known: Mapping[str, RGBA], *, is_dark: bool) -> Iterator[Faint]:
    for rule in rules:
        if isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(
                rule.content or [], skip_comments=True, skip_whitespace=True
            )
            asked = tinycss2.serialize(rule.prelude)
            dark = is_dark or ("prefers-color-scheme" in asked and "dark" in asked)
            yield from _faint(inner, {**known, **_custom(inner)}, is_dark=dark)
        elif isinstance(rule, QualifiedRule):
            ratio = ratio_of(rule.content, known, is_dark=is_dark)
            if ratio is not None and ratio < LEAST:
                selector = " ".join(tinycss2.serialize(rule.prelude).split())
                yield Faint(selector, rule.source_line, ratio)


def ratio_of(
    content: list[Node] | str, known: Mapping[str, RGBA] | None = None, *, is_dark: bool = False
) -> float | None:
    """Return the contrast of the colours that declarations ask for, from 1 to 21; None for none."""
    ink = paper = None
    for one in _declarations(content):
        if one.lower_name == "color":
            ink = _colour(one, known or {})
        elif one.lower_name in {"background", "background-color"}:
            paper = _colour(one, known or {})
    if ink is None and paper is None:
        return None
    plain = (_WHITE, _BLACK) if is_dark else (_BLACK, _WHITE)
    return contrast(ink or plain[0], paper or plain[1])


def contrast(one: RGBA, other: RGBA) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGBA) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return float(
        sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))
    )


def _declarations(content: list[Node] | str) -> Iterator[Declaration]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if isinstance(one, Declaration):
            yield one


def _colour(one: Declaration, known: Mapping[str, RGBA]) -> RGBA | None:
    """Return the opaque colour among the values of a declaration, if it names one."""
    for token in one.value:
        found = _named(token, known)
        if found is not None and found.alpha == 1:
            return found
    return None


def _named(token: Node, known: Mapping[str, RGBA]) -> RGBA | None:
    if token.type == "function" and token.lower_name == "var":
        names = [part.value for part in token.arguments if isinstance(part, IdentToken)]
        return known.get(names[0]) if names else None
    found = parse_color(token)
    return found if isinstance(found, RGBA) else None


def _custom(rules: list[Node]) -> dict[str, RGBA]:
    """Return the colours that custom properties stand for."""
    found = {}
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            for one in _declarations(rule.content):
                colour = _colour(one, {}) if one.name.startswith("--") else None
                if colour is not None:
                    found[one.name] = colour
    return found
