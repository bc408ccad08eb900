"""What keeps readers from showing a text as they need it."""

from collections.abc import Iterable, Iterator

import tinycss2
from lxml import etree
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

from scholiast.markup import Element

_READERS_OWN = frozenset(
    {"background", "background-color", "color", "font", "font-family", "font-size"}
    | {"letter-spacing", "line-height", "word-spacing", "writing-mode"}
)
"""Properties that are the reader's to set (schema.org's vocabulary, `displayTransformability`)."""


def is_fixed_by_style(css: str) -> bool:
    """Tell whether a style sheet sets what is the reader's in a way that nothing goes before."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "important" in css and any(one.important for one in _declarations(rules))


def is_fixed_by_elements(trees: Iterable[Element]) -> bool:
    """Tell whether elements set what is the reader's in an attribute of their own."""
    styles = (one.get("style") for tree in trees for one in tree.iter(etree.Element))
    return any(next(_of_reader(style), None) is not None for style in styles if style is not None)


def _declarations(rules: Iterable[Node]) -> Iterator[Declaration]:
    for rule in rules:
        if isinstance(rule, AtRule) and rule.content is not None:
            if rule.lower_at_keyword in {"media", "supports", "layer", "container"}:
                yield from _declarations(tinycss2.parse_rule_list(rule.content))
        elif isinstance(rule, QualifiedRule):
            yield from _of_reader(rule.content)


def _of_reader(content: "list[Node] | str") -> Iterator[Declaration]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if isinstance(one, Declaration) and one.lower_name in _READERS_OWN:
            yield one
