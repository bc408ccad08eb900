"""Words that lead to their entry in the glossary: spans of the class `gloss`, terms with ids."""

from collections.abc import Iterable, Mapping

from scholiast import markup, slugs, text
from scholiast.markup import Element

CLASS = "gloss"
"""The class of a word that is in the glossary; its attribute `term` says by what name."""


def normal(term: str) -> str:
    """Return what two spellings of one term have in common: letter case and space don't count."""
    return " ".join(term.split()).casefold()


def define(body: Element) -> dict[str, str]:
    """Give each term of a glossary an id, and return the ids by term."""
    found: dict[str, str] = {}
    for term in body.iter("dt"):
        name = normal(text.readable(markup.words(term)))
        if not name or name in found:
            continue
        if term.get("id") is None:
            term.set("id", f"gloss-{slugs.label(name)}")
        found[name] = term.get("id", "")
    return found


def lead(trees: Iterable[Element], terms: Mapping[str, str]) -> None:
    """Make links to the glossary of the words in trees that are meant for them.

    One that stands in a link already, or whose term is not there, stays what it was.
    """
    for tree in trees:
        for span in list(tree.iter("span")):
            if CLASS not in span.get("class", "").split():
                continue
            said = span.attrib.pop("data-term", None) or span.attrib.pop("term", None)
            name = terms.get(normal(said or text.readable(markup.words(span))))
            inside = any(above.tag == "a" for above in span.iterancestors())
            if name is not None and not inside:
                span.tag = "a"
                span.set("href", f"#{name}")
                span.set("role", "doc-glossref")
