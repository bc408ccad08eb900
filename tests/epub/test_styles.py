"""The style sheets of an EPUB leave to readers what is theirs: type, size, colours, alignment."""

import re
from collections.abc import Iterator

import pytest
import tinycss2
from tinycss2.ast import Declaration, Node

from scholiast.epub import STYLES
from scholiast.theme import DESIGNS, Theme, shipped

NAMES = sorted(path.name for path in (shipped() / DESIGNS).iterdir() if path.is_dir())

_ABSOLUTE = re.compile(r"(?<![\w.#-])[0-9.]+(px|pt|pc|mm|cm|in|q)\b", re.IGNORECASE)
_NO_COLOUR = {"inherit", "currentcolor", "transparent", "none"}
_BEHIND_PICTURES = ("img", {"background-color": "#fff", "color": "#000"})
_FAMILIES = {"html", "code", "kbd", "pre", "samp"}


def _rules(css: str) -> Iterator[tuple[str, list[Declaration]]]:
    """Yield selectors and declarations of a sheet, those in media queries too."""
    yield from _among(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _among(nodes: list[Node]) -> Iterator[tuple[str, list[Declaration]]]:
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            yield from _among(inner)
        elif node.type == "qualified-rule":
            content = tinycss2.parse_blocks_contents(node.content, skip_comments=True)
            found = [one for one in content if one.type == "declaration"]
            yield " ".join(tinycss2.serialize(node.prelude).split()), found


def faults(css: str) -> list[str]:
    """Return what a sheet settles that is the reader's to settle: selector, property, value."""
    found = []
    for selector, declarations in _rules(css):
        for one in declarations:
            value = " ".join(tinycss2.serialize(one.value).split())
            if one.important or _fights(selector, one.lower_name, value):
                said = "!important" if one.important else value
                found.append(f"{selector} {{ {one.lower_name}: {said} }}")
    return found


def _fights(selector: str, name: str, value: str) -> bool:
    """Tell whether a declaration stands against what readers choose."""
    if (selector, value) == (_BEHIND_PICTURES[0], _BEHIND_PICTURES[1].get(name)):
        return False
    if name in {"color", "fill", "stroke"} or name.startswith("background"):
        return value.lower() not in _NO_COLOUR
    if name.startswith(("border", "outline", "text-decoration", "column-rule")):
        return "#" in value or "rgb" in value
    if name == "font-family":
        return not set(re.split(r"[\s,]+", selector)) <= _FAMILIES
    if name == "text-align":
        return value == "justify" or selector in {"html", "body", "p"}
    if name == "line-height":
        return selector in {"html", "p", "li"} or _ABSOLUTE.search(value) is not None
    return name in {"user-select", "color-scheme"} or _ABSOLUTE.search(value) is not None


@pytest.mark.parametrize("design", NAMES)
@pytest.mark.parametrize("sheet", STYLES)
def test_nothing_fights_the_reader(design: str, sheet: str) -> None:
    """No colour, no absolute size, nothing important, no typeface on paragraphs.

    A design may have a typeface for headings and figures; paragraphs have that of `html`, which
    what a reader chooses is put over.
    """
    found = faults(Theme.find(design=design).style(f"{sheet}.css"))
    assert [] == [fault for fault in found if not _is_display(fault)]


def _is_display(fault: str) -> bool:
    """Tell whether only headings and captions are given another typeface."""
    selector, _, rest = fault.partition(" { ")
    heads = (
        r"h[1-6]( (em|i|strong|b|cite))?|th|caption|figcaption|\.chapter-number"
        r"|\.(title|cover)-page \.title"
    )
    return rest.startswith("font-family") and all(
        re.fullmatch(heads, one.strip()) for one in selector.split(",")
    )


@pytest.mark.parametrize(
    "rule",
    [
        "body { color: black }",
        "p { background: white }",
        "p { font-size: 12px }",
        "h1 { margin: 2cm 0 }",
        "p { line-height: 1.4 }",
        "body { text-align: justify }",
        "a { color: #00f }",
        "hr { border: 1em solid #ccc }",
        "p { font-family: serif }",
        "td { width: 3em !important }",
        "@media (prefers-color-scheme: dark) { body { color: #fff } }",
    ],
)
def test_what_fights_is_found(rule: str) -> None:
    """The test itself can fail."""
    assert 1 == len(faults(rule))
